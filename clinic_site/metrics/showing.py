"""The numbers as Prometheus reads them (text format 0.0.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import Error, connection

from .counting import BUCKETS

PAGE_CACHE = {
    "hits_memory": "answered out of memory",
    "hits_shelf": "answered from the shelf",
    "misses": "made by Django and kept",
    "stale": "answered with the last good copy",
    "bypassed": "not a page that is kept",
    "refused_busy": "refused, because all was busy",
}


def text_of(processes: list[dict]) -> str:
    alive = [process for process in processes if process["memory"] is not None]
    return "".join(
        [
            *family("clinic_answers_total", "counter", "Answers that Django made.", answers(processes)),
            *family("clinic_answer_seconds", "histogram", "How long Django took.", seconds(processes)),
            *family("clinic_page_cache_total", "counter", f"Requests: {explained()}.", page_cache(processes)),
            *family("clinic_database_up", "gauge", "1 when the database answers.", [("", {}, int(database_is_up()))]),
            *family(
                "clinic_last_backup_timestamp_seconds", "gauge", "When manage.py backup last ended well.", backup()
            ),
            *family("clinic_processes", "gauge", "Processes that answer.", [("", {}, len(alive))]),
            *family(
                "clinic_memory_bytes", "gauge", "Memory of all of them.", [("", {}, sum(p["memory"] for p in alive))]
            ),
        ]
    )


def explained() -> str:
    return ", ".join(f"{name} ({words})" for name, words in PAGE_CACHE.items())


def family(name: str, kind: str, words: str, samples: Iterable[tuple[str, dict, float]]) -> Iterator[str]:
    """One family with its samples: what follows the name, labels, value. Labels are names of ours: nothing to escape."""
    yield f"# HELP {name} {words}\n# TYPE {name} {kind}\n"
    for suffix, labels, value in samples:
        shown = ",".join(f'{label}="{text}"' for label, text in labels.items())
        yield f"{name}{suffix}{{{shown}}} {value}\n" if shown else f"{name}{suffix} {value}\n"


def answers(processes: list[dict]) -> Iterator[tuple[str, dict, float]]:
    total = Counter()
    for process in processes:
        for kind, status, number in process["answers"]:
            total[kind, status] += number
    for (kind, status), number in sorted(total.items()):
        yield "", {"kind": kind, "status": status}, number


def seconds(processes: list[dict]) -> Iterator[tuple[str, dict, float]]:
    for side in ("readers", "staff"):
        *counts, total = (
            sum(values) for values in zip(*(process["seconds"][side] for process in processes), strict=True)
        )
        below = 0
        for end, number in zip((*BUCKETS, "+Inf"), counts, strict=True):
            below += number
            yield "_bucket", {"side": side, "le": end}, below
        yield "_sum", {"side": side}, round(total, 6)
        yield "_count", {"side": side}, below


def page_cache(processes: list[dict]) -> Iterator[tuple[str, dict, float]]:
    total = Counter()
    for process in processes:
        total.update(process["pages"])
    for event, number in sorted(total.items()):
        yield "", {"event": event}, number


def database_is_up() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except Error:
        return False


def backup() -> Iterator[tuple[str, dict, float]]:
    """Nothing when there was none: an alarm asks for absence too."""
    try:
        yield "", {}, int((settings.DATA_DIR / "last_backup").stat().st_mtime)
    except OSError:
        return
