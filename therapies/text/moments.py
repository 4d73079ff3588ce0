"""When a step is due with the facts of one clinic: how far from its anchor, the words for it, and until when it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from .counting import counted
from .facts import EATING, FACTS, FactSheet, is_length_of_time, minutes_of
from .facts.durations import in_words, longest_in_words
from .facts.numbers import time_of_day_in_words
from .markdown import facts_in
from .steps import END, Step, StepTime

NOT_SET = "At the time the clinic tells you"
AT_THE_START = "When your visit starts"


@dataclass(frozen=True)
class Moment:
    """`minutes` of time that passes, or `days` of the calendar and maybe a `clock`; signed. `label` is the length in words."""

    anchor: str
    label: str = ""
    minutes: int | None = None
    days: int | None = None
    clock: time | None = None


def resolved(step: StepTime, facts: FactSheet) -> Moment | None:
    """When a step is due; None while its fact has no value or is no length of time.

    Of a range, the longer end counts: to fast too long and to drive too late harms nobody.
    """
    if step.days is not None:
        return Moment(step.anchor, counted(abs(step.days), "day"), days=step.days, clock=step.clock)
    if not step.fact:
        return Moment(step.anchor, in_words(abs(step.minutes)), minutes=step.minutes)
    value = facts.value(step.fact) if is_length_of_time(step.fact) else ""
    if not value:
        return None
    minutes = minutes_of(value)[1]
    return Moment(step.anchor, longest_in_words(value), minutes=-minutes if step.sign == "-" else minutes)


def when_in_words(step: StepTime, facts: FactSheet) -> str:
    """What a patient reads where no appointment is known: "6 hours before your visit"."""
    moment = resolved(step, facts)
    if moment is None:
        return NOT_SET
    if moment.clock:
        return f"{_day_in_words(moment)}, at {time_of_day_in_words(moment.clock.isoformat('minutes'))}"
    if moment.minutes == 0:
        return "When your visit ends" if moment.anchor == END else AT_THE_START
    if (moment.minutes or moment.days) < 0:
        return f"{_capital(moment.label)} before your visit"
    if moment.days:
        return f"{_capital(moment.label)} after your visit"
    return f"{_capital(moment.label)} after your visit {'ends' if moment.anchor == END else 'starts'}"


def _day_in_words(moment: Moment) -> str:
    near = {-1: "The day before your visit", 0: "The day of your visit", 1: "The day after your visit"}
    far = f"{moment.label} {'before' if moment.days < 0 else 'after'} your visit"
    return near.get(moment.days, far)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def is_about_food(step: Step) -> bool:
    """Whether its time or its words rest on a fact about eating and drinking before the visit."""
    return any(FACTS[key].group == EATING for key in facts_of(step))


def held_from(step: Step, facts: FactSheet) -> date | None:
    """The first day on which its time must not be shown any more: that after the review of a fact behind it was due.

    None when no such day is set, as for a fact that nobody has confirmed yet: pages say that of all of them together.
    """
    keys = facts_of(step) if is_about_food(step) else [step.fact]
    days = [facts.due[key] for key in keys if key in facts.due]
    return min(days) + timedelta(days=1) if days else None


def facts_of(step: Step) -> list[str]:
    """The known clinic facts in the time and the words of a step, each once."""
    keys = [step.fact, *facts_in(step.words), *facts_in(step.missed)]
    return [key for key in dict.fromkeys(keys) if key in FACTS]
