"""Which link the e-mails of an appointment type carry. The scheduling system reads it from the feed, staff from a list."""

from __future__ import annotations

from django.db import transaction

from therapies.models import AppointmentType, Link
from therapies.publishing import record


@transaction.atomic
def save_appointment_type(kind: AppointmentType, *, by) -> AppointmentType:
    """Keep a new or changed appointment type with its link. What it was before stands in the log."""
    before = AppointmentType.objects.filter(pk=kind.pk).select_related("link").first()
    kind.name = " ".join(kind.name.split())
    kind.save()
    if before is None:
        record("added an appointment type", by=by, about=kind, detail=said_of(kind))
    elif (before.name, before.link_id) != (kind.name, kind.link_id):
        record("changed an appointment type", by=by, about=kind, detail=f"Before: {before.name}, {said_of(before)}.")
    return kind


def send_link(kind: AppointmentType, link: Link | None, *, by) -> AppointmentType:
    """Let the e-mails of an appointment type carry a link, or with None no link."""
    kind.link = link
    return save_appointment_type(kind, by=by)


def said_of(kind: AppointmentType) -> str:
    return str(kind.link) if kind.link else "no link"
