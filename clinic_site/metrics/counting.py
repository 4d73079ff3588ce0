"""What this process counts. A page that is answered from memory costs nothing here: the page cache has its own numbers."""

from __future__ import annotations

import os
import threading
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from clinic_site.headers import STAFF_PREFIX
from therapies.reading import page_cache

# Upper ends in seconds, as the goals of the site lie: 5 ms for a page, half a second for a service that hangs.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass
class Seconds:
    """How long answers took: how many fell into each bucket, with one more for the longer ones."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.total += seconds


_answers: Counter[tuple[str, str]] = Counter()
_seconds: dict[str, Seconds] = {"readers": Seconds(), "staff": Seconds()}
_lock = threading.Lock()


def count(request, response, *, seconds: float) -> None:
    kind = kind_of(request)
    with _lock:
        _answers[kind, f"{response.status_code // 100}xx"] += 1
        _seconds["staff" if kind == "staff" else "readers"].add(seconds)


def kind_of(request) -> str:
    """The name of the route: there are as many as the site has, whatever a stranger asks for."""
    if request.path_info.startswith(STAFF_PREFIX):
        return "staff"
    if request.path_info.startswith(settings.STATIC_URL):
        return "static"
    match = request.resolver_match
    return (match.url_name or "mended") if match else "none"


def numbers() -> dict:
    """All that this process has counted, in plain values."""
    with _lock:
        return {
            "pid": os.getpid(),
            "answers": [[kind, status, number] for (kind, status), number in sorted(_answers.items())],
            "seconds": {side: [*taken.counts, taken.total] for side, taken in _seconds.items()},
            "pages": page_cache.counters(),
            "memory": memory(),
        }


def memory() -> int:
    """Bytes that this process holds in memory; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0
