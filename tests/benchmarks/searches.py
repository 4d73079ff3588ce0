"""Questions as patients type them, and how often the search answers them first or among the first three.

`python -m tests.benchmarks.searches` loads the pages into a fresh SQLite file, or into the empty database that
DATABASE_URL names, and prints each question that is not answered first.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_suffix(".tsv")
# Shares of the questions that are answered first, and among the first three.
FIRST, THREE = 0.80, 0.95


@dataclass(frozen=True)
class Answered:
    """`place` counts from 1 and is 0 when no right answer was found; `found` are the first three addresses."""

    typed: str
    place: int
    found: tuple[str, ...]


@dataclass(frozen=True)
class Shares:
    questions: int
    first: float
    three: float

    @property
    def are_enough(self) -> bool:
        return self.first >= FIRST and self.three >= THREE

    def __str__(self) -> str:
        return (
            f"{self.questions} questions as patients type them: {self.first:.1%} answered first (goal {FIRST:.0%}), "
            f"{self.three:.1%} among the first three (goal {THREE:.0%})"
        )


def typed_questions() -> list[tuple[str, tuple[str, ...]]]:
    """Each question with the addresses that answer it, written as texts link to them.

    A page answers with any place on it, a section and a question only with themselves.
    """
    with FILE.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(line["typed"], tuple(line["answers"].split())) for line in lines]


def answered(questions: Iterable[tuple[str, Sequence[str]]]) -> list[Answered]:
    """What the search finds for each question on the database of this process."""
    from therapies.reading.search import search

    results = []
    for typed, answers in questions:
        found = [hit.address for hit in search(typed).hits]
        place = next((place for place, address in enumerate(found, start=1) if is_right(address, answers)), 0)
        results.append(Answered(typed, place, tuple(found[:3])))
    return results


def is_right(address: str, answers: Iterable[str]) -> bool:
    from therapies.text.targets import target_of

    for answer in answers:
        target = target_of(answer)
        whole_page = not target.id and target.kind not in ("question", "word")
        if target.url() == (address.partition("#")[0] if whole_page else address):
            return True
    return False


def shares_of(results: Sequence[Answered]) -> Shares:
    number = len(results)
    first = sum(result.place == 1 for result in results)
    three = sum(1 <= result.place <= 3 for result in results)
    return Shares(number, first / number, three / number)


def print_table(results: Sequence[Answered]) -> Shares:
    """The questions that are not answered first, and the shares."""
    for result in results:
        if result.place != 1:
            print(f"  {result.place or '-':>2}  {result.typed}: {', '.join(result.found)}")
    shares = shares_of(results)
    print(shares)
    return shares


def run_here() -> bool:
    import django
    from django.core.management import call_command

    django.setup()
    from therapies.models import Article

    call_command("migrate", verbosity=0)
    if Article.objects.exists():
        raise SystemExit("This database holds articles already. Name an empty one in DATABASE_URL.")
    load_pages()
    return print_table(answered(typed_questions())).are_enough


def load_pages() -> None:
    """The real pages. Half of them would answer half of the questions."""
    from django.conf import settings

    from therapies.publishing.loading import load_content

    problems = load_content(Path(settings.CONTENT_DIR), publish=True).problems
    if problems:
        raise SystemExit(f"The pages have {len(problems)} problems, so nothing is measured. The first: {problems[0]}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        sys.exit(0 if run_here() else 1)
