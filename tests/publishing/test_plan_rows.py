"""Steps of a plan as rows, and the dates until which clinic facts hold."""

from datetime import UTC, date, datetime, time

import pytest
from django.core import mail

from tests import factories
from therapies import publishing
from therapies.models import ClinicFact, ClinicFactChange, JournalEntry, Mention, Step, fact_sheet
from therapies.publishing.fact_reminders import facts_due

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 16, tzinfo=UTC)


def test_the_steps_of_a_live_plan_are_rows():
    factories.visit()

    rows = Step.objects.live().values_list(
        "position", "group", "is_before", "is_from_end", "fact", "minutes", "days", "clock", "missed"
    )
    assert list(rows) == [
        (1, "week-before", True, False, "", None, -7, None, "Call us today."),
        (2, "day-before", True, False, "", None, -1, time(18), ""),
        (3, "that-day", True, False, "fast_solids_h", None, None, None, "Call us before you leave home."),
        (4, "that-day", True, False, "fast_clear_h", None, None, None, "Call us before you leave home."),
        (5, "that-day", True, False, "", -90, None, None, ""),
        (6, "at-clinic", False, False, "", 0, None, None, ""),
        (7, "first-night", False, False, "", None, 0, time(21), ""),
        (8, "first-week", False, True, "drive_ketamine_h", None, None, None, ""),
        (9, "first-week", False, False, "", None, 1, time(9), ""),
    ]
    assert Step.objects.get(position=5).words == "Get ready to leave."


def test_only_a_visit_has_steps_and_a_new_version_has_its_own():
    factories.article(body="## Your plan\n\n### The day before\n\nPack.\n")
    visit = factories.visit()
    later = factories.draft(visit, body="## Your plan\n\n### The day before\n\n- [-1 day] Pack.\n")
    publishing.publish(later)

    assert list(Step.objects.live().values_list("version__article__slug", "words")) == [("first-visit", "Pack.")]
    assert Step.objects.count() == 10


def test_facts_of_times_and_of_the_length_are_mentioned():
    factories.visit()

    facts = Mention.objects.filter(what=Mention.FACT).values_list("target", flat=True).order_by("target")
    assert list(facts) == ["drive_ketamine_h", "fast_clear_h", "fast_solids_h", "visit_ketamine"]


# --- Until when a fact holds -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "due"),
    [
        ("fast_solids_h", "8 hours", date(2026, 12, 1)),
        ("drive_ketamine_h", "48 hours", date(2027, 6, 1)),
        ("visit_ketamine", "2 to 7 hours", None),
        ("clinic_name", "Our Clinic", None),
        ("bp_limit", "", None),
    ],
)
def test_a_fact_that_a_clinician_signs_holds_for_a_year_and_one_about_food_for_six_months(key, value, due):
    fact = publishing.change_fact(key, value, now=NOON)

    assert fact.review_due == due
    assert fact_sheet().due == ({key: due} if due else {})


def test_a_sample_that_nobody_has_confirmed_has_no_date():
    publishing.ensure_facts()

    assert fact_sheet().due == {}


def test_a_fact_that_was_confirmed_before_there_were_dates_gets_its_date():
    publishing.change_fact("fast_solids_h", "8 hours", now=NOON)
    ClinicFact.objects.update(review_due=None)

    publishing.ensure_facts()

    assert fact_sheet().due == {"fast_solids_h": date(2026, 12, 1)}


def test_a_clinician_who_agrees_to_the_same_value_renews_its_date():
    publishing.change_fact("fast_solids_h", "8 hours", now=NOON)
    later = datetime(2026, 11, 20, 16, tzinfo=UTC)
    proposal = publishing.propose_fact("fast_solids_h", "8 hours", by=factories.staff("nurse"), now=later)

    publishing.decide_proposal(proposal, clinician=factories.clinician(), is_approved=True, now=later)

    assert fact_sheet().due == {"fast_solids_h": date(2027, 5, 20)}
    assert ClinicFactChange.objects.first().proposal == proposal
    assert JournalEntry.objects.first().detail == "“8 hours” is still right"


def test_the_same_value_without_a_clinician_changes_nothing():
    publishing.change_fact("fast_solids_h", "8 hours", now=NOON)

    publishing.change_fact("fast_solids_h", "8 hours", now=datetime(2026, 11, 20, 16, tzinfo=UTC))

    assert fact_sheet().due == {"fast_solids_h": date(2026, 12, 1)}
    assert ClinicFactChange.objects.count() == 1


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 11, 1), []),
        (date(2026, 11, 2), [("fast_solids_h", False)]),
        (date(2026, 12, 1), [("fast_solids_h", False)]),
        (date(2026, 12, 2), [("fast_solids_h", True)]),
    ],
)
def test_staff_see_a_fact_30_days_ahead_and_it_is_late_after_its_day(today, due):
    publishing.change_fact("fast_solids_h", "8 hours", now=NOON)
    publishing.change_fact("clinic_name", "Our Clinic", now=NOON)

    assert [(each.fact.key, each.is_late) for each in facts_due(today=today)] == due


def test_staff_are_told_of_a_fact_once_in_two_weeks(settings):
    settings.REVIEW_EMAIL = "reviews@clinic.example"
    settings.SITE_URL = "https://visits.clinic.example"
    fact = publishing.change_fact("fast_solids_h", "8 hours", now=NOON)

    days = [(2026, 10, 1), (2026, 11, 20), (2026, 11, 21), (2026, 12, 3), (2026, 12, 4)]
    told = [publishing.send_fact_reminders(now=datetime(*day, 16, tzinfo=UTC)) for day in days]

    assert told == [0, 1, 0, 0, 1]
    assert [message.subject for message in mail.outbox] == ["1 clinic fact to look at again"] * 2
    assert f"{fact}: 8 hours\ndue on December 1, 2026; after that day, visit plans show" in mail.outbox[0].body
    assert f"https://visits.clinic.example/admin/therapies/clinicfact/{fact.pk}/change/" in mail.outbox[0].body
    assert "was due on December 1, 2026; visit plans show" in mail.outbox[1].body


def test_a_mail_that_nobody_takes_is_tried_again(settings):
    publishing.change_fact("fast_solids_h", "8 hours", now=NOON)
    late = datetime(2026, 12, 4, 16, tzinfo=UTC)

    with pytest.raises(publishing.NotSent):
        publishing.send_fact_reminders(now=late)

    settings.REVIEW_EMAIL = "reviews@clinic.example"
    assert publishing.send_fact_reminders(now=late) == 1
