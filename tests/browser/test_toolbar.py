"""The editor's toolbar, its dialogs and paste, worked as a nurse would: by mouse and by keyboard.

In the texts here ‹ and › stand around what is selected, and ¦ where the cursor is.
"""

import io
import re
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from tests import factories
from therapies.text.checking import problems_in
from therapies.text.facts import FACTS

PATIENCE = 5  # seconds
SAMPLES = Path(__file__).parent / "clipboard"
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}
QUESTION = "Eat nothing.\n\n## Questions\n\n### Can I drive home? {#can-i-drive-home}\n\nNo.\n"
TABLE = """\
| ‹Question› | First choice | Second choice |
| --- | --- | --- |
| How long does it take? | Ask us | Ask us |"""
# The button, its key, the text before and after.
BUTTONS = [
    ("Heading", "Control+Alt+h", "One.\n\nTh¦e day", "One.\n\n## Th¦e day"),
    ("Heading", "Control+Alt+h", "## ¦The day", "### ¦The day"),
    ("Heading", "Control+Alt+h", "### The day¦ {#day}", "The day¦ {#day}"),
    ("Heading", "Control+Alt+h", "One.\n\n¦\n\nTwo.", "One.\n\n## ¦\n\nTwo."),
    ("Heading", "Control+Alt+h", "‹- **The** day›", "‹## The day›"),
    ("Bold", "Control+b", "Do ‹not ›drive.", "Do **‹not›** drive."),
    ("Bold", "Control+b", "Do **‹not›** drive.", "Do ‹not› drive."),
    ("Bold", "Control+b", "Do ‹**not**› drive.", "Do ‹not› drive."),
    ("Bold", "Control+b", "Don’t dri¦ve.", "Don’t **dri¦ve**."),
    ("Bold", "Control+b", "Don’t **dri¦ve**.", "Don’t dri¦ve."),
    ("Bold", "Control+b", "Rest. ¦", "Rest. **‹bold words›**"),
    ("Bold", "Control+b", "‹- Rest.\n- Drink.›\n", "‹- **Rest.**\n- **Drink.**›\n"),
    ("Bold", "Control+b", "‹- **Rest.**\n- **Drink.**›\n", "‹- Rest.\n- Drink.›\n"),
    ("Bold", "Control+b", "## The ¦day", "## The ¦day"),
    ("List", "Control+Alt+u", "Re¦st.", "- Re¦st."),
    ("List", "Control+Alt+u", "- Re¦st.\nText", "Re¦st.\n\nText"),
    ("List", "Control+Alt+u", "‹Rest.\n\nDrink.›\nText", "‹- Rest.\n- Drink.›\n\nText"),
    ("List", "Control+Alt+u", "- One\n‹- Rest.\n- Drink.›", "- One\n\n‹Rest.\n\nDrink.›"),
    ("List", "Control+Alt+u", "‹1. Rest.\n2. Drink.›", "‹- Rest.\n- Drink.›"),
    ("List", "Control+Alt+u", "Text\n\n¦", "Text\n\n- ¦"),
    ("Numbered list", "Control+Alt+o", "‹- Rest.\n- Drink.›", "‹1. Rest.\n2. Drink.›"),
    ("Numbered list", "Control+Alt+o", "‹1. Rest.\n2. Drink.›", "‹Rest.\n\nDrink.›"),
    ("Numbered list", "Control+Alt+o", "1. Rest.\nDri¦nk.", "1. Rest.\n2. Dri¦nk."),
    ("Table", "Control+Alt+g", "One¦ line.\nThe next.\n\nTwo.", f"One line.\nThe next.\n\n{TABLE}\n\nTwo."),
    ("Table", "Control+Alt+g", "¦", f"{TABLE}\n"),
    ("Table", "Control+Alt+g", "| A | B |\n| --- | --- |\n| ¦1 | 2 |", "| A | B |\n| --- | --- |\n| ¦1 | 2 |"),
]


@pytest.fixture
def nurse(live_server, transactional_db, context):
    """A signed-in browser page at the form of an article; `told` collects what the browser complains of."""
    article = factories.article(slug="rides", title="Rides", body="Bring an adult.\n")
    factories.article(slug="how-to-prepare", title="How to prepare", body=QUESTION)
    factories.article(slug="how-to-rest", title="How to rest", live=False)
    session = Client()
    session.force_login(factories.staff("ana", superuser=True))
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.told = []
    page.on("console", lambda said: page.told.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.told.append(str(error)))
    page.goto(live_server.url + reverse("admin:therapies_article_change", args=[article.pk]))
    page.text = page.locator("#id_body")
    return page


