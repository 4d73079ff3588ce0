"""The database is a file, and something happens to it: readers read on, staff are told, and all is well afterwards."""

import pytest

from tests.faults import injected
from tests.faults.readers import ENOUGH_MS, Readers, read_for
from tests.faults.staff import Staff

SECONDS = 2.5


@pytest.fixture(scope="module")
def staff(site):
    person = Staff(site)
    assert person.sign_in().status == 302
    return person


def assert_served(report):
    assert (report.failures, report.wrong) == ({}, set())
    assert report.requests > 50
    assert report.p95 < ENOUGH_MS


def test_readers_do_not_notice_that_the_file_is_gone(site, staff, recovers):
    with injected.file_gone(site):
        during = read_for(site, SECONDS)
        alive, ready, page = site.ask("/healthz"), site.ask("/readyz"), staff.ask("/admin/")
        made_anew = site.database.exists()
    recovers()

    assert_served(during)
    assert (alive.status, ready.status, page.status) == (200, 503, 503)
    assert ready.words == '{"status": "not ready", "missing": "The database does not answer."}'
    assert "Patients still read the pages as they were." in page.words
    assert page.headers["Retry-After"] == "10"
    assert not made_anew
    assert staff.ask("/admin/").status == 200
    assert site.written("PRAGMA integrity_check") == [("ok",)]


def test_what_was_typed_while_the_file_was_locked_is_saved_afterwards(site, staff, recovers):
    path, form = staff.form_of_article()
    typed = form | {"title": "Typed while it was locked", "note": "typed", "_continue": "1"}

    with injected.locked_for_writing(site), Readers(site) as during:
        refused = staff.ask(path, form=typed)
    recovers()
    saved = staff.ask(path, form=staff.form_again(refused))

    assert_served(during)
    assert refused.status == 503
    assert "Nothing you typed is lost" in refused.words
    assert saved.status == 302
    titles = site.written("SELECT title FROM therapies_version ORDER BY id DESC LIMIT 1")
    assert titles == [("Typed while it was locked",)]


def test_the_log_of_an_outage_is_short_and_names_no_page(site, recovers):
    before = site.log.stat().st_size

    def written():
        return site.log.read_bytes()[before:].decode()

    def is_told():
        site.ask("/search/?q=my-illness")
        return "unable to open database file" in written()

    with injected.file_gone(site):
        for number in range(60):
            site.ask(f"/search/?q=my-illness-{number}")
        # A worker that told of an outage less than 10 seconds ago, in the test before, says nothing yet.
        site.wait_until(is_told, 15, "the outage is not told")
    recovers()

    assert "my-illness" not in written()
    assert "/search" not in written()
    assert len(written().splitlines()) < 12
