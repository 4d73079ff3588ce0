"""The plan of a visit: the steps below `## Your plan`, each with a time relative to the appointment, and back to text.

    ## Your plan
    ### That day {#that-day}
    - [-{{ fast_solids_h }}] **Stop eating.**
      - Missed it? Call us before you leave home.

Minutes, hours and clinic facts are time that passes, also over a night in which the clocks change: fasting is hours of
a body. Days and weeks are days of the calendar at the clinic, at the hour of the appointment unless another is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import time

from markdown_it.token import Token

from .counting import counted
from .facts.durations import LONGEST, clean_duration, in_words, minutes_of
from .facts.numbers import clean_time_of_day
from .facts.types import FactValueError
from .markdown import FACT, tokens_of
from .outline import Heading, cut_at_headings

PLAN = "your-plan"
GROUPS = {
    "week-before": "A week before",
    "day-before": "The day before",
    "that-day": "Before you leave home",
    "at-clinic": "At the clinic",
    "first-night": "The first night",
    "first-week": "The first week",
}
BEFORE, AFTER = ("week-before", "day-before", "that-day"), ("first-night", "first-week")
START, END = "start", "end"
MISSED = "Missed it?"
MOST_STEPS = 7
MOST_DAYS = 60

TIME_FORM = "Write it like this: [-6 hours], [-1 day 6:00 pm], [0], [+24 hours] or [-{{ fast_solids_h }}]."
_DAYS = re.compile(r"([0-9]{1,3}) *(days?|d|weeks?|wks?|w)\b(.*)", re.IGNORECASE)
_TIME = re.compile(r"(?:(end)\b)? *([-+]?) *(.*)", re.IGNORECASE | re.DOTALL)
_MINUSES = re.compile("[\u2012\u2013\u2212]")


class StepTimeError(ValueError):
    """A time in [ ] that cannot be read. Its text says to the author what to write."""


@dataclass(frozen=True)
class StepTime:
    """When a step is due. One of `minutes`, `fact` and `days` says how far from its anchor; `sign` in which direction.

    `minutes` and `days` carry the sign too. `clock` is the time of day on that day at the clinic; without it, and with
    `days`, it is that of the anchor. The anchor `end` is the start of the appointment and the longest visit.
    """

    sign: str = ""
    anchor: str = START
    minutes: int | None = None
    fact: str = ""
    days: int | None = None
    clock: time | None = None

    @property
    def is_appointment(self) -> bool:
        return self.minutes == 0 and self.anchor == START


@dataclass(frozen=True)
class Step(StepTime):
    """`words` and `missed` are Markdown of one paragraph; `missed` is without "Missed it?". `line` counts from 1."""

    words: str = ""
    missed: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Group:
    """Steps that stand together. `id` is one of GROUPS; `heading_id` is what links lead to."""

    id: str
    title: str
    steps: tuple[Step, ...]
    heading_id: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Plan:
    """`intro` is what stands between the heading and the first group, Markdown."""

    groups: tuple[Group, ...]
    intro: str = field(default="", compare=False)

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for group in self.groups for step in group.steps)

    @property
    def needs_length(self) -> bool:
        """Whether a step counts from the end of the visit, so that its length must be known."""
        return any(step.anchor == END for step in self.steps)


# --- Reading a time ---------------------------------------------------------------------------


def time_in(written: str) -> StepTime:
    """Read what stands in [ ]. Raises StepTimeError."""
    anchor, sign, rest = _TIME.fullmatch(_MINUSES.sub("-", written.strip())).groups()
    anchor, rest = END if anchor else START, rest.strip()
    if anchor == END and sign == "-":
        raise StepTimeError("The end of a visit is only counted from forward: [end +24 hours].")
    if rest == "0" or re.match(r"0 +[^0-9 ]*[0-9]|0 +(?:noon|midnight)\b", rest, re.IGNORECASE):
        return _at_zero(anchor, sign, rest[1:].strip())
    if not sign:
        raise StepTimeError(f"It does not say before (-) or after (+). {TIME_FORM}")
    fact = FACT.fullmatch(rest)
    if fact:
        return StepTime(sign, anchor, fact=fact[1])
    if "{{" in rest:
        raise StepTimeError("A clinic fact stands in [ ] alone, with its sign: [-{{ fast_solids_h }}].")
    days = _DAYS.fullmatch(rest)
    if days:
        return _days(anchor, sign, days)
    return StepTime(sign, anchor, minutes=_signed(sign, _minutes(rest)))


def _at_zero(anchor: str, sign: str, clock: str) -> StepTime:
    if clock:
        return StepTime("", anchor, days=0, clock=_clock(clock))
    return StepTime("", anchor, minutes=0)


def _days(anchor: str, sign: str, found: re.Match) -> StepTime:
    number = int(found[1]) * (7 if found[2].lower().startswith("w") else 1)
    if not 1 <= number <= MOST_DAYS:
        raise StepTimeError(f"Write 1 to {MOST_DAYS} days. For the day of the visit, write [0 7:00 am].")
    rest = found[3].strip().removeprefix(",").strip().removeprefix("at ").strip()
    return StepTime(sign, anchor, days=_signed(sign, number), clock=_clock(rest) if rest else None)


def _signed(sign: str, number: int) -> int:
    return -number if sign == "-" else number


def _clock(written: str) -> time:
    try:
        return time.fromisoformat(clean_time_of_day(written))
    except FactValueError:
        raise StepTimeError(
            f'"{written}" is no time of day. Write days with a time of day, or hours alone: [-1 day 6:00 pm], [-30 hours].'
        ) from None


def _minutes(written: str) -> int:
    """Minutes of one length of time; a range has two ends, and a step has one time."""
    try:
        least, most = minutes_of(written)
        clean = clean_duration(written)
    except FactValueError:
        raise StepTimeError(TIME_FORM) from None
    if least != most:
        raise StepTimeError("A step has one time, not a range. For what comes before, write the longer one.")
    if most > LONGEST or "day" in clean or "week" in clean:
        raise StepTimeError("Write days alone or hours alone: [-1 day 6:00 pm], [-30 hours].")
    return most


def format_time(step: StepTime) -> str:
    """What stands in [ ], in the form that is kept: "-6 hours", "end +24 hours", "-1 day 6:00 pm"."""
    if step.fact:
        written = f"{step.sign}{{{{ {step.fact} }}}}"
    elif step.minutes is not None:
        written = f"{step.sign}{in_words(abs(step.minutes))}" if step.minutes else "0"
    else:
        number = abs(step.days)
        written = f"{step.sign}{counted(number, 'day')}" if number else "0"
        written += f" {clock_in_words(step.clock)}" if step.clock else ""
    return f"end {written}" if step.anchor == END else written


def clock_in_words(clock: time) -> str:
    """ "6:00 pm"; noon is "12:00 pm"."""
    return f"{clock.hour % 12 or 12}:{clock.minute:02} {'pm' if clock.hour >= 12 else 'am'}"


# --- Reading a plan ---------------------------------------------------------------------------


def plan_in(body: str) -> Plan | None:
    """The plan of a body, or None when it has none. What cannot be read is left out; checking refuses it."""
    for heading, tokens in cut_at_headings(tokens_of(body), level=2):
        if heading and heading.id == PLAN:
            return plan_of(tokens, lines=body.split("\n"))
    return None


def plan_of(tokens: Sequence[Token], *, lines: Sequence[str] = ()) -> Plan | None:
    """The plan of the tokens below its heading; None when not a single step can be read."""
    (_, before), *entries = cut_at_headings(tokens, level=3)
    groups = tuple(
        Group(group_id, heading.text, tuple(_steps(below)), heading.id, heading.line)
        for heading, below in entries
        if (group_id := group_of(heading))
    )
    groups = tuple(group for group in groups if group.steps)
    spans = [token.map for token in before if token.map and not token.level]
    intro = "\n".join(lines[spans[0][0] : spans[-1][1]]).strip("\n") if spans and lines else ""
    return Plan(groups, intro) if groups else None


def group_of(heading: Heading) -> str:
    """Which group a heading begins: by its written id, or by its title in English; "" for another heading."""
    if heading.written_id in GROUPS:
        return heading.written_id
    return next((key for key, title in GROUPS.items() if title.casefold() == heading.text.casefold()), "")


@dataclass(frozen=True)
class Entry:
    """One entry of a list as it stands: `time` is what [ ] holds, None without one; `below` is what else it holds."""

    time: str | None
    words: str
    line: int
    below: tuple[Token, ...]


def entries_in(tokens: Sequence[Token]) -> Iterator[Entry]:
    """The entries of the lists among these tokens that stand in no other entry."""
    begin = depth = 0
    for index, token in enumerate(tokens):
        if token.type == "list_item_open":
            begin = index if not depth else begin
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
            if not depth:
                yield _entry(tokens[begin : index + 1])


def _entry(tokens: Sequence[Token]) -> Entry:
    opening, inside = tokens[0], tokens[1:-1]
    words, below = "", tuple(inside)
    if inside and inside[0].type == "paragraph_open":
        words, below = inside[1].content, tuple(inside[3:])
    return Entry(opening.meta.get("time"), words, opening.map[0] + 1, below)


def missed_in(entry: Entry) -> list[str]:
    """What the nested lines say that begin with "Missed it?"."""
    return [
        below.words.removeprefix(MISSED).strip() for below in entries_in(entry.below) if below.words.startswith(MISSED)
    ]


def _steps(tokens: Sequence[Token]) -> Iterator[Step]:
    for entry in entries_in(tokens):
        if entry.time is None or not entry.words:
            continue
        try:
            when = time_in(entry.time)
        except StepTimeError:
            continue
        missed = next(iter(missed_in(entry)), "")
        yield Step(**vars(when), words=entry.words, missed=missed, line=entry.line)


def format_plan(plan: Plan) -> str:
    """The plan as it stands in a text, from `## Your plan` on, in the one form that is kept."""
    blocks = ["## Your plan", *([plan.intro] if plan.intro else [])]
    for group in plan.groups:
        named = "" if group.title == GROUPS[group.id] else f" {{#{group.id}}}"
        blocks += [f"### {group.title}{named}", "\n".join(map(format_step, group.steps))]
    return "\n\n".join(blocks) + "\n"


def format_step(step: Step) -> str:
    """One step, its later lines below the words of the first."""
    lines = [f"- [{format_time(step)}] {_indented(step.words, 2)}"]
    if step.missed:
        lines.append(f"  - {MISSED} {_indented(step.missed, 4)}")
    return "\n".join(lines)


def _indented(words: str, spaces: int) -> str:
    return words.replace("\n", "\n" + " " * spaces)
