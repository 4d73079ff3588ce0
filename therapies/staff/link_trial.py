"""Try a link as those that open it do: a phone, a scanner that asks with HEAD, and Safe Links, which rewrites addresses.

The request goes through the site's own middleware and views inside this process. No other machine is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from io import BytesIO
from time import perf_counter
from urllib.parse import unquote, urlsplit

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse

from therapies.linking.outputs import EMAIL
from therapies.linking.readers import IS_TRIAL
from therapies.models import Link

TIME = "t=2026-12-08T09:00"
PHONE = {
    "HTTP_USER_AGENT": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1",
    "HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8",
    "HTTP_ACCEPT_LANGUAGE": "en-US,en;q=0.9",
    "HTTP_SEC_FETCH_MODE": "navigate",
}
SCANNER = {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)", "HTTP_ACCEPT": "*/*"}
# What Microsoft Defender adds when it rewrites an address, with values of our own (see its page on Safe Links).
ADDED = "data=05%7C02%7Cpatient%40example.com&sdata=Zm9v&reserved=0"
# From the answered request to the way this one came: the site refuses other hosts, and plain http where it has https.
SAME = ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme", "REMOTE_ADDR")
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Trial:
    """One way of opening a link: who asks, what came back in words, and what is wrong with it ("" for nothing)."""

    who: str
    about: str
    said: str
    problem: str = ""


def trials_of(link: Link, request) -> list[Trial]:
    """The link opened in three ways, as from an e-mail."""
    address = f"{link.get_absolute_url()}/{EMAIL}"
    return [as_phone(address, request), as_scanner(address, request), as_safe_links(address, request)]


def as_phone(address: str, request) -> Trial:
    answer, hops, seconds = followed(address, request, PHONE)
    said = f"The page “{heading_in(answer)}” came in {seconds * 1000:.0f} ms, {steps(hops)}."
    said += f" The tab, and a preview in a chat, say “{title_in(answer)}”."
    return Trial("A phone", "Somebody presses the link in an e-mail.", said, problem_of(answer))


def as_scanner(address: str, request) -> Trial:
    answer, _, seconds = followed(address, request, SCANNER, method="HEAD")
    said = (
        f"It was told in {seconds * 1000:.0f} ms that there is a page. Nothing was used up: patients can still open it."
    )
    return Trial(
        "A mail scanner (HEAD)",
        "A mail system looks whether the link is safe, often before the patient has the mail.",
        said if answer.status_code == 200 else "It was told that there is no page.",
        problem_of(answer),
    )


def as_safe_links(address: str, request) -> Trial:
    """The `#` was turned into %23, and parameters were put behind it."""
    first, _ = answer_to(f"{address}%23{TIME}?{ADDED}", request, PHONE)
    led_to = first.headers.get("Location", "")
    answer, hops, _ = followed(led_to or address, request, PHONE)
    about = f"It wrote the address anew: {address}%23{TIME}?data=…"
    if not led_to:
        return Trial("Safe Links", about, "The page came, without the time.", "The time of the appointment was lost.")
    problem = problem_of(answer) or ("" if urlsplit(led_to).fragment == TIME else "The time was damaged.")
    if "data=" in led_to:
        problem = problem or "What Safe Links added was passed on."
    more = ", then to the address of the page" if hops else ""
    said = f"It was led to {led_to} in one step{more}, and the page “{heading_in(answer)}” came. The time is whole."
    return Trial("Safe Links", about, said, problem)


def followed(address: str, request, headers: dict[str, str], *, method: str = "GET") -> tuple[HttpResponse, int, float]:
    """The answer after at most one step to another address of this site, the number of steps, and the seconds it took."""
    answer, seconds = answer_to(address, request, headers, method=method)
    if answer.status_code not in (301, 302, 303, 307, 308):
        return answer, 0, seconds
    last, more = answer_to(answer.headers["Location"], request, headers, method=method)
    return last, 1, seconds + more


def answer_to(address: str, request, headers: dict[str, str], *, method: str = "GET") -> tuple[HttpResponse, float]:
    """What the site answers to a stranger without cookies, and the seconds it took. The part behind `#` is not sent."""
    parts = urlsplit(address)
    environ = {name: request.META[name] for name in SAME if name in request.META} | headers
    environ |= {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": BytesIO(),
        # What staff try is no reader.
        IS_TRIAL: True,
    }
    environ.setdefault("wsgi.url_scheme", request.scheme)
    start = perf_counter()
    answer = site().get_response(WSGIRequest(environ))
    return answer, perf_counter() - start


@cache
def site() -> WSGIHandler:
    """The site with all its middleware; loading that takes longer than the answers."""
    return WSGIHandler()


def problem_of(answer: HttpResponse) -> str:
    """What would be wrong for a patient; "" when nothing is."""
    if answer.status_code != 200:
        return f"It answered {answer.status_code}. Tell whoever runs the site."
    return "It set a cookie." if answer.cookies else ""


def title_in(answer: HttpResponse) -> str:
    return words_in(TITLE, answer)


def heading_in(answer: HttpResponse) -> str:
    return words_in(HEADING, answer)


def words_in(part: re.Pattern, answer: HttpResponse) -> str:
    found = part.search(answer.content.decode(errors="replace"))
    return " ".join(unescape(TAG.sub("", found[1])).split()) if found else ""


def steps(hops: int) -> str:
    return "in place" if not hops else "after one step"
