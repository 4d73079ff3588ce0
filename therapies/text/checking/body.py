"""A body with everything that the checks ask about it, read once."""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterable, Iterator
from itertools import pairwise

from markdown_it.token import Token

from ..markdown import Inline, inlines_in, tokens_of
from ..outline import Heading, heading_of, headings_of

# What a check yields: the line, from 1 in the body, and the message.
Found = tuple[int, str]


class Body:
    """`source_keys` is None when the fields could not be read; then no reference is called unknown.

    `visit_length` is the field of that name, None when nobody can say what it holds. Checks count lines in the body;
    `lines_above` is what a message adds that names another line of the file.
    """

    def __init__(
        self,
        text: str,
        *,
        kind: str,
        lines_above: int,
        source_keys: frozenset[str] | None,
        known_facts: Container[str],
        known_pictures: Container[str] | None,
        visit_length: str | None = None,
    ) -> None:
        self.kind = kind
        self.lines_above = lines_above
        self.source_keys = source_keys
        self.known_facts = known_facts
        self.known_pictures = known_pictures
        self.visit_length = visit_length
        self.lines: list[str] = text.split("\n")
        self.tokens: list[Token] = tokens_of(text)
        self.inlines: list[Inline] = list(inlines_in(self.tokens))
        self.headings: list[Heading] = headings_of(self.tokens)

    def all_headings(self) -> Iterator[tuple[Token, Token, Heading]]:
        """Every heading with its two tokens, also those inside lists, quotes and callouts."""
        for opening, inline in pairwise(self.tokens):
            if opening.type == "heading_open":
                yield opening, inline, heading_of(opening, inline)

    def paragraph_lines(self) -> Iterator[Found]:
        """Each line of each paragraph, as written."""
        for token in self.tokens:
            if token.type == "inline" and token.map:
                for offset, line in enumerate(token.content.split("\n")):
                    yield token.map[0] + 1 + offset, line.strip()


def did_you_mean(key: str, known: object) -> str:
    """` Did you mean "x"?` with a leading space, or "" when nothing known is near."""
    if not isinstance(known, Iterable):
        return ""
    near = difflib.get_close_matches(key, [each for each in known if isinstance(each, str)], n=1)
    return f' Did you mean "{near[0]}"?' if near else ""
