"""Whatever Django is doing, readers get what is ready; what is not is made once."""

import threading
import time

import pytest
from django.db import connection

from tests.reading.keeping import ask, kept_site
from therapies.models import PageChange
from therapies.reading.page_cache import making
from therapies.reading.page_cache.following import Follower
from therapies.reading.page_cache.log import ChangeLog
from therapies.reading.page_cache.notes import NOTE, PageNote

pytestmark = pytest.mark.django_db(transaction=True)  # threads have connections of their own


class Slow:
    """An application that lets each request wait at a gate, and counts them."""

    def __init__(self, *, is_open=False):
        self.asked, self.inside, self.most = [], 0, 0
        self.gate, self.lock = threading.Event(), threading.Lock()
        if is_open:
            self.gate.set()

    def __call__(self, environ, start_response):
        with self.lock:
            self.asked.append(environ["PATH_INFO"])
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.gate.wait(20)
        with self.lock:
            self.inside -= 1
        environ[NOTE] = PageNote()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [f"{environ['PATH_INFO']} {len(self.asked)}".encode()]


@pytest.fixture
def threaded():
    made = []

    def make(application=None, **options):
        made.append(kept_site(application, threads=8, **options))
        return made[-1]

    yield make
    for site in made:
        if isinstance(site.application, Slow):
            site.application.gate.set()
        site.close()


def together(number, call):
    """Results of many calls at the same time, in the order in which they came back."""
    results = []
    threads = [threading.Thread(target=lambda number=number: results.append(call(number))) for number in range(number)]
    for thread in threads:
        thread.start()
    return threads, results


def wait_until(condition, seconds=10):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    assert condition()


def test_a_page_that_many_ask_for_is_made_once(threaded):
    site = threaded(Slow())
    threads, answers = together(7, lambda _: ask(site, "/guide/a/", look=False))
    wait_until(lambda: site.application.asked)

    site.application.gate.set()
    for thread in threads:
        thread.join()

    assert site.application.asked == ["/guide/a/"]
    assert {(answer.status, answer.body) for answer in answers} == {(200, b"/guide/a/ 1")}


def test_while_all_of_django_hangs_ready_pages_come_and_others_are_told(threaded, monkeypatch):
    monkeypatch.setattr(making, "WAIT_FOR_PLACE", 0.3)
    site = threaded(Slow(is_open=True))
    ready = ask(site, "/guide/ready/").body
    site.application.gate.clear()

    threads, _ = together(6, lambda number: ask(site, f"/admin/{number}", look=False))
    wait_until(lambda: site.application.inside == 6)
    refused = ask(site, "/admin/one-more", look=False)
    began = time.monotonic()
    new = ask(site, "/guide/new/", look=False)
    at_once = time.monotonic() - began
    answers = [ask(site, "/guide/ready/", look=False) for _ in range(50)]
    site.application.gate.set()
    for thread in threads:
        thread.join()

    assert (refused.status, new.status, refused.headers["Retry-After"]) == (503, 503, "10")
    assert "default-src 'none'" in refused.headers["Content-Security-Policy"]
    assert at_once < 0.3
    assert {(answer.status, answer.body) for answer in answers} == {(200, ready)}
    assert (site.counts["refused_busy"], site.application.most) == (2, 6)
    assert ask(site, "/guide/new/").status == 200


def test_the_last_thread_does_not_go_from_one_wait_to_the_next(monkeypatch):
    monkeypatch.setattr(making, "WAIT_FOR_THREAD", 0.05)
    places = making.Places(threads=1)

    with places.thread():
        began = time.monotonic()
        for _ in range(20):
            with pytest.raises(making.Busy), places.thread():
                pytest.fail("There is no thread.")
        waited = time.monotonic() - began

    assert waited < 20 * 0.05 / 2


def test_a_page_that_takes_too_long_is_answered_with_its_last_good_copy(threaded):
    site = threaded(Slow(is_open=True))
    old = ask(site, "/guide/a/").body
    PageChange.objects.create(touched=["*"])
    site.application.gate.clear()

    began = time.monotonic()
    first = ask(site, "/guide/a/")
    waited = time.monotonic() - began
    began = time.monotonic()
    second = ask(site, "/guide/a/", look=False)

    assert (first.body, second.body) == (old, old)
    assert 0.9 < waited < 5
    assert time.monotonic() - began < 0.5
    site.application.gate.set()
    wait_until(lambda: ask(site, "/guide/a/", look=False).body == b"/guide/a/ 2")


