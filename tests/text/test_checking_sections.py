"""Questions and words that are refused. Each line is what an author reads, with its line in the body."""

import pytest

from .texts import refusals

REFUSED = [
    pytest.param(
        "## Questions\n\nx\n",
        {},
        ["1: There is no question below this heading. Write one: ### Can I drive home? {#can-i-drive}"],
        id="no question",
    ),
    pytest.param(
        "## Questions\n\n### Can I drive?\n\nNo.\n",
        {},
        ["3: The question has no id for its permanent address. Write one behind it: {#can-i-drive}"],
        id="a question without id",
    ),
    pytest.param(
        "## Questions\n\n### Can I drive {#can-i-drive}\n\nNo.\n",
        {},
        ["3: A question ends with a question mark."],
        id="a question without its mark",
    ),
    pytest.param(
        "## Questions\n\n### Can I drive? {#can-i-drive}\n\n### May I eat? {#may-i-eat}\n\nNo.\n",
        {},
        ["3: Nothing stands below this heading. Write something or delete it."],
        id="no answer",
    ),
    pytest.param(
        "## Questions\n\n### Can I drive? {#can-i-drive}\n\nx\n\n#### Why\n\nx\n",
        {},
        ["7: An answer has no headings of its own. Write a paragraph, or a question with ###."],
        id="a heading in an answer",
    ),
    pytest.param(
        "## Words\n\n### drip {#drip}\n\nx\n",
        {},
        ["1: Words are explained in the article page/words only. Give this heading another id: {#…}"],
        id="words outside page/words",
    ),
    pytest.param(
        "## Words\n\nx\n",
        {"kind": "page"},
        ["1: There is no word below this heading. Write one: ### infusion {#infusion}"],
        id="no word",
    ),
    pytest.param(
        "## Words\n\n### drip {#drip}\n\nx\n\n#### Why\n\nx\n",
        {"kind": "page"},
        ["7: A meaning has no headings of its own. Write a paragraph, or a word with ###."],
        id="a heading in a meaning",
    ),
]


@pytest.mark.parametrize(("body", "choices", "said"), REFUSED)
def test_a_section_is_refused_with_its_line(body, choices, said):
    assert refusals(body, **choices) == said
