"""The shelf: ready bytes in an SQLite file that the processes of a machine share. It outlives them and the database.

It is a copy of what is public, so nothing is lost with it. Whatever is wrong with the file, readers never notice: a
disk that is full or cannot be written keeps what is there, a file that is damaged is set aside and begun anew.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from .encodings import BROTLI, GZIP, IDENTITY
from .entries import Entry
from .log import Seen

logger = logging.getLogger(__name__)

WAIT_SECONDS = 0.1  # for another process that writes
REST_SECONDS = 10.0  # without writing, after a write that failed
LOOK_AT_SIZE_EVERY = 100  # writes
KEPT_OF_FULL = 0.9  # what stays when the oldest are taken out

TABLE = """
CREATE TABLE IF NOT EXISTS pages (
    key TEXT NOT NULL, release TEXT NOT NULL, made_at REAL NOT NULL, bytes INTEGER NOT NULL,
    about TEXT NOT NULL, plain BLOB, gzip BLOB, brotli BLOB,
    PRIMARY KEY (key, release)
);
CREATE INDEX IF NOT EXISTS pages_by_age ON pages (made_at);
"""
# No word of it is missed after a power cut, so nothing waits for the disk.
PRAGMAS = "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-1024; PRAGMA wal_autocheckpoint=200; PRAGMA temp_store=MEMORY;"
PUT = "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
FIND = "SELECT about, plain, gzip, brotli FROM pages WHERE key = ? AND release = ?"
# Of any other release, as last good copy.
FIND_OTHER = "SELECT about, plain, gzip, brotli FROM pages WHERE key = ? ORDER BY made_at DESC LIMIT 1"
OLD_RELEASES = """
DELETE FROM pages WHERE release NOT IN
    (SELECT release FROM pages GROUP BY release ORDER BY release = ? DESC, max(made_at) DESC LIMIT 2)
