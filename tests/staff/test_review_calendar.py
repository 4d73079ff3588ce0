"""The list of pages that a clinician is to read again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from tests import factories
from therapies.staff.review_calendar import owner_in

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 16, tzinfo=UTC)  # a Monday
TODAY = date(2026, 6, 1)
LIST = "/admin/reviews/"


@pytest.fixture
def nurse(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    client.force_login(factories.staff("ana", may=("view_article",)))
    return client


def page_due(days, *, slug, **fields):
    due = TODAY + timedelta(days=days)
    return factories.article(
        slug=slug, reviewed_by="Jane Roe, MD", reviewed_on=date(2025, 1, 1), review_due=due, **fields
    )


def lines(pages):
    return [(page.title, page.words) for page in pages]


def test_pages_stand_by_week_with_their_state_in_words(nurse):
    for days, slug in [(-3, "late"), (0, "today"), (3, "thursday"), (6, "sunday"), (7, "monday"), (31, "far")]:
        page_due(days, slug=slug)
    factories.article(slug="unread")
    factories.article(slug="draft", live=False)

    response = nurse.get(LIST)

    assert response.status_code == 200
    assert lines(response.context["past"]) == [("Late", "past its date"), ("Today", "past its date")]
    assert [(monday, lines(pages)) for monday, pages in response.context["weeks"]] == [
        (date(2026, 6, 1), [("Thursday", "due within 30 days"), ("Sunday", "due within 30 days")]),
        (date(2026, 6, 8), [("Monday", "due within 30 days")]),
        (date(2026, 6, 29), [("Far", "later")]),
    ]
    assert lines(response.context["unread"]) == [("Unread", "not yet reviewed by a clinician")]
    assert "<strong>past its date</strong>" in response.text


def test_the_list_can_be_of_one_owner(nurse):
    page_due(3, slug="a", owner="Nursing team")
    page_due(3, slug="b", owner="Front desk: mornings")
    page_due(3, slug="c")

    response = nurse.get(LIST, {"owner": "Front desk: mornings"})

    assert response.context["owners"] == ["Front desk: mornings", "Nursing team", "nobody"]
    assert [lines(pages) for _, pages in response.context["weeks"]] == [[("B", "due within 30 days")]]


@pytest.mark.parametrize("owner", ["\x00", "x" * 10_000, "<script>alert(1)</script>"])
def test_an_owner_that_nobody_is_has_no_pages(nurse, owner):
    page_due(3, slug="a", owner="Nursing team")

    response = nurse.get(LIST, {"owner": owner})

    assert (response.context["weeks"], response.context["owner"]) == ([], "")
    assert "<script>alert" not in response.text


def test_an_empty_list_says_what_to_do(nurse):
    page = nurse.get(LIST).text

    assert "None. No page is past its date." in page
    assert "None. A page gets its date when a clinician approves it." in page


@pytest.mark.parametrize("pages", [1, 3])
def test_the_list_takes_the_same_queries_for_one_page_and_for_three(nurse, django_assert_num_queries, pages):
    for number in range(pages):
        page_due(number, slug=f"page-{number}")

    # Session, user, its permissions (2), the pages, the clinic facts.
    with django_assert_num_queries(6):
        nurse.get(LIST)


def test_only_staff_who_may_see_articles_see_the_list(client):
    assert reverse("reviews_due") == LIST
    assert client.get(LIST).status_code == 401
    client.force_login(factories.staff("porter"))
    assert client.get(LIST).status_code == 403


def test_an_owner_is_read_from_the_front_matter_alone():
    assert owner_in(factories.text(owner="Team: one", body="owner: nobody\n")) == "Team: one"
    assert owner_in(factories.text(body="owner: nobody\n\n---\n")) == "nobody"
