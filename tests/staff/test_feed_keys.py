"""Keys of the feed in the admin: made and shown once, looked at, revoked."""

import re

import pytest
from django.urls import reverse

from tests import factories
from therapies.linking.feed_keys import make_feed_key
from therapies.models import FeedKey, JournalEntry

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/therapies/feedkey/", "/admin/therapies/feedkey/add/"
FEED = "/api/v1/education.json"


@pytest.fixture
def manager(client):
    person = factories.staff("maria", role="Manager")
    client.force_login(person)
    return person


def words_of(response):
    return " ".join(re.sub("<[^>]+>", " ", response.text.partition('id="content-main"')[2]).split())


def secret_in(response):
    return re.search(r'id="secret"[^>]* value="([\w-]+)"', response.text)[1]


def opens(client, secret):
    return client.get(FEED, headers={"authorization": f"Bearer {secret}"}).status_code == 200


def test_a_new_key_is_shown_once_and_opens_the_feed(client, manager):
    made = client.post(ADD, {"partner": "  Our   scheduler "})

    secret, (key,) = secret_in(made), FeedKey.objects.all()
    page = reverse("admin:therapies_feedkey_change", args=[key.pk])
    assert (key.partner, key.made_by) == ("Our scheduler", manager)
    assert opens(client, secret)
    assert "no-store" in made.headers["Cache-Control"]
    assert [secret in client.get(address).text for address in (LIST, page, ADD)] == [False, False, False]


def test_a_key_without_a_partner_is_not_made(client, manager):
    answer = client.post(ADD, {"partner": "  "})

    assert answer.context["adminform"].form.errors == {"partner": ["This field is required."]}
    assert not FeedKey.objects.exists()


def test_the_page_of_a_key_says_who_made_it_whether_it_is_used_and_where_the_feed_is(client, manager, settings):
    settings.SITE_URL = ""
    key, secret = make_feed_key("Scheduler", by=manager)
    page = reverse("admin:therapies_feedkey_change", args=[key.pk])

    before = words_of(client.get(page))
    opens(client, secret)
    after = words_of(client.get(page))

    assert re.search(r"Scheduler Made by maria on \w+ \d+, \d{4}\. Not used yet\.", before)
    assert re.search(r"Used last on \w+ \d+, \d{4}\.", after)
    assert f"http://testserver{FEED} http://testserver/api/v1/education.csv" in after


def test_a_revoked_key_opens_nothing_and_says_so(client, manager):
    key, secret = make_feed_key("Scheduler", by=manager)
    page, revoke = (reverse(f"admin:therapies_feedkey_{name}", args=[key.pk]) for name in ("change", "revoke"))

    client.post(revoke)
    again = client.post(revoke, follow=True)

    shown = words_of(client.get(page))
    assert not opens(client, secret)
    assert re.search(r"Revoked by maria on \w+ \d+, \d{4}\. It opens nothing\.", shown)
    assert "Revoke this key" not in shown
    assert [str(message) for message in again.context["messages"]] == [
        "The key of Scheduler opens the feed no more.",
        "It was revoked already.",
    ]


def test_each_step_is_one_line_of_the_log(client, manager):
    client.post(ADD, {"partner": "Scheduler"})
    client.post(reverse("admin:therapies_feedkey_revoke", args=[FeedKey.objects.get().pk]))

    assert list(JournalEntry.objects.order_by("pk").values_list("name", "action", "about")) == [
        ("maria", "made a feed key", "Scheduler"),
        ("maria", "revoked a feed key", "Scheduler"),
    ]


@pytest.mark.parametrize("number", ["0", "9" * 30, "x"])
def test_a_key_that_does_not_exist_leads_back_to_the_admin(client, manager, number):
    assert client.get(f"{LIST}{number}/change/").url == "/admin/"
