"""The way of a patient: under which stage a guide stands, and what to read next."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import factories
from therapies import publishing
from therapies.models import Version
from therapies.reading.teasers import Teaser
from therapies.reading.way import COMPARISON, NEXT, STAGES, along_the_way, read_next

pytestmark = pytest.mark.django_db


def teaser(page):
    return Teaser(page, "", f"/{page}/", page.partition("/")[0], "")


def stages_of(teasers, **choices):
    return [(stage.title, [one.title for one in found]) for stage, found in along_the_way(teasers, **choices)]


def titles_after(article):
    return [one.title for one in read_next(Version.objects.live().get(article=article))]


def test_guides_stand_under_the_stage_at_which_they_are_needed():
    pages = ["guide/after-your-infusion", "guide/medicines", "guide/how-to-prepare", "guide/is-it-for-me"]

    assert stages_of(map(teaser, pages)) == [
        ("Is it right for you?", ["guide/is-it-for-me"]),
        ("Before your visit", ["guide/how-to-prepare", "guide/medicines"]),
        ("After your visit", ["guide/after-your-infusion"]),
    ]


def test_a_guide_of_the_clinics_own_comes_last():
    pages = ["guide/parking", "guide/how-to-prepare"]

    assert stages_of(map(teaser, pages)) == [
        ("Before your visit", ["guide/how-to-prepare"]),
        ("More guides", ["guide/parking"]),
    ]


def test_the_comparison_is_shown_where_it_has_a_place_and_another_one_is_not():
    also = [teaser(COMPARISON), teaser("comparison/of-something-else")]

    assert stages_of([], also=also) == [("Is it right for you?", [COMPARISON])]


def test_a_page_in_another_language_stands_under_the_same_stage():
    spanish = Teaser("Prepararse", "", "/es/guide/how-to-prepare/", "guide", "Guide")

    assert stages_of([spanish]) == [("Before your visit", ["Prepararse"])]


def test_the_next_steps_come_in_the_order_in_which_they_are_needed(django_assert_num_queries):
    article = factories.article(slug="how-to-prepare")
    factories.article(slug="for-your-driver", title="Driver", order=1)
    factories.article(slug="medicines", title="Medicines", order=2)
    factories.article(slug="day-of-your-infusion", title="Day", order=3)
    factories.article(slug="other", title="Other", order=0)

    with django_assert_num_queries(2):  # one of them for the page itself
        titles = titles_after(article)

    assert titles == ["Day", "Medicines", "Driver"]


def test_a_page_with_too_few_next_steps_leads_to_related_pages_too():
    article = factories.article(slug="how-to-prepare")
    factories.article(slug="medicines", title="Medicines", order=900)
    factories.article(slug="other", title="Other")
    factories.article(slug="day-of-your-infusion", title="Secret", live=False)

    assert titles_after(article) == ["Medicines", "Other"]


def test_a_next_step_that_patients_cannot_read_is_left_out():
    article = factories.article(slug="how-to-prepare")
    publishing.withdraw(factories.article(slug="medicines", title="Withdrawn"), notice="It was wrong.")
    scheduled = factories.article(slug="day-of-your-infusion", title="Scheduled", live=False)
    publishing.publish(scheduled.versions.get(), at=datetime.now(UTC) + timedelta(days=1))

    assert titles_after(article) == []


def test_every_guide_on_the_way_has_three_next_steps_and_no_page_leads_to_itself():
    guides = {page for stage in STAGES for page in stage.pages}

    assert guides - set(NEXT) == set()
    assert [page for page, steps in NEXT.items() if len(set(steps) - {page}) != 3] == []
