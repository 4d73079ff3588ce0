"""Make a backup: the database, the pictures and the words of the site at one moment, in one file."""

from __future__ import annotations

import platform
import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import django
from django.conf import settings
from django.db import connection

from therapies.models import Picture
from therapies.publishing.exporting import exported_versions
from therapies.publishing.picture_folder import settle
from therapies.text import shared_pictures
from therapies.text.pictures import UPLOADED_FILE, UPLOADED_NAME, folder_of

from . import postgresql, sqlite
from .archive import part_of, read_manifest, verify, write_archive
from .emptied import EMPTIED
from .manifest import DATABASES, Manifest
from .problems import BackupError, ChangedMeanwhile, in_words

NAME = re.compile(r"clinic-\d{4}-\d\d-\d\dT\d{6}Z(?:-\d+)?\.tar\.gz")
USUAL_KEEP = 14
TRIES = 3
UNFINISHED, RESTORING = ".unfinished-", ".restoring-"
LEFT_OVER_AFTER = 24 * 60 * 60  # seconds; no backup takes that long
LAST_BACKUP = "last_backup"


def engine() -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


def usual_folder() -> Path:
    return settings.DATA_DIR / "backups"


def backup(folder: Path, *, keep: int = USUAL_KEEP, name: str = "", now: datetime | None = None) -> Path:
    """Write one file into a folder, and let only the newest `keep` of such files stay there.

    The file gets its name when it is complete, was read again, and lies on the disk; nothing half done is ever seen.
    With a `name` of its own it takes no part in the rotation. Raises BackupError, and then leaves nothing behind.
    """
    if keep < 1:
        raise BackupError("--keep must be 1 or more: at least the new backup stays.")
    engine().expect_tools()
    now = now or datetime.now(UTC)
    unfinished = None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        clear_leftovers(folder, UNFINISHED)
        clear_leftovers(settings.DATA_DIR, RESTORING)
        unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        made = make(unfinished, now=now)
        file = free_name(folder, name or f"clinic-{now:%Y-%m-%dT%H%M%SZ}")
        made.rename(file)
        settle(folder)
        if not name:
            rotate(folder, keep=keep)
            note_success()
    except sqlite3.Error as problem:
        raise BackupError(f"The database cannot be copied: {problem}. Nothing half done was left behind.") from problem
    except OSError as problem:
        raise in_words(problem, "No backup could be made") from problem
    finally:
        if unfinished:
            shutil.rmtree(unfinished, ignore_errors=True)
    return file


def note_success() -> None:
    """For /metrics. A backup is a backup also where the data folder takes no writing."""
    with suppress(OSError):
        (settings.DATA_DIR / LAST_BACKUP).touch()


def make(unfinished: Path, *, now: datetime) -> Path:
    """The archive, made and read again. Whoever takes a picture away meanwhile costs another try."""
    for number in range(TRIES):
        work = unfinished / str(number)
        work.mkdir()
        try:
            manifest, sources = collect(work, now=now)
            write_archive(work / "archive", manifest, sources)
        except ChangedMeanwhile as change:
            last = change
            shutil.rmtree(work)
            continue
        verify(work / "archive")
        return work / "archive"
    raise BackupError(f"Files change while they are copied, {TRIES} times in a row ({last}). Try again later.")


def collect(work: Path, *, now: datetime) -> tuple[Manifest, dict[str, Path]]:
    """All parts of a backup, by their names in it, and the manifest of them.

    Pictures are listed before and after the moment of the database: one that went in between may have a row in it.
    """
    database = DATABASES[connection.vendor]
    fetch_shared_pictures()
    before = dict(pictures())
    with engine().frozen() as copy:
        copy(work / database)
        words = dict(write_words(work / "content"))
        rows, migrations = counted_rows(), applied_migrations()
    sources = {database: work / database} | dict(pictures()) | words
    for name in before.keys() - sources.keys():
        raise ChangedMeanwhile(name)
    try:
        parts = {name: part_of(source) for name, source in sources.items()}
    except FileNotFoundError as gone:
        raise ChangedMeanwhile(gone.filename) from None
    schema = postgresql.schema() if connection.vendor == "postgresql" else ""
    made_at = now.isoformat(timespec="seconds")
    return Manifest(made_at, connection.vendor, schema, versions(), migrations, rows, parts), sources


def fetch_shared_pictures() -> None:
    """Where machines share their pictures through a bucket, this one may lack some."""
    if shared_pictures.are_shared():
        for key in Picture.objects.values_list("key", flat=True):
            if not folder_of(key).is_dir():
                shared_pictures.fetch(key)


def pictures() -> Iterator[tuple[str, Path]]:
    """The files of uploaded pictures; what a process left half done in that folder is no picture."""
    root = Path(settings.MEDIA_ROOT)
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if not UPLOADED_NAME.fullmatch(f"media/{folder.name}"):
            continue
        for file in sorted(folder.glob(f"{folder.name}-*")):
            if UPLOADED_FILE.fullmatch(file.name):
                yield f"media/{folder.name}/{file.name}", file


def write_words(folder: Path) -> Iterator[tuple[str, Path]]:
    """The same files as `export_content` writes: of use with any version of this site, and without it."""
    for version in exported_versions(drafts=False):
        path = version.article.address.path
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(version.text.encode())
        yield f"content/{path}", file


def counted_rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True)
        return {table: 0 if table in EMPTIED else count(cursor, table) for table in sorted(tables)}


def count(cursor, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name out of the models
    return cursor.fetchone()[0]


def applied_migrations() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return [f"{app}.{name}" for app, name in cursor.fetchall()]


def versions() -> dict[str, str]:
    return {"python": platform.python_version(), "django": django.__version__} | engine().versions()


def free_name(folder: Path, stem: str) -> Path:
    file, number = folder / f"{stem}.tar.gz", 1
    while file.exists():
        number += 1
        file = folder / f"{stem}-{number}.tar.gz"
    return file


def rotate(folder: Path, *, keep: int) -> None:
    """Delete the oldest of our own backups. A file of another name, or that cannot be read as one, is left alone."""
    ours = sorted(file for file in folder.iterdir() if NAME.fullmatch(file.name) and is_ours(file))
    for file in ours[:-keep]:
        file.unlink()


def is_ours(file: Path) -> bool:
    try:
        read_manifest(file)
    except (BackupError, OSError):
        return False
    return True


def clear_leftovers(folder: Path, beginning: str) -> None:
    """What a backup or a restore left that was killed in the middle: the whole site, where nobody looks for it."""
    for path in folder.glob(f"{beginning}*"):
        if path.stat().st_mtime < time.time() - LEFT_OVER_AFTER:
            shutil.rmtree(path, ignore_errors=True)
