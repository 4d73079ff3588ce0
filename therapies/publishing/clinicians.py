"""Who may sign off: add clinicians, correct how they sign, and close all their addresses when they leave."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from therapies.models import Clinician

from .journal import record


@transaction.atomic
def save_clinician(
    clinician: Clinician, *, by: AbstractBaseUser, has_left: bool = False, now: datetime | None = None
) -> None:
    """Add a clinician, or change one. What they signed before keeps the name and credential of that day.

    With `has_left`, all their private addresses stop working at once; without it, they may sign off again.
    """
    now = now or timezone.now()
    is_new = clinician.pk is None
    before = None if is_new else Clinician.objects.select_related("account").get(pk=clinician.pk)
    leaves = has_left and clinician.left_at is None
    comes_back = not has_left and clinician.left_at is not None
    clinician.left_at = (clinician.left_at or now) if has_left else None
    clinician.save()
    if has_left:
        clinician.requests.filter(revoked_at=None, answered_at=None).update(revoked_at=now)
    action = "added a clinician" if is_new else "changed a clinician"
    if leaves and not is_new:
        action = "recorded that a clinician left"
    if comes_back:
        action = "recorded that a clinician came back"
    record(action, by=by, about=clinician, detail=changes_in_words(before, clinician), now=now)


def changes_in_words(before: Clinician | None, after: Clinician) -> str:
    """What became what. Where the letters go and which account is theirs decide who signs in this name."""
    fields = {"name": "name", "credential": "credential", "email": "e-mail", "account": "account"}
    values = [
        (label, getattr(before, field, None) or "none", getattr(after, field) or "none")
        for field, label in fields.items()
    ]
    return "; ".join(f"{label}: {old} → {new}" for label, old, new in values if str(old) != str(new))
