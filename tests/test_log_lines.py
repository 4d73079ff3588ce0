"""A line of the log is one line, whatever was sent here, and says nothing about who read or typed what."""

import io
import json
import logging
import re

import pytest
from django.db import DataError, connection
from django.test import Client

from clinic_site.log_lines import FORMATS
from clinic_site.logs import NothingAboutReaders
from clinic_site.request_ids import HEADER
from tests import factories
from therapies.linking.links import make_link

SECRET = "my-illness"
ADDRESS = "203.0.113.7"
NUMBER = "0123456789abcdef0123456789abcdef"
FORGED = "x\n2026-11-22 09:00:00,000 ERROR django.security: somebody signed in\r\x1b[2K\x85\u2028{}"


@pytest.fixture(params=FORMATS)
def log(request):
    """What the console of the site writes, in each format."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(NothingAboutReaders())
    handler.setFormatter(FORMATS[request.param]())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written.getvalue
    root.removeHandler(handler)


@pytest.fixture
def json_log():
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(FORMATS["json"]())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)


def failing_with(problem):
    def fail(execute, sql, params, many, context):
        raise problem

    return connection.execute_wrapper(fail)


def test_what_readers_do_leaves_nothing_about_them(db, log):
    reader = Client(
        enforce_csrf_checks=True,
        raise_request_exception=False,
        REMOTE_ADDR=ADDRESS,
        headers={
            "user-agent": f"{SECRET}-phone",
            "referer": f"https://mail.example/{SECRET}",
            "x-forwarded-for": ADDRESS,
        },
    )
    reader.cookies["session"] = SECRET
    link = make_link(factories.article(slug="lidocaine"), by=factories.staff())
    asked = [
        f"/search/?q={SECRET}",
        f"/search/suggestions.json?q={SECRET}",
        f"/e/{link.code}?utm_source={SECRET}",
        f"/e/{link.code}%23t={SECRET}",
        f"/e/nope?{SECRET}",
        f"/{SECRET}/",
        f"/guide/{SECRET}/",
        f"/sign-off/{SECRET}-{SECRET}/",
        f"/guide/lidocaine/?{SECRET}",
    ]

    for path in asked:
        reader.get(path)
        reader.post(path, {SECRET: SECRET})
    with failing_with(ValueError(f"cannot read {SECRET}")):
        failed = [reader.get(path).status_code for path in asked[:3]]
    with failing_with(DataError(f'invalid input "{SECRET}"')):
        failed.append(reader.get(asked[0]).status_code)

    assert failed[0] == failed[1] == 500
    assert "ValueError (what it says is left out)" in log()
    assert SECRET not in log()
    assert ADDRESS not in log()


def test_what_was_sent_makes_no_line_of_its_own(log):
    try:
        raise ValueError(FORGED)
    except ValueError:
        logging.getLogger("therapies").exception("Failed: %s", FORGED)

    lines = log().split("\n")[:-1]
    # One line, or as text one line and what belongs to it, moved in.
    assert [line for line in lines[1:] if not line.startswith("    ")] == []
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", log())
    assert "Failed: x\\n2026-11-22 09:00:00,000 ERROR django.security: somebody signed in\\r" in lines[0]


def test_a_line_as_json_says_what_happened_and_where(db, json_log):
    with failing_with(ValueError("broken")):
        Client(raise_request_exception=False).get("/", headers={HEADER: NUMBER})

    (line,) = [line for line in json_log() if line["logger"] == "django.request"]
    assert sorted(line) == ["error", "level", "logger", "message", "request_id", "time"]
    assert (line["level"], line["message"]) == ("ERROR", "Internal Server Error: /")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])
    assert re.fullmatch("[0-9a-f]{32}", line["request_id"])
    # No proxy is believed, so nobody outside chooses a number.
    assert line["request_id"] != NUMBER
    assert line["error"].startswith("Traceback (most recent call last):\n")
    assert line["error"].endswith("ValueError: broken")


def test_the_errors_before_an_error_are_told_too(db, json_log):
    class Twice:
        def __call__(self, execute, sql, params, many, context):
            try:
                raise KeyError(SECRET)
            except KeyError as first:
                raise ValueError(SECRET) from first

    with connection.execute_wrapper(Twice()):
        Client(raise_request_exception=False).get(f"/?q={SECRET}")

    error = next(line["error"] for line in json_log() if line["logger"] == "django.request")
    assert [line for line in error.splitlines() if not line.startswith("  ")] == [
        "builtins.KeyError (what it says is left out)",
        "builtins.ValueError (what it says is left out)",
    ]


def test_a_line_outside_of_a_request_has_no_number(json_log):
    logging.getLogger("therapies").warning("Nothing asked for this.")

    assert [sorted(line) for line in json_log()] == [["level", "logger", "message", "time"]]


@pytest.mark.parametrize(
    ("trusted", "given", "taken"),
    [
        (True, NUMBER, True),
        (False, NUMBER, False),
        (True, NUMBER.upper(), False),
        (True, NUMBER + "0", False),
        (True, NUMBER[:-1] + "\n", False),
    ],
)
def test_the_number_of_a_proxy_is_taken_in_one_form_only(db, client, settings, trusted, given, taken):
    settings.TRUSTS_PROXY = trusted

    number = client.get("/admin/login/", headers={HEADER: given}).headers[HEADER]

    assert (number == given) is taken
    assert re.fullmatch("[0-9a-f]{32}", number)


def test_readers_get_no_number_but_with_a_fault(db):
    reader = Client(raise_request_exception=False)

    with failing_with(ValueError("broken")):
        failed = reader.get("/")

    assert HEADER not in reader.get("/").headers
    assert HEADER not in reader.get("/nope/").headers
    assert failed.status_code == 500
    assert re.fullmatch("[0-9a-f]{32}", failed.headers[HEADER])
    assert f"say this number: {failed.headers[HEADER][:8]}</p>" in failed.content.decode()
