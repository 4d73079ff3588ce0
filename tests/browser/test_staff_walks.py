"""A new member of staff at work: how many clicks the tasks of every week take. Typing is not counted."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests import factories
from therapies import publishing

TUESDAY_AT_TEN = datetime(2026, 12, 8, 15, tzinfo=UTC)  # at the clinic
BODY = "Bring an adult who can drive you home. Call {{ clinic_phone }}.\n\n## After {#after}\n\nRest at home.\n"


@pytest.fixture
def article(transactional_db):
    """A page whose words of last month were better."""
    then = timezone.now() - timedelta(days=30)
    made = factories.article(slug="rides", title="Rides", body=BODY, now=then)
    publishing.publish(factories.draft(made, title="Rides", body=BODY.replace("who can drive you", "who walks you")))
    return made


class Walker:
    """Somebody with a mouse; counts how often it is clicked."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def click(self, role, name, **place):
        self.clicks += 1
        self.page.get_by_role(role, name=name, exact=True, **place).click()


@pytest.fixture
def walker(context, live_server, article):
    """Signs somebody in and opens a page; the clicks are counted from there."""

    def opened(role, address):
        session = Client()
        session.force_login(factories.staff("new", role=role))
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(live_server.url + address)
        return Walker(page)

    return opened


def change_page(article):
    return reverse("admin:therapies_article_change", args=[article.pk])


def patient_reads(page, live_server, article):
    page.goto(live_server.url + article.get_absolute_url())
    return page.locator("body")


def test_a_changed_sentence_is_sent_for_sign_off_with_five_clicks(walker, article, live_server, browser):
    factories.clinician("Maria Sample", credential="RN")
    writer = walker("Writer", change_page(article))

    writer.clicks += 1
    text = writer.page.locator("#id_body")
    text.click()
    text.fill(BODY)
    writer.page.get_by_label("What changed").fill("Who brings you home.")
    writer.click("button", "Save and send for review")
    writer.click("checkbox", "Maria Sample, RN")
    writer.click("button", "Send")

    expect(writer.page.locator("#content-main")).to_contain_text("Maria Sample, RN: an e-mail was sent.")
    assert writer.clicks <= 5
    [sent] = mail.outbox
    assert sent.to == ["maria.sample@clinic.example"]
    [address] = re.findall(r"http://\S+/sign-off/\S+/", sent.body)
    outside = browser.new_page()
    outside.goto(address)
    expect(outside.locator("body")).to_contain_text("Bring an adult who can drive you home.")
    expect(patient_reads(outside, live_server, article)).to_contain_text("Bring an adult who walks you home.")
    outside.close()


def test_the_phone_number_changes_everywhere_with_four_clicks(walker, article, live_server):
    manager = walker("Manager", reverse("admin:index"))

    manager.click("link", "Change a clinic fact")
    manager.click("link", "Daytime phone")
    manager.page.get_by_label("Daytime phone").fill("(555) 555-0142")
    manager.click("button", "See what changes")
    expect(manager.page.locator("#content-main")).to_contain_text("1 page will say something new")
    manager.click("button", "Change it for patients now")

    expect(manager.page.locator(".messagelist")).to_contain_text("Patients now see this around every page.")
    assert manager.clicks <= 4
    # In the night the bar shows the number that is answered then.
    manager.page.clock.set_fixed_time(TUESDAY_AT_TEN)
    body = patient_reads(manager.page, live_server, article)
    expect(body.locator("main")).to_contain_text("Call (555) 555-0142.")
    # What stands around every page too, and nowhere the number of before.
    expect(body.get_by_role("link", name="Clinic (555) 555-0142")).to_be_visible()
    expect(body).not_to_contain_text("555-0100")


def test_last_months_text_comes_back_with_four_clicks(walker, article):
    writer = walker("Writer", change_page(article))

    writer.click("link", "Restore the text of version 1")
    writer.click("button", "Restore as a new draft")

    expect(writer.page.locator(".messagelist")).to_contain_text("Version 3 has the text of version 1. It is a draft")
    assert writer.clicks <= 4
    assert article.versions.first().text == article.versions.get(number=1).text
    assert article.versions.first().live_from is None


def test_a_safety_notice_goes_up_and_comes_down(walker, article, live_server):
    manager = walker("Manager", reverse("admin:index"))

    manager.click("link", "Make a safety notice")
    manager.page.get_by_label("What patients read").fill("Do not use the north door. Come in from the east.")
    manager.click("button", "See what it reaches")
    manager.click("button", "Show it to patients")
    expect(manager.page.locator(".messagelist")).to_contain_text("Patients read the notice now")
    assert manager.clicks <= 4
    notice = manager.page.url
    expect(patient_reads(manager.page, live_server, article)).to_contain_text("Do not use the north door.")

    manager.page.goto(notice)
    manager.click("button", "End it now")

    expect(manager.page.locator(".messagelist")).to_contain_text("Patients do not see the notice any more.")
    expect(patient_reads(manager.page, live_server, article)).not_to_contain_text("north door")
