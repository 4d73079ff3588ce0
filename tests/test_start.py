"""`manage.py start` makes what is missing and serves; running it again changes nothing that staff made."""

import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from gunicorn.config import Config

from clinic_site import gunicorn
from tests.processes import free_port, new_database
from therapies.management.commands import prepare, start

STARTS_WITHIN_SECONDS = 90
# Less than gunicorn's grace for requests that go on: Ctrl+C does not wait for a visitor who sends nothing more.
STOPS_WITHIN_SECONDS = 7


@pytest.fixture
def environment(tmp_path, db):
    """Variables of a new site: nothing set but its folder, and a database of its own if the tests use a server."""
    ours = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SITE_URL", "CACHE_URL")}
    ours["DATA_DIR"] = str(tmp_path / "data")
    if connection.vendor == "sqlite":
        yield ours
        return
    with new_database(f"start_{os.getpid()}") as address:
        yield ours | {"DATABASE_URL": address}


@contextmanager
def started(environment, port, tmp_path):
    """The site as its own process; yields a function that stops it with Ctrl+C and gives exit code and output."""
    log = tmp_path / f"log-{time.monotonic_ns()}"
    with log.open("w") as out:
        process = subprocess.Popen(
            # One worker: when the site is ready it is up, and not still loading when Ctrl+C comes.
            [sys.executable, "manage.py", "start", "--port", str(port), "--workers", "1"],
            cwd=settings.BASE_DIR, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def stop():
        os.killpg(process.pid, signal.SIGINT)  # as the terminal does: to every process of the group
        return process.wait(STOPS_WITHIN_SECONDS), log.read_text()

    try:
        wait_until_ready(port, process, log)
        yield stop
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until_ready(port, process, log):
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:  # not listening yet, not ready yet (503), or too busy to say
            time.sleep(0.2)
    pytest.fail(f"Not ready after {STARTS_WITHIN_SECONDS} seconds:\n{log.read_text()}")


def test_a_new_site_starts_stops_and_starts_again(environment, tmp_path):
    port, data = free_port(), tmp_path / "data"

    with started(environment, port, tmp_path) as stop:
        with urlopen(f"http://127.0.0.1:{port}/guide/when-to-call/") as answer:
            page = answer.read().decode()
        with urlopen(f"http://127.0.0.1:{port}" + re.search(r'href="(/static/css/site[^"]+)"', page)[1]) as style:
            rules = style.read()
        with socket.create_connection(("127.0.0.1", port)) as slow_visitor:
            slow_visitor.sendall(b"GET / HTTP/1.1\r\nHost: ")
            code, first = stop()
    key = (data / "secret_key").read_text()
    with started(environment, port, tmp_path) as stop:
        _, second = stop()

    assert "<h1" in page
    assert style.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert b"@import" not in rules
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "secret_key").stat().st_mode) == 0o600
    assert len(key) >= 50
    assert (data / "secret_key").read_text() == key
    assert code == 0
    assert f"The site:   http://127.0.0.1:{port}/\n" in first
    assert f"For staff:  http://127.0.0.1:{port}/admin/\n" in first
    assert re.search(r"First staff account \(shown this once\): admin\nPassword: [\w-]{16}\n", first)
    assert "Password" not in second
    assert "Traceback" not in first + second
    if "DATABASE_URL" not in environment:
        assert sqlite3.connect(data / "site.sqlite3").execute("PRAGMA journal_mode").fetchone() == ("wal",)


SLOW_BIRTH = """
import pathlib, time
from clinic_site.gunicorn import *
from clinic_site import gunicorn as ours

def slowly():
    pathlib.Path(__file__).with_name("born").touch()
    time.sleep(3)

def post_fork(server, worker):
    {first}
    {second}
"""


