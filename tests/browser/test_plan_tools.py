"""What one does with a visit plan: calendar file, paper, ticks, the symptom clock, and the card for the driver."""

import random
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.template.loader import render_to_string
from icalendar import Calendar
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests import factories
from therapies.linking.links import make_link

pytestmark = pytest.mark.django_db
CLINIC = ZoneInfo("America/New_York")
VISIT = datetime(2026, 12, 8, 9, tzinfo=CLINIC)
SYMPTOMS = """
## If it does not pass

Some signs can stay for a while.

- [at once] Your lips tingle.
- [drip +1 to 2 hours] You are still sleepy.
- [drip +24 hours] Odd feelings come back.
"""
TITLE = "Your first ketamine visit"
RULES = {
    # Without it axe asks the server for each style sheet once more.
    "preload": False,
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}


@pytest.fixture(scope="module")
def plan_address(django_db_setup, django_db_blocker):
    """The address of a plan behind a link of the clinic, the same for all tests of this module."""
    with django_db_blocker.unblock():
        article = factories.visit("first-ketamine-visit", title=TITLE, body=factories.PLAN + SYMPTOMS)
        link = make_link(article)
        server = LiveServer("localhost")
        yield server.url + link.get_absolute_url()
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def phone(browser):
    """Opens pages at an hour, on a phone whose clock is set to another part of the world."""

    def opened(*, now, width=360, javascript=True, scheme="light"):
        context = browser.new_context(
            timezone_id="Asia/Tokyo",
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.clock.set_fixed_time(now)
        return page

    return opened


def with_time(address):
    return f"{address}#t=2026-12-08T09:00"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CLINIC)


def button(page, name):
    return page.get_by_role("button", name=name)


def calendar_of(page) -> str:
    with page.expect_download() as download:
        button(page, "Add to my calendar").click()
    assert download.value.suggested_filename == "appointment.ics"
    return download.value.path().read_bytes().decode()


