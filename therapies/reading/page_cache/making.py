"""Have Django make a page: few at once, each page once, and nobody waits for ever."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import contextmanager
from time import monotonic
from typing import NamedTuple

logger = logging.getLogger(__name__)

WAIT_FOR_PLACE = 2.0  # seconds
WAIT_FOR_THREAD = 0.25  # seconds, when all threads but one are taken
# Seconds after such a wait in vain in which nobody waits again. The last thread would go from one wait to the next, and
# who asks for a ready page would stand behind all of them.
NO_WAIT_AFTER = 1.0
KEPT_FOR_HITS = 1  # thread that never waits for Django
KEPT_FROM_DJANGO = 2  # threads fewer inside Django than there are


class Busy(Exception):
    """Django has no place for one more request now."""


class Made(NamedTuple):
    """What Django answered."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    environ: dict

    @property
    def code(self) -> int:
        return int(self.status[:3])


def ask(application: Callable, environ: dict) -> Made:
    """The whole answer of a WSGI application, whatever way it takes to give it. Raises what the application raises."""
    said: list = []
    parts: list[bytes] = []

    def start_response(status, headers, exc_info=None):
        said[:] = [status, headers]
        return parts.append

    answer = application(environ, start_response)
    try:
        parts.extend(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    return Made(said[0], said[1], b"".join(parts), environ)


class Places:
    """How many requests may be inside Django at once, and how many threads may wait for it.

    Whatever Django waits for, a database that hangs or a slow page of staff, some threads are left for pages that are
    ready. Where nobody went in or out for as long as one may wait, nobody waits: all inside hang.
    """

    def __init__(self, *, threads: int) -> None:
        self.inside = threading.Semaphore(max(1, threads - KEPT_FROM_DJANGO))
        self.waiting = threading.Semaphore(max(1, threads - KEPT_FOR_HITS))
        self.moved_at = monotonic()
        self.full_until = 0.0

    @contextmanager
    def thread(self):
        """For the time that a thread of the server is taken. Raises Busy."""
        if not self.waiting.acquire(blocking=False):
            if monotonic() < self.full_until:
                raise Busy
            if not self.waiting.acquire(timeout=WAIT_FOR_THREAD):
                self.full_until = monotonic() + NO_WAIT_AFTER
                raise Busy
        try:
            yield
        finally:
            self.waiting.release()

    def enter(self, *, is_patient: bool = True) -> None:
        """Take a place inside Django. Raises Busy when none gets free in time."""
        if not self.inside.acquire(blocking=False):
            all_hang = monotonic() - self.moved_at > WAIT_FOR_PLACE
            if not is_patient or all_hang or not self.inside.acquire(timeout=WAIT_FOR_PLACE):
                raise Busy
        self.moved_at = monotonic()

    @contextmanager
    def inside_django(self):
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def leave(self) -> None:
        self.moved_at = monotonic()
        self.inside.release()


class Job:
    """A page that is being made. `make` gives it, and what is left to do when it is on its way to the reader.

    `result` stays None when making it failed.
    """

    __slots__ = ("done", "make", "result")

    def __init__(self, make: Callable[[], tuple[object, Callable | None]]) -> None:
        self.make, self.result, self.done = make, None, threading.Event()


class Makers:
    """Threads that make pages for those of the server, so that these can stop waiting for one that hangs.

    There are never more of them than places, as each job has one before it comes here. With `threads=0` a page is made
    by who asks for it, for programs that have no threads, and tests whose rows no other thread sees.
    """

    def __init__(self, places: Places, *, threads: int) -> None:
        self.places, self.has_threads = places, threads > 0
        self.lock = threading.Lock()
        self.begin()

    def begin(self) -> None:
        """As after a fork, of which no thread is left."""
        self.jobs: dict[str, Job] = {}
        self.queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self.idle, self.threads = 0, []

    def made(
        self, key: str, make: Callable[[], tuple[object, Callable | None]], *, seconds: float, is_patient: bool
    ) -> object | None:
        """What `make` gives, made once for all who ask for the key meanwhile; None when it fails or takes too long.

        Raises Busy when Django has no place.
        """
        with self.lock:
            job = self.jobs.get(key)
            is_first = job is None
            if is_first:
                job = self.jobs[key] = Job(make)
        if is_first:
            try:
                self.places.enter(is_patient=is_patient)
            except Busy:
                self.jobs.pop(key, None)
                job.done.set()
                raise
            self.hand_over(key, job)
        job.done.wait(seconds)
        return job.result

    def hand_over(self, key: str, job: Job) -> None:
        if not self.has_threads:
            self.work(key, job)
            return
        with self.lock:
            if self.idle:
                self.idle -= 1
            else:
                thread = threading.Thread(target=self.work_on, name="pages", daemon=True)
                self.threads.append(thread)
                thread.start()
        self.queue.put((key, job))

    def work_on(self) -> None:
        # Imported here, where it is of this thread.
        from django.db import connections

        while (task := self.queue.get()) is not None:
            self.work(*task, is_own_thread=True)
        connections.close_all()

    def work(self, key: str, job: Job, *, is_own_thread: bool = False) -> None:
        afterwards = None
        try:
            job.result, afterwards = job.make()
        except Exception:  # of any kind: the last good copy answers, and whoever runs the site reads why
            logger.exception("A page could not be made.")
        finally:
            with self.lock:
                self.jobs.pop(key, None)
                # Before the place is free again: who takes it finds this thread.
                self.idle += is_own_thread
            self.places.leave()
            job.done.set()
        if afterwards:
            afterwards()

    def close(self) -> None:
        """End the threads and their connections to the database, as tests need it."""
        for _ in self.threads:
            self.queue.put(None)
        for thread in self.threads:
            thread.join(5)
