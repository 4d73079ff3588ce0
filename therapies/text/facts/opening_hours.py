"""Opening hours: read what staff write, keep one form, give the hours of each day to plans and call cards.

Kept is what is shown: "Monday to Friday, 8 am to 5 pm; Saturday, 9 am to noon". Days with the same hours stand
together, in the order of the week. A day that is not named is a day on which the clinic is closed.
"""

import json
import re

from .numbers import AM_OR_PM, clean_time_of_day, time_of_day_in_words
from .types import FactValueError

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WHOLE_DAY = 24 * 60  # minutes
# It stands at the foot of every page.
LONGEST = 200  # characters

EXAMPLE = "Monday to Friday, 8 am to 5 pm; Saturday, 9 am to noon"
NOT_UNDERSTOOD = f"Write the days, a comma and the hours, like this: {EXAMPLE}."
NO_DAY = f"Write the days before the hours, like this: {EXAMPLE}."
NO_HOURS = f"Write the hours of each day, like this: {EXAMPLE}. Leave out the days on which you are closed."
BOTH_TIMES = "Write am or pm at both times, such as 8 am to 5 pm."
UPSIDE_DOWN = "Write the earlier time first, such as 8 am to 5 pm. After midnight, a new day begins."
NEVER_OPEN = "Write at least one day with its hours, or leave the field empty."
TOO_LONG = f"These hours take more than {LONGEST} characters. Put days with the same hours together."

# (1, 480, 1020) is Monday from 8 am to 5 pm: ISO weekday, minutes of the day, the second no longer open.
Span = tuple[int, int, int]

_SHORT = (("mon",), ("tue", "tues"), ("wed", "weds"), ("thu", "thur", "thurs"), ("fri",), ("sat",), ("sun",))
_NUMBERS = {
    word: number
    for number, (day, short) in enumerate(zip(DAYS, _SHORT, strict=True), start=1)
    for word in (day.lower(), f"{day.lower()}s", *short)
}
_GROUPS = {
    **dict.fromkeys(("weekdays", "weekday", "workdays"), (1, 2, 3, 4, 5)),
    **dict.fromkeys(("weekends", "weekend"), (6, 7)),
    **dict.fromkeys(("every day", "everyday", "daily", "7 days a week"), (1, 2, 3, 4, 5, 6, 7)),
}
_ALL_DAY = ("all day", "24 hours a day", "24 hours", "day and night")


def _any(words) -> str:
    return "|".join(sorted((word.replace(" ", r"\s") for word in words), key=len, reverse=True))


_PIECES = re.compile(
    rf"""(?P<group>{_any(_GROUPS)})\b
    |(?P<whole>{_any(_ALL_DAY)})\b
    |(?P<closed>closed)\b
    |(?P<day>{_any(_NUMBERS)})\b
    |(?P<time>(?:12\s)?(?:noon|midnight)|[0-9]{{1,2}}(?:[:.][0-9]{{2}})?(?:\s?[ap]\.?\s?m\b\.?)?)(?![0-9a-z:])
    |(?P<to>-|to\b|until\b|till\b|through\b|thru\b)
    |(?P<and>,|and\b|&|/|\+)
    |(?P<end>;)
    |(?P<nothing>[:.\s]|from\b|open\b)
    |(?P<strange>.)""",
    re.VERBOSE,
)
_DASHES = re.compile("[‐‑‒–—−]")


def clean_opening_hours(raw: str) -> str:
    """The canonical form of opening hours; refuses what leaves open on which days or at which hours."""
    value = _words(spans_of(raw))
    if len(value) > LONGEST:
        raise FactValueError(TOO_LONG)
    return value


def spans_of(value: str) -> tuple[Span, ...]:
    """When the clinic is open, as (ISO weekday, from, to) in minutes of the day, in the order of the week.

    () for the empty value. Raises FactValueError for hours that cannot be read.
    """
    if not value.strip():
        return ()
    pieces = _pieces(value)
    hours: dict[int, list[tuple[int, int]]] = {}
    while _skip(pieces, "and", "end"):
        is_closed = pieces[0][0] == "closed" and _skip(pieces, "closed")
        days = _days(pieces)
        spans = [] if is_closed else _hours(pieces)
        for day in days:
            if day in hours and not (spans and hours[day]):
                raise FactValueError(f"{DAYS[day - 1]} stands there as open and as closed. Leave one out.")
            hours.setdefault(day, []).extend(spans)
    if not any(hours.values()):
        raise FactValueError(NEVER_OPEN)
    return tuple((day, *span) for day in sorted(hours) for span in _joined(day, hours[day]))


def hours_for_scripts(value: str) -> str:
    """ "[[1,480,1020],…]" for a data attribute; "" when the clinic set none, or none that can be read.

    A site may hold words from before they had to be readable; a page goes on without them.
    """
    try:
        spans = spans_of(value)
    except FactValueError:
        return ""
    return json.dumps(spans, separators=(",", ":")) if spans else ""


