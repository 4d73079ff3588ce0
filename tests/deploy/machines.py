"""Two machines as processes: each with a folder of its own, one database for both, pictures shared, nginx before them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings

from tests.faults.site import NAME, PASSWORD, Answer, Prepared, Site, run, write_content
from tests.processes import new_database

from . import nginx as shipped

ACCOUNT = f"""
import django
django.setup()
from django.contrib.auth import get_user_model
get_user_model().objects.create_superuser("{NAME}", password="{PASSWORD}")
"""
# The release after this one: a table gets a column, which the one before does not know.
NEXT_RELEASE = {
    "next_settings.py": "from clinic_site.settings import *\nINSTALLED_APPS = [*INSTALLED_APPS, 'next_release']\n",
    "next_release/__init__.py": "",
    "next_release/migrations/__init__.py": "",
    "next_release/migrations/0001_a_column_more.py": """
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("therapies", "{newest}")]
    operations = [migrations.RunSQL("ALTER TABLE therapies_article ADD COLUMN shelf_mark varchar(20) NULL")]
""",
}


class Machine(Site):
    """gunicorn started as on one of several machines. `ask` asks it as nginx does."""

    def __init__(self, variables: dict[str, str], folder: Path):
        super().__init__(Prepared(folder, variables, []), folder)

    def start(self) -> None:
        self.serve_with(
            [sys.executable, "manage.py", "start", "--no-prepare", "--port", str(self.port), "--workers", "1"]
        )

    def ask(self, path: str, **how) -> Answer:
        as_nginx = {"Host": shipped.HOST, "X_Forwarded_Proto": "https", "Origin": f"https://{shipped.HOST}"}
        return super().ask(path, **(as_nginx | how))


def variables_of(database: str, folder: Path) -> dict[str, str]:
    """What machines have in common."""
    cache = os.environ.get("CACHE_URL", "")
    return {name: value for name, value in os.environ.items() if name != "CI"} | {
        "DATABASE_URL": database,
        # A number of its own, so that tests that run beside these keep theirs.
        "CACHE_URL": f"{cache.rpartition('/')[0]}/3" if cache else "",
        "SITE_URL": f"https://{shipped.HOST}",
        "SECRET_KEY": "several machines " * 4,
        "STAFF_SECOND_FACTOR": "off",
        "CONTENT_DIR": str(write_content(folder / "content")),
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }


def prepare(machines: list[Machine]) -> list[str]:
    """`manage.py prepare` on all of them at the same moment. What each wrote."""
    running = [
        subprocess.Popen(
            [sys.executable, "manage.py", "prepare"], cwd=settings.BASE_DIR, env=machine.variables,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for machine in machines
    ]  # fmt: skip
    said = [process.communicate(timeout=180)[0] for process in running]
    assert [process.returncode for process in running] == [0] * len(machines), "\n".join(said)
    return said


def share_pictures(machines: list[Machine]) -> None:
    """The folder of the first is that of all, as a network drive makes it."""
    media = machines[0].folder / "media"
    media.mkdir()
    for other in machines[1:]:
        (other.folder / "media").symlink_to(media)


def write_next_release(folder: Path) -> dict[str, str]:
    """The variables with which a machine runs the next release."""
    newest = max(path.stem for path in (settings.BASE_DIR / "therapies" / "migrations").glob("0*.py"))
    for name, words in NEXT_RELEASE.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words.replace("{newest}", newest))
    return {"DJANGO_SETTINGS_MODULE": "next_settings", "PYTHONPATH": f"{folder}:{settings.BASE_DIR}"}


class Cluster:
    def __init__(self, machines, nginx, database, first_words):
        self.machines, self.nginx, self.database, self.first_words = machines, nginx, database, first_words

    def fact(self, key: str) -> str:
        """Where staff change a clinic fact."""
        with psycopg.connect(self.database) as connection:
            [number] = connection.execute("SELECT id FROM therapies_clinicfact WHERE key = %s", [key]).fetchone()
        return f"/admin/therapies/clinicfact/{number}/change/"


@contextmanager
def cluster_in(folder: Path):
    """Two machines that were prepared at once, with an account for staff, and nginx before them."""
    with new_database(f"machines_{os.getpid()}") as database:
        variables = variables_of(database, folder)
        machines = [Machine(variables, folder / name) for name in ("one", "two")]
        for machine in machines:
            machine.folder.mkdir()
        share_pictures(machines)
        first_words = prepare(machines)
        run(variables, "-c", ACCOUNT)
        (folder / "nginx").mkdir()
        with machines[0], machines[1], shipped.running(folder / "nginx", [one.port for one in machines]) as nginx:
            yield Cluster(machines, nginx, database, first_words)


class Readers:
    """Readers who go on reading through nginx, each over a connection of its own that stays open."""

    def __init__(self, nginx: shipped.Nginx, paths: list[str], *, number: int = 4):
        self.nginx, self.paths = nginx, paths
        self.statuses: list[int | str] = []
        self.seconds: list[float] = []
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self.read, args=(start,)) for start in range(number)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def read(self, turn: int) -> None:
        connection = self.nginx.connection()
        while not self.stopped.is_set():
            turn += 1
            begun = time.monotonic()
            try:
                # Every second request has a query that nginx does not know, and so reaches a machine.
                query = f"?turn={turn}" if turn % 2 else ""
                status = shipped.asked(connection, self.paths[turn % len(self.paths)] + query)[0]
            except OSError as problem:
                status = repr(problem)
                connection.close()
            self.seconds.append(time.monotonic() - begun)
            self.statuses.append(status)
            time.sleep(0.01)
        connection.close()

    @property
    def failed(self) -> list[int | str]:
        return [status for status in self.statuses if status != 200]
