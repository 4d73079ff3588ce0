"""How often each page asks the database: the same few times with 3 articles of each kind as with 300."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from therapies import publishing
from therapies.text.articles import Source

pytestmark = pytest.mark.django_db
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
BODY = (
    "Some words.[^zhu-2019] Call {{ clinic_phone }}.\n\n## Questions\n\n"
    "### Can I drive THIS? {#drive-THIS}\n\nNo.[^zhu-2019]\n\n### Can I eat THIS? {#eat-THIS}\n\nNo.\n"
)
GROUPS = "".join(f"## Group {n}\n\n| Question | A | B |\n|---|---|---|\n| Row {n} | x | y |\n\n" for n in range(3))
WORDS = "## Words\n\n" + "\n".join(f"### word {n} {{#word-{n}}}\n\nA meaning.\n" for n in range(3))
SOURCE = (Source("zhu-2019", "A trial", "A journal", 2019),)

# Two queries of each page of words are for the clinic facts and for safety notices.
QUERIES = {
    "/": 5,  # therapies, guides, comparisons
    "/therapies/": 5,  # how many, one sheet of them, comparisons
    "/guides/": 4,  # how many, one sheet of them
    "/therapy/therapy-001/": 4,  # the live version, related pages
    "/guide/guide-001/": 4,
    "/comparison/comparison-001/": 4,
    "/therapy/therapy-001/sources/": 4,
    "/questions/": 5,  # therapies to filter by, how many, one sheet of them
    "/questions/?about=therapy-001": 5,
    "/questions/drive-guide-001/": 4,  # the question, the others of its page
    "/words/": 3,
    "/changes/": 5,  # how many, one sheet of them, withdrawals
    "/search/": 2,
    "/search/?q=meaning": 5,  # the index, the places, the pages they stand on
    "/search/?q=zyzzyva": 5,
    "/search/suggestions.json?q=guide": 4,  # no clinic facts
    "/feed.atom": 3,  # new words, withdrawals
    "/sitemap.xml": 2,  # how many pages, how many questions; no clinic facts
    "/sitemap-lists.xml": 0,
    "/sitemap-pages.xml": 2,  # how many, one file of them
    "/sitemap-questions.xml": 2,
    "/site.webmanifest": 1,
    "/brand.css": 1,
    "/robots.txt": 0,
    "/.well-known/security.txt": 0,
    "/favicon.ico": 0,
    # Addresses that lead elsewhere first ask for the live version and for the article.
    "/guide/renamed/": 4,  # then for the former address, and whether its article was ever live
    "/guide/merged/": 4,  # then whether it was ever live, and for the successor
    "/guide/withdrawn/": 6,  # then for the title patients knew, and what to read instead
    "/guide/never-was/": 5,  # then for the former address
}


def queries_of(client, address):
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def test_each_page_asks_the_same_few_times_at_any_size(client, many_articles):
    def grow(number, *, first):
        for kind in ("therapy", "guide", "comparison"):
            own = {"body": GROUPS} if kind == "comparison" else {"body": BODY, "sources": SOURCE}
            about = () if kind == "therapy" else ("therapy-001",)
            many_articles(number, first=first, kind=kind, now=BEFORE, about=about, **own)

    grow(3, first=0)
    factories.article(kind="page", slug="words", body=WORDS, now=BEFORE)
    publishing.rename(factories.article(slug="renamed", now=BEFORE), slug="present")
    successor = factories.article(slug="successor", now=BEFORE)
    publishing.merge(factories.article(slug="merged", now=BEFORE), into=successor)
    publishing.withdraw(factories.article(slug="withdrawn", now=BEFORE), notice="Wrong.", read_instead=successor)

    few = {address: queries_of(client, address) for address in QUERIES}
    grow(297, first=3)
    many = {address: queries_of(client, address) for address in QUERIES}

    assert few == QUERIES
    assert many == QUERIES
