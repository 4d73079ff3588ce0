"""The page of a visit: its plan reads without a script, and carries all that scripts need."""

import re
from datetime import UTC, date, datetime

import pytest

from tests import factories
from therapies import publishing
from therapies.models import fact_sheet
from therapies.reading.comparing import body_html, rendered_changes
from therapies.reading.fact_impact import Place, impact_of
from therapies.reading.plans import shown_groups
from therapies.text.articles import parse_article
from therapies.text.rendering import render_sections

pytestmark = pytest.mark.django_db
URL = "/visit/first-visit/"


def step_in(html, number):
    """One step: its tag without its class, and its words in lines."""
    tag, inside = re.search(
        rf'<li (class="plan__step[^"]*" id="step-{number}"[^>]*)>(.*?)</li>', html, re.DOTALL
    ).groups()
    words = [line.strip() for line in re.sub("<[^>]+>", "", inside).split("\n")]
    return tag.partition("data-step ")[2], [line for line in words if line]


@pytest.fixture
def html(client):
    publishing.change_fact("opening_hours", "Monday to Friday, 8 am to 5 pm")
    factories.visit()
    return client.get(URL).text


def test_a_plan_carries_what_its_scripts_need(html):
    tag = re.search(r"<section class=\"plan\"(.*?)>\n", html, re.DOTALL)[1]

    assert dict(re.findall(r'data-([\w-]+)="([^"]*)"', tag)) == {
        "zone": "America/New_York",
        "hours": "[[1,480,1020],[2,480,1020],[3,480,1020],[4,480,1020],[5,480,1020]]",
        "phone": "(555) 555-0100",
        "phone-href": "tel:+15555550100",
        "end-minutes": "360",
        "end-least": "120",
        "version": re.search(r"Version 1, \w+ \d+, \d{4}", html)[0],
        "code": "",
    }


@pytest.mark.parametrize(
    ("number", "tag", "words"),
    [
        (1, 'data-anchor="start" data-days="-7"',
         ["7 days before your visit", "Book your ride home. An adult must come with you.", "Missed it? Call us today."]),
        (2, 'data-anchor="start" data-days="-1" data-clock="18:00"', ["The day before your visit, at 6 pm", "Pack your bag."]),
        (3, 'data-anchor="start" data-minutes="-360" data-fact="fast_solids_h" data-food',
         ["6 hours before your visit", "Stop eating.", "Missed it? Call us before you leave home."]),
        (5, 'data-anchor="start" data-minutes="-90"', ["90 minutes before your visit", "Get ready to leave."]),
        (6, 'data-anchor="start" data-minutes="0" data-appointment', ["When your visit starts", "Your appointment begins."]),
        (7, 'data-anchor="start" data-days="0" data-clock="21:00"', ["The day of your visit, at 9 pm", "Go to bed early."]),
        (8, 'data-anchor="end" data-minutes="1440" data-fact="drive_ketamine_h"',
         ["24 hours after your visit ends", "You may drive again, after a full night of sleep."]),
    ],
)  # fmt: skip
def test_each_step_reads_with_its_relative_time(html, number, tag, words):
    assert step_in(html, number) == (tag, words)


def test_the_parts_of_a_plan_have_their_headings_and_the_page_its_own_files(html):
    assert re.findall(r'data-plan-group="([\w-]+)">\s*<h3 id="([\w-]+)">([^<]+)', html) == [
        ("week-before", "a-week-before", "A week before"),
        ("day-before", "the-day-before", "The day before"),
        ("that-day", "before-you-leave-home", "Before you leave home"),
        ("at-clinic", "at-the-clinic", "At the clinic"),
        ("first-night", "the-first-night", "The first night"),
        ("first-week", "the-first-week", "The first week"),
    ]
    assert html.count('id="your-plan"') == html.count('<h2 id="your-plan-title">Your plan</h2>') == 1
    assert html.count("css/plan.css") == html.count("js/plan/times.js") == 1


def test_other_pages_load_nothing_for_plans(client):
    factories.article(slug="a-page")

    assert "plan" not in client.get("/guide/a-page/").text


