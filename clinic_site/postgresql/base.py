"""Django's PostgreSQL, for a server that may stop, hang or be slow while the site is served.

libpq waits for ever for an answer, and at least 2 seconds for a connection. Here a request sets how long it waits.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from functools import partial
from time import monotonic
from types import SimpleNamespace

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

# For a sign of life: a new connection, or the question whether a kept one still works.
SIGN_OF_LIFE_SECONDS = 0.5
# After a connection that failed, others fail at once: 8 threads that each wait help nobody.
PAUSE_SECONDS = 1.0
# The server gives up what nobody waits for any longer.
STATEMENT_SECONDS = 10


class Connection(psycopg.Connection):
    """A connection that waits for an answer no longer than it is told to, and is closed after that."""

    patience: float | None = None
    gave_up = False

    def wait(self, gen, *args, timeout=None, **kwargs):
        try:
            return super().wait(gen, *args, timeout=timeout or self.patience, **kwargs)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            # The answer may still come, and must not be taken for that of the next question.
            self.gave_up = True
            self.close()
            raise psycopg.OperationalError(f"No answer within {timeout or self.patience} seconds.") from None


class Attempts:
    """What the threads of this process know of each other's attempts to connect."""

    failed_at = -PAUSE_SECONDS

    @classmethod
    def refuse_in_pause(cls) -> None:
        if monotonic() - cls.failed_at < PAUSE_SECONDS:
            raise psycopg.OperationalError("The server did not answer a moment ago.")

    @classmethod
    def failed(cls) -> None:
        cls.failed_at = monotonic()


class DatabaseWrapper(base.DatabaseWrapper):
    Database = SimpleNamespace(**(vars(psycopg) | {"connect": Connection.connect}))
    patience: float | None = None  # seconds; None waits for ever, as commands do

    def get_new_connection(self, conn_params):
        if self.patience is None:
            return super().get_new_connection(conn_params)
        Attempts.refuse_in_pause()
        try:
            connection = connected_within(SIGN_OF_LIFE_SECONDS, partial(super().get_new_connection, conn_params))
        except psycopg.OperationalError:
            Attempts.failed()
            raise
        connection.patience = self.patience
        return connection

    def init_connection_state(self):
        super().init_connection_state()
        if self.patience is not None:
            with self.connection.cursor() as cursor:
                cursor.execute(f"SET statement_timeout = '{STATEMENT_SECONDS}s'")

    def is_usable(self):
        if self.connection is None or self.patience is None:
            return super().is_usable()
        # A question that took too long says nothing about the server; a sign of life that does not come says all.
        self.connection.patience, self.connection.gave_up = SIGN_OF_LIFE_SECONDS, False
        usable = super().is_usable()
        if self.connection.gave_up:
            Attempts.failed()
        self.connection.patience = self.patience
        return usable

    def wait_at_most(self, seconds: float | None) -> None:
        """How long what follows on this connection waits for an answer; None for ever."""
        self.patience = seconds
        if self.connection is not None:
            self.connection.patience = seconds


def connected_within(seconds: float, connect) -> psycopg.Connection:
    """What `connect` gives. One that comes too late is closed again."""
    made: Future = Future()
    threading.Thread(target=fill, args=(made, connect), name="connecting", daemon=True).start()
    try:
        return made.result(timeout=seconds)
    except TimeoutError:
        made.add_done_callback(close_late)
        raise psycopg.OperationalError(f"No connection within {seconds} seconds.") from None


def fill(made: Future, connect) -> None:
    try:
        made.set_result(connect())
    except BaseException as problem:  # whoever waits gets it
        made.set_exception(problem)


def close_late(made: Future) -> None:
    if made.exception() is None:
        made.result().close()
