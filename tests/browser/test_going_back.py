"""From the page of an article to its past and back, clicked as a nurse would, on a phone and at a desk."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests import factories
from therapies import publishing

TEXT = """\
Bring an adult who can drive you home.

## Before {#before}

- Do not eat for {{ fast_solids_h }}.
- Wear soft clothes.

::: call Call us if:
You have a fever. Call {{ clinic_phone }}.
:::

| When | What to do |
| --- | --- |
| Day 1 | Rest and drink water. |
| Day 2 | Walk a little. |

## Questions {#questions}

### May I drive? {#may-i-drive}

Not on the same day.
"""


@pytest.fixture
def article(transactional_db):
    """A page whose good text was changed for a worse one last month."""
    then = timezone.now() - timedelta(days=30)
    made = factories.article(slug="rides", title="Rides", body=TEXT, now=then)
    worse = TEXT.replace("who can drive you", "who walks you").replace("Walk a little.", "Walk a mile.")
    publishing.publish(factories.draft(made, title="Rides", body=worse, note="Shorter."))
    return made


@pytest.fixture
def nurse(live_server, article, context):
    session = Client()
    session.force_login(factories.staff("ana", superuser=True))
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.told = []
    page.on("console", lambda message: page.told.append(message.text) if message.type == "error" else None)
    page.goto(live_server.url + reverse("admin:therapies_article_change", args=[article.pk]))
    return page


def refuse_faults(page):
    """No fault that axe finds, and no sideways scrolling on the narrowest phone."""
    # axe tries out styles on the page, which the policy refuses; only what the page itself did counts.
    told = list(page.told)
    found = Axe().run(page, context="#content-main").response["violations"]
    page.told[:] = told
    assert [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found] == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.set_viewport_size({"width": 1280, "height": 900})


def test_last_months_text_comes_back_through_the_history(nurse, article):
    nurse.get_by_role("link", name="History: all versions").click()
    expect(nurse.get_by_role("heading", name="Version 2 live")).to_be_visible()
    refuse_faults(nurse)

    nurse.get_by_role("button", name="Compare the two that are marked").click()
    removed = nurse.locator(".changes__page del")
    expect(removed.first).to_have_text("removed: can drive")
    expect(nurse.locator(".changes__page ins").first).to_have_text("added: walks")
    # A table is compared cell by cell, and what stayed the same is not shown.
    expect(nurse.locator(".changes__page td").last).to_have_text("Walk a removed: littleadded: mile.")
    expect(nurse.locator(".changes__page")).not_to_contain_text("May I drive?")
    assert "line-through" in removed.first.evaluate("(del) => getComputedStyle(del).textDecorationLine")
    refuse_faults(nurse)

    nurse.get_by_label("show", exact=True).select_option("text")
    nurse.get_by_role("button", name="Compare").click()
    expect(nurse.locator(".changes__line--added").first).to_contain_text("who walks you home.")
    refuse_faults(nurse)

    nurse.get_by_role("link", name="Restore the text of version 1").click()
    refuse_faults(nurse)
    nurse.get_by_role("button", name="Restore as a new draft").click()

    expect(nurse.locator(".messagelist")).to_contain_text("Version 3 has the text of version 1. It is a draft")
    assert article.versions.first().text == article.versions.get(number=1).text
    assert nurse.told == []


def test_the_page_as_patients_saw_it_has_its_version_on_the_screen_and_on_paper(nurse, article):
    nurse.get_by_role("link", name="History: all versions").click()
    day = timezone.localdate() - timedelta(days=3)
    nurse.get_by_label("The page as patients saw it on this day").fill(day.isoformat())
    nurse.get_by_role("button", name="Show the page").click()

    expect(nurse.locator("main")).to_contain_text("Bring an adult who can drive you home.")
    mark = nurse.locator(".version-mark__mark")
    expect(mark).to_contain_text("Version 1, ")
    nurse.emulate_media(media="print")
    expect(mark).to_be_visible()
    assert nurse.told == []
