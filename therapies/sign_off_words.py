"""What somebody who signs off reads: what changed since their last approval, and the whole page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from therapies.models import Review, Version
from therapies.reading.clinic import facts_as_of
from therapies.reading.comparing import rendered_changes
from therapies.reading.pages import Page, page_of
from therapies.text.facts import FactSheet
from therapies.text.problems import ArticleFileError


@dataclass(frozen=True)
class Words:
    """`changes` is "" when nothing changed, and None when there is nothing to compare with: then the whole page is new."""

    page: Page
    changes: SafeString | None
    since: datetime | None = None


def words_to_read(version: Version, *, last: Review | None, facts: FactSheet) -> Words:
    """A version beside what `last` approved, each with the clinic facts of its time.

    Raises ArticleFileError when the version cannot be read.
    """
    page = page_of(version, facts=facts)
    if last is None:
        return Words(page, None)
    try:
        before = page_of(last.version, facts=facts_as_of(last.decided_at))
    except ArticleFileError:
        return Words(page, None)
    return Words(page, rendered_changes(in_full(before), in_full(page), only_changes=True), last.decided_at)


def in_full(page: Page) -> str:
    """All of a page that a clinician stands by, as HTML: also its title, its summary and its sources."""
    return render_to_string("sign_off/words.html", {"page": page, "shown_options": frozenset()})
