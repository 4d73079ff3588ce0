"""The parts of the page cache: bounded memory, a shelf that outlives the process, and the log that says what is true."""

import os
import sqlite3
from datetime import UTC, datetime

import pytest

from therapies.reading.page_cache.entries import made_entry
from therapies.reading.page_cache.log import ChangeLog, Row, Seen
from therapies.reading.page_cache.memory import Memory
from therapies.reading.page_cache.releases import release
from therapies.reading.page_cache.shelf import Shelf

NOON = datetime(2026, 11, 22, 17, tzinfo=UTC).timestamp()
HTML = [("Content-Type", "text/html; charset=utf-8")]


def entry(key="/a/", *, body=b"Words. " * 100, shows=(), seen=None, made_at=NOON):
    seen = seen or Seen(0, 0.0, (), made_at, 1)
    return made_entry(key, names=(key, *shows), status="200 OK", headers=HTML, body=body, count=None, seen=seen)


# --- Memory -----------------------------------------------------------------------------------


def noise(number):
    return os.urandom(10_000).hex().encode() + str(number).encode()


def test_memory_holds_at_most_so_many_bytes_and_keeps_what_is_asked_for():
    memory = Memory(most_bytes=200_000)
    hot = entry("/hot/", body=noise(0))
    memory.put(hot)

    for number in range(200):
        hot.used = True
        memory.put(entry(f"/{number}/", body=noise(number)))

    assert memory.bytes <= 200_000
    assert memory.bytes == sum(one.size for one in memory.entries.values())
    assert memory.find("/hot/") is hot
    assert "/199/" in memory.entries
    assert "/1/" not in memory.entries
    assert len(memory.order) == len(memory.entries) == len(memory.by_name)


def test_words_that_were_unpacked_count_and_go_first():
    memory = Memory(most_bytes=30_000)
    first = entry("/first/", body=b"Words. " * 2_000)
    memory.put(first)
    before = memory.bytes

    first.prepare("")
    memory.count_plain(first)
    with_plain = memory.bytes
    first.used = True
    memory.put(entry("/second/", body=b"Other words. " * 2_000))
    memory.put(entry("/third/", body=noise(0)[:12_000]))

    assert (with_plain - before, first.plain) == (14_000, 0)
    assert memory.bytes == sum(one.size for one in memory.entries.values()) <= 30_000
    assert first.answer("").body == (b"Words. " * 2_000,)


def test_an_entry_that_is_replaced_leaves_nothing_behind():
    memory = Memory(most_bytes=1_000_000)
    for number in range(50):
        memory.put(entry("/a/", body=noise(number), shows=[f"/{number}/"]))

    assert (len(memory.order), set(memory.by_name)) == (1, {"/a/", "/49/"})
    assert memory.bytes == memory.find("/a/").size
    memory.drop("/a/")
    assert (memory.bytes, memory.entries, memory.by_name, len(memory.order)) == (0, {}, {}, 0)


def test_only_pages_that_show_what_changed_are_made_anew():
    memory = Memory(most_bytes=1_000_000)
    for key, shows in (("/a/", ["/b/"]), ("/b/", []), ("/c/", ["(lists)"])):
        memory.put(entry(key, shows=shows))

    memory.make_old(["/b/"])
    first = {key: one.fresh for key, one in memory.entries.items()}
    memory.make_old(["*"])

    assert first == {"/a/": False, "/b/": False, "/c/": True}
    assert {one.fresh for one in memory.entries.values()} == {False}


# --- The shelf --------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path):
    return tmp_path / "pages" / "pages.sqlite3"


def shelf_at(place, *, release="one", most_bytes=1_000_000):
    return Shelf(place, release=release, most_bytes=most_bytes)


def test_what_stands_on_the_shelf_is_there_for_the_next_process(place):
    seen = Seen(7, 12.5, (5, 6), NOON, 739_942)
    made = entry(shows=["/b/"], seen=seen)
    assert shelf_at(place).put(made) is True

    found = shelf_at(place).find("/a/")

    assert (found.names, found.seen, found.count) == (frozenset({"/a/", "/b/"}), seen, None)
    for encoding in ("", "gzip", "br"):
        assert found.answer(encoding) == made.answer(encoding)


def test_a_page_of_another_release_is_a_last_good_copy_only(place):
    shelf_at(place, release="old").put(entry())

    new = shelf_at(place, release="new")

    assert new.find("/a/") is None
    assert new.find_of_any_release("/a/").fresh is False
    assert shelf_at(place, release="old").find("/a/").fresh is True


def test_the_shelf_holds_at_most_so_many_bytes_the_newest(place):
    shelf = shelf_at(place, most_bytes=500_000)
    for number in range(200):
        shelf.put(entry(f"/{number}/", body=noise(number), made_at=NOON + number))

    assert shelf.size() <= 500_000
    assert shelf.find("/0/") is None
    assert shelf.find("/199/")


