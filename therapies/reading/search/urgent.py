"""Words of somebody who may be in an emergency or a crisis.

A search that is taken for urgent by mistake shows a card too many. One that is missed may cost a life, so slips count.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from therapies.text.spelling import LONGEST, is_one_slip, spellings_of, words_of

from .asking import Way

# A word, and those one of which stands near it, a line each; forms are divided by semicolons. Without a second
# cell the first one says enough.
WORDS = Path(__file__).with_name("urgent.tsv")
# Who tells a whole story may come to the point at its end; this is three pages.
MAX_CHARACTERS = 10_000
# "Pain in the left side of my chest": so many words may stand between the two.
BETWEEN = 6
# A shorter word is one slip away from too many others.
LONG_ALONE, LONG_BESIDE = 6, 4
# Other words than they are one letter away from: what patients type every day.
OTHERS = frozenset(words_of("breast bread cheat chess heat there three health heath treat thread strike"))


def is_urgent(typed: str) -> bool:
    """Whether these may be the words of somebody in an emergency or a crisis."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words_of(typed[:MAX_CHARACTERS])):
        for meant in _meant(word):
            places[meant].append(place)
    return any(_is_said(places, one_of, near) for one_of, near in _signs())


@cache
def _signs() -> tuple[tuple[tuple[Way, ...], tuple[Way, ...]], ...]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple((_forms(line["one of"]), _forms(line["near one of"])) for line in lines)


def _forms(cell: str) -> tuple[Way, ...]:
    return tuple(words for words in (tuple(words_of(form)) for form in cell.split(";")) if words)


@cache
def _by_spelling() -> dict[str, set[str]]:
    """The words of the list under their forms, so that slips find them. Each stands for itself at any length."""
    forms: dict[str, set[str]] = defaultdict(set)
    for one_of, near in _signs():
        shortest = LONG_BESIDE if near else LONG_ALONE
        for word in (word for form in (*one_of, *near) for word in form):
            for form in spellings_of(word) if len(word) >= shortest else {word}:
                forms[form].add(word)
    return forms


@lru_cache(maxsize=4096)
def _meant(word: str) -> frozenset[str]:
    """The words of the list that a typed word is, or is one slip away from."""
    same = {word} & _by_spelling().get(word, set())
    if len(word) < LONG_BESIDE or len(word) > LONGEST or word in OTHERS:
        return frozenset(same)
    near = {other for form in spellings_of(word) for other in _by_spelling().get(form, ())}
    return frozenset(same | {other for other in near if len(other) >= LONG_BESIDE and is_one_slip(word, other)})


def _is_said(places: Mapping[str, Sequence[int]], one_of: Sequence[Way], near: Sequence[Way]) -> bool:
    here = _places(places, one_of)
    if not near or not here:
        return bool(here)
    there = _places(places, near)
    return any(_is_near(one, other) for one in here for other in there)


def _is_near(one: range, other: range) -> bool:
    """Whether two stretches of words do not overlap and have few words between them."""
    first, second = sorted((one, other), key=lambda place: place.start)
    return 0 <= second.start - first.stop <= BETWEEN


def _places(places: Mapping[str, Sequence[int]], forms: Sequence[Way]) -> list[range]:
    """Where one of the forms stands."""
    return [
        range(start, start + len(form))
        for form in forms
        for start in places.get(form[0], ())
        if all(start + offset in places.get(word, ()) for offset, word in enumerate(form))
    ]
