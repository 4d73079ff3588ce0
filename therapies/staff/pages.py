"""Pages for staff that look like the readers' pages: any version as patients saw it, and all components."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.http import require_safe

from therapies.component_examples import EXAMPLES
from therapies.models import Article, Notice, Version
from therapies.reading.choosing import shown_options
from therapies.reading.clinic import facts_as_of, facts_for
from therapies.reading.pages import page_of
from therapies.reading.withdrawals import was_withdrawn
from therapies.text.facts import FactSheet
from therapies.text.problems import ArticleFileError

from .guard import staff_only


@require_safe
@staff_only(permission="therapies.view_article")
def version_page(request, pk):
    """Any version as a page. One that patients no longer read shows the clinic facts of its last day."""
    version = get_object_or_404(Version.objects.select_related("article"), pk=pk)
    until = live_until(version)
    facts = facts_as_of(until) if until else facts_for(request)
    return render_version(request, version, facts=facts, banner=period_in_words(version, until=until))


@require_safe
@staff_only(permission="therapies.view_article")
def article_as_of(request, pk):
    """What patients could read at an address at a moment: `?on=2026-03-03` (the end of that day) or with a time."""
    article = get_object_or_404(Article, pk=pk)
    moment = moment_in(request.GET.get("on", ""))
    if moment is None:
        return in_words(request, article, "Choose a day.", status=400)
    if moment > timezone.now():
        return in_words(request, article, "That day is still to come. Choose one up to today.", status=400)
    version = Version.objects.live(at=moment).filter(article=article).first()
    if version is None or was_withdrawn(article, at=moment):
        return in_words(request, article, f"Patients could not read this page on {in_full(moment)}.", status=404)
    banner = f"{period_in_words(version, until=live_until(version))} Clinic facts as of {in_full(moment)}."
    request.safety_notices = tuple(Notice.objects.current(at=moment))
    return render_version(request, version, facts=facts_as_of(moment), banner=banner)


def render_version(request, version: Version, *, facts: FactSheet, banner: str) -> HttpResponse:
    try:
        page = page_of(version, facts=facts)
    except ArticleFileError as error:
        return in_words(request, version.article, f"{version} cannot be shown as a page. {error}", status=422)
    shown = {
        "page": page,
        "shown_options": shown_options(page, wanted=request.GET.getlist("show")),
        # The band at the top of every page, on paper too, says here which words these are.
        "facts": with_banner(facts, banner),
    }
    return render(request, "article.html", shown)


def with_banner(facts: FactSheet, banner: str) -> FactSheet:
    return replace(facts, values={**facts.values, "announcement": banner})


def live_until(version: Version) -> datetime | None:
    """When patients stopped reading a version; None while they do, or when they never did."""
    now = timezone.now()
    if version.live_from is None or version.live_from > now:
        return None
    article = version.article
    next_one = article.versions.filter(live_from__gt=version.live_from).order_by("live_from").first()
    ends = (next_one and next_one.live_from, article.withdrawn_at, article.merged_at)
    # A withdrawal before this version was published ended an earlier one.
    return min((end for end in ends if end and version.live_from < end <= now), default=None)


def period_in_words(version: Version, *, until: datetime | None) -> str:
    """Which version this is and when patients read it, for the band at the top."""
    if version.live_from is None:
        return f"Version {version.number}, a draft of {in_full(version.written_at)}. Patients have not read it."
    if version.live_from > timezone.now():
        return f"Version {version.number}. Patients will read it from {in_full(version.live_from)}."
    if until is None:
        return f"Version {version.number}. Patients have read it since {in_full(version.live_from)}."
    return f"Version {version.number}. Patients read it from {in_full(version.live_from)} to {in_full(until)}."


def moment_in(text: str) -> datetime | None:
    """The moment that a staff member names, in the clinic's time zone; None when it cannot be read.

    A day alone means its end, but not later than now: today is the page as it is.
    """
    try:
        moment, day = parse_datetime(text), parse_date(text)
    except ValueError:
        return None
    # Years before computers and after 9998 have no end in every time zone.
    if moment is None or not 1970 <= moment.year <= 9998:
        return None
    if day:
        return end_of(day)
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def end_of(day: date) -> datetime:
    now = timezone.now()
    if day == timezone.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(microseconds=1)


def in_full(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "F j, Y, g:i A")


def in_words(request, article: Article, sentence: str, *, status: int) -> HttpResponse:
    """Why there is no page to see, with the way back to the history."""
    context = {
        **admin.site.each_context(request),
        "title": "The page on a day",
        "article": article,
        "sentence": sentence,
        "today": timezone.localdate(),
    }
    return render(request, "admin/history/no_page.html", context, status=status)


@require_safe
@staff_only
def gallery(request):
    """Every component from the example that its test uses."""
    return render(request, "gallery.html", {"examples": EXAMPLES})
