"""Every address that readers can be sent to, without choices: what must be there while the database is not."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from therapies.models import Article, FormerAddress, Link, fact_sheet
from therapies.reading.brand import brand_css_url
from therapies.reading.places import place
from therapies.sitemaps import SECTIONS, Pages, Questions
from therapies.text.addresses import DEFAULT_LANGUAGE, WHEN_TO_CALL, Address

LISTS = ("home", "guides", "therapies", "questions", "words", "changes", "feed")
FILES = ("manifest", "favicon", "keep_worker", "robots", "security", "sitemap")


def public_paths() -> Iterator[str]:
    """First what patients open in a hurry: the home page, when to call, links in e-mails. Then everything else."""
    yield place("home", language=DEFAULT_LANGUAGE)
    yield WHEN_TO_CALL.url
    yield from (link.get_absolute_url() for link in Link.objects.in_use())
    yield from lists()
    yield from pages()
    yield from map(Questions().location, Questions().items().iterator())
    yield from files()
    yield from former()


def lists() -> Iterator[str]:
    written = Article.objects.live().order_by("language").values_list("language", flat=True).distinct()
    for language in written:
        yield from (place(name, language=language) for name in LISTS)


def pages() -> Iterator[str]:
    """Each page with its sources, and the QR code of a plan that is printed."""
    for item in Pages().items().iterator():
        address, url = Address(*item[:3]), Pages().location(item)
        yield url
        if url == address.url:
            yield f"{url}sources/"
        if address.kind == "visit":
            yield f"{url}qr.svg"


def files() -> Iterator[str]:
    yield from map(reverse, FILES)
    yield from (reverse("sitemap_section", args=[name]) for name in SECTIONS)
    if css := brand_css_url(fact_sheet()):
        yield css


def former() -> Iterator[str]:
    """Where a page once was: its notice, or the way to where it is now."""
    gone = Article.objects.filter(Q(withdrawn_at__isnull=False) | Q(merged_into__isnull=False))
    yield from (article.address.url for article in gone.iterator())
    yield from (Address(row.language, row.kind, row.slug).url for row in FormerAddress.objects.iterator())
