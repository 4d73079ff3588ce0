"""Lengths of time as people write them in a sentence: "6 hours", "an hour and a half", "30-60 min", "a full day"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..facts import minutes_of
from ..facts.types import FactValueError

_WORDS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
} | {"a": 1, "an": 1, "a full": 1, "a whole": 1, "half an": 0.5, "half a": 0.5, "a half": 0.5, "a couple of": 2,
     "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45, "sixty": 60, "ninety": 90,
     "twenty-four": 24, "forty-eight": 48, "½": 0.5, "one and a half": 1.5, "two and a half": 2.5}  # fmt: skip
_MINUTES = {"min": 1, "hour": 60, "hr": 60, "h": 60, "day": 24 * 60, "week": 7 * 24 * 60}
_NUMBER = rf"(?:\d{{1,4}}(?:\.\d+)?½?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_UNIT = r"(?:min(?:ute)?s?|hours?|hrs?|h|days?|weeks?)"
_TIME = re.compile(
    rf"(?<![\w$.,])(?P<low>{_NUMBER})(?:[- ‑]?(?P<low_unit>{_UNIT}))?"
    rf"(?:(?: ?[-–—‑] ?| to | or | and )(?P<high>{_NUMBER}))?[- ‑]?(?P<unit>{_UNIT})(?P<half> and a half)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Time:
    """A length of time in a sentence: where it stands, its words, its least and its greatest number of minutes."""

    start: int
    end: int
    words: str
    low: float
    high: float

    def is_as(self, value: str) -> bool:
        """Whether a clinic fact with this canonical value says the same."""
        try:
            return minutes_of(value) == (self.low, self.high)
        except FactValueError:
            return False


def times_in(text: str) -> list[Time]:
    """All lengths of time in a sentence, in order."""
    return [_time_of(found) for found in _TIME.finditer(text) if not _is_part_of_a_day(text, found)]


def _is_part_of_a_day(text: str, found: re.Match[str]) -> bool:
    """ "You give up a day" and "twice a day" are no lengths of time; "for a day" is."""
    return found[0].lower() in ("a day", "a week") and not text[: found.start()].lower().endswith("for ")


def _time_of(found: re.Match[str]) -> Time:
    unit = _in_minutes(found["unit"])
    extra = unit / 2 if found["half"] else 0
    low_unit = _in_minutes(found["low_unit"]) if found["low_unit"] else unit
    low = _number(found["low"]) * low_unit
    high = _number(found["high"]) * unit if found["high"] else low
    return Time(found.start(), found.end(), found[0], low + (0 if found["high"] else extra), high + extra)


def _in_minutes(unit: str) -> int:
    small = unit.lower()
    return next(minutes for name, minutes in _MINUTES.items() if small.startswith(name))


def _number(written: str) -> float:
    small = written.lower()
    if small in _WORDS:
        return _WORDS[small]
    return float(small.removesuffix("½")) + (0.5 if small.endswith("½") else 0)
