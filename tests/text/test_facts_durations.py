"""Lengths of time: every writing that staff use, the one that is kept, and the minutes."""

from time import monotonic

import pytest

from therapies.text.facts import FactDefinition, FactType, FactValueError, clean_value, minutes_of, shown
from therapies.text.facts.durations import clean_duration

DURATION = FactDefinition(key="wait", label="Wait", group="Test", type=FactType.DURATION, help="")

EXAMPLES = "6 hours, 90 minutes or 30 to 60 minutes"
NOT_UNDERSTOOD = f"Write the time alone, without other words, like this: {EXAMPLES}."
NO_UNIT = "Write the unit too: 6 hours or 30 minutes."
TOO_MANY = "After hours, write fewer than 60 minutes; after days, fewer than 24 hours; after weeks, fewer than 7 days."


@pytest.mark.parametrize(
    ("raw", "canonical", "minutes"),
    [
        ("6 hours", "6 hours", (360, 360)),
        ("1 hours", "1 hour", (60, 60)),
        (" 6  HRS ", "6 hours", (360, 360)),
        ("6h", "6 hours", (360, 360)),
        ("6\u00a0hours", "6 hours", (360, 360)),
        ("90 minutes", "90 minutes", (90, 90)),
        ("36 hours", "36 hours", (2160, 2160)),
        ("30 to 60 minutes", "30 to 60 minutes", (30, 60)),
        ("30-60 min", "30 to 60 minutes", (30, 60)),
        ("30 min - 60 min", "30 to 60 minutes", (30, 60)),
        ("1–4 h", "1 to 4 hours", (60, 240)),
        ("1 hour to 4 hours", "1 to 4 hours", (60, 240)),
        ("45 minutes to 2 hours", "45 minutes to 2 hours", (45, 120)),
        ("1 hour 30 minutes", "1 hour 30 minutes", (90, 90)),
        ("1 hr. 30 min.", "1 hour 30 minutes", (90, 90)),
        ("1 hour and 30 minutes", "1 hour 30 minutes", (90, 90)),
        ("1 hour, 30 minutes", "1 hour 30 minutes", (90, 90)),
        ("1h30min", "1 hour 30 minutes", (90, 90)),
        ("1.5 hours", "1 hour 30 minutes", (90, 90)),
        ("1½ hours", "1 hour 30 minutes", (90, 90)),
        ("1 ½ hours", "1 hour 30 minutes", (90, 90)),
        ("½ hour", "30 minutes", (30, 30)),
        ("0.5 to 1 hour", "30 minutes to 1 hour", (30, 60)),
        ("1 to 1.5 hours", "1 hour to 1 hour 30 minutes", (60, 90)),
        ("6-6 hours", "6 hours", (360, 360)),
        ("60 minutes to 1 hour", "60 minutes", (60, 60)),
        ("0 hours 30 minutes", "30 minutes", (30, 30)),
        ("2 days", "2 days", (2880, 2880)),
        ("1 day 12 hours", "1 day 12 hours", (2160, 2160)),
        ("2 weeks", "2 weeks", (20160, 20160)),
        ("1.5 weeks", "1 week 3 days 12 hours", (15120, 15120)),
        ("30 days", "30 days", (43200, 43200)),
        ("1 minute", "1 minute", (1, 1)),
    ],
)
def test_a_time_is_kept_in_one_form(raw, canonical, minutes):
    assert clean_value(DURATION, raw) == canonical
    assert clean_value(DURATION, canonical) == canonical
    assert minutes_of(canonical) == minutes
    assert shown(DURATION, canonical).text == canonical


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("6", NO_UNIT),
        ("1 h 30", NO_UNIT),
        ("30 minutes to 1", NO_UNIT),
        ("30 and 60 minutes", NOT_UNDERSTOOD),
        ("about 2 hours", NOT_UNDERSTOOD),
        ("hours", NOT_UNDERSTOOD),
        ("to 2 hours", NOT_UNDERSTOOD),
        ("2 hours to", NOT_UNDERSTOOD),
        ("1-2-3 hours", NOT_UNDERSTOOD),
        ("1,000 minutes", NOT_UNDERSTOOD),
        ("1.234 hours", NOT_UNDERSTOOD),
        ("6 hours hours", NOT_UNDERSTOOD),
        ("٦ hours", NOT_UNDERSTOOD),
        ("6 hours {{ x }}", NOT_UNDERSTOOD),
        ("0.01 minutes", "Write whole minutes, such as 20 minutes."),
        ("-6 hours", f"A time cannot be below zero. Write it like this: {EXAMPLES}."),
        ("−6 hours", f"A time cannot be below zero. Write it like this: {EXAMPLES}."),
        ("0 hours", "A time of zero tells patients nothing. Write 1 minute or more, or leave the field empty."),
        (
            "0 to 30 minutes",
            "A time of zero tells patients nothing. Write 1 minute or more, or leave the field empty.",
        ),
        ("60 to 30 minutes", "Write the shorter time first, such as 30 to 60 minutes."),
        ("30 to 1 hour", "Write the shorter time first, such as 30 to 60 minutes."),
        ("31 days", "Write 30 days or less."),
        ("1 hour to 999999 weeks", "Write 30 days or less."),
        ("30 minutes 1 hour", "Write the larger unit first and each unit once, such as 1 hour 30 minutes."),
        ("1 hour 1 hour", "Write the larger unit first and each unit once, such as 1 hour 30 minutes."),
        ("1.5 hours 10 minutes", "Write the larger unit first and each unit once, such as 1 hour 30 minutes."),
        ("1 hour 90 minutes", TOO_MANY),
        ("1 day 24 hours", TOO_MANY),
    ],
)
def test_a_time_that_can_be_misread_is_refused(raw, message):
    with pytest.raises(FactValueError) as refusal:
        clean_value(DURATION, raw)

    assert str(refusal.value) == message


def test_an_empty_duration_has_no_minutes():
    with pytest.raises(FactValueError) as refusal:
        minutes_of("")

    assert str(refusal.value) == NOT_UNDERSTOOD


def test_blanks_without_end_are_read_at_once():
    started = monotonic()

    assert clean_duration(f"6{' ' * 100_000}hours") == "6 hours"
    assert monotonic() - started < 5
