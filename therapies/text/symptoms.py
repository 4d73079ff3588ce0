"""The symptom clock of a visit: below `## If it does not pass`, what a reader may feel and how long after the drip to call.

Each entry of the list begins with its time: `[at once]`, `[drip +2 hours]` or `[drip +{{ a_duration_fact }}]`. It counts
from the moment the drip ended. Of a range ("1 to 2 hours") the longer time counts, as sources write "up to".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from .facts import FACTS, FactSheet, FactType
from .facts.durations import clean_duration, longest_in_words, minutes_of
from .facts.types import FactValueError

SYMPTOMS = "if-it-does-not-pass"
AT_ONCE = "at once"
EXAMPLE = "- [drip +2 hours] You are still sleepy."

_ENTRY = re.compile(r"\[([^\[\]]{0,80})\](.*)", re.DOTALL)
_TIME = re.compile(r"drip \+\s*(?:\{\{ *([a-z][a-z0-9_]{0,63}) *\}\}|([^{}]+))")


class SymptomError(ValueError):
    """An entry that cannot be read; the words say what to write instead."""


@dataclass(frozen=True)
class Symptom:
    """What a reader feels (Markdown), and since when it is too long: a time or a clinic fact, neither of them for at once."""

    words: str
    time: str = ""
    fact: str = ""

    def time_shown(self, facts: FactSheet) -> str:
        """ "2 hours": the longer end of a range; what a fact without a value says; "" for at once."""
        value = facts.value(self.fact) if self.fact else self.time
        if value:
            return longest_in_words(value)
        return str(facts.shown(self.fact)) if self.fact else ""

    def minutes(self, facts: FactSheet) -> int | None:
        """Minutes after the end of the drip; None for at once, and for a fact without a value."""
        value = facts.value(self.fact) if self.fact else self.time
        return minutes_of(value)[1] if value else None


def cut_at_symptoms(tokens: Sequence[Token]) -> tuple[int, int]:
    """Where the first bullet list of a section begins and ends; twice the end for a section without one."""
    begin = next((i for i, token in enumerate(tokens) if token.type == "bullet_list_open" and not token.level), None)
    if begin is None:
        return len(tokens), len(tokens)
    return begin, next(i for i in range(begin, len(tokens)) if _closes(tokens[i])) + 1


def symptoms_of(entries: Sequence[Token]) -> list[Symptom]:
    """The symptoms of a bullet list. Raises SymptomError for the first entry that cannot be read."""
    return [symptom_of(inline.content) for inline in paragraphs_of(entries)]


def symptom_of(entry: str) -> Symptom:
    """What one entry of the list says. Raises SymptomError."""
    found = _ENTRY.match(entry)
    if not found:
        raise SymptomError(f"Write the time first, in brackets: {EXAMPLE} Or: - [at once] Your lips tingle.")
    when, words = found[1].strip(), found[2].strip()
    if not words:
        raise SymptomError(f"Write behind the time what the reader feels: {EXAMPLE}")
    if when == AT_ONCE:
        return Symptom(words)
    time = _TIME.fullmatch(when)
    if not time:
        raise SymptomError(f'"[{when}]" is no time that can be read here. Write [at once] or [drip +2 hours].')
    if time[1]:
        return Symptom(words, fact=_duration_fact(time[1]))
    try:
        return Symptom(words, time=clean_duration(time[2]))
    except FactValueError as error:
        raise SymptomError(f'"[{when}]" cannot be read. {error}') from error


def _duration_fact(key: str) -> str:
    definition = FACTS.get(key)
    if definition and definition.type is not FactType.DURATION:
        raise SymptomError(f'The clinic fact "{key}" is not a length of time. Choose one that is, such as stay_with_h.')
    return key


def paragraphs_of(entries: Sequence[Token]) -> Iterator[Token]:
    """The words of each entry, with the line where they stand."""
    return (token for token in entries if token.type == "inline")


def _closes(token: Token) -> bool:
    return token.type == "bullet_list_close" and not token.level
