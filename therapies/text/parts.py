"""What a text becomes on a page: sections, and in them stretches of words, questions, tables, symptoms and plans."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from .plan_parts import RenderedPlan


@dataclass(frozen=True)
class RenderedQuestion:
    key: str
    question: str
    answer: SafeString


@dataclass(frozen=True)
class RenderedWord:
    key: str
    word: str
    meaning: SafeString


@dataclass(frozen=True)
class RenderedSymptom:
    """What a reader feels, and how long after the drip ended it is too long: `time` "" for at once, minutes if known."""

    words: SafeString
    time: str
    minutes: int | None


@dataclass(frozen=True)
class Option:
    """A column of a comparison; `url` is "" when it links nowhere."""

    key: str
    label: str
    url: str


@dataclass(frozen=True)
class Row:
    key: str
    label: str
    cells: tuple[SafeString, ...]


@dataclass(frozen=True)
class ComparisonTable:
    """The rows of a comparison that stand together: all of them, or `is_group` of those below one heading."""

    caption: str
    row_heading: str
    options: tuple[Option, ...]
    rows: tuple[Row, ...]
    is_group: bool = False


@dataclass(frozen=True)
class Part:
    """One stretch of a section. `kind` is text, questions, choices, comparison, symptoms, words or plan, and says which
    field is filled.

    The choices of a comparison stand once on a page, above the first of its tables.
    """

    kind: str
    html: SafeString | str = ""
    questions: tuple[RenderedQuestion, ...] = ()
    choices: tuple[Option, ...] = ()
    table: ComparisonTable | None = None
    words: tuple[RenderedWord, ...] = ()
    symptoms: tuple[RenderedSymptom, ...] = ()
    plan: RenderedPlan | None = None


@dataclass(frozen=True)
class Section:
    """What stands below one level-2 heading; id and title are "" for the text before the first."""

    id: str
    title: str
    parts: tuple[Part, ...]

    @property
    def has_own_heading(self) -> bool:
        """Whether its part writes the heading itself: a plan is one region, its heading and words included."""
        return any(part.kind == "plan" for part in self.parts)
