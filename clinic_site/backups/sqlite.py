"""The SQLite database: copied at one moment while the site runs, and replaced in one transaction."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic

from django.db import connection, connections

from .emptied import EMPTIED
from .problems import BackupError

WAIT_SECONDS = 30


@contextmanager
def frozen() -> Iterator[Callable[[Path], None]]:
    """One moment of the database: all that Django reads in here is of it. Yields the function that copies it."""
    connection.ensure_connection()
    # Not `atomic`: it would take the write lock, and staff could not save for as long as the copy takes.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            cursor.execute("SELECT count(*) FROM sqlite_master")
            cursor.fetchone()
            yield copy_to
        finally:
            cursor.execute("ROLLBACK")


def copy_to(file: Path) -> None:
    with closing(sqlite3.connect(file)) as copy:
        copy_all(connection.connection, copy)
        # One file: a copy in WAL mode would bring two more along as soon as somebody looks into it.
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA secure_delete=ON")
        for table in EMPTIED:
            if copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
                copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name of ours
        copy.commit()
        expect_sound(copy)


def expect_sound(database: sqlite3.Connection) -> None:
    """Raises BackupError for a database with torn pages: a copy of it would only look like a backup."""
    found = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise BackupError(f"The database is damaged: {found}. Put the newest good backup back.")


def versions() -> dict[str, str]:
    return {"sqlite": sqlite3.sqlite_version}


def expect_tools() -> None:
    """Python brings all that is needed."""


def put_in_place(staged: Path) -> None:
    """Write the whole new database into the old one, in one transaction.

    Whoever has the old one open reads on in it until then, and in the new one from then on. A fault or a crash in the
    middle leaves the old one.
    """
    target = Path(connection.settings_dict["NAME"])
    connections.close_all()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(sqlite3.connect(staged)) as source, closing(sqlite3.connect(target, timeout=WAIT_SECONDS)) as old:
        old.execute("PRAGMA journal_mode=WAL")
        old.execute("PRAGMA synchronous=FULL")
        copy_all(source, old)


def copy_all(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """All pages in one transaction of the target. Raises sqlite3.OperationalError when somebody holds it for too long.

    Left alone, Python would ask for the lock again and again for ever.
    """
    until = monotonic() + WAIT_SECONDS

    def give_up(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and monotonic() > until:
            raise sqlite3.OperationalError("database is locked")

    source.backup(target, progress=give_up)


def set_aside(folder: Path) -> None:
    """Move a database that cannot be read out of the way, with what SQLite keeps beside it: all of it or nothing."""
    connections.close_all()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        for file in files_of_database():
            if file.exists():
                shutil.move(file, folder / file.name)  # DATA_DIR may be another disk
    except OSError:
        set_back(folder)
        raise


def set_back(folder: Path) -> None:
    """Undo `set_aside`, over what was begun in its place."""
    connections.close_all()
    # The database itself went first, and comes last: until then nobody takes the others for its own.
    *beside, database = reversed(files_of_database())
    if (folder / database.name).exists():
        for file in beside:
            file.unlink(missing_ok=True)
    for file in (*beside, database):
        if (folder / file.name).exists():
            shutil.move(folder / file.name, file)
    folder.rmdir()


def files_of_database() -> list[Path]:
    target = Path(connection.settings_dict["NAME"])
    return [target.with_name(target.name + suffix) for suffix in ("", "-wal", "-shm")]
