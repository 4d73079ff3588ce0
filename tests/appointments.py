"""What the script of the plan must answer for an appointment, worked out by Python's own calendar and zoneinfo.

Nothing here is taken from the script: the same appointment is written as many scheduling systems write it, and what
comes out must be the moment that Python says, to the millisecond.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import quote, quote_plus
from zoneinfo import ZoneInfo

CLINICS = ("America/New_York", "America/Los_Angeles", "America/Phoenix", "Europe/London", "Australia/Lord_Howe")
# Where the phone believes to be: far behind the clinic, far ahead of it, and on clocks that change on other nights.
DEVICES = ("Pacific/Honolulu", "Europe/Berlin", "Asia/Kolkata")
NOW = datetime(2026, 10, 20, 15, 30, tzinfo=UTC)
WEEK_DAYS_8_TO_5 = [[day, 480, 1020] for day in range(1, 6)]
ALWAYS = [[day, 0, 1440] for day in range(1, 8)]
END_MINUTES = 210

# anchor, minutes that pass, or days that are counted and perhaps a clock.
STEPS = (
    ("start", -480, None, None),
    ("start", -360, None, None),
    ("start", -120, None, None),
    ("start", 0, None, None),
    ("end", 1440, None, None),
    ("start", None, -7, None),
    ("start", None, -1, None),
    ("start", None, -1, "18:00"),
    ("start", None, 0, "02:30"),
    ("end", None, 1, None),
    ("end", None, 7, "09:00"),
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Appointment:
    zone: str
    at: datetime  # in the clinic's zone

    @property
    def moments(self) -> list[datetime]:
        """All moments at which the clinic's clocks show this: none, one or two."""
        wall = self.at.replace(tzinfo=None)
        both = [wall.replace(tzinfo=ZoneInfo(self.zone), fold=fold).astimezone(UTC) for fold in (0, 1)]
        return sorted(
            {moment for moment in both if moment.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None) == wall}
        )


# --- The same appointment as texts ------------------------------------------------------------


def half(at: datetime) -> str:
    return "AM" if at.hour < 12 else "PM"


def twelve(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at.minute:02}"


def offset(at: datetime, colon: str) -> str:
    minutes = int(at.utcoffset().total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{colon}{abs(minutes) % 60:02}"


def in_words(at: datetime) -> str:
    return f"{WEEKDAYS[at.weekday()]}, {MONTHS[at.month - 1]} {at.day}, {at.year} at {twelve(at)} {half(at)}"


WITHOUT_ZONE = {
    "iso": lambda at: f"{at:%Y-%m-%dT%H:%M}",
    "iso, seconds": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}",
    "iso, short": lambda at: f"{at:%Y-%m-%dT%H%M}",
    "iso, shortest": lambda at: f"{at:%Y%m%dT%H%M%S}",
    "database": lambda at: f"{at:%Y-%m-%d %H:%M:%S}.000",
    "iso date, 12 hours": lambda at: f"{at:%Y-%m-%d} {twelve(at)} {half(at)}",
    "slashes": lambda at: f"{at:%m/%d/%Y} {twelve(at)} {half(at)}",
    "slashes, short": lambda at: f"{at.month}/{at.day}/{at.year} {twelve(at)}{half(at).lower()}",
    "slashes, full": lambda at: f"{at:%m/%d/%Y %I:%M:%S} {half(at)}",
    "time first": lambda at: f"{twelve(at)} {half(at)} on {at:%m/%d/%Y}",
    "short month": lambda at: f"{MONTHS[at.month - 1][:3]} {at.day}, {at.year} {twelve(at)}{half(at).lower()}",
    "short month, dots": lambda at: (
        f"{MONTHS[at.month - 1][:3]}. {at.day}, {at.year}, {twelve(at)} {half(at)[0].lower()}.m."
    ),
    "words": in_words,
    "words, narrow space": lambda at: in_words(at).replace(" AM", "\u202fAM").replace(" PM", "\u202fPM"),
    "short words": lambda at: (
        f"{WEEKDAYS[at.weekday()][:3]} {MONTHS[at.month - 1][:3]} {at.day} {at.year} @ {twelve(at)} {half(at)}"
    ),
    "day first": lambda at: f"{at.day} {MONTHS[at.month - 1]} {at.year}, {twelve(at)} {half(at)}",
}
# Only from 13:00 on: before, it could be the evening on a clock of 12 hours.
AFTERNOON = {
    "slashes, 24 hours": lambda at: f"{at:%m/%d/%Y %H:%M}",
    "words, 24 hours": lambda at: f"{MONTHS[at.month - 1]} {at.day}, {at.year} {at:%H:%M}",
}
WITH_ZONE = {
    "iso, offset": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}{offset(at, ':')}",
    "iso, short offset": lambda at: f"{at:%Y-%m-%dT%H%M}{offset(at, '')}",
    "universal": lambda at: f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    "universal, milliseconds": lambda at: f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z",
    "mail": lambda at: (
        f"{WEEKDAYS[at.weekday()][:3]}, {at.day:02} {MONTHS[at.month - 1][:3]} {at:%Y %H:%M:%S} {offset(at, '')}"
    ),
    "script": lambda at: (
        f"{WEEKDAYS[at.weekday()][:3]} {MONTHS[at.month - 1][:3]} {at:%d %Y %H:%M:%S} GMT{offset(at, '')} (Some Time)"
    ),
}
# Python's names of American zones are those that people write.
WITH_NAME = {
    "slashes, name": lambda at: f"{at:%m/%d/%Y} {twelve(at)} {half(at)} {at.tzname()}",
    "words, name": lambda at: f"{in_words(at)} ({at.tzname()})",
    "iso, name": lambda at: f"{at:%Y-%m-%dT%H:%M} {at.tzname()}",
}


