"""When a page is read again: 12 months, 6 for a safety page, never over 24, and no more than 5 pages a week."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests import factories
from therapies import publishing
from therapies.models import Review
from therapies.publishing.review_dates import after_months, due_date

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 16, tzinfo=UTC)


def version_of(slug="a-page", **fields):
    return factories.article(slug=slug, now=NOON, **fields).versions.get()


def test_a_page_is_read_again_after_a_year():
    assert due_date(version_of(), months=None, today=TODAY) == date(2027, 6, 1)


def test_a_safety_page_is_read_again_after_half_a_year():
    version = version_of(safety=True, body=factories.EMERGENCY_LINE)

    assert due_date(version, months=None, today=TODAY) == date(2026, 12, 1)


@pytest.mark.parametrize("months", [-1, 25, 240])
def test_never_after_more_than_two_years(months):
    with pytest.raises(ValueError, match="1 to 24 months"):
        due_date(version_of(), months=months, today=TODAY)


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_are_those_of_the_calendar(day, months, after):
    assert after_months(day, months) == after


def test_no_week_has_more_than_five_pages():
    maria = factories.clinician()
    for number in range(12):
        version = version_of(slug=f"page-{number}")
        publishing.decide(version, clinician=maria, decision=Review.APPROVED, digest=version.digest, now=NOON)

    days = list(Review.objects.order_by("pk").values_list("due", flat=True))

    wanted = date(2027, 6, 1)
    assert days == [wanted] * 5 + [wanted - timedelta(weeks=1)] * 5 + [wanted - timedelta(weeks=2)] * 2
    weeks = [day.isocalendar()[:2] for day in days]
    assert max(weeks.count(week) for week in weeks) == 5


def test_pages_whose_file_says_when_count_too():
    for number in range(5):
        version_of(slug=f"page-{number}", reviewed_by="Jane Roe, MD", reviewed_on=TODAY, review_due=date(2027, 6, 3))

    assert due_date(version_of(slug="one-more"), months=12, today=TODAY) == date(2027, 5, 25)


def test_a_page_does_not_stand_in_its_own_way():
    versions = [version_of(slug=f"page-{number}") for number in range(5)]
    maria = factories.clinician()
    for version in versions:
        publishing.decide(version, clinician=maria, decision=Review.APPROVED, digest=version.digest, now=NOON)

    again = publishing.decide(
        versions[0], clinician=maria, decision=Review.APPROVED, digest=versions[0].digest, now=NOON
    )

    assert again.due == date(2027, 6, 1)
