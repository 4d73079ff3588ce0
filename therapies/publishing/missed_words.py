"""Count words of the site's own vocabulary that a search found nothing for, so that staff see what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.db import Error, connection, transaction
from django.db.models import F

from therapies.models import MissedWord
from therapies.text.counting import counted

from .journal import record

# A reader waits for the page meanwhile, and a count that is lost harms nobody.
WAIT_MILLISECONDS = 50


def count_missed_words(words: Iterable[str], *, language: str) -> bool:
    """Count each word once more. False, with nothing counted, when the database cannot be written to at once.

    Pass `Results.missed`: those are words of the site's own list, and none that a reader made up.
    """
    rows = [MissedWord(language=language, word=word) for word in sorted(set(words))]
    if not rows:
        return True
    try:
        with short_wait(), transaction.atomic():
            MissedWord.objects.bulk_create(rows, ignore_conflicts=True)
            same = MissedWord.objects.filter(language=language, word__in=[row.word for row in rows])
            same.update(count=F("count") + 1)
    except Error:
        return False
    return True


@transaction.atomic
def clear_missed_words(*, by: AbstractBaseUser | None = None) -> int:
    """Begin to count anew; give the number of words that were counted until now."""
    number = MissedWord.objects.all().delete()[0]
    record("cleared the searches that found nothing", by=by, about=counted(number, "word"))
    return number


@contextmanager
def short_wait() -> Iterator[None]:
    """Give up soon where another writer holds the database, instead of after seconds."""
    ask, give_up, restore = _WAITS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(ask)
        (before,) = cursor.fetchone()
        cursor.execute(give_up)
    try:
        yield
    finally:
        if connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(restore.format(before))


# How each database is asked how long it waits for a lock, told to wait less, and told what it was before.
_WAITS = {
    "sqlite": ("PRAGMA busy_timeout", f"PRAGMA busy_timeout = {WAIT_MILLISECONDS}", "PRAGMA busy_timeout = {}"),
    "postgresql": ("SHOW lock_timeout", f"SET lock_timeout = '{WAIT_MILLISECONDS}ms'", "SET lock_timeout = '{}'"),
}
