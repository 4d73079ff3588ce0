"""Callouts: the boxes that stand out of a text, written `::: emergency Call 911 if:` … `:::`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

# Each kind with the word that is shown beside its colour: colour is never the only sign.
CALLOUTS: dict[str, str] = {
    "emergency": "Emergency",
    "call": "Call us",
    "warning": "Take care",
    "info": "Good to know",
}


@dataclass(frozen=True)
class Callout:
    """`line` counts from 1 in the body. `is_closed` is False when the closing `:::` is missing."""

    kind: str
    title: str
    line: int
    is_closed: bool


def callout_of(opening: Token, lines: Sequence[str]) -> Callout:
    """The callout that a `container_callout_open` token begins, in the body with these lines. Nothing is refused."""
    kind, _, title = opening.info.strip().partition(" ")
    first, end = opening.map
    closing = lines[end].strip(" >") if end < len(lines) else ""
    return Callout(kind, title.strip(), first + 1, closing.startswith(":::") and not closing.strip(":"))
