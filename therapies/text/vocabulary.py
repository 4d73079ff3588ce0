"""Medical words, the plain words for them, and what patients type instead. The check and the search read it.

The words stand in `vocabulary.tsv` beside this file, a line each: medical forms, plain words, searched words; forms of one
cell are divided by semicolons. Names of medicines have no plain words.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".tsv")


@dataclass(frozen=True)
class Term:
    """`plain` is "" for names such as ketamine, which patients hear at the clinic as well."""

    medical: tuple[str, ...]
    plain: str
    searched: tuple[str, ...]


@cache
def vocabulary() -> tuple[Term, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Term(medical=_forms(line["medical"]), plain=line["plain"], searched=_forms(line["searched"]))
            for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        )


def _forms(cell: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in cell.split(";"))
