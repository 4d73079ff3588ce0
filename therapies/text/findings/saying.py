"""Whether a sentence says something, or denies it, asks it or warns of it: "There is no cure" promises nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

# What a page speaks of when it says what a treatment does, and the words that stand for it.
TREATMENT = (
    r"(?:infusions?|drips?|lidocaine|ketamine|esketamine|spray|treatments?|therap(?:y|ies)|medicines?|medications?|drugs?"
    r"|vitamins?|nutrients?|magnesium|sessions?|pills?|tablets?|gabapentin|pregabalin|opioids?|nerve blocks?|patch(?:es)?"
    r"|creams?|anesthetics?|ivs?|supplements?|exercises?|acupuncture)"
)
IT = r"(?:it|they|this|these|that|which)"

_QUOTES = "\"'“”‘’)*"
# "Want a pain-free life?" is a promise; "Can it cure pain?" asks.
_ASKS = re.compile(
    r"(?:is|are|was|were|am|do|does|did|can|could|may|might|must|should|shall|will|would|has|have|had|what|which|who|whom"
    r"|whose|when|where|why|how|if)\b",
    re.IGNORECASE,
)
_PRETENDS = re.compile(
    r"\b(?:not|n't|n’t) (?:only|just|merely)\b|\b(?:no (?:doubt|wonder|matter)|do(?:es)?(?:n['’]t| not) (?:worry|stand a chance|hesitate|wait))\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:no|not|never|nobody|none|nothing|neither|nor|cannot|without|hardly|unlikely|unproven|no one)\b|n['’]t\b"
    r"|\b(?:rather than|instead of|far from|less than|too little proof)\b",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"[\"'”’)*]*,? (?:is|are|was|were|has|have|does|do|did)(?: (?:not|never|no)\b|n['’]t\b)"
    r"|[\"'”’)*]*,? (?:cannot|can't|can’t) be (?:promised|expected|given)",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(r"[;:–—]|,? (?:but|yet|so) |, and ")
_WARNS = re.compile(
    r"\b(?:beware|wary|careful|watch out|too good to be true|advertisements?|so-called|do not (?:trust|believe))\b"
    r"|\b(?:anyone|anybody|someone|any clinic|a clinic|clinics|people|sellers?|websites?|ads?|pages?)"
    r"(?: \w+){0,3} (?:that|who|which)? ?(?:promis|claim|advertis|offer)",
    re.IGNORECASE,
)
_LEAVES_OPEN = re.compile(
    r"\b(?:how|what|whether|until|know if|see if|if (?:it|they|the|a|your)|when (?:it|they|the|a|your)|as long as|unless|once"
    r"|(?:chance|guarantee|hope|doubt|sign|idea) that)(?: [\w-]+){0,5} ?$"
    r"|\b(?:if|when|than)(?: [\w-]+)? ?$",
    re.IGNORECASE,
)
# A negation farther away than this mostly belongs to something else.
_REACH = 10


def has_one_of(signs: Sequence[str], text: str) -> bool:
    """Whether one of these pieces of words is there at all. Twenty times faster than a pattern, so it is asked first."""
    small = text.lower()
    return any(sign in small for sign in signs)


def is_question(text: str) -> bool:
    """Whether a sentence ends as a question, also inside quotes."""
    return text.rstrip(_QUOTES + " ").endswith("?")


def asks(text: str) -> bool:
    """Whether a sentence wants to know something, as "Is it safe?" does and "Tired of pain?" does not."""
    return is_question(text) and _ASKS.match(text.lstrip(_QUOTES + " ")) is not None


@cache
def words_to_find(*alternatives: str) -> re.Pattern[str]:
    """One pattern for several, each at the borders of words, in small letters and capitals alike."""
    return re.compile("|".join(rf"(?<!\w)(?:{each})(?!\w)" for each in alternatives), re.IGNORECASE)


def _before(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 20 * _REACH) : found.start()]


def is_denied(text: str, found: re.Match[str]) -> bool:
    """Whether the words that were found stand behind a "no", "not" or "never" of their own clause, or before one."""
    clause = _NEW_CLAUSE.split(_PRETENDS.sub(" ", _before(text, found)))[-1]
    near = " ".join(clause.split()[-_REACH:])
    return _DENIES.search(near) is not None or _DENIED_AFTER.match(text, found.end()) is not None


def is_left_open(text: str, found: re.Match[str]) -> bool:
    """Whether the words that were found stand behind "whether", "how long" or "if it": nobody says that they are so."""
    return _LEAVES_OPEN.search(_before(text, found)) is not None


def is_said(text: str, found: re.Match[str]) -> bool:
    """Whether a sentence stands behind the words that were found in it."""
    return not (asks(text) or is_denied(text, found) or is_left_open(text, found) or _WARNS.search(text))


def first_said(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first words of this pattern that the sentence says."""
    return next((found for found in pattern.finditer(text) if is_said(text, found)), None)
