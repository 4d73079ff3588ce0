"""Which columns of a comparison a reader wants to see, chosen in the address so that no script is needed."""

from __future__ import annotations

from collections.abc import Iterable

from .pages import Page


def shown_options(page: Page, *, wanted: Iterable[str]) -> frozenset[str]:
    """The keys of the chosen options that the page has; empty means all. Unknown keys are left out."""
    tables = (part.table for section in page.sections for part in section.parts if part.table)
    known = {option.key for table in tables for option in table.options}
    return frozenset(known.intersection(wanted))
