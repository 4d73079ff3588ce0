"""Whom to call, at each hour: out of hours the number that is answered then comes first."""

import gzip
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from clinic_site.static_storage import light
from tests import factories
from therapies import publishing

pytestmark = pytest.mark.django_db(transaction=True)
CLINIC = ZoneInfo("America/New_York")
DAY, NIGHT = "(555) 555-0100", "(555) 555-0101"
HOURS = "Monday to Friday, 8 am to 5 pm; Saturday, 9 am to noon"

OPEN = ["2026-12-08T08:00", "2026-12-08T16:59", "2026-12-12T09:00"]
CLOSED = ["2026-12-08T07:59", "2026-12-08T17:00", "2026-12-12T12:00", "2026-12-13T10:00", "2026-12-08T00:10"]


@pytest.fixture
def page_at(browser, live_server):
    """Opens a page at this hour of the clinic, on a phone that is somewhere else."""
    factories.article(slug="rest")
    publishing.change_fact("opening_hours", HOURS)

    def opened(clock, *, zone="Asia/Tokyo", javascript=True, path="/guide/rest/"):
        context = browser.new_context(timezone_id=zone, java_script_enabled=javascript)
        page = context.new_page()
        page.clock.install(time=at_the_clinic(clock))
        page.goto(live_server.url + path)
        return page

    return opened


def at_the_clinic(clock):
    return datetime.fromisoformat(clock).replace(tzinfo=CLINIC)


def numbers(page):
    return page.locator(".call-card__number")


def test_out_of_hours_the_number_that_is_answered_then_comes_first(page_at):
    page = page_at(CLOSED[0])
    for clock in CLOSED:
        page.clock.set_system_time(at_the_clinic(clock))
        page.reload()

        expect(numbers(page)).to_have_text(["911", "988", NIGHT, DAY])
        expect(page.locator(".call-card")).to_contain_text("When the clinic is closed, as it is now")
        expect(page.locator(".urgent__entry--clinic a")).to_have_attribute("href", "tel:+15555550101")
        expect(page.locator(".urgent .urgent__number")).to_have_text(["911", "988", NIGHT, "When to call"])


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo"])
def test_in_office_hours_the_number_of_the_clinic_comes_first(page_at, zone):
    page = page_at(OPEN[0], zone=zone)
    for clock in OPEN:
        page.clock.set_system_time(at_the_clinic(clock))
        page.reload()

        expect(numbers(page)).to_have_text(["911", "988", DAY, NIGHT])
        expect(page.get_by_text("as it is now")).to_be_hidden()
        expect(page.locator(".urgent__entry--clinic a")).to_have_attribute("href", "tel:+15555550100")


def test_a_page_without_a_call_card_follows_the_hour_in_its_bar(page_at):
    page = page_at(CLOSED[0], path="/guides/")
    expect(page.locator(".call-card")).to_have_count(0)
    expect(page.locator(".urgent .urgent__number")).to_have_text(["911", "988", NIGHT, "When to call"])
    expect(page.locator(".urgent__entry--clinic a")).to_have_attribute("href", "tel:+15555550101")

    page.clock.set_system_time(at_the_clinic(OPEN[0]))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator(".urgent .urgent__number")).to_have_text(["911", "988", DAY, "When to call"])
    expect(page.locator(".urgent__entry--clinic a")).to_have_attribute("href", "tel:+15555550100")


def test_a_phone_that_wakes_up_in_the_evening_shows_the_number_for_the_evening(page_at):
    page = page_at("2026-12-08T16:00")
    expect(numbers(page)).to_have_text(["911", "988", DAY, NIGHT])

    page.clock.set_system_time(at_the_clinic("2026-12-08T21:00"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(numbers(page)).to_have_text(["911", "988", NIGHT, DAY])


def test_without_a_script_both_numbers_stand_there_with_their_hours(page_at):
    page = page_at(CLOSED[0], javascript=False)

    expect(numbers(page)).to_have_text(["911", "988", DAY, NIGHT])
    expect(page.locator(".call-card__when").nth(2)).to_have_text(f"The clinic: {HOURS}")
    expect(page.get_by_text("as it is now")).to_be_hidden()


def test_the_script_is_a_trifle():
    script = light(Path(finders.find("js/call-hours.js")).read_text())

    assert len(gzip.compress(script.encode())) <= 700
