"""Start the site: make what is missing, load the content, then serve. Running it again is safe."""

import errno
import os
import secrets
import socket
import sys
from itertools import chain, count
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connections

from therapies.management.database_troubles import database_troubles_in_words
from therapies.models import Article

FEWEST_WORKERS = 2
HIGHEST_PORT = 65535


class Command(BaseCommand):
    help = "Start the site. Makes the data folder, the database, the first staff account; loads the content; serves."
    # The folders and tables that the checks look at may not be there yet.
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: this machine only)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen at (default: 8000)")
        parser.add_argument("--workers", type=int, help="processes that serve (default: one a core, at least 2)")

    def handle(self, *, host, port, workers, **options):
        refuse_busy_port(host, port)
        make_data_folder(settings.DATA_DIR)
        make_secret_key(settings.DATA_DIR / "secret_key")
        self.collect_static_files()
        with database_troubles_in_words(settings.DATABASES["default"]):
            self.prepare_database()
            self.load_content()
            self.advise()
            account = first_account()
        self.greet(host, port, account)
        connections.close_all()
        self.stdout.flush()
        serve(host, port, workers or usual_workers())

    def prepare_database(self):
        self.stdout.write("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("clearsessions")

    def collect_static_files(self):
        self.stdout.write("Preparing style sheets and pictures …")
        try:
            call_command("collectstatic", interactive=False, verbosity=0)
        except OSError as problem:
            raise CommandError(
                f"{settings.STATIC_ROOT} cannot be written: {problem.strerror}. Set DATA_DIR to a folder that can."
            ) from problem
        except ValueError as problem:  # a style sheet names a file that is not there
            raise CommandError(f"The style sheets cannot be prepared. {problem}") from problem

    def load_content(self):
        """Load and publish content/. Problems there must not keep the pages that are live from being served."""
        self.stdout.write("Loading the content …")
        try:
            call_command("load_content", publish=True, stdout=self.stdout, stderr=self.stderr)
        except CommandError as problem:
            if not Article.objects.live().exists():
                raise
            self.stderr.write(str(problem))
            self.stderr.write("Going on with the pages that are live.")

    def advise(self):
        """For a site that has its public address: what `check --deploy` would say. Whoever only tries it is spared."""
        if settings.SITE_URL:
            for advice in run_checks(include_deployment_checks=True):
                if not advice.is_silenced():
                    self.stderr.write(f"To do: {advice.msg} {advice.hint or ''}".rstrip())

    def greet(self, host, port, account):
        here = f"http://{in_address(host)}:{port}"
        address = settings.SITE_URL or here
        self.stdout.write(f"\nThe site:   {address}/" + (f" (served at {here})" if settings.SITE_URL else ""))
        self.stdout.write(f"For staff:  {address}/admin/")
        if account:
            name, password = account
            self.stdout.write(f"\nFirst staff account (shown this once): {name}\nPassword: {password}")
            if settings.STAFF_SECOND_FACTOR:
                self.stdout.write(
                    "Have your phone at hand: after the password you set up a second step. It takes a minute."
                )
            self.stdout.write(f"Change it at {address}/admin/password_change/")
        self.stdout.write("\nStop with Ctrl+C.")


def refuse_busy_port(host: str, port: int) -> None:
    """Look first: after a minute of preparing, gunicorn would try five times and print a page of trouble."""
    if not 0 < port <= HIGHEST_PORT:
        raise CommandError(f"{port} is not a port. Choose one from 1024 to {HIGHEST_PORT}: --port 8000.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError:
        raise CommandError(f"Port {port} may not be opened by this user. Choose another: --port 8000.") from None
    except socket.gaierror:
        raise CommandError(f"{host} is not an address of this machine. Try --host 127.0.0.1.") from None
    except OSError as problem:
        if problem.errno == errno.EADDRNOTAVAIL:
            raise CommandError(f"{host} is not an address of this machine. Try --host 127.0.0.1.") from None
        raise CommandError(
            f"Port {port} at {host} is in use, perhaps by this site already. Choose another: --port {port + 1}."
        ) from None


def make_data_folder(folder: Path) -> None:
    """The folder for all that the site keeps; nobody but its owner may look into it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / ".writable").touch()
        (folder / ".writable").unlink()
    except OSError as problem:
        raise CommandError(
            f"The data folder {folder} cannot be used: {problem.strerror}. "
            "Make it writable for this user, or set DATA_DIR to another folder."
        ) from problem


def make_secret_key(file: Path) -> None:
    """Write a key that only its owner can read, unless there is one. Half a key is never left behind."""
    if file.exists():
        return
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(secrets.token_urlsafe(50))
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)


def first_account() -> tuple[str, str] | None:
    """Name and password of a new staff account; None when there is one already. The password is kept nowhere."""
    User = get_user_model()  # noqa: N806 - Django's name for it
    if User.objects.filter(is_superuser=True).exists():
        return None
    names = chain(["admin"], (f"admin{number}" for number in count(2)))
    name = next(name for name in names if not User.objects.filter(username=name).exists())
    password = secrets.token_urlsafe(12)
    User.objects.create_superuser(name, password=password)
    return name, password


def usual_workers() -> int:
    """One a core. Never fewer than 2, so that one that dies is not missed."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(FEWEST_WORKERS, cores)


def in_address(host: str) -> str:
    """The host as a browser on this machine would write it."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "localhost"
    return f"[{host}]" if ":" in host else host


def serve(host: str, port: int, workers: int) -> None:
    """Become gunicorn. Does not return: signals such as Ctrl+C must reach gunicorn itself."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [sys.executable, "-m", "gunicorn", "--config", "python:clinic_site.gunicorn"]
    os.chdir(settings.BASE_DIR)  # where `python:clinic_site.gunicorn` is found
    os.execv(sys.executable, [*command, "--bind", bind, "--workers", str(workers)])  # noqa: S606 - no shell wanted
