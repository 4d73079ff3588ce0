"""Put a backup in the place of the site. Everything is read and checked before anything is changed."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Max

from therapies import publishing
from therapies.models import PageChange
from therapies.publishing.change_log import EVERYTHING, touch
from therapies.publishing.picture_folder import GONE, settle
from therapies.text import shared_pictures

from . import postgresql, sqlite
from .archive import unpack
from .manifest import DATABASES, ENGINES, Manifest
from .problems import BackupError, in_words
from .taking import RESTORING, backup, count, counted_rows, engine, pictures, usual_folder

# What a person knows of a site, and the table that counts it.
KNOWN_BY = {
    "pages": "therapies_article",
    "versions": "therapies_version",
    "people": "auth_user",
    "links": "therapies_link",
    "pictures": "therapies_picture",
}


@dataclass(frozen=True)
class Prepared:
    """A backup that was read, checked and unpacked beside the site."""

    manifest: Manifest
    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / DATABASES[self.manifest.engine]


@contextmanager
def prepared(file: Path) -> Iterator[Prepared]:
    """Unpack a backup below DATA_DIR. Raises BackupError for one that is broken, foreign, or of a newer site."""
    folder = None
    try:
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=RESTORING, dir=settings.DATA_DIR))
        manifest = unpack(file, folder)
        refuse_another_engine(manifest)
        refuse_newer_schema(manifest)
        engine().expect_tools()
        os.sync()
        ready = Prepared(manifest, folder)
        if manifest.engine == "sqlite":
            expect_sound_copy(ready)
            migrate_copy(ready)
        yield ready
    except OSError as problem:
        raise in_words(problem, "The backup could not be put back") from problem
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def refuse_another_engine(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise BackupError(
            f"The backup is of {ENGINES[manifest.engine]}, and this site runs on {ENGINES[connection.vendor]}. "
            "Take the words alone along: unpack its folder content/ and run manage.py load_content on it."
        )


def refuse_newer_schema(manifest: Manifest) -> None:
    known = {".".join(key) for key in migrations_of_today()}
    known |= {".".join(old) for migration in migrations_of_today().values() for old in migration.replaces}
    newer = [name for name in manifest.migrations if name not in known]
    if newer:
        raise BackupError(f"The backup was made by a newer version of this site ({newer[0]}). Install that one first.")


def migrations_of_today() -> dict:
    return MigrationLoader(None, ignore_no_migrations=True).disk_migrations


def expect_sound_copy(ready: Prepared) -> None:
    try:
        with closing(sqlite3.connect(ready.database)) as copy:
            sqlite.expect_sound(copy)
    except sqlite3.DatabaseError as problem:
        raise BackupError(f"The database in the backup cannot be read: {problem}. Take another one.") from problem


def migrate_copy(ready: Prepared) -> None:
    """Bring the copy to the tables of today, so that a migration that fails leaves the site as it is."""
    if {".".join(key) for key in migrations_of_today()} <= set(ready.manifest.migrations):
        return
    done = subprocess.run(  # noqa: S603 - our own list, no shell
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--verbosity", "0"],
        env=os.environ | {"DATABASE_URL": f"sqlite:///{quote(str(ready.database.absolute()))}"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"The database of the backup cannot be migrated:\n{done.stderr.strip()[-2000:]}")


# --- What is there ----------------------------------------------------------------------------


def what_is_there() -> dict[str, int] | None:
    """Numbers of what the site holds now; {} when there is nothing to lose, None when its database is broken."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        tables = set()
    else:
        try:
            with connection.cursor() as cursor:
                tables = set(connection.introspection.table_names(cursor))
                found = {what: count(cursor, table) for what, table in KNOWN_BY.items() if table in tables}
        except DatabaseError:
            if connection.vendor == "postgresql":
                raise  # the server is not there: nothing can be put back either
            return None
    files = len({name.split("/")[1] for name, _ in pictures()})
    found = found if tables else {}
    if files:
        found["pictures"] = max(files, found.get("pictures", 0))
    return found if any(found.values()) else {}


def what_comes(manifest: Manifest) -> dict[str, int]:
    return {what: manifest.rows.get(table, 0) for what, table in KNOWN_BY.items()}


# --- Putting it in place ----------------------------------------------------------------------


