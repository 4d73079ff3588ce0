"""The headings of a body and their ids, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

from .addresses import is_slug, slug_of
from .markdown import plain_text, tokens_of


@dataclass(frozen=True)
class Heading:
    """`line` counts from 1 in the body. `written_id` is what stands in `{#…}`, fit or not; None when nothing does."""

    level: int
    text: str
    id: str
    line: int
    written_id: str | None = None


def headings_in(body: str) -> list[Heading]:
    """Every heading outside lists, quotes and callouts. Two may have the same id here; checking refuses that."""
    return headings_of(tokens_of(body))


def headings_of(tokens: Sequence[Token]) -> list[Heading]:
    """The same for tokens that are there already."""
    return [
        heading_of(opening, inline)
        for opening, inline in pairwise(tokens)
        if opening.type == "heading_open" and opening.level == 0
    ]


def cut_at_headings(
    tokens: Sequence[Token], *, level: int | None = None
) -> Iterator[tuple[Heading | None, Sequence[Token]]]:
    """Cut at the headings of one level, or at all of them: the heading (None before the first) and the tokens below it."""
    heading, begin = None, 0
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0 and level in (None, int(token.tag[1:])):
            yield heading, tokens[begin:index]
            heading, begin = heading_of(token, tokens[index + 1]), index + 3
    yield heading, tokens[begin:]


def heading_of(opening: Token, inline: Token) -> Heading:
    """The heading that these two tokens begin."""
    text = plain_text(inline.children or []).strip()
    written = opening.meta.get("id")
    heading_id = written if written and is_slug(written) else slug_of(text)
    return Heading(int(opening.tag[1:]), text, heading_id, opening.map[0] + 1, written)
