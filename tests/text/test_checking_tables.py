"""Tables that are refused. Each line is what an author reads, with its line in the body."""

import pytest

from .texts import refusals

REFUSED = [
    pytest.param(
        "| a | b |\n|---|---|\n| x |\n",
        {},
        ["3: The row has 1 cell and the heading row has 2. Add or remove cells; a | inside a cell is written \\|."],
        id="too few cells",
    ),
    pytest.param(
        "| a | b |\n|---|---|\n| x | y | z |\n",
        {},
        ["3: The row has 3 cells and the heading row has 2. Add or remove cells; a | inside a cell is written \\|."],
        id="too many cells",
    ),
    pytest.param(
        "| a | b |\n|---|---|\n| x | y |\nWords\n",
        {},
        [
            "4: The row has 1 cell and the heading row has 2. If it is not a row, put an empty line above it; a | inside a cell is written \\|."
        ],
        id="words right below",
    ),
    pytest.param(
        "| a | b |\n|---|---|\n|  | y |\n",
        {},
        ['3: Cell 1 of the row is empty. Write something, such as "None" or "Ask us".'],
        id="an empty first cell",
    ),
    pytest.param(
        "|  | b |\n|---|---|\n| x | y |\n",
        {},
        ['1: Cell 1 of the heading row is empty. Write what its column holds, such as "Question".'],
        id="an empty heading cell",
    ),
    pytest.param(
        "a | b | c\n---|---|---\nx || z\n",
        {},
        ['3: Cell 2 of the row is empty. Write something, such as "None" or "Ask us".'],
        id="an empty cell without outer pipes",
    ),
    pytest.param(
        "| a | b |\n|---|---|\n| x | &nbsp; |\n",
        {},
        ['3: Cell 2 of the row is empty. Write something, such as "None" or "Ask us".'],
        id="a cell of spaces",
    ),
    pytest.param(
        "| a | b |\n|---|---|\n",
        {},
        ["1: The table has no rows. Write one below its line of dashes, or delete the table."],
        id="no rows",
    ),
    pytest.param(
        "| a | b |\n|---|\n| x | y |\n",
        {},
        ["2: The line of dashes has 1 cell and the row above it 2. Make them equal."],
        id="dashes for fewer cells",
    ),
    pytest.param(
        "| a | b |\n| x | y |\n",
        {},
        ["1: This looks like a table without its line of dashes. Add |---|---| below the first row."],
        id="no dashes",
    ),
    pytest.param(
        "- | a | b |\n  |---|---|\n  | x | y |\n",
        {},
        ["1: A table stands by itself, not inside a list or a quote."],
        id="in a list",
    ),
    pytest.param(
        "> | a | b |\n> |---|---|\n> | x | y |\n",
        {},
        ["1: A table stands by itself, not inside a list or a quote."],
        id="in a quote",
    ),
    pytest.param(
        "Words\n",
        {"kind": "comparison"},
        ["1: A comparison has at least one table, and there is none. Write one with a row for each question."],
        id="a comparison without table",
    ),
    pytest.param(
        "## Now\n\n| Q | A | B |\n|---|---|---|\n| x | y | z |\n\nWords\n\n| Q | A | B |\n|---|---|---|\n| w | y | z |\n",
        {"kind": "comparison"},
        [
            "9: No heading stands between this table and that of line 9. "
            "Write one, such as ### Your visit, or put the rows into one table."
        ],
        id="two groups below one heading",
    ),
    pytest.param(
        "| Q | A | B |\n|---|---|---|\n| x | y | z |\n\nWords\n\n| Q | A | B |\n|---|---|---|\n| w | y | z |\n",
        {"kind": "comparison"},
        [
            "7: No heading stands between this table and that of line 7. "
            "Write one, such as ### Your visit, or put the rows into one table."
        ],
        id="two groups below none",
    ),
    pytest.param(
        "## Now\n\n| Q | [A](therapy/a) | B |\n|---|---|---|\n| x | y | z |\n\n"
        "## Then\n\n| Q | A | B |\n|---|---|---|\n| w | y | z |\n",
        {"kind": "comparison"},
        [
            "9: All tables of a comparison have the same options. The heading row here is | Q | A | B | and that of "
            "line 9 is | Q | [A](therapy/a) | B | – copy that one, or make a list of this table."
        ],
        id="a group with other options",
    ),
    pytest.param(
        "## Now\n\n| Q | A | B |\n|---|---|---|\n| Cost | y | z |\n\n"
        "## Then\n\n| Q | A | B |\n|---|---|---|\n| Cost? | y | z |\n",
        {"kind": "comparison"},
        ['11: The row "Cost?" stands on line 11 as well (as "Cost"). Give each its own name.'],
        id="a row in two groups",
    ),
    pytest.param(
        "## Now\n\n| Q | A | B |\n|---|---|---|\n| x | y | z |\n\n"
        "## Then\n\n| *Q* | A | B |\n|---|---|---|\n| **w** | y | z |\n",
        {"kind": "comparison"},
        [
            "9: The first heading cell is plain words, such as Question.",
            "11: The first cell of a row is plain words: no bold, links, clinic facts or sources.",
        ],
        id="bold in a later group",
    ),
    pytest.param(
        "| Q | A | B |\n|---|---|---|\n| x | y | z |\n\n"
        "## Questions\n\n### Why? {#why}\n\nWords\n\n| Q | A | B |\n|---|---|---|\n| w | y | z |\n",
        {"kind": "comparison"},
        ['11: The table of a comparison cannot stand below "Questions". Move it up.'],
        id="a later group below Questions",
    ),
    pytest.param(
        "| Q | A |\n|---|---|\n| x | y |\n",
        {"kind": "comparison"},
        ["1: A comparison has at least two options: a column for the questions and one for each option."],
        id="a comparison of one option",
    ),
    pytest.param(
        "| Q | A | A |\n|---|---|---|\n| x | y | z |\n",
        {"kind": "comparison"},
        ['1: The option "A" stands here twice. Give each its own name.'],
        id="an option twice",
    ),
    pytest.param(
        "| Q | A | B |\n|---|---|---|\n| Cost | y | z |\n| Cost? | y | z |\n",
        {"kind": "comparison"},
        ['4: The row "Cost?" stands on line 9 as well (as "Cost"). Give each its own name.'],
        id="a row twice",
    ),
    pytest.param(
        "| Q | A | B |\n|---|---|---|\n| ? | y | z |\n",
        {"kind": "comparison"},
        ['3: The name of the row "?" has no letter or numeral. Write words.'],
        id="a row named by a sign",
    ),
    pytest.param(
        f"| Q | {'a' * 101} | B |\n|---|---|---|\n| {'x' * 101} | y | z |\n",
        {"kind": "comparison"},
        [
            "1: The name of the option has 101 characters. Use at most 100.",
            "3: The name of the row has 101 characters. Use at most 100.",
        ],
        id="names too long for a column",
    ),
    pytest.param(
        "| **Q** | A | B |\n|---|---|---|\n| x | y | z |\n",
        {"kind": "comparison"},
        ["1: The first heading cell is plain words, such as Question."],
        id="bold in the first cell",
    ),
    pytest.param(
        "| Q | **A** | B |\n|---|---|---|\n| x | y | z |\n",
        {"kind": "comparison"},
        ["1: The name of an option is plain words or one link: [Lidocaine](therapy/lidocaine)"],
        id="a bold option",
    ),
    pytest.param(
        "| Q | [A](https://example.org) | B |\n|---|---|---|\n| x | y | z |\n",
        {"kind": "comparison"},
        ["1: An option links to an article: [Lidocaine](therapy/lidocaine)"],
        id="an option that links away",
    ),
    pytest.param(
        "| Q | A | B |\n|---|---|---|\n| [x](guide/x) | y | z |\n",
        {"kind": "comparison"},
        ["3: The first cell of a row is plain words: no bold, links, clinic facts or sources."],
        id="a row label that links",
    ),
    pytest.param(
        "## Questions\n\n| Q | A | B |\n|---|---|---|\n| x | y | z |\n\n### Can I drive? {#can-i-drive}\n\nNo.\n",
        {"kind": "comparison"},
        ['3: The table of a comparison cannot stand below "Questions". Move it up.'],
        id="below Questions",
    ),
    pytest.param(
        "::: info Table\n| Q | A | B |\n|---|---|---|\n| x | y | z |\n:::\n",
        {"kind": "comparison"},
        ["1: A comparison has at least one table, and there is none. Write one with a row for each question."],
        id="in a callout",
    ),
]
SOUND = [
    pytest.param(
        "## Side by side\n\n### Now\n\n| Q | A | B |\n|---|---|---|\n| x | y | z |\n\n"
        "### Then\n\nWords\n\n| When | A | B |\n|:-:|---|---|\n| w | y | z |\n",
        id="groups below headings of their own, with another first cell",
    ),
    pytest.param(
        "| Q | A | B |\n|---|---|---|\n| x | y | z |\n\n## Then\n\n| Q | A | B |\n|---|---|---|\n| w | y | z |\n",
        id="the first group below the title",
    ),
    pytest.param(
        "| Q | A | B |\n|---|---|---|\n| x | y | z |\n\n::: info Sizes\n| a | b |\n|---|---|\n| x | y |\n:::\n",
        id="a table of another kind in a callout",
    ),
]


@pytest.mark.parametrize(("body", "choices", "said"), REFUSED)
def test_a_table_is_refused_with_its_line(body, choices, said):
    assert refusals(body, **choices) == said


@pytest.mark.parametrize("body", SOUND)
def test_a_comparison_in_groups_is_sound(body):
    assert refusals(body, kind="comparison") == []
