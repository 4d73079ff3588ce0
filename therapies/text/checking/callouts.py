"""Callouts: known kind, a title, something inside, closed, and standing by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..articles import markdown_sign_in
from ..callouts import CALLOUTS, Callout, callout_of
from .body import Body, Found, did_you_mean

_KINDS = ", ".join(CALLOUTS)


def callout_problems(body: Body) -> Iterator[Found]:
    open_ones: list[Callout] = []
    for token, following in pairwise(body.tokens):
        if token.type == "container_callout_close":
            open_ones.pop()
        if token.type != "container_callout_open":
            continue
        callout = callout_of(token, body.lines)
        if open_ones:
            around = open_ones[-1].line + body.lines_above
            yield (
                callout.line,
                f"A callout cannot stand inside another one. Close the one of line {around} first: :::",
            )
        elif token.level:
            yield (
                callout.line,
                "A callout stands by itself, not inside a list or a quote. Begin its line without spaces.",
            )
        elif not callout.is_closed:
            yield (
                callout.line,
                "The callout that begins here is never closed. Write ::: on a line of its own below it.",
            )
        yield from _words(callout)
        if following.type == "container_callout_close":
            yield callout.line, "The callout is empty. Write what to do inside it, or delete it."
        open_ones.append(callout)
    for number, line in body.paragraph_lines():
        if line.startswith(":::"):
            yield number, "This ::: closes no callout. Delete it, or write what it begins: ::: info Good to know"


def _words(callout: Callout) -> Iterator[Found]:
    if callout.kind not in CALLOUTS:
        hint = did_you_mean(callout.kind, CALLOUTS)
        yield callout.line, f'"{callout.kind}" is not a kind of callout. The kinds are {_KINDS}.{hint}'
    if not callout.title:
        yield callout.line, f"The callout has no title. Write one behind its kind: ::: {callout.kind} Call us if:"
    sign = markdown_sign_in(callout.title)
    if sign:
        yield callout.line, f'The title of a callout is plain text and shows "{sign}" as it stands. Write it without.'
