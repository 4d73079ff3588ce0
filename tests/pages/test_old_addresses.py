"""An address that was ever given out never dies: it leads on in one step, or says what became of the page."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import factories
from therapies import publishing
from therapies.models import Article
from therapies.reading.teasers import Teaser

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def answer(client, address):
    """The status and where it leads."""
    response = client.get(address)
    return response.status_code, response.headers.get("Location", "")


# --- Renamed and merged -----------------------------------------------------------------------


def test_a_former_address_leads_to_the_present_one(client):
    article = factories.article(slug="first")
    publishing.rename(article, slug="second")

    assert answer(client, "/guide/first/") == (301, "/guide/second/")
    assert answer(client, "/guide/first/sources/") == (301, "/guide/second/sources/")
    assert answer(client, "/guide/second/") == (200, "")


def test_after_several_renamings_each_address_leads_there_in_one_step(client):
    article = factories.article(slug="first")
    publishing.rename(article, slug="second")
    publishing.rename(article, slug="third")

    assert answer(client, "/guide/first/") == (301, "/guide/third/")
    assert answer(client, "/guide/second/") == (301, "/guide/third/")


def test_an_article_that_is_renamed_back_does_not_run_in_a_circle(client):
    article = factories.article(slug="first")
    publishing.rename(article, slug="second")
    publishing.rename(article, slug="first")

    assert answer(client, "/guide/first/") == (200, "")
    assert answer(client, "/guide/second/") == (301, "/guide/first/")


def test_a_merged_article_leads_to_its_successor(client):
    successor = factories.article(slug="successor")
    publishing.merge(factories.article(slug="merged"), into=successor)

    assert answer(client, "/guide/merged/") == (301, "/guide/successor/")
    assert answer(client, "/guide/merged/sources/") == (301, "/guide/successor/sources/")


def test_a_former_address_of_a_merged_article_leads_to_the_successor_in_one_step(client):
    article = factories.article(slug="first")
    publishing.rename(article, slug="second")
    publishing.merge(article, into=factories.article(slug="successor"))

    assert answer(client, "/guide/first/") == (301, "/guide/successor/")


def test_mergers_one_after_the_other_lead_to_the_last_successor_in_one_step(client):
    first, second, third = (factories.article(slug=slug) for slug in ("first", "second", "third"))
    publishing.merge(first, into=second)
    publishing.merge(second, into=third)
    publishing.rename(third, slug="final")

    assert answer(client, "/guide/first/") == (301, "/guide/final/")
    assert answer(client, "/guide/second/") == (301, "/guide/final/")


def test_a_chain_of_mergers_in_the_rows_is_followed_to_its_end(client):
    first, second, third = (factories.article(slug=slug) for slug in ("first", "second", "third"))
    Article.objects.filter(pk=first.pk).update(merged_into=second, merged_at=NOON)
    Article.objects.filter(pk=second.pk).update(merged_into=third, merged_at=NOON)

    assert answer(client, "/guide/first/") == (301, "/guide/third/")


def test_a_circle_of_mergers_in_the_rows_sends_nobody_round_and_round(client):
    first, second = (factories.article(slug=slug) for slug in ("first", "second"))
    Article.objects.filter(pk=first.pk).update(merged_into=second, merged_at=NOON)
    Article.objects.filter(pk=second.pk).update(merged_into=first, merged_at=NOON)

    assert answer(client, "/guide/first/") == (410, "")
    assert answer(client, "/guide/second/") == (410, "")


def test_a_redirect_keeps_the_choices_of_the_reader(client):
    article = factories.article(kind="comparison", slug="first")
    publishing.rename(article, slug="second")

    location = answer(client, "/comparison/first/?show=lidocaine&show=no-infusion")[1]

    assert location == "/comparison/second/?show=lidocaine&show=no-infusion"


def test_a_draft_does_not_take_an_address_from_the_readers_of_an_old_link(client):
    article = factories.article(slug="first")
    publishing.rename(article, slug="second")
    Article.objects.create(kind="guide", slug="first")

    assert answer(client, "/guide/first/") == (301, "/guide/second/")


def test_the_former_address_of_a_draft_is_not_found(client):
    article = factories.article(slug="first", live=False)
    publishing.rename(article, slug="second")

    assert answer(client, "/guide/first/") == (404, "")
    assert answer(client, "/guide/second/") == (404, "")


# --- Withdrawn --------------------------------------------------------------------------------


def test_a_withdrawn_page_says_why_whom_to_call_and_what_to_read_instead(client):
    publishing.change_fact("clinic_phone", "(555) 555-0142")
    instead = factories.article(slug="new", title="New advice", summary="Read this.")
    article = factories.article(slug="old", title="Old advice", body="Dangerous words.\n")
    publishing.withdraw(article, notice="It named <b>wrong</b> hours.", read_instead=instead)

    response = client.get("/guide/old/")

    assert response.status_code == 410
    assert response.context["article_title"] == "Old advice"
    assert response.context["notice"] == "It named <b>wrong</b> hours."
    assert response.context["instead"] == Teaser("New advice", "Read this.", "/guide/new/", "guide", "Guide")
    html = response.content.decode()
    assert "It named &lt;b&gt;wrong&lt;/b&gt; hours." in html
    assert 'href="tel:+15555550142"' in html
    assert "Dangerous words" not in html


def test_the_sources_of_a_withdrawn_page_are_gone_too(client):
    publishing.withdraw(factories.article(slug="old"), notice="It was wrong.")

    assert client.get("/guide/old/sources/").status_code == 410


def test_the_notice_does_not_show_the_title_of_a_draft(client):
    article = factories.article(slug="old", title="Old advice")
    factories.draft(article, title="Secret")
    publishing.withdraw(article, notice="It was wrong.")

    response = client.get("/guide/old/")

    assert response.context["article_title"] == "Old advice"
    assert b"Secret" not in response.content


def test_the_former_address_of_a_withdrawn_page_leads_to_its_notice(client):
    article = factories.article(slug="first")
    publishing.rename(article, slug="second")
    publishing.withdraw(article, notice="It was wrong.")

    assert answer(client, "/guide/first/") == (301, "/guide/second/")
    assert answer(client, "/guide/second/") == (410, "")


def test_what_to_read_instead_is_named_only_while_patients_can_read_it(client):
    instead = factories.article(slug="new", title="New advice")
    publishing.withdraw(factories.article(slug="old"), notice="It was wrong.", read_instead=instead)
    publishing.withdraw(instead, notice="This was wrong too.")

    response = client.get("/guide/old/")

    assert response.context["instead"] is None
    assert b"New advice" not in response.content


def test_what_to_read_instead_is_followed_through_a_merger(client):
    instead, successor = factories.article(slug="new"), factories.article(slug="newest", title="Newest advice")
    publishing.withdraw(factories.article(slug="old"), notice="It was wrong.", read_instead=instead)
    publishing.merge(instead, into=successor)

    assert client.get("/guide/old/").context["instead"].title == "Newest advice"


def test_a_page_that_is_published_again_is_back(client):
    article = factories.article(slug="old")
    publishing.withdraw(article, notice="It was wrong.")
    publishing.publish(factories.draft(article, title="Better"))

    assert answer(client, "/guide/old/") == (200, "")


def test_a_merger_that_is_still_to_come_changes_nothing(client):
    article, successor = factories.article(slug="first"), factories.article(slug="successor")
    publishing.merge(article, into=successor, now=datetime.now(UTC) + timedelta(days=1))

    assert answer(client, "/guide/first/") == (200, "")


# --- Harmed on the way ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/Guide/How-To-Prepare/",
        "/Guide/How-To-Prepare",
        "/GUIDE/HOW-TO-PREPARE/",
        "/guide/how-to-prepare",
        "/guide/how-to-prepare.",
        "/guide/how-to-prepare/.",
        "/guide/how-to-prepare/)",
        "/guide/how-to-prepare/%3E",
        "/guide/how-to-prepare/%22,",
        "/guide/how-to-prepare/%20",
        "/guide/how-to-prepare/%E2%80%9D",
        "//guide//how-to-prepare/",
        "/en/guide/how-to-prepare/",
        "/EN/Guide/how-to-prepare",
    ],
)
def test_an_address_that_a_mail_program_harmed_leads_to_the_page_in_one_step(client, address):
    factories.article(slug="how-to-prepare")

    # Not client.get(address): two slashes at the beginning would be read as a host.
    assert answer(client, address.replace("//guide", "/%2Fguide", 1)) == (301, "/guide/how-to-prepare/")


@pytest.mark.parametrize(
    ("harmed", "path"),
    [
        ("/Therapies", "/therapies/"),
        ("/questions/.", "/questions/"),
        ("/Questions/Can-I-Drive", "/questions/can-i-drive/"),
        ("/guide/How-To-Prepare/Sources", "/guide/how-to-prepare/sources/"),
        ("/ES/Guide/Antes", "/es/guide/antes/"),
        ("/EN", "/"),
    ],
)
def test_so_do_the_addresses_of_lists_questions_sources_and_languages(client, harmed, path):
    factories.article(slug="how-to-prepare")
    factories.article(slug="antes", language="es")

    assert answer(client, harmed) == (301, path)


def test_a_harmed_former_address_leads_to_the_present_page_in_one_step(client):
    article = factories.article(slug="first")
    publishing.rename(article, slug="second")

    assert answer(client, "/Guide/First.") == (301, "/guide/second/")
    assert answer(client, "/guide/first") == (301, "/guide/second/")
    assert answer(client, "/Guide/First/Sources") == (301, "/guide/second/sources/")


def test_a_missing_slash_alone_is_added(client):
    assert answer(client, "/therapies") == (301, "/therapies/")
    assert answer(client, "/admin") == (301, "/admin/")


@pytest.mark.parametrize(
    "address", ["/Guide/Never-Was", "/Secret/", "/Admin/", "/Static/x.css", "/%2Fexample.org/Foo", "/guide/never-was"]
)
def test_an_address_that_cannot_be_mended_is_not_found(client, address):
    assert answer(client, address) == (404, "")


def test_addresses_of_staff_are_left_to_the_admin(client):
    assert answer(client, "/admin/Nothing./") == (302, "/admin/login/?next=/admin/Nothing./")
