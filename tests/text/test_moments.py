"""When a step is due with the facts of one clinic, in words, and until when that holds."""

from dataclasses import replace
from datetime import date, time

import pytest

from therapies.text.facts import FactSheet
from therapies.text.moments import Moment, held_from, is_about_food, resolved, when_in_words
from therapies.text.steps import Step, StepTime, time_in

FACTS = FactSheet.of_start_values().with_values(visit_ketamine="2 to 6 hours", fast_clear_h="")


@pytest.mark.parametrize(
    ("written", "moment", "words"),
    [
        ("-6 hours", Moment("start", "6 hours", -360), "6 hours before your visit"),
        ("-{{ fast_solids_h }}", Moment("start", "6 hours", -360), "6 hours before your visit"),
        ("+{{ visit_ketamine }}", Moment("start", "6 hours", 360), "6 hours after your visit starts"),
        ("-{{ visit_ketamine }}", Moment("start", "6 hours", -360), "6 hours before your visit"),
        ("end +24 hours", Moment("end", "24 hours", 1440), "24 hours after your visit ends"),
        ("end +{{ followup_first }}", Moment("end", "7 days", 10_080), "7 days after your visit ends"),
        ("end 0", Moment("end", "", 0), "When your visit ends"),
        ("0", Moment("start", "", 0), "When your visit starts"),
        ("-7 days", Moment("start", "7 days", days=-7), "7 days before your visit"),
        ("+1 day", Moment("start", "1 day", days=1), "1 day after your visit"),
        ("-1 day 6 pm", Moment("start", "1 day", days=-1, clock=time(18)), "The day before your visit, at 6 pm"),
        ("0 9 pm", Moment("start", "0 days", days=0, clock=time(21)), "The day of your visit, at 9 pm"),
        ("+1 day 9 am", Moment("start", "1 day", days=1, clock=time(9)), "The day after your visit, at 9 am"),
        ("-3 days noon", Moment("start", "3 days", days=-3, clock=time(12)), "3 days before your visit, at noon"),
        ("-{{ fast_clear_h }}", None, "At the time the clinic tells you"),
        ("-{{ clinic_phone }}", None, "At the time the clinic tells you"),
    ],
)
def test_a_step_is_due_at_the_careful_end_of_a_range(written, moment, words):
    step = time_in(written)

    assert resolved(step, FACTS) == moment
    assert when_in_words(step, FACTS) == words


@pytest.mark.parametrize(
    ("step", "is_food"),
    [
        (Step("-", fact="fast_solids_h", words="Stop."), True),
        (Step("-", days=-1, words="From now on no alcohol for {{ no_alcohol_before_h }}."), True),
        (Step("-", days=-1, words="Pack.", missed="Then stop food {{ fast_solids_h }} before."), True),
        (Step("+", fact="drive_ketamine_h", words="Drive."), False),
        (Step("-", days=-1, words="Eat well. {{ unknown }}"), False),
    ],
)
def test_a_step_is_about_food_when_its_time_or_words_rest_on_a_fact_about_food(step, is_food):
    assert is_about_food(step) is is_food


def test_a_step_holds_until_the_first_review_of_the_facts_behind_it():
    due = {"fast_solids_h": date(2027, 5, 1), "fast_clear_h": date(2027, 4, 30), "drive_ketamine_h": date(2027, 12, 31)}
    facts = replace(FACTS, due=due)

    assert held_from(Step("-", fact="fast_solids_h", words="{{ fast_clear_h }}"), facts) == date(2027, 5, 1)
    assert held_from(Step("+", fact="drive_ketamine_h", words="x"), facts) == date(2028, 1, 1)
    assert held_from(Step("-", days=-1, words="Ask about {{ drive_ketamine_h }}."), facts) is None
    assert held_from(Step("-", fact="fast_heavy_meal_h", words="x"), facts) is None
    assert resolved(StepTime("-", fact="fast_solids_h"), facts).minutes == -360
