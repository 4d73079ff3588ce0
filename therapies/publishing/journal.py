"""The log: what was done, by whom, to what. Everything that changes something writes here, in its own transaction."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from therapies.models import JournalEntry

NOBODY = "the site"


def record(
    action: str,
    *,
    by: AbstractBaseUser | None = None,
    name: str = "",
    about: object = "",
    detail: str = "",
    now: datetime | None = None,
) -> JournalEntry:
    """Write one line of the log: `action` is a few words in the past ("published", "changed a clinic fact").

    `name` is for people without an account. Texts and secrets do not belong into `detail`: versions keep the texts.
    """
    who = name or (by.get_username() if by else NOBODY)
    return JournalEntry.objects.create(
        at=now or timezone.now(), who=by, name=who[:165], action=action, about=str(about)[:200], detail=detail
    )