def write(page, marked):
    """Put a text with its cursor or selection into the field, as typing that can be undone."""
    start, end = (marked.index("¦"),) * 2 if "¦" in marked else (marked.index("‹"), marked.index("›") - 1)
    page.text.fill(marked.replace("¦", "").replace("‹", "").replace("›", ""))
    page.text.evaluate("(text, at) => text.setSelectionRange(...at)", [start, end])


def read(page):
    """The text of the field with its cursor or selection; with a mark of its own when the field has no focus."""
    value, start, end, has_focus = page.text.evaluate(
        "(text) => [text.value, text.selectionStart, text.selectionEnd, document.activeElement === text]"
    )
    chosen = "¦" if start == end else f"‹{value[start:end]}›"
    return f"{value[:start]}{chosen}{value[end:]}" + ("" if has_focus else "(no focus)")


def bare(marked):
    return marked.replace("¦", "").replace("‹", "").replace("›", "")


def button(page, name):
    return page.get_by_role("toolbar", name="Write into the text").get_by_role("button", name=name, exact=True)


def axe_finds(page, width):
    """What axe has against the open dialog, or else the toolbar, on a screen of this width."""
    page.set_viewport_size({"width": width, "height": 800})
    told = list(page.told)
    found = Axe().run(
        page, context={"include": [".toolbar"] if not page.locator("dialog").count() else [".insert"]}, options=RULES
    )
    # To measure, axe sets styles, which the policy refuses.
    page.told[:] = told
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found.response["violations"]]


def test_every_button_writes_and_one_undo_takes_it_back(nurse):
    clicked = set()
    for name, key, before, after in BUTTONS:
        ways = [lambda key=key: nurse.keyboard.press(key)]
        if name not in clicked:
            ways.append(lambda name=name: button(nurse, name).click())
        clicked.add(name)
        for act in ways:
            write(nurse, before)

            act()

            # The grid takes the cursor to the table.
            expect_written(nurse, after, aside="(no focus)" if name == "Table" else "")
            nurse.text.focus()
            if bare(before) != bare(after):
                expect_undone(nurse, bare(before))

    assert nurse.told == []


def expect_written(page, marked, aside=""):
    """The field holds this text with this cursor or selection, at once or as soon as the page has done what it was told."""
    until = time.monotonic() + PATIENCE
    while read(page).removesuffix(aside) != marked and time.monotonic() < until:
        page.wait_for_timeout(20)
    assert read(page).removesuffix(aside) == marked


def expect_undone(page, words):
    page.keyboard.press("Control+z")
    expect(page.text).to_have_value(words)


def search_for(page, words, entry, count=1):
    """Type into the search field of the open dialog and wait for as many results, one of them with these words."""
    page.locator("dialog [data-insert-search]").press_sequentially(words)
    said = f"{count} found." if count else "Nothing found. Try other words."
    expect(page.locator("dialog [data-insert-status]")).to_have_text(said)
    if not count:
        return None
    option = page.get_by_role("option").filter(has_text=entry)
    expect(option).to_be_visible()
    expect(page.locator("dialog [aria-selected=true]")).to_have_count(1)
    return option


