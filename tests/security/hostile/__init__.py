"""Requests made to do harm, by group. Each says with which status it may be answered, and nothing of it may come back."""

from __future__ import annotations

from dataclasses import dataclass, field

# Stands in whatever a stranger can choose, and must not come back.
MARK = "zqxj"
HOST = "clinic.example"
# The pages of the site that is attacked; `served.py` writes them.
HOME, GUIDE, THERAPY, COMPARISON, QUESTIONS = (
    "/", "/guide/how-to-prepare/", "/therapy/lidocaine/", "/comparison/side-by-side/", "/questions/",
)  # fmt: skip
READER_PAGES = (HOME, GUIDE, QUESTIONS, COMPARISON, "/feed.atom")


@dataclass(frozen=True)
class Hostile:
    """One request as it goes over the wire, and how it may be answered.

    `same_as` names a page whose answer it must be, byte for byte: what a stranger adds changes nothing for anybody.
    `may_hold` allows the mark in the head of a redirect, which keeps what a reader has chosen, or as text on a page.
    """

    name: str
    wire: bytes
    statuses: frozenset[int]
    same_as: str = ""
    may_hold: bool = False
    never: tuple[bytes, ...] = field(default=())


def request(
    path: str | bytes, *, method: str = "GET", headers=(), body: bytes = b"", host: str | bytes | None = HOST
) -> bytes:
    """The bytes of a request. Headers are pairs; text goes out as Latin-1, so that any byte can be sent."""
    pairs = [*([] if host is None else [("Host", host)]), *headers]
    if body and not any(str(name).lower() in ("content-length", "transfer-encoding") for name, _ in pairs):
        pairs.append(("Content-Length", str(len(body))))
    pairs.append(("Connection", "close"))
    lines = [as_bytes(method) + b" " + as_bytes(path) + b" HTTP/1.1"]
    lines += [as_bytes(name) + b": " + as_bytes(value) for name, value in pairs]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def as_bytes(words: str | bytes) -> bytes:
    return words if isinstance(words, bytes) else words.encode("latin-1")


def only(*statuses: int) -> frozenset[int]:
    return frozenset(statuses)
