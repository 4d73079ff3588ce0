"""Mend words that are mistyped by a letter: with the site's own words, and those of its lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from therapies.models import Spelling
from therapies.text.spelling import is_one_slip, is_spelled, spellings_of, words_of

from .asking import SILENT, known_words
from .engine import Lookup, rows_of

# So many words that a slip may stand for are looked up in the index.
MAX_CANDIDATES = 4
MAX_ROWS = 20
# A word of so many letters is still told apart from others when two of them are wrong.
LONG = 8


def mended(typed: str, wrong: Iterable[str], *, language: str, live: Callable[[Iterable[int]], set[int]]) -> str:
    """What was typed with the words in place that may have been meant; "" when nothing on the site is near.

    `wrong` are words that no page holds. `live` tells which rows patients can read now: a word that stands only on a
    page still to come must not be offered. Of words equally near, the one is meant that most places hold. At most 4
    queries.
    """
    known = known_words()
    near = candidates([word for word in wrong if is_spelled(word) and word not in known], language=language)
    words = sorted({other for others in near.values() for other in others})
    if not words:
        return ""
    rows = dict(zip(words, rows_of([Lookup((((word,),),), limit=MAX_ROWS) for word in words]), strict=True))
    there = live({row for found in rows.values() for row in found})
    places = {word: len(there.intersection(found)) for word, found in rows.items()}
    meant = {}
    for word, others in near.items():
        sound = [other for other in others if other in known or places[other]]
        if sound:
            meant[word] = min(sound, key=lambda other: (distance(word, other), -places[other], other))
    return " ".join(meant.get(word, word) for word in words_of(typed)) if meant else ""


def candidates(words: Sequence[str], *, language: str) -> Mapping[str, list[str]]:
    """For each word those it may stand for, the nearest first. One query, and none without words."""
    forms: dict[str, set[str]] = defaultdict(set)
    for word in words:
        for form in spellings_of(word):
            forms[form].add(word)
    if not forms:
        return {}
    near: dict[str, set[str]] = defaultdict(set)
    kept = Spelling.objects.filter(language=language, form__in=sorted(forms)).values_list("form", "word")
    listed = [(form, other) for form in forms for other in spellings_of_lists().get(form, ())]
    for form, other in [*kept, *listed]:
        for word in forms[form]:
            if other not in SILENT and (is_one_slip(word, other) or len(word) >= LONG):
                near[word].add(other)
    return {
        word: sorted(others, key=lambda other: (distance(word, other), other))[:MAX_CANDIDATES]
        for word, others in near.items()
    }


def distance(word: str, other: str) -> tuple[int, bool]:
    """How far two words are apart that share a form: in letters, then whether already the first is another."""
    return (1 if is_one_slip(word, other) else 2), word[0] != other[0]


@cache
def spellings_of_lists() -> Mapping[str, tuple[str, ...]]:
    """The words of the site's lists under their forms; no page need hold them."""
    forms: dict[str, list[str]] = defaultdict(list)
    for word in known_words():
        if is_spelled(word):
            for form in spellings_of(word):
                forms[form].append(word)
    return {form: tuple(words) for form, words in forms.items()}