def test_links_and_facts_are_searched_and_put_in_by_keyboard_and_by_mouse(nurse):
    write(nurse, "See ¦.")
    nurse.keyboard.press("Control+k")
    search_for(nurse, "PRÉPARE", "guide/how-to-prepare")
    assert [axe_finds(nurse, width) for width in (320, 1280)] == [[], []]
    nurse.keyboard.press("Enter")
    expect_written(nurse, "See [How to prepare](guide/how-to-prepare)¦.")
    expect_undone(nurse, "See .")

    write(nurse, "See ‹the way›.")
    button(nurse, "Link").click()
    search_for(nurse, "drive", "Can I drive home?").click()
    expect_written(nurse, "See [the way](question/can-i-drive-home)¦.")
    expect_undone(nurse, "See the way.")

    nurse.keyboard.press("Control+k")
    expect(nurse.get_by_role("option")).to_have_count(3)
    nurse.keyboard.press("ArrowDown")
    expect(nurse.locator("dialog [aria-selected=true]")).to_contain_text("Draft: patients cannot read it yet")
    nurse.keyboard.press("Escape")
    expect(nurse.locator("dialog")).to_have_count(0)
    expect_written(nurse, "See ‹the way›.")

    write(nurse, "See ¦.")
    nurse.keyboard.press("Control+k")
    search_for(nurse, "https://www.fda.gov/a(1)", "Another site")
    nurse.keyboard.press("Enter")
    expect_written(nurse, "See [‹words›](https://www.fda.gov/a%281%29).")

    for act in (lambda: nurse.keyboard.press("Control+Alt+v"), lambda: button(nurse, "Clinic fact").click()):
        write(nurse, "Eat nothing for ¦.")
        act()
        option = search_for(nurse, "fast_solids_h", "No food before the visit")
        expect(option).to_contain_text("Now: 6 hours (a sample: nobody has confirmed it)")
        nurse.keyboard.press("Enter")
        expect_written(nurse, "Eat nothing for {{ fast_solids_h }}¦.")
        expect_undone(nurse, "Eat nothing for .")

    button(nurse, "Clinic fact").click()
    search_for(nurse, "zyzzyva", None, 0)
    assert [axe_finds(nurse, width) for width in (320, 1280)] == [[], []]
    nurse.get_by_role("button", name="Cancel").click()
    expect_written(nurse, "Eat nothing for ¦.")
    assert nurse.told == []


def test_a_box_goes_around_lines_and_a_question_gets_its_id_once(nurse):
    write(nurse, "One.\n\n- You feel ‹ill.\n- You have a› fever.\n\nTwo.")
    nurse.keyboard.press("Control+Alt+c")
    nurse.keyboard.press("Enter")
    expect(nurse.get_by_role("alert").filter(has_text="Write a title")).to_be_visible()
    assert [axe_finds(nurse, width) for width in (320, 1280)] == [[], []]
    nurse.keyboard.type("Call us before you leave home if:")
    nurse.keyboard.press("Enter")
    boxed = "One.\n\n::: call Call us before you leave home if:\n- You feel ill.\n- You have a fever.¦\n:::\n\nTwo."
    expect_written(nurse, boxed)
    expect_undone(nurse, "One.\n\n- You feel ill.\n- You have a fever.\n\nTwo.")

    write(nurse, "One.¦\n")
    button(nurse, "Box").click()
    nurse.get_by_label("Good to know").check()
    nurse.get_by_label("Title of the box").fill("Parking")
    nurse.get_by_role("button", name="Put it in").click()
    expect_written(nurse, "::: info Parking\nOne.¦\n:::\n")

    button(nurse, "Box").click()
    nurse.get_by_label("Title of the box").fill("Another")
    nurse.keyboard.press("Enter")
    expect(nurse.get_by_role("alert").filter(has_text="There is a box here already")).to_be_visible()
    nurse.keyboard.press("Escape")
    expect_written(nurse, "::: info Parking\nOne.¦\n:::\n")

    write(nurse, "Bring¦ an adult.")
    nurse.keyboard.press("Control+Alt+q")
    assert [axe_finds(nurse, width) for width in (320, 1280)] == [[], []]
    nurse.keyboard.type("can I drive home")
    nurse.keyboard.press("Enter")
    expect(nurse.locator("dialog")).to_have_count(0)
    asked = "Bring an adult.\n\n## Questions\n\n### can I drive home? {#can-i-drive-home-2}\n\n¦\n"
    expect_written(nurse, asked)
    expect(nurse.locator("[data-editor-tool-status]")).to_contain_text("How to prepare” has a question like this.")
    expect_undone(nurse, "Bring an adult.")

    write(nurse, "A.\n\n## Questions\n\n### Why? {#why-so}\n\nSo.¦\n\n## More\n\nB.\n")
    button(nurse, "Question").click()
    nurse.get_by_label("The question, as patients ask it").fill("Why?")
    nurse.get_by_role("button", name="Put it in").click()
    expect(nurse.get_by_role("alert").filter(has_text="Line 5 of this page asks that already.")).to_be_visible()
    nurse.get_by_label("The question, as patients ask it").fill("When?")
    nurse.get_by_role("button", name="Put it in").click()
    expect(nurse.locator("dialog")).to_have_count(0)
    expect_written(
        nurse,
        "A.\n\n## Questions\n\n### Why? {#why-so}\n\nSo.\n\n### When? {#when}\n\n¦\n\n## More\n\nB.\n",
    )
    assert [message for message in nurse.told if "400" not in message] == []


