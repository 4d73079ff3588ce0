"""Our grade against textstat's, on every page and on twenty texts of other kinds. The table is printed (`pytest -s`)."""

import pytest

from tests.benchmarks.readability import HEAD, OTHER_TEXTS, PAGES, rows


@pytest.fixture(scope="module")
def measured():
    found = rows()
    print("", HEAD, *found, sep="\n")  # noqa: T201 - the table is what this run has to show
    return found


def test_the_grade_of_every_page_is_that_of_textstat(measured):
    pages = [row for row in measured if "/" in row.name]

    assert len(pages) == len(list(PAGES.glob("*/*.md")))
    assert [str(row) for row in pages if abs(row.apart) > 0.3] == []


def test_the_grade_of_twenty_other_texts_is_that_of_textstat(measured):
    others = [row for row in measured if "/" not in row.name]

    assert len(others) == len(list(OTHER_TEXTS.glob("*.md"))) == 20
    assert [str(row) for row in others if abs(row.apart) > 0.5] == []


def test_the_other_texts_are_easy_and_hard(measured):
    grades = sorted(row.grade for row in measured if "/" not in row.name)

    assert grades[0] < 0
    assert grades[-1] > 18


def test_the_smog_grade_is_that_of_textstat(measured):
    assert [str(row) for row in measured if abs(row.smog - row.their_smog) > 0.6] == []


def test_no_page_seems_easier_than_textstat_as_it_is_says(measured):
    assert [str(row) for row in measured if row.grade < row.as_it_is - 0.3] == []
