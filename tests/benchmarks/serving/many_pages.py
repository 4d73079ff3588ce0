"""Thousands of pages in random order: held in memory, read from the shelf, and while one is published every 2 seconds."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .client import request
from .one_page import OURS, PEER, given
from .rounds import CLIENT_CORE, SERVER_CORE, Goal, Row, Subject, measured, print_head
from .servers import Server, serving
from .site import sample_paths

FEW = 100
ALL_IN_MEMORY, NONE_IN_MEMORY = {"PAGE_CACHE_MB": "2048"}, {"PAGE_CACHE_MB": "0"}
QUIET = 2  # connections; with more of them, latency is the time in the queue


def run(folder: Path, *, variables: dict[str, str], pages: int, rounds: int, seconds: float) -> list[Goal]:
    requests = [request(path, coding="gzip") for path in sample_paths(pages)]
    with ExitStack() as running:
        core = {SERVER_CORE}
        memory = running.enter_context(serving(OURS, variables=variables | ALL_IN_MEMORY, cores=core))
        fill(memory, requests)
        few = running.enter_context(serving(OURS, variables=variables | ALL_IN_MEMORY, cores=core))
        fill(few, requests[:FEW])
        shelf = running.enter_context(serving(OURS, variables=variables | NONE_IN_MEMORY, cores=core))
        file = folder / "sample.pickle"
        file.write_bytes(pickle.dumps({"/page": given(memory, requests[0])}))
        limit = running.enter_context(serving(PEER + "trivial()", variables={"ANSWERS": str(file)}, cores=core))
        print(f"Memory of a worker: {FEW} pages {few.memory_mb():.0f} MB, {pages:,} pages {memory.memory_mb():.0f} MB")
        of_limit = Subject("limit: trivial WSGI with one of the pages", limit, [request("/page")])
        of_memory = Subject(f"ours, {pages:,} pages in memory", memory, requests)
        print_head(f"{pages:,} pages in random order, gzip, 8 connections")
        busy = measured(
            [
                of_limit,
                Subject(f"ours, the first {FEW} of them in memory", few, requests[:FEW]),
                of_memory,
                Subject(f"ours, {pages:,} pages on the shelf only", shelf, requests),
            ],
            rounds=rounds,
            seconds=seconds,
        )
        print_head(f"The same, {QUIET} connections")
        quiet = measured(
            [
                Subject(f"ours, the first {FEW} of them in memory", few, requests[:FEW], connections=QUIET),
                Subject(f"ours, {pages:,} pages in memory", memory, requests, connections=QUIET),
            ],
            rounds=rounds,
            seconds=seconds,
        )
        print_head("The same while a page is published every 2 s, 8 connections")
        with publishing(variables, pages=pages):
            saving = measured([of_limit, of_memory], rounds=rounds, seconds=max(seconds, 4.0))
    return goals_of(busy, quiet, saving, pages=pages)


def fill(server: Server, requests: list[bytes]) -> None:
    """Ask for each page twice: the first time it may have to be made, the second time it is put where it stays."""
    start = time.monotonic()
    for message in (*requests, *requests):
        status = given(server, message).status
        if not status.startswith("200"):
            raise SystemExit(f"{message.split()[1].decode()} answered {status}.")
    print(f"{len(requests):,} pages are there after {time.monotonic() - start:.0f} s", flush=True)


@contextmanager
def publishing(variables: dict[str, str], *, pages: int):
    """Another process that publishes new words of a page every 2 seconds."""
    command = [sys.executable, "-m", "tests.benchmarks.serving.publishing", str(pages)]
    process = subprocess.Popen(
        command,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {CLIENT_CORE}),
    )
    try:
        process.stdout.readline()  # the first one is out
        yield
        if process.poll() is not None:
            raise SystemExit("Whoever publishes gave up; nothing was measured.")
    finally:
        process.kill()
        process.wait()


def goals_of(busy: list[Row], quiet: list[Row], saving: list[Row], *, pages: int) -> list[Goal]:
    limit, _few, memory, shelf = busy
    return [
        Goal(
            f"{pages:,} pages in memory, CPU: limit / ours",
            limit.cpu / memory.cpu,
            0.80,
            "memory: few pages are in the processor's cache",
        ),
        Goal(
            f"{pages:,} pages from the shelf, CPU: limit / ours",
            limit.cpu / shelf.cpu,
            0.55,
            "a look-up in SQLite and its copy of the bytes",
        ),
        Goal(
            f"{pages:,} pages, a publish every 2 s, CPU: limit / ours",
            saving[0].cpu / saving[1].cpu,
            0.75,
            "pages that are made again",
        ),
        Goal(
            f"p99 at {pages:,} pages / at {FEW}",
            quiet[1].p99 / quiet[0].p99,
            1.25,
            "the scheduler; both are hits in memory",
            is_at_most=True,
        ),
    ]
