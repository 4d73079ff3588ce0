"""No byte more fits onto the disk of the site: readers read on, nothing is half saved, and all is well afterwards."""

import pytest

from tests.faults import injected
from tests.faults.readers import ENOUGH_MS, Readers
from tests.faults.site import Site
from tests.faults.staff import Staff

MEGABYTES = 24


@pytest.fixture
def site(prepared, tmp_path):
    if not injected.may_mount():
        pytest.skip("needs to mount a small file system, which only root may")
    folder = tmp_path / "disk"
    with injected.small_disk(folder, megabytes=MEGABYTES), Site(prepared, folder) as running:
        running.read_all_once()
        yield running


def test_a_full_disk_keeps_nobody_from_reading(site, recovers):
    staff = Staff(site)
    assert staff.sign_in().status == 302
    path, form = staff.form_of_article()
    before = site.written("SELECT count(*) FROM therapies_version")
    long = "Words that need some room.\n\n" * 3000

    with injected.full_disk(site.folder), Readers(site) as during:
        refused = staff.ask(path, form=form | {"title": "Too much", "body": long, "_continue": "1"})
        site.wait_until(lambda: during.requests > 60, 30, "the readers have not read enough")
    kept = site.written("SELECT count(*) FROM therapies_version")
    recovers()
    saved = staff.ask(path, form=staff.form_again(refused))

    assert (during.failures, during.wrong) == ({}, set())
    assert during.p95 < ENOUGH_MS
    assert refused.status == 503
    assert kept == before
    assert saved.status == 302
    assert site.written("PRAGMA integrity_check") == [("ok",)]
