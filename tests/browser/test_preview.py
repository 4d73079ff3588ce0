"""The preview beside the editor, and the check of the text while a nurse types."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from therapies.models import ClinicFact
from therapies.publishing.facts import ensure_facts

BODY = """Call {{ clinic_phone }} first.

## What to bring {#bring}

Bring your list.

## Questions {#questions}

### Can I drive? {#can-i-drive}

No. See [what to bring](#bring).
"""

PARTS = [[".findings"], [".editor__preview"]]
# The page in the frame is the public page, which has tests of its own.
AXE = {"iframes": False, "resultTypes": ["violations"]}


@pytest.fixture
def article(transactional_db):
    ensure_facts()
    return factories.article(slug="rides", title="Rides", summary="Who drives you.", body=BODY)


@pytest.fixture
def nurse(live_server, article, context):
    """A signed-in browser page at the form of the article; `told` collects what the browser complains of."""
    session = Client()
    session.force_login(factories.staff("ana", superuser=True))
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.told = []
    page.on("console", lambda message: page.told.append(message.text) if is_complaint(message) else None)
    page.on("pageerror", lambda error: page.told.append(str(error)))
    page.goto(live_server.url + reverse("admin:therapies_article_change", args=[article.pk]))
    expect(status(page)).not_to_be_empty()
    return page


def is_complaint(message):
    # Playwright listens to clicks in the frame with a script of its own, which is blocked there like any other.
    return message.type == "error" and not message.text.startswith("Blocked script execution in 'about:srcdoc'")


def status(page):
    return page.locator("[data-editor-status]")


def frame_of(page):
    return page.frame_locator("iframe[data-editor-frame]")


def chosen_in(page):
    return page.locator("#id_body").evaluate("(text) => text.value.slice(text.selectionStart, text.selectionEnd)")


def main_in(page):
    """The main part of the page in the frame, as the browser holds it, without the mark of the version."""
    return (
        frame_of(page)
        .locator("main")
        .evaluate("(main) => main.outerHTML.replace(/(version-mark__mark\">)[^<]*/, '$1')")
    )


def test_the_frame_holds_the_public_page_and_follows_the_typing_in_its_place(nurse, article, live_server, browser):
    frame = frame_of(nurse)
    reader = browser.new_context(java_script_enabled=False).new_page()
    reader.goto(live_server.url + article.get_absolute_url())
    public = reader.locator("main").evaluate("(main) => main.outerHTML.replace(/(version-mark__mark\">)[^<]*/, '$1')")
    assert main_in(nurse) == public

    # An opened answer stays open and the page stays where it was, while the words change.
    frame.locator("summary", has_text="Can I drive?").click()
    nurse.locator("iframe").evaluate("(frame) => frame.contentWindow.scrollTo(0, 200)")
    nurse.locator("#id_body").fill(BODY.replace("No.", "No, **never**."))

    expect(frame.locator("details strong")).to_be_visible()
    assert nurse.locator("iframe").evaluate("(frame) => frame.contentWindow.scrollY") == 200
    # Undone, it is the public page again: marking facts and typing leave nothing behind.
    nurse.get_by_role("button", name="Show clinic facts").click()
    nurse.locator("#id_body").fill(BODY)
    expect(frame.locator("details strong")).to_have_count(0)
    assert main_in(nurse).replace(' open=""', "") == public
    assert nurse.told == []


def test_on_a_desk_the_phone_stands_beside_the_text_and_the_page_of_a_computer_below_it(nurse):
    places = "() => ['#id_body', '.editor__preview'].map((one) => document.querySelector(one).getBoundingClientRect())"
    text, preview = nurse.evaluate(places)
    assert (text["right"] < preview["left"], text["width"] > 450, preview["top"] < text["top"]) == (True, True, True)

    nurse.get_by_role("button", name="Computer").click()

    text, preview = nurse.evaluate(places)
    assert preview["top"] > text["bottom"]


def test_facts_and_words_of_the_preview_lead_to_where_they_are_changed(nurse, context):
    frame = frame_of(nurse)
    phone = ClinicFact.objects.get(key="clinic_phone")
    fact = nurse.locator("[data-editor-facts] a")
    nurse.get_by_role("button", name="Show clinic facts").click()
    expect(fact).to_have_attribute("href", reverse("admin:therapies_clinicfact_change", args=[phone.pk]))
    marked = nurse.locator("iframe").evaluate("(frame) => frame.contentWindow.CSS.highlights.get('clinic-facts').size")
    assert marked >= 1

    with context.expect_page() as opened:
        frame.locator("main .prose a", has_text="(555) 555-0100").first.click()

    assert opened.value.url.endswith(f"/clinicfact/{phone.pk}/change/")
    opened.value.close()
    # A heading leads to its line, and a link of the page leads nowhere but within it.
    frame.get_by_role("heading", name="What to bring").click()
    assert chosen_in(nurse) == "## What to bring {#bring}"
    frame.locator("summary", has_text="Can I drive?").click()
    frame.get_by_role("link", name="what to bring", exact=True).click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Rides")
    frame.get_by_role("banner").get_by_role("link").first.click(force=True)
    expect(frame.get_by_role("heading", level=1)).to_have_text("Rides")
    assert nurse.told == []


def test_the_check_lists_what_to_mend_and_leads_to_it(nurse):
    entries = nurse.locator("[data-editor-problems] li")
    long = " ".join(["word"] * 25)
    nurse.locator("#id_body").fill(f"{BODY}\nIt is a miracle.\n\nSee {{{{ nonsense }}}}.\n" + f"\n{long}.\n" * 8)

    expect(entries).to_have_count(7)
    expect(entries.first).to_contain_text("Stops publishing")
    expect(status(nurse)).to_have_text("2 to mend before patients can read this. 9 to look at.")
    nurse.get_by_role("button", name="Show all 11").click()
    expect(entries).to_have_count(11)
    entries.filter(has_text="miracle").get_by_role("button").click()
    assert chosen_in(nurse) == "It is a miracle."
    expect(nurse.locator("[data-editor-figures]")).to_contain_text("Reading grade")

    # Words in another field lead to that field.
    nurse.locator("#id_body").fill("Words.")
    nurse.locator("#id_title").fill("A miracle")
    expect(entries).to_have_count(1)
    entries.get_by_role("button", name="Title").click()
    expect(nurse.locator("#id_title")).to_be_focused()
    assert nurse.told == []


def test_an_ended_session_is_said_and_the_text_stays(nurse, context):
    session = context.cookies()
    context.clear_cookies()
    nurse.locator("#id_body").fill("Words that stay.")

    expect(status(nurse)).to_contain_text("You are signed out. Your text is still here.")
    expect(status(nurse).get_by_role("link")).to_have_attribute("target", "_blank")
    expect(frame_of(nurse).get_by_role("heading", level=1)).to_have_text("Rides")
    assert nurse.locator("#id_body").input_value() == "Words that stay."

    # Signed in again in another tab, where a new token came with the session.
    context.add_cookies([cookie for cookie in session if cookie["name"] == settings.SESSION_COOKIE_NAME])
    nurse.evaluate("dispatchEvent(new Event('focus'))")
    expect(frame_of(nurse).locator("main")).to_contain_text("Words that stay.")
    expect(status(nurse)).to_have_text("Nothing to mend.")


def test_answers_come_one_at_a_time_and_an_older_one_is_never_shown(nurse):
    asked = []
    nurse.on("request", lambda request: asked.append("+") if "/editor/preview/" in request.url else None)
    nurse.on("requestfinished", lambda request: asked.append("-") if "/editor/preview/" in request.url else None)
    nurse.on("requestfailed", lambda request: asked.append("-") if "/editor/preview/" in request.url else None)
    body = nurse.locator("#id_body")

    for number in range(6):
        body.fill(f"Words number {number}.")
        nurse.wait_for_timeout(310)

    expect(frame_of(nurse).locator("main")).to_contain_text("Words number 5.")
    under_way = [asked[: at + 1].count("+") - asked[: at + 1].count("-") for at in range(len(asked))]
    assert max(under_way) == 1


def test_axe_finds_nothing_in_the_editor_at_any_width_or_scheme(nurse):
    nurse.locator("#id_body").fill("It is a miracle.\n\nSee {{ nonsense }}. Call {{ clinic_phone }}.")
    expect(nurse.locator("[data-editor-problems] li")).to_have_count(2)
    nurse.get_by_role("button", name="Computer").click()
    nurse.get_by_role("button", name="Show clinic facts").click()

    for width in (320, 1280):
        nurse.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            nurse.emulate_media(color_scheme=scheme)
            nurse.wait_for_timeout(300)  # colours of buttons fade
            found = Axe().run(nurse, context=PARTS, options=AXE).response["violations"]
            assert [(width, scheme, each["id"], each["nodes"][0]["target"]) for each in found] == []
        # The page is laid out as on a computer, in whatever room there is.
        assert nurse.locator("iframe").evaluate("(frame) => frame.contentWindow.innerWidth") == 1280
        assert nurse.locator("iframe").bounding_box()["width"] <= width
        wide = (
            "(parts) => [...document.querySelectorAll(parts)].filter((part) => part.scrollWidth > part.clientWidth + 1)"
        )
        assert nurse.evaluate(f"({wide})('.findings, .editor__facts, .editor__bar').length") == 0
