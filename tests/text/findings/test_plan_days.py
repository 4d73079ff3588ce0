"""Steps of a plan that stand below the name of other days."""

import pytest

from .texts import findings

FIELDS = "appointment: First visit\nvisit_length: visit_ketamine\n"


def said(part, time):
    body = f"## Your plan\n\n### {part}\n\n- [{time}] Call us.\n"
    return [
        (one.words, one.why, one.instead) for one in findings(body, kind="visit", fields=FIELDS, group="structure/plan")
    ]


@pytest.mark.parametrize(
    ("part", "time", "right"),
    [
        ("The day before", "-2 days", "A week before"),
        ("The day before", "0 7:00 am", "Before you leave home"),
        ("A week before", "-1 day", "The day before"),
        ("Before you leave home", "-1 day 6:00 pm", "The day before"),
        ("Before you leave home", "-1 week", "A week before"),
    ],
)
def test_a_step_below_the_name_of_another_day_is_said(part, time, right):
    time = {"-1 week": "-7 days"}.get(time, time)

    assert said(part, time) == [
        (f"[{time}]", f"It is not “{part}”.", f"Move the step to “{right}”, or write another time.")
    ]


@pytest.mark.parametrize(
    ("part", "time"),
    [
        ("A week before", "-7 days"),
        ("A week before", "-2 days 9:00 am"),
        ("The day before", "-1 day 6:00 pm"),
        ("The day before", "-{{ no_alcohol_before_h }}"),
        ("Before you leave home", "0 7:00 am"),
        ("The first night", "0 9:00 pm"),
        ("The first week", "+1 day"),
    ],
)
def test_a_step_of_its_own_day_is_right_and_hours_are_of_any_day(part, time):
    assert said(part, time) == []
