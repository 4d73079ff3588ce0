"""A Sentry hears of faults, and nothing of who asked what. The server in these tests is a real one on this machine."""

import gzip
import json
import logging
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest
import sentry_sdk
from django.conf import settings as site
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client

from clinic_site import sentry

SECRET = "my-illness"
ADDRESS = "203.0.113.7"


@pytest.fixture
def heard():
    """Head and body of all that reached the server, unpacked, and the site set up to tell it of faults."""
    received = []

    class Sink(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = {"gzip": gzip.decompress, "br": brotli.decompress}[self.headers["Content-Encoding"]]
            received.append((str(self.headers), unpack(body).decode()))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Sink)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sentry.begin(f"http://0123456789abcdef@127.0.0.1:{server.server_port}/1")
    handler = sentry.Faults()
    logging.getLogger().addHandler(handler)

    def all_of_it():
        sentry_sdk.flush(5)
        return received

    yield all_of_it
    logging.getLogger().removeHandler(handler)
    sentry_sdk.get_client().close(timeout=0)
    sentry_sdk.get_global_scope().set_client(None)
    server.shutdown()
    server.server_close()


def event_in(envelope: str) -> dict:
    _, kind, event = (json.loads(line) for line in envelope.strip().split("\n"))
    assert kind["type"] == "event"
    return event


def test_a_fault_is_told_without_anything_of_the_request(db, heard):
    def fail(execute, sql, params, many, context):
        illness = SECRET  # what a careless library would send with the values of variables
        raise ValueError(f"cannot read {illness}")

    reader = Client(
        raise_request_exception=False,
        REMOTE_ADDR=ADDRESS,
        headers={"user-agent": f"{SECRET}-phone", "referer": f"https://mail.example/{SECRET}"},
    )
    reader.cookies["session"] = SECRET

    with connection.execute_wrapper(fail):
        reader.get(f"/search/?q={SECRET}")
        reader.post("/therapy/lidocaine/", {"words": SECRET})
        number = reader.get("/therapy/lidocaine/").headers["X-Request-ID"]

    (head, envelope), *_ = heard()
    event = event_in(envelope)
    said = head + "".join(body for _, body in heard())
    for word in (SECRET, ADDRESS, "/search/", "lidocaine", "testserver"):
        assert word not in said, word
    assert set(event) <= sentry.ALLOWED
    assert event["exception"]["values"][-1]["type"] == "ValueError"
    assert event["exception"]["values"][-1]["stacktrace"]["frames"][-1]["function"] == "fail"
    assert event["logentry"]["message"] == "ValueError in django.request"
    assert len(event["tags"]["request_id"]) == len(number) == 32


def test_what_is_refused_is_not_told_and_the_same_fault_once(heard):
    django, ours = logging.getLogger("django.security.DisallowedHost"), logging.getLogger("therapies")

    django.error(f"Invalid HTTP_HOST header: {SECRET}", extra={"status_code": 400})
    for _ in range(3):
        ours.error("The counts of %s could not be written.", SECRET)
    logging.getLogger("elsewhere").error(f"about {SECRET}")

    events = [event_in(body) for _, body in heard()]
    assert [event["logentry"]["message"] for event in events] == [
        "The counts of %s could not be written.",
        "An error in elsewhere",
    ]


def test_places_that_were_told_are_forgotten_before_they_fill_the_memory():
    handler = sentry.Faults()

    for number in range(sentry.MOST_PLACES + 1):
        assert handler.is_new(logging.LogRecord("x", logging.ERROR, "", number, "words", (), None))

    assert len(handler.told) == 1


def test_without_an_address_nobody_is_told():
    sentry.begin("")

    assert not sentry_sdk.get_client().is_active()


def test_a_wrong_address_is_a_sentence():
    with pytest.raises(ImproperlyConfigured) as refusal:
        sentry.begin("https://sentry.example.org")

    assert str(refusal.value) == "SENTRY_DSN is not an address of Sentry. Copy it from there once more."


def test_without_its_package_the_site_says_what_to_do():
    program = "import sys; sys.modules['sentry_sdk'] = None; from clinic_site import sentry; sentry.begin('https://a@b.example/1')"

    result = subprocess.run(
        [sys.executable, "-c", program], cwd=site.BASE_DIR, capture_output=True, text=True, check=False
    )

    assert result.stderr.strip().endswith(
        "SENTRY_DSN is set, but the package sentry-sdk is not installed. "
        "Install it (pip install sentry-sdk==2.75.0), or leave SENTRY_DSN unset."
    )
