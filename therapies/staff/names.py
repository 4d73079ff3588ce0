"""People, versions and moments as staff read of them in a sentence."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from therapies.models import Version


def changes_since(base: int | None, version: Version) -> str:
    """Where staff see what changed from the version with the number `base` (or the one before) to this one."""
    query = {"old": base, "new": version.number} if base else {"new": version.number}
    return f"{reverse('article_compare', args=[version.article_id])}?{urlencode(query)}"


def author_of(version: Version, *, reader) -> str:
    """Who wrote a version, as the subject of a sentence to somebody."""
    if version.written_by_id is None:
        return "A load of content files"
    if reader is not None and version.written_by_id == reader.pk:
        return "You (perhaps in another tab)"
    return name_of(version.written_by)


def name_of(person) -> str:
    return person.get_short_name() or person.get_username()


def ago(moment: datetime, *, now: datetime) -> str:
    minutes = int((now - moment).total_seconds() // 60)
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
