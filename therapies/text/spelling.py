"""Words as a search compares them: folded, cut to their root, and with one letter left out to find slips."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Shorter words have so many neighbours that every one of them would be somebody's slip.
SHORTEST = 4
# A longer one is no word, and each of its letters would make a row.
LONGEST = 30

_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_POSSESSIVE = re.compile(r"['’‘ʼ`´]s\b")
_WORD = re.compile(r"[^\W_]+")
_VOWEL = re.compile(r"[aeiouy]")
# What is cut off once plurals, -ed and -ing are gone, the longest first: addiction, addictive, dizziness, monthly.
_ENDINGS = ("ation", "ments", "ment", "ness", "tion", "sion", "ive", "ly", "ic", "al")


def folded(text: str) -> str:
    """Small letters without accents and apostrophes; "Can’t" becomes "cant", "Myers' drip's" becomes "myers drip"."""
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return _APOSTROPHES.sub("", _POSSESSIVE.sub("", text.casefold()))


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order; everything but letters and numerals divides them."""
    return _WORD.findall(folded(text))


def roots_in(text: str) -> list[str]:
    """The root of each word of a text, in order."""
    return list(map(root_of, words_of(text)))


@lru_cache(maxsize=20_000)
def root_of(word: str) -> str:
    """What forms of one word share: drive, drives, driving. A short rule in the manner of M. F. Porter, 1980.

    It need not be a word, and not the root that the database keeps: both only compare it with their own.
    """
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    root = _without_plural(word)
    for ending in ("ing", "ed"):
        rest = root.removesuffix(ending)
        if rest != root and len(rest) > 2 and _VOWEL.search(rest):
            root = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
            break
    for ending in _ENDINGS:
        rest = root.removesuffix(ending)
        if rest != root and len(rest) > 3:
            root = rest + ending[0] if ending in ("tion", "sion") else rest
            break
    root = root.removesuffix("e") if len(root) > 3 else root
    return root[:-1] + "i" if root.endswith("y") and len(root) > 3 else root


def _without_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("sses") or word.endswith("xes") or word.endswith("ches"):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def is_spelled(word: str) -> bool:
    """Whether it is a word that may be mistyped and that may be what somebody meant."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def spellings_of(word: str) -> set[str]:
    """The word itself and each form of it that lacks one letter.

    Two words that differ by one letter left out, put in, replaced or swapped with its neighbour share one of these
    (W. Garbe, SymSpell, 2012).
    """
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def is_one_slip(one: str, other: str) -> bool:
    """Whether one letter left out, put in, replaced or swapped with its neighbour makes one word the other."""
    if len(one) > len(other):
        one, other = other, one
    begin = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return len(one) + 1 == len(other) and one[begin:] == other[begin + 1 :]
    is_swapped = one[begin : begin + 2] == other[begin : begin + 2][::-1] and one[begin + 2 :] == other[begin + 2 :]
    return one[begin + 1 :] == other[begin + 1 :] or is_swapped
