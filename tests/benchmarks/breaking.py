"""The ways in which the benchmark of faults breaks a site. Each is a context manager; it yields a list as long as requests may fail."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tests.faults import injected
from tests.faults.servers import PostgreSQL, Redis
from tests.faults.site import Site
from tests.faults.staff import Staff

DISK_MB = 64
KILL_EVERY_SECONDS = 5
REPLACED_EVERY_SECONDS = 10
HALF_REQUESTS = 6
SAVES_AT_ONCE = 20
WRONG_CLOCK = Path(__file__).parent.parent / "faults" / "wrong_clock"
CLOCK_JUMPS_EVERY_SECONDS = 4
# Seconds. Not behind what is right: the words of this site are new, and none of them would be out yet.
JUMPS = (2 * 3600, 0, 3 * 86400, 86400, 0)


@dataclass(frozen=True)
class Fault:
    breaks: Callable[[Site], AbstractContextManager]
    disk: Callable[[Path], AbstractContextManager] = lambda place: nullcontext()
    variables: Callable[[Path], dict[str, str]] = lambda place: {}


def small(place: Path) -> AbstractContextManager:
    return injected.small_disk(place, megabytes=DISK_MB)


@contextmanager
def full(site: Site) -> Iterator[None]:
    with injected.full_disk(site.folder):
        yield


@contextmanager
def again_and_again(act: Callable[[], None], *, every: float) -> Iterator[list]:
    """Do something in a thread until the block ends; yields a list as long as it was done."""
    over, done = threading.Event(), []

    def go_on() -> None:
        while not over.wait(every):
            act()
            done.append(1)

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    yield done
    over.set()
    thread.join()


@contextmanager
def workers_killed(site: Site) -> Iterator[list]:
    def kill() -> None:
        worker = site.worker_ids()[0]
        os.kill(worker, signal.SIGKILL)
        site.wait_for_new(worker)

    with again_and_again(kill, every=KILL_EVERY_SECONDS) as done:
        allowed = []
        yield allowed
    allowed.extend(done[1:])  # fewer than one for each kill


@contextmanager
def replaced(site: Site) -> Iterator[None]:
    """New code is taken up, over and over: each time all workers are replaced."""

    def replace() -> None:
        old = site.worker_ids()
        os.kill(site.process.pid, signal.SIGHUP)
        site.wait_for_new(*old)

    with again_and_again(replace, every=REPLACED_EVERY_SECONDS):
        yield


@contextmanager
def all_busy(site: Site) -> Iterator[None]:
    """Staff press Save in every thread, and each waits for a lock."""
    person = Staff(site)
    person.sign_in()
    path, form = person.form_of_article()

    def save() -> None:
        saves = [threading.Thread(target=person.ask, args=(path,), kwargs={"form": form}) for _ in range(SAVES_AT_ONCE)]
        for one in saves:
            one.start()
        for one in saves:
            one.join()

    with injected.locked_for_writing(site), again_and_again(save, every=0.1):
        yield


@contextmanager
def slow_clients(site: Site) -> Iterator[None]:
    with ExitStack() as lines:
        for _ in range(HALF_REQUESTS):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half:")
        yield


def clock_of_its_own(place: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(WRONG_CLOCK), "WRONG_BY": str(place / "wrong-by")}


@contextmanager
def clock_jumps(site: Site) -> Iterator[None]:
    """The clock is hours or days ahead and is set back, over and over."""
    jumps = itertools.cycle(JUMPS)

    def jump() -> None:
        set_wrong(site, next(jumps))

    with again_and_again(jump, every=CLOCK_JUMPS_EVERY_SECONDS):
        yield
    set_wrong(site, 0)


def set_wrong(site: Site, seconds: float) -> None:
    unfinished = site.folder / "wrong-by-next"
    unfinished.write_text(str(seconds))
    unfinished.rename(site.folder / "wrong-by")


@contextmanager
def words_damaged(site: Site) -> Iterator[None]:
    """The text of a live page turns into noise in the database, and every kept page is to be made anew."""
    connection = sqlite3.connect(site.database, isolation_level=None)
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'therapies_version'"
    ).fetchall()
    number, text = connection.execute(
        "SELECT v.id, v.text FROM therapies_version v JOIN therapies_article a ON a.id = v.article_id"
        " WHERE a.slug = 'lidocaine' AND v.live_from IS NOT NULL ORDER BY v.number DESC LIMIT 1"
    ).fetchone()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    write = "UPDATE therapies_version SET text = ? WHERE id = ?"
    all_changed = "INSERT INTO therapies_pagechange (written_at, touched) VALUES (datetime('now'), '[\"*\"]')"
    connection.execute(write, ("---\ntitle: [\0\n", number))
    connection.execute(all_changed)
    yield
    connection.execute(write, (text, number))
    connection.execute(all_changed)
    for _, sql in triggers:
        connection.execute(sql)
    connection.close()


@contextmanager
def file_damaged(site: Site) -> Iterator[None]:
    """Half of the file is noise; afterwards a copy from before is put into its place, as after a restore."""
    copy = site.folder / "copy"
    with sqlite3.connect(site.database) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    size = site.database.stat().st_size
    with site.database.open("r+b") as file:
        file.seek(size // 2)
        file.write(os.urandom(size // 2))
    yield
    for beside in ("-wal", "-shm"):
        Path(f"{site.database}{beside}").unlink(missing_ok=True)
    copy.replace(site.database)


@contextmanager
def read_only(site: Site) -> Iterator[None]:
    """The system finds an error on the disk and lets nobody write any more, also into files that are open.

    Such a disk stays so until it was repaired: then the site is started again.
    """
    name = Path(f"/sys/dev/block/{device_of(site.folder)}").resolve().name
    image = Path(f"/sys/block/{name}/loop/backing_file")
    if not name.startswith("loop") or Path(image.read_text().strip()).name != "disk.img":
        raise SystemExit(f"{name} is not the disk of this benchmark.")
    Path(f"/sys/fs/ext4/{name}/trigger_fs_error").write_text("1")
    yield


def device_of(folder: Path) -> str:
    number = folder.stat().st_dev
    return f"{os.major(number)}:{os.minor(number)}"


@contextmanager
def file_as_disk(place: Path) -> Iterator[None]:
    """A file system in a file, which reports its errors by taking no more writing."""
    image = place.with_name("disk.img")
    with image.open("wb") as file:
        file.truncate(DISK_MB * 1_000_000)
    place.mkdir(parents=True)
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
    subprocess.run(["mount", "-o", "loop,errors=remount-ro", str(image), str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        image.unlink()


ON_SQLITE: dict[str, Fault] = {
    "the file is gone": Fault(injected.file_gone),
    "the file is locked for writing": Fault(injected.locked_for_writing),
    "the file is locked for reading too": Fault(injected.locked_for_all),
    "half of the file is noise": Fault(file_damaged),
    "a page's words are noise": Fault(words_damaged),
    "the workers are killed, one every 5 s": Fault(workers_killed),
    "all threads wait for staff": Fault(all_busy),
    "6 clients send half a request": Fault(slow_clients),
    "new workers take over, every 10 s": Fault(replaced),
    "the clock jumps, every 4 s": Fault(clock_jumps, variables=clock_of_its_own),
}
if injected.may_mount():
    ON_SQLITE["the disk is full"] = Fault(full, disk=small)
    if shutil.which("mkfs.ext4"):
        ON_SQLITE["the disk takes no more writing"] = Fault(read_only, disk=file_as_disk)

ON_SERVERS = (
    "PostgreSQL is stopped",
    "PostgreSQL hangs",
    "Redis is gone",
    "Redis hangs",
    "Redis is emptied",
)


def on_servers(postgresql: PostgreSQL, redis: Redis) -> dict[str, Callable[[Site], AbstractContextManager]]:
    def between(breaks: Callable[[], None], mends: Callable[[], None]) -> Callable[[Site], AbstractContextManager]:
        @contextmanager
        def broken(site: Site) -> Iterator[None]:
            breaks()
            yield
            mends()

        return broken

    return dict(
        zip(
            ON_SERVERS,
            (
                between(postgresql.stop, postgresql.start),
                between(postgresql.hold, postgresql.let_go),
                between(redis.stop, redis.start),
                between(redis.hold, redis.let_go),
                between(redis.empty, lambda: None),
            ),
            strict=True,
        )
    )
