"""Teasers: what a list says about an article, a few columns of its live version and never its text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice

from django.db.models import BigIntegerField, CharField, DateTimeField, Q, QuerySet
from django.utils import timezone

from therapies.models import Mention, Version
from therapies.models.prepared import Parameter, Prepared
from therapies.text.addresses import KINDS
from therapies.text.targets import Target

RELATED_LIMIT = 6
# Of a version, as a Teaser has them.
COLUMNS = ("title", "summary", "article__language", "article__kind", "article__slug")


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


def columns_of_teasers(rows: QuerySet[Version]) -> QuerySet:
    """What a teaser says of each version, and no more: to build whole rows of three tables takes longer."""
    return rows.select_related(None).values_list(*COLUMNS)


def teaser_with(title: str, summary: str, language: str, kind: str, slug: str) -> Teaser:
    """A teaser of what `columns_of_teasers` gave."""
    return Teaser(title, summary, Target(kind, slug).url(language=language), kind, KINDS[kind])


def urls_of(teasers: Iterable[Teaser]) -> list[str]:
    return [teaser.url for teaser in teasers]


def live_versions(
    *, language: str, kinds: Iterable[str] = (), at: datetime | Parameter | None = None
) -> QuerySet[Version]:
    """What patients read now, of all kinds or some, in the order of lists: by the field `order`, then by title."""
    rows = Version.objects.live(at=at).filter(article__language=language)
    if kinds:
        rows = rows.filter(article__kind__in=kinds)
    # By the article at last: another version must not change the order of two pages with one title.
    return rows.defer("text").order_by("order", "title", "article_id")


def live_pages(pages: Iterable[str], *, language: str, at: datetime | Parameter | None = None) -> QuerySet[Version]:
    """What patients read now at some pages, named as in a link: `guide/how-to-prepare`."""
    named = Q(pk__in=())
    for page in pages:
        kind, _, slug = page.partition("/")
        named |= Q(article__kind=kind, article__slug=slug)
    return live_versions(language=language, at=at).filter(named)


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
    # By id, and none for the preview of a new page, which has no row yet: ids begin with 1.
    article, topics = version.article, version.topics
    known = {"now": timezone.now(), "language": article.language, "but": version.article_id or 0}
    found = {}
    if topics:
        named = {f"topic_{number}": topic for number, topic in enumerate(topics)}
        # A row comes once for each of the therapies that it concerns.
        found = {pk: teaser_with(*row) for pk, *row in _of_topics(len(topics)).rows(**known, **named)}
        found = dict(islice(found.items(), RELATED_LIMIT))
    if len(found) < RELATED_LIMIT:
        for pk, *row in _OF_KIND.rows(**known, kind=article.kind):
            found.setdefault(pk, teaser_with(*row))
    return tuple(islice(found.values(), RELATED_LIMIT))


def _others(now: Parameter, language: Parameter, but: Parameter) -> QuerySet[Version]:
    return live_versions(language=language, at=now).exclude(article_id=but)


_KNOWN = {"now": DateTimeField(), "language": CharField(), "but": BigIntegerField()}
_OF_KIND = Prepared(
    lambda kind, **known: with_key(_others(**known).filter(article__kind=kind))[:RELATED_LIMIT],
    **_KNOWN,
    kind=CharField(),
)


@lru_cache(maxsize=16)
def _of_topics(number: int) -> Prepared:
    """What concerns one of so many therapies."""
    return Prepared(
        lambda now, language, but, **topics: with_key(_others(now, language, but).filter(concerning(topics.values())))[
            : RELATED_LIMIT * number
        ],
        **_KNOWN,
        **{f"topic_{each}": CharField() for each in range(number)},
    )


def with_key(rows: QuerySet[Version]) -> QuerySet:
    return columns_of_teasers(rows).values_list("pk", *COLUMNS)
