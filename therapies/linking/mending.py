"""Read the address of a link as mail programs and rewriters leave it: with parameters, capitals, and # written as %23."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from therapies.models import LinkCount
from therapies.reading.mending import STUCK

from .codes import normalised

CHANNELS = {sign for sign, _ in LinkCount.CHANNELS if sign}
LONGEST_MOMENT = 100  # characters; "Wednesday, September 30, 2026 at 10:00 AM" has 41
# The # as rewriters write it: %23, %2523 and so on. Django has decoded one round already.
HARMED = r"(?:#|%(?:25)*23)"


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


def without_moment(path: str) -> str:
    """The path before a harmed #, with a single slash at its beginning: two would lead to another site."""
    return "/" + path.lstrip("/\\")


def moment_in(harmed: str) -> str:
    """The time of a visit in what followed a harmed #, decoded; "" when there is none.

    Parameters that a program appended are left out. Nothing here understands the time: the browser does.
    """
    decoded = harmed
    for _ in range(4):
        decoded = unquote(decoded)
    found = re.match(r"t=([^&?#]*)", decoded, re.IGNORECASE)
    moment = found[1].strip() if found else ""
    return moment if len(moment) <= LONGEST_MOMENT and moment.isprintable() else ""
