"""The symptom clock of a visit: what is read, what is refused, and what a page shows of it."""

import pytest

from tests.factories import text
from therapies.text.articles import read_article
from therapies.text.checking import problems_in_body
from therapies.text.facts import FACTS, FactSheet
from therapies.text.rendering import render_sections

FACTS_NOW = FactSheet.of_start_values().with_values(stay_with_h="12 to 24 hours", no_decisions_h="")
HEADING = "## If it does not pass\n\n"


def part_of(section: str, *, facts=FACTS_NOW):
    """The parts of the one section of a visit."""
    article = read_article(text(kind="visit", body=HEADING + section), kind="visit", path="x.md").article
    (section,) = render_sections(article, facts=facts)
    return section.parts


def problems(section: str) -> list[tuple[int, str]]:
    found = problems_in_body(
        HEADING + section, kind="visit", path="x.md", source_keys=frozenset(), known_facts=frozenset(FACTS)
    )
    return [(problem.line, problem.message) for problem in found]


def test_signs_stand_between_the_words_around_them_with_the_minutes_since_the_drip():
    before, clock, after = part_of(
        "Read this.\n\n"
        "- [at once] Your lips *tingle*.\n"
        "- [drip +90 min] You are still sleepy.\n"
        "- [drip +{{ stay_with_h }}] Odd feelings come back.\n\n"
        "Call us.\n"
    )

    assert before.html == "<p>Read this.</p>\n"
    assert [(line.words, line.time, line.minutes) for line in clock.symptoms] == [
        ("Your lips <em>tingle</em>.", "", None),
        ("You are still sleepy.", "90 minutes", 90),
        ("Odd feelings come back.", "24 hours", 1440),
    ]
    assert after.html == "<p>Call us.</p>\n"


def test_of_a_range_the_longer_time_counts():
    (clock,) = part_of("- [drip +1 to 2 hours] You are still sleepy.\n")

    assert [(line.time, line.minutes) for line in clock.symptoms] == [("2 hours", 120)]


def test_a_fact_without_a_value_gives_no_time_of_its_own():
    (clock,) = part_of("- [drip +{{ no_decisions_h }}] You are still sleepy.\n")

    assert [(line.time, line.minutes) for line in clock.symptoms] == [("the time the clinic tells you", None)]


@pytest.mark.parametrize(
    "entry", ["- [drip +2] You are sleepy.", "- You are sleepy.", "- [drip +{{ no_such_fact }}] You are sleepy."]
)
def test_a_list_that_cannot_be_read_is_shown_as_it_stands(entry):
    (part,) = part_of(f"- [at once] Your lips tingle.\n{entry}\n")

    assert part.kind == "text"
    assert "Your lips tingle." in part.html
    assert "You are sleepy." in part.html


@pytest.mark.parametrize(
    ("section", "line", "message"),
    [
        ("Call us.\n", 1, "There is no list below this heading. Write one: - [drip +2 hours] You are still sleepy."),
        (
            "- You are sleepy.\n",
            3,
            "Write the time first, in brackets: - [drip +2 hours] You are still sleepy. Or: - [at once] Your lips tingle.",
        ),
        (
            "- [drip +2 hours]\n",
            3,
            "Write behind the time what the reader feels: - [drip +2 hours] You are still sleepy.",
        ),
        (
            "- [soon] You are sleepy.\n",
            3,
            '"[soon]" is no time that can be read here. Write [at once] or [drip +2 hours].',
        ),
        (
            "- [drip +2] You are sleepy.\n",
            3,
            '"[drip +2]" cannot be read. Write the unit too: 6 hours or 30 minutes.',
        ),
        (
            "- [drip +{{ clinic_phone }}] You are sleepy.\n",
            3,
            'The clinic fact "clinic_phone" is not a length of time. Choose one that is, such as stay_with_h.',
        ),
        (
            "- [drip +2 hours] You are sleepy.\n- [at once] You itch.\n",
            4,
            "The times do not rise. Begin with [at once], then the shortest time.",
        ),
        (
            "- [at once] You itch.\n  - Really.\n",
            3,
            "A list inside this list is not used here. Write each sign as an entry of its own.",
        ),
        (
            "- [at once] You itch.\n" * 8,
            10,
            "More than 7 signs cannot be taken in at a glance. Keep the most useful ones.",
        ),
    ],
)
def test_an_author_is_told_what_to_write_instead(section, line, message):
    assert problems(section) == [(line, message)]


def test_a_good_list_has_no_problems():
    assert (
        problems("- [at once] You itch.\n- [drip +30 minutes] You are sleepy.\n- [drip +1 day] You feel odd.\n") == []
    )
