"""The questions of a text as a list and its sources as rows, clicked as a nurse would."""

import pytest
from playwright.sync_api import expect

from tests import factories
from therapies.text.articles import Source

BODY = """Bring an adult.[^asa-2023]

## Questions

### Can I drive home? {#can-i-drive}

No. Bring an adult.

### May I eat? {#may-i-eat}

Not before.[^asa-2023] [^new-2024]

## When to call

Call {{ clinic_phone }}.
"""
SOURCES = (
    Source("asa-2023", "Fasting", "ASA", 2023, "https://example.org/x"),
    Source("old-2001", "An old one", "NHS", 2001),
)


@pytest.fixture
def rides(transactional_db):
    """A page that patients read; another one links to its first question. Its draft has a source more than it names."""
    article = factories.article(slug="rides", title="Rides", body=BODY.replace(" [^new-2024]", ""), sources=SOURCES)
    factories.article(slug="day", body="See [Can I drive home?](question/can-i-drive).\n")
    factories.draft(article, title="Rides", body=BODY, sources=SOURCES)
    return article


@pytest.fixture
def page(opened_in_the_admin, rides):
    return opened_in_the_admin(rides)


def text_of(page):
    return page.locator("#id_body").input_value()


def undo_in_the_text(page):
    page.locator("#id_body").focus()
    page.keyboard.press("Control+z")


def test_questions_move_and_change_their_words_and_keep_their_addresses(page):
    panel = page.locator("[data-questions]")
    panel.locator("summary").click()
    status = panel.locator("[data-questions-status]")
    first = panel.get_by_role("listitem").nth(0)
    expect(first).to_contain_text(
        "Address, never changes: /questions/can-i-drive/. Patients read it now; 1 other page links to it."
    )

    # Moved by mouse and by keyboard; one Ctrl+Z brings the order back.
    panel.get_by_role("button", name="Move up: May I eat?").click()
    expect(status).to_have_text("“May I eat?” is now question 1 of 2.")
    eat, drive = (
        text_of(page).index("### May I eat? {#may-i-eat}\n\nNot"),
        text_of(page).index("### Can I drive home? {#can-i-drive}\n\nNo."),
    )
    assert eat < drive < text_of(page).index("\n\n## When to call\n\nCall {{ clinic_phone }}.\n")
    expect(panel.get_by_role("button", name="Move up: May I eat?")).to_be_focused()
    undo_in_the_text(page)
    assert text_of(page) == BODY
    panel.get_by_label("Words of question 1").press("Alt+ArrowUp")
    expect(status).to_have_text("It is the first question already.")

    # New words, the old id.
    panel.get_by_label("Words of question 1").fill("May I drive? {#other}")
    page.keyboard.press("Enter")
    expect(status).to_have_text("The words are new; the address stays.")
    assert text_of(page) == BODY.replace("Can I drive home?", "May I drive?")
    undo_in_the_text(page)

    # Jump.
    panel.get_by_role("button", name="Go to: May I eat?").click()
    selected = "(text) => text.value.slice(text.selectionStart, text.selectionEnd)"
    assert page.locator("#id_body").evaluate(selected) == "### May I eat? {#may-i-eat}"

    # A new one gets an id that nobody has, and the cursor stands where its answer goes.
    panel.get_by_label("New question").fill("Can I drive")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("listitem")).to_have_count(3)
    expect(panel.get_by_role("listitem").nth(2)).to_contain_text("/questions/can-i-drive-2/. Not published yet.")
    page.keyboard.type("Yes.")
    added = "### Can I drive? {#can-i-drive-2}\n\nYes.\n\n## When to call"
    assert text_of(page) == BODY.replace("## When to call", added)
    assert page.told == []


def test_a_published_address_that_went_is_missed_and_put_back(page):
    panel = page.locator("[data-questions]")
    panel.locator("summary").click()
    lost = panel.locator("[data-questions-lost]")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    expect(lost).to_be_hidden()

    page.locator("#id_body").fill(BODY.replace("{#can-i-drive}", "{#driving}"))
    expect(lost).to_contain_text(
        "The address /questions/can-i-drive/ of “Can I drive home?” was published; 1 other page links to it, "
        "and e-mails may too. It is missing in the text. Unless the question moved to another page, put it back."
    )
    lost.get_by_role("button", name="Put it back behind “Can I drive home?”").click()
    assert text_of(page) == BODY

    panel.get_by_role("button", name="Remove: Can I drive home?").click()
    assert asked == [
        "“Can I drive home?” is on the page that patients read, and 1 other page links to it. E-mails may lead to "
        "/questions/can-i-drive/ too; their readers would find nothing. Remove it anyway?"
    ]
    assert "can-i-drive" not in text_of(page)
    expect(lost).to_contain_text("Ctrl+Z in the text brings it back")
    undo_in_the_text(page)
    assert text_of(page) == BODY


def test_sources_are_rows_and_travel_as_lines(page, rides):
    box = page.locator("[data-sources]")
    entries = box.locator("li")
    lines = page.locator("#id_sources")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message.split("\n")[0]), dialog.accept()))
    expect(entries.nth(0)).to_contain_text("asa-2023: Fasting Used 2 times in the text.")
    expect(entries.nth(1)).to_contain_text("old-2001: An old one ⚠ Not used in the text.")
    expect(lines).to_be_hidden()

    # The text names a source that is not there.
    box.get_by_role("button", name="Add new-2024").click()
    for label, words in (("Title", "Eating | drinking"), ("Publisher", "NICE"), ("Year", "2024")):
        entries.nth(2).get_by_label(label).fill(words)
    expect(entries.nth(2)).to_contain_text(
        "A | cannot stand here: it divides the parts of a source. Write – or / instead."
    )
    page.get_by_role("button", name="Save").first.click()
    expect(entries.nth(2).get_by_label("Title")).to_be_focused()
    entries.nth(2).get_by_label("Title").fill("Eating and drinking")
    expect(entries.nth(2)).not_to_contain_text("A | cannot")

    # Moved, and one removed.
    page.keyboard.press("Alt+ArrowUp")
    assert lines.input_value().split("\n")[1] == "new-2024 | Eating and drinking | NICE | 2024"
    entries.nth(2).locator("summary").click()
    entries.nth(2).get_by_role("button", name="Remove: old-2001").click()
    assert asked == ["Remove this source?"]
    expect(entries).to_have_count(2)
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator(".messagelist")).to_be_visible()

    saved = rides.versions.order_by("-number").first().article_text()
    assert saved.sources == (SOURCES[0], Source("new-2024", "Eating and drinking", "NICE", 2024, ""))
