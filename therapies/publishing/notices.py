"""Safety notices: put one on all pages, on those about a therapy or on one page; it ends by itself."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from therapies.models import Article, Notice

from .change_log import EVERYTHING, touch
from .journal import record
from .touched import touch_article


@transaction.atomic
def make_notice(
    words: str,
    *,
    by: AbstractBaseUser,
    ends_at: datetime,
    starts_at: datetime | None = None,
    therapy: str = "",
    article: Article | None = None,
    now: datetime | None = None,
) -> Notice:
    """Show a notice from `starts_at` (default: now) until `ends_at`: on the pages about a therapy, on one page, or on all.

    Patients see it at their next request. The words never change: end a notice, and make another.
    """
    now = now or timezone.now()
    notice = Notice.objects.create(
        words=words,
        therapy=therapy,
        article=article,
        starts_at=starts_at or now,
        ends_at=ends_at,
        made_by=by,
        made_at=now,
    )
    touch_pages_of(notice, due=notice.starts_at if notice.starts_at > now else None)
    touch_pages_of(notice, due=ends_at)
    record("made a safety notice", by=by, about=notice, detail=scope_of(notice), now=now)
    return notice


@transaction.atomic
def end_notice(notice: Notice, *, by: AbstractBaseUser, now: datetime | None = None) -> bool:
    """Take a notice down now. False when it has ended already."""
    now = now or timezone.now()
    running = Notice.objects.select_for_update().filter(pk=notice.pk, ends_at__gt=now).first()
    if running is None:
        return False
    # One that has not begun never shows: it ends when it would begin.
    running.ends_at = max(now, running.starts_at)
    running.save(update_fields=["ends_at"])
    if running.starts_at <= now:
        touch_pages_of(running)
    record("ended a safety notice", by=by, about=notice, now=now)
    return True


def touch_pages_of(notice: Notice, *, due: datetime | None = None) -> None:
    """The pages of a notice show it from now or from a moment on, or no longer."""
    if notice.article_id is None:
        # Which pages are about a therapy may change until the notice ends.
        touch([EVERYTHING], due=due)
        return
    # Held until the end: somebody may be renaming it.
    touch_article(Article.objects.select_for_update().get(pk=notice.article_id), due=due)


def scope_of(notice: Notice) -> str:
    if notice.article:
        return f"on {notice.article}"
    return f"on the pages about {notice.therapy}" if notice.therapy else "on every page"
