"""What somebody who begins to type may be looking for: titles, questions and words."""

from __future__ import annotations

from django.db.models import F

from therapies.models import SearchRow, Spelling
from therapies.text.addresses import DEFAULT_LANGUAGE
from therapies.text.spelling import LONGEST, words_of

from .asking import FILLERS, MAX_CHARACTERS, OF_MEANING, QUIET, SILENT, Way, known_words, other_ways, roots_of
from .engine import Lookup, rows_of
from .ranking import Place
from .results import Suggestion
from .searching import Search

MAX_SUGGESTIONS = 8
# One letter begins too much to be of help.
SHORTEST = 2
MAX_WORDS = 8
# So many words of the site that begin like the last one are taken for it, and so many names are looked at.
MAX_ENDINGS = 80
MAX_NAMES = 80
PLACES = (SearchRow.PAGE, SearchRow.QUESTION, SearchRow.WORD)


def suggestions(beginning: str, *, language: str = DEFAULT_LANGUAGE) -> list[Suggestion]:
    """At most 8 titles, questions and words that hold all that was typed, the last word perhaps only begun.

    Words that stand in every question ("what is") suggest nothing by themselves. At most 4 queries.
    """
    *whole, last = words_of(beginning[:MAX_CHARACTERS])[:MAX_WORDS] or [""]
    told = [((word,), *_ways(word)) for word in whole if word not in SILENT | QUIET | OF_MEANING]
    endings = words_beginning_with(last, language=language) if len(last) >= SHORTEST else []
    if endings:
        told.append(tuple(dict.fromkeys(way for word in endings for way in ((word,), *_ways(word)))))
    if not told:
        return []
    (rows,) = rows_of([Lookup(tuple(told), in_name=True, limit=MAX_NAMES)])
    search = Search(language=language)
    typed = [*(word for word in whole if word not in FILLERS), last]
    names: dict[str, Suggestion] = {}
    for place in sorted(search.places(rows), key=lambda place: _rank(place, typed)):
        if place.place in PLACES:
            address = search.versions[place.version].address_of(place)
            names.setdefault(place.name, Suggestion(place.name, address))
    return list(names.values())[:MAX_SUGGESTIONS]


def words_beginning_with(letters: str, *, language: str) -> list[str]:
    """These letters themselves, and words of the site and of its lists that begin so, the shortest first."""
    # Up to the last word that may begin so, because an index helps with a range and not with LIKE.
    rows = Spelling.objects.filter(
        language=language, form__range=(letters, letters.ljust(LONGEST, "z")), word=F("form")
    )
    words = {*rows.values_list("word", flat=True), *(word for word in known_words() if word.startswith(letters))}
    sound = sorted(words - SILENT, key=lambda word: (len(word), word))
    return [*({} if letters in SILENT else {letters: None}), *sound[:MAX_ENDINGS]]


def _ways(word: str) -> tuple[Way, ...]:
    return other_ways().get(roots_of((word,)), ((), ()))[0]


def _rank(place: Place, typed: list[str]) -> tuple[bool, bool, int, int]:
    """Names that begin like what was typed come first, words last, short ones before long ones."""
    words = [word for word in words_of(place.name) if word not in FILLERS]
    begins = " ".join(words).startswith(" ".join(typed))
    return not begins, place.place == SearchRow.WORD, len(words), place.pk
