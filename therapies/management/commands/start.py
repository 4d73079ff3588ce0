"""Start the site: make what is missing, load the content, then serve. Running it again is safe."""

import errno
import os
import socket
import sys

from django.conf import settings
from django.core.management import CommandError
from django.db import connections

from clinic_site import environment

from . import prepare

FEWEST_WORKERS = 2
HIGHEST_PORT = 65535


class Command(prepare.Command):
    help = "Start the site. Makes the data folder, the database, the first staff account; loads the content; serves."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: this machine only)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen at (default: 8000)")
        parser.add_argument("--workers", type=int, help="processes that serve (default: one a core, at least 2)")
        parser.add_argument(
            "--no-prepare", action="store_true", help="only serve: manage.py prepare has been run for this release"
        )

    def handle(self, *, host, port, workers, no_prepare, **options):
        refuse_busy_port(host, port)
        if no_prepare:
            refuse_unprepared()
            account = None
        else:
            account = self.prepare()
        self.greet(host, port, account)
        connections.close_all()
        self.stdout.flush()
        serve(host, port, workers or usual_workers())

    def greet(self, host, port, account):
        here = f"http://{in_address(host)}:{port}"
        address = settings.SITE_URL or here
        self.stdout.write(f"\nThe site:   {address}/" + (f" (served at {here})" if settings.SITE_URL else ""))
        self.stdout.write(f"For staff:  {address}/admin/")
        if account:
            self.tell_account(*account)
            self.stdout.write(f"Change it at {address}/admin/password_change/")
        self.stdout.write("\nStop with Ctrl+C.")


def refuse_unprepared() -> None:
    """Without style sheets every page is bare; without the shared key nobody stays signed in."""
    if not settings.STATIC_ROOT.is_dir():
        raise CommandError(f"{settings.STATIC_ROOT} is not there. Run manage.py prepare first, with the same DATA_DIR.")
    if not environment.text("SECRET_KEY") and not (settings.DATA_DIR / "secret_key").exists():
        raise CommandError("There is no secret key. Set SECRET_KEY, or run manage.py prepare with the same DATA_DIR.")


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
