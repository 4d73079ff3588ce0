"""What staff may change about a link: its name for themselves and how it answers. Never its code."""

from __future__ import annotations

from django.db import transaction

from therapies.models import Link
from therapies.publishing import record
from therapies.publishing.touched import touch_links


@transaction.atomic
def describe_link(link: Link, *, label: str, answers_with: str, by) -> None:
    """Keep a new name and a new way of answering; without a change nothing is written."""
    before = Link.objects.select_for_update().get(pk=link.pk)
    link.label, link.answers_with = " ".join(label.split()), answers_with
    if (before.label, before.answers_with) == (link.label, link.answers_with):
        return
    link.save(update_fields=["label", "answers_with"])
    if before.answers_with != link.answers_with:
        touch_links([link])
    detail = f"“{link.label}”, answers with {link.get_answers_with_display()}."
    record("changed a link", by=by, about=link, detail=detail)
