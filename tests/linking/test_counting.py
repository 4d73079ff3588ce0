"""How often links are asked for: a number of a day, and nothing about who asked."""

import sqlite3
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests import factories
from therapies.linking import counting
from therapies.linking.links import make_link
from therapies.linking.readers import IS_TRIAL
from therapies.models import LinkCount

PHONE = {
    "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1",
    "accept-language": "en-US",
    "sec-fetch-mode": "navigate",
}


@pytest.fixture
def link(db):
    return make_link(factories.article(slug="first", title="First"))


def rows():
    return list(LinkCount.objects.order_by("channel", "reader").values_list("channel", "reader", "n"))


def test_requests_are_counted_by_link_day_channel_and_kind_of_reader(client, link):
    for path in ("", "", "/q", "/Q/", "/nonsense"):
        client.get(f"/e/{link.code}{path}", headers=PHONE)
    client.head(f"/e/{link.code}/e", headers=PHONE)

    assert rows() == []
    assert counting.write_counts() is True
    assert rows() == [("", "human", 3), ("e", "robot", 1), ("q", "human", 2)]
    assert set(LinkCount.objects.values_list("link", "day")) == {(link.pk, timezone.localdate())}


def test_numbers_are_added_to_those_of_other_processes(link):
    LinkCount.objects.create(link=link, day=timezone.localdate(), reader="human", n=40)
    counting.count(link.pk, channel="", reader="human")
    counting.count(link.pk, channel="", reader="human")

    counting.write_counts()

    assert rows() == [("", "human", 42)]


def test_a_day_has_its_own_number(link):
    yesterday = timezone.localdate() - timedelta(days=1)
    LinkCount.objects.create(link=link, day=yesterday, reader="human", n=40)
    counting.count(link.pk, channel="", reader="human")

    counting.write_counts()

    assert rows() == [("", "human", 40), ("", "human", 1)] or rows() == [("", "human", 1), ("", "human", 40)]


def test_a_code_that_nobody_gave_out_is_not_counted(client, link):
    client.get("/e/22222", headers=PHONE)

    assert counting._counted == {}


def test_what_staff_try_is_not_counted(client, link):
    client.get(f"/e/{link.code}", headers=PHONE, **{IS_TRIAL: True})

    assert counting._counted == {}


@pytest.mark.parametrize(
    ("changed", "secure", "reader"),
    [
        ({}, True, "human"),
        ({}, False, "human"),
        ({"sec-fetch-mode": None}, False, "human"),
        ({"sec-fetch-mode": None}, True, "robot"),
        ({"sec-fetch-mode": "no-cors"}, True, "robot"),
        ({"sec-purpose": "prefetch;prerender"}, True, "robot"),
        ({"accept-language": None}, True, "robot"),
        ({"user-agent": None}, True, "robot"),
        ({"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, True, "robot"),
        ({"user-agent": "facebookexternalhit/1.1"}, True, "robot"),
        ({"user-agent": "WhatsApp/2.23"}, True, "robot"),
        ({"user-agent": "Mozilla/5.0 ... Barracuda Sentinel (EE)"}, True, "robot"),
        ({"user-agent": "python-requests/2.32"}, True, "robot"),
    ],
)
def test_who_asks_is_guessed_by_what_browsers_send(client, link, changed, secure, reader):
    headers = {name: value for name, value in (PHONE | changed).items() if value}

    client.get(f"/e/{link.code}", headers=headers, secure=secure)

    assert [key[3] for key in counting._counted] == [reader]


def test_nothing_about_the_reader_is_in_a_row():
    assert {field.name for field in LinkCount._meta.fields} == {"id", "link", "day", "channel", "reader", "n"}


def test_counting_from_many_threads_loses_nothing(link):
    def ask():
        for _ in range(500):
            counting.count(link.pk, channel="e", reader="robot")

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counting.write_counts()

    assert rows() == [("e", "robot", 4000)]


@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_locked_pages_come_and_counts_wait(client, caplog):
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite has one lock for all.")
    link = make_link(factories.article(slug="first", title="First"))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 10")
    lock = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        response = client.get(f"/e/{link.code}", headers=PHONE)
        written = counting.write_counts()
    finally:
        lock.execute("ROLLBACK")
        lock.close()

    assert (response.status_code, written) == (200, False)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert counting.write_counts() is True
    assert rows() == [("", "human", 1)]


@pytest.mark.django_db(transaction=True)
def test_a_link_answers_although_its_counts_can_never_be_written(client, monkeypatch):
    link = make_link(factories.article(slug="first", title="First"))
    monkeypatch.setattr(LinkCount._meta, "db_table", "no_such_table")

    answers = [client.get(f"/e/{link.code}", headers=PHONE).status_code for _ in range(3)]

    assert (answers, counting.write_counts()) == ([200, 200, 200], False)
    assert sum(counting._counted.values()) == 3
