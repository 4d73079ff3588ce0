"""Safety notices as patients see them: those of the moment, and of these the ones that belong on a page."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import DateTimeField
from django.http import HttpRequest
from django.utils import timezone

from therapies.models import Notice, Version
from therapies.models.prepared import Prepared


def notices_for(request: HttpRequest) -> tuple[Notice, ...]:
    """All notices that patients see now, on whichever page: one query per request."""
    notices = getattr(request, "safety_notices", None)
    if notices is None:
        notices = request.safety_notices = tuple(_CURRENT.rows(now=timezone.now()))
    return notices


_CURRENT = Prepared(lambda now: Notice.objects.current(at=now), now=DateTimeField())


def notices_on(version: Version | None, *, notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Those that belong on the page of a version; without one, on a page that is no article."""
    return tuple(notice for notice in notices if belongs(notice, version))


def belongs(notice: Notice, version: Version | None) -> bool:
    if notice.article_id:
        return version is not None and version.article_id == notice.article_id
    if notice.therapy:
        return version is not None and notice.therapy in version.topics
    return True


def pages_of_notice(notice: Notice) -> list[Version]:
    """The live pages that show a notice; each of its lists shows one for every page too."""
    live = Version.objects.live().defer("text").order_by("article__kind", "title")
    return [version for version in live if belongs(notice, version)]
