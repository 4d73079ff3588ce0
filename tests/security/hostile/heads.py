"""Headers that try to change what the next reader gets: hosts, what proxies write, encodings, ranges, conditions."""

from __future__ import annotations

from . import COMPARISON, GUIDE, HOME, HOST, MARK, QUESTIONS, THERAPY, Hostile, only, request

HOSTS = [
    *(f"{MARK}.example", f"{HOST}.{MARK}", f"{HOST}@{MARK}", f"{HOST}:80@{MARK}", "[::1", f"{MARK}@{HOST}", f"{MARK}{HOST}"),
    *(f"{HOST}/{MARK}", f"{HOST}#{MARK}", f"{HOST},{MARK}", f"<script>{MARK}", "a" * 5_000, f"{HOST} {MARK}", f"{HOST}?{MARK}"),
    *("\xff", f"{HOST}:port", f"xn--{MARK}", "169.254.169.254", "..", f"{MARK}:80", f"{HOST}:", f"{HOST}\\{MARK}", "0", "[::]"),
    *(f"{HOST}%00{MARK}", f"{HOST}:80:80", f"{HOST}:-1", f"{HOST}:0x50", "localhost.evil", "[fe80::1%25x]"),
]  # fmt: skip
HEADERS = {
    "X-Forwarded-Host": f"{MARK}.example",
    "X-Forwarded-Server": f"{MARK}.example",
    "X-Forwarded-Port": "1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Scheme": "https",
    "X-Forwarded-Protocol": "ssl",
    "X-Forwarded-Ssl": "on",
    "Front-End-Https": "on",
    "X-Url-Scheme": "https",
    "X-Forwarded-Prefix": f"/{MARK}",
    "X-Forwarded-For": f"{MARK}, 127.0.0.1",
    "X-Real-IP": MARK,
    "True-Client-IP": MARK,
    "CF-Connecting-IP": "127.0.0.1",
    "X-Host": f"{MARK}.example",
    "X-HTTP-Host-Override": f"{MARK}.example",
    "Forwarded": f"host={MARK}.example;proto=https",
    "X-Original-URL": f"/admin/{MARK}",
    "X-Original-Host": f"{MARK}.example",
    "X-Rewrite-URL": f"/admin/{MARK}",
    "X-HTTP-Method-Override": "DELETE",
    "X-HTTP-Method": "POST",
    "X-Method-Override": "PUT",
    "Remote-User": "admin",
    "X-Remote-User": "admin",
    "Script-Name": f"/{MARK}",
    "Path-Info": f"/admin/{MARK}",
    "X-Script-Name": f"/{MARK}",
    "Proxy": f"http://{MARK}.example/",
    "Accept-Language": f"{MARK},es;q=1",
    "Accept": f"application/{MARK}",
    "Accept-Charset": "utf-7",
    "Referer": f"https://{MARK}.example/",
    "Origin": f"https://{MARK}.example",
    "User-Agent": f"<script>{MARK}</script>",
    "Cookie": f"csrf={MARK}; messages={MARK}; sessionid={MARK}; django_language=es",
    "Authorization": f"Basic {MARK}",
    "Via": f"1.1 {MARK}",
    "Cache-Control": "no-cache, max-age=0, no-store",
    "Pragma": f"no-cache, {MARK}",
    "X-Middleware-Subrequest": MARK,
    "Surrogate-Capability": f'{MARK}="ESI/1.0"',
    "Upgrade": "h2c",
    "TE": "trailers",
    "Trailer": f"X-{MARK}",
    "Max-Forwards": "0",
    "Purpose": "prefetch",
    "Save-Data": "on",
    "DNT": MARK,
    "If-Modified-Since": f"Thu, 99 {MARK} 99999 99:99:99 GMT",
    "Range": f"bytes=0-,{MARK}",
    "X-Long": MARK * 1_900,
    "Content-Type": f"a; charset=hex; {MARK}",
    "Content-Encoding": "gzip",
    "X-CSRFToken": MARK,
    "Sec-Fetch-Site": MARK,
}  # fmt: skip
TOO_MUCH = {
    "a header of 100,000 letters": [("X-Long", MARK * 25_000)],
    "a name of 9,000 letters": [("X-" + "a" * 9_000, MARK)],
    "200 headers": [(f"X-{number}", MARK) for number in range(200)],
    "a cookie of 60,000 letters": [("Cookie", "a=" + MARK * 15_000)],
    "two hosts": [("Host", f"{MARK}.example")],
    "two hosts that are alike": [("Host", HOST)],
    "a name with a space": [("X Bad", MARK)],
    "a name with a NUL": [("X\x00Bad", MARK)],
    "a NUL": [("X-Bad", f"{MARK}\x00")],
    "a line break alone": [("X-Bad", f"{MARK}\nSet-Cookie: {MARK}=1")],
    "a carriage return alone": [("X-Bad", f"{MARK}\rSet-Cookie: {MARK}=1")],
    "a folded line": [("X-Bad", f"a\r\n {MARK}")],
    "a name with underscores": [("X_Forwarded_Host", f"{MARK}.example"), ("Content_Length", "9")],
    "no name": [("", MARK)],
    "an expectation that nobody knows": [("Expect", f"{MARK}-continue")],
    "a port beyond all": [("Host", f"{HOST}:99999999999")],
    "bytes that are no text": [("X-Bad", b"\xff\xfe\x80")],
}
CONTENT_TYPES = [
    *("a; charset=hex", "a; charset=idna", "a; x*=nope''%ff", "a; charset*=UTF-8''%00", "\xff", ";" * 3_000),
    *("multipart/form-data", "multipart/form-data; boundary=", "application/x-www-form-urlencoded; charset=utf-7"),
    *("text/plain; charset=utf_16", "a; charset=punycode", "a; charset=zip", f"a; charset={MARK}", "application/json"),
]
ENCODINGS = [
    *("", "*", "*;q=0", "identity;q=0", "identity;q=0, *;q=0", "gzip;q=0", "gzip;q=2", "gzip;q=-1", "gzip;q=nan", "gzip;q="),
    *("br", "br;q=0.0000001", "gzip, gzip, gzip", ",,,,", "gzip;q=1;q=0", ";q=1", f"{MARK}", f"gzip, {MARK}", "GZIP", "\xff"),
    *("gzip" + ",gzip" * 1_500, "gzip;" * 1_600, "x" * 8_000, "gzip\t;\tq=1", "compress, deflate, zstd", "br;q=1e999", "gzip;q=1,000"),
    *("identity", "br, gzip;q=0.5", "deflate", "gzip;level=9", "brgzip", "gzip;q=0x1", "gzip;q=0.5.5", "*;q=0.5, gzip;q=0"),
]  # fmt: skip
TAGS = [
    *("*", '""', "W/", 'W/"', '"', '"*"', "* , *", f'"{MARK}"', f'W/"{MARK}"', MARK, f'"{MARK}' * 200, '"a",' * 1_500, "\xff"),
    *('"a" "b"', "W/*", '"\x01"', ",", '"' * 4_000, 'w/"a"', '"a"-gz', '"-gz"', "W/W/" + '"a"'),
]  # fmt: skip
RANGES = [
    *(
        "bytes=0-",
        "bytes=0-0",
        "bytes=-1",
        "bytes=9999999-",
        "bytes=1-0",
        "bytes=a-b",
        f"{MARK}=0-1",
        "bytes=",
        "bytes=--1",
    ),
    *(
        "bytes=0-1,0-1",
        "bytes=" + ",".join(["0-"] * 1_500),
        "bytes=0-18446744073709551616",
        "bytes=-0",
        "bytes 0-1",
        "\xff",
    ),
]
STYLE = "/static/css/site.css"


