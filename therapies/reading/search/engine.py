"""The full-text indexes: which rows hold which words. FTS5 on SQLite, tsvector on PostgreSQL; nobody else knows which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from .asking import Way

# A word that more rows hold than these is common: it ranks what others find, and finds little by itself.
LIMIT = 300
# Few places of a site have the same word in their name.
LIMIT_OF_NAMES = 150


@dataclass(frozen=True)
class Lookup:
    """Rows that hold, for each of `all_of`, one of its ways, a way being words that all stand in the row.

    `in_name`: they stand in its title, heading or question.
    """

    all_of: tuple[tuple[Way, ...], ...]
    in_name: bool = False
    limit: int = LIMIT


@dataclass(frozen=True)
class Engine:
    """How one database is asked: its index of names and that of all words, a lookup, and how a condition is written."""

    names: str
    words: str
    lookup: str
    quoted: str
    and_: str
    or_: str


_SQLITE = Engine(
    names="therapies_searchname",
    words="therapies_searchwords",
    lookup="SELECT * FROM (SELECT {number}, rowid FROM {index} WHERE {index} MATCH %s LIMIT %s)",
    quoted='"{}"',
    and_=" AND ",
    or_=" OR ",
)
_POSTGRESQL = Engine(
    names="named_by",
    words="found_by",
    lookup=(
        "SELECT * FROM (SELECT {number}, id FROM therapies_searchrow "
        "WHERE {index} @@ to_tsquery('site_words', %s) LIMIT %s) lookup_{number}"
    ),
    quoted="'{}'",
    and_=" & ",
    or_=" | ",
)


def rows_of(lookups: Sequence[Lookup]) -> list[list[int]]:
    """For each lookup the ids of its rows, no more than its limit. One query for all of them.

    Words are folded words of `text.spelling`, letters and numerals only; each is quoted all the same.
    """
    found: list[list[int]] = [[] for _ in lookups]
    sound = [(number, lookup) for number, lookup in enumerate(lookups) if lookup.all_of and all(lookup.all_of)]
    if not sound:
        return found
    engine = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    statement = " UNION ALL ".join(
        engine.lookup.format(number=number, index=engine.names if lookup.in_name else engine.words)
        for number, lookup in sound
    )
    values = [value for _, lookup in sound for value in (_written(lookup, engine), lookup.limit)]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for number, row in cursor.fetchall():
            found[number].append(row)
    return found


def _written(lookup: Lookup, engine: Engine) -> str:
    return engine.and_.join(f"({_one_of(ways, engine)})" for ways in lookup.all_of)


def _one_of(ways: tuple[Way, ...], engine: Engine) -> str:
    return engine.or_.join(f"({engine.and_.join(map(engine.quoted.format, way))})" for way in ways)