def texts_of(appointment: Appointment) -> list[tuple[str, str, int | str]]:
    """Name of the format, the text, and what must come out: milliseconds since 1970, or "ambiguous"."""
    at, moments = appointment.at, appointment.moments
    only = milliseconds(moments[0]) if len(moments) == 1 else "ambiguous"
    found = [(name, write(at), only) for name, write in WITHOUT_ZONE.items()]
    if at.hour >= 13:
        found += [(name, write(at), only) for name, write in AFTERNOON.items()]
    if moments:
        named = WITH_NAME if appointment.zone.startswith("America/") else {}
        found += [(name, write(at), milliseconds(at)) for name, write in (WITH_ZONE | named).items()]
    return found


def as_it_arrives(text: str, *, chance: random.Random) -> str:
    """What mail programs and scanners make of the part after #t=."""
    damaged = chance.choice(
        (
            text,
            quote(text),
            quote(text, safe=""),
            quote_plus(text),
            quote(quote(text)),
            f"{quote(text)}?utm_source=mail&utm_medium=email",
            f"{quote(text)}&mc_eid=4f1a9c",
            f"{quote(quote(text, safe=''), safe='')}%26gclid%3Dabc",
        )
    )
    # Some programs write the signs of a code in small letters.
    return damaged.replace("%3A", "%3a") if chance.random() < 0.3 else damaged


# --- What must come out -----------------------------------------------------------------------


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def verdict(instant: int | str, zone: str, hours) -> int | str:
    if isinstance(instant, str):
        return instant
    at = datetime.fromtimestamp(instant / 1000, UTC)
    if NOW - at > timedelta(days=7):
        return "past"
    here, now_here = (moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for moment in (at, NOW))
    if here > now_here.replace(year=now_here.year + 1):
        return "far"
    minute = here.hour * 60 + here.minute
    if not hours:
        return instant if 6 * 60 <= minute < 22 * 60 else "ambiguous"
    return instant if any(day == here.isoweekday() and start <= minute < end for day, start, end in hours) else "closed"


def moment_of(step, at: datetime, zone: str) -> datetime:
    anchor, minutes, days, clock = step
    start = at + timedelta(minutes=END_MINUTES if anchor == "end" else 0)
    if minutes is not None:
        return start + timedelta(minutes=minutes)
    wall = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=days)
    if clock:
        hour, minute = map(int, clock.split(":"))
        wall = wall.replace(hour=hour, minute=minute)
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def words_of(at: datetime, zone: str) -> dict:
    here = at.astimezone(ZoneInfo(zone))
    day = day_in_words(here)
    if (here.hour, here.minute) == (0, 0):
        clock, when = "midnight", f"midnight between {day_in_words(here - timedelta(days=1))} and {day}"
    else:
        clock = "noon" if (here.hour, here.minute) == (12, 0) else f"{twelve(here)} {half(here).lower()}"
        when = f"{clock}, {day}"
    other = here.replace(fold=1 - here.fold)
    # Also unequal in a gap of the clocks; but `here` comes from a moment, so it is never in one.
    if other.utcoffset() != here.utcoffset():
        when += ", before the clocks go back" if here.fold == 0 else ", after the clocks go back"
    evening = WEEKDAYS[here.weekday()] if here.hour >= 22 else WEEKDAYS[here.weekday() - 1] if here.hour < 6 else ""
    return {"at": milliseconds(at), "clock": clock, "day": day, "when": when, "evening": evening}


