"""The clock times of a plan: what the script works out is what Python's own calendar says, in every format and zone."""

import pytest
from django.conf import settings

from tests import appointments

SCRIPT = (settings.BASE_DIR / "static" / "js" / "plan" / "times.js").read_text()
NEW_YORK = "America/New_York"


@pytest.fixture
def phone(browser):
    """A page without a site that has the functions, on a device that believes to be in this zone."""
    contexts = []

    def opened(zone=NEW_YORK):
        context = browser.new_context(timezone_id=zone)
        contexts.append(context)
        page = context.new_page()
        page.evaluate(SCRIPT)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("zone", appointments.DEVICES)
def test_every_format_gives_the_times_that_python_gives(phone, zone):
    cases = appointments.cases(400, seed=5)

    assert appointments.differences(phone(zone), cases) == []


TODAY = "2026-11-22T15:00:00Z"

READ = """([texts, zone, now, hours]) => texts.map((text) => {
  const read = clinicPlan.read(text, { zone, now: Date.parse(now), hours });
  return read.ok ? clinicPlan.when(read.instant, zone) : read.why;
})"""


def read(page, texts, *, zone=NEW_YORK, now=TODAY, hours=appointments.ALWAYS) -> dict[str, str]:
    texts = list(texts)
    return dict(zip(texts, page.evaluate(READ, [texts, zone, now, hours]), strict=True))


def test_signs_without_end_are_refused_at_once(phone):
    """A link that somebody made to annoy: each round of decoding found one sign less, for a minute."""
    page = phone()
    page.set_default_timeout(5_000)

    assert page.evaluate("clinicPlan.textIn('#t=%' + '25'.repeat(1e5))") is None
    assert page.evaluate("clinicPlan.read('%' + '25'.repeat(1e5), {zone: 'UTC'}).why") == "unreadable"


def test_what_could_mean_two_times_is_never_guessed(phone):
    ambiguous = (
        "13/08/2026 9:00 AM",  # only day first, and then 12/08 from the same program is in August
        "12-08-2026 9:00 AM",
        "8.12.2026 9:00 AM",
        "12/08/26 9:00 AM",
        "December 8, 9:00 AM",
        "Dec 8 at 9am",
        "12/08/2026 9:00",
        "12/08/2026 12:30",
        "2026-12-08 9:00",
        "December 8, 2026 at 08:15",
        "12/08/2026 14:00 PM",
        "12/08/2026 0:30 AM",
        "Monday, December 8, 2026 at 9:00 AM",  # a Tuesday
        "Wed 12/08/2026 9:00 AM",
        "12/08/2026 9:00 AM PST",
        "12/08/2026 9:00 AM EDT",  # no summer time in December
        "12/08/2026 9:00 AM Pacific Time",
        "03/14/2027 2:30 AM",  # left out that night
        "2027-03-14T02:00",
        "11/07/2027 1:00 AM",  # shown twice that night
        "12/08/2026 9:00-10:00",
    )

    assert read(phone(), ambiguous) == dict.fromkeys(ambiguous, "ambiguous")


def test_what_is_no_time_is_not_read(phone):
    unreadable = (
        "hello",
        "{{date}}",
        "{{date}}T{{time}}",
        "[DATE] [TIME]",
        "%DATE% %TIME%",
        "2026-12-08",
        "9:00 AM",
        "02/30/2027 9:00 AM",
        "2027-02-29T09:00",
        "14/14/2026 9:00 AM",
        "December 32, 2026 9:00 AM",
        "Smarch 8, 2026 9:00 AM",
        "2026-12-08T25:00",
        "2026-12-08T09:60",
        "2026-12-08T09:00+25:00",
        "12/08/2026 9:00 AM to 10:00 AM",
        "12/08/2026 9:00 AM, 10:00 AM",
        "12/08/2026 12/09/2026 9:00 AM",
        "12/08/2026 9:00 AM ketamine 2",
        "[object Object]",
        "1796738400000",
        "9" * 5_000,
        "- " * 3_000,
    )

    assert read(phone(), unreadable) == dict.fromkeys(unreadable, "unreadable")


def test_nothing_is_empty(phone):
    assert read(phone(), ["", " ", "%20", "?utm_source=mail", "&mc_eid=1"]) == dict.fromkeys(
        ["", " ", "%20", "?utm_source=mail", "&mc_eid=1"], "empty"
    )


def test_names_of_the_clinics_zone_are_understood(phone):
    texts = [
        f"Tuesday, December 8, 2026 at 9:00 AM {name}"
        for name in ("EST", "ET", "(EST)", "Eastern Time", "Eastern Standard Time", "America/New_York")
    ]

    assert read(phone("Asia/Kolkata"), texts) == dict.fromkeys(texts, "9:00 am, Tuesday, December 8")


def test_a_name_of_the_zone_tells_the_two_hours_of_autumn_apart(phone):
    assert read(phone(), ["11/07/2027 1:30 AM EDT", "11/07/2027 1:30 AM EST"]) == {
        "11/07/2027 1:30 AM EDT": "1:30 am, Sunday, November 7, before the clocks go back",
        "11/07/2027 1:30 AM EST": "1:30 am, Sunday, November 7, after the clocks go back",
    }


def test_an_appointment_counts_for_seven_days_and_no_longer(phone):
    assert read(phone(), ["2026-11-15T10:00", "2026-11-15T09:59"]) == {
        "2026-11-15T10:00": "10:00 am, Sunday, November 15",
        "2026-11-15T09:59": "past",
    }


