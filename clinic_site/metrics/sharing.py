"""Numbers of all processes: each writes its own into a file every 5 seconds, and whoever is asked adds them up.

Only one process hears a question, and the others go on counting. The file of a process that has ended is added up as
long as the server runs that it was of, because a count must never fall.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import threading
from pathlib import Path
from time import sleep, time

from django.conf import settings

from .counting import numbers

logger = logging.getLogger(__name__)

EVERY = 5  # seconds
OLD_AFTER = 7 * 24 * 60 * 60  # seconds
_own: tuple[int, str] = (0, "")
_lock = threading.Lock()


def folder() -> Path:
    return settings.DATA_DIR / "metrics"


def keep_sharing() -> None:
    """Write the numbers of this process from now on. Asked again in the same process it does nothing."""
    global _own
    if _own[0] == os.getpid() or not settings.METRICS_NETWORKS:
        return
    with _lock:
        if _own[0] != os.getpid():
            # A number of a process comes back one day; the file of the one before must stay.
            _own = os.getpid(), f"{server()}-{os.getpid()}-{secrets.token_hex(4)}.json"
            remove_old()
            threading.Thread(target=share_again_and_again, name="metrics", daemon=True).start()


def server() -> str:
    """The process that started this one, with the moment of its own start: in a container its number is always 1."""
    parent = os.getppid()
    try:
        # Behind the name in brackets, which may hold blanks: field 22 of the line, in ticks since the machine started.
        began = Path(f"/proc/{parent}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        began = "0"
    return f"{parent}-{began}"


def remove_old() -> None:
    """Files of servers that are long gone."""
    for file in folder().glob("*.*"):
        try:
            if file.stat().st_mtime < time() - OLD_AFTER:
                file.unlink()
        except OSError:
            continue


def share_again_and_again() -> None:
    while True:
        share()
        sleep(EVERY)


def share() -> None:
    """Write the file in one step. A disk that takes no writing costs the other processes' numbers, and nobody a page."""
    file = folder() / _own[1]
    if not _own[1]:
        return
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = file.with_suffix(".new")
        new.write_text(json.dumps(numbers()))
        new.replace(file)
    except OSError as problem:
        logger.warning("The metrics of this process could not be written: %s", problem.strerror)


def all_processes() -> list[dict]:
    """The numbers of each process; those of one that has ended have no memory."""
    found = [numbers()]
    ours = _own[1].rsplit("-", 2)[0] or server()
    for file in sorted(folder().glob(f"{ours}-*.json")):
        if file.name == _own[1]:
            continue
        try:
            other = json.loads(file.read_text())
        except (OSError, ValueError):  # it is going, or was torn by a power cut
            continue
        found.append(other if is_alive(other["pid"]) else other | {"memory": None})
    return found


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
