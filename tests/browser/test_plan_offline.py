"""A plan that is kept on the phone: without a network, without the server, after a week, and gone again."""

import socket
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories
from therapies import publishing
from therapies.linking.links import make_link
from therapies.models import Article

pytestmark = pytest.mark.django_db(transaction=True)
CLINIC = ZoneInfo("America/New_York")
SAVED_AT = datetime(2026, 12, 6, 14, 10, tzinfo=CLINIC)
WEEK = timedelta(days=7)

PLAN = "/visit/first-visit/"
PREPARE, AFTER, WHEN_TO_CALL = "/guide/how-to-prepare/", "/guide/after-your-infusion/", "/guide/when-to-call/"
VISIT = "#t=2026-12-08T09:00"
SHOWN = "Your visit: 9:00 am, Tuesday, December 8, 2026."
COPY_WORDS = "main > .callout > p:visible"
COPY = "Saved copy, December 6, 2:10 pm. Open it with internet to see if something has changed."

PREPARING = """\
Eat as usual the day before.

| What you eat or drink | Stops before your visit |
| --- | --- |
| Toast | {{ fast_solids_h }} |
| Water | {{ fast_clear_h }} |

- Have no large meal for {{ fast_heavy_meal_h }}.
- Bring an adult who stays for {{ stay_with_h }}.
"""

WHAT_IS_STORED = """async () => ({
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).map((one) => new URL(one.scope).pathname).sort(),
  storage: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
})"""
NOTHING = {"caches": [], "workers": [], "storage": []}
AXE = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}


@pytest.fixture
def pages():
    factories.article(slug="how-to-prepare", title="How to prepare", body=PREPARING)
    factories.article(slug="after-your-infusion", title="After your infusion")
    factories.article(slug="when-to-call", title="When to call", body="Call if it is there after 2 hours.\n")
    return factories.visit()