"""
OLDEST = """
DELETE FROM pages WHERE rowid IN (
    SELECT rowid FROM (
        SELECT rowid, sum(bytes) OVER (ORDER BY release = ? DESC, made_at DESC, rowid) AS so_far FROM pages
    ) WHERE so_far > ?
)
"""


class Shelf:
    """Entries by key, at most so many bytes of them. `release` names the code and the settings that made them."""

    def __init__(self, path: Path, *, release: str, most_bytes: int) -> None:
        self.path, self.release, self.most_bytes = path, release, most_bytes
        self.here = threading.local()
        self.lock = threading.Lock()
        self.writes, self.rests_until = 0, 0.0
        self.generation = 0

    # --- What readers need --------------------------------------------------------------------

    def find(self, key: str) -> Entry | None:
        """The entry of this release under a key. None where there is none, or no shelf."""
        row = self.tried(lambda shelf: shelf.execute(FIND, (key, self.release)).fetchone())
        return entry_of(key, row)

    def find_of_any_release(self, key: str) -> Entry | None:
        """The newest entry under a key, which another release may have made. It is never fresh."""
        entry = entry_of(key, self.tried(lambda shelf: shelf.execute(FIND_OTHER, (key,)).fetchone()))
        if entry:
            entry.fresh = False
        return entry

    def put(self, entry: Entry) -> bool:
        """Keep an entry for the other processes, and for later ones. False when that is not possible now."""
        if monotonic() < self.rests_until:
            return False
        bodies = [entry.bodies.get(encoding) for encoding in (IDENTITY, GZIP, BROTLI)]
        row = (entry.key, self.release, entry.seen.made_at, entry.size, about(entry), *bodies)
        return bool(self.tried(lambda shelf: self.written(shelf, row)))

    def drop(self, key: str) -> None:
        """Forget an address that has become none, in every release."""
        self.tried(lambda shelf: shelf.execute("DELETE FROM pages WHERE key = ?", (key,)))

    def size(self) -> int:
        """Bytes of all entries, about."""
        found = self.tried(lambda shelf: shelf.execute("SELECT sum(bytes) FROM pages").fetchone())
        return (found and found[0]) or 0

    # --- The file -----------------------------------------------------------------------------

    def tried(self, ask: Callable[[sqlite3.Connection], object]):
        """What the file answers; None when it cannot."""
        try:
            return ask(self.connection())
        except sqlite3.OperationalError as problem:
            # Locked, full, read-only, gone: it may be well again in a moment.
            self.rest(problem)
        except (sqlite3.DatabaseError, OverflowError) as problem:
            self.set_aside(problem)
        except OSError as problem:
            self.rest(problem)
        return None

    def connection(self) -> sqlite3.Connection:
        """A connection for each thread, to the file as it is now."""
        here = self.here
        if getattr(here, "generation", None) != self.generation:
            here.shelf, here.generation = None, self.generation
        if here.shelf is None:
            here.shelf = self.opened()
        return here.shelf

    def opened(self) -> sqlite3.Connection:
        self.path.parent.mkdir(mode=0o700, exist_ok=True)
        shelf = sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None)
        try:
            for pragma in PRAGMAS.split("; "):
                shelf.execute(pragma)
            shelf.executescript(TABLE)
        except sqlite3.OperationalError:
            # Perhaps it can be read, if not written.
            shelf.execute("SELECT 1 FROM pages LIMIT 1")
        except sqlite3.Error:
            shelf.close()
            raise
        finally:
            self.here.file = file_number(self.path)
        return shelf

    def written(self, shelf: sqlite3.Connection, row: tuple) -> bool:
        shelf.execute(PUT, row)
        self.writes += 1
        if self.writes % LOOK_AT_SIZE_EVERY == 0:
            self.make_room(shelf)
        return True

    def make_room(self, shelf: sqlite3.Connection) -> None:
        """Take out what made way for newer releases, then the oldest pages. The file does not shrink; its room is used again."""
        shelf.execute(OLD_RELEASES, (self.release,))
        (size,) = shelf.execute("SELECT sum(bytes) FROM pages").fetchone()
        if size and size > self.most_bytes:
            shelf.execute(OLDEST, (self.release, int(self.most_bytes * KEPT_OF_FULL)))

    def rest(self, problem: Exception) -> None:
        if monotonic() >= self.rests_until:
            logger.warning("Pages cannot be kept in %s for now: %s", self.path, problem)
        self.rests_until = monotonic() + REST_SECONDS
        self.here.shelf = None

    def set_aside(self, problem: Exception) -> None:
        """A damaged file is of no use. The next thread that comes begins a new one."""
        with self.lock:
            if self.here.generation != self.generation:
                return  # another thread did so already
            self.generation += 1
            if self.here.file != file_number(self.path):
                return  # another process did
            logger.warning("%s is damaged and is begun anew: %s", self.path, problem)
            try:
                self.path.replace(self.path.with_suffix(".damaged"))
                for ending in ("-wal", "-shm"):
                    self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
            except OSError as stuck:
                self.rest(stuck)


def file_number(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None


def entry_of(key: str, row: tuple | None) -> Entry | None:
    if row is None:
        return None
    try:
        kept = json.loads(row[0])
        change_id, written, missing, made_at, day = kept["seen"]
        return Entry(
            key,
            names=kept["names"],
            status=kept["status"],
            headers=[(name, value) for name, value in kept["headers"]],
            bodies={
                name: body for name, body in zip((IDENTITY, GZIP, BROTLI), row[1:], strict=True) if body is not None
            },
            digest=kept["digest"],
            count=kept["count"],
            seen=Seen(change_id, written, tuple(missing), made_at, day),
        )
    except (ValueError, KeyError, TypeError):  # what is written there is none of ours
        return None


def about(entry: Entry) -> str:
    return json.dumps(
        {
            "names": sorted(entry.names),
            "status": entry.status,
            "headers": entry.headers,
            "digest": entry.digest,
            "count": entry.count,
            "seen": entry.seen,
        },
        separators=(",", ":"),
    )
