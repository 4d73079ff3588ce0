"""Readers who go on reading while something breaks, and what they got."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.site import Site

ENOUGH_MS = 300.0  # in which 95 of 100 answers must be there


@dataclass
class Report:
    """What the readers of one time were answered."""

    milliseconds: list[float] = field(default_factory=list)
    failures: Counter = field(default_factory=Counter)
    wrong: set[str] = field(default_factory=set)

    @property
    def requests(self) -> int:
        return len(self.milliseconds)

    @property
    def failed(self) -> int:
        return self.failures.total()

    @property
    def p95(self) -> float:
        return sorted(self.milliseconds)[int(self.requests * 0.95)] if self.milliseconds else 0.0


class Readers:
    """Threads that ask for the pages of a site, one after the other, until the block ends.

    An answer fails that is not 200, or is not the page as it was when the readers came.
    """

    def __init__(self, site: Site, *, readers: int = 3, pause: float = 0.03):
        self.site, self.pause = site, pause
        self.report, self.over = Report(), threading.Event()
        self.lock = threading.Lock()
        self.paths = itertools.cycle(site.paths)
        self.pages = {path: site.ask(path).body for path in site.paths}
        self.threads = [threading.Thread(target=self.read, daemon=True) for _ in range(readers)]

    def __enter__(self) -> Report:
        for thread in self.threads:
            thread.start()
        return self.report

    def __exit__(self, *exception):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def read(self) -> None:
        while not self.over.is_set():
            with self.lock:
                path = next(self.paths)
            answer = self.site.ask(path)
            with self.lock:
                self.report.milliseconds.append(answer.seconds * 1000)
                if answer.status != 200:
                    self.report.failures[answer.status] += 1
                elif answer.body != self.pages[path]:
                    self.report.failures["another page"] += 1
                    self.report.wrong.add(path)
            time.sleep(self.pause)


def read_for(site: Site, seconds: float, **how) -> Report:
    with Readers(site, **how) as report:
        time.sleep(seconds)
    return report
