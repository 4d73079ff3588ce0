"""Staff's pages that look like the readers': any version as patients saw it. Nobody else may open them."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import reverse

from tests import factories
from therapies import publishing
from therapies.component_examples import EXAMPLES
from therapies.staff.guard import staff_only

pytestmark = pytest.mark.django_db
# June 1, 2026, 8 in the morning at the clinic.
MORNING = datetime(2026, 6, 1, 12, tzinfo=UTC)
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def article(time_machine):
    """A page with a past, a present, a coming and a drafted version."""
    time_machine.move_to(MORNING, tick=False)
    publishing.change_fact("fast_solids_h", "6 hours")
    made = factories.article(slug="prepare", title="First", body="Fast {{ fast_solids_h }}.\n")
    time_machine.move_to(MORNING + timedelta(days=2), tick=False)
    publishing.change_fact("fast_solids_h", "7 hours")
    time_machine.move_to(MORNING + timedelta(days=4), tick=False)
    publishing.publish(factories.draft(made, title="Second", body="Fast {{ fast_solids_h }}.\n"))
    time_machine.move_to(MORNING + timedelta(days=6), tick=False)
    publishing.change_fact("fast_solids_h", "8 hours")
    coming = factories.draft(made, title="Third", body="Fast {{ fast_solids_h }}.\n")
    publishing.publish(coming, at=MORNING + timedelta(days=30))
    factories.draft(made, title="Fourth", body="Fast {{ fast_solids_h }}.\n")
    return made


@pytest.fixture
def staff(client):
    client.force_login(factories.staff(may=("view_article",)))
    return client


def version_address(article, number):
    return reverse("version_page", args=[article.versions.get(number=number).pk])


def shown(response):
    """Title, words and the band at the top."""
    page = response.context["page"]
    return page.title, page.sections[0].parts[0].html, response.context["facts"].announcement.text


# --- Who may look -----------------------------------------------------------------------------


@pytest.fixture
def addresses(article):
    return [
        version_address(article, 4),
        reverse("article_as_of", args=[article.pk]) + "?on=2026-06-02",
        reverse("gallery"),
    ]


def test_the_addresses_are_below_the_admin(article):
    version = article.versions.get(number=1)

    assert version_address(article, 1) == f"/admin/version/{version.pk}/page/"
    assert reverse("article_as_of", args=[article.pk]) == f"/admin/articles/{article.pk}/as-of/"
    assert reverse("gallery") == "/admin/components/"


def test_a_stranger_is_told_to_sign_in(client, addresses):
    for address in addresses:
        page, data = client.get(address, headers=BROWSER), client.get(address)

        assert (page.status_code, page.headers["Content-Type"]) == (401, "text/html; charset=utf-8")
        assert (data.status_code, json.loads(data.content)) == (401, {"error": "Sign in at /admin/ first."})
        assert page.headers["WWW-Authenticate"] == data.headers["WWW-Authenticate"] == "Session"
        assert b"Fourth" not in page.content


def test_an_account_that_is_not_of_staff_is_refused(client, addresses):
    client.force_login(User.objects.create_user("patient"))

    for address in addresses:
        page, data = client.get(address, headers=BROWSER), client.get(address)

        assert (page.status_code, page.headers["Content-Type"]) == (403, "text/html; charset=utf-8")
        assert (data.status_code, json.loads(data.content)) == (
            403,
            {"error": "Only people who work at the clinic may do this."},
        )
        assert b"Fourth" not in page.content


def test_staff_who_may_not_see_articles_see_none_of_their_versions(client, addresses):
    client.force_login(factories.staff("porter"))

    assert [client.get(address).status_code for address in addresses] == [403, 403, 200]


def test_staff_who_may_change_articles_may_look_at_their_versions(client, addresses):
    client.force_login(factories.staff("editor", may=("change_article",)))

    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]


def test_a_dismissed_member_of_staff_is_refused(staff, addresses):
    User.objects.update(is_active=False)

    assert [staff.get(address).status_code for address in addresses] == [401, 401, 401]


def test_staffs_pages_are_kept_by_nobody_and_listed_nowhere(staff, addresses):
    for address in addresses:
        response = staff.get(address)

        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
        assert response.headers["X-Robots-Tag"] == "noindex"


def test_they_can_only_be_read(staff, addresses):
    assert [staff.post(address).status_code for address in addresses] == [405, 405, 405]


# --- Any version ------------------------------------------------------------------------------


def test_a_past_version_shows_its_words_and_the_facts_of_its_last_day(staff, article):
    assert shown(staff.get(version_address(article, 1))) == (
        "First",
        "<p>Fast 7 hours.</p>\n",
        "Version 1. Patients read it from June 1, 2026, 8:00 AM to June 5, 2026, 8:00 AM.",
    )


def test_the_live_version_says_since_when_patients_read_it(staff, article):
    assert shown(staff.get(version_address(article, 2))) == (
        "Second",
        "<p>Fast 8 hours.</p>\n",
        "Version 2. Patients have read it since June 5, 2026, 8:00 AM.",
    )


def test_a_scheduled_version_says_when_patients_will_read_it(staff, article):
    assert shown(staff.get(version_address(article, 3))) == (
        "Third",
        "<p>Fast 8 hours.</p>\n",
        "Version 3. Patients will read it from July 1, 2026, 8:00 AM.",
    )


def test_a_draft_says_that_nobody_has_read_it(staff, article):
    assert shown(staff.get(version_address(article, 4))) == (
        "Fourth",
        "<p>Fast 8 hours.</p>\n",
        "Version 4, a draft of June 7, 2026, 8:00 AM. Patients have not read it.",
    )


def test_the_last_version_of_a_withdrawn_page_says_when_it_ended(staff, article, time_machine):
    time_machine.move_to(MORNING + timedelta(days=8), tick=False)
    publishing.withdraw(article, notice="It was wrong.")

    assert shown(staff.get(version_address(article, 2)))[2] == (
        "Version 2. Patients read it from June 5, 2026, 8:00 AM to June 9, 2026, 8:00 AM."
    )


@pytest.mark.parametrize("pk", [999, 10**30])
def test_a_version_that_does_not_exist_is_not_found(staff, pk):
    assert staff.get(f"/admin/version/{pk}/page/").status_code == 404
    assert staff.get(f"/admin/articles/{pk}/as-of/?on=2026-06-01").status_code == 404


def test_a_version_that_is_too_large_to_read_is_a_sentence(staff, article):
    version = factories.draft(article, body="[" * 6_000)

    response = staff.get(reverse("version_page", args=[version.pk]))

    assert response.status_code == 422
    assert "The line has 6,000 characters." in response.text


# --- As of a day ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2026-06-01", ("First", "<p>Fast 6 hours.</p>\n")),
        ("2026-06-03", ("First", "<p>Fast 7 hours.</p>\n")),
        ("2026-06-05", ("Second", "<p>Fast 7 hours.</p>\n")),
        ("2026-06-05T07:59", ("First", "<p>Fast 7 hours.</p>\n")),
        ("2026-06-05T08:00", ("Second", "<p>Fast 7 hours.</p>\n")),
        ("2026-06-05T12:00:00+00:00", ("Second", "<p>Fast 7 hours.</p>\n")),
        ("2026-06-07", ("Second", "<p>Fast 8 hours.</p>\n")),
    ],
)
def test_a_page_can_be_read_as_it_was(staff, article, on, words):
    response = staff.get(reverse("article_as_of", args=[article.pk]), {"on": on})

    assert shown(response)[:2] == words


def test_the_band_says_which_version_it_was_and_of_when_the_facts_are(staff, article):
    response = staff.get(reverse("article_as_of", args=[article.pk]), {"on": "2026-06-03"})

    assert shown(response)[2] == (
        "Version 1. Patients read it from June 1, 2026, 8:00 AM to June 5, 2026, 8:00 AM. "
        "Clinic facts as of June 3, 2026, 11:59 PM."
    )


def test_before_its_first_day_patients_could_not_read_a_page(staff, article):
    response = staff.get(reverse("article_as_of", args=[article.pk]), {"on": "2026-05-31"})

    assert response.status_code == 404
    assert response.context["sentence"] == "Patients could not read this page on May 31, 2026, 11:59 PM."
    assert reverse("article_versions", args=[article.pk]) in response.text


@pytest.mark.parametrize(
    "on", ["", "yesterday", "2026-13-01", "2026-06-31", "9999-12-31", "0001-01-01", "2026-06-01T25:00", "20" * 500]
)
def test_a_day_that_cannot_be_read_is_refused_with_a_sentence(staff, article, on):
    response = staff.get(reverse("article_as_of", args=[article.pk]), {"on": on})

    assert response.status_code == 400
    assert response.context["sentence"] == "Choose a day."


def test_a_day_that_is_still_to_come_is_refused(staff, article):
    response = staff.get(reverse("article_as_of", args=[article.pk]), {"on": "2026-06-08"})

    assert response.status_code == 400
    assert response.context["sentence"] == "That day is still to come. Choose one up to today."


# --- Components -------------------------------------------------------------------------------


def test_the_gallery_shows_every_component_from_its_example(staff):
    html = staff.get(reverse("gallery")).content.decode()

    shown = re.findall(r'id="component-([a-z_]+)"', html)
    assert shown == [example.name for example in EXAMPLES]
    assert "Not on <strong>the same day</strong>." in html


# --- Permissions ------------------------------------------------------------------------------


def test_a_page_can_ask_for_a_permission(rf):
    @staff_only(permission="therapies.change_article")
    def closed(request):
        return HttpResponse("open")

    def answer(person):
        request = rf.get("/")
        request.user = person
        return closed(request)

    refused = answer(factories.staff("reader"))

    assert (refused.status_code, json.loads(refused.content)) == (
        403,
        {"error": "Your account may not do this. Ask whoever gives out the accounts."},
    )
    assert answer(factories.staff("editor", may=("change_article",))).content == b"open"
