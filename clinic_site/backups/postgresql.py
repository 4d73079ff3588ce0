"""The PostgreSQL database: copied with pg_dump at one moment, and put back with pg_restore beside the old one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.db import connection, connections, transaction
from psycopg import sql
from psycopg.conninfo import make_conninfo

from .emptied import EMPTIED
from .problems import BackupError

ASIDE = "before_restore"


@contextmanager
def frozen() -> Iterator[Callable[[Path], None]]:
    """One moment of the database: all that Django reads in here is of it. Yields the function that dumps it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield partial(dump_to, snapshot=cursor.fetchone()[0])


def dump_to(file: Path, *, snapshot: str) -> None:
    run(
        "pg_dump",
        "--format=custom", "--compress=0", "--no-owner", "--no-privileges",
        f"--snapshot={snapshot}", f"--schema={quoted(schema())}", f"--file={file}",
        *(f"--exclude-table-data={table}" for table in EMPTIED),
    )  # fmt: skip


def schema() -> str:
    """Where the tables of the site stand: `public`, unless the database says otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return cursor.fetchone()[0] or "public"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def run(program: str, *arguments: str) -> None:
    """Call a program of PostgreSQL on the database of the site. The password never stands in the list of processes."""
    connection.ensure_connection()
    info = connection.connection.info
    # What the address of the database says. Psycopg may know parameters that the libpq of pg_dump refuses.
    said = {"host", "hostaddr", "port", "dbname", "user", "service"} | set(connection.settings_dict["OPTIONS"])
    where = {name: value for name, value in info.get_parameters().items() if name in said}
    environment = os.environ | ({"PGPASSWORD": info.password} if info.password else {})
    done = subprocess.run(  # noqa: S603 - our own list, no shell
        [program_at(program), *arguments, f"--dbname={make_conninfo(**where)}"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{program} did not succeed. It says:\n{done.stderr.strip()[-2000:]}")


def program_at(name: str) -> str:
    path = shutil.which(name)
    if not path:
        raise BackupError(
            f"The program {name} is not installed, and PostgreSQL is copied with it. Install PostgreSQL's programs "
            f"for clients, version {server_version()} or newer (in Debian: apt-get install postgresql-client)."
        )
    return path


def version_of(program: str) -> int:
    """The main version, such as 15."""
    said = subprocess.run([program_at(program), "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own list
    return int(re.search(r"\s(\d+)", said)[1])


def server_version() -> int:
    connection.ensure_connection()
    return connection.connection.info.server_version // 10_000


def expect_tools() -> None:
    """Raises BackupError when the programs are missing, or older than the server."""
    for program in ("pg_dump", "pg_restore"):
        if version_of(program) < server_version():
            raise BackupError(
                f"{program} has version {version_of(program)}, and the server {server_version()}. It refuses newer "
                f"servers: install PostgreSQL's programs for clients of version {server_version()} or newer."
            )


def versions() -> dict[str, str]:
    return {"postgresql": str(server_version()), "pg_dump": str(version_of("pg_dump"))}


@contextmanager
def put_in_place(dump: Path, *, schema_of_dump: str) -> Iterator[None]:
    """Put the dump into the database. The old tables stand aside until the block ends well; a fault puts them back.

    The dump is read in one transaction. Readers are served with the kept pages meanwhile; staff get an error page.
    """
    name = schema()
    if name != schema_of_dump:
        raise BackupError(f"The backup is of the schema {schema_of_dump}, and this database uses {name}.")
    bring_back_after_a_kill(name)
    execute("DROP SCHEMA IF EXISTS {aside} CASCADE", "ALTER SCHEMA {name} RENAME TO {aside}", name=name)
    try:
        run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(dump))
        yield
    except BaseException:
        connections.close_all()
        execute("DROP SCHEMA IF EXISTS {name} CASCADE", "ALTER SCHEMA {aside} RENAME TO {name}", name=name)
        raise
    execute("DROP SCHEMA {aside} CASCADE", name=name)


def bring_back_after_a_kill(name: str) -> None:
    """A restore that was killed while it read the dump left the old tables aside, and none in their place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname = ANY(%s)", [[name, f"{name}_{ASIDE}"]])
        if [found for (found,) in cursor.fetchall()] == [f"{name}_{ASIDE}"]:
            execute("ALTER SCHEMA {aside} RENAME TO {name}", name=name)


def execute(*statements: str, name: str) -> None:
    """All of them in one transaction."""
    names = {"name": sql.Identifier(name), "aside": sql.Identifier(f"{name}_{ASIDE}")}
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(**names))
