"""Opening hours: what staff write, what is kept, and the hours that scripts read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapies.text.facts import FACTS, FactValueError, clean_value, hours_for_scripts, shown, spans_of

HOURS = FACTS["opening_hours"]

FORM = "Write the days, a comma and the hours, like this: Monday to Friday, 8 am to 5 pm; Saturday, 9 am to noon."
NO_DAY = "Write the days before the hours, like this: Monday to Friday, 8 am to 5 pm; Saturday, 9 am to noon."
NO_HOURS = (
    "Write the hours of each day, like this: Monday to Friday, 8 am to 5 pm; Saturday, 9 am to noon. "
    "Leave out the days on which you are closed."
)
BOTH_TIMES = "Write am or pm at both times, such as 8 am to 5 pm."
UPSIDE_DOWN = "Write the earlier time first, such as 8 am to 5 pm. After midnight, a new day begins."
NEVER_OPEN = "Write at least one day with its hours, or leave the field empty."


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("Monday to Friday, 8 am to 5 pm", "Monday to Friday, 8 am to 5 pm"),
        ("Mon-Fri 8am-5pm, Sat 9am–12pm", "Monday to Friday, 8 am to 5 pm; Saturday, 9 am to noon"),
        ("weekdays 8:30 a.m. - 5 p.m.; Sat closed", "Monday to Friday, 8:30 am to 5 pm"),
        ("Mon-Fri 8 am to 5 pm, closed Saturday and Sunday", "Monday to Friday, 8 am to 5 pm"),
        ("Monday through Friday: 08:00-17:00.", "Monday to Friday, 8 am to 5 pm"),
        ("Open Mon to Thu from 8 am until 5 pm", "Monday to Thursday, 8 am to 5 pm"),
        (
            "Mon, Wed & Fri: 8 am to noon and 1 pm to 5 pm",
            "Monday, Wednesday and Friday, 8 am to noon and 1 pm to 5 pm",
        ),
        ("Tues. and Thurs., 9 a.m. to 4:30 p.m.", "Tuesday and Thursday, 9 am to 4:30 pm"),
        ("Mon-Wed, Fri 8am-5pm", "Monday to Wednesday and Friday, 8 am to 5 pm"),
        ("Monday and Tuesday 8 am to 12 noon", "Monday and Tuesday, 8 am to noon"),
        ("Monday, 8 am to noon; Monday, noon to 5 pm", "Monday, 8 am to 5 pm"),
        ("Sat 9am-1pm; Mon 9am-1pm; Tue 8am-1pm", "Monday and Saturday, 9 am to 1 pm; Tuesday, 8 am to 1 pm"),
        ("Saturday to Monday, 9 am to midnight", "Monday, Saturday and Sunday, 9 am to midnight"),
        ("weekends 9 am to 12 midnight", "Saturday and Sunday, 9 am to midnight"),
        ("7 days a week, 24 hours a day", "Monday to Sunday, all day"),
        ("Mon\n8 am to 5 pm\nTue\n9 am to 5 pm", "Monday, 8 am to 5 pm; Tuesday, 9 am to 5 pm"),
    ],
)
def test_opening_hours_are_kept_and_shown_in_one_form(raw, canonical):
    assert clean_value(HOURS, raw) == canonical
    assert clean_value(HOURS, canonical) == canonical
    assert shown(HOURS, canonical).text == canonical


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("by appointment", FORM),
        ("Monday to Friday, 8 am to 5 pm except holidays", FORM),
        ("M-F 8am-5pm", FORM),
        ("Mo 8 am to 5 pm", FORM),
        ("Mon 8 am to 5 pm 7", FORM),
        ("Mon-Fri 8am-5pm 12 pm to 1 pm closed", FORM),
        ("8 am to 5 pm", NO_DAY),
        ("Mon-Fri 8am-5pm, closed noon to 1 pm", NO_DAY),
        ("Monday", NO_HOURS),
        ("Monday; Tuesday, 8 am to 5 pm", NO_HOURS),
        ("Monday, 8 am", NO_HOURS),
        ("Mon 8-5", BOTH_TIMES),
        ("Mon 8 to 11 am", BOTH_TIMES),
        ("Mon 8:30 to 5 pm", BOTH_TIMES),
        ("Mon 25:00 to 26:00", "There is no such time of day. Write it like this: 8:30 am or 5 pm."),
        ("Mon 5 pm to 8 am", UPSIDE_DOWN),
        ("Mon 8 am to 8 am", UPSIDE_DOWN),
        ("Mon 8 am to noon; Mon 11 am to 1 pm", "Write each hour once: two of the times on Monday overlap."),
        ("Mon-Fri 8am-5pm; Fri closed", "Friday stands there as open and as closed. Leave one out."),
        ("Sunday closed", NEVER_OPEN),
        (".", NEVER_OPEN),
        (
            "; ".join(
                f"{day} {hour}:30 am to {hour}:45 am and {hour}:55 am to 12:{hour}5 pm"
                for hour, day in enumerate(["Mon", "Tue", "Wed", "Thu", "Fri"], start=1)
            ),
            "These hours take more than 200 characters. Put days with the same hours together.",
        ),
    ],
)
def test_opening_hours_that_leave_a_day_or_an_hour_open_are_refused(raw, message):
    with pytest.raises(FactValueError) as refusal:
        clean_value(HOURS, raw)

    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("value", "spans"),
    [
        ("", ()),
        ("Monday and Tuesday, 8 am to 5 pm", ((1, 480, 1020), (2, 480, 1020))),
        ("Sunday, 9 am to noon and 1 pm to midnight", ((7, 540, 720), (7, 780, 1440))),
        ("Saturday, all day", ((6, 0, 1440),)),
    ],
)
def test_the_hours_of_each_day_are_given_in_minutes(value, spans):
    assert spans_of(value) == spans


def test_scripts_get_the_hours_as_a_list_and_nothing_where_they_cannot_be_read():
    values = ["Monday and Saturday, 8 am to noon", "", "by appointment"]

    assert [hours_for_scripts(value) for value in values] == ["[[1,480,720],[6,480,720]]", "", ""]


# From 0 to 1,440 minutes in an order, two by two: none overlaps, none touches.
TIMES = st.lists(st.integers(0, 1440), min_size=2, max_size=4, unique=True).map(sorted)


@given(st.dictionaries(st.integers(1, 7), TIMES, min_size=1))
def test_hours_are_the_same_after_they_were_written_out_and_read_again(week):
    spans = tuple(
        (day, start, end)
        for day, times in sorted(week.items())
        for start, end in zip(times[::2], times[1::2], strict=False)
    )

    assert spans_of("; ".join(words_of(*span) for span in spans)) == spans


def words_of(day, start, end):
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    closes = f"{end // 60:02}:{end % 60:02}" if end < 1440 else "midnight"
    return f"{names[day - 1]} {start // 60:02}:{start % 60:02} to {closes}"
