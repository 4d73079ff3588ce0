"""Answer readers with ready bytes, in front of Django: from memory, else from the shelf, else made by Django once for all.

Whatever breaks behind it, a page that was ever made is answered: its last good copy, as long as nothing newer can be had.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from pathlib import Path
from time import monotonic, time

from therapies.reading.mending import mended

from .encodings import IDENTITY, encoding_for
from .entries import NOTHING, UNCHANGED, Entry, is_known, made_entry
from .following import Follower
from .keys import Asked, Keys
from .log import ChangeLog
from .making import Busy, Made, Makers, Places, ask
from .memory import Memory
from .notes import COUNTS, PageNote, note_of
from .shelf import Shelf

WITH_COPY = 1.0  # seconds to wait for a new page where there is an old one
WITHOUT_COPY = 20.0
WHILE_DOWN = 2.0  # without a copy and without the database: what needs none is made by then
TRY_AGAIN = 1.0  # seconds between two tries to make a page that could not be made
# What a public view answers. A missing page is not kept: strangers choose its address.
KEPT_STATUSES = (200, 301, 302, 308, 410)
# None of these asks the database, so none ever hangs.
FREE = ("/static/", "/healthz", "/metrics")

# Of threads that add at the very same moment, one may be lost; a lock would cost each hit more than that is worth.
COUNTED = ("hits_memory", "hits_shelf", "misses", "stale", "bypassed", "refused_busy")
MB = 1_000_000
_all: weakref.WeakSet[PageCache] = weakref.WeakSet()


class PageCache:
    """A WSGI application around another one.

    `on_answer` is told of each answer whose view asked to count it, with the request and what is counted; `refuse`
    answers when there is neither a copy nor room inside Django. With `threads=0` all happens in the thread that asks.
    """

    def __init__(
        self,
        application: Callable,
        *,
        keys: Keys,
        zone: str,
        refuse: Callable,
        on_answer: Callable[..., None] = lambda environ, count, *, is_secure: None,
        memory_mb: float = 64,
        shelf: Path | None = None,
        shelf_mb: float = 1024,
        release: str = "",
        threads: int = 8,
        clock: Callable[[], float] = time,
    ) -> None:
        self.application, self.keys, self.refuse, self.on_answer, self.clock = (
            application,
            keys,
            refuse,
            on_answer,
            clock,
        )
        self.memory = Memory(most_bytes=int(memory_mb * MB))
        has_shelf = shelf is not None and shelf_mb > 0
        self.shelf = Shelf(shelf, release=release, most_bytes=int(shelf_mb * MB)) if has_shelf else None
        self.log = ChangeLog(zone=zone, touched=self.memory.make_old)
        self.follower = Follower(self.log, has_thread=threads > 0, clock=clock)
        self.places = Places(threads=threads)
        self.makers = Makers(self.places, threads=threads)
        self.counts = dict.fromkeys(COUNTED, 0)
        _all.add(self)
        forget_threads_after_fork(self)

    # --- The way of a request -----------------------------------------------------------------

    def __call__(self, environ, start_response):
        method = environ["REQUEST_METHOD"]
        if method != "GET" and method != "HEAD":
            try:
                return self.through(environ, start_response)
            finally:
                self.follower.must_look()
        asked = self.keys.asked(environ)
        if asked is None:
            return self.through(environ, start_response)
        if monotonic() >= self.follower.good_until:
            self.follower.look()
        entry = self.memory.find(asked.key)
        if entry is not None and entry.fresh and asked.is_shared:
            self.counts["hits_memory"] += 1
            entry.used = True
            return self.send(entry, environ, start_response)
        return self.without_memory(asked, entry, environ, start_response)

    def through(self, environ, start_response):
        """What is Django's alone, while there is room for it."""
        self.counts["bypassed"] += 1
        if environ["PATH_INFO"].startswith(FREE):
            return self.application(environ, start_response)
        try:
            with self.places.thread(), self.places.inside_django():
                return self.application(environ, start_response)
        except Busy:
            self.counts["refused_busy"] += 1
            return self.refuse(environ, start_response)

    def without_memory(self, asked: Asked, copy: Entry | None, environ, start_response):
        """From the shelf, else from Django; the last good copy where Django gives nothing in time."""
        if asked.is_shared and self.shelf:
            copy = self.from_shelf(asked.key, copy)
            if copy and copy.fresh:
                self.counts["hits_shelf"] += 1
                return self.send(copy, environ, start_response)
        if copy and (self.follower.is_down or monotonic() < copy.retry_at):
            return self.send_copy(copy, environ, start_response)
        if copy is None and self.follower.is_down:
            copy = self.last_good(asked)
            if copy:
                return self.send_copy(copy, environ, start_response)
        try:
            made = self.made(asked, environ, has_copy=copy is not None)
        except Busy:
            made = None
        if made is None or made.status.startswith("5"):
            copy = copy or self.last_good(asked)
            if copy:
                copy.retry_at = monotonic() + TRY_AGAIN
                return self.send_copy(copy, environ, start_response)
        if made is None:
            self.counts["refused_busy"] += 1
            return self.refuse(environ, start_response)
        self.counts["misses"] += 1
        return self.send(made, environ, start_response)

    def from_shelf(self, key: str, copy: Entry | None) -> Entry | None:
        """The page of the shelf, taken into memory, where it is true or the only copy."""
        found = self.shelf.find(key)
        if found and self.log.is_true(found.seen, found.names, now=self.clock()):
            self.keep(found)
            return found
        if found and copy is None:
            found.fresh = False
            self.memory.put(found)
            return found
        return copy

    # --- Answers ------------------------------------------------------------------------------

    def send(self, entry: Entry, environ, start_response):
        encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        ready = entry.ready.get(encoding) or self.prepared(entry, encoding)
        if entry.count is not None:
            self.on_answer(environ, entry.count, is_secure=self.keys.is_secure(environ))
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags is not None and is_known(ready.tag, tags):
            # A server may change the list, which belongs to all answers.
            start_response(UNCHANGED, ready.unchanged[:])
            return NOTHING
        start_response(ready.status, ready.headers[:])
        return ready.body if environ["REQUEST_METHOD"] == "GET" else NOTHING

    def prepared(self, entry: Entry, encoding: str):
        ready = entry.prepare(encoding)
        if encoding == IDENTITY:
            self.memory.count_plain(entry)
        return ready

    def send_copy(self, copy: Entry, environ, start_response):
        self.counts["stale"] += 1
        return self.send(copy, environ, start_response)

    def last_good(self, asked: Asked) -> Entry | None:
        """The copy that is nearest to what was asked for: of any release, without a query, under the mended address."""
        for key in dict.fromkeys((asked.key, asked.start + asked.path, asked.start + mended(asked.path))):
            copy = self.memory.find(key)
            if copy is None and self.shelf:
                copy = self.shelf.find(key) or self.shelf.find_of_any_release(key)
                if copy:
                    copy.fresh = False
                    self.memory.put(copy)
            if copy:
                return copy
        return None

    # --- Making -------------------------------------------------------------------------------

    def made(self, asked: Asked, environ: dict, *, has_copy: bool) -> Entry | None:
        """The answer of Django, kept if it may be. None when it failed or takes too long. Raises Busy."""
        # What only one reader asked for is made for that one alone.
        key = asked.key if asked.is_shared else object()
        seconds = WITH_COPY if has_copy else WHILE_DOWN if self.follower.is_down else WITHOUT_COPY
        with self.places.thread():
            return self.makers.made(
                key,
                lambda: self.make(asked, environ),
                seconds=seconds,
                is_patient=not has_copy,
            )

    def make(self, asked: Asked, environ: dict) -> tuple[Entry, Callable | None]:
        # Before Django reads the first row: what changes from now on makes the page untrue.
        seen = self.log.seen(self.clock())
        made = ask(self.application, self.keys.environ_for(asked, environ) | {COUNTS: True})
        note = note_of(made.environ) or PageNote(may_be_kept=False)
        entry = made_entry(
            asked.key,
            names=(asked.path, *note.shows),
            status=made.status,
            headers=[pair for pair in made.headers if pair[0].lower() != "set-cookie"],
            body=made.body,
            count=note.count,
            seen=seen,
        )
        if asked.is_shared and may_be_kept(made, note):
            self.keep(entry)
            return entry, lambda: self.shelf and self.shelf.put(entry)
        entry.fresh = False
        if asked.is_shared and made.code == 404:
            return entry, lambda: self.forget(asked.key)
        return entry, None

    def warm(self, asked: Asked, environ: dict) -> bool:
        """Make a page that is not kept as it is now, for whoever asks for it later. False where there was nothing to do."""
        if monotonic() >= self.follower.good_until:
            self.follower.look()
        entry = self.memory.find(asked.key)
        if entry is None or not entry.fresh:
            entry = self.shelf and self.shelf.find(asked.key)
        is_there = entry and self.log.is_true(entry.seen, entry.names, now=self.clock())
        if is_there or self.follower.is_down or not asked.is_shared:
            return False
        try:
            self.makers.made(asked.key, lambda: self.make(asked, environ), seconds=WITHOUT_COPY, is_patient=False)
        except Busy:
            return False
        return True

    def keep(self, entry: Entry) -> bool:
        """Take an entry into memory. Whether it is true now; if not, it is the last good copy."""
        entry.fresh = False
        self.memory.put(entry)
        with self.log.lock:  # no change comes between the question and the answer
            entry.fresh = self.log.is_true(entry.seen, entry.names, now=self.clock())
        return entry.fresh

    def forget(self, key: str) -> None:
        """An address that is none any more has no last good copy either."""
        if self.memory.find(key) or (self.shelf and self.shelf.find_of_any_release(key)):
            self.memory.drop(key)
            if self.shelf:
                self.shelf.drop(key)

    # --- Life ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """As after a fork."""
        self.follower.begin()
        self.makers.begin()

    def close(self) -> None:
        """End all threads, and their connections to the database."""
        self.follower.close()
        self.makers.close()


def may_be_kept(made: Made, note: PageNote) -> bool:
    if not note.may_be_kept or made.code not in KEPT_STATUSES:
        return False
    for name, value in made.headers:
        name = name.lower()
        if name == "set-cookie" or (name == "cache-control" and "no-store" in value):
            return False
        if name == "vary" and value.lower() != "accept-encoding":
            return False
    return True


def forget_threads_after_fork(cache: PageCache) -> None:
    if hasattr(os, "register_at_fork"):
        here = weakref.ref(cache)
        os.register_at_fork(after_in_child=lambda: (found := here()) and found.begin())


def counters() -> dict[str, int]:
    """How the page caches of this process answered, since it began."""
    totals = dict.fromkeys(COUNTED, 0)
    for cache in list(_all):
        for name in COUNTED:
            totals[name] += cache.counts[name]
    return totals
