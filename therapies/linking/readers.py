"""Whether a person or a program asked for a link, as far as the request tells. Nothing of it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping

from therapies.models import LinkCount

# What staff try is no reader. Nobody outside can set it: what a request sends has names that begin with HTTP_.
IS_TRIAL = "therapies.is_trial"
# As they name themselves: scanners of e-mails, makers of previews, programs that check links.
PROGRAMS = re.compile(
    r"bot\b|crawl|spider|scan|preview|safelinks|proofpoint|mimecast|barracuda|ironport|symantec|fortimail|sophos"
    r"|trendmicro|facebookexternalhit|whatsapp|slack|skypeuri|telegram|twitter|linkedin|embedly|headless"
    r"|python|curl|wget|java/|go-http|okhttp|axios|node-fetch|libwww|httpclient|monitor|check",
    re.IGNORECASE,
)


def reader_of(environ: Mapping, *, is_secure: bool) -> str:
    """`LinkCount.HUMAN` for a request that looks like a browser in somebody's hand, else `LinkCount.ROBOT`.

    Some scanners give themselves the name of an ordinary browser, so what browsers send with a click counts more.
    """
    return LinkCount.HUMAN if looks_like_a_person(environ, is_secure=is_secure) else LinkCount.ROBOT


def looks_like_a_person(environ: Mapping, *, is_secure: bool) -> bool:
    name = environ.get("HTTP_USER_AGENT", "")
    if environ["REQUEST_METHOD"] != "GET" or not name or PROGRAMS.search(name):
        return False
    purpose = environ.get("HTTP_SEC_PURPOSE", environ.get("HTTP_PURPOSE", ""))
    if not environ.get("HTTP_ACCEPT_LANGUAGE") or "prefetch" in purpose:
        return False
    # Browsers since 2023 say that somebody moved to a page, but only over https and on this very machine.
    mode = environ.get("HTTP_SEC_FETCH_MODE", "" if is_secure else "navigate")
    return mode == "navigate"
