"""Write down what changed for readers, so that every process makes the pages that it touches anew. Nothing else writes it.

A change and its row are written in one transaction: a process that sees the row finds the new words. What is missing
here stays wrong on readers' pages until midnight, so whoever is in doubt writes `EVERYTHING`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone

from therapies.models import PageChange

EVERYTHING = "*"
# All lists, the feed of changes and the sitemaps, of every language.
LISTS = "(lists)"
# Above it, looking for each page by itself costs more than making them all anew.
MOST = 50
KEPT = timedelta(days=30)
PRUNED_EVERY = 200  # rows


def touch(paths: Iterable[str], *, due: datetime | None = None) -> None:
    """Say that readers see something else at some paths, now or from the moment `due` on. Without a path it does nothing.

    A path is written as browsers ask for it, with the closing slash of a page; that of a link has none. Raises
    RuntimeError outside of a transaction: a row that is seen before its change would have old words kept as new ones.
    """
    touched = set(paths)
    if not touched:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("Touch pages in the transaction of the change itself.")
    if EVERYTHING in touched or len(touched) > MOST:
        touched = {EVERYTHING}
    row = PageChange.objects.create(due=due, touched=sorted(touched))
    if row.pk % PRUNED_EVERY == 0:
        prune_changes()


def follow_to(new: str, *, old: str) -> None:
    """Let what is still to come at a path come at another one too, for its page has moved there."""
    for waiting in PageChange.objects.filter(due__gt=timezone.now()).order_by("due", "pk"):
        if old in waiting.touched:
            touch([new], due=waiting.due)


def prune_changes(*, now: datetime | None = None) -> int:
    """Take away rows of more than 30 days, but for what is still to come; give their number.

    The newest row stays: it tells a process how far the numbers have come.
    """
    before = (now or timezone.now()) - KEPT
    newest = PageChange.objects.aggregate(newest=Max("pk"))["newest"]
    old = PageChange.objects.filter(Q(due=None) | Q(due__lt=before), written_at__lt=before)
    return old.exclude(pk=newest).delete()[0]
