"""Which pages are to be read again by a clinician, week by week: the list behind the reminders."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.contrib import admin
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from therapies.models import Version
from therapies.publishing.states import review_due

from .guard import staff_only

SOON = 30  # days
PAST, NEAR, LATER = "past", "soon", "later"
WORDS = {PAST: "past its date", NEAR: f"due within {SOON} days", LATER: "later"}
# Front matter has one layout (see the decisions), so the line can be found without reading all of it.
OWNER = re.compile(r"^owner: (.+)$", re.MULTILINE)
NO_OWNER = "nobody"


@dataclass(frozen=True)
class DuePage:
    """A live page and the day on which it is to be read again; `on` is None for one that no clinician has read."""

    title: str
    article_id: int
    owner: str
    on: date | None
    state: str

    @property
    def words(self) -> str:
        return WORDS[self.state] if self.on else "not yet reviewed by a clinician"

    @property
    def week(self) -> date:
        """The Monday of its week."""
        return self.on - timedelta(days=self.on.weekday())


@require_safe
@staff_only(permission="therapies.view_article")
def reviews_due(request):
    """All pages with a review date by week, the oldest first, and those without one; `?owner=` for those of one owner."""
    pages = due_pages(today=timezone.localdate())
    owners = sorted({page.owner for page in pages})
    owner = request.GET.get("owner", "")
    shown = [page for page in pages if owner in ("", page.owner)]
    dated = sorted((page for page in shown if page.on), key=lambda page: (page.on, page.title))
    context = {
        **admin.site.each_context(request),
        "title": "Reviews due",
        "owners": owners,
        "owner": owner if owner in owners else "",
        "past": [page for page in dated if page.state == PAST],
        "weeks": by_week(page for page in dated if page.state != PAST),
        "unread": sorted((page for page in shown if not page.on), key=lambda page: page.title),
        "soon": SOON,
    }
    return render(request, "admin/history/reviews_due.html", context)


def due_pages(*, today: date) -> list[DuePage]:
    """Every live page with its owner and its date. One query."""
    pages = []
    for version in Version.objects.live().select_related("review"):
        on = review_due(version)
        state = PAST if on and on <= today else NEAR if on and on <= today + timedelta(days=SOON) else LATER
        pages.append(DuePage(version.title, version.article_id, owner_in(version.text), on, state))
    return pages


def by_week(pages: Iterable[DuePage]) -> list[tuple[date, list[DuePage]]]:
    return [(monday, list(those)) for monday, those in groupby(pages, key=lambda page: page.week)]


def owner_in(text: str) -> str:
    """Who keeps a page, from its front matter."""
    front = text.split("\n---\n", 1)[0]
    found = OWNER.search(front)
    return found[1].strip().strip("\"'") if found else NO_OWNER
