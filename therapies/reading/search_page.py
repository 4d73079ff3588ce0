"""What the page of search results shows: the best answers first, then the others by what they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from therapies.text.facts import FactSheet

from .search import MAX_CHARACTERS, Hit, Results, is_urgent, search
from .search.results import PAGE, QUESTION, ROW, WORD

BEST = 3  # answers before all groups
OPEN = 4  # answers of a group that are seen at once; the others unfold
GROUPS = {QUESTION: "Questions", PAGE: "Pages", ROW: "In the comparison", WORD: "Words"}


@dataclass(frozen=True)
class Group:
    """Answers of one sort, the best first; `more` of them only when a reader asks."""

    title: str
    hits: tuple[Hit, ...]
    more: tuple[Hit, ...] = ()


@dataclass(frozen=True)
class SearchPage:
    """The answers to what somebody typed. `is_cut` when it was too long to be searched for as a whole."""

    results: Results
    best: tuple[Hit, ...]
    groups: tuple[Group, ...]
    urgent: bool
    is_cut: bool


def search_page(typed: str, *, language: str, facts: FactSheet, as_typed: bool = False) -> SearchPage | None:
    """The page for what was typed; None for nothing but spaces. Any other signs, and any number of them, are answered."""
    words = " ".join(typed.replace("\0", " ").split())
    if not words:
        return None
    results = search(words[:MAX_CHARACTERS], language=language, facts=facts, as_typed=as_typed)
    return SearchPage(
        results=results,
        best=results.hits[:BEST],
        groups=grouped(results.hits[BEST:]),
        # Who writes a whole story may come to the point at its end.
        urgent=results.urgent or is_urgent(words),
        is_cut=len(words) > MAX_CHARACTERS,
    )


def grouped(hits: Iterable[Hit]) -> tuple[Group, ...]:
    """The groups that have hits; the hits of each keep their order."""
    hits = tuple(hits)
    groups = ((title, tuple(hit for hit in hits if hit.group == group)) for group, title in GROUPS.items())
    return tuple(Group(title, found[:OPEN], found[OPEN:]) for title, found in groups if found)
