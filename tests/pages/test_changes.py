"""What changed: the page and the feed."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest

from tests import factories
from therapies import publishing
from therapies.models import Article
from therapies.reading.changes import Change

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def changed(time_machine):
    """Two live pages, one of them corrected, and all that patients must not see."""
    time_machine.move_to(NOON + timedelta(days=9), tick=False)
    prepare = factories.article(slug="prepare", title="Prepare", now=NOON)
    factories.article(kind="therapy", slug="lidocaine", title="Lidocaine", now=NOON + timedelta(days=1))
    corrected = factories.draft(prepare, title="How to prepare", note="The hours were <wrong>.")
    publishing.publish(corrected, now=NOON + timedelta(days=2))
    factories.draft(prepare, title="Secret draft", note="Secret.")
    scheduled = factories.draft(prepare, title="Secret plan", note="Secret.")
    publishing.publish(scheduled, at=NOON + timedelta(days=10))
    withdrawn = factories.article(slug="withdrawn", title="Once good advice", now=NOON)
    factories.draft(withdrawn, title="Secret draft")
    publishing.withdraw(withdrawn, notice="It was wrong.", now=NOON + timedelta(days=3))
    return prepare


def test_new_words_and_withdrawals_are_listed_newest_first(client, changed):
    lidocaine, withdrawn = Article.objects.get(slug="lidocaine"), Article.objects.get(slug="withdrawn")

    response = client.get("/changes/")

    assert response.context["changes"] == [
        Change(
            key=f"article/{withdrawn.pk}/withdrawn/20260604T120000",
            title="Withdrawn: Once good advice",
            url="",
            kind_label="Guide",
            at=NOON + timedelta(days=3),
            note="It was wrong.",
            summary="",
            version_mark="",
            is_withdrawal=True,
        ),
        Change(
            key=f"article/{changed.pk}/version/2",
            title="How to prepare",
            url="/guide/prepare/",
            kind_label="Guide",
            at=NOON + timedelta(days=2),
            note="The hours were <wrong>.",
            summary="What How to prepare says.",
            version_mark="Version 2, June 3, 2026",
        ),
        Change(
            key=f"article/{lidocaine.pk}/version/1",
            title="Lidocaine",
            url="/therapy/lidocaine/",
            kind_label="Therapy",
            at=NOON + timedelta(days=1),
            note="",
            summary="What Lidocaine says.",
            version_mark="Version 1, June 2, 2026",
            is_first=True,
        ),
        Change(
            key=f"article/{changed.pk}/version/1",
            title="Prepare",
            url="/guide/prepare/",
            kind_label="Guide",
            at=NOON,
            note="",
            summary="What Prepare says.",
            version_mark="Version 1, June 1, 2026",
            is_first=True,
        ),
    ]
    assert b"Secret" not in response.content


def test_the_day_of_a_change_is_the_day_at_the_clinic(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    factories.article(now=datetime(2026, 6, 1, 0, 30, tzinfo=UTC))

    assert [change.on for change in client.get("/changes/").context["changes"]] == [date(2026, 5, 31)]


def test_a_change_leads_to_the_present_address_of_its_page(client, changed):
    publishing.rename(changed, slug="how-to-prepare")

    changes = client.get("/changes/").context["changes"]

    assert [change.url for change in changes] == [
        "",
        "/guide/how-to-prepare/",
        "/therapy/lidocaine/",
        "/guide/how-to-prepare/",
    ]


def test_changes_come_in_sheets_of_100_and_each_withdrawal_stands_on_one(client, many_articles, time_machine):
    time_machine.move_to(NOON + timedelta(days=9), tick=False)
    many_articles(60, now=NOON)
    many_articles(60, first=60, now=NOON + timedelta(days=2))
    for number in range(5):
        article = factories.article(slug=f"withdrawn-{number}", now=NOON - timedelta(days=9))
        publishing.withdraw(article, notice="Wrong.", now=NOON + timedelta(days=number - 1))

    sheets = [client.get(f"/changes/?page={number}").context["changes"] for number in (1, 2)]

    assert [sum(not change.is_withdrawal for change in sheet) for sheet in sheets] == [100, 20]
    assert [[change.at.day for change in sheet if change.is_withdrawal] for sheet in sheets] == [[4, 3, 2], [1, 31]]


def test_a_site_on_which_all_was_withdrawn_still_says_so(client):
    publishing.withdraw(factories.article(title="Old advice"), notice="It was wrong.")

    assert [change.title for change in client.get("/changes/").context["changes"]] == ["Withdrawn: Old advice"]


def test_a_withdrawn_page_that_is_published_again_is_no_longer_called_withdrawn(client):
    article = factories.article(title="Old advice")
    publishing.withdraw(article, notice="It was wrong.")
    publishing.publish(factories.draft(article, title="Good advice"))

    assert [change.title for change in client.get("/changes/").context["changes"]] == ["Good advice", "Old advice"]


@pytest.mark.usefixtures("changed")
def test_the_feed_holds_the_same_changes(client, settings):
    settings.SITE_URL = "https://visits.example.org"

    response = client.get("/feed.atom")

    feed = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.findtext(f"{ATOM}title") == "Sample Infusion Clinic: changes to our pages"
    assert [link.get("href") for link in feed.findall(f"{ATOM}link")] == [
        "https://visits.example.org/changes/",
        "https://visits.example.org/feed.atom",
    ]
    assert feed.findtext(f"{ATOM}updated") == "2026-06-04T12:00:00+00:00"
    assert [entry_of(entry) for entry in feed.findall(f"{ATOM}entry")] == [
        (
            "Withdrawn: Once good advice",
            "https://visits.example.org/changes/",
            "2026-06-04T12:00:00+00:00",
            "It was wrong.",
        ),
        (
            "How to prepare",
            "https://visits.example.org/guide/prepare/",
            "2026-06-03T12:00:00+00:00",
            # A summary is HTML, so the sign of the note is escaped once more than the XML itself needs.
            "Version 2, June 3, 2026. The hours were &lt;wrong&gt;.",
        ),
        (
            "Lidocaine",
            "https://visits.example.org/therapy/lidocaine/",
            "2026-06-02T12:00:00+00:00",
            "Version 1, June 2, 2026. What Lidocaine says.",
        ),
        (
            "Prepare",
            "https://visits.example.org/guide/prepare/",
            "2026-06-01T12:00:00+00:00",
            "Version 1, June 1, 2026. What Prepare says.",
        ),
    ]


def entry_of(entry):
    link = entry.find(f"{ATOM}link").get("href")
    return tuple(
        link if name == "link" else entry.findtext(f"{ATOM}{name}") for name in ("title", "link", "updated", "summary")
    )


def test_an_entry_of_the_feed_keeps_its_id_when_the_page_is_renamed(client, changed):
    def ids():
        feed = ElementTree.fromstring(client.get("/feed.atom").content)  # noqa: S314 - our own answer
        return [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]

    before = ids()
    publishing.rename(changed, slug="how-to-prepare")

    assert ids() == before
    assert len(set(before)) == 4
    assert before[1] == f"tag:testserver,2026-06-03:article/{changed.pk}/version/2"


def test_a_control_character_that_was_pasted_into_a_note_does_not_stop_the_feed(client):
    made = factories.article(slug="x")
    publishing.publish(factories.draft(made, note="one\x0btwo"))
    publishing.withdraw(made, notice="Wrong.\x01\ufffe")

    assert ElementTree.fromstring(client.get("/feed.atom").content) is not None  # noqa: S314 - our own answer


def test_the_feed_holds_the_last_50_changes(client, many_articles):
    many_articles(51, now=NOON)

    feed = ElementTree.fromstring(client.get("/feed.atom").content)  # noqa: S314 - our own answer

    assert len(feed.findall(f"{ATOM}entry")) == 50
