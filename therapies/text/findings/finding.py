"""What the rules on the words are given, a page, and what they say of it: findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from ..articles import ArticleText
from ..checking.body import Body
from ..problems import Problem

if TYPE_CHECKING:
    from ..prose import Sentence

ERROR = "error"
WARNING = "warning"

# Where a sentence stands that is not in the body: a field such as the title, the caption or description of a picture.
FIELD, CAPTION = "field", "caption"


# Some patterns look back from each of their hits, so that the time grows with the square of the length: 54,000
# characters without a full stop took two minutes. No sentence that anybody would read is as long as this.
MAX_PIECE = 1_000


@dataclass(frozen=True, order=True)
class Finding:
    """Words of a text that a rule finds fault with, `line` counted from 1 in the whole file.

    `rule` is a group and a name ("claims/promise"). An error keeps the text from being taken in; a warning is said.
    """

    path: str
    line: int
    rule: str
    severity: str
    words: str
    why: str
    instead: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.severity} {self.message}"

    @property
    def for_staff(self) -> str:
        """The words, why and what instead: the name of the rule says nothing to a nurse."""
        words = f"“{self.words}”: " if self.words else ""
        return f"{words}{self.why} {self.instead}".rstrip()

    @property
    def message(self) -> str:
        """All but the place and the severity."""
        words = f' "{self.words}":' if self.words else ""
        return f"{self.rule}:{words} {self.why} {self.instead}".rstrip()

    def as_problem(self) -> Problem:
        return Problem(self.path, self.line, self.message, self.rule)

    @classmethod
    def of_problem(cls, problem: Problem) -> Finding:
        """A problem of the format in the words of a finding: what is wrong and what to write stand in one sentence."""
        return cls(problem.path, problem.line, problem.rule, ERROR, "", problem.message, "")


@dataclass(frozen=True)
class Page:
    """A text as every rule gets it, read once.

    Lines of `body` and `sentences` count from 1 in the body; `first_line` is the line of the file on which it begins.
    `fact_values` are the canonical values of the clinic facts, "" where the clinic has set none. `beside` are the
    sentences of the fields, captions and descriptions of pictures; those of the fields have lines below 0, because they
    stand above the body.
    """

    article: ArticleText
    body: Body
    sentences: list[Sentence]
    path: str
    first_line: int
    kind: str
    fact_values: Mapping[str, str]
    today: date
    beside: tuple[Sentence, ...] = ()

    @cached_property
    def pieces(self) -> list[Sentence]:
        """The sentences of the body, each in pieces of at most MAX_PIECE characters, for rules that look at words."""
        return [piece for sentence in self.sentences for piece in _pieces_of(sentence)]

    @cached_property
    def all_pieces(self) -> list[Sentence]:
        """All that a patient reads of the text, with title, summary and captions."""
        return [*self.beside, *self.pieces]

    @cached_property
    def letters(self) -> str:
        """All pieces in small letters, to ask at once whether something stands on the page at all."""
        return "\n".join(piece.text for piece in self.all_pieces).lower()

    def pieces_with(self, signs: Iterable[str]) -> Iterator[Sentence]:
        """The pieces that have one of these signs, written in small letters: a pattern takes twenty times as long."""
        there = [sign for sign in signs if sign in self.letters]
        if there:
            for piece in self.all_pieces:
                small = piece.text.lower()
                if any(sign in small for sign in there):
                    yield piece

    def finding(self, rule: str, severity: str, *, line: int, words: str, why: str, instead: str) -> Finding:
        """A finding at a line of the body; line 0 is the first line of the file, where the fields stand.

        Where none stand above the body, it stays 0.
        """
        in_file = line + self.first_line - 1 if line else min(1, self.first_line - 1)
        return Finding(self.path, in_file, rule, severity, words, why, instead)


def _pieces_of(sentence: Sentence) -> Iterator[Sentence]:
    rest = sentence.text
    while len(rest) > MAX_PIECE:
        end = rest.rfind(" ", 1, MAX_PIECE) if " " in rest[1:MAX_PIECE] else MAX_PIECE
        yield replace(sentence, text=rest[:end])
        rest = rest[end:]
    yield sentence if rest is sentence.text else replace(sentence, text=rest)
