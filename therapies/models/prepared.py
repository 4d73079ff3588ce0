"""Queries of readers' pages that are put into SQL once a process. What they mean stands in their QuerySets alone.

Django writes the SQL of a query anew each time: 1 to 2 ms for the live version of a page, of which the database takes
0.1. The four queries of an article took a third of the time in which it is made.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Parameter(Expression):
    """Stands in a QuerySet for a value that is given when it is asked. Never for None, which SQL compares otherwise."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def value_in(self, values: dict[str, Any], connection) -> Any:
        return self.output_field.get_db_prep_value(values[self.name], connection)


class Ready(NamedTuple):
    """A query as one kind of database takes it; `compiler` knows what its columns become."""

    compiler: SQLCompiler
    iterable: type
    sql: str
    params: tuple


class Prepared:
    """A QuerySet with parameters.

    `build` gets a Parameter for each of the fields, by name, and is called when the query is first asked.
    """

    def __init__(self, build: Callable[..., QuerySet], **fields: Field) -> None:
        self.build, self.fields = build, fields
        self.ready: dict[str, Ready] = {}

    def rows(self, **values: Any) -> list:
        """What the QuerySet gives for these values: one query each time."""
        connection = connections[DEFAULT_DB_ALIAS]
        ready = self.ready.get(connection.vendor) or self.make_ready(connection)
        params = tuple(
            each.value_in(values, connection) if isinstance(each, Parameter) else each for each in ready.params
        )
        # Threads ask at the same time, each through its own connection.
        compiler = copy(ready.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_choices: (ready.sql, params)
        asked = SimpleNamespace(
            db=connection.alias,
            query=SimpleNamespace(get_compiler=lambda *_args, **_choices: compiler),
            _known_related_objects={},
            _fields=(),
        )
        return list(ready.iterable(asked))

    def first(self, **values: Any) -> Any | None:
        return next(iter(self.rows(**values)), None)

    def make_ready(self, connection) -> Ready:
        rows = self.build(**{name: Parameter(name, field) for name, field in self.fields.items()})
        compiler = rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        # Nothing of this thread may stay: its connection ends with it.
        compiler.connection = None
        self.ready[connection.vendor] = ready = Ready(compiler, rows._iterable_class, sql, tuple(params))
        return ready
