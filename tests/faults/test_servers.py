"""PostgreSQL or Redis is stopped, or hangs: readers read on, staff are told, and all is well afterwards."""

import shutil

import pytest

from tests.faults.readers import ENOUGH_MS, Readers
from tests.faults.servers import PostgreSQL, Redis, programs_of_postgresql
from tests.faults.site import Site, prepare
from tests.faults.staff import Staff

# One question, and one connection. The rest is the machine's, which may be busy.
TOLD_WITHIN_SECONDS = 2.0


@pytest.mark.skipif(
    programs_of_postgresql() is None, reason="needs the programs of PostgreSQL, to start one of its own"
)
def test_readers_do_not_notice_that_postgresql_stops_or_hangs(tmp_path):
    with PostgreSQL() as server:
        prepared = prepare(tmp_path / "data", database_url=server.url)
        with Site(prepared, prepared.folder) as site:
            site.read_all_once()
            staff = Staff(site)
            assert staff.sign_in().status == 302
            for breaks, mends in ((server.stop, server.start), (server.hold, server.let_go)):
                check(site, staff, breaks, mends)


def check(site, staff, breaks, mends):
    with Readers(site) as during:
        breaks()
        told = [staff.ask("/admin/") for _ in range(5)]
        alive, ready = site.ask("/healthz"), site.ask("/readyz")
        site.wait_until(lambda: during.requests > 100, 30, "the readers have not read enough")
        mends()
        site.wait_until(lambda: site.ask("/readyz").status == 200, 10, "the site is not ready again")
        # In each worker: it asks the server again after a second.
        site.wait_until(lambda: staff.ask("/admin/").status == 200, 10, "staff are not served again")

    assert (during.failures, during.wrong) == ({}, set())
    assert during.p95 < ENOUGH_MS
    assert {page.status for page in told} == {503}
    assert all("Patients still read the pages as they were." in page.words for page in told)
    assert max(page.seconds for page in told) < TOLD_WITHIN_SECONDS
    assert (alive.status, ready.status) == (200, 503)
    assert ready.seconds < TOLD_WITHIN_SECONDS


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs the program of Redis, to start one of its own")
def test_staff_sign_in_while_redis_hangs_and_while_it_is_gone(prepared, tmp_path):
    with Redis(tmp_path) as redis, Site(prepared, tmp_path / "data", CACHE_URL=redis.url) as site:
        redis.hold()
        while_it_hangs = Staff(site).sign_in()
        redis.let_go()
        redis.stop()
        while_it_is_gone = Staff(site).sign_in()
        read = site.ask("/therapy/lidocaine/")

    assert (while_it_hangs.status, while_it_is_gone.status, read.status) == (302, 302, 200)
    assert while_it_hangs.headers["Location"] == "/admin/"
    assert while_it_hangs.seconds < 5