def day_in_words(at: datetime) -> str:
    return f"{WEEKDAYS[at.weekday()]}, {MONTHS[at.month - 1]} {at.day}"


def plan_of(instant: int, zone: str) -> list[dict]:
    at = datetime.fromtimestamp(instant / 1000, UTC)
    return [words_of(moment_of(step, at, zone), zone) for step in STEPS]


# --- Appointments -----------------------------------------------------------------------------


@cache
def changes_of_the_clocks(zone: str) -> tuple[datetime, ...]:
    """The moments, from NOW on for a year, at which the clocks of the zone change."""
    hours = [NOW.replace(minute=0) + timedelta(hours=n) for n in range(365 * 24)]
    offsets = [hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours]
    return tuple(hour for hour, one, other in zip(hours[1:], offsets, offsets[1:], strict=False) if one != other)


def appointments(number: int, *, seed: int) -> list[Appointment]:
    """Two in three stand near a night on which the clocks change, and some of those in the hour that is missing or twice."""
    chance = random.Random(seed)
    return [an_appointment(chance) for _ in range(number)]


def an_appointment(chance: random.Random) -> Appointment:
    zone = chance.choice(CLINICS)
    nights = changes_of_the_clocks(zone)
    if nights and chance.random() < 2 / 3:
        at = chance.choice(nights) + timedelta(minutes=5 * chance.randrange(-12 * 36, 12 * 36))
    else:
        at = NOW + timedelta(minutes=5 * chance.randrange(-12 * 24 * 12, 12 * 24 * 380))
    at = at.replace(second=0, microsecond=0).astimezone(ZoneInfo(zone))
    if chance.random() < 0.1 and nights:
        # A wall time in the hour around the change, whether the clocks show it or not.
        wall = chance.choice(nights).astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(
            minutes=chance.randrange(-90, 90)
        )
        at = wall.replace(tzinfo=ZoneInfo(zone), fold=chance.randrange(2))
    return Appointment(zone, at)


# --- Asking the script ------------------------------------------------------------------------

ASK = """([cases, steps, now, endMinutes]) => cases.map(([zone, hours, texts]) => {
  const answers = texts.map((text) => clinicPlan.read(text, { zone, now, hours })).map((read) => (read.ok ? read.instant : read.why));
  const plans = [...new Set(answers)].filter(Number.isFinite).map((instant) => steps.map(([anchor, minutes, days, clock]) => {
    const { at } = clinicPlan.momentOf({ anchor, minutes, days, clock }, { instant, zone, endMinutes });
    return { at, clock: clinicPlan.clock(at, zone), day: clinicPlan.day(at, zone),
             when: clinicPlan.when(at, zone), evening: clinicPlan.evening(at, zone) };
  }));
  return [answers, plans];
})"""


@dataclass(frozen=True)
class Case:
    """One appointment in every format: what the script is asked, and what it must answer."""

    formats: list[str]
    asked: list
    answers: list[int | str]
    plans: list[list[dict]]


def case_of(appointment: Appointment, *, chance: random.Random) -> Case:
    # A clinic that is always open has visits at all hours, also in those that a change of the clocks leaves out or repeats.
    hours = chance.choice(("", WEEK_DAYS_8_TO_5, ALWAYS, ALWAYS))
    formats, texts, instants = zip(*texts_of(appointment), strict=True)
    answers = [verdict(instant, appointment.zone, hours) for instant in instants]
    read = [answer for answer in dict.fromkeys(answers) if isinstance(answer, int)]
    return Case(
        formats=list(formats),
        asked=[appointment.zone, hours, [as_it_arrives(text, chance=chance) for text in texts]],
        answers=answers,
        plans=[plan_of(instant, appointment.zone) for instant in read],
    )


def cases(number: int, *, seed: int) -> list[Case]:
    chance = random.Random(seed)
    return [case_of(appointment, chance=chance) for appointment in appointments(number, seed=seed)]


def differences(page, all_cases: list[Case], *, batch: int = 200) -> list[tuple]:
    """What the script in this page answers otherwise than Python. `page` has times.js loaded."""
    wrong = []
    for start in range(0, len(all_cases), batch):
        part = all_cases[start : start + batch]
        given = page.evaluate(ASK, [[case.asked for case in part], STEPS, milliseconds(NOW), END_MINUTES])
        for case, (answers, plans) in zip(part, given, strict=True):
            rows = zip(case.formats, case.asked[2], answers, case.answers, strict=True)
            wrong += [
                (name, text, case.asked[0], got, expected) for name, text, got, expected in rows if got != expected
            ]
            wrong += [
                (case.asked, got, expected) for got, expected in zip(plans, case.plans, strict=True) if got != expected
            ]
    return wrong
