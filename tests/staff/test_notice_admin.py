from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from therapies import publishing
from therapies.models import JournalEntry, Notice

pytestmark = pytest.mark.django_db
ADD = "admin:therapies_notice_add"
WORDS = "Do not use pump A. Call us before your visit."
SHOWN = "</strong> Do not use pump A. Call us before your visit.</span>"


@pytest.fixture
def manager(client):
    person = factories.staff("ana", may=("view_notice", "add_notice"))
    client.force_login(person)
    return person


@pytest.fixture
def pages():
    lidocaine = factories.article(kind="therapy", slug="lidocaine", title="Lidocaine")
    ride = factories.article(
        slug="ride",
        title="Ride",
        about=("lidocaine",),
        body="Words.\n\n## Questions\n\n### Who drives? {#who}\n\nAn adult.\n",
    )
    food = factories.article(slug="food", title="Food")
    return {"lidocaine": lidocaine, "ride": ride, "food": food}


def form(**values):
    now = timezone.localtime()
    return {
        "words": WORDS,
        "scope": "everywhere",
        "starts_at": f"{now:%Y-%m-%dT%H:%M}",
        "ends_at": f"{now + timedelta(days=3):%Y-%m-%dT%H:%M}",
    } | values


def showing(client):
    """The addresses that show the notice, and no others."""
    places = [
        "/",
        "/therapies/",
        "/therapy/lidocaine/",
        "/guide/ride/",
        "/guide/ride/sources/",
        "/questions/who/",
        "/guide/food/",
    ]
    return [place for place in places if SHOWN in client.get(place).text]


def test_a_notice_is_shown_first_with_what_it_will_reach(client, manager, pages):
    response = client.post(reverse(ADD), form(scope="therapy:lidocaine"))

    assert [version.title for version in response.context["pages"]] == ["Ride", "Lidocaine"]
    assert (Notice.objects.count(), showing(client)) == (0, [])


@pytest.mark.parametrize(
    ("scope", "places"),
    [
        (
            "everywhere",
            [
                "/",
                "/therapies/",
                "/therapy/lidocaine/",
                "/guide/ride/",
                "/guide/ride/sources/",
                "/questions/who/",
                "/guide/food/",
            ],
        ),
        ("therapy:lidocaine", ["/therapy/lidocaine/", "/guide/ride/", "/guide/ride/sources/", "/questions/who/"]),
        ("food", ["/guide/food/"]),
    ],
)
def test_patients_see_it_at_the_next_request_where_it_belongs(client, manager, pages, scope, places):
    scope = f"article:{pages[scope].pk}" if scope in pages else scope

    response = client.post(reverse(ADD), form(scope=scope, _confirmed="1"), follow=True)

    assert str(next(iter(response.context["messages"]))).startswith("Patients read the notice now, on ")
    assert showing(client) == places
    entry = JournalEntry.objects.get(action="made a safety notice")
    assert (entry.who, entry.about) == (manager, WORDS)


def test_it_begins_and_ends_by_itself(client, manager, pages, time_machine):
    start = datetime(2027, 1, 4, 15, tzinfo=UTC)
    publishing.make_notice(WORDS, by=manager, starts_at=start, ends_at=start + timedelta(days=1))

    shown = []
    for moment in (-1, 0, 24 * 3600 - 1, 24 * 3600):
        time_machine.move_to(start + timedelta(seconds=moment), tick=False)
        shown.append(SHOWN in client.get("/guide/food/").text)

    assert shown == [False, True, True, False]


def test_a_notice_is_ended_with_one_press_and_stays_on_record(client, manager, pages):
    notice = publishing.make_notice(WORDS, by=manager, ends_at=timezone.now() + timedelta(days=1))
    assert "End it now" in client.get(reverse("admin:therapies_notice_change", args=[notice.pk])).text

    client.post(reverse("admin:therapies_notice_end", args=[notice.pk]))

    assert showing(client) == []
    assert "ended, on every page" in client.get(reverse("admin:therapies_notice_change", args=[notice.pk])).text
    assert "ended" in client.get(reverse("admin:therapies_notice_changelist")).text


@pytest.mark.parametrize(
    ("values", "field", "error"),
    [
        ({"words": " "}, "words", "This field is required."),
        ({"words": "x" * 301}, "words", "Ensure this value has at most 300 characters (it has 301)."),
        ({"scope": "therapy:nothing"}, "scope", "Select a valid choice. therapy:nothing is not one of the available choices."),
        ({"ends_at": "2020-01-01T10:00"}, "ends_at", "It must end later than it starts, and later than now."),
        ({"ends_at": "2090-01-01T10:00"}, "ends_at", "A notice stays for a year at most. What is true for longer belongs on the pages."),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_in_words(client, manager, pages, values, field, error):
    for step in ({}, {"_confirmed": "1"}):
        response = client.post(reverse(ADD), form(**values, **step))

        assert response.context["adminform"].form.errors[field] == [error]
    assert Notice.objects.count() == 0


def test_words_are_shown_as_words(client, manager, pages):
    client.post(reverse(ADD), form(words="<script>alert(1)</script> & 5 < 6", _confirmed="1"))

    html = client.get("/guide/food/").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; 5 &lt; 6" in html


def test_only_who_may_make_notices_can(client, pages):
    notice = publishing.make_notice(WORDS, by=factories.staff("root"), ends_at=timezone.now() + timedelta(days=1))
    client.force_login(factories.staff("ben", may=("view_notice",)))

    assert client.get(reverse(ADD)).status_code == 403
    assert client.post(reverse(ADD), form(_confirmed="1")).status_code == 403
    client.post(reverse("admin:therapies_notice_end", args=[notice.pk]))
    assert "/guide/food/" in showing(client)


def test_a_notice_of_a_day_is_part_of_the_page_of_that_day(client, manager, pages):
    start = timezone.now() - timedelta(days=3)
    publishing.make_notice(WORDS, by=manager, starts_at=start, ends_at=start + timedelta(days=1))
    client.force_login(factories.staff("ben", superuser=True))
    version = pages["food"].versions.get()
    type(version).objects.filter(pk=version.pk).update(live_from=start)

    page = client.get(
        reverse("article_as_of", args=[pages["food"].pk]), {"on": f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M}"}
    )

    assert SHOWN in page.text
