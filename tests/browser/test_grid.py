"""The tables of a text as a grid, clicked as a nurse would, and held against the site's own reading of tables."""

import random
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from therapies.text.articles import Source
from therapies.text.comparisons import rows_of, table_spans
from therapies.text.markdown import tokens_of

SCRIPT = settings.BASE_DIR / "static" / "admin" / "editor" / "table_text.js"
SEED = 20261122
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}
CELLS = (
    "a",
    "",
    " ",
    "b c",
    "\\|",
    "x \\| y",
    "\\\\|",
    "{{ clinic_phone }}",
    "[^key]",
    "**b**",
    "é😀",
    "[L](therapy/l)",
    "&nbsp;",
)
# What somebody types into a cell, and what the site reads there then.
TYPED = {
    "plain words": "plain words",
    "": "",
    "a | b": "a | b",
    "two\nlines\r\n\r\nof words": "two lines of words",
    "ends with \\": "ends with \\",
    " \\| \t ": "\\|",
    "| --- |": "| --- |",
    "- item\n# no heading": "- item # no heading",
}
LINES = (
    "",
    "",
    "words",
    "### A heading {#x}",
    "- item",
    "> quote",
    "::: info Box",
    ":::",
    "```",
    "    | a | b |",
    "| a |",
    "---",
)


def random_text(dice):
    lines = []
    for _ in range(dice.randrange(1, 6)):
        lines += [dice.choice(LINES) for _ in range(dice.randrange(4))]
        lines += random_table(dice)
    return "\n".join(lines) + dice.choice(("", "\n", "\n\n"))


def random_table(dice):
    width = dice.randrange(1, 5)
    lines = [random_line(dice, [dice.choice(CELLS) for _ in range(width)])]
    lines.append(random_line(dice, [dice.choice(("---", ":--", "--:", ":-:", "-")) for _ in range(width)]))
    for _ in range(dice.randrange(5)):
        columns = width if dice.random() < 0.95 else dice.randrange(1, 6)
        lines.append(random_line(dice, [dice.choice(CELLS) for _ in range(columns)]))
    return lines


def random_line(dice, cells):
    padding = dice.choice((" ", " ", "", "  "))
    inner = "|".join(f"{padding}{cell}{padding}" for cell in cells)
    lead = dice.choice(("", "", "", "", " "))
    return (
        lead + dice.choice((f"|{inner}|", f"|{inner}|", f"|{inner}|", inner, f"|{inner}")) + dice.choice(("", "", " "))
    )


def tables_of(body):
    """What the site reads: the cells of every table that stands by itself."""
    tokens = tokens_of(body)
    return {
        tokens[begin].map[0]: [[cell.content for cell in row] for row in rows_of(tokens[begin:end])]
        for begin, end in table_spans(tokens)
    }


def read_in_browser(page, texts, edits):
    """For each text: itself written again, its tables as the browser reads them, and what an edit makes of it.

    An edit chooses a table, a row and a column by numbers of any size, and says which words stand there then.
    """
    return page.evaluate(
        """([texts, edits]) => texts.map((text, index) => {
          const tables = tableText.tablesIn(text);
          const words = ({ rows }) => rows.map(({ cells }) => cells.map(tableText.wordsOf));
          const opened = tables.filter(({ problem, inBox }) => !problem && !inBox).map((table) => ({ first: table.first, rows: words(table) }));
          const answer = { opened, again: tableText.changed(text, tables, () => {}), edited: null };
          if (opened.length === 0) return answer;
          const [table, row, column, typed] = edits[index];
          const chosen = tables.filter(({ problem, inBox }) => !problem && !inBox)[table % opened.length];
          const place = [row % chosen.rows.length, column % chosen.rows[0].cells.length];
          return { ...answer, edited: { first: chosen.first, place, text: tableText.withWords(text, [chosen], ...place, typed) } };
        })""",
        [texts, edits],
    )


