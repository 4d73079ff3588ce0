"""Measure how the site is served: `python -m tests.benchmarks.serving --data FOLDER [--quick]`. Linux with two cores.

The server has core 0 for itself, whoever asks has core 1. Rounds alternate between all that is compared; figures are medians of
the rounds, and ratios are of one run, so that other work on the machine counts little. CPU is that of the server's own process.
With `--data` the folder with its 10,000 pages stays for the next run: to make it takes 6 minutes and more. Prints a
table of goals and exits with 1 when one is missed. `--only` runs some of its parts.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from . import many_pages, moments, one_page, site
from .rounds import CLIENT_CORE, Goal, everything

PARTS = ("page", "pages", "workers", "first", "publish", "start", "load")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.serving", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the site, made when it is not there, and kept")
    parser.add_argument("--pages", type=int, default=10_000, help="sample pages")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each round")
    parser.add_argument(
        "--quick", action="store_true", help="3 rounds of half a second, and 300 pages if not told otherwise"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    asked = parser.parse_args()
    if asked.quick:
        asked.rounds, asked.seconds = 3, 0.5
        asked.pages = 400 if asked.pages == 10_000 and not asked.data else asked.pages
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as work:
        place = (asked.data or Path(work, "data")).resolve()
        variables = site.folder_of(place, pages=asked.pages)
        os.sched_setaffinity(0, {CLIENT_CORE})
        goals: list[Goal] = []
        with everything(goals):
            for part in asked.only:
                goals += run(part, asked, place=place, work=Path(work), variables=variables)
    print(f"\n{machine()}; {time.monotonic() - started:.0f} s in all")
    return 0 if all(goal.is_met for goal in goals) else 1


def run(part: str, asked, *, place: Path, work: Path, variables: dict[str, str]) -> list[Goal]:
    rounds = {"rounds": asked.rounds, "seconds": asked.seconds}
    few = 5 if asked.quick else 15
    parts = {
        "page": lambda: one_page.run(work, variables=variables, **rounds),
        "pages": lambda: many_pages.run(work, variables=variables, pages=asked.pages, **rounds),
        "workers": lambda: moments.two_workers(variables=variables, **rounds),
        "first": lambda: moments.first_views(place, variables=variables, pages=asked.pages),
        "publish": lambda: moments.publishes(variables=variables, times=few),
        "start": lambda: moments.starts(variables=variables, times=asked.rounds),
        "load": lambda: moments.loads_again(place, variables=variables, times=asked.rounds),
    }
    return parts[part]()


def machine() -> str:
    """The day, the processor, its cores, and how busy they were in the last minute."""
    cpu = next((line.partition(":")[2].strip() for line in cpu_lines() if line.startswith("model name")), "?")
    version = ".".join(map(str, sys.version_info[:3]))
    busy = os.getloadavg()[0]
    return f"{datetime.now(UTC):%B %-d, %Y}; {cpu}, {os.cpu_count()} cores; Python {version}; load {busy:.1f}"


def cpu_lines() -> list[str]:
    return Path("/proc/cpuinfo").read_text().splitlines()


if __name__ == "__main__":
    sys.exit(main())
