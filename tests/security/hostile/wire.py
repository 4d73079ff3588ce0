"""Methods, forms and messages whose length can be read in two ways."""

from __future__ import annotations

from . import GUIDE, HOME, HOST, MARK, READER_PAGES, Hostile, only, request

URLENCODED = "application/x-www-form-urlencoded"
CSRF = ("Cookie", "csrf=" + "a" * 32)

# What changes something is refused for want of its proof of origin, or because readers only read.
METHODS = {
    **dict.fromkeys(
        ("POST", "PUT", "PATCH", "DELETE", "PROPFIND", "MKCOL", "PURGE", "BAN", "DEBUG", "LOCK"), only(403, 405)
    ),
    **dict.fromkeys(("OPTIONS", "TRACE", "TRACK"), only(403, 405)),
    **dict.fromkeys(
        ("CONNECT", "get", "GET\x00", "G T", "", MARK, "A" * 300, "\xff", "GET,POST", "PRI"), only(400, 403, 404, 405)
    ),
}

# 0: the connection is closed while the rest is still being sent, and with it the answer.
REFUSED_EARLY = only(0, 400, 401, 403, 413)

UNREAD_FORMS = {
    "json": ("application/json", b'{"a": 1}'),
    "xml": ("text/xml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
    "many entities": (
        "application/xml",
        b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 9_000 + b'">]><x>' + b"&a;" * 900 + b"</x>",
    ),
    "parts without a boundary": ("multipart/form-data", b"a"),
    "a boundary of 200 letters": ("multipart/form-data; boundary=" + "a" * 200, b"a"),
    "another character set": (f"{URLENCODED}; charset=utf-7", b"a=+ADw-"),
    "a character set that is none": ("multipart/form-data; boundary=a; charset=zlib", b"--a--"),
    "an object of Python": ("application/x-python-pickle", b"cos\nsystem\n(S'id'\ntR."),
    "yaml": ("application/yaml", b"!!python/object/apply:os.system ['id']"),
}
FORMS = {
    "no type": ("", b"a=b", only(403)),
    "a broken form of parts": ("multipart/form-data; boundary=a", b"--a\r\nbroken", only(403)),
    "3,000 fields": (URLENCODED, b"a=b&" * 3_000, only(400, 403)),
    "3 MB in one field": (URLENCODED, b"a=" + b"b" * 3_000_000, REFUSED_EARLY),
    "3 MB in a part": (
        "multipart/form-data; boundary=a",
        b'--a\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"b" * 3_000_000 + b"\r\n--a--\r\n",
        REFUSED_EARLY,
    ),
    "3,000 parts": (
        "multipart/form-data; boundary=a",
        b'--a\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' * 3_000 + b"--a--\r\n",
        only(400, 403),
    ),
    "a file of a stranger": (
        "multipart/form-data; boundary=a",
        b'--a\r\nContent-Disposition: form-data; name="file"; filename="../../a.html"\r\nContent-Type: text/html\r\n\r\n<script>'
        + MARK.encode() + b"</script>\r\n--a--\r\n",
        only(400, 401, 403),
    ),
    "bytes that are no text": (URLENCODED, b"username=\xff\xfe&password=%ff", only(403)),
    "a sign-in without the token": (URLENCODED, b"login=admin&password=admin", only(403)),
    # Who makes up both the cookie and the token proves nothing but being that browser: a wrong password, or no sign-in.
    "a token that is made up": (
        URLENCODED, b"csrfmiddlewaretoken=" + b"a" * 32 + b"&login=admin&password=admin", only(200, 302, 403),
    ),
    "a token of 3,000 letters": (URLENCODED, b"csrfmiddlewaretoken=" + b"a" * 3_000, only(403)),
    "names with a NUL": (URLENCODED, b"a%00b=1&login=%00&password=%00", only(403)),
}  # fmt: skip
FORM_PLACES = (
    "/admin/login/",
    "/admin/editor/preview/",
    "/admin/pictures/upload/",
    "/admin/account/second-step/",
    HOME,
)

NEXT = f"GET /{MARK}-smuggled HTTP/1.1\r\nHost: {HOST}\r\n\r\n"
# Heads between the request line and the blank line, and what follows. Whoever reads the length in another way than the
# proxy in front takes what follows for a request of its own.
AMBIGUOUS = {
    "both lengths": ("Content-Length: 6\r\nTransfer-Encoding: chunked", f"0\r\n\r\n{NEXT}"),
    "both lengths, the other way round": ("Transfer-Encoding: chunked\r\nContent-Length: 6", f"0\r\n\r\n{NEXT}"),
    "two lengths": (f"Content-Length: 0\r\nContent-Length: {len(NEXT)}", NEXT),
    "a list of lengths": (f"Content-Length: 0, {len(NEXT)}", NEXT),
    "a length with a sign": (f"Content-Length: +{len(NEXT)}", NEXT),
    "a length below zero": ("Content-Length: -1", NEXT),
    "a length in another base": ("Content-Length: 0x10", NEXT),
    "a length with a blank in it": ("Content-Length: 1 0", NEXT),
    "a length with an underscore": ("Content-Length: 1_0", NEXT),
    "a length that is a word": (f"Content-Length: {MARK}", NEXT),
    "a length in Arabic": (b"Content-Length: \xd9\xa1", NEXT),
    "a length beyond all": ("Content-Length: " + "9" * 40, NEXT),
    "an empty length": ("Content-Length: ", NEXT),
    "chunked twice": ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", f"0\r\n\r\n{NEXT}"),
    "chunked, then identity": ("Transfer-Encoding: chunked, identity", f"0\r\n\r\n{NEXT}"),
    "xchunked": ("Transfer-Encoding: xchunked", f"0\r\n\r\n{NEXT}"),
    "chunked in capitals": ("TRANSFER-ENCODING: CHUNKED\r\nContent-Length: 4", f"0\r\n\r\n{NEXT}"),
    "chunked behind a tab": ("Transfer-Encoding:\tchunked\r\nContent-Length: 4", f"0\r\n\r\n{NEXT}"),
    "chunked behind a vertical tab": ("Transfer-Encoding: \x0bchunked\r\nContent-Length: 4", f"0\r\n\r\n{NEXT}"),
    "chunked before a blank": ("Transfer-Encoding : chunked\r\nContent-Length: 4", f"0\r\n\r\n{NEXT}"),
    "chunked on a folded line": ("Transfer-Encoding:\r\n chunked\r\nContent-Length: 4", f"0\r\n\r\n{NEXT}"),
    "chunked behind a line feed": ("X: a\nTransfer-Encoding: chunked\r\nContent-Length: 4", f"0\r\n\r\n{NEXT}"),
    "chunked with a NUL": ("Transfer-Encoding: chunked\x00\r\nContent-Length: 4", f"0\r\n\r\n{NEXT}"),
    "chunked in quotes": ('Transfer-Encoding: "chunked"\r\nContent-Length: 4', f"0\r\n\r\n{NEXT}"),
    "an underscore for the dash": (f"Transfer_Encoding: chunked\r\nContent-Length: {len(NEXT)}", NEXT),
    "gzip and chunked": ("Transfer-Encoding: gzip, chunked", f"0\r\n\r\n{NEXT}"),
    "chunks of a strange size": ("Transfer-Encoding: chunked", f"0x0\r\n\r\n{NEXT}"),
    "chunks of a size below zero": ("Transfer-Encoding: chunked", f"-1\r\n\r\n{NEXT}"),
    "chunks of a size beyond all": ("Transfer-Encoding: chunked", f"{'f' * 40}\r\n{NEXT}"),
    "chunks with a long extension": ("Transfer-Encoding: chunked", f"0;{'a' * 20_000}\r\n\r\n{NEXT}"),
    "chunks with line feeds": ("Transfer-Encoding: chunked", f"1\na\n0\n\n{NEXT}"),
    "chunks that are too long": ("Transfer-Encoding: chunked", f"1\r\nabc\r\n0\r\n\r\n{NEXT}"),
    "a strange trailer": ("Transfer-Encoding: chunked", f"0\r\nContent-Length: 9\r\nHost: {MARK}\r\n\r\n"),
    "a request in a body": (f"Content-Length: {len(NEXT)}", NEXT),
    "an end that never comes": ("Content-Length: 100000", "a"),
    "chunks that never end": ("Transfer-Encoding: chunked", "5\r\nab"),
}  # fmt: skip
# Whole messages that are no HTTP/1.1.
NO_MESSAGE = {
    "nothing": b"",
    "a blank line": b"\r\n\r\n",
    "a line feed": b"\n",
    "HTTP 0.9": b"GET /\r\n\r\n",
    "HTTP 2 at once": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00",
    "HTTP 3.0": f"GET / HTTP/3.0\r\nHost: {HOST}\r\n\r\n".encode(),
    "HTTP 1.10": f"GET / HTTP/1.10\r\nHost: {HOST}\r\n\r\n".encode(),
    "HTTP 1.x": f"GET / HTTP/1.x\r\nHost: {HOST}\r\n\r\n".encode(),
    "no HTTP": f"GET / {MARK}/1.1\r\nHost: {HOST}\r\n\r\n".encode(),
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(200)),
    "noise": bytes(range(256)) * 8,
    "one line without end": b"GET /" + b"a" * 100_000,
    "a head without end": f"GET / HTTP/1.1\r\nHost: {HOST}\r\n".encode() + b"X: a\r\n" * 20_000,
    "line feeds only": f"GET / HTTP/1.1\nHost: {HOST}\n\n".encode(),
    "a blank before the line": f" GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode(),
    "a header before the line": f"Host: {HOST}\r\nGET / HTTP/1.1\r\n\r\n".encode(),
    "a proxy's line": f"PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\nGET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode(),
    "half a head": f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX-".encode(),
    "a mail": f"HELO {MARK}\r\nMAIL FROM:<{MARK}>\r\n".encode(),
    "Redis": b"*1\r\n$7\r\nFLUSHDB\r\n",
}


