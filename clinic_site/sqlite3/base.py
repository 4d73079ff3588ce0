"""Django's SQLite, for a file that may vanish, come back, or be locked while the site is served."""

from __future__ import annotations

from pathlib import Path

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that lets go of a file that is no longer at its place, and in a process that serves never makes one.

    SQLite makes an empty file where it finds none. A worker that did so while the file was moved away would leave its
    `-wal` beside the one that is put back, and would go on writing into a file that nobody sees.
    """

    makes_file = True  # clinic_site/wsgi.py takes it from processes that serve
    patience: float | None = None  # seconds; None leaves what the settings say
    opened: tuple[int, int] | None = None

    def get_new_connection(self, conn_params):
        own = {} if self.patience is None else {"timeout": self.patience}
        if not self.makes_file and not self.is_in_memory_db():
            # mode=rw: open it or fail.
            own["database"] = f"{Path(conn_params['database']).absolute().as_uri()}?mode=rw"
        connection = super().get_new_connection(conn_params | own)
        self.opened = self.file_at_its_place()
        return connection

    def prepare_database(self):
        """Make the file, in whatever process. Django calls this before it migrates."""
        super().prepare_database()
        if not self.is_in_memory_db():
            Path(self.settings_dict["NAME"]).touch()

    def is_usable(self):
        return self.opened == self.file_at_its_place()

    def file_at_its_place(self) -> tuple[int, int] | None:
        """Which file has the name of the database now; None in memory and when there is none."""
        if self.is_in_memory_db():
            return None
        try:
            status = Path(self.settings_dict["NAME"]).stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def wait_at_most(self, seconds: float | None) -> None:
        """How long what follows on this connection waits for a lock; None for as long as the settings say."""
        if seconds == self.patience:
            return
        self.patience = seconds
        if self.connection is not None:
            wait = self.settings_dict["OPTIONS"].get("timeout", 5) if seconds is None else seconds
            with self.wrap_database_errors:
                self.connection.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
