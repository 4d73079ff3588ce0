"""Links that are refused. Each line is what an author reads, with its line in the body."""

import pytest

from .texts import refusals

REFUSED = [
    pytest.param(
        "[Words]()\n",
        {},
        [
            "1: The link leads nowhere. Write an article as guide/how-to-prepare, a question as question/can-i-drive, a word as word/infusion, a heading of this text as #its-id, another site with its https:// address."
        ],
        id="no address",
    ),
    pytest.param(
        "[Words](javascript:alert(1))\n",
        {},
        [
            '1: Links that begin with "javascript:" are not used here. Write an article as guide/how-to-prepare, a question as question/can-i-drive, a word as word/infusion, a heading of this text as #its-id, another site with its https:// address.'
        ],
        id="javascript",
    ),
    pytest.param(
        "[Words](JavaScript:alert(1))\n",
        {},
        [
            '1: Links that begin with "javascript:" are not used here. Write an article as guide/how-to-prepare, a question as question/can-i-drive, a word as word/infusion, a heading of this text as #its-id, another site with its https:// address.'
        ],
        id="javascript in capitals",
    ),
    pytest.param(
        "[Words](data:text/html,x)\n",
        {},
        [
            '1: Links that begin with "data:" are not used here. Write an article as guide/how-to-prepare, a question as question/can-i-drive, a word as word/infusion, a heading of this text as #its-id, another site with its https:// address.'
        ],
        id="data",
    ),
    pytest.param(
        "[Words](mailto:a@example.org)\n",
        {},
        ["1: Phone numbers and e-mail addresses are clinic facts, which become links: {{ clinic_phone }}"],
        id="mailto",
    ),
    pytest.param(
        "[Words](tel:5555550100)\n",
        {},
        ["1: Phone numbers and e-mail addresses are clinic facts, which become links: {{ clinic_phone }}"],
        id="tel",
    ),
    pytest.param(
        "[Words](ftp://example.org/x)\n",
        {},
        [
            '1: Links that begin with "ftp:" are not used here. Write an article as guide/how-to-prepare, a question as question/can-i-drive, a word as word/infusion, a heading of this text as #its-id, another site with its https:// address.'
        ],
        id="ftp",
    ),
    pytest.param(
        "[Words](//example.org)\n",
        {},
        ["1: A web address begins with https://, like https://example.org"],
        id="a host without scheme",
    ),
    pytest.param(
        "[Words](www.example.org)\n",
        {},
        ["1: A web address begins with https://, like https://www.example.org"],
        id="www",
    ),
    pytest.param(
        "[Words](https://)\n",
        {},
        ['1: "https://" is not a complete web address. Copy it from the address bar of the browser.'],
        id="https without a host",
    ),
    pytest.param(
        "[Words](<https://example.org/a b>)\n",
        {},
        ['1: "https://example.org/a b" is not a complete web address. Copy it from the address bar of the browser.'],
        id="https with a space",
    ),
    pytest.param(
        "[Words](/guide/how-to-prepare/)\n",
        {},
        ['1: "/guide/how-to-prepare/" is not an address of this site. Write guide/how-to-prepare'],
        id="a path",
    ),
    pytest.param(
        "[Words](guide/how-to-prepare.md)\n",
        {},
        ['1: "guide/how-to-prepare.md" is not an address of this site. Write guide/how-to-prepare'],
        id="a file",
    ),
    pytest.param(
        "[Words](../guide/How-to-prepare.md#Food)\n",
        {},
        ['1: "../guide/How-to-prepare.md#Food" is not an address of this site. Write guide/how-to-prepare#food'],
        id="a relative file",
    ),
    pytest.param(
        "[Words](guides/how-to-prepare)\n",
        {},
        [
            '1: "guides/how-to-prepare" is not an address of this site. Did you mean "guide"? Write an article as guide/how-to-prepare, a question as question/can-i-drive, a word as word/infusion, a heading of this text as #its-id, another site with its https:// address.'
        ],
        id="a kind in the plural",
    ),
    pytest.param(
        "[Words](how-to-prepare)\n",
        {},
        [
            '1: "how-to-prepare" is not an address of this site. Write an article as guide/how-to-prepare, a question as question/can-i-drive, a word as word/infusion, a heading of this text as #its-id, another site with its https:// address.'
        ],
        id="no kind",
    ),
    pytest.param(
        "[Words](guide/how_to_prepare)\n",
        {},
        ['1: "guide/how_to_prepare" is not an address of this site. Write guide/how-to-prepare'],
        id="an underscore",
    ),
    pytest.param(
        "[Words](question/can-i-drive#x)\n",
        {},
        ['1: "question/can-i-drive#x" is not an address of this site. Write question/can-i-drive'],
        id="an id in a question",
    ),
    pytest.param(
        "[Words](https://{{clinic_phone}})\n",
        {},
        ["1: A clinic fact cannot stand in the address of a link. Write it as text: phone numbers become links."],
        id="a fact",
    ),
    pytest.param(
        "## Fasting {#fasting}\n\n[Words](#fastin)\n",
        {},
        ['3: No heading of this text has the id "fastin". Did you mean "fasting"?'],
        id="a heading that is not there but near",
    ),
    pytest.param(
        "[Words](#zzz)\n", {}, ['1: No heading of this text has the id "zzz".'], id="a heading that is not there"
    ),
    pytest.param(
        '[Words](guide/x "title")\n', {}, ['1: A link has no title. Delete the "…" behind its address.'], id="a title"
    ),
    pytest.param(
        "[](guide/x)\n",
        {},
        ["1: The link has no words. Write what it leads to: [How to prepare](guide/how-to-prepare)"],
        id="no words",
    ),
    pytest.param(
        "[Click here.](guide/x)\n",
        {},
        ['1: "Click here." does not say where the link leads. Name the page: [How to prepare](guide/how-to-prepare)'],
        id="click here",
    ),
    pytest.param(
        "<https://example.org>\n",
        {},
        ["1: A bare address is hard to read and to listen to. Write words: [FDA on ketamine](https://…)"],
        id="a bare address",
    ),
    pytest.param(
        "[https://example.org](https://example.org)\n",
        {},
        ["1: A bare address is hard to read and to listen to. Write words: [FDA on ketamine](https://…)"],
        id="an address as words",
    ),
]


@pytest.mark.parametrize(("body", "choices", "said"), REFUSED)
def test_a_link_is_refused_with_its_line(body, choices, said):
    assert refusals(body, **choices) == said