def put_in_place(ready: Prepared, *, there: dict[str, int] | None, now: datetime | None = None) -> Path | None:
    """Put a prepared backup in the place of the site; give the file or folder that holds what was there.

    Pictures come first: one too many harms nobody. Then the database changes in one step; a fault before that, and on
    PostgreSQL also after it, leaves the site as it was.
    """
    now = now or datetime.now(UTC)
    kept, before = keep_what_is_there(there, now=now), newest_change()
    try:
        put_pictures(ready.folder / "media")
        replace_database(ready)
    except BaseException:
        if kept and kept.is_dir():  # torn as it is, it may hold what no backup has
            sqlite.set_back(kept)
        raise
    connections.close_all()
    tell_everybody(ready.manifest, before=before)
    return kept


def replace_database(ready: Prepared) -> None:
    try:
        if ready.manifest.engine == "sqlite":
            sqlite.put_in_place(ready.database)
        else:
            with postgresql.put_in_place(ready.database, schema_of_dump=ready.manifest.schema):
                expect_rows(ready.manifest)
                connections.close_all()
                call_command("migrate", interactive=False, verbosity=0)
    except sqlite3.Error as problem:
        raise BackupError(f"The database could not be replaced: {problem}. The site is as it was.") from problem


def keep_what_is_there(there: dict[str, int] | None, *, now: datetime) -> Path | None:
    """Make a backup of the site as it is. A database that cannot be read is moved aside, file by file."""
    if there == {}:
        return None
    name = f"before-restore-{now:%Y-%m-%dT%H%M%SZ}"
    try:
        if there is not None:
            return backup(usual_folder(), name=name)
    except (BackupError, DatabaseError) as problem:
        if connection.vendor == "postgresql" or not is_broken():
            raise BackupError(f"What is there now could not be kept, so nothing was changed. {problem}") from problem
    sqlite.set_aside(settings.DATA_DIR / name)
    return settings.DATA_DIR / name


def is_broken() -> bool:
    """Whether SQLite itself finds the file torn; a full disk, say, is no reason to move it aside."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(1)")
            return cursor.fetchone()[0] != "ok"
    except DatabaseError:
        return True


def put_pictures(staged: Path) -> None:
    """Each picture appears in one step. One that is there already, with the same key, is replaced."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    for folder in sorted(staged.iterdir()) if staged.is_dir() else ():
        unfinished = root / f"{shared_pictures.UNFINISHED}{secrets.token_hex(8)}"
        shutil.move(folder, unfinished)  # MEDIA_ROOT may be a disk of its own
        if (root / folder.name).exists():
            gone = root / f"{GONE}{secrets.token_hex(8)}"
            (root / folder.name).rename(gone)
            shutil.rmtree(gone, ignore_errors=True)
        unfinished.rename(root / folder.name)
        share_again(root / folder.name)
    settle(root)


def share_again(folder: Path) -> None:
    """Put a picture into the bucket that machines share, unless it is there. Nothing is changed where there is none."""
    if shared_pictures.are_shared() and not shared_pictures.is_shared(folder.name):
        shared_pictures.share(folder.name, {file.name: file.read_bytes() for file in folder.iterdir()})


def expect_rows(manifest: Manifest) -> None:
    """Raises BackupError unless each table holds as many rows as when the backup was made."""
    rows = counted_rows()
    wrong = [table for table, number in manifest.rows.items() if rows.get(table, number) != number]
    if wrong:
        raise BackupError(f"The database of the backup is not complete: {', '.join(wrong)}. The site is as it was.")


def newest_change() -> int:
    """The number of the last line in the log of changes; 0 when there is none to be read."""
    try:
        return PageChange.objects.aggregate(newest=Max("pk"))["newest"] or 0
    except DatabaseError:
        return 0


@transaction.atomic
def tell_everybody(manifest: Manifest, *, before: int) -> None:
    """Kept pages are of the site as it was: take them away, and have running processes make theirs anew.

    A process asks for lines with a higher number than the last it saw, and it may have seen all of the site as it was.
    """
    shutil.rmtree(settings.DATA_DIR / "pages", ignore_errors=True)
    touch([EVERYTHING])
    while newest_change() <= before:
        touch([EVERYTHING])
    publishing.record("restored a backup", about=manifest.day)
