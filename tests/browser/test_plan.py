"""The plan of a visit in a patient's hands: from the link in an e-mail, from two fields, by keyboard, and in doubt."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.signals import request_started
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.test_every_page import RULES
from therapies.linking.links import make_link
from therapies.models import Article
from therapies.publishing.facts import change_fact

pytestmark = pytest.mark.django_db
PLAN = "/visit/first-ketamine-visit-pain/"
CLINIC = ZoneInfo(settings.TIME_ZONE)
SUNDAY = datetime(2026, 12, 6, 15, 0, tzinfo=CLINIC)
VISIT = "#t=2026-12-08T0900"
SHOWN = "Your visit: 9:00 am, Tuesday, December 8, 2026. The times here are clock times at the clinic."
KEPT = "[document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(Boolean)"


@pytest.fixture(scope="module")
def short_address(live_site, django_db_blocker):
    """A permanent link to the plan. The rules about food are checked today; one is so long that it begins the day before."""
    with django_db_blocker.unblock():
        change_fact("fast_solids_h", "6 hours")
        change_fact("fast_heavy_meal_h", "12 hours")
        article = Article.objects.get(kind="visit", slug="first-ketamine-visit-pain")
        return f"/e/{make_link(article, by=None).code}"


@pytest.fixture
def phone(browser, live_site, short_address):
    """Opens pages on a new phone, somewhere else than the clinic; what the pages complain about is collected."""
    contexts, complaints = [], []

    def opened(path, *, now=SUNDAY, zone="Asia/Kolkata", width=390, scheme="light", is_checked=True):
        context = browser.new_context(timezone_id=zone, viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        if is_checked:
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        if now:
            page.clock.install(time=now)
        page.goto(live_site + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def status(page):
    return page.locator("[data-plan-status]")


def step(page, fact):
    return page.locator(f"[data-step][data-fact={fact}]").first


def when(page, fact):
    return step(page, fact).locator("[data-step-when]")


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Asia/Kolkata"])
def test_a_link_with_a_time_shows_clock_times_of_the_clinic(phone, zone):
    page = phone(PLAN + VISIT, zone=zone)

    expect(when(page, "fast_solids_h")).to_have_text("3:00 am, Tuesday, December 8")
    expect(when(page, "fast_clear_h")).to_have_text("7:00 am, Tuesday, December 8")
    expect(page.locator("[data-appointment] [data-step-when]")).to_have_text("9:00 am, Tuesday, December 8")
    expect(step(page, "fast_solids_h").locator(".plan__practice")).to_have_text(
        "So have your last meal on Monday evening."
    )
    # Drinks are no meal: nothing is said about an evening.
    expect(step(page, "fast_clear_h").locator(".plan__practice")).to_have_count(0)
    expect(status(page)).to_contain_text(SHOWN)
    expect(page).to_have_url(re.compile(f"{PLAN}$"))


def test_who_cannot_come_calls_while_somebody_answers(phone):
    """48 hours before a visit on a Monday are a Saturday."""
    page = phone(PLAN + "#t=2026-12-14T09:00")

    expect(when(page, "cancel_notice_h")).to_have_text("5:00 pm, Friday, December 11")


DAMAGED = (
    "#t=2026-12-08T0900",
    "/q#t=12/08/2026%209:00%20AM",
    "#t%3D2026-12-08T09%3A00",
    "#t=2026-12-08T0900?utm_source=mail&utm_medium=email",
    "#t=Tuesday,+December+8,+2026+at+9:00+AM&mc_eid=4f1a",
    "%23t=2026-12-08T0900",
    "/e%23t%3D2026-12-08T0900?utm_source=x",
)


def test_a_damaged_link_still_shows_the_times(phone, live_site, short_address):
    page = phone("/")
    shown = {}
    for end in DAMAGED:
        page.goto("about:blank")
        page.goto(live_site + short_address + end)
        expect(status(page)).not_to_be_empty()
        shown[end] = (SHOWN in status(page).inner_text(), "2026" in page.url)

    assert shown == dict.fromkeys(DAMAGED, (True, False))


def test_a_link_with_a_slash_too_many_shows_the_times(phone, short_address):
    page = phone(f"/{short_address}{VISIT}")

    expect(status(page)).to_contain_text(SHOWN)
    expect(page).to_have_url(re.compile(f"/{short_address}$"))


def test_a_link_that_lost_its_time_asks_for_it_and_the_keyboard_is_enough(phone, short_address):
    page = phone(short_address)
    expect(when(page, "fast_solids_h")).to_have_text("6 hours before your visit")

    page.locator(".plan-ask").get_by_label("Day").focus()
    page.keyboard.type("12082026")
    page.keyboard.press("Tab")
    # Past the button that opens a calendar, if this browser has one there.
    while page.evaluate("document.activeElement.type") != "time":
        page.keyboard.press("Tab")
    page.keyboard.type("0900AM")
    page.keyboard.press("Enter")

    expect(status(page)).to_contain_text(SHOWN)
    expect(page.get_by_role("heading", name="What now")).to_be_focused()
    expect(when(page, "fast_solids_h")).to_have_text("3:00 am, Tuesday, December 8")


def test_the_time_is_changed_and_removed_by_hand(phone):
    page = phone(PLAN + VISIT)

    page.get_by_role("button", name="Change the time").click()
    expect(page.locator(".plan-ask").get_by_label("Day")).to_be_focused()
    expect(page.locator(".plan-ask").get_by_label("Day")).to_have_value("2026-12-08")
    page.locator(".plan-ask").get_by_label("Time").fill("")
    page.locator(".plan-ask").get_by_role("button").click()
    expect(status(page)).to_have_text("Type the day and the time of your visit.")
    page.locator(".plan-ask").get_by_label("Time").fill("14:30")
    page.locator(".plan-ask").get_by_role("button").click()
    expect(when(page, "fast_solids_h")).to_have_text("8:30 am, Tuesday, December 8")
    expect(step(page, "fast_solids_h").locator(".plan__practice")).to_have_count(0)

    page.get_by_role("button", name="Remove the time").click()

    expect(when(page, "fast_solids_h")).to_have_text("6 hours before your visit")
    expect(page.get_by_role("heading", name="What now")).to_be_hidden()
    page.reload()
    expect(page.locator(".plan-ask").get_by_label("Day")).to_have_value("")
    expect(when(page, "fast_solids_h")).to_have_text("6 hours before your visit")


REFUSED = {
    "": "Your link came without the time of your visit. Type it here, or call us:",
    "%DATE%": "We could not read the time in your link. Type the time of your visit here, or call us:",
    "13/08/2026 9:00 AM": "We are not sure which day or time this means. We do not want to guess. Call us to check:",
    "2026-11-17T0900": "That visit is more than 7 days ago. Call us to check the time of your visit:",
    "2027-12-08T0900": "That day is more than a year away. Call us to check the time of your visit:",
    "2026-12-08T1900": "We are closed at that time. Call us to check the time of your visit:",
}


def test_a_time_that_cannot_be_trusted_gives_the_number_and_no_clock_time(phone):
    page = phone(PLAN + VISIT)
    for text, sentence in REFUSED.items():
        page.evaluate("(text) => { location.hash = text; }", f"t={text}")

        expect(status(page)).to_have_text(f"{sentence} (555) 555-0100")
        expect(status(page).get_by_role("link")).to_have_attribute("href", re.compile("^tel:"))
        expect(when(page, "fast_solids_h")).to_have_text("6 hours before your visit")
        expect(page.locator(".plan-ask").get_by_label("Day")).to_be_visible()


def test_reload_and_back_and_a_jump_in_the_page_keep_the_time_and_nothing_is_stored(phone):
    page = phone(PLAN + VISIT)
    expect(status(page)).to_contain_text(SHOWN)

    page.reload()
    expect(status(page)).to_contain_text(SHOWN)
    page.evaluate("location.hash = 'step-3'")
    expect(page).to_have_url(re.compile("#step-3$"))
    page.reload()
    expect(status(page)).to_contain_text(SHOWN)
    page.get_by_role("link", name="Prepare").first.click()
    page.go_back()
    expect(status(page)).to_contain_text(SHOWN)
    # Another mail, opened in the same tab.
    page.evaluate("location.hash = 't=2026-12-09T1000'")
    expect(when(page, "fast_solids_h")).to_have_text("4:00 am, Wednesday, December 9")

    assert page.evaluate(KEPT) == []
    assert page.context.cookies() == []


def test_what_is_next_moves_on_with_the_clock(phone):
    page = phone(PLAN + VISIT, now=datetime(2026, 12, 8, 6, 30, tzinfo=CLINIC))
    card, next_step = page.locator(".plan-now"), page.locator(".plan__step--next")
    expect(card).to_contain_text("Your visit is today, in 2 hours 30 minutes.")
    expect(card).to_contain_text("Next 7:00 am, Tuesday, December 8")
    expect(status(page)).to_contain_text(re.compile("Next: Stop .*drinks.* 7:00 am, Tuesday, December 8"))
    expect(next_step).to_have_attribute("data-fact", "fast_clear_h")
    # What was to be done before and what to do if it was not, with the number.
    expect(card.locator("[data-now-missed]")).to_contain_text("Call us before you leave home.")
    expect(card.get_by_role("link", name="(555) 555-0100")).to_be_visible()
    expect(page.locator("li.plan__now + .plan__step--next")).to_have_count(1)
    expect(page.locator("li.plan__now")).to_have_text("Now: 6:30 am, Tuesday, December 8")

    page.clock.fast_forward("31:00")

    expect(status(page)).not_to_contain_text("7:00 am")
    expect(step(page, "fast_clear_h")).to_have_class(re.compile("plan__step--past"))
    expect(card).to_contain_text("Your visit is today, in 1 hour 59 minutes.")
    page.clock.fast_forward("02:00:00")
    expect(card).to_contain_text("Your visit has begun.")
    expect(card.locator("[data-now-missed]")).to_be_hidden()


LEFT = {
    datetime(2026, 11, 22, 12, tzinfo=CLINIC): "Your visit is in 16 days.",
    datetime(2026, 12, 7, 23, 59, tzinfo=CLINIC): "Your visit is tomorrow.",
    datetime(2026, 12, 8, 8, 59, tzinfo=CLINIC): "Your visit is today, in 1 minute.",
    datetime(2026, 12, 8, 23, tzinfo=CLINIC): "Your visit was today.",
    datetime(2026, 12, 9, 0, 1, tzinfo=CLINIC): "Your visit was yesterday.",
    datetime(2026, 12, 15, 8, tzinfo=CLINIC): "Your visit was 7 days ago.",
}


def test_what_now_says_how_much_time_is_left(phone):
    page = phone(PLAN + VISIT)
    for now, left in LEFT.items():
        page.clock.set_system_time(now)
        page.evaluate("clinicPlan.draw()")

        expect(page.locator("[data-now-left]")).to_have_text(left)


# How many steps of today; since when the last ones hold; when the next one is; how many may have been missed.
# Who cannot come calls until Friday, since 48 hours before are a Sunday. Big meals end at 9 pm on Monday, food at 3 am, drinks at 7 am; the visit may last until 3 pm.
AT_THIS_MOMENT = {
    datetime(2026, 11, 22, 12): (None, None, "Tuesday, December 1", None),
    datetime(2026, 12, 1, 9): (6, None, "5:00 pm, Friday, December 4", None),
    datetime(2026, 12, 3, 12): (None, None, "5:00 pm, Friday, December 4", 0),
    datetime(2026, 12, 6, 12): (None, None, "Monday, December 7", 0),
    datetime(2026, 12, 7, 8): (2, None, "9:00 am, Monday, December 7", 0),
    datetime(2026, 12, 7, 19): (2, None, "9:00 pm, Monday, December 7", 3),
    datetime(2026, 12, 7, 23, 30): (2, None, "3:00 am, Tuesday, December 8", 4),
    datetime(2026, 12, 8, 4): (None, None, "7:00 am, Tuesday, December 8", 5),
    datetime(2026, 12, 8, 8, 55): (None, None, "9:00 am, Tuesday, December 8", 5),
    datetime(2026, 12, 8, 9, 30): (None, "9:00 am, Tuesday, December 8", "3:00 pm, Tuesday, December 8", None),
    datetime(2026, 12, 8, 22): (None, "9:00 pm, Tuesday, December 8", "7:00 am, Wednesday, December 9", None),
    datetime(2026, 12, 12, 12): (None, None, "9:00 am, Tuesday, December 15", None),
}
CARD = """() => {
  clinicPlan.draw();
  const part = (name) => document.querySelector(`.plan-now [data-now-${name}]`);
  const shown = (name, of) => (part(name).checkVisibility() ? of(part(name)) : null);
  const words = (element) => element.textContent.replace(/\\s+/g, " ").trim();
  return [
    shown("today", (all) => all.querySelectorAll("li").length),
    shown("holds", (all) => words(all.firstElementChild).replace("Now since ", "")),
    shown("next", () => words(part("next-when")).replace("Next ", "")),
    shown("missed", (all) => all.querySelectorAll("li").length),
    document.querySelectorAll(".plan-now a[href^='tel:']").length >= 4,
  ];
}"""


def test_what_now_is_right_from_weeks_before_to_the_first_week(phone):
    page = phone(PLAN + VISIT)
    shown = {}
    for now in AT_THIS_MOMENT:
        page.clock.set_system_time(now.replace(tzinfo=CLINIC))
        shown[now] = tuple(page.evaluate(CARD))

    # The numbers of the clinic, 911 and 988 are there each time.
    assert shown == {now: (*card, True) for now, card in AT_THIS_MOMENT.items()}


def test_the_evening_before_says_when_food_ends_in_the_night(phone):
    page = phone(PLAN + VISIT, now=datetime(2026, 12, 7, 17, tzinfo=CLINIC))

    expect(page.locator("[data-now-then]")).to_contain_text(
        "3:00 am, Tuesday, December 8: Stop eating. So have your last meal on Monday evening."
    )


def test_nothing_that_is_over_stands_behind_the_mark_of_now(phone):
    """What may be done at any time of today stands before the mark, and is not over."""
    page = phone(PLAN + VISIT, now=datetime(2026, 12, 7, 19, tzinfo=CLINIC))
    expect(page.locator("li.plan__now")).to_have_text("Now: 7:00 pm, Monday, December 7")

    behind = page.locator("li.plan__now ~ .plan__step--past")
    expect(behind).to_have_count(0)
    expect(page.locator("[data-plan-group=day-before] .plan__step:not(.plan__step--past)")).to_have_count(3)


def test_the_bandage_stays_until_the_end_of_a_late_visit(phone):
    """A visit at 4:45 pm may end at 10:45 pm: what is to be done at 9 pm, at home, waits for that."""
    page = phone(f"{PLAN}#t=2026-12-08T1645")
    expect(status(page)).to_contain_text("4:45 pm")

    times = page.locator("[data-plan-group=first-night] [data-step-when]").all_inner_texts()
    assert times == ["10:45 pm, Tuesday, December 8"] * 2 + ["11:45 pm, Tuesday, December 8"]


def test_a_visit_of_unknown_length_has_begun_for_an_hour(phone):
    page = phone("/visit/follow-up-visit/" + VISIT, now=datetime(2026, 12, 8, 9, 5, tzinfo=CLINIC))
    card = page.locator(".plan-now")
    expect(card).to_contain_text("Your visit has begun.")
    expect(card.locator("[data-now-holds]")).to_contain_text("Now since 9:00 am")

    page.clock.fast_forward("56:00")

    expect(card).to_contain_text("Your visit was today.")
    expect(card.locator("[data-now-holds]")).to_be_hidden()


def test_what_is_ticked_off_was_not_missed(phone):
    page = phone(PLAN + VISIT, now=datetime(2026, 12, 8, 4, tzinfo=CLINIC))
    missed = page.locator("[data-now-missed]")
    expect(missed).to_contain_text("Stop eating.")

    page.get_by_role("button", name="Tick things off on this phone").click()
    page.get_by_role("checkbox", name="Stop eating.").check()
    expect(missed).not_to_contain_text("Stop eating.")
    page.reload()

    expect(page.get_by_role("checkbox", name="Stop eating.")).to_be_checked()
    expect(missed).not_to_contain_text("Stop eating.")


def test_a_minute_that_passes_leaves_the_keyboard_where_it_is_in_the_card(phone):
    page = phone(PLAN + VISIT, now=datetime(2026, 12, 8, 6, 30, tzinfo=CLINIC))
    link = page.locator("[data-now-missed] a").first
    link.focus()

    page.clock.fast_forward("02:00")

    expect(page.locator("[data-now-left]")).to_have_text("Your visit is today, in 2 hours 28 minutes.")
    expect(link).to_be_focused()


def test_paper_does_not_say_what_was_now(phone):
    page = phone(PLAN + VISIT)
    expect(page.locator(".plan-now")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.locator(".plan-now")).to_be_hidden()
    expect(when(page, "fast_solids_h")).to_be_visible()


def test_steps_stand_in_the_order_of_their_times_under_the_day_they_fall_on(phone):
    page = phone(PLAN + VISIT)

    expect(when(page, "fast_heavy_meal_h")).to_have_text("9:00 pm, Monday, December 7")
    expect(page.locator("[data-plan-group=day-before] [data-fact=fast_heavy_meal_h]")).to_have_count(1)
    times = page.evaluate(
        "clinicPlan.current.steps.filter(({ at }) => at !== null).map(({ element, at }) => [element.id, at])"
    )
    shown = page.locator("[data-step]").evaluate_all("(all) => all.map((one) => one.id)")
    before = [at for name in shown for key, at in times if key == name]
    assert before == sorted(before)

    page.get_by_role("button", name="Remove the time").click()
    expect(page.locator("[data-plan-group=that-day] [data-fact=fast_heavy_meal_h]")).to_have_count(1)


def test_a_rule_that_nobody_has_checked_by_then_is_held_back(phone):
    """A rule about food holds for six months. After that, also for a visit after that, the plan says to call."""
    near, far = (next_tuesday(timezone.now() + timedelta(days=days)) for days in (30, 220))
    page = phone(f"{PLAN}#t={near:%Y-%m-%d}T0900", now=None)
    expect(when(page, "fast_solids_h")).to_contain_text("3:00 am, Tuesday")

    page.evaluate("(text) => { location.hash = text; }", f"t={far:%Y-%m-%d}T0900")

    held = step(page, "fast_solids_h")
    expect(when(page, "fast_solids_h")).to_have_text("Call us to check")
    expect(held.locator("[data-step-words]")).to_be_hidden()
    expect(held.get_by_role("link", name="(555) 555-0100")).to_be_visible()
    expect(held.locator(".plan__practice")).to_have_count(0)
    expect(page.locator("[data-now-check]")).to_have_text("Some times are not shown. Call us to check: (555) 555-0100")
    expect(page.locator("[data-appointment] [data-step-when]")).to_contain_text("9:00 am, Tuesday")


def next_tuesday(day: datetime) -> datetime:
    return day + timedelta(days=(1 - day.weekday()) % 7)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_axe_finds_nothing_in_any_state_and_nothing_scrolls_sideways(phone, width, scheme):
    morning = datetime(2026, 12, 8, 6, 30, tzinfo=CLINIC)
    # The checker writes styles into the page, which the policy of the site refuses with a complaint.
    page = phone(PLAN, now=morning, width=width, scheme=scheme, is_checked=False)
    found = {}
    for state in ("", "t=2026-12-08T0900", "t=13/08/2026 9:00 AM"):
        if state:
            page.evaluate("(state) => { location.hash = state; }", state)
            expect(status(page)).not_to_be_empty()
        violations = Axe().run(page, context="#your-plan", options=RULES).response["violations"]
        found[state] = [violation["id"] for violation in violations]
        found[state] += ["wide"] if page.evaluate("document.documentElement.scrollWidth") > width else []
        found[state] += page.locator("#your-plan :is(button, input)").evaluate_all(
            "(all) => all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML)"
        )

    assert found == {state: [] for state in found}


def test_without_javascript_every_step_has_its_time_relative_to_the_visit(live_site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_site + PLAN + VISIT)

    expect(when(page, "fast_solids_h")).to_have_text("6 hours before your visit")
    expect(page.locator(".plan-ask").get_by_label("Day")).to_have_count(0)
    expect(page.locator("[data-step-when]:visible")).to_have_count(page.locator("[data-step]").count())
    context.close()


def test_the_time_never_reaches_the_server(phone):
    """All that the server is told, of the page and of all it loads. 10,000 loads: benchmarks/plan_privacy.py."""
    told = []

    def hear(environ, **rest):
        told.append("\n".join(f"{key}={value}" for key, value in environ.items() if isinstance(value, str)))

    request_started.connect(hear)
    try:
        page = phone("/")
        for number in range(30):
            page.goto(page.url.split("/visit")[0].rstrip("/") + f"{PLAN}?n={number}#t=2031-05-07T{number % 12:02}:41")
            expect(status(page)).to_contain_text("more than a year away")
    finally:
        request_started.disconnect(hear)

    assert len([request for request in told if f"PATH_INFO={PLAN}" in request]) == 30
    assert [request for request in told if re.search(r"2031-05|05-07T|T\d\d(:|%3A)41|#|%23", request)] == []
