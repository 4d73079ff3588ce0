"""What a process knows of the log of changes, and whether a page that was made earlier is still true by it."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

EVERYTHING = "*"
# On PostgreSQL a number may be given out long before its row is seen: as long as a transaction takes.
MISSING_SECONDS = 30 * 60
MOST_MISSING = 1_000  # more at once is no pause of writers but a log that was damaged
SET_BACK = 5.0  # seconds; threads look at the clock one after the other, and small corrections harm nothing


class Row(NamedTuple):
    """One row of the log, its moments in seconds. `written` tells it from another of its number in a restored database."""

    id: int
    written: float
    due: float | None
    touched: tuple[str, ...]


class Seen(NamedTuple):
    """How far a process had read the log when it began to make a page, and when and on which day that was."""

    change_id: int
    written: float
    missing: tuple[int, ...]
    made_at: float
    day: int


class ChangeLog:
    """The rows of today in memory, by what they touch. It never asks the database; `following` gives it the rows.

    `touched` is called with the names that a row touches, when it takes effect, and with "*" at midnight: pages say
    which day it is. All methods may be called by several threads.
    """

    def __init__(self, *, zone: str, touched: Callable[[Collection[str]], None]) -> None:
        self.zone, self.touched = ZoneInfo(zone), touched
        self.lock = threading.RLock()
        self.forget(now=0.0)

    def forget(self, *, now: float) -> None:
        """Begin anew, as at the start of a process and after the log was shortened or a backup restored."""
        with self.lock:
            self.is_loaded = False
            self.last_id, self.last_written = 0, 0.0
            self.day = self.day_of(now)
            self.true_since = self.latest = now
            self.missing: dict[int, float] = {}
            self.rows: dict[int, Row] = {}
            self.last_touch: dict[str, int] = {}
            self.came_due: dict[str, float] = {}
            self.to_come: list[tuple[float, tuple[str, ...]]] = []

    # --- Reading ------------------------------------------------------------------------------

    def take(self, rows: Iterable[Row], *, now: float, is_base: bool = False) -> None:
        """Take rows in the order of their numbers. Of the base no row is new, so nobody is told."""
        with self.lock:
            for row in rows:
                if row.id in self.rows:
                    continue
                # Of what was there before this process, only numbers given out lately may still be missing.
                if not is_base or row.written > now - MISSING_SECONDS:
                    self.note_missing(row.id, now=now)
                self.note(row, now=now)
                if not is_base and (row.due is None or row.due <= now):
                    self.touched(row.touched)
            self.missing = {number: until for number, until in self.missing.items() if until > now}

    def note_missing(self, number: int, *, now: float) -> None:
        """Remember the numbers between the last row and this one: theirs may be written and not yet seen."""
        if number < self.last_id:
            self.missing.pop(number, None)
            return
        if self.last_id and number - self.last_id <= MOST_MISSING:
            self.missing |= dict.fromkeys(range(self.last_id + 1, number), now + MISSING_SECONDS)

    def note(self, row: Row, *, now: float) -> None:
        self.rows[row.id] = row
        if row.id > self.last_id:
            self.last_id, self.last_written = row.id, row.written
        if row.due is None:
            for name in row.touched:
                self.last_touch[name] = max(row.id, self.last_touch.get(name, 0))
        elif row.due <= now:
            self.note_due(row.due, row.touched)
        else:
            heapq.heappush(self.to_come, (row.due, row.touched))

    def note_due(self, due: float, touched: Iterable[str]) -> None:
        for name in touched:
            self.came_due[name] = max(due, self.came_due.get(name, 0.0))

    # --- The clock ----------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """Let the time pass: what was due takes effect, and at another day everything is to be made anew.

        A clock that was ahead has let take effect what is still to come, and forget at midnight what is of today: when it
        is set back, all is read again.
        """
        with self.lock:
            if now < self.latest - SET_BACK:
                self.forget(now=now)
                self.touched((EVERYTHING,))
            elif self.day_of(now) != self.day:
                self.new_day(now)
            self.latest = max(self.latest, now)
            while self.to_come and self.to_come[0][0] <= now:
                due, touched = heapq.heappop(self.to_come)
                self.note_due(due, touched)
                self.touched(touched)

    def new_day(self, now: float) -> None:
        self.day = self.day_of(now)
        self.last_touch, self.came_due = {}, {}
        self.rows = {number: row for number, row in self.rows.items() if number == self.last_id}
        self.touched((EVERYTHING,))

    def day_of(self, moment: float) -> int:
        return datetime.fromtimestamp(moment, self.zone).toordinal()

    # --- Answering ----------------------------------------------------------------------------

    def seen(self, now: float) -> Seen:
        """Where the log stands, for a page that is about to be made."""
        with self.lock:
            return Seen(self.last_id, self.last_written, tuple(self.missing), now, self.day_of(now))

    def is_true(self, seen: Seen, names: Collection[str], *, now: float) -> bool:
        """Whether nothing that a page shows has changed since it was made. Never for a page of another day."""
        with self.lock:
            if not self.is_loaded or seen.day != self.day or seen.change_id > self.last_id:
                return False
            if not self.true_since <= seen.made_at <= now + 1:  # a clock may be set back
                return False
            row = self.rows.get(seen.change_id)
            if row and row.written != seen.written:
                return False
            return not any(self.is_touched(name, seen) for name in (*names, EVERYTHING)) and not any(
                self.touches(self.rows.get(number), names) for number in seen.missing
            )

    def is_touched(self, name: str, seen: Seen) -> bool:
        return self.last_touch.get(name, 0) > seen.change_id or self.came_due.get(name, 0.0) > seen.made_at

    def touches(self, row: Row | None, names: Collection[str]) -> bool:
        """Whether a row that was not seen when a page was made touches it. Of one to come, its time says so."""
        return bool(row and row.due is None and any(name in names or name == EVERYTHING for name in row.touched))