def requests() -> list[Hostile]:
    return [*hosts(), *poison(), *shapes(), *encodings(), *conditions()]


def hosts() -> list[Hostile]:
    """No path shows anything to another host, and one that is kept least of all."""
    bad = only(400)
    found = [
        Hostile(f"host {host[:40]!r} at {path}", request(path, host=host), bad)
        for host in HOSTS
        for path in (HOME, GUIDE)
    ]
    for name, wire in {
        "no host": request(GUIDE, host=None),
        "an empty host": request(GUIDE, host=""),
        "a blank host": request(GUIDE, host=" "),
    }.items():
        found.append(Hostile(name, wire, bad))
    for address in (GUIDE, "/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/feed.atom", "/admin/login/"):
        wire = request(address, host=f"{MARK}.example")
        found.append(Hostile(f"{address} for another host", wire, bad))
    return found


def poison() -> list[Hostile]:
    found = [
        Hostile(f"{name} at {path}", request(path, headers=[(name, value)]), only(200), same_as=path)
        for name, value in HEADERS.items()
        for path in (GUIDE, COMPARISON)
        if name != "Range" or path == GUIDE
    ]
    together = [(name, value) for name, value in HEADERS.items() if len(value) < 1_000]
    found += [
        Hostile(f"all at once at {path}", request(path, headers=together), only(200), same_as=path)
        for path in (HOME, THERAPY)
    ]
    return found + [
        Hostile(
            f"content type {kind[:40]!r}",
            request(QUESTIONS, headers=[("Content-Type", kind)]),
            only(200),
            same_as=QUESTIONS,
        )
        for kind in CONTENT_TYPES
    ]


def shapes() -> list[Hostile]:
    """Heads that the server itself refuses, or that it reads as if the strange part were not there."""
    may = only(200, 400, 417, 431)
    return [Hostile(name, request(GUIDE, headers=headers), may) for name, headers in TOO_MUCH.items()]


def encodings() -> list[Hostile]:
    return [
        Hostile(
            f"encoding {wanted[:40]!r}",
            request(GUIDE, headers=[("Accept-Encoding", wanted)]),
            only(200, 406),
            same_as=GUIDE,
        )
        for wanted in ENCODINGS
    ]


def conditions() -> list[Hostile]:
    found = []
    for tag in TAGS:
        for name in ("If-None-Match", "If-Match"):
            wire = request(GUIDE, headers=[(name, tag)])
            found.append(Hostile(f"{name} {tag[:40]!r}", wire, only(200, 304, 400, 412)))
    for path in (GUIDE, STYLE):
        for wanted in RANGES:
            found.append(
                Hostile(
                    f"range {wanted[:40]!r} of {path}", request(path, headers=[("Range", wanted)]), only(200, 206, 416)
                )
            )
    return found
