"""Whatever breaks, readers read on: `python -m tests.benchmarks.faults` breaks a site in every way there is, and counts.

`--seconds 600` lets each fault last ten minutes; `--only NAME …` chooses faults. The site has the real content, two
workers of gunicorn and a database of its own; three readers ask for every page meanwhile. Prints a table, and exits
with 1 when a reader was not answered with the last good copy in time, or something did not recover within 10 seconds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
django.setup()

from django.conf import settings  # noqa: E402 - settings come first

from tests.benchmarks import breaking  # noqa: E402
from tests.faults.readers import ENOUGH_MS, Readers, Report  # noqa: E402
from tests.faults.servers import PostgreSQL, Redis  # noqa: E402
from tests.faults.site import Prepared, Site, prepare  # noqa: E402

RECOVERS_WITHIN = 10.0  # seconds
Fault = Callable[[Site, float], Iterator[None]]


@dataclass
class Row:
    name: str
    report: Report
    recovered: float
    allowed: int = 0  # requests that may fail

    @property
    def is_good(self) -> bool:
        in_time = self.report.p95 < ENOUGH_MS and self.recovered <= RECOVERS_WITHIN
        return self.report.failed <= self.allowed and in_time

    def __str__(self) -> str:
        verdict = "" if self.is_good else f"  MISSED {dict(self.report.failures)} {sorted(self.report.wrong)}"
        return (
            f"| {self.name} | {self.report.requests:,} | {self.report.failed} | {self.report.p95:.0f} "
            f"| {max(self.report.milliseconds):.0f} | {self.recovered:.1f} |{verdict}"
        )


def during(site: Site, fault: Callable, seconds: float) -> tuple[Report, float, int]:
    """What readers got while the fault lasted, after how many seconds all was well, and how many may have failed."""
    site.read_all_once()
    with Readers(site) as report:
        with fault(site) as allowed:
            lasts_until = time.monotonic() + seconds
            while time.monotonic() < lasts_until:
                time.sleep(0.2)
        recovered = site.wait_until(lambda: is_well(site), 60, "the site is not well again")
    return report, recovered, len(allowed or ())


def is_well(site: Site) -> bool:
    """Ready, and a page that nobody keeps is made."""
    return site.ask("/readyz").status == 200 and site.ask("/search/?q=lidocaine").status == 200


def on_sqlite(prepared: Prepared, folder: Path, names: list[str], seconds: float) -> Iterator[Row]:
    for name in names:
        fault = breaking.ON_SQLITE[name]
        place = folder / "site"
        with fault.disk(place), Site(prepared, place, **fault.variables(place)) as site:
            report, recovered, allowed = during(site, fault.breaks, seconds)
        shutil.rmtree(place, ignore_errors=True)
        yield Row(name, report, recovered, allowed)


def on_servers(folder: Path, names: list[str], seconds: float) -> Iterator[Row]:
    if not names:
        return
    with PostgreSQL() as postgresql, redis_in(folder / "redis") as redis:
        prepared = prepare(folder / "servers", content=settings.CONTENT_DIR, database_url=postgresql.url)
        with Site(prepared, prepared.folder, CACHE_URL=redis.url) as site:
            for name in names:
                report, recovered, allowed = during(site, breaking.on_servers(postgresql, redis)[name], seconds)
                yield Row(name, report, recovered, allowed)


@contextmanager
def redis_in(folder: Path) -> Iterator[Redis]:
    folder.mkdir()
    with Redis(folder) as redis:
        yield redis


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30, help="how long each fault lasts")
    parser.add_argument("--only", nargs="*", default=[*breaking.ON_SQLITE, *breaking.ON_SERVERS])
    wanted = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        print(
            "| what broke | requests | failed | p95 ms | longest ms | well again after s |\n| --- | ---: | ---: | ---: | ---: | ---: |"
        )
        on_files = [name for name in wanted.only if name in breaking.ON_SQLITE]
        prepared = prepare(folder / "prepared", content=settings.CONTENT_DIR) if on_files else None
        for row in on_sqlite(prepared, folder, on_files, wanted.seconds):
            rows.append(row)
            print(row, flush=True)
        for row in on_servers(folder, [name for name in wanted.only if name in breaking.ON_SERVERS], wanted.seconds):
            rows.append(row)
            print(row, flush=True)
    return 0 if all(row.is_good for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
