"""Places where two people wrote at the same time, and nobody has chosen yet."""

from __future__ import annotations

from collections.abc import Iterator

from ..merging import marked_lines
from .body import Body, Found


def choice_problems(body: Body) -> Iterator[Found]:
    told = set()
    for line, number in marked_lines(body.lines):
        if number not in told:
            told.add(number)
            yield (
                line,
                f"Choice {number} is still open: two people changed this place. Keep the words you want, and delete "
                f'the lines that begin with "==== Choice {number}".',
            )
