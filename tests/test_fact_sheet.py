"""Nothing of the fact sheet is lost: every fact is said on the page that `content/fact-sheet/README.md` names."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from therapies.text.articles import read_article
from therapies.text.facts import FACTS
from therapies.text.outline import headings_in

TABLE = settings.CONTENT_DIR / "fact-sheet" / "README.md"
# How many facts the sheet has under each letter; its ids count on from 1.
FACTS_OF_THE_SHEET = {
    "IT": 23, "LI": 32, "KE": 48, "CP": 21, "PR": 23, "DY": 14, "SE": 23, "AC": 23, "WH": 27, "OT": 11, "CO": 9,
    "RF": 6, "X": 28, "FQ": 45,
}  # fmt: skip
SAID, CONTESTED, FACT, LEFT_OUT = "said", "contested", "fact", "left out"
# What the sheet marks as contested. PR-05 is so between clinics only: a page gives the rule of this one.
CONTESTED_FACTS = {"LI-13", "KE-14", "KE-17", "KE-23", "KE-24", "KE-25", "KE-47", "SE-04"}


def rows():
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if re.fullmatch(r"[A-Z]{1,2}-\d{2}", cells[0]):
            yield cells


ROWS = list(rows()) if TABLE.exists() else []


def test_every_fact_of_the_sheet_is_in_the_table_once():
    expected = sorted(f"{letters}-{n:02}" for letters, count in FACTS_OF_THE_SHEET.items() for n in range(1, count + 1))

    assert sorted(row[0] for row in ROWS) == expected


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_words_stand_where_the_table_says(row):
    fact, how, where, words = row

    assert how in (SAID, CONTESTED, FACT, LEFT_OUT)
    if how == LEFT_OUT:
        assert (where, bool(words)) == ("-", True)
        return
    if how == FACT:
        assert re.findall(r"\{\{ (\w+) \}\}", words), f"{fact}: name the clinic fact"
    assert all(key in FACTS for key in re.findall(r"\{\{ (\w+) \}\}", words))
    assert len(words.split()) >= 3 or how == FACT
    assert words in section(where), f"{fact}: {where} does not say this"


def test_what_experts_disagree_on_is_told_as_contested():
    assert {row[0] for row in ROWS if row[1] == CONTESTED} >= CONTESTED_FACTS


def section(where: str) -> str:
    """The Markdown below one heading, down to the next of the same or a higher level; without an id, all of the page."""
    page, _, heading_id = where.partition("#")
    file = Path(settings.CONTENT_DIR, "en", f"{page}.md")
    read = read_article(file.read_text(encoding="utf-8"), kind=page.partition("/")[0], path=str(file))
    if not heading_id:
        return " ".join(read.body.split())
    headings = headings_in(read.body)
    start = next((h for h in headings if h.id == heading_id), None)
    assert start, f"{page} has no section #{heading_id}"
    end = next((h.line - 1 for h in headings if h.line > start.line and h.level <= start.level), None)
    return " ".join(" ".join(read.body.split("\n")[start.line : end]).split())
