"""The symptom clock: a list below `## If it does not pass`, whose times can be read and rise."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from markdown_it.token import Token

from ..facts import FactSheet
from ..outline import cut_at_headings
from ..symptoms import EXAMPLE, SYMPTOMS, SymptomError, cut_at_symptoms, paragraphs_of, symptom_of
from .body import Body, Found

MAX_SYMPTOMS = 7


def symptom_problems(body: Body) -> Iterator[Found]:
    for heading, below in cut_at_headings(body.tokens, level=2):
        if heading and heading.id == SYMPTOMS:
            begin, end = cut_at_symptoms(below)
            if begin == end:
                yield heading.line, f"There is no list below this heading. Write one: {EXAMPLE}"
            yield from _list_problems(below[begin:end], known_facts=body.known_facts)


def _list_problems(entries: Sequence[Token], *, known_facts: Container[str]) -> Iterator[Found]:
    if any(token.type.endswith("list_open") for token in entries[1:]):
        yield entries[0].map[0] + 1, "A list inside this list is not used here. Write each sign as an entry of its own."
        return
    latest = -1
    for number, inline in enumerate(paragraphs_of(entries), start=1):
        line = inline.map[0] + 1
        try:
            symptom = symptom_of(inline.content)
        except SymptomError as error:
            yield line, str(error)
            continue
        if symptom.fact and symptom.fact not in known_facts:
            # The check of facts names it already.
            continue
        if not symptom.fact:
            # When a fact comes, its value decides; at once comes first of all.
            minutes = symptom.minutes(FactSheet.of_start_values()) or 0
            if minutes < latest:
                yield line, "The times do not rise. Begin with [at once], then the shortest time."
            latest = max(latest, minutes)
        if number == MAX_SYMPTOMS + 1:
            yield line, f"More than {MAX_SYMPTOMS} signs cannot be taken in at a glance. Keep the most useful ones."