def test_the_grid_reads_tables_as_the_site_does_and_writes_back_every_sign(page):
    dice = random.Random(SEED)
    texts = [random_text(dice) for _ in range(500)]
    texts += [path.read_text() for path in sorted(Path(settings.BASE_DIR, "content", "en").rglob("*.md"))]
    edits = [[*(dice.randrange(60) for _ in range(3)), dice.choice(list(TYPED))] for _ in texts]
    page.add_script_tag(path=SCRIPT)

    answers = read_in_browser(page, texts, edits)

    for text, edit, answer in zip(texts, edits, answers, strict=True):
        told = tables_of(text)
        assert answer["again"] == text
        assert {table["first"]: table["rows"] for table in answer["opened"]}.items() <= told.items(), text
        if edited := answer["edited"]:
            row, column = edited["place"]
            told[edited["first"]][row][column] = TYPED[edit[3]]
            assert tables_of(edited["text"]) == told, text
    assert sum(len(answer["opened"]) for answer in answers) > 150


# --- in the editor ---

BODY = """Before, {{ clinic_phone }}.

### What it may do

| Question | [Lidocaine](therapy/lidocaine) | Ketamine | No infusion |
|:--|---|---|---|
| Main use | nerve pain \\| CRPS | mood | not known |
| How long? | hours | days | nothing |

Between.

### Your visit

Question | [Lidocaine](therapy/lidocaine) | Ketamine | No infusion
--- | --- | --- | ---
Usual time | {{ session_lidocaine_min }} | longer | none

After.
"""


@pytest.fixture
def told():
    return []


@pytest.fixture
def nurse(live_server, transactional_db, context, told):
    """Opens the form of an article as a signed-in member of staff; `told` collects what the browser complains of."""
    session = Client()
    session.force_login(factories.staff("ana", superuser=True))
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(8000)
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))

    def opened(*, width=1280, **fields):
        article = factories.article(live=False, **fields)
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(live_server.url + reverse("admin:therapies_article_change", args=[article.pk]))
        return page

    return opened


def text_of(page):
    return page.locator("#id_body").input_value()


def cell(page, name, *, table=0):
    return page.locator(f'[data-table="{table}"]').get_by_label(name, exact=True)


def undo_in_the_text(page):
    page.locator("#id_body").focus()
    page.keyboard.press("Control+z")


def test_a_comparison_is_changed_in_its_grid(nurse, told):
    page = nurse(kind="comparison", slug="choices", body=BODY)
    status = page.locator("[data-grid-status]")
    bar = page.locator("[data-grid-bar]")
    before = text_of(page)
    assert before == BODY

    # A cell: pipes are words, and Enter goes down.
    cell(page, "Main use, Lidocaine").fill("burning | aching")
    page.keyboard.press("Enter")
    expect(cell(page, "How long?, Lidocaine")).to_be_focused()
    changed = BODY.replace("nerve pain \\| CRPS", "burning \\| aching")
    assert text_of(page) == changed
    page.keyboard.press("Control+z")
    assert text_of(page) == BODY

    # An option: in all tables at once, one step of undo.
    cell(page, "Main use, Lidocaine").click()
    page.keyboard.press("Alt+ArrowRight")
    expect(status).to_have_text("Lidocaine is now option 2 of 3 in all 2 tables.")
    expect(cell(page, "Main use, Lidocaine")).to_be_focused()
    assert "| Question | Ketamine | [Lidocaine](therapy/lidocaine) | No infusion |\n" in text_of(page)
    assert "\n| Usual time | longer | {{ session_lidocaine_min }} | none |\n" in text_of(page)
    undo_in_the_text(page)
    assert text_of(page) == BODY

    # Its name keeps its link, in all tables.
    cell(page, "Name of option 1", table=1).fill("Lidocaine drip")
    page.keyboard.press("Tab")
    expect(cell(page, "Usual time, Lidocaine drip", table=1)).to_be_visible()
    assert text_of(page).count("[Lidocaine drip](therapy/lidocaine)") == 2
    bar.get_by_role("button", name="Undo").click()
    assert text_of(page) == BODY

    # Removing asks, since words would be lost.
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    cell(page, "How long?, Ketamine").click()
    bar.get_by_role("button", name="Remove option").click()
    expect(status).to_have_text("Removed: Ketamine. Undo brings it back.")
    assert asked == [
        "Remove the option “Ketamine” in all 2 tables? Its words in 3 cells go too. Undo brings them back."
    ]
    assert "Ketamine" not in text_of(page)
    bar.get_by_role("button", name="Undo").click()
    assert text_of(page) == BODY

    # A new option and its empty cells, marked with words and counted.
    cell(page, "How long?, No infusion").click()
    bar.get_by_role("button", name="Add option").click()
    expect(cell(page, "Name of option 4, empty")).to_be_focused()
    page.keyboard.type("Other")
    page.keyboard.press("Enter")
    expect(page.locator("[data-grid-empties]")).to_contain_text("3 cells are empty. Write “not known” if nobody knows.")
    page.get_by_role("button", name="Go to the next empty cell").click()
    expect(cell(page, "How long?, Other, empty")).to_be_focused()
    assert "| Question | [Lidocaine](therapy/lidocaine) | Ketamine | No infusion | Other |" in text_of(page)
    assert text_of(page).splitlines()[6] == "| Main use | nerve pain \\| CRPS | mood | not known |  |"
    bar.get_by_role("button", name="Undo").click()
    bar.get_by_role("button", name="Undo").click()
    assert text_of(page) == BODY

    # A row goes on into the next group.
    cell(page, "Name of row 2").click()
    page.keyboard.press("Alt+ArrowDown")
    expect(status).to_have_text("How long? moved to the group Your visit.")
    expect(cell(page, "Name of row 1", table=1)).to_be_focused()
    page.keyboard.press("Alt+Delete")
    assert "How long?" not in text_of(page)
    undo_in_the_text(page)
    undo_in_the_text(page)
    assert text_of(page) == BODY

    # The card is a sketch; the real one stands in the preview.
    cell(page, "Usual time, Ketamine", table=1).click()
    expect(page.locator("[data-grid-card]")).to_contain_text("Usual time")
    expect(page.frame_locator("[data-editor-frame]").locator("#row_how-long")).to_be_attached()
    page.get_by_role("button", name="Show it in the preview").click()
    expect(page.frame_locator("[data-editor-frame]").locator("#row_usual-time")).to_be_in_viewport()
    assert told == []