def _pieces(value: str) -> list[tuple[str, str]]:
    """[("day", "mon"), ("to", "-"), …] without what means nothing; refuses words that are none of these."""
    text = " ".join(_DASHES.sub("-", value.lower()).split())
    found = [(match.lastgroup or "", match[0]) for match in _PIECES.finditer(text)]
    if any(kind == "strange" for kind, _ in found):
        raise FactValueError(NOT_UNDERSTOOD)
    return [piece for piece in found if piece[0] != "nothing"]


def _skip(pieces: list[tuple[str, str]], *kinds: str) -> bool:
    """Take these from the front; says whether anything is left."""
    while pieces and pieces[0][0] in kinds:
        pieces.pop(0)
    return bool(pieces)


def _days(pieces: list[tuple[str, str]]) -> list[int]:
    """Take the days from the front: "Monday to Friday", "Monday, Wednesday and Friday", "weekdays"."""
    days: list[int] = []
    while pieces and pieces[0][0] in ("day", "group"):
        kind, word = pieces.pop(0)
        days += _GROUPS[word] if kind == "group" else _through(word, pieces)
        if not (pieces and pieces[0][0] == "and"):
            break
        _skip(pieces, "and")
    if not days:
        raise FactValueError(NO_DAY)
    return days


def _through(word: str, pieces: list[tuple[str, str]]) -> list[int]:
    """The day, or all from it to the one that follows "to"; a week may turn over, "Saturday to Monday"."""
    first = last = _NUMBERS[word]
    if [kind for kind, _ in pieces[:2]] == ["to", "day"]:
        last = _NUMBERS[pieces[1][1]]
        del pieces[:2]
    return [(first - 1 + step) % 7 + 1 for step in range((last - first) % 7 + 1)]


def _hours(pieces: list[tuple[str, str]]) -> list[tuple[int, int]]:
    """Take the hours from the front: "8 am to noon and 1 pm to 5 pm", "all day", or none for "closed"."""
    if pieces and pieces[0][0] in ("closed", "whole"):
        return [(0, WHOLE_DAY)] if pieces.pop(0)[0] == "whole" else []
    spans = []
    while [kind for kind, _ in pieces[:3]] == ["time", "to", "time"]:
        spans.append(_span(pieces[0][1], pieces[2][1]))
        del pieces[:3]
        if [kind for kind, _ in pieces[:2]] == ["and", "time"]:
            pieces.pop(0)
    if not spans or (pieces and pieces[0][0] not in ("day", "group", "and", "end")):
        raise FactValueError(NOT_UNDERSTOOD if spans else NO_HOURS)
    return spans


def _span(opens: str, closes: str) -> tuple[int, int]:
    start, end = _minutes(opens), _minutes(closes) or WHOLE_DAY
    if start >= end:
        raise FactValueError(UPSIDE_DOWN)
    return start, end


def _minutes(written: str) -> int:
    if written.isdigit():
        # "8-5" is 8 am to 5 pm at one clinic and 8 pm to 5 am at another.
        raise FactValueError(BOTH_TIMES)
    try:
        hour, minute = clean_time_of_day(written).split(":")
    except FactValueError as error:
        raise FactValueError(BOTH_TIMES if str(error) == AM_OR_PM else str(error)) from error
    return int(hour) * 60 + int(minute)


def _joined(day: int, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The hours of one day in order, those that touch as one; refuses hours that are given twice."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            raise FactValueError(f"Write each hour once: two of the times on {DAYS[day - 1]} overlap.")
        if joined and start == joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _words(spans: tuple[Span, ...]) -> str:
    """ "" for no hours at all."""
    hours: dict[int, list[str]] = {}
    for day, start, end in spans:
        hours.setdefault(day, []).append(_span_in_words(start, end))
    same: dict[str, list[int]] = {}
    for day, times in hours.items():
        same.setdefault(_listed(times), []).append(day)
    return "; ".join(f"{_days_in_words(days)}, {times}" for times, days in same.items())


def _span_in_words(start: int, end: int) -> str:
    if (start, end) == (0, WHOLE_DAY):
        return "all day"
    times = (f"{minutes // 60 % 24:02}:{minutes % 60:02}" for minutes in (start, end))
    return " to ".join(time_of_day_in_words(time) for time in times)


def _days_in_words(days: list[int]) -> str:
    """ "Monday to Wednesday and Friday"; two days in a row are "Monday and Tuesday"."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = []
    for run in runs:
        named = [DAYS[day - 1] for day in run]
        names += [f"{named[0]} to {named[-1]}"] if len(named) > 2 else named
    return _listed(names)


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
