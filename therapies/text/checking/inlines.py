"""What stands inside lines: no HTML or code, known facts and sources, and no signs left over from a slip."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..files import has_unseen
from ..markdown import Inline
from .blocks import HTML
from .body import Body, Found, did_you_mean

_WRONG_FACT = re.compile(r"\{\{([^{}]{0,60})\}\}")
# Signs that Markdown understood as plain text, though nobody writes them to be read.
_LEFT_OVER = (
    ("[^", "A source is written [^its-key], with the key of one of the sources above: small letters and numerals."),
    ("](", "This looks like a link that is not one. Write [words](address) without spaces in the address."),
    ("**", "Two asterisks are left over. Bold words stand between two pairs, without spaces inside: **words**."),
    ("[ ]", "A box to tick stands at the start of a list entry only: - [ ] Bring your list. Delete it here."),
    ("{#", "An id {#…} stands at the end of a heading only. Delete it here."),
)


def inline_problems(body: Body) -> Iterator[Found]:
    for inline in body.inlines:
        kind = inline.token.type
        if kind == "html_inline":
            yield inline.line, HTML
        elif kind == "code_inline":
            yield inline.line, "Code between ` signs is not used here. Use quotation marks or **bold**."
        elif kind == "fact":
            yield from _fact(body, inline)
        elif kind == "source":
            yield from _source(body, inline)
        elif kind == "text":
            yield from _left_over(body, inline)
        elif kind == "text_special" and has_unseen(inline.token.content):
            yield inline.line, f"{inline.token.markup} is a character that cannot be seen. Delete it."


def _fact(body: Body, inline: Inline) -> Iterator[Found]:
    key = inline.token.meta["key"]
    if key not in body.known_facts:
        hint = did_you_mean(key, body.known_facts) or " Choose one from the list of clinic facts."
        yield inline.line, f'There is no clinic fact "{key}".{hint}'


def _source(body: Body, inline: Inline) -> Iterator[Found]:
    key = inline.token.meta["key"]
    if "link" in inline.within:
        yield inline.line, f"A source cannot stand inside a link. Write [^{key}] behind it."
    if body.source_keys is not None and key not in body.source_keys:
        hint = did_you_mean(key, body.source_keys) or " Add it to the sources above the text."
        yield inline.line, f'There is no source with the key "{key}".{hint}'


def _left_over(body: Body, inline: Inline) -> Iterator[Found]:
    text = inline.token.content
    if "{{" in text:
        wrong = _WRONG_FACT.search(text)
        key = wrong[1].strip().lower().replace(" ", "_").replace("-", "_") if wrong else ""
        hint = did_you_mean(key, body.known_facts)
        yield inline.line, f"A clinic fact is written {{{{ its_key }}}}: small letters, numerals and _.{hint}"
    for sign, message in _LEFT_OVER:
        if sign in text and not (sign == "{#" and "heading" in inline.within):
            yield inline.line, message
