"""What is accepted, and how the problems of a whole text come together."""

import pytest

from therapies.text.checking import problems_in
from therapies.text.facts import FACTS

from .texts import SOURCE, refusals, whole_text

EVERYTHING = """\
Words with *stress*, **weight** and a [guide](guide/how-to-prepare#food).[^zhu-2019]
A second line, a [question](question/can-i-drive), a [word](word/infusion), [here below](#before-you-come) and
[the FDA](https://www.fda.gov/drugs?x=1&y=2#z).\\
A third line with an \\*asterisk\\*, \\[brackets\\], \\{{ braces }} and &nbsp; an entity.

## Before you come {#before-you-come}

::: emergency Call 911 if:
- You faint.
- You call {{ clinic_phone }} and **nobody** answers.

| Sign | What to do |
|------|------------|
| Rash | Call       |
:::

1. Eat nothing for {{fast_solids_h}}.
2. Drink:
   - water
   - tea

   > Ask us.

### Papers

![A nurse checks a drip](drip-stand.svg "At the clinic")

![](drip.svg "decorative")

#### At home

What | When
--|:-:
A | a \\| b

## Questions

These are asked most.

### Can I drive home? {#can-i-drive-home}

No.[^zhu-2019]

### ¿Puedo comer? {#puedo-comer}

- No.
"""


def test_a_text_that_uses_everything_is_accepted():
    assert refusals(EVERYTHING, fields=SOURCE, known_pictures={"drip-stand.svg", "drip.svg"}) == []


@pytest.mark.parametrize(
    "table",
    [
        pytest.param("| Q | A | B |\n|---|---|---|\n| x | y | z |\n", id="pipes all around"),
        pytest.param("Q | A | B\n---|---|---\nx | y | z\n", id="no outer pipes"),
        pytest.param("| Q | A | B\n|---|---|---\n| x | y | z\n", id="pipes at the left only"),
        pytest.param("Q | A | B |\n---|---|---|\nx | y | z |\n", id="pipes at the right only"),
        pytest.param("| Q | A | B |\n|---|---|---|\nx | y | z\n", id="rows unlike the heading"),
        pytest.param("|Q|A|B|\n|-|-|-|\n|x|y|z|\n", id="no spaces"),
        pytest.param("|   Q |A   |  B|\n| --- |:----:| -: |\n|x|  y  |   z |\n", id="uneven spaces and alignment"),
        pytest.param("   | Q | A | B |\n  |---|---|---|\n | x | y | z |\n", id="lines moved in"),
        pytest.param("| Q | A | B |  \n|---|---|---|  \n| x | y | z |  \n", id="spaces behind"),
        pytest.param("| Q | A | B |\n|---|---|---|\n| x \\| x | y | \\| |\n", id="escaped pipes"),
        pytest.param(
            "| Q | [A](therapy/a) | [B](page/b#c) |\n|---|---|---|\n| x | - y | 1. z |\n", id="links and signs"
        ),
        pytest.param("Words\n| Q | A | B |\n|---|---|---|\n| x | y | {{ prices }} |\n\nWords\n", id="words above"),
    ],
)
def test_tables_as_people_write_them_are_accepted(table):
    assert refusals(table, kind="comparison") == []


def test_words_are_explained_in_a_page():
    assert refusals("## Words\n\n### drip {#drip}\n\nA slow flow.\n\n### vein\n\nA tube.\n", kind="page") == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("x" * 5_001 + "\n\n<b>\n", "1: The line has 5,001 characters. Break it into shorter paragraphs."),
        (
            "*x* " * 200 + "\n" + "*x* " * 301 + "\n",
            "2: Too many brackets and other signs in one paragraph. Break it up with empty lines.",
        ),
        ("|" * 51 + "\n", "1: A row of a table has at most 50 | signs. Split the table."),
        (
            ("[" * 900 + "\n\n") * 4,
            "7: The text has more than 3,000 opening brackets. Split it into several articles.",
        ),
        (
            ("|a" * 40 + "\n" + "|-" * 40 + "\n" + "x\n" * 30 + "\n") * 4,
            "129: The tables of a text have at most 5,000 cells. Split it into several articles.",
        ),
        ("x\n" * 3_001, "0: The text has more than 3,000 lines. Split it into several articles."),
        (("x" * 4_000 + "\n") * 16, "0: The text has more than 60,000 characters. Split it into several articles."),
    ],
    ids=["a line", "signs", "columns", "brackets", "cells", "lines", "characters"],
)
def test_what_is_too_large_is_refused_before_it_is_read(body, said):
    assert refusals(body) == [said]


def test_a_cell_without_words_is_not_taken_for_a_repeated_option():
    assert refusals("| Q |  | A | |\n|---|---|---|---|\n| x | y | z | w |\n", kind="comparison") == [
        '1: Cell 2 of the heading row is empty. Write what its column holds, such as "Question".',
        '1: Cell 4 of the heading row is empty. Write what its column holds, such as "Question".',
    ]


def test_no_fact_is_suggested_when_the_known_ones_cannot_be_listed():
    class Everything:
        def __contains__(self, key):
            return key == "clinic_phone"

    problems = problems_in(whole_text("{{ clinic_fone }}\n"), kind="guide", path="x.md", known_facts=Everything())

    assert [problem.message for problem in problems] == [
        'There is no clinic fact "clinic_fone". Choose one from the list of clinic facts.'
    ]


def test_problems_of_characters_fields_and_body_come_together_in_order_of_lines():
    text = "---\ntitle: How to prepare\nsumary: x\n---\n\n# Prepare\n\nCall\t{{ clinic_fone }}.\n"

    problems = problems_in(text, kind="guide", path="en/guide/x.md", known_facts=FACTS)

    assert [str(problem) for problem in problems] == [
        'en/guide/x.md:2: The field "summary" is missing. Add it, like summary: A numbing medicine by drip.',
        'en/guide/x.md:3: "sumary" is not a field. The fields are title, summary, order, about, safety, also_called,'
        " approval, caption, appointment, visit_length, owner, reviewed_by, reviewed_on, review_due, sources.",
        "en/guide/x.md:6: The title of the article is its level-1 heading. Write ## in the text.",
        "en/guide/x.md:8: The line holds a tab. Use spaces.",
        'en/guide/x.md:8: There is no clinic fact "clinic_fone". Did you mean "clinic_phone"?',
    ]


def test_references_are_not_called_unknown_when_the_fields_cannot_be_read():
    text = "---\ntitle: a: b\n---\n\nWords.[^zhu-2019]\n\n# One\n\nTwo\n"

    problems = problems_in(text, kind="guide", path="x.md", known_facts=FACTS)

    assert [(problem.line, problem.message[:30]) for problem in problems] == [
        (2, 'A value that holds ": " must s'),
        (7, "The title of the article is it"),
    ]


def test_pictures_are_asked_for_by_name_only_when_the_names_are_given():
    assert refusals("![A drip](drip.svg)\n") == []


def test_an_unknown_kind_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="'story' is not a kind of article"):
        problems_in(whole_text("Words\n"), kind="story", path="x.md", known_facts=FACTS)
