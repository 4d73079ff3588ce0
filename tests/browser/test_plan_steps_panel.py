"""The steps of a visit plan as rows in the editor, clicked as a nurse would."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories

TEXT = "Read this first.\n\n" + factories.PLAN + "\n## When to call\n\nCall {{ clinic_phone }}.\n"


@pytest.fixture
def page(opened_in_the_admin):
    return opened_in_the_admin(factories.visit(body=TEXT))


def rows(panel, part):
    return panel.locator(f'[data-part="{part}"] li')


def fill_in(page, row, time, words):
    expect(row.get_by_label("When")).to_be_focused()
    row.get_by_label("When").fill(time)
    row.get_by_label("What to do").fill(words)
    page.keyboard.press("Enter")


def has_text(page, text):
    expect(page.locator("#id_body")).to_have_value(text)


def test_steps_change_move_come_and_go_in_rows_and_the_text_follows(page):
    panel = page.locator("[data-steps]")
    status = panel.locator("[data-steps-status]")
    panel.locator("summary").click()
    expect(panel.locator("[data-steps-count]")).to_have_text("(9 steps)")
    stop = rows(panel, "that-day").nth(0)
    expect(stop.get_by_label("When")).to_have_value("-{{ fast_solids_h }}")
    expect(stop.get_by_label("What to do")).to_have_value("**Stop eating.**")
    expect(stop.get_by_label("If it was missed")).to_have_value("Call us before you leave home.")

    # At a desk the preview stands beside the rows and hides nothing of them, nor do the buttons above hide the title.
    preview = page.locator(".editor__preview").bounding_box()
    missed = stop.get_by_label("If it was missed").bounding_box()
    assert missed["x"] + missed["width"] <= preview["x"]
    title = page.locator("#content > h2").bounding_box()
    assert page.locator(".object-tools").bounding_box()["y"] >= title["y"] + title["height"]

    # Words, a time that cannot be read, and the right one.
    stop.get_by_label("What to do").fill("**Stop eating.** Milk is food.")
    page.keyboard.press("Enter")
    has_text(page, TEXT.replace("**Stop eating.**", "**Stop eating.** Milk is food."))
    stop.get_by_label("When").fill("6 hours")
    page.keyboard.press("Enter")
    expect(stop.get_by_label("When")).to_have_attribute("aria-invalid", "true")
    expect(stop.locator(".sources__wrong")).to_contain_text("Write it like -6 hours")
    stop.get_by_label("When").fill("-8 hours")
    page.keyboard.press("Enter")
    expect(stop.get_by_label("When")).to_have_attribute("aria-invalid", "false")
    changed = TEXT.replace("[-{{ fast_solids_h }}] **Stop eating.**", "[-8 hours] **Stop eating.** Milk is food.")
    has_text(page, changed)

    # By keyboard one down, and back up by a button.
    stop.get_by_label("When").press("Alt+ArrowDown")
    expect(status).to_have_text("Now step 2 of its part.")
    expect(rows(panel, "that-day").nth(1).get_by_label("When")).to_be_focused()
    expect(rows(panel, "that-day").nth(0).get_by_label("What to do")).to_have_value("**Stop drinking.**")
    panel.get_by_role("button", name="Move up: Before you leave home, step 2").click()
    has_text(page, changed)

    # A new step at the end of a part, and one in a part that the text does not have yet.
    page.once("dialog", lambda dialog: dialog.accept())
    panel.get_by_role("button", name="Remove: The first night, step 1").click()
    expect(panel.locator("[data-steps-count]")).to_have_text("(8 steps)")
    has_text(page, changed.replace("### The first night\n\n- [0 9:00 pm] Go to bed early.\n\n", ""))
    panel.get_by_role("button", name="Add a step: The first night").click()
    fill_in(page, rows(panel, "first-night").nth(0), "0 9:00 pm", "Go to bed early.")
    has_text(page, changed)
    panel.get_by_role("button", name="Add a step: The first week").click()
    fill_in(page, rows(panel, "first-week").nth(2), "+2 days", "Walk a little.")
    has_text(page, changed.replace("We call you.\n", "We call you.\n- [+2 days] Walk a little.\n"))

    # What the rows wrote is saved.
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.locator("#id_body")).to_have_value(
        changed.replace("We call you.\n", "We call you.\n- [+2 days] Walk a little.\n")
    )
    assert page.told == []


def test_a_text_without_a_plan_gets_one_and_what_a_row_cannot_show_stays_in_the_text(page):
    panel = page.locator("[data-steps]")
    panel.locator("summary").click()
    page.locator("#id_body").fill("Read this first.\n\n## When to call\n\nCall us.\n")
    expect(panel.locator("[data-steps-count]")).to_have_text("(none yet)")

    panel.get_by_role("button", name="Add a step: At the clinic").click()
    fill_in(page, rows(panel, "at-clinic").nth(0), "0", "Your visit begins.")

    plan = "## Your plan\n\n### At the clinic\n\n- [0] Your visit begins.\n\n"
    has_text(page, f"Read this first.\n\n{plan}## When to call\n\nCall us.\n")
    page.locator("#id_body").fill(plan.replace("begins.\n", "begins.\n  - And a list.\n"))
    expect(rows(panel, "at-clinic")).to_contain_text("holds more than a row can show")
    assert page.told == []


def test_a_guide_has_no_rows_for_steps(page, live_server):
    guide = factories.article(slug="a-guide")
    page.goto(live_server.url + reverse("admin:therapies_article_change", args=[guide.pk]))

    expect(page.locator("[data-steps]")).to_be_hidden()


def test_words_that_a_slow_browser_takes_before_the_time_is_kept_are_not_lost(page):
    panel = page.locator("[data-steps]")
    panel.locator("summary").click()
    stop = rows(panel, "that-day").nth(0)
    expect(stop.get_by_label("When")).to_have_value("-{{ fast_solids_h }}")

    stop.evaluate(
        """row => {
          for (const [name, typed] of [["time", "-8 hours"], ["words", "**Eat no more.**"]]) {
            const field = row.querySelector(`[data-field=${name}]`);
            field.select();
            document.execCommand("insertText", false, typed);
          }
        }"""
    )
    page.keyboard.press("Enter")

    has_text(page, TEXT.replace("[-{{ fast_solids_h }}] **Stop eating.**", "[-8 hours] **Eat no more.**"))