def test_more_than_a_year_ahead_is_refused(phone):
    assert read(phone(), ["2027-11-22T10:00", "2027-11-22T10:01", "2062-12-08T09:00"]) == {
        "2027-11-22T10:00": "10:00 am, Monday, November 22",
        "2027-11-22T10:01": "far",
        "2062-12-08T09:00": "far",
    }


def test_a_time_outside_the_opening_hours_is_refused(phone):
    tuesdays_and_saturday_mornings = [[2, 480, 1020], [6, 540, 720]]
    at = {
        "2026-12-08T07:59": "closed",
        "2026-12-08T08:00": "8:00 am, Tuesday, December 8",
        "2026-12-08T16:59": "4:59 pm, Tuesday, December 8",
        "2026-12-08T17:00": "closed",
        "2026-12-09T10:00": "closed",
        "2026-12-12T11:00": "11:00 am, Saturday, December 12",
        "2026-12-12T12:00": "closed",
        # On this device it is morning; at the clinic it is not.
        "2026-12-08T09:00:00Z": "closed",
    }

    assert read(phone("Europe/Berlin"), at, hours=tuesdays_and_saturday_mornings) == at


def test_without_opening_hours_a_visit_at_night_is_not_believed(phone):
    """A bare "02:30" without am or pm is more likely the afternoon; and nobody has a visit at 10 pm."""
    at = {
        "2026-12-08 02:30": "ambiguous",
        "2026-12-08T05:59": "ambiguous",
        "2026-12-08T06:00": "6:00 am, Tuesday, December 8",
        "2026-12-08T21:59": "9:59 pm, Tuesday, December 8",
        "12/08/2026 10:00 PM": "ambiguous",
        "2026-12-08T03:00:00Z": "ambiguous",
        "2026-12-08T14:30:00Z": "9:30 am, Tuesday, December 8",
    }

    assert read(phone("Asia/Kolkata"), at, hours="") == at


def test_a_call_is_to_be_made_while_the_clinic_is_open(phone):
    weekdays_but_friday_morning = [[day, 480, 1020] for day in (1, 2, 3, 4)] + [[5, 480, 720]]
    ask = """([times, hours]) => times.map((time) =>
      new Date(clinicPlan.lastOpen(Date.parse(time), { zone: "America/New_York", hours })).toISOString())"""
    at = {
        "2026-12-08T14:00:00.000Z": "2026-12-08T14:00:00.000Z",  # open
        "2026-12-08T22:00:00.000Z": "2026-12-08T22:00:00.000Z",  # it closes at this moment
        "2026-12-08T23:30:00.000Z": "2026-12-08T22:00:00.000Z",
        "2026-12-08T13:00:00.000Z": "2026-12-07T22:00:00.000Z",  # it has only just opened
        "2026-12-06T14:00:00.000Z": "2026-12-04T17:00:00.000Z",  # a Sunday
        "2026-11-01T14:00:00.000Z": "2026-10-30T16:00:00.000Z",  # the clocks changed since Friday
    }

    answers = phone("Asia/Kolkata").evaluate(ask, [list(at), weekdays_but_friday_morning])

    assert dict(zip(at, answers, strict=True)) == at
    assert phone().evaluate(ask, [["2026-12-06T14:00:00.000Z"], []]) == ["2026-12-06T14:00:00.000Z"]


@pytest.mark.parametrize(
    ("hash_", "text"),
    [
        ("#t=2026-12-08T0900", "2026-12-08T0900"),
        ("#T=2026-12-08T0900", "2026-12-08T0900"),
        ("#t%3D2026-12-08T0900", "2026-12-08T0900"),
        ("#t%253D2026-12-08T09%252500", "2026-12-08T09%00"),
        ("#t=12/08/2026%209:00%20AM", "12/08/2026 9:00 AM"),
        ("#t=2026-12-08T0900?utm_source=x&t=2026-01-01T0900", "2026-12-08T0900"),
        ("#t=2026-12-08T0900&mc_eid=4f1", "2026-12-08T0900"),
        ("#t=2026-12-08T0900#_hsmi=1", "2026-12-08T0900"),
        ("#utm_source=x&t=2026-12-08T0900", "2026-12-08T0900"),
        ("#t=", ""),
        ("#t=%DATE%", "%DATE%"),
        ("#the-day-before", None),
        ("#start=9", None),
        ("#", None),
        ("", None),
    ],
)
def test_the_time_is_found_in_the_damaged_end_of_an_address(phone, hash_, text):
    assert phone().evaluate("(hash) => clinicPlan.textIn(hash)", hash_) == text


def test_a_step_without_a_time_has_no_moment(phone):
    answers = phone().evaluate(
        """() => [{ anchor: "start" }, { anchor: "end", minutes: 60 }, { anchor: "start", minutes: null, days: NaN }]
             .map((step) => clinicPlan.momentOf(step, { instant: 0, zone: "UTC", endMinutes: NaN }))"""
    )

    assert answers == [None, None, None]


def test_noon_and_midnight_are_named(phone):
    texts = ["2026-12-08T12:00", "2026-12-09T00:00", "2026-12-09T00:05", "2026-12-08T12:05"]

    assert read(phone(), texts) == {
        "2026-12-08T12:00": "noon, Tuesday, December 8",
        "2026-12-09T00:00": "midnight between Tuesday, December 8 and Wednesday, December 9",
        "2026-12-09T00:05": "12:05 am, Wednesday, December 9",
        "2026-12-08T12:05": "12:05 pm, Tuesday, December 8",
    }
