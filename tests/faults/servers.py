"""A PostgreSQL and a Redis of our own, to be stopped, held still and emptied."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from tests.processes import children_of, free_port, is_listening

ANSWERS_WITHIN_SECONDS = 30


class Redis:
    """A Redis that keeps nothing, on a port of its own."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen | None = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exception):
        self.let_go()
        self.stop()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_for_port(self.port)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def hold(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def let_go(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def empty(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            line.sendall(b"FLUSHALL\r\n")
            assert line.recv(100).startswith(b"+OK")


def wait_for_port(port: int) -> None:
    until = time.monotonic() + ANSWERS_WITHIN_SECONDS
    while not is_listening(port):
        assert time.monotonic() < until, f"Nothing answers at port {port}."
        time.sleep(0.05)


def programs_of_postgresql() -> Path | None:
    """The folder of initdb and pg_ctl; None when PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    in_path = shutil.which("initdb")
    return Path(in_path).parent if in_path else None


class PostgreSQL:
    """A cluster of its own, with nothing in it that must survive."""

    def __init__(self):
        # Not below the folder of the tests, which nobody but their user may enter: the server refuses to run as root.
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="postgresql-")), free_port()
        self.data = self.folder / "cluster"
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def __enter__(self):
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.do("initdb", "-U", "postgres", "--auth=trust", "--no-sync")
        self.start()
        return self

    def __exit__(self, *exception):
        self.let_go()
        self.stop()
        shutil.rmtree(self.folder)

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        self.do("pg_ctl", "-l", str(self.folder / "log"), "-o", options, "-w", "start")

    def stop(self) -> None:
        if self.process_ids():
            self.do("pg_ctl", "-m", "immediate", "-w", "stop")

    def hold(self) -> None:
        """Every process of it stands still: connections are taken by the kernel, and nobody answers."""
        for process in self.process_ids():
            os.kill(process, signal.SIGSTOP)

    def let_go(self) -> None:
        for process in self.process_ids():
            os.kill(process, signal.SIGCONT)

    def process_ids(self) -> list[int]:
        """The server and its children; none when it is stopped."""
        file = self.data / "postmaster.pid"
        if not file.exists():
            return []
        server = int(file.read_text().split()[0])
        try:
            return [server, *children_of(server)]
        except OSError:
            return []

    def ask(self, sql: str) -> list[tuple]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def do(self, program: str, *arguments: str) -> None:
        command = [str(programs_of_postgresql() / program), "-D", str(self.data), *arguments]
        as_user = {}
        if os.geteuid() == 0:
            entry = pwd.getpwnam("postgres")
            as_user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        # Not captured: the server that pg_ctl leaves behind would hold the pipe open.
        with (self.folder / "programs.log").open("ab") as log:
            done = subprocess.run(command, cwd="/", stdout=log, stderr=log, check=False, **as_user)
        assert done.returncode == 0, (self.folder / "programs.log").read_text()[-2000:]
