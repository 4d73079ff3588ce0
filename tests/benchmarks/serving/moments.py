"""What happens once: a page that nobody kept, a publish until all have seen it, a start, a load of unchanged texts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.processes import children_of, cpu_seconds, end, free_port, is_listening

from .client import answer_of, request
from .one_page import OURS, PAGE
from .rounds import CLIENT_CORE, SERVER_CORE, Goal, Row, Subject, measured, print_head
from .servers import Server, serving

SITE_THAT_PUBLISHES = {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.serving.site_settings"}
LONGEST_UNSEEN = 10  # seconds
CONNECTIONS_OF_TWO = 32


# --- A first view -----------------------------------------------------------------------------


def first_views(place: Path, *, variables: dict[str, str], pages: int) -> list[Goal]:
    """Each page is made once, in a process of its own, with a shelf that is empty at the beginning."""
    with tempfile.TemporaryDirectory() as empty:
        for name in ("static", "staticfiles.json"):
            Path(empty, name).symlink_to(place / name)
        ours = {"DATA_DIR": empty, "DATABASE_URL": f"sqlite:///{place / 'site.sqlite3'}"}
        found = json.loads(output_of("first_views", str(pages), variables=variables | ours, core=SERVER_CORE))
    print(
        f"\nFirst views: {found['pages']} pages, {found['cpu']:.1f} ms of CPU each (95 of 100 below {found['cpu95']:.1f} ms), "
    )
    print(f"{found['wall']:.1f} ms of the clock, at most {found['queries']} queries")
    limit = "Markdown and templates; Brotli 0.4 ms, gzip 0.3 ms"
    return [
        Goal(
            "first view of an article: queries, the most", found["queries"], 6, "what the page shows", is_at_most=True
        ),
        Goal("first view of an article: CPU time", found["cpu"], 5, limit, is_at_most=True, unit=" ms"),
    ]


def output_of(module: str, *arguments: str, variables: dict[str, str], core: int) -> str:
    """The last line that a module of this package prints in a process of its own, held on a core."""
    answer = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.serving.{module}", *arguments],
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    return answer.stdout.splitlines()[-1]


# --- A publish --------------------------------------------------------------------------------


def publishes(*, variables: dict[str, str], times: int) -> list[Goal]:
    """Publish inside one server, and look at once what it answers, and how long the other answers with the old words."""
    ours = variables | SITE_THAT_PUBLISHES
    missed, waits = 0, []
    with (
        serving(OURS, variables=ours, cores={SERVER_CORE}) as saving,
        serving(OURS, variables=ours, cores={CLIENT_CORE}) as other,
    ):
        for number in range(times):
            page = request(f"/guide/page-{number:05}/")
            for server in (saving, other):
                answer_of(server.port, page)
            mark = published_in(saving, f"page-{number:05}")
            since = time.monotonic()
            missed += mark not in answer_of(saving.port, page)[2]
            waits.append(seconds_until(mark, server=other, page=page, since=since))
            time.sleep(0.1 * (number % 7))  # so that it does not fall into step with whoever looks every half second
    print(
        f"\n{times} publishes: the other process has the new words after {median(waits):.2f} s, at most {max(waits):.2f} s"
    )
    return [
        Goal(
            "publish seen by every worker: the slowest",
            max(waits),
            1.0,
            "each looks every half second",
            is_at_most=True,
            unit=" s",
        ),
        Goal(
            "answers with old words from the saving worker",
            missed,
            0,
            "it looks before its next answer",
            is_at_most=True,
        ),
    ]


def published_in(server: Server, slug: str) -> bytes:
    """Have the server publish; the words that are new."""
    head = f"POST /benchmark/publish/{slug} HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    status, _, body = answer_of(server.port, head.encode())
    if not status.startswith("200"):
        raise SystemExit(f"Publishing {slug} answered {status}.")
    return body


def seconds_until(mark: bytes, *, server: Server, page: bytes, since: float) -> float:
    while mark not in answer_of(server.port, page)[2]:
        if time.monotonic() - since > LONGEST_UNSEEN:
            break
        time.sleep(0.005)
    return time.monotonic() - since


# --- Two workers ------------------------------------------------------------------------------


def two_workers(*, variables: dict[str, str], rounds: int, seconds: float) -> list[Goal]:
    """Here the client has no core of its own: two workers and it share two cores."""
    requests = [request(PAGE, coding="gzip")]
    print_head(f"Workers, each held on a core, {CONNECTIONS_OF_TWO} connections")
    with (
        serving(OURS, variables=variables, cores={SERVER_CORE}) as one,
        serving(OURS, variables=variables, cores={SERVER_CORE, CLIENT_CORE}, workers=2) as two,
    ):
        os.sched_setaffinity(0, {SERVER_CORE, CLIENT_CORE})
        rows: list[Row] = measured(
            [
                Subject("ours, gzip, one worker", one, requests, connections=CONNECTIONS_OF_TWO),
                Subject("ours, gzip, two workers", two, requests, connections=CONNECTIONS_OF_TWO),
            ],
            rounds=rounds,
            seconds=seconds,
        )
        os.sched_setaffinity(0, {CLIENT_CORE})
    limit = "two cores, which the client uses too"
    return [Goal("two pinned workers / one, requests/s", rows[1].rate / rows[0].rate, 1.6, limit)]


# --- A start and a load -----------------------------------------------------------------------


def starts(*, variables: dict[str, str], times: int) -> list[Goal]:
    """From the command to the first page, with files and shelf as an earlier run left them."""
    clock, cpu = zip(*(one_start(variables) for _ in range(times)), strict=True)
    print(f"\n{times} starts: first page after {median(clock):.2f} s of the clock, {median(cpu):.2f} s of CPU")
    limit = "Python's imports of Django and of the site"
    return [Goal("start of a warm process to its first page", median(clock), 1.5, limit, is_at_most=True, unit=" s")]


def one_start(variables: dict[str, str]) -> tuple[float, float]:
    """Seconds of the clock, and of the CPU of master and worker."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:tests.benchmarks.serving.gunicorn"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "1", OURS]
    start = time.monotonic()
    process = subprocess.Popen(
        command, env=os.environ | variables, preexec_fn=lambda: os.sched_setaffinity(0, {SERVER_CORE})
    )
    try:
        while not is_listening(port):
            time.sleep(0.005)
        # The socket is there before the application: the answer comes when it is.
        status, _, _ = answer_of(port, request(PAGE, coding="gzip"))
        seconds = time.monotonic() - start
        cpu = cpu_seconds([process.pid, *children_of(process.pid)])
    finally:
        end(process)
    if not status.startswith("200"):
        raise SystemExit(f"{PAGE} answered {status} at the start.")
    return seconds, cpu


def loads_again(place: Path, *, variables: dict[str, str], times: int) -> list[Goal]:
    """The load of a folder in which nothing changed, in processes of their own, against the first load of the same folder."""
    first = json.loads((place / "first_load.json").read_text())
    answers = (json.loads(output_of("reload", variables=variables, core=SERVER_CORE)) for _ in range(times))
    again = median(answer["seconds"] for answer in answers)
    each = again / first["texts"] * 1000
    print(f"\nLoad of {first['texts']:,} texts: first {first['seconds']:.1f} s of CPU, unchanged {again:.3f} s")
    limit = "opening, reading and comparing each file"
    return [
        Goal("first load / load of unchanged texts, CPU", first["seconds"] / again, 100, limit),
        Goal("load of an unchanged text, CPU", each, 0.05, limit, is_at_most=True, unit=" ms"),
    ]
