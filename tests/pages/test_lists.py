"""The home page and the lists of pages."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import factories
from therapies import publishing
from therapies.reading.pages import Crumb
from therapies.reading.teasers import Teaser

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def titles(teasers):
    return [teaser.title for teaser in teasers]


def test_home_shows_therapies_guides_and_comparisons_in_their_order(client):
    factories.article(kind="therapy", slug="ketamine", title="Ketamine", order=20)
    factories.article(kind="therapy", slug="lidocaine", title="Lidocaine", order=10)
    factories.article(kind="guide", slug="b", title="Before")
    factories.article(kind="visit", slug="a", title="A first visit")
    factories.article(kind="comparison", slug="both", title="Both")
    factories.article(kind="page", slug="about", title="About us")

    context = client.get("/").context

    assert titles(context["therapies"]) == ["Lidocaine", "Ketamine"]
    assert titles(context["guides"]) == ["A first visit", "Before"]
    assert titles(context["comparisons"]) == ["Both"]


def test_home_stops_after_24_pages_of_a_kind(client):
    for number in range(25):
        factories.article(slug=f"guide-{number:02}", title=f"Guide {number:02}")

    context = client.get("/").context

    assert titles(context["guides"]) == [f"Guide {number:02}" for number in range(24)]


def test_a_teaser_says_what_the_live_version_says(client):
    article = factories.article(kind="therapy", slug="lidocaine", title="Lidocaine", summary="Live words.")
    factories.draft(article, title="Draft title", summary="Draft words.")

    response = client.get("/therapies/")

    assert response.context["therapies"] == [
        Teaser("Lidocaine", "Live words.", "/therapy/lidocaine/", "therapy", "Therapy")
    ]
    assert b"Draft" not in response.content


@pytest.mark.parametrize(("address", "name"), [("/", "guides"), ("/guides/", "guides")])
def test_drafts_scheduled_withdrawn_and_merged_pages_are_in_no_list(client, address, name):
    factories.article(slug="live", title="Live")
    factories.article(slug="draft", title="Secret draft", live=False)
    scheduled = factories.article(slug="scheduled", title="Secret plan", live=False)
    publishing.publish(scheduled.versions.get(), at=datetime.now(UTC) + timedelta(days=1))
    publishing.withdraw(factories.article(slug="withdrawn", title="Secret error"), notice="It was wrong.")
    live = factories.article(slug="successor", title="Successor")
    publishing.merge(factories.article(slug="merged", title="Secret twin"), into=live)

    response = client.get(address)

    assert titles(response.context[name]) == ["Live", "Successor"]
    assert b"Secret" not in response.content


def test_a_scheduled_page_is_listed_from_its_time_on(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    article = factories.article(slug="plan", title="Plan", live=False)
    publishing.publish(article.versions.get(), at=NOON + timedelta(hours=1))

    before = titles(client.get("/guides/").context["guides"])
    time_machine.move_to(NOON + timedelta(hours=1), tick=False)
    after = titles(client.get("/guides/").context["guides"])

    assert (before, after) == ([], ["Plan"])


def test_therapies_come_with_their_comparisons(client):
    factories.article(kind="therapy", slug="lidocaine", title="Lidocaine")
    factories.article(kind="comparison", slug="both", title="Both")

    context = client.get("/therapies/").context

    assert (titles(context["therapies"]), titles(context["comparisons"])) == (["Lidocaine"], ["Both"])
    assert context["breadcrumb"] == (Crumb("Home", "/"), Crumb("Therapies", "/therapies/"))


def test_other_languages_have_lists_of_their_own(client):
    factories.article(slug="before", title="Before")
    factories.article(slug="antes", title="Antes", language="es")

    english, spanish = client.get("/guides/").context, client.get("/es/guides/").context

    assert titles(english["guides"]) == ["Before"]
    assert [teaser.url for teaser in spanish["guides"]] == ["/es/guide/antes/"]
    assert spanish["breadcrumb"] == (Crumb("Home", "/es/"), Crumb("Guides", "/es/guides/"))


@pytest.mark.parametrize("place", ["", "therapies/", "guides/", "questions/", "words/", "changes/"])
def test_a_language_without_words_has_no_pages(client, place):
    factories.article(slug="before")

    assert client.get(f"/pt-br/{place}").status_code == 404
    assert client.get(f"/{place}").status_code == 200


def test_long_lists_are_cut_into_sheets_of_100(client, many_articles):
    many_articles(101, now=NOON)

    first, second = client.get("/guides/").context, client.get("/guides/?page=2").context

    assert titles(first["guides"]) == [f"Guide {number:03}" for number in range(100)]
    assert titles(second["guides"]) == ["Guide 100"]
    assert (first["sheet"].has_next(), second["sheet"].has_next()) == (True, False)


@pytest.mark.parametrize(("number", "first"), [("nonsense", "000"), ("0", "100"), ("99", "100"), ("", "000")])
def test_a_sheet_that_does_not_exist_leads_to_one_that_does(client, many_articles, number, first):
    many_articles(101, now=NOON)

    context = client.get("/guides/", {"page": number}).context

    assert context["guides"][0].title == f"Guide {first}"
