"""Make permanent links: the page with all links to one article and to its questions."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from therapies.linking.links import make_link
from therapies.linking.placements import link_page
from therapies.models import Article, Link, Question, Version
from therapies.publishing import NotPossible

from .guard import staff_only
from .move_form import newest_version


@dataclass(frozen=True)
class Target:
    """What a link may lead to: the whole page (`key` is empty) or one question, with the links that do."""

    key: str
    title: str
    links: list[Link] = field(default_factory=list)


@require_safe
@staff_only(permission="therapies.view_link")
def article_links(request, pk):
    article = get_object_or_404(Article, pk=pk)
    whole, *questions = targets_of(article)
    version = newest_version(article)
    context = {
        **admin.site.each_context(request),
        "title": "E-mail links",
        "opts": Article._meta,
        "article": article,
        "article_title": version.title if version else str(article),
        "whole": whole,
        "questions": questions,
        "is_live": Version.objects.live().filter(article=article).exists(),
        "may_make": request.user.has_perm("therapies.add_link") and not article.is_practice,
    }
    return render(request, "admin/links/article.html", context)


def targets_of(article: Article) -> list[Target]:
    """The page, then its questions as patients read them, then questions that are gone and still have links. 4 queries."""
    by_key: dict[str, list[Link]] = {}
    for link in article.links.prefetch_related("appointment_types", "placements"):
        by_key.setdefault(link.question, []).append(link)
    live = Version.objects.live().filter(article=article)
    questions = dict(Question.objects.filter(version__in=live).values_list("key", "question"))
    gone = {key: f"{key} (no longer on the page)" for key in by_key if key and key not in questions}
    targets = [Target("", "The whole page", by_key.get("", []))]
    return targets + [Target(key, title, by_key.get(key, [])) for key, title in (questions | gone).items()]


@require_POST
@staff_only(permission="therapies.add_link")
def make(request, pk):
    """One press makes a link and opens it."""
    article = get_object_or_404(Article, pk=pk)
    try:
        link = make_link(article, question=request.POST.get("question", "")[:80], by=request.user)
    except NotPossible as reason:
        messages.error(request, str(reason))
        return HttpResponseRedirect(reverse("article_links", args=[article.pk]))
    messages.success(request, f"{link} is made. It works from now on, and for ever.")
    return HttpResponseRedirect(link_page(link))
