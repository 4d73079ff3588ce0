"""Say which internal links of a text lead nowhere. What exists is asked of the caller: files or database."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from .problems import Problem
from .references import InternalLink
from .targets import QUESTION, WORD


class Targets(Protocol):
    """What one language offers to link to."""

    def anchors_of(self, page: str) -> Collection[str] | None:
        """The ids inside a page such as `guide/how-to-prepare`; None when there is no such page."""

    def is_withdrawn(self, page: str) -> bool:
        """Whether there was such a page, and staff took it from patients."""

    def has_question(self, key: str) -> bool: ...

    def has_word(self, key: str) -> bool: ...

    def pages(self) -> Iterable[str]:
        """All pages, to suggest the one that was meant."""


@dataclass
class TextTargets:
    """What some texts of one language offer to link to."""

    anchors: dict[str, Collection[str]] = field(default_factory=dict)
    questions: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    def anchors_of(self, page: str) -> Collection[str] | None:
        return self.anchors.get(page)

    def is_withdrawn(self, page: str) -> bool:
        return False

    def has_question(self, key: str) -> bool:
        return key in self.questions

    def has_word(self, key: str) -> bool:
        return key in self.words

    def pages(self) -> Iterable[str]:
        return self.anchors


@dataclass
class BothTargets:
    """What two offer together; a page that both have is the first one's."""

    first: Targets
    second: Targets

    def anchors_of(self, page: str) -> Collection[str] | None:
        anchors = self.first.anchors_of(page)
        return self.second.anchors_of(page) if anchors is None else anchors

    def is_withdrawn(self, page: str) -> bool:
        return self.first.is_withdrawn(page) or self.second.is_withdrawn(page)

    def has_question(self, key: str) -> bool:
        return self.first.has_question(key) or self.second.has_question(key)

    def has_word(self, key: str) -> bool:
        return self.first.has_word(key) or self.second.has_word(key)

    def pages(self) -> Iterable[str]:
        return [*self.first.pages(), *self.second.pages()]


def dead_links(links: Iterable[InternalLink], *, targets: Targets, path: str) -> list[Problem]:
    """One problem for each link whose page, id, question or word is not there. Links inside the page are skipped."""
    found = []
    for link in links:
        message = why_dead(link.target, targets)
        if message:
            found.append(Problem(path, link.line, message))
    return found


def why_dead(target: str, targets: Targets) -> str:
    page, _, fragment = target.partition("#")
    if not page:
        return ""
    kind, _, name = page.partition("/")
    if kind == QUESTION:
        return "" if targets.has_question(name) else f'There is no question with the id "{name}".'
    if kind == WORD:
        return "" if targets.has_word(name) else f'There is no word with the id "{name}" in page/words.'
    anchors = targets.anchors_of(page)
    if anchors is None and targets.is_withdrawn(page):
        return f"The page {page} was withdrawn. Link to another page, or remove the link."
    if anchors is None:
        near = difflib.get_close_matches(page, targets.pages(), n=1)
        return f"There is no page {page}." + (f" Did you mean {near[0]}?" if near else " Correct or remove the link.")
    if fragment and fragment not in anchors:
        near = difflib.get_close_matches(fragment, anchors, n=1)
        return f'The page {page} has no part with the id "{fragment}".' + (f" Did you mean {near[0]}?" if near else "")
    return ""
