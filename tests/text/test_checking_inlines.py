"""What is refused inside lines. Each line is what an author reads, with its line in the body."""

import pytest

from .texts import SOURCE, refusals

REFUSED = [
    pytest.param(
        "Take `two`.\n", {}, ["1: Code between ` signs is not used here. Use quotation marks or **bold**."], id="code"
    ),
    pytest.param(
        "[ ] Bring your list.\n\n- [ ] Bring water.\n",
        {},
        ["1: A box to tick stands at the start of a list entry only: - [ ] Bring your list. Delete it here."],
        id="a box to tick outside a list",
    ),
    pytest.param(
        "Call {{ clinic_fone }}.\n",
        {},
        ['1: There is no clinic fact "clinic_fone". Did you mean "clinic_phone"?'],
        id="an unknown fact near a known one",
    ),
    pytest.param(
        "Call {{ zzzzzz }}.\n",
        {},
        ['1: There is no clinic fact "zzzzzz". Choose one from the list of clinic facts.'],
        id="an unknown fact",
    ),
    pytest.param(
        "Call\n{{ Clinic Phone }}.\n",
        {},
        ['2: A clinic fact is written {{ its_key }}: small letters, numerals and _. Did you mean "clinic_phone"?'],
        id="a fact by its label",
    ),
    pytest.param(
        "Call {{ clinic_phone\n",
        {},
        ["1: A clinic fact is written {{ its_key }}: small letters, numerals and _."],
        id="a fact without its end",
    ),
    pytest.param(
        "Words.[^zhu-2091]\n",
        {"fields": SOURCE},
        ['1: There is no source with the key "zhu-2091". Did you mean "zhu-2019"?'],
        id="an unknown source near a known one",
    ),
    pytest.param(
        "Words.[^zhu-2019]\n",
        {},
        ['1: There is no source with the key "zhu-2019". Add it to the sources above the text.'],
        id="an unknown source",
    ),
    pytest.param(
        "Words.[^Zhu 2019]\n",
        {"fields": SOURCE},
        ["1: A source is written [^its-key], with the key of one of the sources above: small letters and numerals."],
        id="a source with spaces",
    ),
    pytest.param(
        "[Words](guide/ x y)\n",
        {},
        ["1: This looks like a link that is not one. Write [words](address) without spaces in the address."],
        id="a link with spaces",
    ),
    pytest.param(
        "This is ** bold**\n",
        {},
        ["1: Two asterisks are left over. Bold words stand between two pairs, without spaces inside: **words**."],
        id="half of bold",
    ),
    pytest.param(
        "Words {#here}\n",
        {},
        ["1: An id {#…} stands at the end of a heading only. Delete it here."],
        id="an id in a paragraph",
    ),
    pytest.param(
        "Words &#8238; more\n",
        {},
        ["1: &#8238; is a character that cannot be seen. Delete it."],
        id="a right-to-left mark by number",
    ),
    pytest.param(
        "Words &#13; more\n",
        {},
        ["1: &#13; is a character that cannot be seen. Delete it."],
        id="a carriage return by number",
    ),
    pytest.param(
        "[Words[^zhu-2019]](guide/x)\n",
        {"fields": SOURCE},
        ["1: A source cannot stand inside a link. Write [^zhu-2019] behind it."],
        id="a source in a link",
    ),
]


@pytest.mark.parametrize(("body", "choices", "said"), REFUSED)
def test_a_slip_inside_a_line_is_refused_with_its_line(body, choices, said):
    assert refusals(body, **choices) == said
