"""Loading article files: first, again unchanged, and the peak memory of it, at growing numbers of articles."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .samples import THERAPY, sample_article

# How much slower an article may load among 10,000 than among 100, how much faster an unchanged load is,
# and the peak memory of a load, in MB.
GROWTH, AGAIN, MEMORY = 1.20, 20, 300


def run(sizes: list[int]) -> bool:
    """Print a table; True when all goals are met."""
    rows = [measure(size) for size in sizes]
    print(f"{'articles':>9} {'first, s':>9} {'ms each':>8} {'again, s':>9} {'first/again':>11} {'peak MB':>8}")
    for size, row in zip(sizes, rows, strict=True):
        each, ratio = row["first"] / size * 1000, row["first"] / row["again"]
        print(f"{size:>9,} {row['first']:>9.2f} {each:>8.2f} {row['again']:>9.3f} {ratio:>11.0f} {row['peak']:>8.0f}")
    growth = rows[-1]["first"] / sizes[-1] / (rows[0]["first"] / sizes[0])
    slowest = min(row["first"] / row["again"] for row in rows)
    peak = max(row["peak"] for row in rows)
    print(f"growth of the time per article, {sizes[0]:,} to {sizes[-1]:,}: {growth:.2f} (goal at most {GROWTH})")
    print(
        f"first load / unchanged load: at least {slowest:.0f} (goal {AGAIN}); peak {peak:.0f} MB (goal below {MEMORY})"
    )
    return growth <= GROWTH and slowest >= AGAIN and peak < MEMORY


def measure(size: int) -> dict[str, float]:
    """CPU seconds of a first load and of the same load again, and the peak memory of the first in MB."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "content")
        therapy = folder / "en" / "therapy" / "lidocaine.md"
        therapy.parent.mkdir(parents=True)
        therapy.write_text(THERAPY)
        for number in range(size):
            path = folder / "en" / "guide" / f"page-{number:05}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(sample_article(number, of=size))
        first = load(place)
        again = min((load(place) for _ in range(3)), key=lambda row: row["seconds"])
    return {"first": first["seconds"], "again": again["seconds"], "peak": first["peak"]}


def load(place: str) -> dict[str, float]:
    environment = os.environ | {"DATA_DIR": place, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "clinic_site.settings"}
    command = [sys.executable, "-m", "tests.benchmarks.loading", place]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(answer.stdout.splitlines()[-1])


def load_here(place: Path) -> None:
    """Load the folder in this process and print seconds and peak memory as JSON."""
    import django
    from django.core.management import call_command

    django.setup()
    from therapies.publishing.loading import load_content

    call_command("migrate", verbosity=0)
    start = time.process_time()
    report = load_content(place / "content", publish=True)
    seconds = time.process_time() - start
    assert not report.problems, report.problems[:3]
    # Linux counts in KB, macOS in bytes.
    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    print(json.dumps({"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit}))


if __name__ == "__main__":
    load_here(Path(sys.argv[1]))
