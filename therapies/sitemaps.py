"""What search engines may find here: the lists, every live page and every live question. One file for each, and more
of them beyond 5,000 addresses.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap, views
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from therapies.models import Question, Version
from therapies.reading.clinic import absolute
from therapies.reading.places import place
from therapies.text.addresses import DEFAULT_LANGUAGE
from therapies.text.targets import Target

XML = "application/xml; charset=utf-8"


class Section(Sitemap):
    limit = 5_000  # the protocol allows 50,000; a small file is made and read in a blink

    def get_latest_lastmod(self) -> None:
        """The list of files names no days: a withdrawal changes a file, and the newest day in it stays the same."""


class Lists(Section):
    def items(self) -> tuple[str, ...]:
        return ("home", "therapies", "guides", "questions", "changes")

    def location(self, item: str) -> str:
        return place(item, language=DEFAULT_LANGUAGE)


class Pages(Section):
    """In an order that does not move when a page changes, and so are the questions."""

    def items(self) -> QuerySet[Version]:
        rows = Version.objects.live().select_related(None).order_by("article_id")
        return rows.values_list("article__language", "article__kind", "article__slug", "live_from")

    def location(self, item: tuple) -> str:
        language, kind, slug, _ = item
        return Target(kind, slug).url(language=language)

    def lastmod(self, item: tuple) -> datetime:
        return item[-1]


class Questions(Section):
    def items(self) -> QuerySet[Question]:
        rows = Question.objects.live().order_by("key", "version__article__language")
        return rows.values_list("version__article__language", "key", "version__live_from")

    def location(self, item: tuple) -> str:
        language, key, _ = item
        return place("question", language=language, key=key)

    def lastmod(self, item: tuple) -> datetime:
        return item[-1]


SECTIONS = {"lists": Lists, "pages": Pages, "questions": Questions}


class AtOurAddress:
    """A request as if it had come to SITE_URL, where one is set: the library asks the request for scheme and host."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        site = urlsplit(absolute(request, ""))
        self.scheme, self.get_host = site.scheme, lambda: site.netloc

    def __getattr__(self, name: str):
        return getattr(self._request, name)


def index(request: HttpRequest) -> TemplateResponse:
    """The list of files."""
    return views.index(AtOurAddress(request), SECTIONS, content_type=XML, sitemap_url_name="sitemap_section")


def section(request: HttpRequest, name: str) -> TemplateResponse:
    """One file, or with `?p=2` the next one of the section. Raises Http404 for one that does not exist."""
    response = views.sitemap(AtOurAddress(request), SECTIONS, section=name, content_type=XML)
    # It is the day of the newest page. Who asks "since then?" would never hear of a page that was withdrawn.
    del response.headers["Last-Modified"]
    return response
