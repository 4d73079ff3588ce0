"""Read the address of a link as mail programs and rewriters leave it: with parameters, capitals, and # written as %23."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from therapies.reading.mending import STUCK
from therapies.text.addresses import LANGUAGES, MAX_SLUG

from .codes import normalised
from .outputs import CHANNELS

LONGEST_MOMENT = 100  # characters; "Wednesday, September 30, 2026 at 10:00 AM" has 41
# The # as rewriters write it: %23, %2523 and so on. Django has decoded one round already.
HARMED = r"(?:#|%(?:25)*23)"
# Everything below /e/, for rewriters and people leave all sorts of things behind a code. QR codes write capitals.
IN_ANY_CASE = "|".join(spelled for code in LANGUAGES for spelled in (code, code.upper()))
LINK = rf"^(?:/+)?(?:(?P<language>{IN_ANY_CASE})/+)?[eE]/+(?P<rest>[\s\S]*)$"
LINK_PATH = re.compile(f"/{LINK[1:]}")
PICTURE = re.compile(r"/e/[\w-]+/qr\.svg", re.ASCII)  # of the QR code, and no link


@dataclass(frozen=True)
class Asked:
    """What counts of an address: `code` is "" where none stands, `channel` one of e, s, q, p or ""."""

    code: str
    channel: str


def asked_in(rest: str) -> Asked:
    """Read what follows /e/. Whatever is neither a code nor a channel is left out."""
    parts = [part for part in rest.lower().rstrip(STUCK + "/").split("/") if part]
    channel = parts[1] if len(parts) == 2 and parts[1] in CHANNELS else ""
    return Asked(normalised(parts[0]) if parts else "", channel)


def link_path(path: str) -> str | None:
    """The one path of all ways to write the address of a link, in a language if that names one: `/e/7k3qx`, `/es/e/7k3qx`.

    None for another address, and for one of a link without a code.
    """
    found = LINK_PATH.fullmatch(path)
    code = "" if found is None or PICTURE.fullmatch(path) else asked_in(found["rest"]).code
    if not code:
        return None
    return f"/{found['language'].lower()}/e/{code}" if found["language"] else f"/e/{code}"


def channel_in(path: str) -> str:
    """The channel in the whole path of a link: one of e, s, q, p or ""."""
    found = LINK_PATH.fullmatch(path)
    return asked_in(found["rest"]).channel if found else ""


def one_slash(path: str) -> str:
    """The path with a single slash at its beginning: two would lead to another site."""
    return "/" + path.lstrip("/\\")


def fragment_in(harmed: str) -> str:
    """What followed a harmed #, written as a browser takes it: the time of a visit, or the id of a section.

    Parameters that a program appended are left out, and so is anything else. Nothing here understands the time: the
    browser does.
    """
    decoded = harmed
    for _ in range(4):
        decoded = unquote(decoded)
    moment = re.search(r"(?:^|[&?#])t=([^&?#]*)", decoded, re.IGNORECASE)
    if moment:
        return f"t={quote(moment[1].strip().rstrip('/'), safe='+,:')}" if len(moment[1]) <= LONGEST_MOMENT else ""
    section = re.match(r"[\w-]+", decoded, re.ASCII)
    return section.group() if section and section.end() == len(decoded) <= MAX_SLUG else ""


def moment_in_query(query: str) -> str:
    """The time of a visit in a query string, where it comes when a program put its parameters before the #."""
    found = re.search(HARMED + r"(t(?:=|%(?:25)*3D).*)", query, re.IGNORECASE)
    return fragment_in(found[1]) if found else ""