def picture_file(kind="PNG"):
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, kind)
    return file.getvalue()


def test_a_picture_is_added_with_words_or_chosen(nurse):
    write(nurse, "One.¦\n\nTwo.")
    nurse.keyboard.press("Control+Alt+p")
    expect(nurse.get_by_text("There is none yet. Add one below.")).to_be_visible()
    assert [axe_finds(nurse, width) for width in (320, 1280)] == [[], []]
    add = nurse.get_by_role("button", name="Add it and put it in")
    add.click()
    expect(nurse.get_by_role("alert").filter(has_text="Choose a picture first.")).to_be_visible()
    field = nurse.get_by_label("Picture from this device")
    field.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": picture_file()})
    add.click()
    expect(nurse.get_by_role("alert").filter(has_text="Say what it shows")).to_be_visible()
    nurse.get_by_label("What it shows").fill("A nurse checks a drip")
    field.set_input_files({"name": "b.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"})
    add.click()
    expect(nurse.locator("[data-insert-file-error]")).not_to_be_empty()
    field.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": picture_file()})
    nurse.get_by_label("What it shows").press("Enter")
    expect(nurse.locator("dialog")).to_have_count(0)
    expect(nurse.text).to_be_focused()
    added = read(nurse)
    assert added.startswith("One.\n\n![A nurse checks a drip](media/")
    assert added.endswith(")¦\n\nTwo.")
    expect_undone(nurse, "One.\n\nTwo.")

    button(nurse, "Picture").click()
    nurse.get_by_label("A nurse checks a drip").check()
    nurse.get_by_role("button", name="Put the chosen one in").click()
    expect(nurse.text).to_have_value(re.compile(r"^One\.\n\n!\[A nurse checks a drip\]\(media/"))
    assert [message for message in nurse.told if "400" not in message] == []


def test_the_help_undoes_and_the_keyboard_comes_into_the_toolbar_and_out_of_it(nurse):
    write(nurse, "Before.¦")
    write(nurse, "Rest¦")
    nurse.keyboard.press("Control+b")
    expect_written(nurse, "**Rest¦**")
    nurse.keyboard.press("Control+Alt+k")
    dialog = nurse.get_by_role("dialog", name="Undo and help")
    expect(dialog.locator("[data-insert-keys] li")).to_have_count(11)
    expect(dialog).to_contain_text("Ctrl+Alt+H Heading")
    expect(dialog.get_by_role("rowheader", name="A question", exact=True)).to_be_visible()
    assert [axe_finds(nurse, width) for width in (320, 1280)] == [[], []]
    dialog.get_by_role("button", name="Undo the last step").click()
    expect(nurse.text).to_have_value("Rest")
    button(nurse, "Undo and help").click()
    dialog.get_by_role("button", name="Bring it back").click()
    expect(nurse.text).to_have_value("**Rest**")
    expect(nurse.text).to_be_focused()
    expect_undone(nurse, "Rest")

    # What was typed into a dialog is no step of the text.
    nurse.keyboard.press("End")
    nurse.keyboard.press("Control+k")
    search_for(nurse, "prepare", "guide/how-to-prepare").click()
    expect_written(nurse, "Rest[How to prepare](guide/how-to-prepare)¦")
    expect_undone(nurse, "Rest")
    expect_undone(nurse, "Before.")

    in_toolbar = "document.activeElement.closest('[role=toolbar]') && document.activeElement.dataset.editorTool"
    button(nurse, "Heading").focus()
    seen = []
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowRight", "End", "Home", "ArrowRight", "Tab", "Shift+Tab"):
        nurse.keyboard.press(key)
        seen.append(nurse.evaluate(in_toolbar))
    assert seen == ["bold", "heading", "help", "heading", "help", "heading", "bold", None, "bold"]
    nurse.keyboard.press("Shift+Tab")
    assert nurse.evaluate(in_toolbar) is None

    nurse.text.focus()
    nurse.keyboard.press("Tab")
    assert nurse.evaluate("document.activeElement.id") != "id_body"
    nurse.text.focus()
    nurse.keyboard.press("Shift+Tab")
    assert nurse.evaluate(in_toolbar) == "bold"
    # A sign that is typed with Alt Gr, or Ctrl and Alt, is typed.
    nurse.text.evaluate(
        "(text) => text.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'ö', code: 'KeyP', ctrlKey: true, altKey: true, bubbles: true}))"
    )
    expect(nurse.locator("dialog")).to_have_count(0)

    nurse.set_viewport_size({"width": 320, "height": 640})
    sizes = nurse.eval_on_selector_all(
        "[data-editor-tool]", "(all) => all.map((each) => each.getBoundingClientRect()).map((b) => [b.height, b.right])"
    )
    assert [size for size in sizes if size[0] < 44 or size[1] > 320] == []
    assert len(sizes) == 11
    assert [axe_finds(nurse, width) for width in (320, 1280)] == [[], []]


