"""Open plans with a time after the # and read the server's own access log: the time must not be in it.

    python -m tests.benchmarks.plan_privacy [--loads 10000]

Starts gunicorn on a database of its own with all of content/ published, and has it log the whole request line, the
referrer and the path of each request, which the site's own log leaves out. Every page is really loaded: its scripts
run and read the time. Needs a Chromium (CHROMIUM names it). Exits with 1 when the log holds a time or misses a load.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from .chromium import opened_browser

ROOT = Path(__file__).parents[2]
PORT = 8931
PLAN = "/visit/first-ketamine-visit-pain/"
LOG_FORMAT = "%(r)s | %(U)s | %(q)s | %({referer}i)s | %({cookie}i)s"
# No other number in a request is like these.
TIME = re.compile(r"2026-12|T\d\d:?\d\d|12/\d\d/2026|t=|t%3d|#|%23", re.IGNORECASE)


def started(folder: Path) -> subprocess.Popen:
    environment = os.environ | {"DATA_DIR": str(folder), "WEB_CONCURRENCY": "2"}
    for command in (
        ["migrate", "--verbosity", "0"],
        ["load_content", "--publish"],
        ["collectstatic", "--noinput", "--verbosity", "0"],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, capture_output=True
        )
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "clinic_site.wsgi", "--config", "/dev/null",
            "--bind", f"127.0.0.1:{PORT}", "--workers", "2", "--threads", "4", "--worker-class", "gthread",
            "--access-logfile", str(folder / "access.log"), "--access-logformat", LOG_FORMAT,
        ],
        cwd=ROOT, env=environment, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}{PLAN}").close()
        except OSError:
            time.sleep(0.2)
        else:
            return server
    raise SystemExit("The server did not start.")


def load(browser, loads: int) -> int:
    """The number of pages that showed clock times; in three tabs one after the other, as a browser would open mails."""
    shown = 0
    page = browser.new_page()
    for number in range(loads):
        day, hour = number % 4 + 7, number % 8 + 8
        text = (
            f"2026-12-{day:02}T{hour:02}:30",
            f"12/{day:02}/2026%20{hour % 12 or 12}:30%20{'AM' if hour < 12 else 'PM'}",
        )[number % 2]
        page.goto(f"http://127.0.0.1:{PORT}{PLAN}?n={number}#t={text}", wait_until="load")
        shown += page.evaluate("clinicPlan.current.instant !== null && !location.href.includes('2026')")
        if number % 250 == 249:
            print(f"  {number + 1} loads, {shown} with clock times", flush=True)
    kept = page.evaluate(
        "[document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(Boolean)"
    )
    print(f"cookies and storage after all loads: {len(page.context.cookies()) + len(kept)}")
    return shown if not kept and not page.context.cookies() else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.plan_privacy")
    parser.add_argument("--loads", type=int, default=10_000)
    loads = parser.parse_args().loads
    with tempfile.TemporaryDirectory() as name:
        server = started(Path(name))
        try:
            with opened_browser() as browser:
                shown = load(browser, loads)
        finally:
            server.terminate()
            server.wait()
        lines = (Path(name) / "access.log").read_text().splitlines()
    pages = [line for line in lines if f" {PLAN}?n=" in line]
    carrying = [line for line in lines if TIME.search(line)]
    print(f"{len(pages)} plans of {loads} loads in the log, {shown} showed clock times; {len(lines)} requests in all")
    print(f"{len(carrying)} requests carried the time", *carrying[:5], sep="\n  ")
    return 0 if shown == len(pages) == loads and not carrying else 1


if __name__ == "__main__":
    sys.exit(main())
