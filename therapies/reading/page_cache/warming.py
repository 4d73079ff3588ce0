"""Make pages before anybody asks for them, so that a copy of each is there when the database is not."""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from .cache import PageCache
from .keys import Asked

logger = logging.getLogger(__name__)

FIRST_AFTER = 3.0  # seconds; a process that has just begun has readers to answer
AGAIN_AFTER = 10 * 60.0
SOON_AFTER = 30.0  # when something has changed; one who publishes mostly does so more than once
AFTER_FAULT = 30.0
LOCKED_FOR = 30.0  # seconds until a process looks again whether another one does it
WHILE_ASKED = 0.2  # seconds of rest after a page, while readers ask
REST = 3.0  # times as long as a page took, else: a quarter of a core at most
FULL = 0.9  # of the shelf; what is newly made would push out what is there


class Warmer:
    """A thread that goes through all public pages and has those made that the shelf does not have as they are now.

    Of all processes of a machine one does it: the one that holds a lock beside the shelf.
    """

    def __init__(self, cache: PageCache, *, paths: Callable[[], Iterable[str]], lock: Path) -> None:
        self.cache, self.paths, self.lock = cache, paths, lock
        self.end = threading.Event()

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self.run, name="page-warming", daemon=True)
        thread.start()
        return thread

    def run(self) -> None:
        self.end.wait(FIRST_AFTER)
        while (lock := self.locked()) is None:
            if self.end.wait(LOCKED_FOR):
                return
        with lock:
            while not self.end.is_set():
                pause, before = AGAIN_AFTER, self.cache.log.last_id
                try:
                    paths = list(self.paths())
                    # Nothing more is asked on it, for as long as the round takes.
                    connection.close()
                    self.go_round(paths)
                except Exception as problem:  # the database may be gone; a thread that dies would never come back
                    logger.warning("Pages could not be made ahead of time: %s", problem)
                    pause = AFTER_FAULT
                finally:
                    connection.close()
                self.wait(pause, before=before)

    def wait(self, seconds: float, *, before: int) -> None:
        """Until the next round: `seconds`, or fewer where the log of changes has grown since the last one began."""
        until = monotonic() + seconds
        while monotonic() < until and not self.end.wait(min(SOON_AFTER, seconds)):
            self.cache.follower.look()
            if self.cache.log.last_id != before:
                return

    def locked(self):
        """The open file that this process alone holds; None while another one does."""
        try:
            self.lock.parent.mkdir(mode=0o700, exist_ok=True)
            file = self.lock.open("w")
        except OSError:  # a disk that takes no writing has no shelf to fill either
            return None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return None
        return file

    def go_round(self, paths: Iterable[str]) -> int:
        """Have the pages made that are missing. Returns their number."""
        made = 0
        for path in paths:
            asked, environ = self.request_for(path)
            if self.end.is_set() or asked is None or self.is_full():
                break
            began, before = monotonic(), self.asked_for()
            if not self.cache.warm(asked, environ):
                continue
            made += 1
            took = monotonic() - began
            # The page itself counts nothing; who else asked meanwhile comes first.
            sleep(WHILE_ASKED if self.asked_for() != before else took * REST)
        return made

    def is_full(self) -> bool:
        shelf = self.cache.shelf
        return shelf.writes % 50 == 0 and shelf.size() > shelf.most_bytes * FULL

    def asked_for(self) -> int:
        return sum(self.cache.counts.values())

    def request_for(self, path: str) -> tuple[Asked | None, dict]:
        """A request as a reader would make it. Without SITE_URL, at the host that somebody asked at; None before that."""
        parts = urlsplit(settings.SITE_URL)
        host = parts.netloc or next(iter(self.cache.keys.hosts), "")
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": parts.hostname or "localhost",
            "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": host,
            "wsgi.url_scheme": parts.scheme or "http",
        }
        if self.cache.keys.proxy_says:
            name, secure = self.cache.keys.proxy_says
            environ[name] = secure if parts.scheme == "https" else "http"
        return self.cache.keys.asked(environ), environ
