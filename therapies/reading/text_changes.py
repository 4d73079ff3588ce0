"""What changed between two texts as they are written: line by line, word by word inside a line, and field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from itertools import groupby

from django.utils import formats
from django.utils.html import escape
from django.utils.safestring import SafeString

from therapies.text.aligning import aligned, best_path
from therapies.text.articles import ArticleText, Source

from .comparing import ADDED, ALIKE, MOST_COMPARED, REMOVED, SAME, WORD, Atom, rendered_changes, threads

AROUND = 2  # lines shown above and below a change
# Of one stretch that was rewritten. In a longer one no words are marked: a line of 200 kB took seconds.
MOST_CHARACTERS = 40_000
LABELS = {
    "title": "Title",
    "summary": "Summary",
    "order": "Place in lists",
    "about": "About",
    "safety": "Safety page",
    "also_called": "Also called",
    "approval": "Approval",
    "caption": "Caption",
    "appointment": "Appointment",
    "visit_length": "Length of the visit",
    "owner": "Kept by",
    "reviewed_by": "Reviewed by",
    "reviewed_on": "Reviewed on",
    "review_due": "Next review",
    "sources": "Sources",
}


@dataclass(frozen=True)
class Line:
    """One line of a comparison. `mark` is same, added, removed or gap; `parts` are stretches of it with their marks."""

    mark: str
    number: int = 0
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FieldChange:
    label: str
    html: SafeString


def field_changes(old: ArticleText, new: ArticleText) -> list[FieldChange]:
    """The fields that differ, apart from the body, with their changes marked."""
    changes = []
    for each in fields(ArticleText):
        before, after = getattr(old, each.name), getattr(new, each.name)
        if each.name != "body" and before != after:
            changes.append(FieldChange(LABELS[each.name], rendered_changes(as_html(before), as_html(after))))
    return changes


def as_html(value: object) -> str:
    if value in (None, "", ()):
        return ""
    if isinstance(value, tuple):
        return f"<ul>{''.join(f'<li>{escape(in_words(entry))}</li>' for entry in value)}</ul>"
    return f"<p>{escape(in_words(value))}</p>"


def in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return formats.date_format(value, "F j, Y")
    if isinstance(value, Source):
        return " | ".join(
            str(part) for part in (value.key, value.title, value.publisher, value.year, value.address) if part
        )
    return str(value)


def line_changes(old: str, new: str) -> list[Line]:
    """The lines that changed and two around each; empty when the texts are the same."""
    return list(without_the_rest(list(all_lines(old.splitlines(), new.splitlines()))))


def all_lines(old: list[str], new: list[str]) -> Iterator[Line]:
    i = j = 0
    for i_same, j_same in [*aligned(old, new), (len(old), len(new))]:
        yield from rewritten(old[i:i_same], new[j:j_same], i, j)
        if i_same < len(old):
            yield Line(SAME, j_same + 1, ((SAME, new[j_same]),))
        i, j = i_same + 1, j_same + 1


def rewritten(old: list[str], new: list[str], i: int, j: int) -> Iterator[Line]:
    """Lines that were taken away, then those that took their place; words are marked in those that are much alike."""
    is_long = sum(map(len, old)) + sum(map(len, new)) > MOST_CHARACTERS
    words = ([], []) if is_long else ([words_of(line) for line in old], [words_of(line) for line in new])
    if is_long:
        path = []
    elif len(old) * len(new) <= MOST_COMPARED:
        path = best_path(len(old), len(new), lambda a, b: likeness(words[0][a], words[1][b]))
    else:
        path = [(each, each) for each in range(min(len(old), len(new)))]
    befores = {a: ((REMOVED, line),) for a, line in enumerate(old)}
    afters = {b: ((ADDED, line),) for b, line in enumerate(new)}
    for a, b in path:
        befores[a], afters[b] = word_changes(words[0][a], words[1][b])
    yield from (Line(REMOVED, i + a + 1, parts) for a, parts in befores.items())
    yield from (Line(ADDED, j + b + 1, parts) for b, parts in afters.items())


def words_of(line: str) -> list[Atom]:
    return [Atom((), word) for word in WORD.findall(line)]


def likeness(old: list[Atom], new: list[Atom]) -> float:
    words, others = ({atom for atom in line if not atom.is_space} for line in (old, new))
    share = 2 * len(words & others) / ((len(words) + len(others)) or 1)
    return share if share >= ALIKE else 0


def word_changes(old: list[Atom], new: list[Atom]) -> tuple[tuple, tuple]:
    """Two lines, each with the stretches that the other one lacks marked."""
    same = threads(old, new)
    return (
        stretches(old, {i for i, _ in same}, REMOVED),
        stretches(new, {j for _, j in same}, ADDED),
    )


def stretches(atoms: list[Atom], same: set[int], mark: str) -> tuple[tuple[str, str], ...]:
    marked = [(SAME if index in same else mark, atom.written) for index, atom in enumerate(atoms)]
    return tuple((of, "".join(word for _, word in run)) for of, run in groupby(marked, key=lambda pair: pair[0]))


def without_the_rest(lines: list[Line]) -> Iterable[Line]:
    changed = [index for index, line in enumerate(lines) if line.mark != SAME]
    shown = {near for index in changed for near in range(index - AROUND, index + AROUND + 1)}
    last = -1
    for index, line in enumerate(lines):
        if index in shown:
            if index > last + 1:
                yield Line("gap")
            yield line
            last = index
    if changed and last < len(lines) - 1:
        yield Line("gap")
