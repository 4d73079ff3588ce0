"""Put two changes of the same text together. Nothing that either side wrote is dropped without somebody's choice.

A three-way merge, as of diff3 (Khanna, Kunal, Pierce: A Formal Investigation of Diff3, 2007): first line by line,
then, where both sides changed the same lines, sentence by sentence. The package merge3 does the first half; it is GPL.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .aligning import aligned

# The end of a sentence with the signs that may follow it, such as a source; the space behind it is the split.
SPLIT = re.compile(r"[.!?](?:\[\^[\w-]{1,80}\]|[*_\"”’)]){0,6}([ \t]+)|(\n+)")
LINE = re.compile(r"[^\n]*\n?")
MARK = re.compile(r"==== Choice ([0-9]{1,6}): .{0,80} ====\s*")
YOURS, END = "your words", "end"


@dataclass(frozen=True)
class Stretch:
    """One stretch of the two sides and of what both began with. They are sequences of the same sort of items."""

    base: tuple
    theirs: tuple
    yours: tuple

    @property
    def merged(self) -> tuple | None:
        """What comes of it; None when both sides changed it, each in its own way."""
        if self.yours in (self.base, self.theirs):
            return self.theirs
        if self.theirs == self.base:
            return self.yours
        return None


@dataclass(frozen=True)
class Piece:
    """A stretch of a text. `merged` is None where somebody has to choose."""

    base: str
    theirs: str
    yours: str
    merged: str | None


def stretches(base: Sequence[Hashable], theirs: Sequence[Hashable], yours: Sequence[Hashable]) -> list[Stretch]:
    """The three sequences cut at the items that all of them share. Joined again, they are the three sequences."""
    in_theirs, in_yours = dict(aligned(base, theirs)), dict(aligned(base, yours))
    found: list[Stretch] = []
    b = t = y = 0
    for i in sorted(in_theirs.keys() & in_yours.keys()):
        j, k = in_theirs[i], in_yours[i]
        if (b, t, y) != (i, j, k):
            found.append(Stretch(tuple(base[b:i]), tuple(theirs[t:j]), tuple(yours[y:k])))
        found.append(Stretch((base[i],), (theirs[j],), (yours[k],)))
        b, t, y = i + 1, j + 1, k + 1
    if (b, t, y) != (len(base), len(theirs), len(yours)):
        found.append(Stretch(tuple(base[b:]), tuple(theirs[t:]), tuple(yours[y:])))
    return found


def merge_items(base: Sequence[Hashable], theirs: Sequence[Hashable], yours: Sequence[Hashable]) -> tuple | None:
    """Two changed lists as one; None when both changed the same place."""
    merged = [stretch.merged for stretch in stretches(base, theirs, yours)]
    return None if None in merged else tuple(item for part in merged for item in part)


def merge_text(base: str | None, theirs: str, yours: str) -> list[Piece]:
    """Two changed texts as pieces in order. Without `base` nobody knows who deleted what: then nothing is deleted."""
    lines, other = lines_of(theirs), lines_of(yours)
    before = [lines[i] for i, _ in aligned(lines, other)] if base is None else lines_of(base)
    return [piece_of(stretch) for stretch in stretches(before, lines, other)]


def lines_of(text: str) -> list[str]:
    """Lines with their ends. Only \\n ends one: the line separators of Unicode stand within a line of an article."""
    return [line for line in LINE.findall(text) if line]


def piece_of(stretch: Stretch) -> Piece:
    texts = ["".join(side) for side in (stretch.base, stretch.theirs, stretch.yours)]
    merged = stretch.merged
    if merged is None:
        merged = merge_items(*(sentences(side) for side in texts))
    return Piece(*texts, merged=None if merged is None else "".join(merged))


def sentences(text: str) -> list[str]:
    """A text cut into sentences, line breaks and the spaces between; joined, they are the text."""
    ends = [0]
    for split in SPLIT.finditer(text):
        ends += split.span(split.lastindex)
    cuts = [*ends, len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


def proposal(pieces: Iterable[Piece], *, theirs_named: str, first: int = 1) -> str:
    """The merged text. Where somebody has to choose, both stand there between marks in words, numbered from `first`."""
    parts, number = [], first
    for piece in pieces:
        if piece.merged is not None:
            parts.append(piece.merged)
            continue
        parts[-1:] = [ended(before) for before in parts[-1:]]
        parts += [mark(number, YOURS), ended(piece.yours), mark(number, theirs_named), ended(piece.theirs)]
        parts.append(mark(number, END))
        number += 1
    return "".join(parts)


def mark(number: int, words: str) -> str:
    return f"==== Choice {number}: {words} ====\n"


def ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def marked_lines(lines: Iterable[str]) -> list[tuple[int, int]]:
    """(line, number of the choice) of every mark that is still in a text; lines count from 1."""
    found = ((line, MARK.fullmatch(words)) for line, words in enumerate(lines, 1))
    return [(line, int(match[1])) for line, match in found if match]
