"""gunicorn with one worker held on a core, and what its own process used of that core. Linux only."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.processes import children_of, cpu_seconds, end, free_port, is_listening, memory_mb

STARTS_WITHIN = 60  # seconds


@dataclass
class Server:
    """A running gunicorn and where it listens."""

    port: int
    process: subprocess.Popen
    cores: set[int] = field(default_factory=set)

    @property
    def workers(self) -> list[int]:
        """Process ids of the workers, which do all the work; the master only looks after them."""
        return children_of(self.process.pid)

    def cpu_seconds(self) -> float:
        """User and system time of the workers since they were started."""
        return cpu_seconds(self.workers)

    def memory_mb(self) -> float:
        """Memory that the workers have for themselves, and their share of what they have in common."""
        return sum(map(memory_mb, self.workers))


@contextmanager
def serving(application: str, *, variables: dict[str, str], cores: set[int], workers: int = 1):
    """Serve a WSGI application with the settings of the site; each worker stays on one of these cores."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:tests.benchmarks.serving.gunicorn"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", str(workers), application]
    process = subprocess.Popen(
        command, env=os.environ | variables, preexec_fn=lambda: os.sched_setaffinity(0, cores), start_new_session=True
    )
    server = Server(port, process, cores)
    try:
        wait_for(server, workers=workers)
        yield server
    finally:
        end(process)


def wait_for(server: Server, *, workers: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.process.poll() is None:
        if len(server.workers) == workers and is_listening(server.port):
            return
        time.sleep(0.01)
    server.process.kill()
    sys.exit("gunicorn did not start; what it said stands above.")


@contextmanager
def redis(folder: Path, *, cores: set[int]):
    """A Redis of this benchmark alone, as an address; it keeps nothing on the disk."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, preexec_fn=lambda: os.sched_setaffinity(0, cores), start_new_session=True
    )
    try:
        while not is_listening(port):
            time.sleep(0.02)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        end(process)
