"""The past of a page, for staff: its versions, what changed between two of them, and the way back to an earlier one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from therapies import publishing
from therapies.models import Article, JournalEntry, Review, Version
from therapies.reading.clinic import facts_for
from therapies.reading.comparing import body_html, rendered_changes
from therapies.reading.text_changes import FieldChange, Line, field_changes, line_changes
from therapies.reading.withdrawals import urls_of
from therapies.text.facts import FactSheet
from therapies.text.problems import ArticleFileError

from .guard import is_allowed, staff_only

ON_A_SHEET = 25
EVENTS = 50
NUMBER = re.compile("[0-9]{1,9}")
# Of the lines that the log has about the address of a page.
MOVES = [
    "renamed", "merged", "withdrew", "changed the notice", "set a day to withdraw", "cancelled the withdrawal",
    JournalEntry.OPENED_AGAIN,
]  # fmt: skip
WAYS = {"changes": "Only what changed", "page": "The whole page", "text": "The text as it is written"}


@dataclass(frozen=True)
class Step:
    """One version in the list, with what was said and decided about it."""

    version: Version
    state: str
    reviews: tuple[Review, ...]
    is_newest: bool
    before: int | None


@dataclass(frozen=True)
class Comparison:
    """What changed from one version to another: always its fields and lines; `html` unless a text cannot be rendered."""

    old: Version
    new: Version
    fields: list[FieldChange]
    lines: list[Line]
    html: SafeString | str = ""
    refusal: str = ""

    @property
    def is_same(self) -> bool:
        return self.old.digest == self.new.digest


@require_safe
@staff_only(permission="therapies.view_article")
def article_versions(request, pk):
    """All versions of a page, 25 on a sheet, and what happened to its address."""
    article = get_object_or_404(Article, pk=pk)
    sheet = Paginator(versions_of(article), ON_A_SHEET).get_page(request.GET.get("page"))
    live = Version.objects.live().filter(article=article).defer("text").first()
    newest = article.versions.order_by("-number").values_list("number", flat=True).first()
    context = {
        "article": article,
        "sheet": sheet,
        "steps": steps_of(article, list(sheet), newest=newest),
        "live": live,
        "events": JournalEntry.objects.filter(about__in=urls_of(article), action__in=MOVES)[:EVENTS],
        "today": timezone.localdate(),
        "may_restore": may_restore(request, article),
        "title": "History",
    }
    return shown(request, "admin/history/versions.html", context)


@require_safe
@staff_only(permission="therapies.view_article")
def compare_versions(request, pk):
    """What changed between two versions of a page, `?old=2&new=3`; without them, in the newest one."""
    article = get_object_or_404(Article, pk=pk)
    numbers = list(article.versions.order_by("-number").values_list("number", flat=True))
    if not numbers:
        raise Http404("This page has no text yet.")
    new = chosen(request, "new", among=numbers) or numbers[0]
    old = chosen(request, "old", among=numbers) or next((n for n in numbers if n < new), numbers[-1])
    # Whichever was chosen first: what changed is told from the earlier to the later one.
    old, new = sorted((old, new))
    way = request.GET.get("show") if request.GET.get("show") in WAYS else "changes"
    pair = {version.number: version for version in full_versions(article).filter(number__in=(old, new))}
    context = {
        "article": article,
        "comparison": comparison_of(pair[old], pair[new], facts=facts_for(request), way=way),
        "numbers": numbers,
        "way": way,
        "ways": WAYS,
        "newest": numbers[0],
        "may_restore": may_restore(request, article),
        "title": f"Version {old} and version {new}",
    }
    return shown(request, "admin/history/compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(permission="therapies.change_article")
@csrf_protect
def restore_version(request, pk, number):
    """Ask before the text of an earlier version becomes a new draft, and show what that would change."""
    article = get_object_or_404(Article, pk=pk)
    version = get_object_or_404(full_versions(article), number=number)
    newest = full_versions(article).first()
    refusal = ""
    if request.method == "POST":
        seen = chosen(request, "newest") or 0
        try:
            restored = publishing.restore(version, by=request.user, newest_number=seen)
        except publishing.NotAllowed as reason:
            refusal = str(reason)
        except ArticleFileError as error:
            refusal = f"The text of version {number} cannot be read any more, so it cannot be brought back. {error}"
        else:
            messages.success(
                request,
                f"Version {restored.number} has the text of version {number}. It is a draft: patients do not read it yet.",
            )
            return HttpResponseRedirect(reverse("admin:therapies_article_change", args=[article.pk]))
    context = {
        "article": article,
        "version": version,
        "comparison": comparison_of(newest, version, facts=facts_for(request), way="changes"),
        "refusal": refusal,
        "title": f"Restore the text of version {number}",
    }
    return shown(request, "admin/history/restore.html", context, status=409 if refusal else 200)


def shown(request, template: str, context: dict, *, status: int = 200):
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)


def chosen(request, name: str, *, among: list[int] | None = None) -> int | None:
    """A number of the address or of a form; None for whatever is no number of a version."""
    written = (request.POST if request.method == "POST" else request.GET).get(name, "")
    number = int(written) if NUMBER.fullmatch(written) else None
    return number if among is None or number in among else None


def may_restore(request, article: Article) -> bool:
    return not article.merged_into_id and is_allowed(request.user, "therapies.change_article")


def full_versions(article: Article):
    return article.versions.select_related("article", "written_by", "review").order_by("-number")


def versions_of(article: Article):
    """Without the texts: a history of 200 versions would carry all that was ever written in them."""
    reviews = Prefetch("reviews", Review.objects.select_related("clinician"))
    people = ("article", "written_by", "submitted_by", "published_by", "review")
    return article.versions.select_related(*people).prefetch_related(reviews).defer("text").order_by("-number")


def steps_of(article: Article, versions: list[Version], *, newest: int | None) -> list[Step]:
    """Versions of one sheet with their states. Two queries, however many they are."""
    now = timezone.now()
    last_read = Version.objects.once_live(at=now).filter(article=article).values_list("pk", flat=True).first()
    return [
        Step(
            version=version,
            state=state_in(version, last_read=last_read, now=now),
            reviews=tuple(version.reviews.all()),
            is_newest=version.number == newest,
            before=version.number - 1 or None,
        )
        for version in versions
    ]


def state_in(version: Version, *, last_read: int | None, now: datetime) -> str:
    was_read = version.live_from is not None and version.live_from <= now
    if was_read and version.pk != last_read:
        # Asked of each one by itself, it would be a query a version.
        return publishing.State.EARLIER
    return publishing.state_of(version, now=now)


def comparison_of(old: Version, new: Version, *, facts: FactSheet, way: str) -> Comparison:
    """What changed from one version to another. Both are rendered with the clinic facts of today: only words differ."""
    lines = line_changes(old.text, new.text) if way == "text" else []
    try:
        fields = field_changes(old.article_text(), new.article_text())
        if way == "text":
            return Comparison(old, new, fields, lines)
        before, after = body_html(old, facts=facts), body_html(new, facts=facts)
    except ArticleFileError as error:
        lines = lines or line_changes(old.text, new.text)
        return Comparison(old, new, [], lines, refusal=f"One of the two cannot be shown as a page. {error}")
    return Comparison(old, new, fields, lines, html=rendered_changes(before, after, only_changes=way == "changes"))
