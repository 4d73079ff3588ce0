"""Which requests are answered out of what is kept, and under which key: all of a request that an answer may depend on."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from therapies.text.addresses import DEFAULT_LANGUAGE, LANGUAGES

LONGEST_VALUE = 80
MOST_HOSTS = 1_000
LONGEST_HOST = 300  # signs of one that is remembered; no name has as many
USUAL_PORTS = ("", "80", "443")
# The # before the time of a visit as rewriters write it. What follows is nobody's business, and never in a key.
HARMED = ("#", "%23", "%25")

OTHERS = [code for code in LANGUAGES if code != DEFAULT_LANGUAGE]
PREFIX = "|".join(OTHERS)
# Staff, private pages, partners, files and searches: of these nothing is ever kept.
NEVER = ("/admin/", "/preview/", "/sign-off/", "/api/", "/static/", "/media/", "/healthz", "/readyz", "/metrics",
         "/search/",
         *(f"/{code}/search/" for code in OTHERS))  # fmt: skip
# What of a query changes an answer. Everything else shares one entry.
PARAMETERS = (
    (re.compile(rf"(?:/(?:{PREFIX}))?/questions/"), ("page", "about")),
    (re.compile(rf"(?:/(?:{PREFIX}))?/(?:therapies|guides|changes)/"), ("page",)),
    (re.compile(r"/sitemap-[\w-]+\.xml"), ("p",)),
    (re.compile(r"/brand\.css"), ("v",)),
)
CHOICE = "show"  # which columns of a comparison somebody chose; there are too many choices to keep them
AS_WRITTEN = re.compile(r"(?!.*//)/(?:[^A-Z]*/)?|/[^A-Z]*\.(?:xml|css|js|txt|ico|svg|atom|webmanifest)")

# What Django is told of a request. All else that a browser, a proxy or a stranger sends cannot change a page. The number
# of a request stands in the log, and on no page but those about faults, which are not kept.
PASSED_ON = ("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "SCRIPT_NAME", "HTTP_HOST", "HTTP_X_REQUEST_ID",
             "wsgi.version", "wsgi.errors", "wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once", "wsgi.url_scheme")  # fmt: skip


class Asked(NamedTuple):
    """A request for a page, by a key of which `start` names scheme and host.

    `is_shared` says that the answer is for all who ask under this key; else only its last good copy may stand in.
    """

    start: str
    path: str
    query: str = ""
    is_shared: bool = True

    @property
    def key(self) -> str:
        # The query first: no path begins with "?", but one may hold it, and would be taken for an address with a query.
        return f"{self.start}?{self.query}{self.path}" if self.query and self.is_shared else self.start + self.path


class Keys:
    """Reads requests. `link_path` gives the one way to write the address of a permanent link, or None for another address."""

    def __init__(self, *, link_path: Callable[[str], str | None] = lambda path: None) -> None:
        self.link_path = link_path
        self.session = settings.SESSION_COOKIE_NAME
        self.proxy_says = settings.SECURE_PROXY_SSL_HEADER
        self.https_only = settings.SECURE_SSL_REDIRECT
        self.one_host = bool(settings.SITE_URL)
        self.hosts: dict[str, str] = {}

    def asked(self, environ: dict) -> Asked | None:
        """What a GET or HEAD asks for; None for what Django answers alone."""
        host = environ.get("HTTP_HOST", "")
        start = self.hosts.get(host)
        if start is None:
            start = self.looked_at(host, port=environ["SERVER_PORT"])
        is_secure = self.is_secure(environ)
        if start is None or environ.get("SCRIPT_NAME") or (self.https_only and not is_secure):
            return None
        start = f"s{start}" if is_secure else start
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        cookie = environ.get("HTTP_COOKIE")
        if "/e/" in path or "/E/" in path or "%" in path or "#" in path:
            return self.asked_in_odd_path(start, path, query, cookie)
        if path.startswith(NEVER):
            return None
        is_staff = cookie is not None and self.session in cookie
        if not query and not is_staff:
            return Asked(start, path)
        return self.asked_with_query(start, path, query, is_staff=is_staff)

    def asked_in_odd_path(self, start: str, path: str, query: str, cookie: str | None) -> Asked | None:
        if any(sign in path for sign in HARMED) or path.startswith(NEVER):
            return None
        link = self.link_path(path)
        is_staff = cookie is not None and self.session in cookie
        if link is None:
            return self.asked_with_query(start, path, query, is_staff=is_staff)
        # A program may have put its parameters before the #: the time of the visit stands in the query then.
        if any(sign in query for sign in HARMED):
            return None
        chooses = self.chooses(query)
        return Asked(start, link, query if chooses else "", not chooses and not is_staff)

    def asked_with_query(self, start: str, path: str, query: str, *, is_staff: bool) -> Asked | None:
        # Any other address than those that this site writes is mended by a redirect, which takes its query along.
        if query and (self.chooses(query) or not AS_WRITTEN.fullmatch(path)):
            return Asked(start, path, query, is_shared=False)
        return Asked(start, path, self.that_counts(path, query) if query else "", not is_staff)

    def chooses(self, query: str) -> bool:
        return CHOICE in query and any(name == CHOICE for name, _ in parse_qsl(query, keep_blank_values=True))

    def that_counts(self, path: str, query: str) -> str:
        """What of a query changes the answer, always written in one way."""
        names = next((names for pattern, names in PARAMETERS if pattern.fullmatch(path)), ())
        if not names:
            return ""
        # Django reads the last of several values.
        given = dict(parse_qsl(query, keep_blank_values=True))
        return urlencode([(name, given[name]) for name in names if 0 < len(given.get(name, "")) <= LONGEST_VALUE])

    def is_secure(self, environ: dict) -> bool:
        """As Django decides it."""
        if self.proxy_says and (said := environ.get(self.proxy_says[0])) is not None:
            return said.split(",", 1)[0].strip() == self.proxy_says[1]
        return environ["wsgi.url_scheme"] == "https"

    def looked_at(self, host: str, *, port: str) -> str | None:
        """The beginning of keys for a host. None for one of which nothing is kept, or that Django refuses.

        Without an address of its own the site writes the host of the request into its pages. Who asks may choose any
        port, and any name below one that begins with a dot: copies under these would push out all others.
        """
        domain, asked_port = split_domain_port(host)
        if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
            return None
        if self.one_host:
            start = ""
        elif domain in map(str.lower, settings.ALLOWED_HOSTS) and asked_port in (*USUAL_PORTS, port):
            start = f"//{host.lower()}"
        else:
            return None
        if len(host) <= LONGEST_HOST:
            if len(self.hosts) >= MOST_HOSTS:
                self.hosts.clear()
            self.hosts[host] = start
        return start

    def environ_for(self, asked: Asked, environ: dict) -> dict:
        """What Django is asked instead of the request: a GET by nobody, for nothing but what the key says."""
        passed = {name: environ[name] for name in PASSED_ON if name in environ}
        if self.proxy_says and self.proxy_says[0] in environ:
            passed[self.proxy_says[0]] = environ[self.proxy_says[0]]
        if not asked.is_shared and "HTTP_COOKIE" in environ:
            passed["HTTP_COOKIE"] = environ["HTTP_COOKIE"]
        return passed | {
            "REQUEST_METHOD": "GET",
            "HTTP_HOST": environ["HTTP_HOST"].lower(),
            "PATH_INFO": asked.path,
            "QUERY_STRING": asked.query,
            "wsgi.input": BytesIO(),
        }
