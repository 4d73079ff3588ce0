"""The site that is measured: the real content and thousands of sample pages, loaded once and kept between runs."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path

from tests.benchmarks.samples import THERAPY, sample_article

BASE = Path(__file__).resolve().parents[3]
THERAPIES = 100  # that the sample pages are about, so that each page has its own neighbours


def folder_of(place: Path, *, pages: int) -> dict[str, str]:
    """Make the site in a folder where it is not there yet, and say with which variables it runs.

    A first load of 10,000 pages takes 5 minutes and more; how long it took stays in `first_load.json`.
    """
    variables = os.environ | {
        "DATA_DIR": str(place),
        "CONTENT_DIR": str(place / "content"),
        "DATABASE_URL": "",
        "CACHE_URL": "",
        # One name for the site, whatever port it listens at: the kept pages of one run serve the next.
        "SITE_URL": "http://127.0.0.1:8000",
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
    }
    os.environ.update(variables)
    write_texts(place / "content", pages=pages)
    in_django(place)
    return variables


def write_texts(folder: Path, *, pages: int) -> None:
    """The texts of the site beside sample pages. What is there already is left as it is."""
    if folder.exists():
        return
    shutil.copytree(BASE / "content" / "en", folder / "en")
    for number in range(min(THERAPIES, pages)):
        text = THERAPY.replace("Lidocaine infusion", f"Sample infusion {number:03}")
        (folder / "en" / "therapy" / f"sample-{number:03}.md").write_text(text)
    for number in range(pages):
        text = sample_article(number, of=pages, about=f"sample-{number % THERAPIES:03}")
        (folder / "en" / "guide" / f"page-{number:05}.md").write_text(text)


def in_django(place: Path) -> None:
    """Bring the database of the folder to today's tables, and load the texts where that has not been done."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not (place / "first_load.json").exists():
        (place / "first_load.json").write_text(json.dumps(loaded(place / "content")))


def loaded(folder: Path) -> dict[str, float]:
    """Load and publish a folder; CPU seconds and the number of texts."""
    from therapies.publishing.loading import load_content

    start = time.process_time()
    report = load_content(folder, publish=True)
    if report.problems:
        sys.exit(f"The texts cannot be loaded: {report.problems[:3]}")
    return {"seconds": time.process_time() - start, "texts": len(report.new) + report.unchanged}


def sample_paths(pages: int) -> list[str]:
    return [f"/guide/page-{number:05}/" for number in range(pages)]
