"""Every address of staff as a stranger asks for it, and redirects after signing in that lead to another site."""

from __future__ import annotations

import re

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern

from . import MARK, Hostile, only, request

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE")
# Where a parameter may want to lead that nobody may be led to.
OTHER_SITES = (
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "///evil.example",
    "javascript:x",
    "http:evil.example",
)
NEXT = [
    *OTHER_SITES,
    *(
        "//evil.example@clinic.example/",
        "%20//evil.example",
        "%09//evil.example",
        "%2f%2fevil.example",
    ),
    *(
        "https:/evil.example",
        "////evil.example",
        "/%09/evil.example",
        "data:text/html,x",
        "%00//evil.example",
        "/..//evil.example",
    ),
]
# Opened by whoever comes: the form to sign in.
OPEN = ("/admin/login/", "/admin/account/passkeys/login/")


def addresses_below_admin(row: int = 1, **values: int) -> list[str]:
    """One address of every pattern, also of those that are still to be written."""
    found = []
    for pattern, route in patterns_below(get_resolver().url_patterns):
        if not route.startswith("admin/"):
            continue
        if not isinstance(pattern.pattern, RoutePattern):
            route = "admin/therapies/" if pattern.name == "app_list" else "admin/no-such-page/"
        found.append("/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(values.get(part[1], row)), route))
    return found


def patterns_below(patterns, above: str = ""):
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield pattern, route
        else:
            yield from patterns_below(pattern.url_patterns, route)


def requests() -> list[Hostile]:
    found = []
    for path in dict.fromkeys(addresses_below_admin()):
        for method in METHODS:
            body = b"a=b" if method in ("POST", "PUT") else b""
            headers = [
                ("Accept", "text/html"),
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("X-Secret", MARK),
            ]
            refused = only(302, 401, 403, 405) if method in ("GET", "HEAD", "OPTIONS", "TRACE") else only(401, 403, 405)
            statuses = refused | only(200) if path in OPEN and method in ("GET", "HEAD", "OPTIONS") else refused
            wire = request(path, method=method, headers=headers, body=body)
            found.append(Hostile(f"{method} {path}", wire, statuses, never=(b"://evil", b"Location: //")))
    for target in NEXT:
        for path in ("/admin/login/", "/admin/logout/", "/admin/", "/admin/account/"):
            wire = request(f"{path}?next={target}", headers=[("Accept", "text/html")])
            never = (b"Location: //", b"Location: http", b"Location: \\", b'href="//evil', b'href="javascript:')
            found.append(Hostile(f"{path} and then {target}", wire, only(200, 302, 405), never=never))
    return found
