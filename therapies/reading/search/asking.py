"""What somebody asks for: the words that say something, and other ways to say each of them."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from therapies.text.spelling import root_of, words_of
from therapies.text.vocabulary import vocabulary

# What pages say and what patients type for it, a line each; forms of one cell are divided by semicolons.
EVERYDAY = Path(__file__).with_name("everyday.tsv")

MAX_CHARACTERS = 200
# A question of more words than these is told by its first ones, and costs no more.
MAX_WORDS = 40
MAX_PARTS = 10
# Another way to say something of more words than these is an explanation, which no page repeats.
MAX_WORDS_OF_A_WAY = 4
MAX_WAYS = 12
LONGEST_PHRASE = 6

# They say nothing about what is asked for, wherever they stand.
FILLERS = frozenset(
    words_of(
        "a an the my your our his her their this that these those some any u ur i me you we us it they them he she "
        "myself yourself really just please stuff"
    )
)
# They stand in many questions, and find nothing by themselves.
SILENT = FILLERS | frozenset(
    words_of(
        "is are am was were be been being do does did doing done im ive id ill mine youre its "
        "thats there here to of in on at for with from by as and or but if so then than can could will would should "
        "shall may might must cant wont have has had having get gets got getting want wants wanna need needs know about "
        "very too also tell let ok okay hi hello what whats which whos whom how hows because into up out go "
        "going gonna thing things info information like one ones dont doesnt didnt isnt arent yes s t re ve"
    )
)
# They tell two questions apart that have the same words else.
QUIET = frozenset(
    words_of(
        "before after during when where who why again long soon much many often home happen happens other not no "
        "without problem problems issue issues trouble"
    )
)
# Who asks with these wants to know what a word means.
OF_MEANING = frozenset(words_of("mean means meaning define definition"))

Way = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One thing that is asked for.

    `typed` are the words themselves; `ways` are others that mean the same, `kin` those that patients type for it too.
    `is_known`: it stands in one of the site's lists of words, so it is no slip.
    """

    typed: Way
    ways: tuple[Way, ...] = ()
    kin: tuple[Way, ...] = ()
    is_known: bool = False


@dataclass(frozen=True)
class Asked:
    """A question: its parts, its quiet words, and all its words. `of_meaning`: somebody wants to know what a word means."""

    parts: tuple[Part, ...]
    quiet: tuple[str, ...]
    words: tuple[str, ...]
    of_meaning: bool = False


def asked_in(typed: str) -> Asked:
    """What is asked for, each part once. A phrase of the site's lists is one part."""
    words = [word for word in words_of(typed[:MAX_CHARACTERS]) if word not in FILLERS][:MAX_WORDS]
    parts: dict[Way, Part] = {}
    quiet: dict[str, None] = {}
    place = 0
    while place < len(words):
        phrase = _longest_phrase(words, place)
        ways, kin = other_ways().get(roots_of(phrase), ((), ()))
        if ways or not (SILENT | QUIET | OF_MEANING).issuperset(phrase):
            parts.setdefault(roots_of(phrase), Part(phrase, ways, kin, is_known=bool(ways or kin)))
        elif phrase[0] in QUIET:
            quiet[phrase[0]] = None
        place += len(phrase)
    if not parts:
        # Nothing else was said, so these words have to do: "what should I do after".
        parts = {(word,): Part((word,), is_known=True) for word in words if word in QUIET | OF_MEANING}
    return Asked(
        tuple(parts.values())[:MAX_PARTS], tuple(quiet), tuple(words), of_meaning=not OF_MEANING.isdisjoint(words)
    )


def _longest_phrase(words: list[str], place: int) -> Way:
    for length in range(min(LONGEST_PHRASE, len(words) - place), 1, -1):
        phrase = tuple(words[place : place + length])
        if roots_of(phrase) in other_ways():
            return phrase
    return (words[place],)


def spoken(words: Way) -> Way:
    """The words that say something."""
    return tuple(word for word in words if word not in SILENT)


@lru_cache(maxsize=4096)
def roots_of(words: Way) -> Way:
    return tuple(map(root_of, words))


@cache
def other_ways() -> dict[Way, tuple[tuple[Way, ...], tuple[Way, ...]]]:
    """For each phrase of the lists, by its roots: what pages say for it, and what else patients type."""
    ways: dict[Way, dict[Way, None]] = defaultdict(dict)
    kin: dict[Way, dict[Way, None]] = defaultdict(dict)
    for said, searched in _lines():
        for form in (*said, *searched):
            key = roots_of(form)
            ways[key].update(dict.fromkeys(other for other in said if roots_of(other) != key))
            kin[key].update(dict.fromkeys(other for other in searched if roots_of(other) != key))
    return {
        key: (_usable(ways[key]), tuple(way for way in _usable(kin[key]) if way not in ways[key]))
        for key in ways
        if key
    }


@cache
def known_words() -> frozenset[str]:
    """Every word of the lists."""
    return frozenset(word for said, typed in _lines() for way in (*said, *typed) for word in way)


def words_of_vocabulary(asked: Asked) -> tuple[str, ...]:
    """Those of the words that are medical words or names of medicines of the site's own list, and nothing else."""
    own = {form for term in vocabulary() for form in _single(term.medical + term.searched)}
    return tuple(dict.fromkeys(word for word in asked.words if word in own))


def _single(forms: tuple[str, ...]) -> set[str]:
    return {words[0] for words in map(words_of, forms) if len(words) == 1}


def _usable(ways: dict[Way, None]) -> tuple[Way, ...]:
    return tuple(way for way in ways if 0 < len(spoken(way)) <= MAX_WORDS_OF_A_WAY)[:MAX_WAYS]


def _lines() -> list[tuple[list[Way], list[Way]]]:
    """What is said and what is typed for it, from both lists."""
    lines = []
    for term in vocabulary():
        plain = [part for part in re.split(r"[,;/]| or ", term.plain) if part.strip()]
        # Half of an explanation ("fit, body shakes without control") means something else when it is one word.
        plain = plain if len(plain) == 1 else [part for part in plain if len(part.split()) > 1]
        lines.append((_ways_in((*term.medical, *plain)), _ways_in(term.searched)))
    with EVERYDAY.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            lines.append((_ways_in(line["said"].split(";")), _ways_in(line["typed"].split(";"))))
    return lines


def _ways_in(forms) -> list[Way]:
    ways = (tuple(word for word in words_of(form) if word not in FILLERS) for form in forms)
    return [way for way in ways if way]
