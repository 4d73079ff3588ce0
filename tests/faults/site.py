"""A site to break: gunicorn with its workers, on a copy of a folder that is prepared once."""

from __future__ import annotations

import http.client
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.client import HTTPMessage
from pathlib import Path

from django.conf import settings

from tests import factories
from tests.processes import GUNICORN, children_of, end, free_port

READY_WITHIN_SECONDS = 60
STOPS_WITHIN_SECONDS = 15
NAME, PASSWORD = "nurse", "an honest password of a nurse"

# Inside a process of the prepared site: an account for staff, and a link as e-mails have it.
PREPARE = f"""
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("load_content", publish=True, verbosity=0)
from django.contrib.auth import get_user_model
from therapies.linking.links import make_link
from therapies.models import Article
get_user_model().objects.create_superuser("{NAME}", password="{PASSWORD}")
print(make_link(Article.objects.get(slug="lidocaine")).code)
"""


@dataclass
class Prepared:
    """What is prepared once: the folder of a site, the variables it runs with, the addresses that readers ask for."""

    folder: Path
    variables: dict[str, str]
    paths: list[str]


def prepare(folder: Path, *, content: Path | None = None, database_url: str = "") -> Prepared:
    """A whole site in a new folder. Without `content` with four small pages, which takes a moment."""
    variables = {name: value for name, value in os.environ.items() if name not in ("SITE_URL", "CACHE_URL", "CI")}
    variables |= {
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
        "STAFF_SECOND_FACTOR": "off",
        "SECRET_KEY": "faults" * 10,
        "CONTENT_DIR": str(content or write_content(folder / "content")),
    }
    (folder / "static").mkdir(parents=True, exist_ok=True)
    run(variables, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0")
    code = run(variables, "-c", PREPARE).split()[-1]
    paths = ["/", "/therapies/", "/guides/", "/therapy/lidocaine/", "/guide/when-to-call/", f"/e/{code}"]
    return Prepared(folder, variables, paths)


def run(variables: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=variables, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def write_content(folder: Path) -> Path:
    pages = {
        "guide/when-to-call": factories.text(title="When to call", body=factories.EMERGENCY_LINE),
        "guide/how-to-prepare": factories.text(title="How to prepare"),
        "therapy/lidocaine": factories.text(kind="therapy", title="Lidocaine", body=factories.EMERGENCY_LINE),
        "therapy/ketamine": factories.text(kind="therapy", title="Ketamine", body=factories.EMERGENCY_LINE),
    }
    for name, text in pages.items():
        file = folder / "en" / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


@dataclass
class Answer:
    status: int  # 0 for none
    body: bytes = b""
    headers: HTTPMessage = field(default_factory=HTTPMessage)
    seconds: float = 0.0

    @property
    def words(self) -> str:
        return self.body.decode()


class Site:
    """gunicorn as `manage.py start` runs it. As a context manager it is up inside and gone afterwards."""

    def __init__(self, prepared: Prepared, folder: Path, *, workers: int = 2, **variables: str):
        self.folder, self.paths, self.workers = folder, prepared.paths, workers
        if folder != prepared.folder:
            shutil.copytree(prepared.folder, folder, dirs_exist_ok=True)
        self.variables = prepared.variables | {"DATA_DIR": str(folder)} | variables
        self.database = folder / "site.sqlite3"
        self.port = free_port()
        self.log = folder.with_name(f"{folder.name}.log")
        self.process: subprocess.Popen | None = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exception):
        self.stop()

    def start(self) -> None:
        self.serve_with([*GUNICORN, "--bind", f"127.0.0.1:{self.port}", "--workers", str(self.workers)])

    def serve_with(self, command: list[str]) -> None:
        """Start a command that serves this site, and wait until it does."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                command, cwd=settings.BASE_DIR, env=self.variables, stdout=log, stderr=log, start_new_session=True
            )
        self.wait_until(lambda: self.ask("/readyz").status == 200, READY_WITHIN_SECONDS, "it is not ready")

    def stop(self) -> None:
        if self.process is not None:
            end(self.process, within=STOPS_WITHIN_SECONDS)

    def wait_until(self, condition, seconds: float, trouble: str) -> float:
        """Seconds until a condition holds."""
        begun = time.monotonic()
        while not condition():
            assert time.monotonic() - begun < seconds, f"After {seconds} s {trouble}:\n{self.log.read_text()[-3000:]}"
            time.sleep(0.05)
        return time.monotonic() - begun

    def ask(
        self, path: str, *, method: str = "GET", body: str | None = None, timeout: float = 20, **headers: str
    ) -> Answer:
        """One request over a connection of its own. Status 0 when nothing comes back."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        begun = time.monotonic()
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), answer.headers, time.monotonic() - begun)
        except (OSError, http.client.HTTPException):
            return Answer(0, seconds=time.monotonic() - begun)
        finally:
            connection.close()

    def read_all_once(self) -> None:
        """Let each page be made once, in whichever worker; the others find it where all look."""
        for path in self.paths:
            answer = self.ask(path)
            assert answer.status == 200, (path, answer.status, self.log.read_text()[-3000:])

    def worker_ids(self) -> list[int]:
        """Process ids of the workers, oldest first."""
        return sorted(children_of(self.process.pid))

    def wait_for_new(self, *old: int) -> float:
        """Seconds until these workers are gone and as many as there should be are there."""

        def is_done() -> bool:
            now = self.worker_ids()
            return len(now) == self.workers and not set(old) & set(now)

        return self.wait_until(is_done, 30, "the workers are not new")

    def written(self, sql: str) -> list[tuple]:
        """What stands in the SQLite file."""
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()
