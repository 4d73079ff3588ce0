"""The editor in the admin, clicked as a nurse would."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories


@pytest.fixture
def article(transactional_db):
    return factories.article(slug="rides", title="Rides", body="Bring an adult.\n")


@pytest.fixture
def nurse(live_server, article, context):
    """A signed-in browser page at the form of the article; `told` collects what the browser complains of."""
    session = Client()
    session.force_login(factories.staff("ana", superuser=True))
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.told = []
    page.on("console", lambda message: page.told.append(message.text) if message.type == "error" else None)
    page.goto(live_server.url + reverse("admin:therapies_article_change", args=[article.pk]))
    return page


def test_the_preview_follows_the_typing_and_breaks_no_policy(nurse):
    preview = nurse.frame_locator("iframe[data-editor-frame]")
    expect(preview.get_by_role("heading", level=1)).to_have_text("Rides")

    nurse.locator("#id_body").fill("Call {{ clinic_phone }} **first**.")

    expect(preview.locator("main .prose strong")).to_have_text("first")
    expect(preview.locator("main")).to_contain_text("Call (555) 555-0100")
    # The style sheet of the site holds in the frame too.
    assert preview.locator("h1").evaluate("(h1) => getComputedStyle(h1).fontFamily") != '"Times New Roman"'
    assert nurse.told == []


def test_the_preview_says_what_to_mend(nurse):
    nurse.locator("#id_body").fill("See {{ nonsense }}.")

    expect(nurse.locator("[data-editor-problems] li")).to_have_count(1)
    expect(nurse.locator("[data-editor-status]")).to_have_text("1 to mend before patients can read this.")


def test_tab_leaves_the_editor(nurse):
    nurse.locator("#id_body").focus()

    nurse.keyboard.press("Tab")

    assert nurse.evaluate("document.activeElement.id") != "id_body"
    assert nurse.locator("#id_body").input_value() == "Bring an adult.\n"


def test_a_problem_leads_to_its_line(nurse):
    nurse.locator("#id_body").fill("One.\n\nTwo.\n\n" * 100 + "See {{ nonsense }}.")

    nurse.get_by_role("button", name="Line ").click()

    selected = "(text) => text.value.slice(text.selectionStart, text.selectionEnd)"
    assert nurse.locator("#id_body").evaluate(selected) == "See {{ nonsense }}."


def test_a_save_without_a_session_keeps_the_typing_and_arrives_after_signing_in(nurse, article, context):
    session = context.cookies()
    nurse.locator("#id_body").fill("Bring an adult who drives.")
    context.clear_cookies()
    nurse.get_by_role("button", name="Save as a draft").click()
    expect(nurse.get_by_role("alert")).to_contain_text("Not saved: you are no longer signed in.")
    assert nurse.locator("#id_body").input_value() == "Bring an adult who drives."

    context.add_cookies([cookie for cookie in session if cookie["name"] == settings.SESSION_COOKIE_NAME])
    nurse.get_by_role("button", name="Save as a draft").click()

    expect(nurse.locator(".messagelist")).to_be_visible()
    assert "Bring an adult who drives." in article.versions.first().text


def test_leaving_with_unsaved_typing_is_asked_about(nurse):
    asked = []
    nurse.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    nurse.locator("#id_body").press_sequentially("More.")

    nurse.get_by_role("link", name="Home").click()

    nurse.wait_for_url("**/admin/")
    assert asked == ["beforeunload"]
