"""Merge fields: what scheduling systems replace, and what patients then get."""

from datetime import datetime

import pytest

from therapies.linking.merge_fields import FieldNameError, merge_variants

MOMENT = datetime(2026, 3, 5, 15, 5)


def test_each_style_comes_with_each_format():
    assert [(one.system, one.label, one.fragment) for one in merge_variants()] == [
        ("{{date}}", "2026-12-08T09:00", "t={{date}}T{{time}}"),
        ("{{date}}", "12/08/2026 9:00 AM", "t={{date}} {{time}}"),
        ("{{date}}", "Dec 8, 2026 9:00am", "t={{date}} {{time}}"),
        ("{{date}}", "Tuesday, December 8, 2026 at 9:00 AM", "t={{date}} at {{time}}"),
        ("[DATE]", "2026-12-08T09:00", "t=[DATE]T[TIME]"),
        ("[DATE]", "12/08/2026 9:00 AM", "t=[DATE] [TIME]"),
        ("[DATE]", "Dec 8, 2026 9:00am", "t=[DATE] [TIME]"),
        ("[DATE]", "Tuesday, December 8, 2026 at 9:00 AM", "t=[DATE] at [TIME]"),
        ("%DATE%", "2026-12-08T09:00", "t=%DATE%T%TIME%"),
        ("%DATE%", "12/08/2026 9:00 AM", "t=%DATE% %TIME%"),
        ("%DATE%", "Dec 8, 2026 9:00am", "t=%DATE% %TIME%"),
        ("%DATE%", "Tuesday, December 8, 2026 at 9:00 AM", "t=%DATE% at %TIME%"),
    ]


def test_a_variant_shows_what_patients_get():
    assert [one.filled(MOMENT) for one in merge_variants()[:4]] == [
        "t=2026-03-05T15:05",
        "t=03/05/2026 3:05 PM",
        "t=Mar 5, 2026 3:05pm",
        "t=Thursday, March 5, 2026 at 3:05 PM",
    ]


def test_noon_and_midnight_are_twelve():
    noon, midnight = datetime(2026, 3, 5, 12, 0), datetime(2026, 3, 5, 0, 0)

    assert [merge_variants()[1].filled(at) for at in (noon, midnight)] == [
        "t=03/05/2026 12:00 PM",
        "t=03/05/2026 12:00 AM",
    ]


def test_only_a_format_without_blanks_serves_where_an_address_ends_at_a_blank():
    assert [one.fits_plain_text for one in merge_variants()] == [True, False, False, False] * 3
    assert [" " in one.filled(MOMENT) for one in merge_variants()] == [False, True, True, True] * 3


def test_fields_may_have_other_names_and_one_may_hold_date_and_time():
    named = merge_variants(date_field="appointment.date", time_field="Start Time")
    alone = merge_variants(date_field="starts_at", time_field="")

    assert [one.fragment for one in named[::4]] == [
        "t={{appointment.date}}T{{Start Time}}",
        "t=[APPOINTMENT.DATE]T[START TIME]",
        "t=%APPOINTMENT.DATE%T%START TIME%",
    ]
    assert [one.fragment for one in alone[::4]] == ["t={{starts_at}}", "t=[STARTS_AT]", "t=%STARTS_AT%"]


@pytest.mark.parametrize("name", ["", "{{date}}", "9date", "date'", "a  b", "date ", "x" * 41, "dåte", "a\nb", "%x%"])
def test_a_name_that_would_break_the_address_is_refused(name):
    with pytest.raises(FieldNameError) as refusal:
        merge_variants(date_field=name)

    assert str(refusal.value) == (
        f'"{name}" cannot be the name of a field. Write it without the marks around it: '
        "letters, digits, dots, dashes and single blanks, 40 at most, a letter first."
    )
