"""One after the other: what must not be done by two processes at once, on one machine or on several."""

import fcntl
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

# The name of the lock in the database: any number that nothing else there uses.
PREPARING = 0x1F51_0C71
ASK_AGAIN_SECONDS = 0.3


@contextmanager
def turn_in_folder(folder: Path, *, on_wait: Callable[[], None]):
    """Hold the folder for this process. The lock goes with the process, however that ends."""
    with (folder / "preparing.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def turn_at_database(*, on_wait: Callable[[], None]):
    """Hold the database for this process, also against other machines. SQLite has one machine: its folder is held.

    It asks again and again and does not wait inside the database, where a time limit on statements would end it. The
    lock hangs on a connection of its own, so that it outlives a reconnect of the other, and goes when the process does.
    """
    if connection.vendor != "postgresql":
        yield
        return
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            waiting = False
            while not got_lock(cursor):
                if not waiting:
                    on_wait()
                waiting = True
                time.sleep(ASK_AGAIN_SECONDS)
            yield
    finally:
        own.close()


def got_lock(cursor) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [PREPARING])
    return cursor.fetchone()[0]