@pytest.mark.parametrize(
    ("first", "second"),
    [("slowly()", "ours.post_fork(server, worker)"), ("ours.post_fork(server, worker)", "slowly()")],
)
def test_a_worker_that_is_being_born_hears_ctrl_c(first, second, tmp_path):
    (tmp_path / "slow_birth.py").write_text(SLOW_BIRTH.format(first=first, second=second))
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "slow_birth.py", "--bind", f"127.0.0.1:{free_port()}"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(settings.BASE_DIR)}, start_new_session=True,
    )  # fmt: skip
    try:
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while not (tmp_path / "born").exists():
            assert time.monotonic() < until
            time.sleep(0.05)

        os.killpg(process.pid, signal.SIGINT)

        assert process.wait(STOPS_WITHIN_SECONDS) == 0
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_a_busy_port_is_one_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError) as refusal:
            call_command("start", port=port)

    assert str(refusal.value) == (
        f"Port {port} at 127.0.0.1 is in use, perhaps by this site already. Choose another: --port {port + 1}."
    )


@pytest.mark.parametrize(
    ("host", "port", "message"),
    [
        ("192.0.2.1", 8000, "192.0.2.1 is not an address of this machine. Try --host 127.0.0.1."),
        ("no such host", 8000, "no such host is not an address of this machine. Try --host 127.0.0.1."),
        ("127.0.0.1", 70000, "70000 is not a port. Choose one from 1024 to 65535: --port 8000."),
    ],
)
def test_an_address_that_cannot_be_listened_at_is_refused(host, port, message):
    with pytest.raises(CommandError) as refusal:
        start.refuse_busy_port(host, port)

    assert str(refusal.value) == message


def test_a_port_that_only_the_administrator_may_open_is_refused(monkeypatch):
    class Guarded(socket.socket):  # the real one lets root in, and tests may run as root
        def bind(self, address):
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "socket", Guarded)

    with pytest.raises(CommandError) as refusal:
        start.refuse_busy_port("127.0.0.1", 80)

    assert str(refusal.value) == "Port 80 may not be opened by this user. Choose another: --port 8000."


def test_a_free_port_is_not_refused():
    assert start.refuse_busy_port("127.0.0.1", free_port()) is None


def test_a_data_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data"

    with pytest.raises(CommandError) as refusal:
        prepare.make_data_folder(folder)

    assert str(refusal.value) == (
        f"The data folder {folder} cannot be used: Not a directory. "
        "Make it writable for this user, or set DATA_DIR to another folder."
    )


def test_a_key_that_is_there_stays(tmp_path):
    (tmp_path / "secret_key").write_text("kept")

    prepare.make_secret_key(tmp_path / "secret_key")

    assert (tmp_path / "secret_key").read_text() == "kept"


def test_half_a_key_of_a_start_that_was_killed_is_replaced(tmp_path):
    (tmp_path / "secret_key.new").write_text("hal")

    prepare.make_secret_key(tmp_path / "secret_key")

    assert len((tmp_path / "secret_key").read_text()) >= 50
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_the_first_account_can_sign_in_and_is_the_only_one(db):
    name, password = prepare.first_account()

    assert authenticate(username=name, password=password).is_superuser
    assert prepare.first_account() is None
    assert get_user_model().objects.count() == 1


def test_a_name_that_is_taken_gets_a_number(db):
    get_user_model().objects.create_user("admin")

    assert prepare.first_account()[0] == "admin2"


@pytest.mark.parametrize(
    ("host", "where"), [("", "clinic"), ("db.example.org", "clinic at db.example.org")], ids=["file", "server"]
)
def test_a_database_that_does_not_answer_is_a_sentence(host, where):
    database = {"NAME": "clinic", "HOST": host}

    with pytest.raises(CommandError) as refusal, prepare.database_troubles_in_words(database):
        raise OperationalError("connection refused\n")

    assert str(refusal.value) == (
        f"The database {where} cannot be used: connection refused\n"
        "Check DATABASE_URL, that the database runs, and that there is room on the disk."
    )


