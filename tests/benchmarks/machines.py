"""What a page view costs behind the shipped nginx: CPU time of nginx, site and database for each kind of answer.

`python -m tests.benchmarks.machines` starts PostgreSQL's clients, two machines and nginx as the tests of `deploy` do, so
DATABASE_URL must name a PostgreSQL. It measures CPU time of the servers' own processes: a client that is slow, or a
machine that is busy, changes nothing of it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

from tests.processes import children_of, cpu_seconds, memory_mb

PATHS = ["/", "/therapies/", "/therapy/lidocaine/", "/guide/when-to-call/", "/guide/how-to-prepare/"]
REQUESTS = 4_000


def cost(ask: Callable[[int], int], requests: int, *groups: list[int]) -> list[float]:
    """Microseconds of CPU a request, for each group of processes."""
    before = [cpu_seconds(group) for group in groups]
    wrong = [status for number in range(requests) if (status := ask(number)) != 200]
    if wrong:
        raise SystemExit(f"{len(wrong)} of {requests} requests were not answered with 200: {set(wrong)}")
    return [(cpu_seconds(group) - start) / requests * 1e6 for group, start in zip(groups, before, strict=True)]


def measure(cluster, nginx_ids: list[int], asked) -> None:
    machine_ids = [number for machine in cluster.machines for number in machine.worker_ids()]
    connection = cluster.nginx.connection()

    def through(path_of: Callable[[int], str]) -> Callable[[int], int]:
        return lambda number: asked(connection, path_of(number), accept_encoding="gzip")[0]

    rows = {
        "a copy of nginx": (through(lambda n: PATHS[n % len(PATHS)]), REQUESTS),
        "a page that the machine keeps": (through(lambda n: f"{PATHS[n % len(PATHS)]}?n={n}"), REQUESTS),
        "a search (a page each, kept by nobody)": (through(lambda n: f"/search/?q=word{n}"), 50),
        "a staff page (signing in)": (through(lambda n: "/admin/login/"), 300),
    }
    print(f"{'answer':42} {'nginx µs':>9} {'site µs':>9}")
    for name, (ask, requests) in rows.items():
        ask(0)
        nginx_cost, site_cost = cost(ask, requests, nginx_ids, machine_ids)
        print(f"{name:42} {nginx_cost:9.0f} {site_cost:9.0f}")
    connection.close()
    print("memory of a worker, MB:", *(f"{memory_mb(number):.0f}" for number in machine_ids))
    print("memory of nginx, MB:", f"{sum(map(memory_mb, nginx_ids)):.0f}")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit("DATABASE_URL must name a PostgreSQL.")
    django.setup()
    # Imported here: they read the settings.
    from tests.deploy import machines as several
    from tests.deploy.nginx import asked

    with tempfile.TemporaryDirectory() as name, several.cluster_in(Path(name)) as cluster:
        time.sleep(1)
        [nginx_id] = [
            number for number in children_of(os.getpid()) if "nginx" in Path(f"/proc/{number}/comm").read_text()
        ]
        measure(cluster, children_of(nginx_id), asked)


if __name__ == "__main__":
    main()
