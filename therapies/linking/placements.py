"""Where links were pasted, and the yearly question whether they are still there.

A block in somebody else's system cannot be seen from here. Staff write down where they pasted it; once a year they are
asked, on their first page and by e-mail, and every "it is still there" puts the question off for another year.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from therapies.models import Link, Placement
from therapies.publishing import record
from therapies.publishing.reminders import Mail, send_once
from therapies.text.counting import counted

ASK_AFTER = timedelta(days=365)  # since somebody saw it there
ASK_AGAIN = timedelta(days=30)  # after an e-mail that nobody acted on
LATER_THAN_TODAY = "Choose a day up to today."
NO_SYSTEM = "Write where it was pasted, such as: confirmation e-mail in our scheduling system."


class PlacementRefused(Exception):
    """A line of the register cannot be kept. Its message is for staff."""


@transaction.atomic
def record_placement(
    link: Link, *, system: str, by, pasted_on: date | None = None, now: datetime | None = None
) -> Placement:
    """Write down that somebody pasted a link. Refuses an empty place and a day that is still to come.

    A link that stands in the same system already is confirmed instead: pasting anew says that it is there.
    """
    today = timezone.localdate(now)
    pasted_on, system = pasted_on or today, " ".join(system.split())
    if not system:
        raise PlacementRefused(NO_SYSTEM)
    if pasted_on > today:
        raise PlacementRefused(LATER_THAN_TODAY)
    same = link.placements.filter(system__iexact=system, removed_on=None).first()
    if same:
        return confirm(same, by=by, now=now)
    placement = Placement.objects.create(
        link=link, system=system[:120], pasted_on=pasted_on, confirmed_on=pasted_on, recorded_by=by
    )
    record("pasted an e-mail link", by=by, about=link, detail=placement.system, now=now)
    return placement


@transaction.atomic
def confirm(placement: Placement, *, by, now: datetime | None = None) -> Placement:
    """Somebody saw that a link is still there. One that was taken out stays taken out."""
    if placement.removed_on:
        raise PlacementRefused("It was taken out. Write down anew where it is pasted.")
    placement.confirmed_on = max(timezone.localdate(now), placement.confirmed_on)
    placement.asked_on = None
    placement.save(update_fields=["confirmed_on", "asked_on"])
    record("saw an e-mail link in its place", by=by, about=placement.link, detail=placement.system, now=now)
    return placement


@transaction.atomic
def remove(placement: Placement, *, by, now: datetime | None = None) -> Placement:
    """A link is not there any more. The line stays, and the code goes on answering: old e-mails still hold it."""
    if placement.removed_on is None:
        placement.removed_on = max(timezone.localdate(now), placement.pasted_on)
        placement.save(update_fields=["removed_on"])
        record("took an e-mail link out", by=by, about=placement.link, detail=placement.system, now=now)
    return placement


def due_questions(on: date) -> QuerySet[Placement]:
    """Places whose link nobody has seen there for a year, the longest first."""
    due = Placement.objects.filter(removed_on=None, confirmed_on__lte=on - ASK_AFTER)
    return due.select_related("link__article").order_by("confirmed_on", "pk")


def send_questions(*, now: datetime | None = None) -> int:
    """Ask by one e-mail to each recipient whether links are still in use; give the number of places asked about.

    A place is asked about again after 30 days without an answer. Raises NotSent like `publishing.send_reminders`.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    due = [place for place in due_questions(today) if is_to_ask(place, today)]
    return send_once(
        due,
        claim=lambda place: claim(place, today),
        take_back=take_back,
        mail=mail_about,
        now=now,
    )


def mail_about(places: list[Placement]) -> Mail:
    where = [(place, settings.SITE_URL + link_page(place.link)) for place in places]
    return Mail(
        f"{counted(len(places), 'e-mail link')}: still in use?",
        render_to_string("email/links_still_there.txt", {"places": where}),
        logged=("asked about e-mail links", counted(len(places), "place")),
    )


def is_to_ask(placement: Placement, today: date) -> bool:
    return placement.asked_on is None or placement.asked_on <= today - ASK_AGAIN


def claim(placement: Placement, today: date) -> bool:
    unchanged = Placement.objects.filter(pk=placement.pk, asked_on=placement.asked_on)
    return unchanged.update(asked_on=today) == 1


def take_back(placements: list[Placement]) -> None:
    for placement in placements:
        Placement.objects.filter(pk=placement.pk).update(asked_on=placement.asked_on)


def link_page(link: Link) -> str:
    """Where staff see a link."""
    return reverse("admin:therapies_link_change", args=[link.pk])
