"""The log holds what went wrong here. What a reader opened or typed is nobody's business."""

import io
import logging
import socket

import pytest
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client

from clinic_site import logs
from clinic_site.logs import NothingAboutReaders

SECRET = "my-illness"


@pytest.fixture
def log():
    """What a handler with the site's filter writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(NothingAboutReaders())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written.getvalue
    root.removeHandler(handler)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("get", f"/{SECRET}/?{SECRET}", {}, 404),
        ("get", f"/guide/{SECRET}/", {}, 404),
        ("post", f"/?{SECRET}", {"referer": f"https://mail.example/{SECRET}"}, 403),
        ("put", f"/guide/{SECRET}/", {}, 403),
        ("get", f"/{SECRET}/?{SECRET}", {"host": "evil.example"}, 400),
    ],
)
def test_a_refused_request_of_a_reader_is_not_written_down(db, log, method, path, headers, status):
    stranger = Client(enforce_csrf_checks=True, raise_request_exception=False)

    response = stranger.generic(method, path, headers=headers, REMOTE_ADDR="203.0.113.7", secure=True)

    written = log()
    assert response.status_code == status
    assert SECRET not in written
    assert "203.0.113.7" not in written
    assert "Traceback" not in written


def test_a_wrong_host_name_is_one_short_line(db, log):
    Client().get("/", headers={"host": "a" * 5_000})

    lines = log().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("Invalid HTTP_HOST header: 'aaa")
    assert len(lines[0]) == 300


def test_a_refusal_on_staffs_side_is_written_down_without_its_query(db, log):
    Client(enforce_csrf_checks=True).post(f"/admin/login/?{SECRET}")

    assert log() == "Forbidden (CSRF cookie not set.): /admin/login/\n"


def test_a_fault_of_ours_is_written_down_with_its_cause():
    fault = logging.LogRecord(
        "django.request", logging.ERROR, "", 1, "Fault: %s", ("/",), (ValueError, ValueError(), None)
    )

    assert NothingAboutReaders().filter(fault)
    assert fault.exc_info is not None


def test_the_site_is_set_up_to_filter(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["nothing_about_readers"]
    assert settings.LOGGING["root"]["handlers"] == ["console"]


@pytest.mark.parametrize("status", [200, 404, 500])
def test_the_server_for_trials_writes_nothing_about_its_readers(log, status):
    """As Django's `runserver` says it: the whole request line, and a socket in the place of the request."""
    with socket.socket() as stranger:
        logging.getLogger("django.server").error(
            '"%s" %s %s',
            f"GET /search/?q={SECRET} HTTP/1.1",
            str(status),
            "0",
            extra={"request": stranger, "status_code": status},
        )

    assert log() == ""


@pytest.fixture(autouse=True)
def no_outage_before(monkeypatch):
    """What other tests let fail in this process is not counted here."""
    monkeypatch.setattr(logs, "outage", logs.Outage())


def failing_with(problem):
    def fail(execute, sql, params, many, context):
        raise problem

    return connection.execute_wrapper(fail)


def test_an_outage_is_one_line_however_many_ask(db, log, monkeypatch):
    readers = Client(raise_request_exception=False)
    gone = OperationalError(f"connection refused\nLINE 1: SELECT '{SECRET}'")

    with failing_with(gone):
        for _ in range(3):
            readers.get(f"/search/?q={SECRET}")
        monkeypatch.setattr("clinic_site.logs.monotonic", lambda: 10.0**9)
        readers.get(f"/search/?q={SECRET}")

    assert log().splitlines() == [
        "The database fails a request: OperationalError: connection refused",
        "The database fails a request: OperationalError: connection refused (2 requests more since the last such line)",
    ]


def test_where_a_wrong_question_was_asked_is_written_down(db, log):
    with failing_with(ProgrammingError("no such column")):
        Client(raise_request_exception=False).get("/")

    assert log().startswith("The database fails a request: ProgrammingError: no such column\nTraceback")
