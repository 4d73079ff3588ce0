"""The symptom clock: a list below `## If it does not pass`, whose times can be read and rise."""

from __future__ import annotations

from collections.abc import Iterator

from ..symptoms import problems_of
from .body import Body, Found


def symptom_problems(body: Body) -> Iterator[Found]:
    yield from problems_of(body.tokens, known_facts=body.known_facts)
