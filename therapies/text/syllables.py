"""How many syllables an English word has: a rule, and in `syllables.txt` the words on which the rule is wrong.

The list comes from the CMU Pronouncing Dictionary (1993-2015, first pronunciation of each word; its licence heads the
file) and from medical words that it does not know. `python -m tests.text.make_syllables` writes it anew, which must be
done after each change of the rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".txt")

_PART = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d.,:\-‑]*s?")
_VOWELS = re.compile(r"[aeiouyàáâäãåæèéêëìíîïòóôöõøùúûü]+")
_SILENT_E = re.compile(
    r"[^aeiouylr]e$|[aeiouy][lr]e$"  # take, pale, store
    r"|[^aeiouylsxzgch]es$|[aeiouy]les$|[^aeioucs]hes$"  # takes, pales, bathes
    r"|[^aeiouydtl]ed$|[aeiouy]led$"  # called, filed
)
# Where two vowels are spoken apart, or an e inside a word is silent: what to add for each place found.
_CORRECTIONS = (
    (re.compile(r"[bdmnrv]ia"), 1),  # media, variable
    (re.compile(r"[^tscgx]io(?!us)"), 1),  # period, radio
    (re.compile(r"[^gq]ua"), 1),  # gradual
    (re.compile(r"[^g]eo(?!u)"), 1),  # video
    (re.compile(r"iu"), 1),  # medium
    (re.compile(r"[aeiouy]ing"), 1),  # trying
    (re.compile(r"[^aeiou]ie(?:r|st)$"), 1),  # easier, easiest
    (re.compile(r"sm$"), 1),  # spasm
    (re.compile(r"^mc"), 1),  # McNeil
    (re.compile(r"[^aeiouy]e(?:ly|ment|ness|less|ful)"), -1),  # safely, movement
    (re.compile(r"ically$"), -1),  # basically
)
_SIBILANT = re.compile(r"(?:[sxz]|ch|sh|[cgs]e)$")


# Texts use the same few thousand words again and again: five times faster.
@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """The syllables of a word as it is spoken, at least 1; the parts of a hyphenated word are added up.

    A number counts 1, however long: patients take it in at one glance. Capitals without a vowel are spelled out (CRPS).
    """
    return sum(_syllables_of(part) for part in _PART.findall(word)) or 1


def _syllables_of(part: str) -> int:
    if part[0].isdigit():
        return 1
    lower = part.lower().replace("’", "'")
    known = exceptions().get(lower)
    if known:
        return known
    if lower.endswith("'s"):
        return _syllables_of(part[:-2]) + bool(_SIBILANT.search(lower[:-2]))
    if part.isupper() and len(part) > 1 and not _VOWELS.search(lower):
        return len(part) + 2 * lower.count("w")
    return by_rule(lower)


def by_rule(word: str) -> int:
    """The syllables of a word in small letters and without 's, from its spelling alone."""
    letters = word.replace("'", "")
    count = len(_VOWELS.findall(letters)) - bool(_SILENT_E.search(letters))
    return max(1, count + sum(change * len(sign.findall(letters)) for sign, change in _CORRECTIONS))


@cache
def exceptions() -> dict[str, int]:
    """The words on which the rule is wrong, read once."""
    return dict(_read(FILE.read_text(encoding="utf-8").splitlines()))


def _read(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    count = 0
    for line in lines:
        if line.startswith("= "):
            count = int(line[2:])
        elif line and not line.startswith("#"):
            yield from ((word, count) for word in line.split())
