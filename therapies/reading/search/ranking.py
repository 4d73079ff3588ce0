"""Put the places that hold some of what is asked for in order, the best answer first."""

from __future__ import annotations

import heapq
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from therapies.models import SearchRow
from therapies.text.spelling import root_of, roots_in

from .asking import SILENT, Asked, Part, Way, roots_of, spoken
from .engine import LIMIT, LIMIT_OF_NAMES, Lookup, rows_of
from .sentences import best_sentence

# How much a part counts by where it stands, and by how it is said there.
NAME, ALSO, WORDS = 1.0, 0.5, 0.4
TYPED, SAID, KIN, SOME = 1.0, 0.85, 0.4, 0.6
QUIET = 0.3
# What a name of nothing but what is asked for adds, one with the same small words, and a sentence that says it all.
PRECISE, ALIKE, CLOSE = 0.3, 0.15, 0.2
# Of two places with the same words, which one a reader more likely looks for. Few look for what a word means,
# unless they say so.
WEIGHT = {
    SearchRow.PAGE: 1.0,
    SearchRow.QUESTION: 1.05,
    SearchRow.SECTION: 0.9,
    SearchRow.ROW: 0.75,
    SearchRow.WORD: 0.45,
}
WEIGHT_OF_THE_WORD, WEIGHT_OF_A_MEANING = 0.8, 1.3
# Rows of a site of usual size. A word that so many rows hold tells little.
USUAL_ROWS = 500
WEIGHT_OF_THE_UNKNOWN = 2.5
# Where every word is common, the rows that hold these of them together are looked up.
TOGETHER = 4
# What a page is also called; a longer line is its summary.
WORDS_OF_A_NAME = 6
# A question of several sentences, such as "Can I drive home? When can I drive again?", is several names.
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


class Found:
    """What is known of one part: how much it tells, how well each row says it at least, and the roots to tell by."""

    def __init__(self, part: Part, rows: dict[int, float], *, weight: float) -> None:
        self.part, self.rows, self.weight = part, rows, weight
        self.typed = frozenset(roots_of(part.typed))
        self.loud = frozenset(roots_of(spoken(part.typed)))
        self.ways = [frozenset(roots_of(way)) for way in part.ways]
        self.kin = [frozenset(roots_of(way)) for way in part.kin]
        self.any = frozenset().union(self.typed, *self.ways, *self.kin)

    @property
    def is_common(self) -> bool:
        """Whether the index gave up before it had named all rows."""
        return len(self.rows) >= LIMIT

    def value_in(self, roots: frozenset[str]) -> float:
        """How far words with these roots say the part."""
        if self.any.isdisjoint(roots):
            return 0.0
        if self.typed <= roots:
            return TYPED
        if any(way <= roots for way in self.ways):
            return SAID
        some = SOME * len(self.loud & roots) / len(self.loud) if self.loud else 0.0
        return max(some, KIN) if any(way <= roots for way in self.kin) else some


@dataclass(slots=True)
class Place:
    """A row that may answer. `sentence` is the one of it that says most of what is asked for."""

    pk: int
    version: int
    place: str
    key: str
    name: str
    also: str
    words: str
    score: float = 0.0
    sentence: str = ""


def look_up(parts: Sequence[Part]) -> list[Found]:
    """What the indexes have for each part. One query, and a second one where several words are common."""
    lookups = [lookup for part in parts for lookup, _ in lookups_for(part)]
    answers = iter(rows_of(lookups))
    found = []
    for part in parts:
        rows: dict[int, float] = {}
        counts = []
        for _, value in lookups_for(part):
            for row in next(answers):
                rows.setdefault(row, value)
            counts.append(len(rows))
        # Rows that hold some words of a phrase say nothing of how rare it is.
        found.append(Found(part, rows, weight=weight_of(counts[1])))
    if len(found) > 1:
        look_up_together([one for one in found if one.is_common])
    return found


def lookups_for(part: Part) -> Iterator[tuple[Lookup, float]]:
    """What the indexes are asked for, with what an answer counts at least. Of a phrase, each word counts a little."""
    yield Lookup((telling(part),), in_name=True, limit=LIMIT_OF_NAMES), NAME * SAID
    yield Lookup((telling(part, whole=True),)), WORDS * SAID
    if len(part.typed) > 1:
        yield Lookup((tuple((word,) for word in spoken(part.typed)),)), WORDS * KIN


def telling(part: Part, *, whole: bool = False) -> tuple[Way, ...]:
    """The words that say something of each way to say a part, each once.

    `whole`: only of ways that still mean the same: "who can have it" is not said wherever "who" stands.
    """
    ways = ((way, spoken(way)) for way in (part.typed, *part.ways))
    return tuple(dict.fromkeys(said for way, said in ways if said and (not whole or len(said) > 1 or said == way)))


def look_up_together(common: Sequence[Found]) -> None:
    """Of common words, which the index gave up on, take the rows that hold several instead of the first ones it named."""
    for one in common:
        one.rows = {row: value for row, value in one.rows.items() if value > WORDS}
    if len(common) < 2:
        return
    ways = tuple(telling(one.part) for one in common[:TOGETHER])
    in_words, in_name = rows_of([Lookup(ways), Lookup(ways, in_name=True)])
    for one in common[:TOGETHER]:
        for row in in_words:
            one.rows.setdefault(row, WORDS * SAID)
        one.rows.update(dict.fromkeys(in_name, NAME * SAID))


