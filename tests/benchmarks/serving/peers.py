"""What the site is measured against: the same answers from as little as a WSGI application can be, WhiteNoise and Django's cache.

Each is made from the answers in the file that ANSWERS names, so that all of them send the same bytes.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import MutableMapping
from pathlib import Path
from typing import NamedTuple


class Answer(NamedTuple):
    """One answer of the site, with the headers of the site and without those of the server."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


def answers() -> dict[str, Answer]:
    """The answer that is to be given at each path. Written by this benchmark itself a moment ago."""
    return pickle.loads(Path(os.environ["ANSWERS"]).read_bytes())  # noqa: S301 - our own file


def trivial():
    """The limit: what remains of a request when the application does nothing."""
    ready = {path: (answer.status, answer.headers, [answer.body]) for path, answer in answers().items()}

    def application(environ, start_response):
        status, headers, body = ready[environ["PATH_INFO"]]
        start_response(status, headers)
        return body

    return application


def static_files():
    """WhiteNoise as its manual says to use it, with each page as a file of a folder that is known in advance."""
    from whitenoise import WhiteNoise

    folder = Path(os.environ["ANSWERS"]).parent / "static"
    for path, answer in answers().items():
        file = folder / f"{path.strip('/')}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer.body)
    same = shared_headers(answers()["/identity"])
    return WhiteNoise(trivial(), root=folder, add_headers_function=lambda headers, path, url: add(same, to=headers))


def add(pairs: list[tuple[str, str]], *, to: MutableMapping[str, str]) -> None:
    for name, value in pairs:
        to[name] = value


def shared_headers(answer: Answer) -> list[tuple[str, str]]:
    """What the others send as well, because each header takes a microsecond: all but what they say themselves of the bytes."""
    own = {"content-type", "content-length", "etag", "cache-control", "vary", "last-modified", "content-encoding"}
    return [(name, value) for name, value in answer.headers if name.lower() not in own]


def django_cache():
    """Django as `startproject` makes it, with the cache middleware of its manual around a view that has the bytes ready."""
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()