def dates_in(text: str) -> list[tuple]:
    """Title, begin, and the minutes before it at which the phone rings, of each event."""
    return [
        (
            str(event["SUMMARY"]),
            event["DTSTART"].dt,
            [-int(alarm["TRIGGER"].dt.total_seconds() // 60) for alarm in event.walk("VALARM")],
        )
        for event in Calendar.from_ical(text).walk("VEVENT")
    ]


# --- Calendar ---------------------------------------------------------------------------------


def test_the_calendar_file_has_neutral_dates_that_ring_and_never_at_night(phone, plan_address):
    page = phone(now=at("2026-11-30T10:00"))
    page.goto(with_time(plan_address))

    text = calendar_of(page)

    assert dates_in(text) == [
        ("Appointment", VISIT, [1440, 120]),
        ("Appointment: step 1", at("2026-12-01T09:00"), [15]),
        ("Appointment: step 2", at("2026-12-07T18:00"), [15]),
        # Six hours before 3 am.
        ("Appointment: step 3", at("2026-12-08T03:00"), [360]),
        ("Appointment: step 4", at("2026-12-08T07:00"), [15]),
        ("Appointment: step 5", at("2026-12-08T07:30"), [15]),
        ("Appointment: step 6", at("2026-12-08T21:00"), [0]),
        ("Appointment: step 7", at("2026-12-09T09:00"), [0]),
        ("Appointment: step 8", at("2026-12-09T15:00"), [0]),
    ]
    assert not re.search("ketamine|infusion|sample|eat|drink", text, re.IGNORECASE)
    first = Calendar.from_ical(text).walk("VEVENT")[0]
    assert first["DTEND"].dt == VISIT + timedelta(hours=6)
    assert first["DESCRIPTION"] == f"Open your plan to see what to do: {plan_address}#t=2026-12-08T14:00Z"
    expect(page.get_by_text("Open the file to add it: 9 dates with a reminder.")).to_be_visible()


def test_the_calendar_file_keeps_to_the_letter_of_its_format(phone, plan_address):
    page = phone(now=at("2026-11-30T10:00"))
    page.goto(with_time(plan_address))

    text = calendar_of(page)

    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    calendar = Calendar.from_ical(text)
    assert (calendar["VERSION"], calendar["METHOD"], calendar["PRODID"]) == (
        "2.0",
        "PUBLISH",
        "-//Appointment plan//EN",
    )
    identities = [str(event["UID"]) for event in calendar.walk("VEVENT")]
    assert identities == [f"20261208T140000Z-{number}@visit-plan" for number in range(9)]
    # The same again, so that taking it twice makes no second row of dates.
    assert [str(event["UID"]) for event in Calendar.from_ical(calendar_of(page)).walk("VEVENT")] == identities


def test_what_is_over_or_held_back_is_not_in_the_calendar_file(phone, plan_address):
    page = phone(now=at("2026-12-07T20:00"))
    page.goto(with_time(plan_address))
    # As a kept copy does it that is too old to be trusted.
    page.evaluate("document.querySelector('[data-plan]').setAttribute('data-hold-food', ''); clinicPlan.draw()")

    titles = [(title, begin) for title, begin, _ in dates_in(calendar_of(page))]

    assert titles == [
        ("Appointment", VISIT),
        ("Appointment: step 3", at("2026-12-08T07:30")),
        ("Appointment: step 4", at("2026-12-08T21:00")),
        ("Appointment: step 5", at("2026-12-09T09:00")),
        ("Appointment: step 6", at("2026-12-09T15:00")),
    ]
    expect(page.get_by_text("Some times are not in it. Call us to check them.")).to_be_visible()


def test_without_a_time_the_calendar_asks_for_it(phone, plan_address):
    page = phone(now=at("2026-12-01T20:00"))
    page.goto(plan_address)

    button(page, "Add to my calendar").click()

    expect(page.get_by_text("Type the day and time of your visit first.")).to_be_visible()
    expect(page.locator("[data-plan-ask] input").first).to_be_focused()


CALENDARS = """(appointments) => appointments.map(([instant, offsets]) => clinicPlan.calendar({
    instant, now: 0, zone: "America/New_York", endMinutes: 90, address: "",
    words: { title: "Visite, dès 8 h; à jeun", titleOfStep: "{n}", about: "", aboutAlone: "ä".repeat(80) },
    steps: offsets.map((minutes) => ({ at: instant + minutes * 60000, held: false, element: document.body })),
}))"""


def test_random_appointments_stand_in_the_calendar_as_python_works_them_out(phone, plan_address):
    page = phone(now=at("2026-12-01T20:00"))
    page.goto(with_time(plan_address))
    calendar_of(page)
    chance = random.Random(5)
    # Both nights on which the clocks change, and any day.
    starts = [datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 3, 14, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)]
    appointments = [
        (
            chance.choice(starts) + timedelta(minutes=5 * chance.randrange(600)),
            sorted(chance.sample(range(-3000, 3000), 4)),
        )
        for _ in range(150)
    ]

    texts = page.evaluate(CALENDARS, [[int(start.timestamp() * 1000), offsets] for start, offsets in appointments])

    assert [dates_in(text) for text in texts] == [expected_dates(start, offsets) for start, offsets in appointments]
    assert max(len(line.encode()) for text in texts for line in text.split("\r\n")) <= 75
    assert {str(Calendar.from_ical(text).walk("VEVENT")[1]["DESCRIPTION"]) for text in texts} == {"ä" * 80}


def expected_dates(start, offsets):
    steps = [(str(n), start + timedelta(minutes=minutes)) for n, minutes in enumerate(offsets, start=1)]
    return [
        ("Visite, dès 8 h; à jeun", start, [1440, 120]),
        *((title, begin, [minutes_of_alarm(begin, start)]) for title, begin in steps),
    ]


def minutes_of_alarm(begin, start):
    """At once after the visit, 15 minutes before a step by day, and at 9 pm of the evening before a step at night."""
    if begin >= start:
        return 0
    wall = begin.astimezone(CLINIC)
    if 6 <= wall.hour < 22:
        return 15
    evening = (wall if wall.hour >= 22 else wall - timedelta(days=1)).replace(hour=21, minute=0)
    return int((begin - evening.astimezone(UTC)).total_seconds() // 60)


def test_what_a_button_does_is_fetched_with_the_first_press_and_asked_for_again_when_it_does_not_come(
    phone, plan_address
):
    page = phone(now=at("2026-12-01T20:00"))
    fetched = []
    page.on("request", lambda request: fetched.append(request.url.rpartition("/")[2].split(".")[0]))
    page.goto(with_time(plan_address), wait_until="networkidle")
    assert {"times", "plan", "tools", "keep"} <= set(fetched)
    assert {"calendar", "paper", "ticks", "symptoms", "save"}.isdisjoint(fetched)

    page.context.set_offline(True)
    button(page, "Tick things off").click()
    expect(page.locator("[data-tools=plan] [role=status]")).to_have_text(
        "That did not work. Check your internet and press again."
    )
    page.context.set_offline(False)
    button(page, "Tick things off").click()

    expect(button(page, "Forget my ticks")).to_be_focused()
    assert {"calendar", "paper", "symptoms", "save"}.isdisjoint(fetched)


# --- Paper ------------------------------------------------------------------------------------


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_a_plan_is_printed_on_one_page_with_its_times_its_code_and_its_version(phone, plan_address):
    page = phone(now=at("2026-12-01T20:00"))
    page.goto(with_time(plan_address))

    button(page, "Print on one page").click()
    expect(page.locator("[data-plan-qr] img")).to_have_js_property("complete", True)
    page.emulate_media(media="print")

    expect(page.locator("[data-fact=fast_solids_h] [data-step-when]")).to_have_text("3:00 am, Tuesday, December 8")
    expect(page.locator(".plan-foot")).to_contain_text(f"{plan_address.removeprefix('http://')} · Version 1,")
    expect(page.locator(".plan-foot")).to_contain_text("Life in danger: 911.")
    expect(page.locator("[data-plan-qr] img")).to_be_visible()
    assert page.locator("[data-plan-qr] img").evaluate("(image) => image.naturalWidth") > 0
    for other in (".symptoms", ".driver", ".call-card", ".footer", "[data-plan-tools]", ".version-mark"):
        expect(page.locator(other).first).to_be_hidden()
    assert pages_of(page.pdf(format="Letter")) == 1
    # The browser's own printing, afterwards, prints the whole page again.
    expect(page.locator("html")).not_to_have_attribute("data-print", "plan")
    expect(page.locator(".symptoms").first).to_be_visible()


def test_a_safety_notice_is_printed_with_the_plan_and_not_with_the_card_that_names_no_drug(phone, plan_address):
    page = phone(now=at("2026-12-01T20:00"))
    page.goto(with_time(plan_address))
    notice = {"words": "Ketamine visits: do not eat for 8 hours.", "starts_at": VISIT}
    shown = render_to_string("components/safety_notices.html", {"notices": [notice]})
    page.evaluate("(shown) => document.body.insertAdjacentHTML('afterbegin', shown)", shown)

    button(page, "Print on one page").click()
    expect(page.locator("html")).to_have_attribute("data-print", "plan")
    page.emulate_media(media="print")
    expect(page.get_by_text("do not eat for 8 hours")).to_be_visible()

    page.evaluate("document.documentElement.dataset.print = 'driver'")
    expect(page.get_by_text("do not eat for 8 hours")).to_be_hidden()


def test_the_longest_plan_of_the_clinic_fits_on_letter_and_a4(live_site, phone):
    page = phone(now=at("2026-12-01T20:00"))
    page.goto(with_time(f"{live_site}/visit/first-ketamine-visit-mood/"))

    for paper in ("Letter", "A4"):
        button(page, "Print on one page").click()
        expect(page.locator("[data-plan-qr] img")).to_have_js_property("complete", True)
        assert pages_of(page.pdf(format=paper)) == 1, paper
    size = page.evaluate("document.documentElement.style.getPropertyValue('--print-size')")
    assert float(size.removesuffix("pt")) >= 8.5


# --- Ticks ------------------------------------------------------------------------------------


def test_ticks_stay_on_the_phone_after_a_press_until_they_are_forgotten(phone, plan_address):
    page = phone(now=at("2026-12-01T20:00"))
    page.goto(plan_address)
    kept = "Object.keys(localStorage)"
    assert page.evaluate(kept) == []

    # By keyboard alone.
    button(page, "Tick things off on this phone").press("Enter")
    expect(button(page, "Forget my ticks")).to_be_focused()
    done = page.get_by_role("checkbox", name=re.compile("^Done ?: Book your ride home.$"))
    done.press("Space")
    expect(page.locator(".plan__step--done")).to_have_count(1)
    page.goto(f"{plan_address}?utm_source=mail#t=2026-12-08T09:00")
    expect(done).to_be_checked()
    expect(page.get_by_role("checkbox")).to_have_count(8)
    assert page.evaluate(kept) == ["visit-plan-ticks"]

    button(page, "Forget my ticks").press("Enter")
    expect(button(page, "Tick things off on this phone")).to_be_focused()
    expect(page.get_by_text("This phone has forgotten your ticks.")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    assert page.evaluate(kept) == []
    page.reload()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    assert page.context.cookies() == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"version": "Version 0"}, "The plan has changed since you ticked. Read it again, and start anew."),
        ({"on": 0}, ""),
    ],
)
def test_ticks_of_another_wording_or_of_long_ago_are_dropped(phone, plan_address, change, told):
    page = phone(now=at("2026-12-01T20:00"))
    page.goto(plan_address)
    button(page, "Tick things off on this phone").click()
    page.get_by_role("checkbox").first.check()
    page.evaluate(
        "(change) => { const all = JSON.parse(localStorage['visit-plan-ticks']);"
        " localStorage['visit-plan-ticks'] = JSON.stringify({ ...all, ...change }); }",
        change,
    )

    page.reload()

    expect(page.locator("[data-tools=plan] [role=status]")).to_have_text(told)
    expect(page.get_by_role("checkbox")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0


# --- Symptom clock ----------------------------------------------------------------------------


def calls(page):
    return page.locator(".symptoms__call")


def say_when_the_drip_ended(page, time, *, day="Today"):
    form = page.locator(".symptoms form")
    form.get_by_label("Day").select_option(day)
    form.get_by_label("Time").fill(time)
    form.get_by_role("button", name="Show when to call").click()


def test_the_end_of_the_drip_says_after_which_time_to_call(phone, plan_address):
    page = phone(now=at("2026-12-08T16:00"))
    page.goto(plan_address)
    told = page.locator(".symptoms [role=status]")
    expect(calls(page)).to_have_text(
        [
            "Call us at once.",
            "Call us if it lasts longer than 2 hours after your drip ends.",
            "Call us if it lasts longer than 24 hours after your drip ends.",
        ]
    )

    say_when_the_drip_ended(page, "17:00")
    expect(told).to_have_text("That time has not come yet. Check the day and the time.")
    expect(page.locator(".symptoms input")).to_be_focused()
    say_when_the_drip_ended(page, "15:40")

    expect(told).to_have_text("Your drip ended at 3:40 pm. Your times stand below.")
    later = [
        "Call us at once.",
        "Call us if it is still there after 5:40 pm.",
        "Call us if it is still there after 3:40 pm, Wednesday, December 9.",
    ]
    expect(calls(page)).to_have_text(later)

    page.reload()
    expect(calls(page)).to_have_text(later)
    page.clock.set_fixed_time(at("2026-12-08T17:40"))
    page.reload()
    expect(calls(page).nth(1)).to_have_text("It is past 5:40 pm. If it is still there, call us now.")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_drip_of_yesterday_and_hours_across_a_change_of_the_clocks(phone, plan_address):
    # On November 1, 2026, the clocks go back at 2 am: 24 hours after 3 pm are 2 pm.
    page = phone(now=at("2026-11-01T08:00"))
    page.goto(plan_address)

    say_when_the_drip_ended(page, "", day="Yesterday")
    expect(page.get_by_text("Type the time when your drip ended. Ask the nurse if you do not know.")).to_be_visible()
    say_when_the_drip_ended(page, "15:00", day="Yesterday")

    expect(page.get_by_text("Your drip ended at 3:00 pm, Saturday, October 31.")).to_be_visible()
    expect(calls(page)).to_have_text(
        [
            "Call us at once.",
            "It is past 5:00 pm, Saturday, October 31. If it is still there, call us now.",
            "Call us if it is still there after 2:00 pm.",
        ]
    )


# --- Card for the driver ----------------------------------------------------------------------


def test_the_card_for_the_driver_says_when_to_come_and_names_no_drug(phone, plan_address):
    page = phone(now=at("2026-12-01T20:00"))
    page.context.add_init_script("navigator.share = async (shared) => { globalThis.shared = shared; };")
    page.goto(with_time(plan_address))
    page.get_by_text("Card for the person who takes you home").press("Enter")

    expect(page.locator("[data-driver-when]")).to_have_text(
        "Come between 11:00 am and 3:00 pm, Tuesday, December 8. The time can change: keep your phone on."
    )
    button(page, "Send as text").click()
    page.wait_for_function("globalThis.shared")

    text = page.evaluate("shared.text")
    assert "Come between 11:00 am and 3:00 pm, Tuesday, December 8." in text
    assert "- You cannot wake them, they faint, or they have a seizure (fit)." in text
    assert text.endswith("/guide/for-your-driver/")
    for name in ("ketamine", "lidocaine", "mood", "pain "):
        assert name not in text.replace("chest pain ", "").lower()

    button(page, "Print the card").click()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name=TITLE)).to_be_hidden()
    expect(page.locator(".plan__group").first).to_be_hidden()
    assert pages_of(page.pdf(format="Letter")) == 1


