"""The feed for scheduling systems: what it says of each link, who may read it, and when it is sent."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from tests import factories
from therapies import publishing
from therapies.linking.appointment_types import save_appointment_type
from therapies.linking.feed import COLUMNS, entries, minutes_of
from therapies.linking.feed_keys import make_feed_key, revoke_feed_key
from therapies.linking.links import destination_of, make_link
from therapies.models import AppointmentType, FeedKey, JournalEntry, Link, Version

pytestmark = pytest.mark.django_db

JSON, CSV = "/api/v1/education.json", "/api/v1/education.csv"
SITE = "https://patients.clinic.example"
ASKED = "Some words.\n\n## Questions\n\n### Can I drive? {#can-i-drive}\n\nNo, not on that day.\n"


@pytest.fixture(autouse=True)
def _address(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def secret():
    return make_feed_key("Scheduler", by=factories.staff("maria"))[1]


def ask(client, secret, address=JSON, **headers):
    return client.get(address, headers={"authorization": f"Bearer {secret}"} | headers)


def shown(*names):
    """For each link the named fields."""
    return [tuple(getattr(entry, name) for name in names) for entry in entries(site_url=SITE)]


# --- What it says -------------------------------------------------------------------------------


def test_a_link_is_told_whole(client, secret):
    article = factories.article(kind="visit", slug="first-visit", title="First visit", body="word " * 250)
    factories.approved(factories.draft(article, title="Your first visit", body="word " * 250))
    publishing.publish(article.versions.get(number=2))
    link = make_link(article)
    AppointmentType.objects.create(name="New patient", link=link)
    AppointmentType.objects.create(name="New patient, video", link=link)

    response = ask(client, secret)

    assert response.json() == {
        "schema_version": "1.0",
        "links": [
            {
                "id": link.pk,
                "code": link.code,
                "appointment_types": ["New patient", "New patient, video"],
                "language": "en",
                "title": "Your first visit",
                "summary": "What Your first visit says.",
                "address": f"{SITE}/e/{link.code}",
                "minutes": 2,
                "reviewed_on": timezone.localdate().isoformat(),
                "version": 2,
                "status": "live",
                "replaced_by": None,
                "message_title": "Information for your visit",
            }
        ],
    }


def test_a_link_to_a_question_shows_the_question():
    make_link(factories.article(slug="driving", title="Driving", body=ASKED), question="can-i-drive")

    assert shown("title", "summary", "status") == [("Can I drive?", "What Driving says.", "live")]


def test_a_page_that_was_never_live_tells_nothing_of_its_draft():
    make_link(factories.article(slug="coming", title="Secret plans", live=False))

    assert shown("title", "summary", "version", "minutes", "reviewed_on", "status") == [
        ("Information for your visit", "", None, None, None, "waiting")
    ]


def test_a_merged_page_names_the_code_of_its_successor():
    old, new = factories.article(slug="old"), factories.article(slug="new")
    links = [make_link(old), make_link(new)]
    publishing.merge(old, into=new)

    assert shown("title", "status", "replaced_by") == [("New", "replaced", links[1].code), ("New", "live", None)]


def test_a_successor_without_a_link_of_its_own_leaves_the_code_empty():
    old, new = factories.article(slug="old"), factories.article(slug="new")
    make_link(old)
    publishing.merge(old, into=new)

    assert shown("title", "status", "replaced_by") == [("New", "replaced", None)]


def test_a_withdrawn_page_keeps_the_title_that_patients_knew():
    article = factories.article(slug="old", title="Old")
    make_link(article)
    publishing.withdraw(article, notice="It was wrong.")
    factories.draft(article, title="A draft since")

    assert shown("title", "summary", "version", "status", "replaced_by") == [("Old", "", None, "withdrawn", None)]


@pytest.mark.parametrize(
    ("in_use", "told"), [(True, ("New", "replaced")), (False, ("Old", "withdrawn"))], ids=["in use", "not in use"]
)
def test_a_withdrawn_page_names_the_code_of_what_is_read_instead(in_use, told):
    old, new = factories.article(slug="old"), factories.article(slug="new")
    links = [make_link(old), make_link(new)]
    if in_use:
        AppointmentType.objects.create(name="New patient", link=links[0])
    publishing.withdraw(old, notice="It was wrong.", read_instead=new)

    assert shown("title", "status", "replaced_by")[0] == (*told, links[1].code)


def test_a_question_that_is_gone_is_replaced_by_its_page():
    article = factories.article(slug="driving", title="Driving", body=ASKED)
    link = make_link(article, question="can-i-drive")
    Link.objects.filter(pk=link.pk).update(question="no-longer-there")

    assert shown("title", "status", "replaced_by") == [("Driving", "replaced", None)]


def test_the_feed_says_of_every_link_what_its_reader_gets():
    successor = factories.article(slug="successor")
    gone, asked = factories.article(slug="gone"), factories.article(slug="asked")
    merged = factories.article(slug="merged", body=ASKED)
    links = [
        make_link(successor),
        make_link(merged),
        make_link(merged, question="can-i-drive"),
        make_link(gone),
        make_link(asked),
        make_link(factories.article(slug="coming", live=False)),
        make_link(factories.article(slug="antes", language="es")),
    ]
    publishing.merge(merged, into=successor)
    publishing.withdraw(gone, notice="It was wrong.")
    publishing.rename(asked, slug="asks")

    reader_gets = [destination_of(link) for link in links]

    assert shown("version", "language") == [
        (one.version and one.version.number, one.language if one.version else links[at].article.language)
        for at, one in enumerate(reader_gets)
    ]
    assert [status == "withdrawn" for (status,) in shown("status")] == [bool(one.gone) for one in reader_gets]


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(client, secret, number, django_assert_num_queries):
    for at in range(number):
        link = make_link(factories.article(slug=f"page-{at}", body=ASKED.replace("can-i", f"can-i-{at}")))
        make_link(link.article, question=f"can-i-{at}-drive")
        AppointmentType.objects.create(name=f"Type {at}", link=link)
    ask(client, secret)

    with django_assert_num_queries(11):
        ask(client, secret)


def test_minutes_are_those_that_the_page_shows():
    version = factories.article(body="word " * 401).versions.get()

    assert minutes_of(version.text) == 3


# --- CSV ----------------------------------------------------------------------------------------


def test_the_csv_holds_the_same_in_the_same_order(client, secret):
    link = make_link(factories.article(slug="first-visit", title="First visit, or “second”"))
    for name in ("New patient", "Video"):
        AppointmentType.objects.create(name=name, link=link)

    response = ask(client, secret, CSV)

    (line,) = csv.DictReader(io.StringIO(response.text))
    (entry,) = ask(client, secret).json()["links"]
    expected = entry | {"appointment_types": "New patient | Video"}
    assert line == {key: "" if value is None else str(value) for key, value in expected.items()}
    assert response.content.split(b"\r\n")[0].decode() == ",".join(COLUMNS)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_csv_is_a_formula(client, secret, sign):
    link = make_link(factories.article(slug="first-visit"))
    AppointmentType.objects.create(name=f"{sign}SUM(A1)", link=link)

    (line,) = csv.DictReader(io.StringIO(ask(client, secret, CSV).text, newline=""))

    assert line["appointment_types"] == f"'{sign}SUM(A1)"


# --- Keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [JSON, CSV])
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer {}x", "Basic {}", "{}", "Bearer {} {}", "Bearer é" * 9])
def test_without_the_right_key_nothing_is_told(client, secret, address, header):
    make_link(factories.article(slug="first-visit"))

    response = client.get(address, headers={"authorization": header.format(secret, secret)})

    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Bearer realm="education feed"')
    assert response.json() == {
        "error": "This feed needs a key: send the header “Authorization: Bearer …”. "
        "The clinic makes keys and revokes them."
    }


def test_a_key_in_the_address_opens_nothing(client, secret):
    assert client.get(f"{JSON}?key={secret}&access_token={secret}").status_code == 401


def test_the_scheme_may_be_written_in_any_case(client, secret):
    assert client.get(JSON, headers={"authorization": f"bearer  {secret}"}).status_code == 200


def test_a_revoked_key_opens_nothing_and_the_others_go_on(client, secret):
    maria = factories.staff("nora")
    key, other = make_feed_key("Texting", by=maria)

    assert revoke_feed_key(key, by=maria) is True
    assert revoke_feed_key(key, by=maria) is False
    assert (ask(client, other).status_code, ask(client, secret).status_code) == (401, 200)


def test_only_a_digest_of_the_key_is_kept(secret):
    (key,) = FeedKey.objects.values()

    assert [field for field, value in key.items() if secret in str(value)] == []
    assert [secret in f"{line.about}{line.detail}" for line in JournalEntry.objects.all()] == [False]


def test_the_log_tells_who_made_and_who_revoked_a_key():
    maria = factories.staff("maria")
    key, _ = make_feed_key("Scheduler", by=maria)
    revoke_feed_key(key, by=maria)

    assert list(JournalEntry.objects.order_by("pk").values_list("name", "action", "about")) == [
        ("maria", "made a feed key", "Scheduler"),
        ("maria", "revoked a feed key", "Scheduler"),
    ]


def test_the_day_of_the_last_use_is_kept_once_a_day(client, secret, django_assert_num_queries):
    with time_machine.travel(datetime(2026, 12, 1, 17, tzinfo=UTC), tick=False):
        ask(client, secret)
        with django_assert_num_queries(6) as second:
            ask(client, secret)

    assert [query["sql"] for query in second.captured_queries if not query["sql"].startswith("SELECT")] == []
    assert [str(key.last_used_on) for key in FeedKey.objects.all()] == ["2026-12-01"]


# --- When it is sent ----------------------------------------------------------------------------


@pytest.mark.parametrize("address", [JSON, CSV])
def test_what_has_not_changed_is_not_sent_again(client, secret, address):
    make_link(factories.article(slug="first-visit"))
    first = ask(client, secret, address)

    again = ask(client, secret, address, **{"if-none-match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"


def test_a_reader_who_knows_only_the_date_gets_304_until_something_changes(client, secret):
    link = make_link(factories.article(slug="first-visit"))
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        date = ask(client, secret).headers["Last-Modified"]
        before = ask(client, secret, **{"if-modified-since": date})
        publishing.rename(link.article, slug="visit-one")
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        after = ask(client, secret, **{"if-modified-since": date})

    assert (before.status_code, after.status_code) == (304, 200)


def test_a_page_that_turns_live_by_the_clock_changes_the_feed(client, secret):
    article = factories.article(slug="first-visit")
    make_link(article)
    tomorrow = timezone.now() + timedelta(days=1)
    publishing.publish(factories.draft(article, title="Tomorrow"), at=tomorrow)
    before = ask(client, secret)

    with time_machine.travel(tomorrow + timedelta(hours=1)):
        after = ask(client, secret, **{"if-none-match": before.headers["ETag"]})

    assert [one["title"] for one in after.json()["links"]] == ["Tomorrow"]


def test_a_program_that_asks_without_pause_costs_little(client, secret, django_assert_num_queries):
    make_link(factories.article(slug="first-visit"))
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        first = ask(client, secret)
        # The key, and five for the moment of the last change.
        with django_assert_num_queries(6):
            again = ask(client, secret)

    assert again.content == first.content


def test_what_changes_after_that_shows_at_once(client, secret):
    link = make_link(factories.article(slug="first-visit"))
    with time_machine.travel(timezone.now() + timedelta(hours=1)) as clock:
        ask(client, secret)
        save_appointment_type(AppointmentType(name="New patient", link=link), by=factories.staff("nora"))
        clock.shift(timedelta(seconds=10))
        (told,) = ask(client, secret).json()["links"]

    assert told["appointment_types"] == ["New patient"]


def test_what_changes_past_the_log_shows_after_a_minute(client, secret):
    link = make_link(factories.article(slug="first-visit"))
    told = []
    with time_machine.travel(timezone.now() + timedelta(hours=1)) as clock:
        ask(client, secret)
        AppointmentType.objects.create(name="New patient", link=link)
        for seconds in (5, 60):
            clock.shift(timedelta(seconds=seconds))
            told += [one["appointment_types"] for one in ask(client, secret).json()["links"]]

    assert told == [[], ["New patient"]]


def test_a_change_of_this_very_second_has_no_date_yet(client, secret):
    make_link(factories.article(slug="first-visit"))

    assert "Last-Modified" not in ask(client, secret).headers


@pytest.mark.parametrize("address", [JSON, CSV])
def test_the_feed_is_for_one_partner_and_no_proxy_keeps_it(client, secret, address):
    response = ask(client, secret, address)

    assert (response.headers["Cache-Control"], response.headers["X-Robots-Tag"]) == ("private, no-cache", "noindex")
    assert "Authorization" in response.headers["Vary"]
    assert "cookie" not in response.headers["Vary"].lower()
    assert list(response.cookies) == []


def test_nothing_can_be_sent_to_the_feed(client, secret):
    answers = [getattr(client, method)(JSON) for method in ("post", "put", "patch", "delete")]

    assert {(one.status_code, one.headers["Allow"]) for one in answers} == {(405, "GET, HEAD")}


def test_the_feed_of_a_new_site_is_empty(client, secret):
    Version.objects.all().delete()

    assert ask(client, secret).json()["links"] == []
    assert ask(client, secret, CSV).text == ",".join(COLUMNS) + "\r\n"
