from therapies.text.callouts import Callout, callout_of
from therapies.text.markdown import tokens_of


def callouts(body: str) -> list[Callout]:
    lines = body.split("\n")
    return [callout_of(token, lines) for token in tokens_of(body) if token.type == "container_callout_open"]


def test_a_callout_has_a_kind_and_a_title():
    assert callouts("x\n\n:::: emergency   Call 911 if: \nYou faint.\n::::\n") == [
        Callout("emergency", "Call 911 if:", 3, is_closed=True)
    ]


def test_a_callout_may_end_without_a_blank_line_after_a_list():
    assert callouts(":::info A\n- b\n:::\n") == [Callout("info", "A", 1, is_closed=True)]


def test_a_callout_that_is_never_closed_is_seen():
    assert callouts("::: info A\nb\n") == [Callout("info", "A", 1, is_closed=False)]
