"""Bring the text of an earlier version back, as a new draft. Nothing that was written later is lost."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import formats, timezone

from therapies.models import Article, Version

from .drafts import save_draft
from .journal import record
from .states import NotAllowed


@transaction.atomic
def restore(version: Version, *, by: AbstractBaseUser, newest_number: int, now: datetime | None = None) -> Version:
    """Write the text of a version again, as the newest one. It goes the same way to patients as any other draft.

    `newest_number` is the newest version that the person saw. Raises NotAllowed when a newer one was written since,
    when the newest has this very text, and for a merged page; ArticleFileError when the text can no longer be read.
    """
    article = Article.objects.select_for_update().get(pk=version.article_id)
    newest = article.versions.order_by("-number").first()
    if article.merged_into_id:
        raise NotAllowed(f"This page was merged into “{article.merged_into}”. Edit that page.")
    if newest.number != newest_number:
        who = newest.written_by or "a load of content files"
        raise NotAllowed(
            f"Version {newest.number} was written by {who} after you opened this page. "
            "Look at the comparison again, which is now with that version."
        )
    if newest.digest == version.digest:
        raise NotAllowed(f"Version {newest.number}, the newest, has exactly this text already.")
    day = formats.date_format(timezone.localdate(version.written_at), "F j, Y")
    restored = save_draft(article, version.text, by=by, note=f"Text of version {version.number} of {day}", now=now)
    record("restored", by=by, about=restored, detail=f"It has the text of version {version.number}.", now=now)
    return restored