def test_without_javascript_plan_signs_and_card_are_read_in_hours(phone, plan_address):
    page = phone(now=at("2026-12-01T20:00"), javascript=False)
    page.goto(plan_address)

    expect(calls(page).nth(1)).to_have_text("Call us if it lasts longer than 2 hours after your drip ends.")
    page.get_by_text("Card for the person who takes you home").click()
    expect(page.locator("[data-driver-when]")).to_have_text(
        "Ask them when to come. The time can change: keep your phone on."
    )
    for name in ("Add to my calendar", "Print on one page", "Send as text", "Show when to call"):
        expect(button(page, name)).to_have_count(0)


# --- For everybody ----------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")])
def test_axe_finds_nothing_in_any_state_and_nothing_scrolls_sideways(phone, plan_address, width, scheme):
    page = phone(now=at("2026-12-08T16:00"), width=width, scheme=scheme)
    page.goto(with_time(plan_address))
    found = faults(page, "as it opens")

    button(page, "Tick things off on this phone").click()
    page.get_by_role("checkbox").first.check()
    button(page, "Add to my calendar").click()
    expect(page.get_by_text("Open the file to add it")).to_be_visible()
    page.get_by_text("Card for the person who takes you home").click()
    say_when_the_drip_ended(page, "13:00")
    expect(page.get_by_text("It is past 3:00 pm.")).to_be_visible()
    found += faults(page, "with everything open")
    say_when_the_drip_ended(page, "")
    expect(page.locator("[aria-invalid=true]")).to_be_focused()
    found += faults(page, "with a mistake")

    assert found == []
    small = page.locator("button:visible, .plan-tick:visible, summary:visible, .symptoms select, .symptoms input")
    assert [box for box in map(box_of, small.all()) if box["height"] < 44] == []


def box_of(element):
    return element.bounding_box() | {"words": element.text_content().strip()[:40]}


def faults(page, state):
    # What happens to lie below the bar with the numbers is too small for axe, wherever the page stands.
    page.evaluate("scrollTo(0, 0)")
    violations = Axe().run(page, options=RULES).response["violations"]
    found = [f"{state}: {each['id']}: {node['target']}" for each in violations for node in each["nodes"]]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + ([f"{state}: {wide} px of sideways scroll"] if wide > 0 else [])
