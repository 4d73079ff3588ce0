"""gunicorn with one worker held on a core, and what its own process used of that core. Linux only."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
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
        master = self.process.pid
        return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]

    def cpu_seconds(self) -> float:
        """User and system time of the workers since they were started."""
        return sum(cpu_seconds_of(pid) for pid in self.workers)

    def memory_mb(self) -> float:
        """Memory that the workers have for themselves, and their share of what they have in common."""
        return sum(pss_kb(pid) for pid in self.workers) / 1024


def cpu_seconds_of(pid: int) -> float:
    # The name of the process stands in brackets and may hold blanks.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def pss_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


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
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(server: Server, *, workers: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.process.poll() is None:
        if len(server.workers) == workers and is_listening(server.port):
            return
        time.sleep(0.01)
    server.process.kill()
    sys.exit("gunicorn did not start; what it said stands above.")


def is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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
        process.terminate()
        process.wait(10)
