"""The plan of a visit as a page shows it: each step with its words, its time, and until when that holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count

from django.utils.safestring import SafeString

from .facts import FactSheet, is_length_of_time, minutes_of
from .moments import Moment, held_from, is_about_food, resolved, when_in_words
from .steps import Plan, Step


@dataclass(frozen=True)
class RenderedStep:
    """A step of a plan. `when` is its time in words, `moment` the same for programs, None while its fact has no value.

    `number` counts through the whole plan, from 1. From the day `held_from` on, its time must not be shown.
    """

    number: int
    step: Step
    moment: Moment | None
    when: str
    words: SafeString
    missed: SafeString
    is_about_food: bool
    held_from: date | None


@dataclass(frozen=True)
class RenderedGroup:
    id: str
    heading_id: str
    title: str
    steps: tuple[RenderedStep, ...]


@dataclass(frozen=True)
class RenderedPlan:
    """`lasts` is the shortest and the longest time of the whole visit, in minutes; None when the text does not say."""

    intro: SafeString
    groups: tuple[RenderedGroup, ...]
    lasts: tuple[int, int] | None = None


def plan_shown(
    plan: Plan, *, facts: FactSheet, visit_length: str, intro: SafeString, inline: Callable[[str], SafeString]
) -> RenderedPlan:
    """The plan with the facts of a clinic. `inline` turns Markdown of one paragraph into safe HTML."""
    numbers = count(1)
    groups = tuple(
        RenderedGroup(
            group.id,
            group.heading_id,
            group.title,
            tuple(step_shown(next(numbers), step, facts=facts, inline=inline) for step in group.steps),
        )
        for group in plan.groups
    )
    length = facts.value(visit_length) if is_length_of_time(visit_length) else ""
    return RenderedPlan(intro, groups, minutes_of(length) if length else None)


def step_shown(number: int, step: Step, *, facts: FactSheet, inline: Callable[[str], SafeString]) -> RenderedStep:
    return RenderedStep(
        number=number,
        step=step,
        moment=resolved(step, facts),
        when=when_in_words(step, facts),
        words=inline(step.words),
        missed=inline(step.missed),
        is_about_food=is_about_food(step),
        held_from=held_from(step, facts),
    )