def test_static_files_that_cannot_be_written_are_a_sentence(settings, tmp_path, capsys):
    (tmp_path / "file").touch()
    settings.STATIC_ROOT = tmp_path / "file" / "static"

    with pytest.raises(CommandError) as refusal:
        prepare.Command().collect_static_files()

    assert str(refusal.value) == (
        f"{settings.STATIC_ROOT} cannot be written: Not a directory. Set DATA_DIR to a folder that can."
    )


def test_a_style_sheet_that_imports_nothing_is_a_sentence(settings, tmp_path, capsys):
    (tmp_path / "source" / "css").mkdir(parents=True)
    (tmp_path / "source" / "css" / "site.css").write_text('@import "a.css";')
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [tmp_path / "source"], tmp_path / "static"

    with pytest.raises(CommandError) as refusal:
        prepare.Command().collect_static_files()

    assert str(refusal.value) == (
        "The style sheets cannot be prepared. "
        "css/site.css imports css/a.css, which does not exist. Correct the name or add the file."
    )


ARTICLE = "---\ntitle: When to call\nsummary: Signs that need a call.\n---\n\nCall us.\n"


@pytest.fixture
def content(settings, tmp_path):
    settings.CONTENT_DIR = tmp_path / "content"
    folder = settings.CONTENT_DIR / "en" / "guide"
    folder.mkdir(parents=True)
    return folder


def test_content_that_cannot_be_read_stops_a_site_without_pages(db, content, capsys):
    (content / "broken.md").write_text("no front matter")

    with pytest.raises(CommandError):
        prepare.Command().load_content()


def test_content_that_cannot_be_read_does_not_stop_the_pages_that_are_live(db, content, capsys):
    (content / "when-to-call.md").write_text(ARTICLE)
    (content / "broken.md").write_text("no front matter")

    prepare.Command().load_content()

    assert "Going on with the pages that are live." in capsys.readouterr().err


def test_a_public_site_is_told_what_is_left_to_do(db, settings, capsys):
    settings.SITE_URL, settings.HTTPS = "http://visits.example.org", False
    command = start.Command()

    command.advise()
    command.greet("127.0.0.1", 8000, None)

    out, err = capsys.readouterr()
    assert (
        "To do: SITE_URL is http://visits.example.org: others on the way can read and change what patients see. "
        'Set SITE_URL to an address that begins with "https://".\n'
    ) in err
    assert "The site:   http://visits.example.org/ (served at http://127.0.0.1:8000)\n" in out


def test_advice_that_the_settings_silence_is_not_given(db, settings, capsys):
    settings.SITE_URL, settings.HTTPS = "http://visits.example.org", False
    settings.SILENCED_SYSTEM_CHECKS = ["therapies.W002"]

    prepare.Command().advise()

    assert "SITE_URL is http" not in capsys.readouterr().err


def test_a_site_on_trial_is_spared_advice(db, settings, capsys):
    settings.SITE_URL = ""

    prepare.Command().advise()

    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "localhost"), ("::", "localhost"), ("::1", "[::1]")]
)
def test_the_address_is_one_that_a_browser_takes(host, shown):
    assert start.in_address(host) == shown


def test_workers_are_never_fewer_than_two():
    assert start.usual_workers() == max(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="This system cannot hold a process on a core.")
def test_each_worker_gets_the_core_that_the_fewest_use():
    class Thing:
        WORKERS: dict = {}

    cores = sorted(os.sched_getaffinity(0))
    server, workers = Thing(), [Thing() for _ in cores]

    for number, worker in enumerate(workers):
        gunicorn.pre_fork(server, worker)
        server.WORKERS[number] = worker
    del server.WORKERS[0]
    again = Thing()
    gunicorn.pre_fork(server, again)

    assert [worker.core for worker in workers] == cores
    assert again.core == cores[0]


def test_query_strings_stay_out_of_gunicorns_log(caplog):
    logger = gunicorn.PrivateLogger(Config())
    logger.error_log.propagate = True

    logger.exception("Error handling request %s %s", "GET", "/search/?q=my+illness")

    # Once or, where another test has set up the log of gunicorn as well, twice.
    assert set(caplog.messages) == {"Error handling request GET /search/"}
