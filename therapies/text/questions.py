"""Questions and glossary words: level-3 headings of the sections `Questions` and `Words`, and what stands below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .outline import Heading, headings_in

QUESTIONS = "questions"
WORDS = "words"


@dataclass(frozen=True)
class QuestionText:
    """`key` is the permanent id; `answer` is Markdown; `line` counts from 1 in the body."""

    key: str
    question: str
    answer: str
    line: int


@dataclass(frozen=True)
class WordText:
    """A word of the glossary and its short meaning, Markdown; `line` counts from 1 in the body."""

    key: str
    word: str
    meaning: str
    line: int


def questions_in(body: str) -> list[QuestionText]:
    """The questions below `## Questions`, in order. One without a stable id is left out; checking refuses it."""
    return [
        QuestionText(heading.id, heading.text, words, heading.line)
        for heading, words in _entries(body, QUESTIONS)
        if heading.written_id == heading.id
    ]


def words_in(body: str) -> list[WordText]:
    """The words below `## Words`, in order."""
    return [WordText(heading.id, heading.text, words, heading.line) for heading, words in _entries(body, WORDS)]


def id_in_use(what: str, key: str, where: str) -> str:
    """What is said about a permanent id that stands elsewhere already: "in content/en/guide/x.md"."""
    return f'The {what} id "{key}" is in use {where}. Choose another one.'


def _entries(body: str, section_id: str) -> Iterator[tuple[Heading, str]]:
    """Each level-3 heading of a section, with the Markdown between it and the next heading of level 2 or 3."""
    lines = body.split("\n")
    headings = [heading for heading in headings_in(body) if heading.level <= 3]
    # One end for each heading, and none at all for a text without headings.
    ends = [*(heading.line - 1 for heading in headings[1:]), len(lines)][: len(headings)]
    section = ""
    for heading, end in zip(headings, ends, strict=True):
        if heading.level < 3:
            section = heading.id if heading.level == 2 else ""
        elif section == section_id:
            yield heading, "\n".join(lines[heading.line : end]).strip("\n")
