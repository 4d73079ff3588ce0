"""Lengths of time as people write them."""

import pytest

from therapies.text.findings.times import times_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("for 6 hours", [("6 hours", 360, 360)]),
        ("30 to 60 minutes", [("30 to 60 minutes", 30, 60)]),
        ("30-60 min", [("30-60 min", 30, 60)]),
        ("45 minutes to 2 hours", [("45 minutes to 2 hours", 45, 120)]),
        ("half an hour", [("half an hour", 30, 30)]),
        ("an hour and a half", [("an hour and a half", 90, 90)]),
        ("1.5 hours", [("1.5 hours", 90, 90)]),
        ("2½ hours", [("2½ hours", 150, 150)]),
        ("twenty-four hours", [("twenty-four hours", 1440, 1440)]),
        ("a 40-minute drip", [("40-minute", 40, 40)]),
        ("6h", [("6h", 360, 360)]),
        ("for a day", [("a day", 1440, 1440)]),
        ("six weeks, then 3 days", [("six weeks", 60480, 60480), ("3 days", 4320, 4320)]),
    ],
)
def test_a_time_is_read_in_minutes(text, found):
    assert [(time.words, time.low, time.high) for time in times_in(text)] == found


@pytest.mark.parametrize("text", ["twice a day", "give up a day", "$6 hours", "6 people", "hours", "1,000", ""])
def test_what_is_no_length_of_time_is_left_alone(text):
    assert times_in(text) == []


@pytest.mark.parametrize(
    ("text", "value", "same"),
    [
        ("an hour", "60 minutes", True),
        ("60 minutes", "1 hour", True),
        ("30 minutes", "30 to 60 minutes", False),
        ("a full day", "24 hours", True),
        ("6 hours", "", False),
    ],
)
def test_a_time_is_compared_with_a_fact(text, value, same):
    assert times_in(text)[0].is_as(value) is same