def test_a_process_of_one_machine_sees_within_a_second_what_another_saved(threaded):
    site = threaded(Slow(is_open=True))
    ask(site, "/guide/a/")
    first = ask(site, "/guide/a/", look=False).body
    PageChange.objects.create(touched=["/guide/a/"])
    saved = time.monotonic()

    wait_until(lambda: ask(site, "/guide/a/", look=False).body != first, seconds=3)

    assert first == b"/guide/a/ 1"
    assert time.monotonic() - saved < 1


def test_what_this_process_saved_shows_at_its_next_request(threaded):
    site = threaded(Slow(is_open=True))
    ask(site, "/guide/a/")

    PageChange.objects.create(touched=["/guide/a/"])
    ask(site, "/admin/save", method="POST", look=False)

    assert ask(site, "/guide/a/", look=False).body == b"/guide/a/ 3"


def test_a_restart_finds_its_pages_on_the_shelf_while_they_are_true(threaded, tmp_path):
    (tmp_path / "pages").mkdir()
    place = {"shelf": tmp_path / "pages" / "pages.sqlite3", "release": "one"}
    first = threaded(Slow(is_open=True), **place)
    for path in ("/guide/a/", "/guide/b/"):
        ask(first, path)
    wait_until(lambda: first.shelf.find("//localhost/guide/b/"))
    first.close()
    PageChange.objects.create(touched=["/guide/b/"])

    second = threaded(Slow(is_open=True), **place)
    bodies = [ask(second, path).body for path in ("/guide/a/", "/guide/b/")]

    assert bodies == [b"/guide/a/ 1", b"/guide/b/ 1"]
    assert second.application.asked == ["/guide/b/"]
    assert second.counts["hits_shelf"] == 1


def test_two_processes_share_a_shelf_and_neither_serves_what_the_other_knows_to_be_old(threaded, tmp_path):
    place = {"shelf": tmp_path / "pages.sqlite3", "release": "one"}
    one, other = threaded(Slow(is_open=True), **place), threaded(Slow(is_open=True), **place)
    ask(one, "/guide/a/")
    wait_until(lambda: one.shelf.find("//localhost/guide/a/"))
    shared = ask(other, "/guide/a/").body
    PageChange.objects.create(touched=["/guide/a/"])

    ask(one, "/guide/a/")
    ask(other, "/guide/a/")

    assert shared == b"/guide/a/ 1"
    assert (len(one.application.asked) + len(other.application.asked)) in (2, 3)
    assert one.memory.find("//localhost/guide/a/").seen.change_id == PageChange.objects.latest("pk").pk


# --- The follower -----------------------------------------------------------------------------


@pytest.fixture
def follower():
    touched = []
    log = ChangeLog(zone="America/New_York", touched=lambda names: touched.append(set(names)))
    follower = Follower(log, has_thread=False)
    follower.look()
    touched.clear()
    follower.told = touched
    return follower


def test_a_log_that_was_shortened_or_restored_makes_everything_anew(follower):
    rows = [PageChange.objects.create(touched=["/a/"]) for _ in range(3)]
    follower.look()
    seen = follower.log.seen(follower.clock())
    follower.told.clear()

    PageChange.objects.filter(pk=rows[-1].pk).delete()
    follower.look()

    assert follower.told == [{"*"}]
    assert follower.log.is_true(seen, ["/b/"], now=follower.clock()) is False
    assert follower.log.last_id == rows[1].pk


def test_each_look_is_one_query(follower, django_assert_num_queries):
    PageChange.objects.create(touched=["/a/"])

    with django_assert_num_queries(1):
        follower.look()
    with django_assert_num_queries(1):
        follower.look()

    assert follower.told == [{"/a/"}]


def test_a_database_without_the_log_is_told_once_and_recovers(follower, caplog):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE therapies_pagechange RENAME TO away")
    try:
        for _ in range(3):
            follower.look()
        down = follower.is_down
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO therapies_pagechange")
    follower.look()

    assert (down, follower.is_down) == (True, False)
    assert [record.name for record in caplog.records] == ["therapies.reading.page_cache.following"]
