"""Numbers for the staff network, and for nobody else. None of them says what somebody read."""

import json
import os
import subprocess
import sys
from ipaddress import ip_network

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from prometheus_client.parser import text_string_to_metric_families

from clinic_site import metrics
from clinic_site.backups.taking import LAST_BACKUP
from clinic_site.metrics import counting, sharing, showing
from tests import factories

SECRET = "my-illness"


@pytest.fixture
def inside(settings, tmp_path, monkeypatch):
    """The site watched from 10.20.0.0/16, with nothing counted yet and no thread that writes meanwhile."""
    settings.METRICS_NETWORKS = [ip_network("10.20.0.0/16"), ip_network("fd00:20::/32")]
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(sharing, "_own", (os.getpid(), f"{sharing.server()}-{os.getpid()}-test.json"))
    counting._answers.clear()
    for taken in counting._seconds.values():
        taken.__init__()
    return Client(REMOTE_ADDR="10.20.0.9", raise_request_exception=False)


def samples(words: str) -> dict[str, float]:
    """As Prometheus' own reader takes them: `name{label="value"}` with its number."""
    return {
        sample.name + "".join(f" {key}={value}" for key, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(words)
        for sample in family.samples
    }


def shown(client) -> dict[str, float]:
    return samples(client.get("/metrics").content.decode())


def test_without_a_network_there_is_no_such_page(db, client, settings):
    settings.METRICS_NETWORKS = []

    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 404


@pytest.mark.parametrize(
    ("peer", "headers", "may"),
    [
        ("10.20.0.9", {}, True),
        ("::ffff:10.20.0.9", {}, True),
        ("fd00:20::7", {}, True),
        ("10.21.0.9", {}, False),
        ("8.8.8.8", {}, False),
        ("", {}, False),
        # A proxy in the network asks for somebody in it.
        ("10.20.0.2", {"x-forwarded-for": "10.20.0.9"}, True),
        # It asks for a stranger, who wrote an address of the network before; or the stranger is at our door himself.
        ("10.20.0.2", {"x-forwarded-for": "8.8.8.8"}, False),
        ("10.20.0.2", {"x-forwarded-for": "10.20.0.9, 8.8.8.8"}, False),
        ("8.8.8.8", {"x-forwarded-for": "10.20.0.9"}, False),
        ("10.20.0.2", {"x-forwarded-for": "unknown"}, False),
        ("10.20.0.2", {"forwarded": "for=10.20.0.9"}, False),
    ],
)
def test_only_the_staff_network_may_read_them(inside, peer, headers, may):
    request = RequestFactory(REMOTE_ADDR=peer).get("/metrics", headers=headers)

    assert metrics.may_read(request) is may


def test_somebody_else_gets_the_page_that_any_wrong_address_gets(db, inside):
    wrong = inside.get("/no-such-page", REMOTE_ADDR="8.8.8.8")

    answer = inside.get("/metrics", REMOTE_ADDR="8.8.8.8")

    assert (answer.status_code, answer.content) == (404, wrong.content)


def test_answers_are_counted_by_their_kind(db, inside):
    factories.article(kind="therapy", slug="lidocaine")
    for path in ("/therapy/lidocaine/", "/therapy/lidocaine/", f"/{SECRET}/", f"/search/?q={SECRET}", "/admin/login/"):
        inside.get(path)

    answer = inside.get("/metrics")

    found = samples(answer.content.decode())
    assert {name: number for name, number in found.items() if name.startswith("clinic_answers_total")} == {
        "clinic_answers_total kind=article status=2xx": 2,
        "clinic_answers_total kind=none status=4xx": 1,
        "clinic_answers_total kind=search status=2xx": 1,
        "clinic_answers_total kind=staff status=2xx": 1,
    }
    assert found["clinic_answer_seconds_count side=readers"] == 4
    assert found["clinic_answer_seconds_bucket le=+Inf side=staff"] == 1
    assert SECRET not in answer.content.decode()
    assert "lidocaine" not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"


def test_how_long_an_answer_took_falls_into_its_bucket():
    taken = counting.Seconds()

    for seconds in (0.001, 0.005, 0.006, 99):
        taken.add(seconds)

    assert taken.counts == [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert taken.total == pytest.approx(99.012)


def test_a_database_that_is_gone_and_a_backup_that_was_never_made_are_seen(db, inside):
    def gone(execute, sql, params, many, context):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(gone):
        without = shown(inside)
    (sharing.folder().parent / LAST_BACKUP).touch()
    os.utime(sharing.folder().parent / LAST_BACKUP, (1_700_000_000, 1_700_000_000))
    found = shown(inside)

    assert without["clinic_database_up"] == 0
    assert "clinic_last_backup_timestamp_seconds" not in without
    assert found["clinic_database_up"] == 1
    assert found["clinic_last_backup_timestamp_seconds"] == 1_700_000_000


def test_the_page_cache_says_how_it_answered(db, inside):
    found = shown(inside)

    events = {name.partition("=")[2] for name in found if name.startswith("clinic_page_cache_total")}
    assert events == set(showing.PAGE_CACHE)


def other_process(pid: int, **changed) -> dict:
    seconds = {side: [1] + [0] * len(counting.BUCKETS) + [0.002] for side in ("readers", "staff")}
    return {
        "pid": pid,
        "answers": [["article", "2xx", 5]],
        "seconds": seconds,
        "pages": {"hits_memory": 7},
        "memory": 1000,
    } | changed


def test_all_processes_of_the_server_are_added_up_and_a_dead_one_keeps_its_counts(db, inside):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    sharing.folder().mkdir()
    for pid in (os.getppid(), ended.pid):
        (sharing.folder() / f"{sharing.server()}-{pid}-aaaa.json").write_text(json.dumps(other_process(pid)))
    (sharing.folder() / f"1-2-{os.getppid()}-aaaa.json").write_text(json.dumps(other_process(os.getppid())))
    (sharing.folder() / f"{sharing.server()}-5-aaaa.json").write_text("{torn")

    found = shown(inside)

    assert found["clinic_answers_total kind=article status=2xx"] == 10
    assert found["clinic_page_cache_total event=hits_memory"] == 14
    assert found["clinic_answer_seconds_bucket le=0.005 side=staff"] == 2
    assert found["clinic_processes"] == 2  # this one, and the one that lives
    assert found["clinic_memory_bytes"] == pytest.approx(counting.memory() + 1000, rel=0.2)


def test_a_process_writes_its_numbers_for_the_others(db, inside):
    inside.get("/")

    sharing.share()

    (file,) = sharing.folder().iterdir()
    assert file.name == f"{sharing.server()}-{os.getpid()}-test.json"
    assert json.loads(file.read_text())["answers"] == [["home", "2xx", 1]]


def test_a_disk_that_takes_no_writing_costs_no_answer(inside, settings, tmp_path, caplog):
    (tmp_path / "file").touch()
    settings.DATA_DIR = tmp_path / "file"

    sharing.share()

    assert caplog.messages == ["The metrics of this process could not be written: Not a directory"]


def test_files_of_servers_that_are_long_gone_are_removed(inside):
    sharing.folder().mkdir()
    old, new = sharing.folder() / "1-2-3-aaaa.json", sharing.folder() / "1-2-4-aaaa.json"
    for file in (old, new):
        file.touch()
    os.utime(old, (0, 0))

    sharing.remove_old()

    assert list(sharing.folder().iterdir()) == [new]
