"""Blocks that are refused. Each line is what an author reads, with its line in the body."""

import pytest

from .texts import SOURCE, refusals

REFUSED = [
    pytest.param(
        "Words\n\n<div>x</div>\n",
        {},
        ["3: HTML is not used here. Write Markdown: **bold**, - a list entry, [words](guide/how-to-prepare)."],
        id="a block of HTML",
    ),
    pytest.param(
        "Words <!-- later -->\n",
        {},
        ["1: HTML is not used here. Write Markdown: **bold**, - a list entry, [words](guide/how-to-prepare)."],
        id="an HTML comment",
    ),
    pytest.param(
        "One\ntwo <b>three</b>\n",
        {},
        ["2: HTML is not used here. Write Markdown: **bold**, - a list entry, [words](guide/how-to-prepare)."],
        id="HTML inside a line",
    ),
    pytest.param(
        "<script>alert(1)</script>\n",
        {},
        ["1: HTML is not used here. Write Markdown: **bold**, - a list entry, [words](guide/how-to-prepare)."],
        id="a script",
    ),
    pytest.param(
        "Words\n\n```\nx\n```\n",
        {},
        ["3: Blocks of code (``` or ~~~) are not used here. Write a paragraph or a list."],
        id="fenced code",
    ),
    pytest.param(
        "Words\n\n    x\n",
        {},
        ["3: The line begins with four or more spaces, which makes it code. Begin it with fewer."],
        id="code by four spaces",
    ),
    pytest.param(
        "Words\n\n***\n",
        {},
        ["3: A line across the page (---, *** or ___) is not used here. Begin a new part with a heading."],
        id="a line across the page",
    ),
    pytest.param(
        "[x]: https://example.org\n",
        {},
        ["1: Addresses stand in the link itself: [words](address), not in a definition below the text."],
        id="a link definition",
    ),
    pytest.param(
        "Words.[^zhu-2019]\n\n[^zhu-2019]: A study\n",
        {"fields": SOURCE},
        ["3: Sources stand in the fields above the text, under sources:, not in notes below it."],
        id="a footnote",
    ),
    pytest.param(
        "- one\n-\n",
        {},
        ["2: The list entry is empty. Write something after it or delete it."],
        id="an empty list entry",
    ),
    pytest.param(
        "- x\n  - x\n    - x\n      - x\n        - x\n          - x\n            - x\n              - x\n                - x\n                  - x\n                    - x\n                      - x\n                        - x\n",
        {},
        ["13: Lists and quotes stand more than 12 deep inside each other. Use fewer levels."],
        id="a list 13 deep",
    ),
    pytest.param(
        ">>>>>>>>>>>>> x\n",
        {},
        ["1: Lists and quotes stand more than 12 deep inside each other. Use fewer levels."],
        id="a quote 13 deep",
    ),
    pytest.param(
        "".join("  " * depth + "- x\n" for depth in range(150)),
        {},
        [
            "13: Lists and quotes stand more than 12 deep inside each other. Use fewer levels.",
            "16: The list entry is empty. Write something after it or delete it.",
        ],
        id="a list 150 deep",
    ),
]


@pytest.mark.parametrize(("body", "choices", "said"), REFUSED)
def test_a_block_is_refused_with_its_line(body, choices, said):
    assert refusals(body, **choices) == said
