"""How often links are asked for. Counted in memory and written by a thread: no reader waits for it or sees it fail.

Nothing that tells one reader from another is counted, kept or written: only link, day, channel, person or program, and a
number. What is counted since the last writing is lost when a process is killed; that harms nobody.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import date
from time import sleep

from django.db import Error, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from therapies.models import LinkCount

from .mending import channel_in
from .readers import reader_of

logger = logging.getLogger(__name__)

EVERY = 15  # seconds between two writings
# Link, day, channel, reader. As many as there are links and channels, whatever a scanner asks for.
Key = tuple[int, date, str, str]

_counted: Counter[Key] = Counter()
_lock = threading.Lock()


def count(link: int, *, channel: str, reader: str) -> None:
    """Count one request of the link with this id. It asks nothing of the database and takes a microsecond."""
    with _lock:
        _counted[link, timezone.localdate(), channel, reader] += 1


def count_answer(environ: Mapping, link: int, *, is_secure: bool) -> None:
    """Count a request, as a WSGI server gives it, that was answered with the page of a link."""
    path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
    count(link, channel=channel_in(path), reader=reader_of(environ, is_secure=is_secure))


def write_counts() -> bool:
    """Write what was counted since the last time. False when the database does not take it; the next time it may."""
    with _lock:
        taken = dict(_counted)
        _counted.clear()
    if not taken:
        return True
    try:
        add_to_rows(taken)
    except Error as problem:
        logger.warning("The counts of links could not be written, and will be later: %s", problem)
        with _lock:
            _counted.update(taken)
        return False
    return True


@transaction.atomic
def add_to_rows(counted: Mapping[Key, int]) -> None:
    """Add numbers to the rows of their days. Several processes do so at once."""
    # In one order in every process: two that wrote the same rows the other way around would wait for each other.
    for (link, day, channel, reader), n in sorted(counted.items()):
        row = {"link_id": link, "day": day, "channel": channel, "reader": reader}
        if LinkCount.objects.filter(**row).update(n=F("n") + n):
            continue
        try:
            with transaction.atomic():
                LinkCount.objects.create(**row, n=n)
        except IntegrityError:
            # Another process made the row meanwhile.
            LinkCount.objects.filter(**row).update(n=F("n") + n)


def keep_writing() -> threading.Thread:
    """Write the counts of this process every 15 seconds from now on."""
    thread = threading.Thread(target=write_again_and_again, name="link-counts", daemon=True)
    thread.start()
    return thread


def write_again_and_again() -> None:
    while True:
        sleep(EVERY)
        try:
            write_counts()
        except Exception:  # a thread that dies would take all later counts with it
            logger.exception("The counts of links could not be written.")
        finally:
            # A connection held while nobody asks for a link would be one too many on a small PostgreSQL.
            connection.close()
