"""The plan of a visit: its parts and their order, and steps that begin with a time that can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from ..facts import FACTS, is_length_of_time
from ..outline import Heading, cut_at_headings
from ..steps import (
    AFTER,
    BEFORE,
    END,
    GROUPS,
    MISSED,
    MOST_STEPS,
    PLAN,
    TIME_FORM,
    Entry,
    StepTime,
    StepTimeError,
    entries_in,
    format_time,
    group_of,
    time_in,
)
from .body import Body, Found, did_you_mean

PARTS = ", ".join(GROUPS.values())
OUTSIDE = "A time in [ ] begins a step below ## Your plan of a visit, and nothing else. Write it as words here."
ONLY_STEPS = (
    "A part of a plan is one list of steps and nothing else. Put the words into a step, or above the first part."
)
ONE_PARAGRAPH = (
    f'A step is one paragraph, and below it at most one line "- {MISSED} …". Make a step of its own of the rest.'
)


def plan_problems(body: Body) -> Iterator[Found]:
    plan = _plan_of(body)
    yield from _times_outside(body, plan)
    if plan is None:
        return
    heading, tokens = plan
    _, *parts = cut_at_headings(tokens, level=3)
    wrong_parts = list(_headings(heading, parts))
    yield from wrong_parts
    steps: list[tuple[StepTime, int]] = []
    for part, below in parts:
        yield from _blocks(below)
        entries = list(entries_in(below))
        if len(entries) > MOST_STEPS:
            message = (
                f"“{part.text}” has {len(entries)} steps. Nobody keeps more than {MOST_STEPS} in mind: make fewer."
            )
            yield entries[MOST_STEPS].line, message
        for entry in entries:
            yield from _step(body, entry, group_of(part), steps)
    if not wrong_parts:
        yield from _order(body, steps)


def _plan_of(body: Body) -> tuple[Heading, Sequence[Token]] | None:
    if body.kind != "visit":
        return None
    cut = cut_at_headings(body.tokens, level=2)
    return next(((heading, tokens) for heading, tokens in cut if heading and heading.id == PLAN), None)


def _times_outside(body: Body, plan: tuple[Heading, Sequence[Token]] | None) -> Iterator[Found]:
    steps = {entry.line for entry in entries_in(plan[1])} if plan else set()
    for token in body.tokens:
        if token.type == "list_item_open" and "time" in token.meta and token.map[0] + 1 not in steps:
            yield token.map[0] + 1, OUTSIDE


def _headings(plan: Heading, parts: Sequence[tuple[Heading, Sequence[Token]]]) -> Iterator[Found]:
    if not parts:
        yield plan.line, f"The plan has no parts. Write one below it: ### {GROUPS['that-day']}. The parts are: {PARTS}."
    order, last = list(GROUPS), ""
    for heading, _below in parts:
        group = group_of(heading)
        if not group:
            hint = did_you_mean(heading.text, GROUPS.values())
            yield heading.line, f"“{heading.text}” is no part of a plan. The parts are: {PARTS}.{hint}"
        elif last and order.index(group) <= order.index(last):
            again = "stands here twice" if group == last else f"comes before “{GROUPS[last]}”"
            yield heading.line, f"“{heading.text}” {again}. Each part stands once, in this order: {PARTS}."
        last = group or last


def _blocks(below: Sequence[Token]) -> Iterator[Found]:
    lists = 0
    for token in below:
        if token.level or token.nesting == -1 or token.type == "inline":
            continue
        lists += token.type == "bullet_list_open"
        if token.type == "ordered_list_open":
            yield token.map[0] + 1, "Steps have a time and need no number. Begin each with a hyphen: - [-6 hours]"
        elif token.type != "bullet_list_open" or lists > 1:
            yield token.map[0] + 1, ONLY_STEPS


def _step(body: Body, entry: Entry, group: str, steps: list[tuple[StepTime, int]]) -> Iterator[Found]:
    if entry.time is None:
        yield entry.line, f"The step does not begin with its time. {TIME_FORM}"
    else:
        try:
            when = time_in(entry.time)
        except StepTimeError as refusal:
            yield entry.line, f"[{entry.time}] cannot be read. {refusal}"
        else:
            steps.append((when, entry.line))
            yield from _time(body, when, entry, group)
        if not entry.words:
            yield entry.line, "The step has no words. Write behind its time what to do."
    yield from _below(entry)


def _time(body: Body, when: StepTime, entry: Entry, group: str) -> Iterator[Found]:
    if when.fact and when.fact not in body.known_facts:
        hint = did_you_mean(when.fact, body.known_facts) or " Choose one from the list of clinic facts."
        yield entry.line, f'There is no clinic fact "{when.fact}".{hint}'
    elif when.fact in FACTS and not is_length_of_time(when.fact):
        yield entry.line, f'The clinic fact "{when.fact}" is no length of time, so no step can count with it.'
    if group in BEFORE and (when.sign == "+" or when.anchor == END):
        yield entry.line, f"“{GROUPS[group]}” is before the visit: write - before the time, or move the step down."
    elif group in BEFORE and when.is_appointment:
        yield entry.line, f"The visit itself begins in “{GROUPS['at-clinic']}”. Move the step there."
    elif group in AFTER and (when.sign == "-" or when.is_appointment):
        yield entry.line, f"“{GROUPS[group]}” is after the visit: write + before the time, or move the step up."
    if when.anchor == END and body.visit_length == "":
        message = (
            "A step after the end of the visit needs its length. Add to the fields above: visit_length: visit_ketamine"
        )
        yield entry.line, message


def _below(entry: Entry) -> Iterator[Found]:
    nested = list(entries_in(entry.below))
    missed = [below for below in nested if below.words.startswith(MISSED)]
    if len(missed) > 1:
        yield missed[1].line, f'The step has two lines "{MISSED}". Keep one.'
    if len(missed) < len(nested) or any(below.below for below in nested) or _other_blocks(entry.below):
        yield entry.line, ONE_PARAGRAPH
    for below in missed:
        if not below.words.removeprefix(MISSED).strip():
            yield below.line, f"Write behind “{MISSED}” what to do then, such as: Call us before you leave home."


def _other_blocks(below: Sequence[Token]) -> bool:
    """Whether anything but bullet lists stands below the words of a step."""
    base = min((token.level for token in below), default=0)
    return any(token.level == base and not token.type.startswith("bullet_list") for token in below)


def _order(body: Body, steps: Sequence[tuple[StepTime, int]]) -> Iterator[Found]:
    """Steps that stand below a later one, as far as it does not depend on the values of facts."""
    last: dict[tuple[str, bool], tuple[tuple, int]] = {}
    for when, line in steps:
        place = _place(when)
        if place is None:
            continue
        kind = (when.anchor, when.clock is not None)
        before = last.get(kind)
        if before and place < before[0]:
            message = f"[{format_time(when)}] is earlier than the step on line {before[1] + body.lines_above}. "
            yield line, f"{message}Put the steps in the order of their times."
        last[kind] = max(before or (place, line), (place, line))


def _place(when: StepTime) -> tuple | None:
    if when.clock:
        return (when.days, when.clock)
    if when.days is not None:
        return (when.days * 24 * 60,)
    return (when.minutes,) if when.minutes is not None else None
