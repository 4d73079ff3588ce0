"""Whether a person or a program asked for a link, as far as the request tells. Nothing of it is kept."""

from __future__ import annotations

import re

from django.http import HttpRequest

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


def reader_of(request: HttpRequest) -> str:
    """`LinkCount.HUMAN` for what looks like a browser in somebody's hand, else `LinkCount.ROBOT`.

    Some scanners give themselves the name of an ordinary browser, so what browsers send with a click counts more.
    """
    return LinkCount.HUMAN if looks_like_a_person(request) else LinkCount.ROBOT


def looks_like_a_person(request: HttpRequest) -> bool:
    headers = request.headers
    name = headers.get("User-Agent", "")
    if request.method != "GET" or not name or PROGRAMS.search(name):
        return False
    if not headers.get("Accept-Language") or "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", "")):
        return False
    # Browsers since 2023 say that somebody moved to a page, but only over https and on this very machine.
    mode = headers.get("Sec-Fetch-Mode", "" if request.is_secure() else "navigate")
    return mode == "navigate"
