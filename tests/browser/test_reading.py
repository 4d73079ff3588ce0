"""What patients do on a page: open questions, compare, print, come back by keyboard."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db
COMPARISON = "/comparison/lidocaine-ketamine-other-none/"
GROUPS = 5


def test_a_linked_question_is_open(live_site, page):
    page.goto(f"{live_site}/guide/how-to-prepare/#questions")
    key = page.locator("details.question [id]").first.get_attribute("id")

    page.goto(f"{live_site}/guide/how-to-prepare/#{key}")

    expect(page.locator("details.question").filter(has=page.locator(f"[id='{key}']"))).to_have_attribute("open", "")


def test_a_linked_question_is_open_without_javascript(live_site, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_site}/guide/how-to-prepare/")
    key = page.locator("details.question [id]").first.get_attribute("id")

    page.goto(f"{live_site}/guide/how-to-prepare/?x#{key}")

    expect(page.locator("details.question").first).to_have_attribute("open", "")
    page.context.close()


def test_all_questions_open_and_close_together(live_site, page):
    page.goto(f"{live_site}/questions/")
    questions, opened = page.locator("details.question"), page.locator("details.question[open]")

    page.get_by_role("button", name=re.compile("^Open all", re.IGNORECASE)).first.click()
    expect(opened).to_have_count(questions.count())
    page.get_by_role("button", name=re.compile("^Close all", re.IGNORECASE)).first.click()

    expect(opened).to_have_count(0)


def test_closed_questions_are_printed_open(live_site, page):
    page.goto(f"{live_site}/guide/how-to-prepare/")
    answer = page.locator("details.question p").first
    expect(answer).not_to_be_visible()

    page.emulate_media(media="print")

    assert answer.evaluate("(p) => p.checkVisibility() && p.getBoundingClientRect().height > 0")


def test_options_are_chosen_by_form_without_javascript(live_site, browser):
    page = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(live_site + COMPARISON)
    every = heads_of_tables(page)

    page.get_by_label("Ketamine", exact=True).uncheck()
    page.locator("form:has([name=show]) button[type=submit]").click()

    expect(page).to_have_url(re.compile("show=lidocaine"))
    expect(page).not_to_have_url(re.compile("show=ketamine"))
    assert heads_of_tables(page) == [[head for head in heads if head != "Ketamine"] for heads in every]
    page.context.close()


def test_options_are_chosen_at_once_with_javascript(live_site, page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_site + COMPARISON)
    every = heads_of_tables(page)
    without = [[head for head in heads if head != "Ketamine"] for heads in every]

    page.get_by_label("Ketamine", exact=True).uncheck()

    assert heads_of_tables(page) == without
    expect(page.locator("tbody td[data-option=ketamine]:visible")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("show=ketamine"))
    page.reload()
    assert heads_of_tables(page) == without


def heads_of_tables(page) -> list[list[str]]:
    """The seen heads of each table of a comparison, which are the same in all."""
    heads = [table.locator("thead th:visible").all_inner_texts() for table in page.locator("table").all()]
    assert len(heads) == GROUPS
    assert heads == [heads[0]] * GROUPS
    return heads


def test_choosing_nothing_shows_everything_and_the_boxes_say_so(live_site, page):
    page.goto(live_site + COMPARISON)
    boxes = page.locator("input[name=show]")
    number = boxes.count()

    for index in range(number):
        boxes.nth(index).click()

    expect(page.locator("input[name=show]:checked")).to_have_count(number)
    expect(page).not_to_have_url(re.compile("show="))


def test_a_comparison_is_cards_with_the_same_words_on_a_phone(live_site, page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_site + COMPARISON)
    cells = page.locator("table tbody td")
    wide = cells.all_text_contents()

    page.set_viewport_size({"width": 320, "height": 800})

    assert cells.all_text_contents() == wide
    assert page.locator("table thead").first.evaluate("(head) => head.getBoundingClientRect().height") <= 1
    first, second = (cells.nth(n).bounding_box() for n in (0, 1))
    assert second["y"] > first["y"]
    # Still a table for those who hear it.
    expect(page.get_by_role("table")).to_have_count(GROUPS)
    expect(page.get_by_role("cell").first).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_each_group_of_a_comparison_stands_below_its_heading_and_the_choices_above_all(live_site, page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live_site + COMPARISON)
    groups = page.locator(".section:has(.comparison) h3")

    tops = [groups.nth(n).bounding_box()["y"] for n in range(GROUPS)]
    tables = [page.get_by_role("table").nth(n).bounding_box()["y"] for n in range(GROUPS)]
    names = page.get_by_role("table").evaluate_all("(tables) => tables.map((table) => table.caption.textContent)")

    assert page.locator("form:has([name=show])").bounding_box()["y"] < tops[0]
    assert [*tops, *tables] == [*sorted([*tops, *tables])[::2], *sorted([*tops, *tables])[1::2]]
    assert [name.partition(":")[0] for name in names] == groups.all_text_contents()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_row_that_was_found_stands_in_view_below_the_numbers(live_site, page, width):
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{live_site}{COMPARISON}#row_when-may-i-drive")

    row = page.get_by_role("rowheader", name="When may I drive?", exact=True)
    expect(row).to_be_in_viewport()
    bar = page.locator(".urgent").bounding_box()
    assert row.bounding_box()["y"] >= bar["y"] + bar["height"]


def test_the_questions_stay_in_view_while_a_table_scrolls_sideways(live_site, page):
    page.set_viewport_size({"width": 720, "height": 800})
    page.goto(live_site + COMPARISON)
    for frame in page.locator(".comparison").all():
        question = frame.locator("tbody th").first
        before = question.bounding_box()["x"]

        frame.evaluate("(frame) => { frame.scrollLeft = 300; }")

        assert frame.evaluate("(frame) => frame.scrollLeft") > 0
        assert question.bounding_box()["x"] == before
        # Scrolled by keyboard as well, under a name that no other table has.
        expect(frame).to_have_attribute("tabindex", "0")
        expect(page.get_by_role("region", name=frame.get_attribute("aria-label"), exact=True)).to_have_count(1)


def test_a_comparison_is_printed_with_its_headings_and_without_its_choices(live_site, page):
    page.set_viewport_size({"width": 794, "height": 1100})
    page.goto(live_site + COMPARISON)

    page.emulate_media(media="print")

    expect(page.locator(".section:has(.comparison) h3:visible")).to_have_count(GROUPS)
    expect(page.locator("form:has([name=show])")).to_be_hidden()
    assert page.locator(".comparison").evaluate_all("(all) => all.every((one) => one.scrollWidth <= one.clientWidth)")


def test_the_first_tab_leads_past_the_navigation(live_site, page):
    page.goto(f"{live_site}/therapy/lidocaine/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_open_page_is_marked_where_the_device_sets_all_colours(live_site, page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(forced_colors="active")
    page.goto(f"{live_site}/questions/")

    edges = page.locator(".menu__link").evaluate_all(
        "(links) => links.map((link) => [link.ariaCurrent, getComputedStyle(link).borderBottomColor])"
    )
    (edge_of_open,) = (edge for current, edge in edges if current)

    assert edge_of_open not in {edge for current, edge in edges if not current}
    # The numbers at the top stay apart from the words that scroll below them.
    assert page.locator(".urgent").evaluate("(bar) => parseFloat(getComputedStyle(bar).borderBottomWidth)") > 0


def test_on_a_phone_the_keyboard_meets_only_what_is_seen(live_site, page):
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(live_site + COMPARISON)
    # They do not scroll here, and a stop as tall as a table would jump into its middle.
    expect(page.locator(".comparison[tabindex]")).to_have_count(0)

    heads = page.locator("table thead a")
    heads.first.focus()
    assert heads.first.bounding_box()["height"] > 10
    assert page.locator("table thead").first.evaluate("(head) => head.getBoundingClientRect().height") > 24

    page.locator(".header__menu").press("Enter")
    expect(page.locator("#menu")).to_be_visible()
    page.locator(".breadcrumb a").first.focus()
    expect(page.locator("#menu")).to_be_hidden()


def test_large_text_keeps_the_urgent_bar_from_covering_the_page(live_site, browser_type, browser_type_launch_args):
    arguments = [*browser_type_launch_args["args"], "--blink-settings=defaultFontSize=32"]
    with browser_type.launch(**browser_type_launch_args | {"args": arguments}) as large:
        page = large.new_page(viewport={"width": 390, "height": 844})
        page.goto(f"{live_site}/guide/how-to-prepare/")

        assert page.locator(".urgent").evaluate("(bar) => getComputedStyle(bar).position") == "static"