@pytest.fixture
def phone(browser, pages):
    """A phone that is not where the clinic is, on December 6 at 2:10 pm at the clinic."""
    context = browser.new_context(timezone_id="Asia/Tokyo", viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.clock.install(time=SAVED_AT)
    return page


def keep(page, address):
    page.goto(address)
    page.get_by_role("button", name="Keep for offline").click()
    expect(page.locator("[data-keep-status]")).to_have_text("Saved on this phone.")
    expect(page.get_by_role("button", name="Remove the saved copy")).to_be_focused()


def stored(page):
    return page.evaluate(WHAT_IS_STORED)


def flaws(page):
    return [
        f"{violation['id']}: {node['target']}"
        for violation in Axe().run(page, options=AXE).response["violations"]
        for node in violation["nodes"]
    ]


def test_nothing_is_kept_before_the_press_and_four_pages_after_it(phone, live_server):
    phone.goto(live_server.url + PLAN + VISIT)
    expect(phone.get_by_role("button", name="Keep for offline")).to_be_visible()
    before, flaws_before = stored(phone), flaws(phone)

    phone.get_by_role("button", name="Keep for offline").press("Enter")
    expect(phone.get_by_role("button", name="Remove the saved copy")).to_be_focused()

    assert before == NOTHING
    assert stored(phone) == NOTHING | {"caches": ["kept-plan"], "workers": sorted([PLAN, PREPARE, AFTER, WHEN_TO_CALL])}
    assert phone.context.cookies() == []
    assert flaws_before + flaws(phone) == []


def test_without_a_network_the_plan_has_its_times_and_the_pages_around_it_are_there(phone, live_server):
    keep(phone, live_server.url + PLAN + VISIT)
    phone.context.set_offline(True)

    for path in (PREPARE, AFTER, WHEN_TO_CALL, PLAN):
        phone.goto(live_server.url + path)
        expect(phone.locator(COPY_WORDS)).to_have_text(COPY)
    # The address came without a time: it is the one that was kept.
    expect(phone.locator("[data-plan-status]")).to_contain_text(SHOWN)
    expect(phone.locator("[data-fact=fast_solids_h] [data-step-when]")).to_contain_text("3:00 am")
    assert flaws(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    # Nobody pressed this one while there was a network.
    with phone.expect_download() as download:
        phone.get_by_role("button", name="Add to my calendar").click()
    assert "Appointment" in download.value.path().read_text()


def test_a_link_from_an_email_opens_its_copy_while_the_site_is_down(phone, pages, live_server):
    link = make_link(pages)
    with a_site_that_goes_down() as url:
        keep(phone, f"{url}/e/{link.code}/q?utm_source=mail{VISIT}")

    phone.goto("about:blank")
    phone.goto(f"{url}/e/{link.code}?mc_eid=x#t=2026-12-09T10:00")

    expect(phone.locator(COPY_WORDS)).to_have_text(COPY)
    expect(phone.locator("[data-plan-status]")).to_contain_text("Your visit: 10:00 am, Wednesday, December 9, 2026.")
    expect(phone).to_have_title("Information for your visit")


@contextmanager
def a_site_that_goes_down():
    """A second server that is really gone afterward, with the connections that a browser holds open."""
    site = LiveServer("localhost")
    server, connections = site.thread.httpd, []
    serve = server.process_request
    server.process_request = lambda connection, address: connections.append(connection) or serve(connection, address)
    try:
        yield site.url
    finally:
        site.stop()
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def test_after_seven_days_a_copy_leaves_out_when_to_stop_food_and_drink(phone, live_server):
    keep(phone, live_server.url + PLAN + "#t=2026-12-15T09:00")
    phone.context.set_offline(True)

    phone.clock.set_system_time(SAVED_AT + WEEK - timedelta(minutes=5))
    phone.goto(live_server.url + PREPARE)
    expect(phone.locator("main td")).to_have_text(["6 hours", "2 hours"])
    phone.goto(live_server.url + PLAN)
    expect(phone.locator("[data-fact=fast_solids_h] [data-step-when]")).to_contain_text("3:00 am")

    # The page stays open, and the phone wakes up.
    phone.clock.set_system_time(SAVED_AT + WEEK + timedelta(minutes=5))
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(phone.locator("[data-food] [data-step-when]")).to_have_text(["Call us to check"] * 2)
    expect(phone.get_by_text("Stop eating.")).to_be_hidden()
    expect(phone.locator("main > .callout")).to_contain_text("Call us to check: (555) 555-0100.")
    assert flaws(phone) == []

    phone.goto(live_server.url + PREPARE)
    instead = "Call us to check this rule."
    expect(phone.locator("main td")).to_have_text([instead, instead])
    expect(phone.locator("main .prose li")).to_have_text([instead, "Bring an adult who stays for 24 hours."])
    phone.goto(live_server.url + WHEN_TO_CALL)
    expect(phone.locator("main .prose")).to_have_text("Call if it is there after 2 hours.")


def test_a_copy_is_made_anew_when_the_plan_is_opened_with_a_network(phone, live_server):
    keep(phone, live_server.url + PLAN + VISIT)
    publishing.change_fact("announcement", "Our door is on the left side.")

    phone.goto("about:blank")
    phone.clock.set_system_time(SAVED_AT + timedelta(days=1))
    phone.goto(live_server.url + PLAN + "#t=2026-12-08T10:30")
    expect(phone.locator("[data-keep-state]")).to_contain_text("Saved copy, December 7, 2:10 pm.")
    phone.context.set_offline(True)
    phone.goto(live_server.url + WHEN_TO_CALL)

    expect(phone.locator("main > .callout")).to_contain_text("Saved copy, December 7, 2:10 pm.")
    expect(phone.locator(".announcement")).to_contain_text("Our door is on the left side.")
    phone.goto(live_server.url + PLAN)
    expect(phone.locator("[data-plan-status]")).to_contain_text("Your visit: 10:30 am, Tuesday, December 8, 2026.")


def test_a_time_that_cannot_be_read_is_not_replaced_by_the_one_that_was_kept(phone, live_server):
    keep(phone, live_server.url + PLAN + VISIT)
    phone.context.set_offline(True)

    for _ in range(2):
        phone.goto("about:blank")
        phone.goto(live_server.url + PLAN + "#t=9:00")
        expect(phone.locator("[data-plan-status]")).to_contain_text("(555) 555-0100")
        expect(phone.locator("[data-fact=fast_solids_h] [data-step-when]")).to_have_text("6 hours before your visit")


def test_a_page_that_was_withdrawn_is_no_longer_kept(phone, live_server):
    keep(phone, live_server.url + PLAN)
    publishing.withdraw(Article.objects.get(slug="after-your-infusion"), notice="It was wrong.")

    phone.goto(live_server.url + AFTER)
    expect(phone.locator("main")).to_contain_text("It was wrong.")
    phone.context.set_offline(True)

    with pytest.raises(Error, match="ERR_"):
        phone.goto(live_server.url + AFTER)


def test_removing_leaves_nothing_behind_even_without_a_network(phone, live_server):
    keep(phone, live_server.url + PLAN + VISIT)
    phone.context.set_offline(True)
    phone.goto(live_server.url + PLAN)

    phone.get_by_role("button", name="Remove the saved copy").click()

    expect(phone.locator("[data-keep-status]")).to_have_text("This phone keeps no copy now.")
    expect(phone.get_by_role("button", name="Keep for offline")).to_be_focused()
    assert stored(phone) == NOTHING
    with pytest.raises(Error, match="ERR_"):
        phone.goto(live_server.url + PREPARE)


def test_without_a_network_a_press_says_that_nothing_was_kept(phone, live_server):
    phone.goto(live_server.url + PLAN)
    phone.context.set_offline(True)

    phone.get_by_role("button", name="Keep for offline").click()

    expect(phone.locator("[data-keep-status]")).to_have_text(
        "That did not work. Check your internet and try again, or print the plan."
    )
    expect(phone.get_by_role("button", name="Keep for offline")).to_be_visible()
    assert stored(phone) == NOTHING
