"""The glossary: the words of one article, which patients read at /words/ and nowhere else."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest

from tests import factories
from therapies import publishing
from therapies.models import Article, FormerAddress, Version
from therapies.reading.lists import Around, Glossary
from therapies.reading.pages import Crumb, NumberedSource, Review
from therapies.reading.teasers import Teaser, teaser_of
from therapies.text.articles import Source
from therapies.text.rendering import Part, RenderedWord, Section

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
WORDS = "## Words\n\n### infusion {#infusion}\n\nA medicine that runs slowly into a vein.\n"


def glossary(**fields):
    return factories.article(kind="page", slug="words", **{"title": "Words", "body": WORDS} | fields)


def answer(client, address):
    """The status and where it leads."""
    response = client.get(address)
    return response.status_code, response.headers.get("Location", "")


# --- What it shows ----------------------------------------------------------------------------


def test_words_come_in_the_order_of_letters_with_all_that_stands_around_them(client):
    publishing.change_fact("fast_solids_h", "7 hours")
    body = (
        "Ask us.\n\n## Words\n\n### vein {#vein}\n\nA blood vessel.[^zhu-2019]\n\n"
        "### Fasting {#fasting}\n\nNo food for {{ fast_solids_h }}.\n\n## More {#more}\n\nRead on.\n"
    )
    sources = (Source("zhu-2019", "A trial", "A journal", 2019),)
    review = {"reviewed_by": "Jane Roe, MD", "reviewed_on": date(2026, 3, 1)}
    article = glossary(summary="Short meanings.", body=body, sources=sources, owner="Nursing team", now=NOON, **review)
    factories.draft(article, body="## Words\n\n### secret {#secret}\n\nSecret.\n")

    response = client.get("/words/")

    reference = '<sup><a class="reference" href="#source-1"><span class="visually-hidden">Source </span>1</a></sup>'
    assert response.context["glossary"] == Glossary(
        summary="Short meanings.",
        words=(
            RenderedWord("fasting", "Fasting", "<p>No food for 7 hours.</p>\n"),
            RenderedWord("vein", "vein", f"<p>A blood vessel.{reference}</p>\n"),
        ),
        sections=(Section("", "", (Part("text", "<p>Ask us.</p>\n"),)),),
        after=Around((Section("more", "More", (Part("text", "<p>Read on.</p>\n"),)),)),
        sources=(NumberedSource(1, "zhu-2019", "A trial", "A journal", 2019, ""),),
        review=Review("Jane Roe, MD", date(2026, 3, 1), None, is_overdue=False, is_reviewed=True),
        version_mark="Version 1, June 1, 2026",
        owner="Nursing team",
    )
    assert response.context["breadcrumb"] == (Crumb("Home", "/"), Crumb("Words we use", "/words/"))
    html = response.content.decode()
    for shown in ("Short meanings.", "Reviewed by Jane Roe, MD", "Ask us.", 'id="vein"', 'id="source-1"', "Version 1,"):
        assert html.count(shown) > 0, shown
    assert "Secret" not in html


def test_a_glossary_that_nobody_has_reviewed_says_so(client):
    glossary()

    assert "Not yet reviewed by a clinician" in client.get("/words/").content.decode()


def test_a_site_without_a_glossary_says_so(client):
    assert "No words are explained here yet." in client.get("/words/").content.decode()


# --- Where it is ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/page/words/",
        "/page/words/sources/",
        "/page/words",
        "/Page/Words/Sources.",
        "/page/merged/",
        "/page/merged/sources/",
    ],
)
def test_every_other_address_of_the_glossary_leads_to_it_in_one_step(client, address):
    publishing.merge(factories.article(kind="page", slug="merged"), into=glossary())

    response = client.get(address)

    assert (response.status_code, response.headers["Location"]) == (301, "/words/")
    assert (
        response.headers["Cache-Control"]
        == "public, max-age=0, s-maxage=10, stale-while-revalidate=5, stale-if-error=86400"
    )


def test_the_glossary_of_another_language_has_the_same_two_addresses(client):
    glossary(language="es")

    assert answer(client, "/es/page/words/") == (301, "/es/words/")
    assert [word.key for word in client.get("/es/words/").context["glossary"].words] == ["infusion"]
    assert (answer(client, "/page/words/"), answer(client, "/pt-br/words/")) == ((404, ""), (404, ""))


def test_only_a_page_called_words_is_the_glossary(client):
    factories.article(kind="guide", slug="words")
    factories.article(kind="page", slug="words-2")

    assert [answer(client, address) for address in ("/guide/words/", "/page/words-2/")] == [(200, ""), (200, "")]


def test_whatever_names_the_glossary_leads_to_it_at_once(client):
    article = glossary(now=NOON)
    factories.article(slug="links", body="[All](page/words), [one](page/words#infusion), [the same](word/infusion).\n")

    changed = {change.title: change.url for change in client.get("/changes/").context["changes"]}
    feed = ElementTree.fromstring(client.get("/feed.atom").content)  # noqa: S314 - our own answer
    fed = [
        entry.find("{*}link").get("href") for entry in feed.findall("{*}entry") if entry.findtext("{*}title") == "Words"
    ]

    assert client.get("/guide/links/").context["page"].sections[0].parts[0].html == (
        '<p><a href="/words/">All</a>, <a href="/words/#infusion">one</a>, <a href="/words/#infusion">the same</a>.</p>\n'
    )
    assert teaser_of(Version.objects.live().get(article=article)) == Teaser(
        "Words", "What Words says.", "/words/", "page", "Page"
    )
    assert changed["Words"] == "/words/"
    assert fed == ["http://testserver/words/"]


def test_a_withdrawn_glossary_shows_its_notice_at_both_addresses(client):
    publishing.withdraw(glossary(), notice="A meaning was wrong.")

    for address in ("/words/", "/page/words/"):
        response = client.get(address)

        assert (response.status_code, response.context["notice"]) == (410, "A meaning was wrong.")


def test_the_words_of_a_glossary_that_has_another_address_in_the_rows_are_found_there(client):
    article = glossary()
    FormerAddress.objects.create(language="en", kind="page", slug="words", article=article)
    Article.objects.filter(pk=article.pk).update(slug="explained")

    assert answer(client, "/words/") == (301, "/page/explained/")
    assert answer(client, "/page/words/") == (301, "/page/explained/")
    assert answer(client, "/page/words/sources/") == (301, "/page/explained/sources/")


def test_a_draft_of_a_first_glossary_is_read_by_nobody(client):
    glossary(title="Secret", live=False)

    assert answer(client, "/page/words/") == (404, "")
    assert "No words are explained here yet." in client.get("/words/").content.decode()
