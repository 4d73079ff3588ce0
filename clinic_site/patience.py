"""How long a request waits for the database: readers a moment, staff longer. Commands wait as long as it takes."""

from __future__ import annotations

from django.db import Error, connection

from .headers import STAFF_PREFIX

# For each question to the database. Readers have a copy of nearly every page; staff wait for a load to let them save.
READERS_SECONDS = 0.5
STAFF_SECONDS = 5.0


class Patience:
    """Middleware that sets how long the connection of this thread waits for a lock or an answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_staffs = request.path_info.startswith(STAFF_PREFIX)
        wait_at_most(STAFF_SECONDS if is_staffs else READERS_SECONDS)
        try:
            return self.get_response(request)
        finally:
            wait_at_most(None)


def wait_at_most(seconds: float | None) -> None:
    """For this thread, from now on."""
    try:
        connection.wait_at_most(seconds)
    except Error:  # it is broken; a new one is made with what was just set
        connection.close()
