"""What the faults share: a site that is prepared once for all of them, and copied for each."""

import fcntl
import pickle

import pytest

from tests.faults.site import Prepared, Site, prepare


@pytest.fixture(scope="session")
def prepared(tmp_path_factory, worker_id) -> Prepared:
    """Shared by the processes of pytest-xdist: whichever comes first prepares."""
    place = tmp_path_factory.getbasetemp()
    shared = (place if worker_id == "master" else place.parent) / "prepared-site"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = shared / "prepared"
        if not done.exists():
            done.write_bytes(pickle.dumps(prepare(shared / "data")))
        return pickle.loads(done.read_bytes())  # noqa: S301 - written by this very function


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory):
    """A running site on SQLite with two workers. Each page was read once."""
    with Site(prepared, tmp_path_factory.mktemp("site") / "data") as running:
        running.read_all_once()
        yield running


@pytest.fixture
def recovers(site):
    """A function that waits until everything works again, and says after how many seconds."""
    return lambda: site.wait_until(lambda: site.ask("/readyz").status == 200, 10, "the site is not ready again")
