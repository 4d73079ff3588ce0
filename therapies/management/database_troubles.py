"""A database that cannot be used, as one sentence instead of a page of program."""

from contextlib import contextmanager

from django.core.management import CommandError
from django.db import DatabaseError

SERVER = "Check DATABASE_URL, that the database runs, and that there is room on the disk."
TABLES = "Check DATABASE_URL, and that manage.py start or manage.py migrate has made the tables."


@contextmanager
def database_troubles_in_words(database: dict, *, advice: str = SERVER):
    try:
        yield
    except DatabaseError as problem:
        where = f"{database['NAME']} at {database['HOST']}" if database["HOST"] else database["NAME"]
        raise CommandError(f"The database {where} cannot be used: {str(problem).strip()}\n{advice}") from problem
