"""The register of a link: where it was pasted, when somebody last saw it there, and where it was taken out."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.utils import timezone

from therapies.linking.placements import ASK_AFTER
from therapies.models import Link, Placement


class PlacementForm(forms.Form):
    system = forms.CharField(
        label="Where", max_length=120, help_text="Such as: confirmation e-mail in our scheduling system."
    )
    pasted_on = forms.DateField(
        label="On", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=timezone.localdate
    )


@dataclass(frozen=True)
class Place:
    """A line of the register. `is_due`: nobody has seen it there for a year."""

    placement: Placement
    is_due: bool


def places_of(link: Link) -> list[Place]:
    """Where a link stands, those to look after first; at the end where it was taken out."""
    today = timezone.localdate()
    rows = link.placements.select_related("recorded_by").order_by("confirmed_on", "pk")
    places = [Place(row, row.removed_on is None and row.confirmed_on <= today - ASK_AFTER) for row in rows]
    return sorted(places, key=lambda place: place.placement.removed_on is not None)
