"""A walk through the site on its real content: whatever a page links to is there."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings

from therapies.models import Article
from therapies.publishing.loading import load_content
from therapies.reading.way import STAGES, VISITS

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<(?:a|link|form|area)\s[^>]*?\b(?:href|action)="([^"]*)"')
ID = re.compile(r'\sid="([^"]*)"')


@pytest.fixture
def content():
    report = load_content(settings.CONTENT_DIR, publish=True)
    assert report.problems == []


@pytest.mark.usefixtures("content")
def test_every_link_on_every_page_leads_to_a_page_and_to_a_place_on_it(client):
    pages, links = walk(client, "/")

    missing = {
        link: sorted(on)
        for link, on in links.items()
        if urlsplit(link).fragment and urlsplit(link).fragment not in pages[link.partition("#")[0]]
    }
    assert [path for path, ids in pages.items() if ids is None] == []
    assert missing == {}
    assert {article.get_absolute_url() for article in Article.objects.live()} <= set(pages)


def walk(client, start):
    """Ids of every page that can be reached by links (None when it does not answer 200), and who links to what."""
    pages, links, waiting = {}, {}, [start]
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        response = client.get(path)
        is_page = response.headers["Content-Type"].startswith("text/html")
        html = response.content.decode() if is_page else ""
        pages[path] = set(ID.findall(html)) if response.status_code == 200 else None
        for address in LINK.findall(html):
            target = urljoin(path, address.replace("&amp;", "&"))
            if urlsplit(target).scheme or target.startswith("/static/"):
                continue
            links.setdefault(target, set()).add(path)
            waiting.append(target.partition("#")[0])
    return pages, links


@pytest.mark.usefixtures("content")
def test_a_patient_is_on_any_page_within_two_taps_of_the_first(client):
    home = links_on(client, "/")

    near = home.union(*(links_on(client, path) for path in home))

    assert {article.get_absolute_url() for article in Article.objects.live()} - near == set()


@pytest.mark.usefixtures("content")
def test_every_guide_has_its_place_on_the_way(client):
    """One that has none is found last, under "More guides"."""
    stages = client.get("/guides/").context["stages"]

    assert [stage.title for stage, _ in stages] == [stage.title for stage in (VISITS, *STAGES)]


def links_on(client, path):
    """The paths of all pages that a page links to."""
    response = client.get(path)
    html = response.content.decode() if response.headers["Content-Type"].startswith("text/html") else ""
    return {address.partition("#")[0] for address in LINK.findall(html) if address.startswith("/")} - {""}


@pytest.mark.usefixtures("content")
def test_no_page_shows_the_marks_of_the_editor(client):
    """`{{ fact }}`, `[^source]` and `:::` belong into the text, not onto the page."""
    shown = {
        article.get_absolute_url(): re.findall(
            r"\{\{|\[\^|:::|\{#", client.get(article.get_absolute_url()).content.decode()
        )
        for article in Article.objects.live()
    }

    assert {path: marks for path, marks in shown.items() if marks} == {}
