"""Follow the log of changes: a thread of each process reads what is new in it, and nobody waits for a database that is gone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic, time

from django.db import Error, connection
from django.db.models import Q

from therapies.models import PageChange

from .log import EVERYTHING, ChangeLog, Row

logger = logging.getLogger(__name__)

GOOD_FOR = 0.5  # seconds after a look at the log in which its word is taken
LONGEST_WAIT = 0.25  # seconds that a request waits for a look
# For the first one: until then nothing tells whether a page on disk is older than the last change.
FIRST_WAIT = 1.0
TRY_AGAIN = 1.0  # seconds between two looks while the database does not answer
ANSWER_WITHIN = 0.5  # seconds; a server that hangs would hold the thread, and a connection that nobody sees break
BASE_DAYS = 2  # no page is true for longer than a day
WARN_EVERY = 60.0  # seconds between two lines in the log about a database that is gone


class Follower:
    """Looks at the log when asked. `good_until` (monotonic) is the one thing that an answer out of memory looks at.

    `is_down` says that the database did not answer the last time. It is asked again every second until it does.
    """

    def __init__(self, log: ChangeLog, *, has_thread: bool = True, clock: Callable[[], float] = time) -> None:
        self.log, self.has_thread, self.clock = log, has_thread, clock
        self.good_until = 0.0
        self.is_down = False
        self.not_before = 0.0
        self.warned_at = -WARN_EVERY
        self.lock = threading.Lock()
        self.begin()

    def begin(self) -> None:
        """As after a fork, of which no thread is left."""
        self.thread: threading.Thread | None = None
        self.asked, self.looked = threading.Event(), threading.Condition()
        self.is_closed = False
        self.waits_since = 0.0

    # --- For requests -------------------------------------------------------------------------

    def must_look(self) -> None:
        """Something may have been saved by this process: no page goes out before the log was read again."""
        with self.lock:
            self.not_before, self.good_until = monotonic(), 0.0

    def look(self) -> None:
        """Have the log read, unless it just was. Waits a quarter of a second (the first time a whole one), for a dead database never."""
        if not self.has_thread:
            self.look_now()
            return
        began = monotonic()
        with self.looked:
            self.start()
            self.asked.set()
            while self.good_until <= monotonic() and not self.is_down:
                left = began + (LONGEST_WAIT if self.log.is_loaded else FIRST_WAIT) - monotonic()
                if left <= 0 or not self.looked.wait(left):
                    break
        if self.good_until <= monotonic():
            self.go_on_without(began)

    def go_on_without(self, began: float) -> None:
        """The look takes long. Others need not wait for it too; what comes by the clock comes without it."""
        self.log.tick(self.clock())
        with self.lock:
            self.waits_since = self.waits_since or began
            if monotonic() - self.waits_since >= TRY_AGAIN:
                self.is_down = True
            self.good_until = monotonic() + GOOD_FOR

    def close(self) -> None:
        """End the thread and its connection, as tests need it that take their database away."""
        self.is_closed = True
        self.asked.set()
        if self.thread:
            self.thread.join(5)

    # --- The thread ---------------------------------------------------------------------------

    def start(self) -> None:
        if self.thread is None:
            self.thread = threading.Thread(target=self.follow, name="page-changes", daemon=True)
            self.thread.start()

    def follow(self) -> None:
        connection.wait_at_most(ANSWER_WITHIN)
        while True:
            self.asked.wait(TRY_AGAIN if self.is_down else None)
            if self.is_closed:
                connection.close()
                return
            self.asked.clear()
            self.look_now()
            with self.looked:
                self.looked.notify_all()

    def look_now(self) -> None:
        """Read what is new, in this thread, whatever happens."""
        began = monotonic()
        self.log.tick(self.clock())
        try:
            self.read_again()
        except Exception as problem:  # a thread that dies would let no change through any more
            self.note_down(problem)
            return
        with self.lock:
            self.is_down, self.waits_since = False, 0.0
            self.good_until = began + GOOD_FOR if began >= self.not_before else 0.0

    def note_down(self, problem: Exception) -> None:
        with self.lock:
            self.is_down = True
            self.good_until = monotonic() + 2 * TRY_AGAIN
        if monotonic() - self.warned_at >= WARN_EVERY:
            self.warned_at = monotonic()
            logger.warning("The log of changes cannot be read; pages are answered as they were: %s", problem)

    # --- Reading ------------------------------------------------------------------------------

    def read_again(self) -> None:
        """Read what is new. A connection that died meanwhile is opened again at once."""
        if self.has_thread:
            connection.close_if_unusable_or_obsolete()
        try:
            self.read()
        except Error:
            if not self.has_thread:
                raise
            connection.close()
            self.read()

    def read(self) -> None:
        """One query. The last row is read once more: is it gone, or another, then this is not the log as it was."""
        log = self.log
        if not log.is_loaded:
            self.read_base()
            return
        newer = Q(pk__gte=log.last_id) | Q(pk__in=list(log.missing)) if log.missing else Q(pk__gte=log.last_id)
        rows = rows_of(newer)
        last = next((row for row in rows if row.id == log.last_id), None)
        if log.last_id and (last is None or last.written != log.last_written):
            log.forget(now=self.clock())
            self.read_base()
            log.touched((EVERYTHING,))
            return
        log.take(rows, now=self.clock())

    def read_base(self) -> None:
        """What was written before this process looked for the first time, as far as pages kept on disk can depend on it."""
        since = datetime.fromtimestamp(self.clock(), UTC) - timedelta(days=BASE_DAYS)
        rows = rows_of(Q(written_at__gte=since) | Q(due__gte=since))
        newest = PageChange.objects.order_by("-pk").values_list("pk", flat=True)[:1]
        if not any(row.id == last for last in newest for row in rows):
            rows = sorted([*rows, *rows_of(Q(pk__in=list(newest)))])
        self.log.take(rows, now=self.clock(), is_base=True)
        self.log.is_loaded = True


def rows_of(which: Q) -> list[Row]:
    rows = PageChange.objects.filter(which).order_by("pk").values_list("pk", "written_at", "due", "touched")
    return [Row(pk, written.timestamp(), due and due.timestamp(), tuple(touched)) for pk, written, due, touched in rows]
