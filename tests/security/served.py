"""A site of its own to be attacked: a copy of the tests' database with a few pages, behind the gunicorn of production."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections

from tests.processes import GUNICORN, children_of, cpu_seconds, end, free_port, new_database
from tests.security.hostile import HOST

STARTS_WITHIN_SECONDS = 90
ANSWERS_WITHIN_SECONDS = 20
SECRET = "a-secret-that-stands-in-a-file-and-in-no-answer-0123456789"


@dataclass(frozen=True)
class Answer:
    """`status` is 0 where the connection was closed without a word. `count` is the number of answers on the wire."""

    status: int
    head: bytes
    body: bytes
    count: int


class Site:
    """The address of a served site, and what its worker has used so far."""

    def __init__(self, port: int, master: int):
        self.port, self.master = port, master

    def ask(self, wire: bytes) -> Answer:
        """Send these bytes and no others, then read until the site closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=ANSWERS_WITHIN_SECONDS) as line:
            try:
                line.sendall(wire)
                line.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # refused before the end was sent; the answer may still be there
            return answer_in(received(line))

    def workers(self) -> list[int]:
        return children_of(self.master)

    def cpu_seconds(self) -> float:
        """CPU time of all workers, dead ones not counted."""
        return cpu_seconds(self.workers())

    def peak_megabytes(self) -> float:
        """The most memory that any worker has held at once."""
        states = [Path(f"/proc/{pid}/status").read_text() for pid in self.workers()]
        return max(int(re.search(r"VmHWM:\s+(\d+)", state)[1]) for state in states) / 1024


def received(line: socket.socket) -> bytes:
    parts = []
    try:
        while part := line.recv(65_536):
            parts.append(part)
    except ConnectionError:
        pass  # what came before it counts
    return b"".join(parts)


def answer_in(whole: bytes) -> Answer:
    head, _, body = whole.partition(b"\r\n\r\n")
    status = re.match(rb"HTTP/1\.[01] (\d{3})", head)
    return Answer(int(status[1]) if status else 0, head, body, len(re.findall(rb"HTTP/1\.[01] \d{3} ", whole)))


@contextmanager
def served(folder: Path, **variables: str) -> Iterator[Site]:
    """The site in a folder of its own. Needs the tests' database, outside any transaction."""
    with copied_database(folder) as database:
        environment = {name: value for name, value in os.environ.items() if name not in ("SITE_URL", "CACHE_URL")}
        environment |= {"DATA_DIR": str(folder), "DATABASE_URL": database, "ALLOWED_HOSTS": HOST, "SECRET_KEY": SECRET}
        environment |= {"TRUST_PROXY": "off", "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "clinic_site.settings"}
        environment |= variables
        put_files_in_reach(folder)
        here = {"cwd": settings.BASE_DIR, "env": environment}
        subprocess.run([sys.executable, "-m", "tests.security.pages"], check=True, **here)
        port = free_port()
        command = [*GUNICORN, "--workers", "1", "--bind", f"127.0.0.1:{port}"]
        log = (folder / "log").open("wb")
        process = subprocess.Popen(command, **here, stdout=log, stderr=log, start_new_session=True)
        try:
            site = Site(port, process.pid)
            wait_until_up(site, process)
            yield site
        finally:
            end(process)
            log.close()


def put_files_in_reach(folder: Path) -> None:
    """Files that a path may try to climb to, beside those that are served."""
    (folder / "static" / "css").mkdir(parents=True)
    (folder / "media").mkdir()
    shutil.copy(settings.BASE_DIR / "static" / "css" / "base.css", folder / "static" / "css" / "site.css")
    (folder / "secret_key").write_text(SECRET)


@contextmanager
def copied_database(folder: Path) -> Iterator[str]:
    """A copy of the database that these tests run on, with its tables and none of its tests."""
    config = connections["default"].settings_dict
    connections.close_all()
    if config["ENGINE"].endswith("sqlite3"):
        with sqlite3.connect(config["NAME"]) as source, sqlite3.connect(folder / "site.sqlite3") as copy:
            source.backup(copy)
        yield f"sqlite:///{folder / 'site.sqlite3'}"
        return
    with new_database(f"attacked_{os.getpid()}", template=config["NAME"]) as address:
        yield address


def wait_until_up(site: Site, process: subprocess.Popen) -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError("gunicorn ended before it served anything.")
        try:
            if site.ask(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").status == 200:
                return
        except OSError:  # not listening yet
            time.sleep(0.1)
    raise AssertionError(f"Not up after {STARTS_WITHIN_SECONDS} seconds.")
