"""Steps of a visit's plan that count days and stand below the name of other days."""

from __future__ import annotations

from collections.abc import Iterator

from ..outline import cut_at_headings
from ..steps import BEFORE, GROUPS, PLAN, format_time, plan_of
from .finding import WARNING, Finding, Page


def steps_of_other_days(page: Page) -> Iterator[Finding]:
    """`[-2 days]` below "The day before". With a time of the visit, each step stands below the name of its own day."""
    cut = cut_at_headings(page.body.tokens, level=2) if page.kind == "visit" else ()
    plan = next((plan_of(tokens) for heading, tokens in cut if heading and heading.id == PLAN), None)
    for group in plan.groups if plan else ():
        for step in group.steps:
            right = group_of_days(step.days) if step.days is not None else ""
            if right and right != group.id and group.id in BEFORE:
                yield page.finding(
                    "structure/plan-day",
                    WARNING,
                    line=step.line,
                    words=f"[{format_time(step)}]",
                    why=f"It is not “{GROUPS[group.id]}”.",
                    instead=f"Move the step to “{GROUPS[right]}”, or write another time.",
                )


def group_of_days(days: int) -> str:
    """Where a step stands that counts days before the visit; "" for one after it."""
    if days > 0:
        return ""
    return BEFORE[max(2 + days, 0)]
