"""The sections `Questions` and `Words`: what becomes a question or a word needs an id, its words, and an answer."""

from __future__ import annotations

from collections.abc import Iterator

from ..outline import Heading
from ..questions import QUESTIONS, WORDS
from .body import Body, Found


def section_problems(body: Body) -> Iterator[Found]:
    for section, below in _sections(body.headings):
        if section.id == QUESTIONS:
            yield from _questions(section, below)
        elif section.id == WORDS:
            yield from _words(body, section, below)


def _sections(headings: list[Heading]) -> Iterator[tuple[Heading, list[Heading]]]:
    for index, heading in enumerate(headings):
        if heading.level == 2:
            below = []
            for following in headings[index + 1 :]:
                if following.level <= 2:
                    break
                below.append(following)
            yield heading, below


def _questions(section: Heading, below: list[Heading]) -> Iterator[Found]:
    if not any(heading.level == 3 for heading in below):
        yield section.line, "There is no question below this heading. Write one: ### Can I drive home? {#can-i-drive}"
    for heading in below:
        if heading.level > 3:
            yield heading.line, "An answer has no headings of its own. Write a paragraph, or a question with ###."
            continue
        if heading.written_id is None:
            suggestion = heading.id or "can-i-drive"
            yield (
                heading.line,
                f"The question has no id for its permanent address. Write one behind it: {{#{suggestion}}}",
            )
        if heading.text and not heading.text.endswith(("?", "？")):
            yield heading.line, "A question ends with a question mark."


def _words(body: Body, section: Heading, below: list[Heading]) -> Iterator[Found]:
    if body.kind != "page":
        yield section.line, "Words are explained in the article page/words only. Give this heading another id: {#…}"
    if not any(heading.level == 3 for heading in below):
        yield section.line, "There is no word below this heading. Write one: ### infusion {#infusion}"
    for heading in below:
        if heading.level > 3:
            yield heading.line, "A meaning has no headings of its own. Write a paragraph, or a word with ###."
