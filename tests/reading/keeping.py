"""A page cache around the site, or around a small application, and requests as a server makes them."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from clinic_site.pages import no_room
from therapies.linking.counting import count_answer
from therapies.linking.mending import link_path
from therapies.reading.page_cache import Keys, PageCache

HOST = "localhost"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@cache
def django():
    return WSGIHandler()


def kept_site(application=None, **options) -> PageCache:
    """Ready pages in front of an application, by default the site. Without threads, unless `threads` says how many."""
    options = {"zone": "America/New_York", "threads": 0} | options
    return PageCache(
        application or django(),
        keys=Keys(link_path=link_path),
        refuse=no_room,
        on_answer=count_answer,
        **options,
    )


@contextmanager
def open_connection():
    """The connection of the test stays open, with the rows that only it sees. Django's own client does the same."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(site, path: str = "/", query: str = "", *, method: str = "GET", look: bool = True, **environ) -> Answer:
    """One request. The log of changes is read before it, as if it had not been read for long."""
    if look and isinstance(site, PageCache):
        site.follower.must_look()
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": HOST,
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
    } | environ
    said = []
    with open_connection():
        body = site(environ, lambda status, headers, exc_info=None: said.extend((status, headers)))
        content = b"".join(body)
        if hasattr(body, "close"):
            body.close()
    return Answer(int(said[0][:3]), dict(said[1]), content)