def requests() -> list[Hostile]:
    return [*methods(), *forms(), *ambiguous()]


def methods() -> list[Hostile]:
    found = []
    for path in (*READER_PAGES, "/static/css/site.css", "/search/", "/api/v1/education.json"):
        for method, statuses in METHODS.items():
            wire = request(f"{path}?{MARK}", method=method, headers=[("X-Secret", MARK)], body=b"")
            found.append(Hostile(f"{method[:20]!r} at {path}", wire, statuses | only(400, 401)))
    return found


def forms() -> list[Hostile]:
    found = []
    for name, (kind, body) in UNREAD_FORMS.items():
        for path in FORM_PLACES:
            wire = request(path, method="POST", headers=[CSRF, ("Content-Type", kind)], body=body)
            found.append(Hostile(f"{name} to {path}", wire, only(400)))
    for name, (kind, body, statuses) in FORMS.items():
        for path in FORM_PLACES:
            wire = request(path, method="POST", headers=[CSRF, ("Content-Type", kind)], body=body)
            found.append(Hostile(f"{name} to {path}", wire, statuses | only(401, 403)))
    for origin in ("https://evil.example", "null", f"http://{HOST}.evil.example", f"https://{HOST}"):
        headers = [CSRF, ("Origin", origin), ("Content-Type", URLENCODED)]
        wire = request("/admin/login/", method="POST", headers=headers, body=b"csrfmiddlewaretoken=" + b"a" * 32)
        found.append(Hostile(f"a form from {origin}", wire, only(403)))
    return found


def ambiguous() -> list[Hostile]:
    """One request gets one answer at most, and never that of the request which is hidden in it."""
    # 501 is what RFC 9112 asks for where a transfer coding is not known; the connection ends with it.
    may = only(0, 200, 400, 403, 405, 408, 413, 431, 501)
    found = []
    for name, (head, rest) in AMBIGUOUS.items():
        for start in (f"GET {GUIDE}", f"POST {GUIDE}", "POST /admin/login/"):
            lines = f"{start} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {CSRF[1]}\r\nContent-Type: {URLENCODED}\r\n".encode()
            head_bytes = head if isinstance(head, bytes) else head.encode("latin-1")
            found.append(Hostile(f"{start}, {name}", lines + head_bytes + b"\r\n\r\n" + rest.encode(), may))
    return found + [Hostile(name, wire, may | only(301, 404, 414)) for name, wire in NO_MESSAGE.items()]
