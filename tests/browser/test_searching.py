"""What patients do to find an answer: with suggestions, by keyboard alone, and without a script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.test_every_page import RULES

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(live_site, page):
    """The search box of the home page; suggestions come as for any reader."""
    page.goto(live_site)
    return page.get_by_role("combobox", name="Search for an answer")


@pytest.fixture
def suggested(live_site, page):
    """What the site suggests for these words, as words and addresses."""
    return lambda words: page.request.get(f"{live_site}/search/suggestions.json", params={"q": words}).json()


def test_suggestions_come_as_one_types_and_are_counted_aloud(box, page, suggested):
    box.press_sequentially("prepare")

    expected = [one["words"] for one in suggested("prepare")]
    assert expected
    expect(page.get_by_role("option")).to_have_text(expected)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".search [role=status]")).to_have_text(f"{len(expected)} suggestions. Use the arrow keys.")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (390, "light"), (1280, "dark")])
@pytest.mark.parametrize("words", ["prepare", "chest pain"])
def test_axe_finds_nothing_in_what_comes_below_the_box(live_site, page, words, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{live_site}/search/")
    box = page.get_by_role("combobox", name="Search for an answer")
    box.press_sequentially(words)
    expect(page.locator(".search__below")).to_be_visible()
    box.press("ArrowDown")

    violations = Axe().run(page, context=".search", options=RULES).response["violations"]

    assert [f"{one['id']}: {node['target']}" for one in violations for node in one["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_arrow_keys_choose_and_enter_leads_there(box, page, live_site, suggested):
    box.press_sequentially("prepare")
    first = page.get_by_role("option").first
    expect(first).to_be_visible()

    box.press("ArrowDown")

    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    expect(box).to_be_focused()
    box.press("Enter")
    page.wait_for_url(live_site + suggested("prepare")[0]["address"])


def test_the_arrow_keys_go_round(box, page):
    box.press_sequentially("infusion")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()

    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")

    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(box, page):
    box.press_sequentially("infusion")
    expect(page.get_by_role("option").first).to_be_visible()

    box.press("Escape")

    expect(page.get_by_role("option")).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("infusion")


def test_tab_leaves_the_box_and_closes_the_suggestions(box, page):
    box.press_sequentially("infusion")
    expect(page.get_by_role("option").first).to_be_visible()

    box.press("Tab")
    expect(page.get_by_role("button", name="Search", exact=True)).to_be_focused()
    page.keyboard.press("Tab")

    expect(page.get_by_role("option")).to_have_count(0)


def test_a_press_on_a_suggestion_leads_there(box, page, live_site, suggested):
    box.press_sequentially("prepare")

    page.get_by_role("option").first.click()

    page.wait_for_url(live_site + suggested("prepare")[0]["address"])


def test_enter_alone_searches_for_what_was_typed(box, page):
    box.fill("can i drive home")
    box.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("drive"))
    expect(page).to_have_url(re.compile(r"q=can\+i\+drive\+home"))


def test_urgent_words_lead_to_help_and_to_no_suggestion(box, page):
    box.press_sequentially("chest pain")

    below = page.locator(".search__below")
    expect(below.get_by_role("link", name="Call 911")).to_be_visible()
    expect(below.get_by_role("link", name="Call or text 988")).to_be_visible()
    expect(below.get_by_role("link", name="See when to call")).to_have_attribute("href", "/guide/when-to-call/")
    expect(page.get_by_role("option")).to_have_count(0)
    # The keyboard gets there too: after the button, the numbers.
    box.press("Tab")
    page.keyboard.press("Tab")
    expect(below.get_by_role("link", name="Call 911")).to_be_focused()


def test_nothing_that_was_typed_is_kept_on_the_device(box, page, live_site):
    box.press_sequentially("ketamine")
    expect(page.get_by_role("option").first).to_be_visible()

    page.goto(f"{live_site}/guide/how-to-prepare/")

    assert page.context.cookies() == []
    assert page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == []
    expect(page.locator(".search__input")).to_have_value("")


def test_the_box_searches_without_javascript(live_site, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_site}/guide/how-to-prepare/")

    page.get_by_label("Search this site").fill("chest pain")
    page.get_by_role("button", name="Search").click()

    help_first = page.locator("main > *").first
    expect(help_first.get_by_role("link", name="Call 911")).to_be_visible()
    expect(help_first.get_by_role("link", name="Call or text 988")).to_be_visible()
    page.context.close()


def test_on_a_phone_the_box_is_one_tap_away(live_site, page):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{live_site}/therapy/lidocaine/")

    page.locator(".header").get_by_role("link", name="Search").click()

    expect(page.get_by_role("combobox", name="Search for an answer")).to_be_in_viewport()


def test_a_slow_answer_to_older_words_is_dropped(box, page, suggested):
    held = []
    page.route("**/suggestions.json?q=infu", lambda route: held.append(route))
    with page.expect_request("**/suggestions.json?q=infu"):
        box.press_sequentially("infu")

    box.fill("prepare")
    expect(page.get_by_role("option").first).to_have_text(suggested("prepare")[0]["words"])
    for route in held:
        route.fulfill(json=[{"words": "Too late", "address": "/"}])

    expect(page.get_by_role("option").filter(has_text="Too late")).to_have_count(0)


def test_the_numbers_can_be_read_on_paper(live_site, page):
    page.goto(f"{live_site}/search/?q=chest+pain")

    page.emulate_media(media="print")

    call = page.get_by_role("link", name="Call 911")
    look = call.evaluate("(a) => { const look = getComputedStyle(a); return [look.color, look.backgroundColor]; }")
    assert look == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]


def test_a_page_of_answers_is_printed_without_its_boxes(live_site, page):
    page.goto(f"{live_site}/search/?q=drive")

    page.emulate_media(media="print")

    expect(page.locator(".search")).to_be_hidden()
    expect(page.locator(".hits__title").first).to_be_visible()
