"""A number for each request that Django answers, by which a person's "it did not work" finds its line in the log.

Readers' pages do not carry it: they are kept, and the next reader would get the number of somebody else.
"""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings

from .headers import STAFF_PREFIX

HEADER = "X-Request-ID"
# As nginx writes $request_id: 128 bits.
FORM = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Asked:
    """What the log may know of the request that is being answered."""

    id: str
    # Whether somebody may have typed something: a message of an error could repeat it.
    brought_words: bool


_asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


def asked() -> Asked | None:
    """The request that is being answered here; None outside of one, as in a command."""
    return _asked.get()


def request_id() -> str:
    now = asked()
    return now.id if now else ""


def brought_words() -> bool:
    now = asked()
    return now is not None and now.brought_words


class RequestIds:
    """Middleware that numbers requests, and says the number to staff and on pages about faults."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        words = bool(request.META.get("QUERY_STRING")) or request.method not in ("GET", "HEAD")
        now = Asked(number_of(request), words)
        token = _asked.set(now)
        try:
            response = self.get_response(request)
        finally:
            _asked.reset(token)
        if response.status_code >= 500 or request.path_info.startswith(STAFF_PREFIX):
            response.headers[HEADER] = now.id
        return response


def number_of(request) -> str:
    """That of a proxy that is believed, so that its log and ours name the same; else one by chance."""
    given = request.headers.get(HEADER, "") if settings.TRUSTS_PROXY else ""
    return given if FORM.fullmatch(given) else secrets.token_hex(16)
