"""Teasers: what a list says about an article, a few columns of its live version and never its text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from therapies.models import Mention, Version
from therapies.text.addresses import KINDS
from therapies.text.targets import Target

RELATED_LIMIT = 6


@dataclass(frozen=True)
class Teaser:
    """One line of a list that leads to a page."""

    title: str
    summary: str
    url: str
    kind: str
    kind_label: str


def teaser_of(version: Version) -> Teaser:
    article = version.article
    return Teaser(version.title, version.summary, article.get_absolute_url(), article.kind, KINDS[article.kind])


def teasers_in(rows: QuerySet[Version]) -> list[Teaser]:
    """Teasers of many versions. It asks for no more than they say: to build whole rows of three tables takes longer."""
    columns = ("title", "summary", "article__language", "article__kind", "article__slug")
    return [
        Teaser(title, summary, Target(kind, slug).url(language=language), kind, KINDS[kind])
        for title, summary, language, kind, slug in rows.select_related(None).values_list(*columns)
    ]


def urls_of(teasers: Iterable[Teaser]) -> list[str]:
    return [teaser.url for teaser in teasers]


def live_versions(*, language: str, kinds: Iterable[str] = ()) -> QuerySet[Version]:
    """What patients read now, of all kinds or some, in the order of lists: by the field `order`, then by title."""
    rows = Version.objects.live().filter(article__language=language)
    if kinds:
        rows = rows.filter(article__kind__in=kinds)
    # By the article at last: another version must not change the order of two pages with one title.
    return rows.defer("text").order_by("order", "title", "article_id")


def live_pages(pages: Iterable[str], *, language: str) -> QuerySet[Version]:
    """What patients read now at some pages, named as in a link: `guide/how-to-prepare`."""
    named = Q(pk__in=())
    for page in pages:
        kind, _, slug = page.partition("/")
        named |= Q(article__kind=kind, article__slug=slug)
    return live_versions(language=language).filter(named)


def concerning(therapies: Iterable[str], *, version: str = "") -> Q:
    """A condition: versions that concern one of these therapies. A row comes once for each therapy it concerns.

    `version` is the path to the version, like `version__`. It joins: asked for versions whose id is among those
    that mention a therapy, SQLite goes through all articles and all those ids for each of them, 0.2 seconds where
    200 of 10,000 articles concern the therapy, and 10 seconds where all do.
    """
    return Q(**{f"{version}mentions__what": Mention.ABOUT, f"{version}mentions__target__in": tuple(therapies)})


def related_to(version: Version) -> tuple[Teaser, ...]:
    """At most 6 live pages to read next: those that concern one of its therapies, then those of its kind.

    Each in the order of lists. One query; a second one only where fewer than 6 concern its therapies, because to
    put all pages of a kind in order takes longer than all else.
    """
    # By id: the preview of a new page has no row yet.
    others = live_versions(language=version.article.language).exclude(article_id=version.article_id)
    topics = version.topics
    found = list(dict.fromkeys(others.filter(concerning(topics))[: RELATED_LIMIT * len(topics)]))[:RELATED_LIMIT]
    if len(found) < RELATED_LIMIT:
        of_its_kind = others.filter(article__kind=version.article.kind).exclude(pk__in=[row.pk for row in found])
        found += of_its_kind[: RELATED_LIMIT - len(found)]
    return tuple(map(teaser_of, found))
