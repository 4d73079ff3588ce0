"""A page as ready bytes: what is sent for each encoding, whole or as a 304, with nothing left to do but send it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from .encodings import BROTLI, GZIP, IDENTITY, TAG_ENDING, decoded, encoded, is_worth_it
from .log import Seen

Headers = list[tuple[str, str]]

# Made anew for each encoding. A date is the server's.
OWN = {"content-length", "content-encoding", "etag", "vary", "date", "last-modified"}
# What says something about a body, which a 304 has not (RFC 9110, 15.4.5).
OF_A_BODY = {"content-type", "content-language", "content-disposition"}
VARY = ("Vary", "Accept-Encoding")
UNCHANGED = "304 Not Modified"
NOTHING: tuple[bytes, ...] = ()
TAG = re.compile(r'"[^"]*"')
HEAD_BYTES = 3_000  # what the objects and headers of an entry take beside its bodies


class Ready(NamedTuple):
    """One representation. `tag` and `unchanged` are empty where no 304 is right: only a 200 has them."""

    status: str
    headers: Headers
    body: tuple[bytes, ...]
    tag: str
    unchanged: Headers


class Entry:
    """One answer. Only `fresh`, `used`, `retry_at` and the encodings made on demand ever change.

    `names` are its own path and all that it shows of others; a change that touches one of them makes it old.
    """

    __slots__ = ("bodies", "count", "digest", "fresh", "headers", "key", "names", "plain", "ready", "retry_at", "seen", "size",
                 "status", "used")  # fmt: skip

    def __init__(
        self,
        key: str,
        *,
        names: Iterable[str],
        status: str,
        headers: Headers,
        bodies: dict[str, bytes],
        digest: str,
        count: int | None,
        seen: Seen,
    ) -> None:
        self.key, self.names = key, frozenset(names)
        self.status, self.headers, self.bodies, self.digest = status, headers, bodies, digest
        self.count, self.seen = count, seen
        self.fresh, self.used = True, False
        self.retry_at = 0.0  # of the monotonic clock: before, nobody tries to make it anew
        self.ready: dict[str, Ready] = {}
        self.plain = 0  # bytes of unpacked words that its memory counts
        self.size = HEAD_BYTES + len(key) + sum(map(len, bodies.values()))

    def answer(self, encoding: str) -> Ready:
        """What to send to who takes an encoding; as it is where nothing was gained by making it smaller."""
        return self.ready.get(encoding) or self.prepare(encoding)

    def prepare(self, encoding: str) -> Ready:
        if encoding not in self.bodies and (encoding != IDENTITY or GZIP not in self.bodies):
            encoding_here, body = IDENTITY, self.bodies.get(IDENTITY, b"")
        else:
            encoding_here = encoding
            body = self.bodies[encoding] if encoding in self.bodies else decoded(self.bodies[GZIP])
        ready = self.ready[encoding] = self.with_headers(encoding_here, body)
        return ready

    def with_headers(self, encoding: str, body: bytes) -> Ready:
        headers = [*self.headers, VARY, ("Content-Length", str(len(body)))]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        if not self.status.startswith("200"):
            return Ready(self.status, headers, (body,) if body else NOTHING, "", [])
        tag = f'"{self.digest}{TAG_ENDING[encoding]}"'
        unchanged = [pair for pair in self.headers if pair[0].lower() not in OF_A_BODY]
        return Ready(self.status, [*headers, ("ETag", tag)], (body,), tag, [*unchanged, VARY, ("ETag", tag)])

    def forget_plain(self) -> int:
        """Let go of the words as they are, where they can be unpacked again. Returns the bytes that this frees."""
        if GZIP not in self.bodies:
            return 0
        self.ready.pop(IDENTITY, None)
        freed, self.plain = self.plain, 0
        return freed

    def plain_bytes(self) -> int:
        """How many bytes unpacked words take beside what `size` counts."""
        ready = self.ready.get(IDENTITY) if GZIP in self.bodies else None
        return len(ready.body[0]) if ready else 0


def made_entry(
    key: str, *, names: Iterable[str], status: str, headers: Headers, body: bytes, count: int | None, seen: Seen
) -> Entry:
    """An entry from an answer of Django, as small as it gets in both encodings."""
    kept = [(name, value) for name, value in headers if name.lower() not in OWN]
    content_type = next((value for name, value in kept if name.lower() == "content-type"), "")
    bodies = {IDENTITY: body}
    if is_worth_it(content_type, body):
        bodies = {GZIP: encoded(body, GZIP), BROTLI: encoded(body, BROTLI)}
    digest = hashlib.sha256(body).hexdigest()[:24]
    return Entry(key, names=names, status=status, headers=kept, bodies=bodies, digest=digest, count=count, seen=seen)


def is_known(tag: str, asked: str) -> bool:
    """Whether If-None-Match names a tag: by weak comparison (RFC 9110, 13.1.2), in a list, or as `*`."""
    if not tag:
        return False
    return asked == tag or asked.strip() == "*" or tag in TAG.findall(asked)