PASTE = """(text, [html, plain]) => {
  const data = new DataTransfer();
  if (html) data.setData('text/html', html);
  data.setData('text/plain', plain);
  const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
  return !text.dispatchEvent(event);
}"""


def pasted(page, html, plain="plain"):
    """Whether the editor took a paste over from the browser."""
    return page.text.evaluate(PASTE, [html, plain])


def test_what_is_pasted_becomes_markdown_that_the_checks_take(nurse):
    samples = sorted(SAMPLES.glob("*.md"))
    assert len(samples) == 9
    for sample in samples:
        write(nurse, "¦")

        assert pasted(nurse, sample.with_suffix(".html").read_text())

        words = nurse.text.input_value()
        assert words == sample.read_text(), sample.name
        problems = problems_in(factories.text(body=words), kind="guide", path="x", known_facts=FACTS)
        assert problems == [], sample.name
        expect_undone(nurse, "")
    expect(nurse.locator("[data-editor-tool-status]")).to_have_text("Pasted as clean text.")

    write(nurse, "## Rest\n\nIn the ¦ middle.")
    assert pasted(nurse, (SAMPLES / "libreoffice.html").read_text())
    assert read(nurse).startswith("## Rest\n\nIn the\n\n## Side effects\n\n### Common\n\n1. Ringing")
    assert read(nurse).endswith("**Call us** any time.¦\n\nmiddle.")
    expect_undone(nurse, "## Rest\n\nIn the  middle.")

    write(nurse, "See ‹this› page.")
    own = nurse.url.split("/admin")[0] + "/questions/can-i-drive-home/"
    assert pasted(nurse, f'<p>the <a href="{own}">way <i>home</i></a></p><img src=x><img src=y>')
    expect_written(nurse, "See the [way home](question/can-i-drive-home)¦ page.")
    said = "Pasted as clean text. 2 pictures were left out: put them in with the Picture button."
    expect(nurse.locator("[data-editor-tool-status]")).to_have_text(said)
    assert nurse.told == []


def test_bare_words_and_markdown_are_pasted_by_the_browser_itself(nurse):
    write(nurse, "¦")
    markdown = (SAMPLES / "editor_markdown.html").read_text()

    assert not pasted(nurse, "")
    assert not pasted(nurse, "<span style='color:red'>plain</span>")
    assert not pasted(nurse, markdown, "## Rides\n\nCall {{ clinic_phone }} **first**.")

    # Really copied, really pasted.
    nurse.evaluate("document.body.insertAdjacentHTML('beforeend', '<h2 id=copy>A <b>head</b></h2><p>Words.</p>')")
    for keys, words in (("Control+v", "## A head\n\nWords.\n"), ("Control+Shift+v", "A head\nWords.")):
        nurse.evaluate(
            "() => { const range = document.createRange(); range.setStartBefore(document.querySelector('#copy'));"
            " range.setEndAfter(document.querySelector('#copy + p')); getSelection().removeAllRanges();"
            " getSelection().addRange(range); document.execCommand('copy'); }"
        )
        write(nurse, "¦")
        nurse.keyboard.press(keys)
        expect(nurse.text).to_have_value(re.compile(rf"^\s*{re.escape(words.strip())}\s*$"))
        expect_undone(nurse, "")
    assert nurse.told == []
