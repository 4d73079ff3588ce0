"""Headings that are refused. Each line is what an author reads, with its line in the body."""

import pytest

from .texts import refusals

REFUSED = [
    pytest.param(
        f"## {'a' * 151} {{#long}}\n\nx\n",
        {},
        ["1: The heading has 151 characters; at most 150 can be read at a glance. Shorten it."],
        id="too long",
    ),
    pytest.param(
        "# Prepare\n\nWords\n",
        {},
        ["1: The title of the article is its level-1 heading. Write ## in the text."],
        id="level 1",
    ),
    pytest.param(
        "## A\n\nx\n\n### B\n\nx\n\n#### C\n\nx\n\n##### D\n\nx\n",
        {},
        ["13: Headings go down to level 4 (####). Use fewer levels."],
        id="level 5",
    ),
    pytest.param(
        "## A\n\nx\n\n#### B\n\nx\n",
        {},
        ["5: The heading skips a level: write ### here, or add the heading above it that is missing."],
        id="a skipped level",
    ),
    pytest.param(
        "### A\n\nx\n",
        {},
        ["1: The heading skips a level: write ## here, or add the heading above it that is missing."],
        id="the first is level 3",
    ),
    pytest.param(
        "Prepare\n---\n\nx\n",
        {},
        ["1: A line of === or --- below words makes them a heading. Write ## in front of it instead."],
        id="underlined with dashes",
    ),
    pytest.param(
        "Prepare\n===\n\nx\n",
        {},
        [
            "1: A line of === or --- below words makes them a heading. Write ## in front of it instead.",
            "1: The title of the article is its level-1 heading. Write ## in the text.",
        ],
        id="underlined with ===",
    ),
    pytest.param(
        "## A {#Bad Id}\n\nx\n",
        {},
        [
            '1: "Bad Id" cannot be the id of a heading. Use small letters a-z, numerals and single hyphens, at most 60 characters: {#before-you-come}'
        ],
        id="an unfit id",
    ),
    pytest.param(
        "## A {#}\n\nx\n",
        {},
        [
            '1: "" cannot be the id of a heading. Use small letters a-z, numerals and single hyphens, at most 60 characters: {#before-you-come}'
        ],
        id="an empty id",
    ),
    pytest.param(
        "## ？\n\nx\n",
        {},
        ["1: No id can be made of these words. Write one behind them: {#before-you-come}"],
        id="words without letters",
    ),
    pytest.param(
        "## A {#a} B\n\nx\n",
        {},
        ["1: The id stands at the end of the heading: ## Before you come {#before-you-come}"],
        id="an id in the middle",
    ),
    pytest.param(
        "## A\n\nx\n\n## B {#a}\n\nx\n",
        {},
        ['5: The id "a" stands on line 6 as well. Write another one: {#…}'],
        id="an id twice",
    ),
    pytest.param(
        "## Sources\n\nx\n",
        {},
        ['1: The page itself uses the id "sources". Write another one behind the heading: {#…}'],
        id="an id of the page",
    ),
    pytest.param(
        "## A {#source-1}\n\nx\n",
        {},
        ['1: The page itself uses the id "source-1". Write another one behind the heading: {#…}'],
        id="an id of the source list",
    ),
    pytest.param(
        "## A\n\nx\n\n### Questions\n\nx\n",
        {},
        ['5: The id "questions" is for a heading of level 2. Write another one behind it: {#…}'],
        id="Questions at level 3",
    ),
    pytest.param(
        "## **A**\n\nx\n",
        {},
        ["1: A heading is plain words: no bold, links, clinic facts, sources, pictures or code."],
        id="bold words",
    ),
    pytest.param(
        "## Call {{ clinic_phone }}\n\nx\n",
        {},
        ["1: A heading is plain words: no bold, links, clinic facts, sources, pictures or code."],
        id="a fact",
    ),
    pytest.param("##\n\nx\n", {}, ["1: The heading has no words. Write some or delete it."], id="no words"),
    pytest.param(
        "- ## A\n\n  x\n",
        {},
        ["1: A heading stands by itself, not inside a list, a quote or a callout."],
        id="in a list",
    ),
    pytest.param(
        "## A\n\n::: info Also\n### B\n\nRest.\n:::\n",
        {},
        ["4: A heading stands by itself, not inside a list, a quote or a callout."],
        id="in a callout",
    ),
    pytest.param(
        "## A\n\n## B\n\nx\n",
        {},
        ["1: Nothing stands below this heading. Write something or delete it."],
        id="nothing below",
    ),
    pytest.param(
        "x\n\n## A\n",
        {},
        ["3: Nothing stands below this heading. Write something or delete it."],
        id="nothing at the end",
    ),
    pytest.param(
        "## ![A drip](drip.svg)\n\nx\n",
        {},
        ["1: A heading is plain words: no bold, links, clinic facts, sources, pictures or code."],
        id="a picture",
    ),
]


@pytest.mark.parametrize(("body", "choices", "said"), REFUSED)
def test_a_heading_is_refused_with_its_line(body, choices, said):
    assert refusals(body, **choices) == said