def weight_of(rows: int) -> float:
    """How much a part tells that so many rows hold: the fewer, the more (after K. Spärck Jones, 1972).

    One that no row holds tells none from another; its weight keeps a place out that answers only the small rest.
    """
    return math.log(1 + USUAL_ROWS / rows) if rows else WEIGHT_OF_THE_UNKNOWN


def rough_order(found: Sequence[Found]) -> Iterator[int]:
    """The rows that hold something, those first that hold most of it."""
    scores: dict[int, float] = defaultdict(float)
    for one in found:
        weight = one.weight
        for row, value in one.rows.items():
            scores[row] += weight * value
    heap = [(-value, row) for row, value in scores.items()]
    heapq.heapify(heap)
    while heap:
        yield heapq.heappop(heap)[1]


def score(place: Place, asked: Asked, found: Sequence[Found]) -> None:
    """How well a place answers: how much of what is asked for it holds, and where, and how little else its name says."""
    names = names_of(place.name, place.also if place.place == SearchRow.PAGE else "")
    also = roots_of_text(place.also)
    wanted = wanted_in(asked)
    total = QUIET * len(wanted.quiet)
    reached = QUIET * max(len(wanted.quiet & name.roots) for name in names)
    for one in found:
        value = max([one.value_in(name.roots) for name in names]) * NAME
        if value < ALSO:
            value = max(value, one.value_in(also) * ALSO, min(one.rows.get(place.pk, 0.0), WORDS))
        total += one.weight
        reached += one.weight * value
    place.score = reached / total if total else 0.0
    place.score *= 1 - PRECISE + PRECISE * max(share(name.telling, wanted.roots) for name in names)
    place.score += ALIKE * max(alike(name.pairs, wanted.pairs) for name in names)
    place.score *= weight_in(place, asked, exact=any(name.telling == wanted.telling for name in names))


def weight_in(place: Place, asked: Asked, *, exact: bool) -> float:
    """What a place of its kind counts. `exact`: its name says what was asked for, and no more."""
    if place.place != SearchRow.WORD:
        return WEIGHT[place.place]
    if asked.of_meaning:
        return WEIGHT_OF_A_MEANING
    return WEIGHT_OF_THE_WORD if exact else WEIGHT[place.place]


class Name:
    """One name of a place: its roots, those that say something, and the pairs of neighbours."""

    __slots__ = ("pairs", "roots", "telling")

    def __init__(self, name: str) -> None:
        roots = roots_in(name)
        self.roots = frozenset(roots)
        self.telling = self.roots - SILENT
        self.pairs = pairs_of(roots)


# The names of a site of usual size; of a large one those that are asked for often.
@lru_cache(maxsize=2_000)
def names_of(name: str, also: str) -> list[Name]:
    """The names by which a place is called; a page may have several."""
    names = _SENTENCE_END.split(name) + [line for line in also.split("\n") if len(line.split()) <= WORDS_OF_A_NAME]
    return [Name(one) for one in names if one] or [Name("")]


@lru_cache(maxsize=2_000)
def roots_of_text(text: str) -> frozenset[str]:
    return frozenset(roots_in(text))


def pairs_of(roots: Sequence[str]) -> frozenset[str | tuple[str, str]]:
    return frozenset([*roots, *pairwise(roots)])


def share(roots: frozenset[str], wanted: frozenset[str]) -> float:
    """Which part of what a name says is asked for."""
    return len(roots & wanted) / len(roots) if roots else 0.0


def alike(one: frozenset, other: frozenset) -> float:
    """How alike a name and a question are, small words included (P. Jaccard, 1901)."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


class Wanted:
    """The roots of all words that are asked for or mean the same, with how sure it is that they are meant."""

    def __init__(self, asked: Asked) -> None:
        self.sure: dict[str, float] = {}
        for part in asked.parts:
            for ways, value in (((part.typed,), TYPED), (part.ways, SAID), (part.kin, KIN)):
                for way in ways:
                    for root in roots_of(spoken(way)):
                        self.sure[root] = max(self.sure.get(root, 0.0), value / len(way))
        self.quiet = frozenset(map(root_of, asked.quiet))
        self.roots = frozenset(self.sure) | self.quiet
        self.telling = frozenset(root_of(word) for word in asked.words) - SILENT
        self.pairs = pairs_of([root_of(word) for word in asked.words])


@lru_cache(maxsize=64)
def wanted_in(asked: Asked) -> Wanted:
    return Wanted(asked)


def weights_of(asked: Asked, found: Sequence[Found]) -> dict[str, float]:
    """How much each root tells that a sentence holds."""
    sure = wanted_in(asked).sure
    weights: dict[str, float] = {}
    for one in found:
        for root in one.any & sure.keys():
            weights[root] = max(weights.get(root, 0.0), one.weight * sure[root])
    return weights


def add_sentence(place: Place, weights: Mapping[str, float], *, total: float) -> None:
    """Choose the sentence that says most, and let what it says count."""
    place.sentence, value = best_sentence(place.words, weights)
    place.score += CLOSE * min(1.0, value / total) if total else 0.0
