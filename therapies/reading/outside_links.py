"""Addresses outside the site that live pages name, and whether they answer. Asked only when somebody runs the check."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from therapies.models import Version
from therapies.text.problems import ArticleFileError
from therapies.text.references import outside_links_in

AT_ONCE = 4
AGENT = "Mozilla/5.0 (compatible; link check of a clinic's patient pages)"
# Journals answer programs so although their page is there for people.
NOT_FOR_PROGRAMS = (401, 403, 405, 406, 418, 429, 503)


def outside_links() -> dict[str, list[Version]]:
    """Every http or https address of the sources and texts of live pages, with the versions that name it."""
    found: dict[str, list[Version]] = {}
    for version in Version.objects.live().order_by("title"):
        try:
            text = version.article_text()
            addresses = {source.address for source in text.sources if source.address} | outside_links_in(text.body)
        except ArticleFileError:
            continue
        for address in sorted(addresses):
            found.setdefault(address, []).append(version)
    return found


def problems_of(addresses: Iterable[str], *, timeout: float, also: Collection[str] = ()) -> dict[str, str]:
    """Why each address does not answer, in a few words; "" for one that does. `timeout` in seconds, for each.

    Hosts of a private network are asked only when `also` names them.
    """
    addresses = list(addresses)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = pool.map(lambda each: problem_of(each, timeout=timeout, also=also), addresses)
        return dict(zip(addresses, answers, strict=True))


def problem_of(address: str, *, timeout: float, also: Collection[str] = ()) -> str:
    refusal = refusal_of(address, also=also)
    if refusal:
        return refusal
    opener = build_opener(OnlyOutside(also))
    try:
        # GET, because many servers answer HEAD with an error; the body is not read.
        with opener.open(Request(address, headers={"User-Agent": AGENT}), timeout=timeout):  # noqa: S310 - http(s) only
            return ""
    except HTTPError as answer:
        return "" if answer.code in NOT_FOR_PROGRAMS else f"answers {answer.code}"
    except TimeoutError:
        return f"no answer within {timeout:g} seconds"
    except (URLError, OSError, HTTPException, ValueError) as trouble:
        return f"cannot be reached: {getattr(trouble, 'reason', trouble)}"


class OnlyOutside(HTTPRedirectHandler):
    """Follow redirects to other sites, never to a machine of our own network."""

    def __init__(self, also: Collection[str]) -> None:
        self.also = also

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        refusal = refusal_of(newurl, also=self.also)
        if refusal:
            raise URLError(refusal)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def refusal_of(address: str, *, also: Collection[str] = ()) -> str:
    """Why an address is not asked: staff write them, and the server stands where they do not."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "is no web address"
    if parts.hostname in also:
        return ""
    try:
        machines = {entry[4][0] for entry in socket.getaddrinfo(parts.hostname, None)}
    except (OSError, UnicodeError):
        return "has a host name that nobody knows"
    if not all(ipaddress.ip_address(machine.partition("%")[0]).is_global for machine in machines):
        return "leads into a private network"
    return ""
