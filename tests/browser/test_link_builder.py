"""A nurse gives a page out by e-mail: from its page in the admin to a copied block, with a counted mouse."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from therapies.linking.links import make_link
from therapies.models import Link, LinkCount, Placement

BODY = "Rest at home.\n\n## Questions\n\n### May I drive? {#may-i-drive}\n\nNot on the same day.\n"


@pytest.fixture
def article(transactional_db):
    return factories.article(slug="after-your-visit", title="After your visit", body=BODY)


@pytest.fixture
def nurse(context, live_server, article):
    """Somebody with a mouse and a clipboard, who is signed in; `clicks` counts."""
    session = Client()
    session.force_login(factories.staff("nurse", role="Manager"))
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": live_server.url}])
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.clicks = 0
    return page


def click(page, role, name):
    page.clicks += 1
    page.get_by_role(role, name=name, exact=True).click()


def copied(page) -> str:
    expect(page.locator("[data-copy-said]")).to_have_text("Copied.")
    return page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize(
    ("target", "question"), [("The whole page", ""), ("May I drive?", "may-i-drive")], ids=["page", "question"]
)
def test_from_a_page_or_its_question_to_a_copied_block_are_three_clicks(nurse, live_server, article, target, question):
    nurse.goto(live_server.url + reverse("admin:therapies_article_change", args=[article.pk]))

    click(nurse, "link", "E-mail links to this page")
    click(nurse, "button", f"Make a link to {target}")
    click(nurse, "button", "Copy the block")

    block = copied(nurse)
    link = Link.objects.get(question=question)
    assert nurse.clicks == 3
    assert block.startswith("<table ")
    assert f'href="{live_server.url}/e/{link.code}/e"' in block
    expect(nurse.get_by_text(f"/e/{link.code} is made.")).to_be_visible()


def test_the_previews_and_the_outputs_follow_what_is_chosen(nurse, live_server, article):
    link = make_link(article)
    nurse.goto(live_server.url + reverse("admin:therapies_link_change", args=[link.pk]))
    frame = nurse.frame_locator("iframe[title='The block on a phone']")
    expect(frame.get_by_text("Read: Information for your visit")).to_be_visible()

    nurse.get_by_label("What the message says").fill("Before you come")
    expect(frame.get_by_text("Read: Before you come")).to_be_visible()
    expect(nurse.locator("#out-sms")).to_have_value(re.compile("Before you come http"))
    expect(nurse.get_by_label("What the message says")).to_be_focused()
    nurse.get_by_label("Fields of your system look like").select_option("[DATE]")
    nurse.get_by_label("Name of its date field").fill("Appt date")

    fields = "#t=[APPT DATE]T[TIME]"
    expect(nurse.locator("#out-merge")).to_have_value(f"{live_server.url}/e/{link.code}/e{fields}")
    click(nurse, "button", "Copy the message")
    assert copied(nurse).endswith(f"/e/{link.code}/s{fields}")
    click(nurse, "button", "Copy as formatted text")
    expect(nurse.get_by_role("button", name="Copied.")).to_have_count(2)
    kinds = nurse.evaluate("navigator.clipboard.read().then((all) => all[0].types)")
    assert sorted(kinds) == ["text/html", "text/plain"]
    # Loaded anew, it is as it was.
    nurse.reload()
    expect(nurse.locator("#out-merge")).to_have_value(f"{live_server.url}/e/{link.code}/e{fields}")
    expect(frame.get_by_text("Read: Before you come")).to_be_visible()


def test_words_that_name_a_drug_are_refused_while_they_are_typed(nurse, live_server, article):
    factories.article(kind="therapy", slug="ketamine", title="Ketamine", body=factories.EMERGENCY_LINE)
    link = make_link(article)
    nurse.goto(live_server.url + reverse("admin:therapies_link_change", args=[link.pk]))

    nurse.get_by_label("What the message says").fill("Your ketamine visit")

    expect(nurse.get_by_text("names a treatment, and a locked phone shows it to everybody")).to_be_visible()
    expect(nurse.locator("#out-text")).to_have_value(re.compile("^Information for your visit\n"))


def test_a_place_is_written_down_and_the_link_is_tried(nurse, live_server, article):
    link = make_link(article)
    nurse.goto(live_server.url + reverse("admin:therapies_link_change", args=[link.pk]))

    nurse.get_by_label("Fields of your system look like").select_option("[DATE]")
    expect(nurse.locator("#out-merge")).to_have_value(re.compile(r"#t=\[DATE\]T\[TIME\]$"))
    nurse.get_by_label("Where", exact=True).fill("Confirmation e-mail")
    click(nurse, "button", "I pasted it there")
    expect(nurse.get_by_text(re.compile("Written down: Confirmation e-mail. You are asked on "))).to_be_visible()
    # What is copied next has the fields of the system too.
    expect(nurse.locator("#out-merge")).to_have_value(re.compile(r"#t=\[DATE\]T\[TIME\]$"))
    click(nurse, "button", "Test it")

    for who in ("A phone", "A mail scanner (HEAD)", "Safe Links"):
        expect(nurse.get_by_text(f"{who}: works.")).to_be_visible()
    # The answer of a form has another address; choosing goes on at the link's own.
    nurse.get_by_label("What the message says").fill("Before you come")
    expect(nurse.locator("#out-text")).to_have_value(re.compile("^Before you come\n"))
    assert f"{reverse('admin:therapies_link_change', args=[link.pk])}?title=Before+you+come&style=brackets" in nurse.url
    assert Placement.objects.get().system == "Confirmation e-mail"
    assert not LinkCount.objects.exists()


def test_without_scripts_everything_can_still_be_copied_by_hand(browser, nurse, live_server, article):
    link = make_link(article)
    context = browser.new_context(java_script_enabled=False, storage_state=nurse.context.storage_state())
    page = context.new_page()
    page.goto(live_server.url + reverse("admin:therapies_link_change", args=[link.pk]))

    page.get_by_label("What the message says").fill("Before you come")
    page.get_by_role("button", name="Show it so").click()

    expect(page.locator("#out-text")).to_have_value(re.compile("^Before you come\n"))
    expect(page.get_by_role("button", name="Copy the block")).to_be_hidden()
    context.close()
