"""Blocks that patients' pages do without: HTML, code, lines, definitions; and lists without words or too deep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..markdown import MAX_DEPTH
from .body import Body, Found

HTML = "HTML is not used here. Write Markdown: **bold**, - a list entry, [words](guide/how-to-prepare)."
_DEFINITION = re.compile(r"\[(\^?)[^\]]{1,200}\]:")
_REFUSED = {
    "html_block": HTML,
    "fence": "Blocks of code (``` or ~~~) are not used here. Write a paragraph or a list.",
    "code_block": "The line begins with four or more spaces, which makes it code. Begin it with fewer.",
    "hr": "A line across the page (---, *** or ___) is not used here. Begin a new part with a heading.",
}


def block_problems(body: Body) -> Iterator[Found]:
    for token in body.tokens:
        if token.type in _REFUSED:
            yield token.map[0] + 1, _REFUSED[token.type]
    yield from _definitions(body)
    yield from _empty_entries(body)
    yield from _too_deep(body)


def _definitions(body: Body) -> Iterator[Found]:
    for number, line in body.paragraph_lines():
        found = _DEFINITION.match(line)
        if found and found[1]:
            yield number, "Sources stand in the fields above the text, under sources:, not in notes below it."
        elif found:
            yield number, "Addresses stand in the link itself: [words](address), not in a definition below the text."


def _empty_entries(body: Body) -> Iterator[Found]:
    for token, following in pairwise(body.tokens):
        if token.type == "list_item_open" and following.type == "list_item_close":
            yield token.map[0] + 1, "The list entry is empty. Write something after it or delete it."


def _too_deep(body: Body) -> Iterator[Found]:
    depth = 0
    for token in body.tokens:
        if token.type.startswith(("list_item", "blockquote", "container_callout")):
            depth += token.nesting
            if depth > MAX_DEPTH:
                message = f"Lists and quotes stand more than {MAX_DEPTH} deep inside each other. Use fewer levels."
                yield token.map[0] + 1, message
                return
