"""Measure loading, rendering, editing and searching: `python -m tests.benchmarks [--sizes 100 1000 10000]`.

Every load runs in a process of its own on a fresh SQLite file, so that its peak memory is its own. Times are
CPU times of that process, so that other work on the machine counts little; what matters are the ratios of one run. Exits with 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import sys

from . import comparing, editing, loading, rendering, search_speed


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000, 10_000], help="articles to load")
    sizes = parser.parse_args().sizes
    kept = [loading.run(sizes), rendering.run(), comparing.run(), editing.run(), search_speed.run(max(sizes))]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
