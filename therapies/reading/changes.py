"""What changed on the pages of patients: new wordings, and pages that were taken down. Newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from django.core.paginator import Page as Sheet
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from therapies.models import Article, Version
from therapies.text.addresses import KINDS

from .pages import version_mark

WITHDRAWALS = 100  # at most so many between two sheets of wordings


@dataclass(frozen=True)
class Change:
    """From `at` on patients could read other words at an address, or none any more.

    `url` is "" for a page that was taken down; `note` then says why. `key` is the same for ever.
    """

    key: str
    title: str
    url: str
    kind_label: str
    at: datetime
    note: str
    summary: str
    version_mark: str
    is_first: bool = False
    is_withdrawal: bool = False
    is_correction: bool = False

    @property
    def on(self) -> date:
        """The day at the clinic."""
        return timezone.localdate(self.at)


def published_versions(*, language: str) -> QuerySet[Version]:
    """Every version that patients could read at some time, of the pages that are live now; newest first."""
    earlier = Version.objects.filter(article=OuterRef("article"), live_from__lt=OuterRef("live_from"))
    return (
        Version.objects.once_live()
        .filter(article__language=language, article__in=Version.objects.live().order_by().values("article"))
        .annotate(is_first=~Exists(earlier))
        .select_related("article")
        .defer("text")
        .order_by("-live_from", "-pk")
    )


def withdrawn_articles(*, language: str) -> QuerySet[Article]:
    """Pages that patients once read and that were taken down, with the title patients knew; newest first."""
    last_read = Version.objects.once_live().filter(article=OuterRef("pk"))
    return (
        Article.objects.filter(language=language, withdrawn_at__lte=timezone.now())
        .annotate(title=Subquery(last_read.values("title")[:1]))
        .filter(title__isnull=False)
        .order_by("-withdrawn_at", "-pk")
    )


def changes_on(sheet: Sheet, *, language: str) -> list[Change]:
    """The changes of one sheet of `published_versions`, with the withdrawals of the same time. Two queries.

    A sheet ends where the next one begins, so each withdrawal stands on exactly one.
    """
    begin, end = max(sheet.start_index() - 1, 0), sheet.end_index()
    # One more than the sheet shows says where the next one begins.
    versions = list(sheet.paginator.object_list[begin : end + 1])
    span = Q()
    if sheet.has_previous():
        span &= Q(withdrawn_at__lte=versions[0].live_from)
    if sheet.has_next():
        span &= Q(withdrawn_at__gt=versions[-1].live_from)
    articles = withdrawn_articles(language=language).filter(span)[:WITHDRAWALS]
    return in_order(versions[: end - begin], articles)


def newest_changes(number: int, *, language: str) -> list[Change]:
    """The last changes, at most so many. Two queries."""
    versions, articles = published_versions(language=language), withdrawn_articles(language=language)
    return in_order(versions[:number], articles[:number])[:number]


def in_order(versions: Iterable[Version], articles: Iterable[Article]) -> list[Change]:
    changes = chain(map(new_words, versions), map(withdrawal, articles))
    return sorted(changes, key=lambda change: change.at, reverse=True)


def new_words(version: Version) -> Change:
    article = version.article
    return Change(
        key=f"article/{article.pk}/version/{version.number}",
        title=version.title,
        url=article.get_absolute_url(),
        kind_label=KINDS[article.kind],
        at=version.live_from,
        note=version.note,
        summary=version.summary,
        version_mark=version_mark(version),
        is_first=version.is_first,
        is_correction=version.published_as == Version.CORRECTION,
    )


def withdrawal(article: Article) -> Change:
    return Change(
        key=f"article/{article.pk}/withdrawn/{article.withdrawn_at:%Y%m%dT%H%M%S}",
        title=f"Withdrawn: {article.title}",
        url="",
        kind_label=KINDS[article.kind],
        at=article.withdrawn_at,
        note=article.withdrawal_notice,
        summary="",
        version_mark="",
        is_withdrawal=True,
    )
