"""Faults of the SQLite file and of its disk, done for real: each lasts as long as its block."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.site import Site

# SQLite's locks of a database in WAL mode are these bytes of the file beside it (sqlite.org/walformat.html, 2.2.1).
FIRST_LOCK, LOCKS = 120, 8
PAGE_BYTES = 4096


@contextmanager
def file_gone(site: Site) -> Iterator[None]:
    """The file is at another place, as after a wrong `mv`; what stands beside it stays."""
    elsewhere = site.database.with_name("elsewhere")
    site.database.rename(elsewhere)
    yield
    elsewhere.rename(site.database)


@contextmanager
def locked_for_writing(site: Site) -> Iterator[None]:
    """Another program holds a transaction open."""
    other = sqlite3.connect(site.database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def locked_for_all(site: Site) -> Iterator[None]:
    """Another program holds every lock there is, so that nobody reads either."""
    holder = sqlite3.connect(site.database)  # lets the file beside it be there
    holder.execute("SELECT count(*) FROM therapies_article").fetchall()
    # In a process of its own: locks belong to a process, and closing any of its connections would let them go.
    process = os.fork()
    if process == 0:
        file = os.open(f"{site.database}-shm", os.O_RDWR)
        fcntl.lockf(file, fcntl.LOCK_EX, LOCKS, FIRST_LOCK)
        os.write(file_of_signs(site), b"locked")
        time.sleep(3600)
        os._exit(0)
    site.wait_until((site.folder / "locks-held").exists, 10, "the locks are not held")
    yield
    os.kill(process, 9)
    os.waitpid(process, 0)
    (site.folder / "locks-held").unlink()
    holder.close()


def file_of_signs(site: Site) -> int:
    return os.open(site.folder / "locks-held", os.O_CREAT | os.O_WRONLY)


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """Not one byte more fits onto the file system of a folder."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, PAGE_BYTES, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    yield
    filler.unlink()


def may_mount() -> bool:
    """Whether this process may make file systems of its own, as root may, in most containers not."""
    return os.geteuid() == 0 and subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[None]:
    """A file system in memory, of that size, at a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