def test_typing_waits_in_no_cell(nurse):
    page = nurse(kind="comparison", slug="choices", body=BODY)
    cell(page, "Main use, Ketamine").click()
    page.keyboard.press("End")

    page.keyboard.type(" and pain")

    expect(page.locator("#id_body")).to_have_value(BODY.replace("| mood |", "| mood and pain |"))
    # The cursor never left.
    page.keyboard.type("!")
    expect(page.locator("#id_body")).to_have_value(BODY.replace("| mood |", "| mood and pain! |"))
    expect(page.locator("[data-grid-card]")).to_contain_text("mood and pain!")
    page.locator("#id_body").fill(BODY.replace("| mood |", "| sleep |"))
    expect(cell(page, "Main use, Ketamine")).to_have_value("sleep")


def test_a_table_that_the_grid_cannot_keep_is_explained(nurse):
    page = nurse(slug="rides", body="| a | b |\n| --- | --- |\n| one |\n\nAnd\n\n| c | d |\n| --- | --- |\n| 1 | 2 |\n")
    grid = page.locator("[data-grid]")
    assert grid.evaluate("(grid) => grid.open") is False

    page.evaluate(
        """document.querySelector("[data-editor]").dispatchEvent(new CustomEvent("editor:open-table", { detail: { position: 50 } }))"""
    )

    expect(cell(page, "Name of row 1", table=1)).to_be_focused()
    expect(grid.locator('[data-table="0"]')).to_contain_text(
        "This table is not shown as a grid. Line 3 has 1 cell and the heading row has 2. "
        "Make them equal in the text; then the grid opens."
    )
    page.keyboard.press("ArrowRight")
    expect(cell(page, "1, d", table=1)).to_be_focused()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_axe_finds_nothing_in_grid_questions_and_sources(nurse, width, scheme):
    asked = "\n## Questions\n\n### Can I drive home? {#can-i-drive}\n\nNo.\n"
    source = Source("asa-2023", "Fasting", "ASA", 2023, "")
    page = nurse(
        kind="comparison", slug="choices", body=BODY.replace("mood", "") + asked, sources=(source,), width=width
    )
    page.emulate_media(color_scheme=scheme)
    page.locator("[data-questions] summary").click()
    page.locator("[data-sources] summary").click()
    cell(page, "How long?, Ketamine").click()

    parts = ["[data-grid]", "[data-questions]", "[data-sources]"]
    violations = Axe().run(page, context={"include": [[part] for part in parts]}, options=RULES).response["violations"]
    assert [(each["id"], node["target"]) for each in violations for node in each["nodes"]] == []
    for part in parts:
        box = page.locator(part).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert page.locator(part).evaluate("(part) => part.scrollWidth - part.clientWidth") <= 0
