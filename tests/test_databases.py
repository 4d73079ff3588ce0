"""The connection to the database, when its file, its server or the answer is not there."""

import socket
import sqlite3
from time import monotonic

import pytest
from django.db import Error, OperationalError, connection
from django.db.utils import ConnectionHandler
from django.http import HttpResponse
from django.test import RequestFactory

from clinic_site import environment, patience
from clinic_site.postgresql.base import Attempts

pytestmark = pytest.mark.django_db  # lets them ask a database at all


def connected_to(url, monkeypatch):
    """A connection of its own, by the settings of the site."""
    monkeypatch.setenv("DATABASE_URL", url)
    return ConnectionHandler({"default": environment.database("DATABASE_URL", default_file="")})["default"]


def rows(database, sql):
    with database.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.fixture
def ours(tmp_path, monkeypatch):
    """A connection to a new SQLite file with one table."""
    database = connected_to(
        f"sqlite:///{tmp_path}/a file #1?.sqlite3".replace("#", "%23").replace("?", ""), monkeypatch
    )
    database.prepare_database()
    monkeypatch.setattr(database, "makes_file", False)
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE page (words text)")
    yield database
    database.close()


def file_of(database):
    return environment.Path(database.settings_dict["NAME"])


def begin_request(database):
    """As Django does with each connection at the start of a request."""
    database.close_if_unusable_or_obsolete()


def test_a_process_that_serves_does_not_make_a_missing_file_anew(tmp_path, monkeypatch):
    database = connected_to(f"sqlite:///{tmp_path}/site.sqlite3", monkeypatch)
    monkeypatch.setattr(database, "makes_file", False)

    with pytest.raises(OperationalError, match="unable to open database file"):
        rows(database, "SELECT 1")

    assert list(tmp_path.iterdir()) == []


def test_a_command_makes_the_file(tmp_path, monkeypatch):
    database = connected_to(f"sqlite:///{tmp_path}/site.sqlite3", monkeypatch)
    # Another test of this process may have loaded what serves.
    monkeypatch.setattr(database, "makes_file", True)

    assert rows(database, "SELECT 1") == [(1,)]
    database.close()


def test_what_is_kept_open_lets_go_of_a_file_that_was_moved_away(ours):
    file = file_of(ours)
    file.rename(file.with_name("elsewhere"))

    begin_request(ours)
    with pytest.raises(OperationalError, match="unable to open database file"):
        rows(ours, "SELECT * FROM page")
    file.with_name("elsewhere").rename(file)
    begin_request(ours)

    assert rows(ours, "SELECT * FROM page") == []


def test_a_file_that_was_put_in_its_place_is_read_at_the_next_request(ours):
    file = file_of(ours)
    with sqlite3.connect(file.with_name("restored")) as other:
        other.execute("CREATE TABLE page AS SELECT 'restored' AS words")
    other.close()
    for beside in ("-wal", "-shm"):  # else SQLite would write the old changes into the new file
        file.with_name(file.name + beside).unlink()
    file.with_name("restored").replace(file)

    begin_request(ours)

    assert rows(ours, "SELECT * FROM page") == [("restored",)]


def test_a_reader_waits_for_a_lock_half_a_second_and_a_command_as_long_as_the_settings_say(ours):
    other = sqlite3.connect(file_of(ours), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = monotonic()

    ours.wait_at_most(patience.READERS_SECONDS)
    with pytest.raises(OperationalError, match="database is locked"):
        rows(ours, "INSERT INTO page VALUES ('words')")
    waited = monotonic() - begun
    ours.wait_at_most(None)

    assert 0.4 < waited < 5
    assert rows(ours, "PRAGMA busy_timeout") == [(environment.SQLITE_WAIT_SECONDS * 1000,)]
    other.close()


def test_a_connection_made_during_a_request_waits_no_longer(ours):
    ours.close()

    ours.wait_at_most(patience.READERS_SECONDS)

    assert rows(ours, "PRAGMA busy_timeout") == [(500,)]


@pytest.mark.parametrize(("path", "seconds"), [("/", 0.5), ("/admin/", 5.0), ("/readyz", 0.5)])
def test_staff_wait_longer_than_readers_and_nobody_after_the_request(db, path, seconds):
    during = []

    def view(request):
        during.append(connection.patience)
        return HttpResponse()

    patience.Patience(view)(RequestFactory().get(path))

    assert (during, connection.patience) == ([seconds], None)


@pytest.fixture
def silent_server():
    """A port that takes connections and never says a word, as a stopped PostgreSQL does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_server_that_says_nothing_costs_half_a_second_and_the_next_thread_nothing(silent_server, monkeypatch):
    monkeypatch.setattr(Attempts, "failed_at", -1.0)
    database = connected_to(f"postgres://postgres@127.0.0.1:{silent_server}/postgres", monkeypatch)
    database.wait_at_most(patience.READERS_SECONDS)
    begun = monotonic()

    with pytest.raises(OperationalError, match="No connection within 0.5 seconds."):
        rows(database, "SELECT 1")
    first = monotonic() - begun
    with pytest.raises(OperationalError, match="The server did not answer a moment ago."):
        rows(database, "SELECT 1")

    assert 0.5 <= first < 2
    assert monotonic() - begun - first < 0.3


@pytest.fixture
def server(db, monkeypatch):
    """A connection of its own to the PostgreSQL of the tests."""
    if connection.vendor != "postgresql":
        pytest.skip("asks a PostgreSQL; the tests run on one too")
    monkeypatch.setattr(Attempts, "failed_at", -1.0)
    parts = connection.settings_dict
    password = f":{parts['PASSWORD']}" if parts["PASSWORD"] else ""
    url = f"postgres://{parts['USER']}{password}@{parts['HOST']}:{parts['PORT'] or 5432}/{parts['NAME']}"
    ours = connected_to(url, monkeypatch)
    yield ours
    ours.close()


def test_an_answer_that_does_not_come_is_not_taken_for_the_next_one(server):
    server.wait_at_most(0.3)
    begun = monotonic()

    with pytest.raises(OperationalError, match="No answer within 0.3 seconds."):
        rows(server, "SELECT pg_sleep(2), 'late'")
    waited = monotonic() - begun
    with pytest.raises(Error):
        rows(server, "SELECT 1")
    begin_request(server)

    assert 0.3 <= waited < 1.5
    assert rows(server, "SELECT 'next'") == [("next",)]


def test_a_command_waits_for_its_answer(server):
    assert rows(server, "SELECT pg_sleep(0.7)::text") == [("",)]


def test_the_server_gives_up_what_nobody_waits_for(server):
    server.wait_at_most(patience.READERS_SECONDS)

    assert rows(server, "SHOW statement_timeout") == [("10s",)]
