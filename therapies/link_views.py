"""Permanent links from e-mails, texts and paper: the page itself, under an address and a title that say nothing.

Whoever looks over a shoulder, and every program that fetches a link for a preview, sees "Information for your visit".
Nothing of the address but the code and the channel is read, kept or passed on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import wraps
from urllib.parse import quote

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from therapies.linking.counting import count
from therapies.linking.links import Destination, destination_of, link_at
from therapies.linking.mending import asked_in, fragment_in, moment_in_query, one_slash
from therapies.linking.outputs import NEUTRAL_TITLE
from therapies.linking.readers import IS_TRIAL, reader_of
from therapies.models import Link
from therapies.reading import lists
from therapies.reading.choosing import shown_options
from therapies.reading.clinic import absolute, facts_for, site_of
from therapies.reading.page_cache.notes import COUNTS, count_at_each_answer, let_keep, shows
from therapies.reading.pages import log_unreadable, page_of
from therapies.reading.teasers import urls_of
from therapies.text.problems import ArticleFileError

# In the language that a reader asked for and in which the page is not written, and then in the one it has.
NOT_IN_THIS_LANGUAGE = {
    "en": "This page is not in English yet.",
    "es": "Esta página todavía no está en español.",
    "pt-br": "Esta página ainda não está em português.",
}
NOWHERE = Destination()
QUESTION_IS_GONE = "We took down the answer that your link led to. Read this page instead."


@dataclass(frozen=True)
class NeutralHead:
    """What a page says about itself under a permanent link, in the place of its title and its summary."""

    url: str
    canonical: str = ""
    title: str = NEUTRAL_TITLE
    description: str = "What to know before, during and after your visit."


def for_links(view):
    """An answer under a permanent link: only GET and HEAD, listed nowhere, and asked for again each time.

    Caches of others keep nothing: programs that count clicks give one link a thousand addresses. This site keeps it
    under the one that they all mean.
    """

    @require_safe
    @wraps(view)
    def show(request, *args, **kwargs):
        let_keep(request)
        response = view(request, *args, **kwargs)
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-cache"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return show


@for_links
def link(request, rest, language=""):
    moment = moment_in_query(request.META["QUERY_STRING"])
    if moment:
        return with_fragment(request.path_info, moment)
    asked, language = asked_in(rest), language.lower()
    found = link_at(asked.code)
    if found is None:
        return shown(request, "link_unknown.html", {}, status=404)
    count_request(request, found, channel=asked.channel)
    return answer(request, found, destination_of(found, language))


def count_request(request, found: Link, *, channel: str) -> None:
    """Count the request here, unless who keeps the answer counts each time it goes out."""
    count_at_each_answer(request, found.pk)
    if COUNTS not in request.META and IS_TRIAL not in request.META:
        count(found.pk, channel=channel, reader=reader_of(request.META, is_secure=request.is_secure()))


@for_links
def mend_fragment(request, path, harmed):
    """Lead to the address that a rewriter meant to write: it turned the # before the time of a visit into %23."""
    return with_fragment(path, fragment_in(harmed))


def with_fragment(path: str, fragment: str):
    """Give what follows the # back to the browser, where it belongs. Nobody keeps the answer; the log leaves it out."""
    response = HttpResponseRedirect(quote(one_slash(path)) + (f"#{fragment}" if fragment else ""))
    response.headers["Cache-Control"] = "no-store"
    return response


def answer(request, found: Link, destination: Destination):
    """The page of a link in place, or the way to it; words and the phone where there is no page."""
    shows(request, found.get_absolute_url(), found.article.get_absolute_url())
    if destination.version:
        shows(request, destination.url, destination.version.article.get_absolute_url())
    if destination.gone:
        gone = destination.gone
        if gone.instead:
            shows(request, gone.instead.url)
        notice = {"article_title": gone.title, "notice": gone.notice, "instead": gone.instead}
        # Not 410 as at the address of the page: mail programs strike out a link whose answer is an error, and what
        # to do instead is what the reader came for.
        return shown(request, "gone.html", notice, url=found.get_absolute_url())
    if destination.version is None:
        return shown(request, "link_waiting.html", {}, url=found.get_absolute_url())
    if found.answers_with == Link.REDIRECT:
        return HttpResponseRedirect(destination.url)
    return in_place(request, found, destination)


def in_place(request, found: Link, destination: Destination):
    facts, version = facts_for(request), destination.version
    try:
        if destination.question:
            template, words = "question.html", lists.question_page(destination.question, facts=facts)
        else:
            page = page_of(version, facts=facts)
            shows(request, *urls_of(page.related))
            choice = shown_options(page, wanted=request.GET.getlist("show"))
            template, words = "article.html", {"page": page, "shown_options": choice}
    except ArticleFileError as error:
        log_unreadable(version, error)
        response = shown(request, "unreadable.html", {"article_title": version.title}, status=503)
        response.headers["Cache-Control"] = "no-store"
        return response
    words |= {"link_code": found.code, "link_lines": lines_about(destination)}
    return shown(request, template, words, url=found.get_absolute_url(), destination=destination)


def shown(request, template, words, *, status=200, url="/e/", destination=NOWHERE):
    """A page under the neutral head, in the language of its words. It is the same under each way to write its address."""
    canonical = absolute(request, destination.url) if destination.url else ""
    head = NeutralHead(url=absolute(request, url), canonical=canonical)
    site = replace(site_of(request), language=destination.language)
    return render(request, template, words | {"neutral_head": head, "site": site}, status=status)


def lines_about(destination: Destination) -> list[tuple[str, str]]:
    """What a reader must know about the page they were led to: language and sentence of each line."""
    lines = []
    if destination.missing_language:
        lines.append((destination.missing_language, NOT_IN_THIS_LANGUAGE[destination.missing_language]))
    if destination.is_question_lost:
        lines.append(("en", QUESTION_IS_GONE))
    return lines
