"""Hundreds of requests made to do harm, sent byte for byte to the site as it runs in production. None does any."""

from __future__ import annotations

import gzip

import pytest

from tests.security import hostile
from tests.security.hostile import GUIDE, MARK, Hostile, heads, paths, queries, staff, wire
from tests.security.served import SECRET, Answer, Site, served

LEAST = 700
MOST_CPU_SECONDS = 1.0
MOST_MEGABYTES = 200
READ_BY_ALL = (
    "/",
    GUIDE,
    "/therapy/lidocaine/",
    "/comparison/side-by-side/",
    "/questions/",
    "/sitemap.xml",
    "/feed.atom",
    "/robots.txt",
)
TOLD = (b"Traceback", b"Django", b"Python", b"/site-packages/", b"django.", SECRET.encode())


def whole_set() -> list[Hostile]:
    return [one for group in (paths, heads, queries, wire, staff) for one in group.requests()]


@pytest.fixture
def site(transactional_db, tmp_path):
    """Nothing of these tests is in a transaction, so that their database can be copied."""
    with served(tmp_path) as site:
        yield site


def page_at(site: Site, path: str) -> Answer:
    """The page as a reader gets it who attacks nobody."""
    return site.ask(hostile.request(path))


def test_the_set_is_large_and_names_each_request_once():
    names = [one.name for one in whole_set()]

    assert len(names) >= LEAST
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_no_request_of_the_set_does_harm(site):
    clean = {path: page_at(site, path) for path in READ_BY_ALL}
    assert {path: answer.status for path, answer in clean.items()} == dict.fromkeys(READ_BY_ALL, 200)
    before = site.peak_megabytes()

    wrong = {one.name: harm for one in whole_set() if (harm := harm_of(site, one, clean))}

    assert wrong == {}
    # Whatever keeps pages has kept none of theirs.
    assert [path for path in READ_BY_ALL if page_at(site, path).body != clean[path].body] == []
    assert site.peak_megabytes() - before < MOST_MEGABYTES


def harm_of(site: Site, one: Hostile, clean: dict[str, Answer]) -> str:
    """What a request has done that it may not, in words; "" for nothing."""
    used = site.cpu_seconds()
    try:
        answer = site.ask(one.wire)
    except TimeoutError:
        return "no answer"
    used = site.cpu_seconds() - used
    whole = answer.head + b"\r\n\r\n" + plain(answer)
    if answer.status not in one.statuses:
        return f"status {answer.status}"
    if used > MOST_CPU_SECONDS:
        return f"{used:.1f} s of CPU"
    if answer.count > 1:
        return f"{answer.count} answers"
    if any(words in whole for words in (*TOLD, *one.never)):
        return f"tells {[words for words in (*TOLD, *one.never) if words in whole]}"
    if not one.may_hold and MARK.encode() in without_location(whole).lower():
        return "what was sent comes back"
    if one.same_as and (plain(answer), lasting(answer)) != (clean[one.same_as].body, lasting(clean[one.same_as])):
        return f"not the page at {one.same_as}"
    if answer.status and not armoured(answer):
        return "an answer without the headers that protect it"
    if b"set-cookie" in answer.head.lower() and b"/admin/" not in one.wire:
        return "a reader gets a cookie"
    return ""


def lasting(answer: Answer) -> set[bytes]:
    """The lines of a head that a cache may hand on to others; those of its encoding go with the way it was asked for."""
    own = (b"date:", b"x-request-id:", b"etag:", b"content-encoding:", b"content-length:", b"connection:")
    return {line for line in answer.head.split(b"\r\n") if not line.lower().startswith(own)}


def armoured(answer: Answer) -> bool:
    head = answer.head.lower()
    return b"x-content-type-options: nosniff" in head and b"content-security-policy: " in head


def plain(answer: Answer) -> bytes:
    """The words of an answer, whichever encoding it was asked for in."""
    head = answer.head.lower()
    if b"content-encoding: gzip" in head:
        return gzip.decompress(answer.body)
    if b"content-encoding: br" in head:
        import brotli

        return brotli.decompress(answer.body)
    return answer.body


def without_location(whole: bytes) -> bytes:
    """Redirects keep what a reader has chosen; where they lead is looked at by the set itself."""
    return b"\r\n".join(line for line in whole.split(b"\r\n") if not line.lower().startswith(b"location:"))