def test_pages_of_long_past_releases_are_taken_out(place):
    for number, name in enumerate(("first", "second", "third")):
        shelf_at(place, release=name).put(entry(made_at=NOON + number))
    last = shelf_at(place, release="third")
    last.make_room(last.connection())

    assert [bool(shelf_at(place, release=name).find("/a/")) for name in ("first", "second", "third")] == [
        False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize("damage", ["no database", "half of it", "in the middle"])
def test_a_damaged_file_is_set_aside_and_begun_anew(place, damage):
    shelf = shelf_at(place)
    for number in range(20):
        shelf.put(entry(f"/{number}/", body=noise(number)))
    shelf.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shelf.connection().close()
    bytes_ = place.read_bytes()
    if damage == "no database":
        place.write_bytes(b"These are words." * 4_000)
    if damage == "half of it":
        place.write_bytes(bytes_[: len(bytes_) // 2])
    if damage == "in the middle":
        place.write_bytes(bytes_[:16_384] + os.urandom(200_000) + bytes_[216_384:])

    other = shelf_at(place)
    for number in range(20):
        other.find(f"/{number}/")
    for _ in range(3):
        other.put(entry("/new/"))

    assert other.find("/new/").answer("").body == entry("/new/").answer("").body


def test_a_shelf_that_cannot_be_made_is_no_fault(tmp_path):
    (tmp_path / "pages").write_text("A file where the folder should be.")
    shelf = shelf_at(tmp_path / "pages" / "pages.sqlite3")

    assert (shelf.put(entry()), shelf.find("/a/"), shelf.size()) == (False, None, 0)
    shelf.drop("/a/")


def test_a_shelf_that_cannot_be_written_is_still_read(place):
    shelf = shelf_at(place)
    shelf.put(entry())
    # What a disk that takes no writing does to each statement, without taking the rights of this user away.
    shelf.connection().execute("PRAGMA query_only = ON")

    assert shelf.put(entry("/b/")) is False
    assert shelf.find("/a/").key == "/a/"


def test_a_full_disk_keeps_what_is_there(place):
    shelf = shelf_at(place)
    shelf.put(entry())
    shelf.connection().execute("PRAGMA max_page_count = 3")

    assert shelf.put(entry("/b/", body=noise(1) * 20)) is False
    assert shelf.find("/a/").key == "/a/"


def test_what_is_no_entry_is_none(place):
    shelf = shelf_at(place)
    shelf.put(entry())
    with sqlite3.connect(place) as other:
        other.execute("UPDATE pages SET about = '{}'")

    assert shelf.find("/a/") is None


def test_another_time_zone_is_another_release(settings):
    before = release()
    again = release()
    settings.TIME_ZONE = "America/Chicago"

    assert before == again != release()


# --- The log of changes -----------------------------------------------------------------------


class Listening:
    """A log that has been read up to row 10, and what it says is touched."""

    def __init__(self, *rows, now=NOON):
        self.touched = []
        self.log = ChangeLog(zone="America/New_York", touched=lambda names: self.touched.append(set(names)))
        self.log.tick(now)
        self.touched.clear()
        self.log.take(rows or [Row(10, NOON - 60, None, ("/x/",))], now=now, is_base=True)
        self.log.is_loaded = True

    def is_true(self, seen, *names, now=NOON + 10):
        return self.log.is_true(seen, names, now=now)


def row(number, *touched, due=None, written=NOON):
    return Row(number, written, due, touched)


def test_a_page_is_true_until_a_row_touches_it():
    site = Listening()
    seen = site.log.seen(NOON)

    site.log.take([row(11, "/b/")], now=NOON)
    before = site.is_true(seen, "/a/"), site.is_true(seen, "/a/", "/b/")
    site.log.take([row(12, "*")], now=NOON)

    assert before == (True, False)
    assert site.is_true(seen, "/a/") is False
    assert site.touched == [{"/b/"}, {"*"}]
    assert site.is_true(site.log.seen(NOON), "/a/", "/b/") is True


def test_a_row_that_is_seen_late_still_touches_what_was_made_before():
    """As on PostgreSQL: number 11 was given out first and written last."""
    site = Listening()
    site.log.take([row(12, "/b/")], now=NOON)
    seen = site.log.seen(NOON)

    site.log.take([row(11, "/a/")], now=NOON + 1)

    assert (seen.change_id, seen.missing) == (12, (11,))
    assert site.is_true(seen, "/a/") is False
    assert site.is_true(seen, "/b/") is True
    assert site.is_true(site.log.seen(NOON + 2), "/a/") is True
    assert site.log.missing == {}


def test_a_number_that_never_comes_is_not_waited_for_for_ever():
    site = Listening()
    site.log.take([row(12, "/b/")], now=NOON)

    site.log.take([row(13, "/b/")], now=NOON + 31 * 60)

    assert site.log.missing == {}


def test_of_rows_before_the_start_only_late_ones_may_be_missing():
    site = Listening(row(1, "/a/", written=NOON - 9_000), row(5, "/a/", written=NOON - 8_000), row(8, "/a/"))

    assert set(site.log.missing) == {6, 7}
    assert site.touched == []


def test_a_page_of_another_day_or_of_a_restored_database_is_not_true():
    site = Listening()
    seen = site.log.seen(NOON)

    assert site.is_true(seen, "/a/") is True
    assert site.is_true(seen._replace(day=seen.day - 1), "/a/") is False
    assert site.is_true(seen._replace(change_id=11), "/a/") is False
    assert site.is_true(seen._replace(written=NOON - 61), "/a/") is False
    assert site.is_true(seen._replace(made_at=NOON + 100), "/a/") is False


def test_what_is_due_takes_effect_by_the_clock_alone():
    site = Listening(row(10, "/a/", due=NOON + 100))
    seen = site.log.seen(NOON)

    site.log.tick(NOON + 99)
    before = site.is_true(seen, "/a/", now=NOON + 99)
    site.log.tick(NOON + 101)

    assert (before, site.is_true(seen, "/a/", now=NOON + 101)) == (True, False)
    assert site.touched == [{"/a/"}]
    assert site.is_true(site.log.seen(NOON + 101), "/a/", now=NOON + 102) is True


def test_before_the_log_was_read_nothing_is_known_to_be_true():
    site = Listening()
    site.log.is_loaded = False

    assert site.is_true(site.log.seen(NOON), "/a/") is False
