"""Who has an article open. It changes nothing that patients see, so the log keeps no line of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from therapies.models import Article, Opening

# Whoever was away longer than this opens the page anew.
FORGOTTEN = timedelta(minutes=30)


@transaction.atomic
def seen(article: Article, *, by: AbstractBaseUser, now: datetime | None = None) -> None:
    """Note that somebody has an article open at this moment."""
    now = now or timezone.now()
    opening, is_new = Opening.objects.select_for_update().get_or_create(
        article=article, person=by, defaults={"opened_at": now, "seen_at": now}
    )
    if is_new:
        return
    if opening.seen_at < now - FORGOTTEN:
        opening.opened_at = now
    opening.seen_at = now
    opening.save(update_fields=["opened_at", "seen_at"])


def closed(article: Article, *, by: AbstractBaseUser) -> None:
    """Note that somebody left an article. Without it they are forgotten by the clock."""
    Opening.objects.filter(article=article, person=by).delete()
