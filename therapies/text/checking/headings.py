"""Headings: plain words, levels 2 to 4 without a gap, an id each, and something below them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it.token import Token

from ..addresses import SLUG_RULE, is_slug
from ..outline import Heading
from ..questions import QUESTIONS, WORDS
from .body import Body, Found

# Ids that the page has around the words of an article.
_RESERVED = {"comparison", "main", "menu", "related", "site-name", "sources", "top"}
MAX_HEADING_CHARACTERS = 150  # a phone shows four lines of it; the columns for questions and words hold 200
_RESERVED_FORMS = re.compile(r"source-[0-9]+|letter-.*|component-.*")


def is_reserved(heading_id: str) -> bool:
    """Whether the page itself uses an id, so that no heading can have it."""
    return heading_id in _RESERVED or _RESERVED_FORMS.fullmatch(heading_id) is not None


def heading_problems(body: Body) -> Iterator[Found]:
    for opening, inline, heading in body.all_headings():
        if opening.level:
            yield heading.line, "A heading stands by itself, not inside a list, a quote or a callout."
        if opening.markup in ("=", "-"):
            yield (
                heading.line,
                "A line of === or --- below words makes them a heading. Write ## in front of it instead.",
            )
        yield from _words(inline, heading)
        yield from _own_id(heading)
    yield from _levels(body)
    yield from _ids(body)
    yield from _nothing_below(body)


def _words(inline: Token, heading: Heading) -> Iterator[Found]:
    if not heading.text:
        yield heading.line, "The heading has no words. Write some or delete it."
    if any(child.type not in ("text", "text_special", "softbreak") for child in inline.children or []):
        yield heading.line, "A heading is plain words: no bold, links, clinic facts, sources, pictures or code."
    if len(heading.text) > MAX_HEADING_CHARACTERS:
        yield (
            heading.line,
            f"The heading has {len(heading.text)} characters; at most {MAX_HEADING_CHARACTERS} can be read at a glance. "
            "Shorten it.",
        )
    if "{#" in heading.text:
        yield heading.line, "The id stands at the end of the heading: ## Before you come {#before-you-come}"


def _own_id(heading: Heading) -> Iterator[Found]:
    if heading.written_id is not None and not is_slug(heading.written_id):
        yield (
            heading.line,
            f'"{heading.written_id}" cannot be the id of a heading. Use {SLUG_RULE}: {{#before-you-come}}',
        )
    elif heading.text and not heading.id:
        yield heading.line, "No id can be made of these words. Write one behind them: {#before-you-come}"


def _levels(body: Body) -> Iterator[Found]:
    above = 1
    for heading in body.headings:
        if heading.level == 1:
            yield heading.line, "The title of the article is its level-1 heading. Write ## in the text."
        elif heading.level > 4:
            yield heading.line, "Headings go down to level 4 (####). Use fewer levels."
        elif heading.level > above + 1:
            right = "#" * (above + 1)
            yield (
                heading.line,
                f"The heading skips a level: write {right} here, or add the heading above it that is missing.",
            )
        above = max(heading.level, 1)


def _ids(body: Body) -> Iterator[Found]:
    first: dict[str, int] = {}
    for heading in body.headings:
        if not heading.id:
            continue
        if is_reserved(heading.id):
            yield (
                heading.line,
                f'The page itself uses the id "{heading.id}". Write another one behind the heading: {{#…}}',
            )
        elif heading.id in (QUESTIONS, WORDS) and heading.level != 2:
            yield (
                heading.line,
                f'The id "{heading.id}" is for a heading of level 2. Write another one behind it: {{#…}}',
            )
        if heading.id in first:
            line = first[heading.id] + body.lines_above
            yield heading.line, f'The id "{heading.id}" stands on line {line} as well. Write another one: {{#…}}'
        first.setdefault(heading.id, heading.line)


def _nothing_below(body: Body) -> Iterator[Found]:
    ends = [index for index, token in enumerate(body.tokens) if token.type == "heading_close" and token.level == 0]
    for (index, heading), following in pairwise([*zip(ends, body.headings, strict=True), None]):
        is_last = following is None and index == len(body.tokens) - 1
        is_followed = following is not None and following[0] == index + 3 and following[1].level <= heading.level
        if is_last or is_followed:
            yield heading.line, "Nothing stands below this heading. Write something or delete it."
