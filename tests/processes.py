"""Processes that tests and benchmarks start: where they listen, what they used of the machine, and their end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

# As `manage.py start` becomes it; whoever starts it adds --bind and --workers.
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", "python:clinic_site.gunicorn"]
STOPS_WITHIN_SECONDS = 30
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def end(process: subprocess.Popen, *, within: float = STOPS_WITHIN_SECONDS) -> None:
    """Ask a process to stop; one that does not is killed with all that it started, if it leads a session of its own."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        if os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()


def children_of(process_id: int) -> list[int]:
    """Process ids, oldest first as a rule. Raises OSError when the process is gone."""
    return [int(number) for number in Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()]


def cpu_seconds(process_ids: Iterable[int]) -> float:
    """CPU time that processes have used until now. A wall clock would measure what else the machine does."""
    # The name of a process stands in brackets and may hold blanks.
    fields = (Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split() for number in process_ids)
    return sum(int(field[11]) + int(field[12]) for field in fields) / TICKS


def memory_mb(process_id: int) -> float:
    """Memory of a process, with its share of what it has in common with others (PSS)."""
    lines = Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


@contextmanager
def new_database(name: str, *, template: str = "") -> Iterator[str]:
    """The address of a new database on the PostgreSQL of the tests: an empty one, or a copy of another."""
    server = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    server.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    try:
        yield os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    finally:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        server.close()
