"""Who else has an article open, and whether a newer version came meanwhile.

The editor asks every few seconds. Whatever counts how long somebody has been idle leaves out the addresses that begin
with /admin/editor/presence/: an open tab is not a person who works.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from therapies.models import Article, Opening
from therapies.publishing import openings

from .editor import NUMBER, editor_only
from .guard import staff_only
from .names import ago, author_of, changes_since, name_of

THERE = timedelta(minutes=2)  # asked for its neighbours not longer ago than this: the page is in front of somebody


@editor_only
def presence(request, pk):
    """Note that the page is open (or, with `left`, closed), and tell in sentences what its writer should know.

    Answers JSON: `others` (sentences), `newer` (None, or `words`, `number` and `url` of a version that came after
    `base_version`), and `account` (whose session this is).
    """
    article = get_object_or_404(Article, pk=pk)
    if "left" in request.POST:
        openings.closed(article, by=request.user)
        return JsonResponse({})
    openings.seen(article, by=request.user)
    now = timezone.now()
    base = request.POST.get("base_version", "")
    return JsonResponse({
        "account": request.user.pk,
        "others": [opening_in_words(opening, now=now) for opening in others(article, person=request.user, now=now)],
        "newer": newer(article, base=int(base), person=request.user, now=now) if NUMBER.fullmatch(base) else None,
    })  # fmt: skip


@require_safe
@staff_only(permission="therapies.change_article")
def token(request):
    """Who is signed in, and what a form of theirs needs: a page that was open while somebody signed in again asks."""
    return JsonResponse({"account": request.user.pk, "token": get_token(request)})


def others(article: Article, *, person, now: datetime) -> list[Opening]:
    """Who else had the article open in the last half hour, the one seen last first."""
    found = article.openings.filter(seen_at__gt=now - openings.FORGOTTEN, person__is_active=True).exclude(person=person)
    return list(found.select_related("person").order_by("-seen_at"))


def opening_in_words(opening: Opening, *, now: datetime) -> str:
    name = name_of(opening.person)
    if opening.seen_at > now - THERE:
        return f"{name} opened this {ago(opening.opened_at, now=now)}."
    return f"{name} opened this {ago(opening.opened_at, now=now)}, and was last seen {ago(opening.seen_at, now=now)}."


def newer(article: Article, *, base: int, person, now: datetime) -> dict | None:
    """The newest version, when it came after the one that somebody is changing."""
    newest = article.versions.select_related("written_by").order_by("-number").first()
    if newest is None or newest.number <= base:
        return None
    words = f"{author_of(newest, reader=person)} saved version {newest.number} {ago(newest.written_at, now=now)}."
    return {
        "number": newest.number,
        "words": f"{words} Your save will be compared with it.",
        "url": changes_since(base, newest),
    }
