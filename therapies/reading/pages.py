"""A page: one version of an article with everything around its words that a reader needs to trust it."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.translation import override

from therapies.models import Article, Version
from therapies.text.addresses import DEFAULT_LANGUAGE, KINDS, Address
from therapies.text.articles import ArticleText, Source
from therapies.text.facts import FactSheet
from therapies.text.problems import ArticleFileError
from therapies.text.rendering import Section

from .places import place
from .sections import sections_of
from .teasers import Teaser
from .way import read_next

logger = logging.getLogger(__name__)

WORDS_PER_MINUTE = 200  # silent reading of plain English by adults: 238 (Brysbaert, 2019); less for those in pain
CONTENTS_FROM = 3  # sections; a shorter page is seen at a glance
# The list that an article stands in; an article of kind `page` stands in none.
LIST_OF_KIND = {"therapy": "therapies", "comparison": "therapies", "guide": "guides", "visit": "guides"}
LISTS = {
    "therapies": "Therapies",
    "guides": "Guides",
    "questions": "Questions and answers",
    "words": "Words we use",
    "changes": "Changes and corrections",
}

# What Markdown writes and nobody reads: link targets, ids of headings, references to sources.
UNREAD = re.compile(r"\]\([^)\s]*(?:\s\"[^\"]*\")?\)|\{#[^}]*\}|\[\^[^\]]*\]")
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


@dataclass(frozen=True)
class Crumb:
    title: str
    url: str


@dataclass(frozen=True)
class NumberedSource:
    number: int
    key: str
    title: str
    publisher: str
    year: int
    address: str


@dataclass(frozen=True)
class Review:
    """Whether a clinician stands by the words. `by` and `on` say something only when `is_reviewed`."""

    by: str = ""
    on: date | None = None
    due: date | None = None
    is_overdue: bool = False
    is_reviewed: bool = False
    # Since then patients read a small correction of the words that were reviewed.
    corrected_on: date | None = None


@dataclass(frozen=True)
class Page:
    article: Article
    version: Version
    address: Address
    url: str
    title: str
    summary: str
    kind: str
    kind_label: str
    approval: str
    caption: str
    appointment: str
    also_called: tuple[str, ...]
    owner: str
    sections: tuple[Section, ...]
    sources: tuple[NumberedSource, ...]
    review: Review
    changed_on: date
    version_mark: str
    breadcrumb: tuple[Crumb, ...]
    related: tuple[Teaser, ...]
    contents: tuple[tuple[str, str], ...]
    reading_minutes: int


def page_of(version: Version, *, facts: FactSheet, now: datetime | None = None) -> Page:
    """The page of any version, live or not, with the clinic facts written in. Its only queries are those of `read_next`.

    Raises ArticleFileError when the text of the version cannot be read.
    """
    article = version.article
    address = article.address
    text = version.article_text()
    sections = sections_of(text, facts=facts, language=article.language)
    return Page(
        article=article,
        version=version,
        address=address,
        url=address.url,
        title=text.title,
        summary=text.summary,
        kind=article.kind,
        kind_label=KINDS[article.kind],
        approval=text.approval,
        caption=text.caption,
        appointment=text.appointment,
        also_called=text.also_called,
        owner=text.owner,
        sections=sections,
        sources=numbered_sources(text.sources),
        review=review_of(version, on=timezone.localdate(now)),
        changed_on=changed_on(version),
        version_mark=version_mark(version),
        breadcrumb=breadcrumb_of(address, title=text.title),
        related=read_next(version),
        contents=contents_of(sections),
        reading_minutes=reading_minutes(text.body),
    )


def log_unreadable(version: Version, error: ArticleFileError) -> None:
    """Tell whoever runs the site which page shows less than it should, and why: one line, however often it is asked."""
    logger.error("The text of %s cannot be read: %s", version.article.get_absolute_url(), error)


def numbered_sources(sources: Iterable[Source]) -> tuple[NumberedSource, ...]:
    """Sources in the order in which they are given; a reference in a text with these sources shows the same number."""
    return tuple(
        NumberedSource(number, source.key, source.title, source.publisher, source.year, source.address)
        for number, source in enumerate(sources, start=1)
    )


def review_of(text: ArticleText | Version, *, on: date) -> Review:
    """The review line. Without a name and a day, or with a day still to come, nobody has reviewed the page yet.

    What a clinician signed here counts first. Without it, a version has the same three fields as its text, and has
    them still when the text can no longer be read.
    """
    if isinstance(text, Version) and text.review_id:
        return signed_review(text, on=on)
    if isinstance(text, Version) and text.published_as == Version.CORRECTION:
        return review_of_corrected(text, on=on)
    if not (text.reviewed_by and text.reviewed_on and text.reviewed_on <= on):
        return Review()
    is_overdue = text.review_due is not None and text.review_due < on
    return Review(text.reviewed_by, text.reviewed_on, text.review_due, is_overdue, is_reviewed=True)


def signed_review(version: Version, *, on: date) -> Review:
    """What a clinician of the clinic signed, of these words or of those that a small correction left their sense."""
    signed = version.review
    review = Review(
        signed.signature, timezone.localdate(signed.decided_at), signed.due, signed.due < on, is_reviewed=True
    )
    is_of_others = signed.version_id != version.pk
    return replace(review, corrected_on=changed_on(version)) if is_of_others and version.live_from else review


def review_of_corrected(version: Version, *, on: date) -> Review:
    """The review line of a correction whose page was reviewed by its file: it stands in the text before it. One query or two."""
    before = Version.objects.once_live(at=version.live_from).filter(article=version.article_id)
    before = before.exclude(pk=version.pk).select_related("review").first()
    review = review_of(before, on=on) if before else Review()
    return replace(review, corrected_on=changed_on(version)) if review.is_reviewed else review


def changed_on(version: Version) -> date:
    """The day, at the clinic, since which patients read these words; of a draft, the day it was written."""
    return timezone.localdate(version.live_from or version.written_at)


def version_mark(version: Version) -> str:
    """What stands at the foot of a page and on paper, like `Version 3, November 21, 2026`."""
    # Months are spelled in the language of the mark, whatever language staff use in the admin.
    with override(DEFAULT_LANGUAGE):
        day = formats.date_format(changed_on(version), "F j, Y")
    return f"Version {version.number}, {day}" + ("" if version.live_from else " (draft)")


def breadcrumb_of(address: Address, *, title: str) -> tuple[Crumb, ...]:
    """The way from the home page to an article, through the list it stands in."""
    return breadcrumb(Crumb(title, address.url), under=LIST_OF_KIND.get(address.kind), language=address.language)


def breadcrumb(*last: Crumb, under: str | None = None, language: str = DEFAULT_LANGUAGE) -> tuple[Crumb, ...]:
    """The way from the home page, through one of the lists when `under` names it, to the last crumbs."""
    names = {"home": "Home"} | ({under: LISTS[under]} if under else {})
    return (*(Crumb(title, place(name, language=language)) for name, title in names.items()), *last)


def contents_of(sections: tuple[Section, ...]) -> tuple[tuple[str, str], ...]:
    """Id and title of each section; nothing for a page of fewer than 3."""
    titled = tuple((section.id, section.title) for section in sections if section.id)
    return titled if len(titled) >= CONTENTS_FROM else ()


# A page that is made anew mostly has the words that it had before, and to count those of a long one takes 1 ms.
@lru_cache(maxsize=256)
def reading_minutes(body: str) -> int:
    """Minutes to read a Markdown body at 200 words a minute, rounded up, at least 1."""
    words = len(WORD.findall(UNREAD.sub(" ", body)))
    return max(1, math.ceil(words / WORDS_PER_MINUTE))
