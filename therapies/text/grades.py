"""How hard the pages of a content folder are to read, as a table for the people who write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .addresses import DEFAULT_LANGUAGE
from .articles import read_article
from .files import read_article_file
from .findings.plain_words import GOALS, LEAST_YOU, SAFETY_GOALS, Goals, goals_of, is_above
from .folders import files_in
from .problems import ArticleFileError
from .prose import sentences_in
from .readability import LONG_SENTENCE, Measures, measures_of

_ABOVE = "*"


@dataclass(frozen=True)
class PageGrades:
    """A page by its path below the folder ("en/guide/how-to-prepare.md"), its measures and its goals."""

    page: str
    measures: Measures
    goals: Goals


def grades_in(folder: Path) -> Iterator[PageGrades]:
    """The grades of every English page, in order of address. A file that cannot be read is left out: `check_folder` says why."""
    files, _problems = files_in(folder)
    # Both grades were made for English; other languages need other formulas.
    for file in (file for file in files if file.address.language == DEFAULT_LANGUAGE):
        try:
            read = read_article(read_article_file(file.path, shown_as=file.shown_as), kind=file.address.kind)
            if read.article and read.body:
                yield PageGrades(file.address.path, measures_of(sentences_in(read.body)), goals_of(read.article))
        except ArticleFileError:
            continue


def grade_table(pages: Iterable[PageGrades]) -> list[str]:
    """The lines of the table; a value that misses its goal has a star."""
    rows = [_cells(page) for page in pages]
    head = ("page", "grade", "SMOG", "words", f"over {LONG_SENTENCE}", "you/1,000", "minutes")
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [
        "  ".join(
            (row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)))
        )
        for row in (head, *rows)
    ]
    return [
        *lines,
        f"{_ABOVE} misses its goal: grade {GOALS.grade} and SMOG {GOALS.smog} at most ({SAFETY_GOALS.grade} and "
        f"{SAFETY_GOALS.smog} for a safety page), no sentence over {LONG_SENTENCE} words, you {LEAST_YOU} times in 1,000 words.",
    ]


def _cells(page: PageGrades) -> tuple[str, ...]:
    measures = page.measures
    return (
        page.page,
        _marked(f"{measures.grade:.1f}", misses=is_above(measures.grade, page.goals.grade)),
        _marked(f"{measures.smog:.1f}", misses=is_above(measures.smog, page.goals.smog)),
        f"{measures.words:,} ",
        _marked(str(measures.long_sentences), misses=measures.long_sentences > 0),
        _marked(f"{measures.you_per_1000:.0f}", misses=measures.you_per_1000 < LEAST_YOU),
        str(measures.minutes),
    )


def _marked(cell: str, *, misses: bool) -> str:
    # A space where there is no star, so that the figures stand in line.
    return cell + (_ABOVE if misses else " ")
