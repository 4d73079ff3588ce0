"""What the visit plans that come with the site must say, whoever edits them: nobody is left with a time and no way out."""

from pathlib import Path

import pytest
from django.conf import settings

from therapies.text.articles import ArticleText, parse_article
from therapies.text.steps import Plan, format_plan, plan_in

FOLDER = Path(settings.CONTENT_DIR, "en", "visit")
DRIPS = ("first-lidocaine-visit", "first-ketamine-visit-pain", "first-ketamine-visit-mood")
ALL = (*DRIPS, "follow-up-visit", "video-visit")
STOPS = ("fast_heavy_meal_h", "fast_solids_h", "fast_clear_h")


def text_of(slug: str) -> ArticleText:
    return parse_article((FOLDER / f"{slug}.md").read_text(encoding="utf-8"), kind="visit", path=slug)


def plan_of(slug: str) -> Plan:
    plan = plan_in(text_of(slug).body)
    assert plan, f"{slug} has no plan"
    return plan


def test_these_visits_come_with_the_site():
    assert {file.stem for file in FOLDER.glob("*.md")} == set(ALL)


@pytest.mark.parametrize("slug", ALL)
def test_a_plan_is_kept_in_the_form_that_the_editor_writes(slug):
    assert format_plan(plan_of(slug)).strip() in text_of(slug).body


@pytest.mark.parametrize("slug", ALL)
def test_the_label_of_each_step_can_stand_alone_in_a_list(slug):
    labels = [step.words.removeprefix("**").partition("**")[0] for step in plan_of(slug).steps]

    assert [label for label in labels if not label.endswith((".", "?"))] == []


@pytest.mark.parametrize("slug", DRIPS)
def test_whoever_ate_or_drank_too_late_calls_before_leaving_home(slug):
    stops = {step.fact: step.missed for step in plan_of(slug).steps if step.fact in STOPS}

    assert stops == dict.fromkeys(STOPS, "Call us before you leave home.")


@pytest.mark.parametrize("slug", DRIPS)
def test_people_with_their_own_food_rule_learn_of_it_before_the_first_time_to_stop(slug):
    steps = plan_of(slug).steps

    own_rule = next(i for i, step in enumerate(steps) if "{{ glp1_rule }}" in step.words)
    first_stop = next(i for i, step in enumerate(steps) if step.fact in STOPS)

    assert "{{ diabetes_rule }}" in steps[own_rule].words
    assert own_rule < first_stop


@pytest.mark.parametrize("slug", DRIPS)
@pytest.mark.parametrize("stop", ["fast_heavy_meal_h", "fast_solids_h"])
def test_what_may_still_be_eaten_or_drunk_holds_whatever_hours_the_clinic_sets(slug, stop):
    words = next(step.words for step in plan_of(slug).steps if step.fact == stop)

    assert "for now" not in words
    assert "next time" not in words
    assert words.endswith("Your own food rule comes first.")


@pytest.mark.parametrize("slug", DRIPS)
def test_a_label_that_stands_alone_never_lets_anyone_drive_or_stay_alone(slug):
    labels = {step.fact: step.words.split("**")[1] for step in plan_of(slug).steps if step.anchor == "end"}

    assert labels["drive_lidocaine_h" if "lidocaine" in slug else "drive_ketamine_h"].startswith("No driving")
    assert labels.get("stay_with_h", "Your adult stays").startswith("Your adult stays")


@pytest.mark.parametrize("slug", DRIPS)
def test_nobody_skips_a_pill_before_the_drip_or_takes_an_extra_one_after_it(slug):
    words = " ".join(step.words for step in plan_of(slug).steps)

    assert "Not sure which? Call us before you take or skip any." in words
    assert "Take your pills as we told you, and no extra ones for pain, sleep or worry." in words


@pytest.mark.parametrize(
    ("slug", "length", "driving"),
    [
        ("first-lidocaine-visit", "visit_lidocaine", "drive_lidocaine_h"),
        ("first-ketamine-visit-pain", "visit_ketamine", "drive_ketamine_h"),
        ("first-ketamine-visit-mood", "visit_ketamine_mood", "drive_ketamine_h"),
    ],
)
def test_the_hours_after_a_drip_count_from_the_latest_end_of_the_visit(slug, length, driving):
    counted_from_end = {step.fact for step in plan_of(slug).steps if step.anchor == "end" and step.fact}

    assert text_of(slug).visit_length == length
    assert counted_from_end >= {driving, "no_alcohol_after_h", "no_decisions_h"}


@pytest.mark.parametrize("slug", ALL)
def test_every_visit_text_has_the_emergency_box_and_counts_as_a_safety_page(slug):
    text = text_of(slug)

    assert text.safety
    assert "::: emergency Call for emergency help now if:\nCall {{ emergency_number }}." in text.body
    assert "{{ crisis_line }}" in text.body