def test_a_fact_without_a_value_gives_no_time(client):
    publishing.change_fact("fast_solids_h", "")
    factories.visit()

    assert step_in(client.get(URL).text, 3) == (
        'data-anchor="start" data-fact="fast_solids_h" data-food',
        ["At the time the clinic tells you", "Stop eating.", "Missed it? Call us before you leave home."],
    )


def test_a_fact_that_was_not_checked_in_time_holds_its_steps_back(client):
    publishing.change_fact("fast_solids_h", "8 hours", now=datetime(2020, 1, 10, 16, tzinfo=UTC))
    factories.visit()

    html = client.get(URL).text

    assert step_in(html, 3) == (
        'data-anchor="start" data-fact="fast_solids_h" data-food data-hold-from="2020-07-11" data-held',
        [
            "Call us to check",
            "Our rule for eating and drinking is being checked. Please ask us before your visit.",
            "(555) 555-0100",
        ],
    )
    assert step_in(html, 4)[1][0] == "2 hours before your visit"


@pytest.mark.parametrize(("day", "is_held"), [(date(2026, 12, 1), False), (date(2026, 12, 2), True)])
def test_a_step_is_held_back_from_the_day_after_its_review(day, is_held):
    publishing.change_fact("fast_solids_h", "8 hours", now=datetime(2026, 6, 1, 16, tzinfo=UTC))
    text = parse_article(factories.text(kind="visit", body=factories.PLAN), kind="visit")
    plan = render_sections(text, facts=fact_sheet())[0].parts[0].plan

    held = [step.is_held for group in shown_groups(plan, on=day) for step in group["steps"]]

    assert held == [False, False, is_held] + [False] * 6


def test_a_plan_that_cannot_be_read_is_shown_as_it_stands():
    body = "## Your plan\n\n### The day before\n\n- [-6] Stop eating.\n"
    text = parse_article(factories.text(kind="visit", body=body), kind="visit")

    (section,) = render_sections(text, facts=fact_sheet())

    assert [part.kind for part in section.parts] == ["text"]
    assert "Stop eating." in section.parts[0].html


def test_staff_read_which_steps_come_at_another_time_before_a_fact_changes():
    factories.visit()

    (impact,) = impact_of("fast_solids_h", "8 hours", facts=fact_sheet())
    (longer,) = impact_of("visit_ketamine", "8 hours", facts=fact_sheet())

    assert impact.places == (
        Place(
            "Plan: Before you leave home",
            "6 hours before your visit: Stop eating.",
            "8 hours before your visit: Stop eating.",
        ),
    )
    drive = "You may drive again, after a full night of sleep."
    assert longer.places == (
        Place(
            "Plan: The first week",
            f"24 hours after your visit ends (counted as 6 hours): {drive}",
            f"24 hours after your visit ends (counted as 8 hours): {drive}",
        ),
    )


def test_a_clinician_sees_that_a_step_comes_at_another_time():
    visit = factories.visit()
    later = factories.draft(
        visit, body=factories.PLAN.replace("[-90 minutes]", "[-2 hours]"), visit_length="visit_ketamine"
    )

    old, new = (body_html(version, facts=fact_sheet()) for version in (visit.versions.get(number=1), later))
    marked = str(rendered_changes(old, new, only_changes=True))

    assert (
        '<p class="plan__when"><del><span class="visually-hidden">removed: </span>90 minutes</del>'
        '<ins><span class="visually-hidden">added: </span>2 hours</ins> before your visit</p>'
    ) in marked


def test_plans_of_visits_come_first_among_the_guides_and_home_leads_there(client):
    factories.article(slug="how-to-prepare", title="How to prepare")
    assert "#visit" not in client.get("/").text
    factories.visit(title="Your first visit")

    guides, home = client.get("/guides/").text, client.get("/").text

    assert re.findall(r'<h2 id="(\w+)">([^<]+)', guides)[:2] == [
        ("visit", "Your visit, step by step"),
        ("before", "Before your visit"),
    ]
    assert '<a href="/guides/#visit">Your visit, step by step</a>' in home
    assert "Your first visit" not in home


def test_a_search_finds_a_step_and_shows_no_time_in_brackets(client):
    factories.visit(title="Your first visit")

    found = client.get("/search/?q=pack+your+bag").text

    assert "/visit/first-visit/#the-day-before" in found
    assert "[-1" not in found
