"""What mail programs do to an address: the time of a visit goes back into the browser, and nobody writes it down."""

import io
import logging
import os
import subprocess
import sys
import time
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from django.conf import settings
from django.test import Client

from clinic_site.logs import NothingAboutReaders, without_secrets
from tests import factories
from tests.processes import free_port
from therapies.linking.links import make_link
from therapies.models import LinkCount

TIME = "2026-12-08T09:00"


def led_to(client, path, query=""):
    response = client.get(f"/e/{path}{query}")
    return response.status_code, response.headers.get("Location"), response.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        (f"7k3qx%23t={TIME}", f"7k3qx#t={TIME}"),
        (f"7k3qx/e%23t={TIME}", f"7k3qx/e#t={TIME}"),
        (f"7K3QX/Q/%23T={TIME}", f"7K3QX/Q/#t={TIME}"),
        (f"7k3qx%2523t%253D{TIME}", f"7k3qx#t={TIME}"),
        ("7k3qx%252523t%25253D2026-12-08T09%25253A00", f"7k3qx#t={TIME}"),
        (f"7k3qx%23t={TIME}?utm_source=x&mc_eid=1", f"7k3qx#t={TIME}"),
        (f"7k3qx%23t={TIME}&utm_source=x", f"7k3qx#t={TIME}"),
        (f"7k3qx%23t={TIME}%3Futm_source=x", f"7k3qx#t={TIME}"),
        (f"7k3qx?utm_source=x%23t={TIME}", f"7k3qx#t={TIME}"),
        (f"7k3qx?data=05%7C02&u=%2523t%253D{TIME}%2526x", f"7k3qx#t={TIME}"),
        ("7k3qx%23t=Dec%208,%202026%209:00am", "7k3qx#t=Dec%208,%202026%209:00am"),
        ("7k3qx%23t=12/08/2026%209:00%20AM", "7k3qx#t=12%2F08%2F2026%209:00%20AM"),
        ("7k3qx%23t=2026-12-08T09:00%2B05:00", "7k3qx#t=2026-12-08T09:00+05:00"),
        (f"7k3qx%23t={TIME}/", f"7k3qx#t={TIME}"),
        (f"7k3qx%23%23t={TIME}", f"7k3qx#t={TIME}"),
        (f"7k3qx%23your-plan&t={TIME}", f"7k3qx#t={TIME}"),
        (f"7k3qx%0D%0A%23t={TIME}%0D%0A", f"7k3qx%0D%0A#t={TIME}"),
        ("7k3qx%23side-effects", "7k3qx#side-effects"),
        ("7k3qx%23%3Cscript%3E", "7k3qx"),
        (f"7k3qx%23t={'9' * 200}", "7k3qx"),
    ],
)
def test_a_hash_that_became_part_of_the_address_is_one_again(client, damaged, mended):
    assert led_to(client, damaged) == (302, f"/e/{mended}", "no-store")


@pytest.mark.django_db
@pytest.mark.parametrize("behind", ["%0D%0A", "%0A%0A", "%20%0A"])
def test_line_ends_behind_a_code_do_no_harm(client, behind):
    link = make_link(factories.article())

    assert client.get(f"/e/{link.code}{behind}").status_code == 200


@pytest.mark.django_db
def test_the_address_of_a_plan_itself_is_mended_too(client):
    response = client.get(f"/visit/first-visit/%23t={TIME}")

    assert (response.status_code, response.headers["Location"]) == (302, f"/visit/first-visit/#t={TIME}")


@pytest.mark.django_db
def test_a_hash_that_was_encoded_leads_to_the_page_before_it(client):
    response = client.get("/guides/%23")

    assert (response.status_code, response.headers["Location"]) == (302, "/guides/")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "///evil.example"])
def test_no_address_of_ours_leads_to_another_site(path):
    response = Client().generic("GET", "/", PATH_INFO=f"{path}#t={TIME}")

    assert response.headers["Location"].startswith(("/evil.example", "/%5Cevil")), response.headers["Location"]


# --- The log ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "Internal Server Error: /e/7k3qx#t=Dec 8, 2026 9:00am",
        "Error handling request GET /e/7k3qx%23t=Dec%208",
        "Not Found: /e/7k3qx/q%2523T%253D2026-12-08",
        "Bad Request: /visit/first-visit/#t=2026-12-08T09:00\nmore",
    ],
)
def test_the_time_of_a_visit_is_taken_out_of_what_is_said(said):
    kept = without_secrets(said)

    assert kept.endswith("…")
    assert "2026" not in kept
    assert "Dec" not in kept


@pytest.mark.django_db
def test_a_fault_under_a_damaged_link_is_logged_without_the_time(monkeypatch):
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(NothingAboutReaders())
    logging.getLogger("django.request").addHandler(handler)
    monkeypatch.setattr("therapies.link_views.fragment_in", None)  # any fault of ours
    try:
        Client(raise_request_exception=False).get("/e/7k3qx%23t=2026-12-08T09:00")
    finally:
        logging.getLogger("django.request").removeHandler(handler)

    first = written.getvalue().splitlines()[0]
    assert first == "Internal Server Error: /e/7k3qx…"
    assert "2026-12-08" not in written.getvalue()


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def status_of(address):
    try:
        with build_opener(Stay).open(address, timeout=30) as response:
            return response.status
    except HTTPError as error:
        return error.code
    except OSError:
        return 0


@pytest.fixture
def served(transactional_db, tmp_path):
    """The site behind gunicorn as it is started, its address, and a way to stop it that gives all that it wrote."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        pytest.skip("Another process sees the rows of this test only where they stand in a file.")
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database['NAME']}",
        "DATA_DIR": str(tmp_path),
        "LOG_LEVEL": "DEBUG",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "clinic_site/gunicorn.py", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )

    def stop():
        process.terminate()
        return process.communicate(timeout=60)[0]

    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 120
    while not status_of(f"{address}/e/22222") and time.monotonic() < deadline:
        time.sleep(0.2)
    yield address, stop
    process.kill()
    process.wait()


def test_gunicorn_writes_down_no_time_and_counts_what_was_asked_when_it_ends(served):
    address, stop = served
    link = make_link(factories.article(slug="first"))
    paths = {
        f"/e/{link.code}/q": 200,
        f"/e/{link.code}%23t=2026-12-08T09:00": 302,
        f"/e/{link.code}%2523t%253D2026-12-08?utm_source=somebody": 302,
        "/e/22222?mc_eid=somebody": 404,
        "/visit/nothing/%23t=2026-12-08T09:00": 302,
    }

    answers = {path: status_of(address + path) for path in paths}
    written = stop()

    assert answers == paths
    for told in ("2026-12-08", "somebody", link.code, "/e/"):
        assert told not in written
    assert list(LinkCount.objects.values_list("link", "channel", "reader", "n")) == [(link.pk, "q", "robot", 1)]
