from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests import factories
from therapies.models import JournalEntry, Opening
from therapies.publishing import openings
from therapies.staff.names import ago

pytestmark = pytest.mark.django_db
TOKEN = "/admin/editor/presence/token/"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def nurse(client):
    person = factories.staff("ben", may=("view_article", "change_article"))
    client.force_login(person)
    return person


@pytest.fixture
def at(time_machine, client, nurse):
    """Sets the clock. The session begins anew: this is about people who have a page open, not about who may."""

    def set_clock(moment):
        time_machine.move_to(moment, tick=False)
        client.force_login(nurse)

    return set_clock


@pytest.fixture
def ana():
    return factories.staff("ana", may=("change_article",))


def url(article):
    return f"/admin/editor/presence/{article.pk}/"


def told(client, article, **fields):
    return client.post(url(article), {"base_version": "1"} | fields).json()


def test_the_first_look_is_an_opening_and_the_next_ones_keep_its_time(client, nurse, at):
    article = factories.article()
    at(NOON)
    told(client, article)
    at(NOON + timedelta(minutes=29))
    told(client, article)

    assert list(Opening.objects.values_list("person", "opened_at", "seen_at")) == [
        (nurse.pk, NOON, NOON + timedelta(minutes=29))
    ]
    # Nothing that patients see has changed, and every open page asks six times a minute.
    assert not JournalEntry.objects.filter(about__contains="opening").exists()


def test_who_was_away_for_half_an_hour_opens_anew(client, nurse, at):
    article = factories.article()
    openings.seen(article, by=nurse, now=NOON)
    at(NOON + timedelta(minutes=31))

    told(client, article)

    assert Opening.objects.get().opened_at == NOON + timedelta(minutes=31)


@pytest.mark.parametrize(
    ("opened", "last_seen", "sentences"),
    [
        (4, 0, ["Ana opened this 4 minutes ago."]),
        (0, 0, ["Ana opened this just now."]),
        (9, 4, ["Ana opened this 9 minutes ago, and was last seen 4 minutes ago."]),
        (90, 1, ["Ana opened this 1 hour ago."]),
        (90, 30, []),
    ],
)
def test_the_others_are_named_with_the_time(client, nurse, ana, at, opened, last_seen, sentences):
    article = factories.article()
    ana.first_name = "Ana"
    ana.save()
    for minutes in range(opened, last_seen - 1, -1):
        openings.seen(article, by=ana, now=NOON - timedelta(minutes=minutes))
    at(NOON)

    assert told(client, article)["others"] == sentences


def test_who_has_no_first_name_is_called_by_the_name_of_the_account(client, nurse, ana):
    article = factories.article()
    openings.seen(article, by=ana)

    assert told(client, article)["others"] == ["ana opened this just now."]


def test_who_left_the_page_or_the_clinic_is_not_named(client, nurse, ana):
    article, carl = factories.article(), factories.staff("carl", may=("change_article",))
    other = Client()
    other.force_login(ana)
    told(other, article)
    openings.seen(article, by=carl)
    carl.is_active = False
    carl.save()

    assert told(client, article)["others"] == ["ana opened this just now."]
    assert told(other, article, left="1") == {}
    assert told(client, article)["others"] == []


def test_a_newer_version_is_told_with_a_way_to_it(client, nurse, ana):
    article = factories.article()
    newest = factories.draft(article, by=ana, title="New")

    answer = told(client, article)["newer"]

    assert answer["number"] == 2
    assert answer["words"] == "ana saved version 2 just now. Your save will be compared with it."
    assert answer["url"] == f"/admin/articles/{article.pk}/compare/?old=1&new=2"
    assert client.get(answer["url"]).context["title"] == "Version 1 and version 2"
    assert told(client, article, base_version=newest.number)["newer"] is None


def test_a_version_of_mine_and_one_of_a_file_are_called_so(client, nurse):
    article = factories.article()
    factories.draft(article, by=nurse, title="Mine")
    mine = told(client, article)["newer"]["words"]
    factories.draft(article, title="A file's")

    assert mine == "You (perhaps in another tab) saved version 2 just now. Your save will be compared with it."
    assert told(client, article)["newer"]["words"].startswith("A load of content files saved version 3 just now.")


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 5_000, "\0", "²"])
def test_a_base_that_is_no_number_is_compared_with_nothing(client, nurse, base):
    assert told(client, factories.article(), base_version=base)["newer"] is None


@pytest.mark.parametrize("number", ["999", "9" * 30, "9" * 5_000, "x"])
def test_a_page_that_is_not_there_is_not_found(client, nurse, number):
    assert client.post(f"/admin/editor/presence/{number}/").status_code == 404
    assert Opening.objects.count() == 0


def test_strangers_and_people_without_the_permission_are_refused_in_json(client):
    article = factories.article()
    stranger = Client(enforce_csrf_checks=True).post(url(article))
    client.force_login(factories.staff("guest"))

    assert (stranger.status_code, stranger.json()) == (401, {"error": "Sign in at /admin/ first."})
    assert client.post(url(article)).status_code == client.get(TOKEN).status_code == 403
    assert Client().get(TOKEN).status_code == 401
    assert Opening.objects.count() == 0


def test_looking_needs_the_token_of_a_form(nurse):
    article, strict = factories.article(), Client(enforce_csrf_checks=True)
    strict.force_login(nurse)

    refused = strict.post(url(article))
    answer = strict.get(TOKEN).json()
    taken = strict.post(url(article), {"csrfmiddlewaretoken": answer["token"]})

    assert (refused.status_code, taken.status_code, answer["account"]) == (403, 200, nurse.pk)
    assert strict.get(url(article)).status_code == 405


def test_an_open_tab_alone_keeps_no_session_alive(client, nurse, at, time_machine):
    article = factories.article()
    at(NOON)
    statuses = []
    for minutes in (10, 20, 29, 31):
        time_machine.move_to(NOON + timedelta(minutes=minutes), tick=False)
        statuses.append((client.post(url(article)).status_code, client.get(TOKEN).status_code))

    assert statuses == [(200, 200), (200, 200), (200, 200), (401, 401)]


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=2), "2 days ago"),
        (-timedelta(minutes=5), "just now"),
    ],
)
def test_times_are_said_in_words(past, words):
    assert ago(NOON - past, now=NOON) == words
