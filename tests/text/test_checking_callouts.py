"""Callouts that are refused. Each line is what an author reads, with its line in the body."""

import pytest

from .texts import refusals

REFUSED = [
    pytest.param(
        "::: emergancy Call 911 if:\nYou faint.\n:::\n",
        {},
        [
            '1: "emergancy" is not a kind of callout. The kinds are emergency, call, warning, info. Did you mean "emergency"?'
        ],
        id="an unknown kind",
    ),
    pytest.param(
        "::: warning\nYou faint.\n:::\n",
        {},
        ["1: The callout has no title. Write one behind its kind: ::: warning Call us if:"],
        id="no title",
    ),
    pytest.param(
        "Words\n\n::: call Call us if:\nYou faint.\n",
        {},
        ["3: The callout that begins here is never closed. Write ::: on a line of its own below it."],
        id="never closed",
    ),
    pytest.param(
        "::: call Call us if:\nYou faint.\n\n::: info Also\nRest.\n:::\n",
        {},
        ["4: A callout cannot stand inside another one. Close the one of line 6 first: :::"],
        id="one inside another",
    ),
    pytest.param(
        "- one\n\n  ::: info Also\n  Rest.\n  :::\n",
        {},
        ["3: A callout stands by itself, not inside a list or a quote. Begin its line without spaces."],
        id="in a list",
    ),
    pytest.param(
        "> ::: info Also\n> Rest.\n> :::\n",
        {},
        ["1: A callout stands by itself, not inside a list or a quote. Begin its line without spaces."],
        id="in a quote",
    ),
    pytest.param(
        "::: info Also\n:::\n", {}, ["1: The callout is empty. Write what to do inside it, or delete it."], id="empty"
    ),
    pytest.param(
        "::: call Call {{ clinic_phone }}\nRest.\n:::\n",
        {},
        ['1: The title of a callout is plain text and shows "{{" as it stands. Write it without.'],
        id="a fact in the title",
    ),
    pytest.param(
        "Words\n\n:::\n",
        {},
        ["3: This ::: closes no callout. Delete it, or write what it begins: ::: info Good to know"],
        id="a stray end",
    ),
]


@pytest.mark.parametrize(("body", "choices", "said"), REFUSED)
def test_a_callout_is_refused_with_its_line(body, choices, said):
    assert refusals(body, **choices) == said
