"""Remind by e-mail of clinic facts whose review is near or late: after it, plans show no time that rests on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from therapies.models import ClinicFact
from therapies.text.counting import counted
from therapies.text.facts import FACTS

from .reminders import Mail, send_once

AHEAD = timedelta(days=30)
AGAIN = timedelta(days=14)


@dataclass(frozen=True)
class DueFact:
    """A clinic fact to look at again. `is_late` says that plans hold its times back already."""

    fact: ClinicFact
    is_late: bool

    @property
    def url(self) -> str:
        return settings.SITE_URL + reverse("admin:therapies_clinicfact_change", args=[self.fact.pk])


def facts_due(*, today: date, ahead: timedelta = AHEAD) -> list[DueFact]:
    """The clinic facts that are to be looked at again within some days, or should have been; the oldest first."""
    rows = ClinicFact.objects.filter(is_sample=False, review_due__lt=today + ahead).order_by("review_due", "pk")
    return [DueFact(fact, fact.review_due < today) for fact in rows if fact.key in FACTS]


def send_fact_reminders(*, now: datetime | None = None) -> int:
    """Send one mail with all facts that are due to each recipient; give their number.

    A fact is named again after 14 days, until a clinician has said that it is right. Raises NotSent like
    `send_reminders`.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    due = [each for each in facts_due(today=today) if is_to_tell(each.fact, today)]
    return send_once(
        due,
        claim=lambda each: claim(each.fact, today),
        take_back=take_back,
        mail=lambda claimed: Mail(
            f"{counted(len(claimed), 'clinic fact')} to look at again",
            render_to_string("email/facts_due.txt", {"facts": claimed}),
            logged=("sent reminders", counted(len(claimed), "clinic fact")),
        ),
        now=now,
    )


def is_to_tell(fact: ClinicFact, today: date) -> bool:
    return fact.reminded_on is None or fact.reminded_on <= today - AGAIN


def claim(fact: ClinicFact, today: date) -> bool:
    """Write down that staff were told; False when another run has done so in this moment."""
    unchanged = ClinicFact.objects.filter(pk=fact.pk, reminded_on=fact.reminded_on)
    return unchanged.update(reminded_on=today) == 1


def take_back(facts: Iterable[DueFact]) -> None:
    for each in facts:
        ClinicFact.objects.filter(pk=each.fact.pk).update(reminded_on=each.fact.reminded_on)
