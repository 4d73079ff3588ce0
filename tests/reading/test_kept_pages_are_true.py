"""A page out of the cache is the page as it is now, in every worker. The long run is tests/benchmarks/kept_pages.py."""

import os
import time
from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler

from tests import factories
from tests.benchmarks.kept_pages import START, answer_of, begun_anew, one_connection, workers_of
from therapies import publishing
from therapies.publishing.change_log import EVERYTHING, touch

# KEPT_PAGES_SEQUENCES=50 tries as many histories; one shows little, but it is the same in each run.
SEQUENCES = int(os.environ.get("KEPT_PAGES_SEQUENCES", "1"))


@pytest.fixture
def caches(tmp_path):
    """Two workers of one machine. `caches(threads=8)` are as they run in production; without threads each looks when asked."""
    made = []

    def make(threads=0):
        made.extend(workers_of(WSGIHandler(), tmp_path, threads=threads))
        return made

    yield make
    for cache in made:
        cache.close()


@pytest.fixture
def in_one_transaction(db):
    with one_connection():
        yield


@pytest.mark.usefixtures("in_one_transaction")
@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_whatever_staff_do_each_worker_answers_as_the_site_without_a_cache(seed, tmp_path, time_machine):
    time_machine.move_to(START, tick=False)
    history = begun_anew(seed, time_machine, tmp_path, share=0.4)

    history.run(10)

    assert history.wrong == []
    # Workers that make everything anew would show nothing.
    assert history.hits > history.asked / 4


@pytest.mark.usefixtures("in_one_transaction")
def test_what_comes_by_the_clock_comes_to_pages_that_are_kept(caches, time_machine):
    time_machine.move_to(START, tick=False)
    page, person = factories.article(title="A page", body="Old words.\n"), factories.staff()
    publishing.publish(factories.draft(page, title="A page", body="New words.\n"), at=START + timedelta(hours=1))
    publishing.make_notice(
        "Take care.", by=person, article=page, starts_at=START + timedelta(hours=2), ends_at=START + timedelta(hours=3)
    )
    publishing.withdraw(page, notice="It is gone.", at=START + timedelta(hours=4))
    publishing.rename(page, slug="renamed")
    workers, found = caches(), []

    for _ in range(5):
        for worker in workers:
            worker.follower.must_look()
        found.append({what_is_in(answer_of(worker, "/guide/renamed/")) for worker in workers})
        time_machine.shift(3600)

    assert found == [{"old"}, {"new"}, {"new, notice"}, {"new"}, {"gone"}]


def what_is_in(answer: tuple) -> str:
    words = answer[-1].decode()
    names = {"Old words.": "old", "New words.": "new", "Take care.": "notice", "It is gone.": "gone"}
    return ", ".join(name for sign, name in names.items() if sign in words)


@pytest.mark.django_db(transaction=True)
def test_what_is_published_elsewhere_is_shown_within_a_second(caches):
    other, _ = caches(threads=8)
    page = factories.article(title="A page")
    waited = []

    # The best of three: a machine may be busy for a second.
    for number in range(3):
        answer_of(other, "/guide/a-page/")
        publishing.publish(factories.draft(page, title="A page", body=f"Wording {number}.\n"))
        begin = time.monotonic()
        while f"Wording {number}." not in answer_of(other, "/guide/a-page/")[-1].decode():
            assert time.monotonic() - begin < 20
            time.sleep(0.02)
        waited.append(time.monotonic() - begin)

    assert min(waited) <= 1


def test_a_row_outside_of_the_transaction_of_its_change_is_refused():
    """A worker that sees it before the change would keep the old words as new ones."""
    with pytest.raises(RuntimeError, match="in the transaction of the change"):
        touch([EVERYTHING])
