"""What the page of a visit needs around its plan: hours, phone, and which times are held back today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from therapies.text.facts import FactSheet, hours_for_scripts
from therapies.text.plan_parts import RenderedPlan, RenderedStep

CALL_TO_CHECK = "Call us to check"


@dataclass(frozen=True)
class ShownStep:
    """A step on a page of today. `when` and `minutes` are held back when a fact behind them was not checked in time."""

    rendered: RenderedStep
    is_held: bool

    @property
    def when(self) -> str:
        return CALL_TO_CHECK if self.is_held else self.rendered.when

    @property
    def minutes(self) -> int | None:
        return None if self.is_held or self.rendered.moment is None else self.rendered.moment.minutes

    @property
    def days(self) -> int | None:
        return None if self.is_held or self.rendered.moment is None else self.rendered.moment.days

    @property
    def hides_words(self) -> bool:
        """Whether its words may hold the hours that nobody has checked."""
        return self.is_held and self.rendered.is_about_food


def shown_groups(plan: RenderedPlan, *, on: date | None = None) -> list[dict]:
    """The groups of a plan with their steps, as they are to be shown on a day at the clinic (default: today)."""
    on = on or timezone.localdate()
    return [
        {
            "group": group,
            "steps": [
                ShownStep(step, is_held=step.held_from is not None and step.held_from <= on) for step in group.steps
            ],
        }
        for group in plan.groups
    ]


def around_plan(plan: RenderedPlan, *, facts: FactSheet | str) -> dict:
    """What scripts and words beside a plan ask for. `facts` is "" where a text is shown without its page."""
    least, most = plan.lasts or ("", "")
    around = {"zone": settings.TIME_ZONE, "least": least, "most": most}
    if isinstance(facts, FactSheet):
        around["hours"] = hours_for_scripts(facts.value("opening_hours"))
    return around
