"""Money, times of day and whole numbers."""

import pytest

from therapies.text.facts import FactDefinition, FactType, FactValueError, clean_value, shown

MONEY = FactDefinition(key="price", label="Price", group="Test", type=FactType.MONEY, help="")
TIME = FactDefinition(key="opens", label="Opens", group="Test", type=FactType.TIME_OF_DAY, help="")
AGE = FactDefinition(
    key="age", label="Age", group="Test", type=FactType.NUMBER, help="", lowest=0, highest=120, unit="years"
)

MONEY_FORM = "Write the price in US dollars, like this: $450 or $400 to $600."
TIME_FORM = "Write the time like this: 8:30 am, 5 pm, noon or midnight."
AM_OR_PM = "Write am or pm too, such as 8:30 am."
NO_SUCH_TIME = "There is no such time of day. Write it like this: 8:30 am or 5 pm."


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("$450", "$450"),
        ("450", "$450"),
        ("$ 450", "$450"),
        ("US$450", "$450"),
        ("USD 450", "$450"),
        ("450 dollars", "$450"),
        ("$450.00", "$450"),
        ("$12.50", "$12.50"),
        ("$1200", "$1,200"),
        ("$1,200", "$1,200"),
        ("$0", "$0"),
        ("$400 to $600", "$400 to $600"),
        ("$400-600", "$400 to $600"),
        ("400 – 600 dollars", "$400 to $600"),
        ("$450 to $450", "$450"),
        ("$100,000", "$100,000"),
    ],
)
def test_a_price_is_kept_and_shown_in_dollars(raw, canonical):
    assert clean_value(MONEY, raw) == canonical
    assert clean_value(MONEY, canonical) == canonical
    assert shown(MONEY, canonical).text == canonical


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("450 €", MONEY_FORM),
        ("from $450", MONEY_FORM),
        ("$1,20", MONEY_FORM),
        ("$1.2", MONEY_FORM),
        ("$1 to $2 to $3", MONEY_FORM),
        ("$400 to", MONEY_FORM),
        ("free", MONEY_FORM),
        ("-$450", "A price cannot be below zero. Write it like this: $450."),
        ("$-450", "A price cannot be below zero. Write it like this: $450."),
        ("$600 to $400", "Write the lower price first, such as $400 to $600."),
        ("$100,000.01", "Write $100,000 or less."),
    ],
)
def test_what_is_no_price_in_dollars_is_refused(raw, message):
    with pytest.raises(FactValueError) as refusal:
        clean_value(MONEY, raw)

    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("raw", "canonical", "words"),
    [
        ("8:30 am", "08:30", "8:30 am"),
        ("8.30 AM", "08:30", "8:30 am"),
        ("8:30am", "08:30", "8:30 am"),
        ("8:30 a.m.", "08:30", "8:30 am"),
        ("8 a", "08:00", "8 am"),
        ("8 am", "08:00", "8 am"),
        ("5pm", "17:00", "5 pm"),
        ("17:00", "17:00", "5 pm"),
        ("08:30", "08:30", "8:30 am"),
        ("noon", "12:00", "noon"),
        ("12 pm", "12:00", "noon"),
        ("12 noon", "12:00", "noon"),
        ("12:05 pm", "12:05", "12:05 pm"),
        ("midnight", "00:00", "midnight"),
        ("12 am", "00:00", "midnight"),
        ("12:05 am", "00:05", "12:05 am"),
        ("11:59 pm", "23:59", "11:59 pm"),
    ],
)
def test_a_time_of_day_is_kept_on_the_24_hour_clock_and_shown_on_the_12_hour_clock(raw, canonical, words):
    assert clean_value(TIME, raw) == canonical
    assert clean_value(TIME, canonical) == canonical
    assert shown(TIME, canonical).text == words


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("8:30", AM_OR_PM),
        ("8", AM_OR_PM),
        ("17", AM_OR_PM),
        ("in the morning", TIME_FORM),
        ("8:3 am", TIME_FORM),
        ("8:30:00", TIME_FORM),
        ("13 pm", NO_SUCH_TIME),
        ("0 am", NO_SUCH_TIME),
        ("24:00", NO_SUCH_TIME),
        ("8:60 am", NO_SUCH_TIME),
    ],
)
def test_a_time_of_day_that_can_be_misread_is_refused(raw, message):
    with pytest.raises(FactValueError) as refusal:
        clean_value(TIME, raw)

    assert str(refusal.value) == message


@pytest.mark.parametrize(("raw", "canonical"), [("18", "18"), (" 018 ", "18"), ("0", "0"), ("-0", "0"), ("120", "120")])
def test_a_number_between_its_bounds_is_kept(raw, canonical):
    assert clean_value(AGE, raw) == canonical
    assert shown(AGE, canonical).text == f"{canonical} years"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("eighteen", "Write a whole number in digits, such as 18."),
        ("18.5", "Write a whole number in digits, such as 18."),
        ("18 years", "Write a whole number in digits, such as 18."),
        ("1" * 1_000, "Write a whole number in digits, such as 18."),
        ("١٨", "Write a whole number in digits, such as 18."),
        ("-1", "Write a number from 0 to 120."),
        ("121", "Write a number from 0 to 120."),
    ],
)
def test_a_number_beyond_its_bounds_is_refused(raw, message):
    with pytest.raises(FactValueError) as refusal:
        clean_value(AGE, raw)

    assert str(refusal.value) == message
