"""Lengths of time: read what staff write, keep one form, give minutes for the plan of a visit.

Kept is what is shown: whole numbers, units in full, "to" between the ends of a range:
"6 hours", "1 hour 30 minutes", "30 to 60 minutes", "45 minutes to 2 hours", "7 days".
The unit that staff chose stays ("90 minutes" is not turned into "1 hour 30 minutes"), because
the words of a consent form and of the page should be the same.
"""

import re
from decimal import Decimal
from itertools import pairwise

from .types import FactValueError

MINUTES_IN = {"minute": 1, "hour": 60, "day": 24 * 60, "week": 7 * 24 * 60}
LONGEST = 30 * MINUTES_IN["day"]

_UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "minute"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "hour"),
    **dict.fromkeys(("d", "day", "days"), "day"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), "week"),
}
_FRACTIONS = {"¼": ".25", "½": ".5", "¾": ".75"}
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?|\.[0-9]{1,2}")
_PIECES = re.compile(r"[0-9.]+|[a-z]+|\S")
_DASHES = re.compile("[‐‑‒–—−]")

EXAMPLES = "6 hours, 90 minutes or 30 to 60 minutes"
NO_UNIT = "Write the unit too: 6 hours or 30 minutes."
NOT_UNDERSTOOD = f"Write the time alone, without other words, like this: {EXAMPLES}."
NEGATIVE = f"A time cannot be below zero. Write it like this: {EXAMPLES}."
ZERO = "A time of zero tells patients nothing. Write 1 minute or more, or leave the field empty."
UPSIDE_DOWN = "Write the shorter time first, such as 30 to 60 minutes."
TOO_LONG = "Write 30 days or less."
NOT_WHOLE_MINUTES = "Write whole minutes, such as 20 minutes."
UNIT_ORDER = "Write the larger unit first and each unit once, such as 1 hour 30 minutes."
TOO_MANY = "After hours, write fewer than 60 minutes; after days, fewer than 24 hours; after weeks, fewer than 7 days."

# (6, "hour") is 6 hours. A time is a list of these, the largest unit first.
Amounts = list[tuple[int, str]]


def clean_duration(raw: str) -> str:
    """The canonical form of a time or a range of times; refuses below 1 minute and above 30 days."""
    low, high = _ends(raw)
    if _minutes(low) == _minutes(high):
        return _words(low)
    if len(low) == len(high) == 1 and low[0][1] == high[0][1]:
        return f"{low[0][0]} to {_words(high)}"
    return f"{_words(low)} to {_words(high)}"


def minutes_of(value: str) -> tuple[int, int]:
    """The shortest and the longest time of a duration in minutes, the same twice without a range.

    Raises FactValueError for whatever clean_duration refuses, the empty value included.
    """
    low, high = _ends(value)
    return _minutes(low), _minutes(high)


def longest_in_words(value: str) -> str:
    """The longer end of a canonical time, as a page shows it: "6 hours" of "2 to 6 hours"."""
    return _words(_ends(value)[1])


def in_words(minutes: int) -> str:
    """Minutes in words: "90 minutes", "24 hours", "2 hours 30 minutes"."""
    if minutes < 120 and minutes % 60:
        return _words([(minutes, "minute")])
    return _words([(number, unit) for number, unit in ((minutes // 60, "hour"), (minutes % 60, "minute")) if number])


def _ends(raw: str) -> tuple[Amounts, Amounts]:
    text = _spelled(raw)
    if text.startswith("-"):
        raise FactValueError(NEGATIVE)
    sides = [_pieces(side) for side in re.split(r"-|\bto\b", text)]
    if len(sides) > 2:
        raise FactValueError(NOT_UNDERSTOOD)
    high = _amounts(sides[-1])
    # "30-60 min" and "1 to 4 h": people write the unit once, at the end.
    low = _amounts(sides[0], unit_if_missing=sides[-1][-1][1])
    if not _minutes(low) or not _minutes(high):
        raise FactValueError(ZERO)
    if _minutes(low) > _minutes(high):
        raise FactValueError(UPSIDE_DOWN)
    if _minutes(high) > LONGEST:
        raise FactValueError(TOO_LONG)
    return low, high


def _spelled(raw: str) -> str:
    # Single blanks first: looking for any number of them before a fraction took 141 s for 100,000.
    text = " ".join(_DASHES.sub("-", raw.lower()).split())
    for sign, decimal in _FRACTIONS.items():
        text = text.replace(f" {sign}", decimal).replace(sign, decimal)
    return text


def _pieces(side: str) -> list[tuple[Decimal, str]]:
    """[(1, "hour"), (30, "")] for "1 h 30"; refuses anything but numbers, units and "and"."""
    found: list[tuple[Decimal, str]] = []
    for piece in _PIECES.findall(side):
        if _NUMBER.fullmatch(piece):
            found.append((Decimal(piece), ""))
        elif found and not found[-1][1] and piece in _UNITS:
            found[-1] = (found[-1][0], _UNITS[piece])
        elif not (found and found[-1][1] and piece in ("and", ".", ",")):
            raise FactValueError(NOT_UNDERSTOOD)
    if not found:
        raise FactValueError(NOT_UNDERSTOOD)
    return found


def _amounts(pieces: list[tuple[Decimal, str]], *, unit_if_missing: str = "") -> Amounts:
    amounts: Amounts = []
    for number, unit in pieces:
        if not (unit or unit_if_missing):
            raise FactValueError(NO_UNIT)
        amounts += _in_whole_units(number, unit or unit_if_missing)
    sizes = [MINUTES_IN[unit] for _, unit in amounts]
    if any(larger <= smaller for larger, smaller in pairwise(sizes)):
        raise FactValueError(UNIT_ORDER)
    if any(_minutes(amounts[place + 1 :]) >= size for place, size in enumerate(sizes)):
        raise FactValueError(TOO_MANY)
    return amounts


def _in_whole_units(number: Decimal, unit: str) -> Amounts:
    """1.5 hours as 1 hour 30 minutes; nothing at all for zero."""
    amounts: Amounts = []
    sizes = sorted(MINUTES_IN.items(), key=lambda named: -named[1])
    minutes = number * MINUTES_IN[unit]
    if minutes != int(minutes):
        raise FactValueError(NOT_WHOLE_MINUTES)
    for name, size in sizes:
        # 36 hours stay 36 hours: only the part after the point goes into smaller units.
        if size <= MINUTES_IN[unit] and minutes >= size:
            amounts.append((int(minutes // size), name))
            minutes %= size
    return amounts


def _minutes(amounts: Amounts) -> int:
    return sum(number * MINUTES_IN[unit] for number, unit in amounts)


def _words(amounts: Amounts) -> str:
    return " ".join(f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in amounts)
