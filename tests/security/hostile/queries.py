"""Queries: junk that must share one answer, and what is typed into the search to break it."""

from __future__ import annotations

from urllib.parse import quote_from_bytes

from . import COMPARISON, GUIDE, HOME, MARK, QUESTIONS, Hostile, only, request

QUERIES = [
    *(f"{MARK}", f"a={MARK}&a={MARK}", f"utm_source={MARK}", f"fbclid={MARK}", f"callback={MARK}", f"_method={MARK}"),
    *(f"show=<script>{MARK}</script>", f"show=%22onload={MARK}", f"about=<script>{MARK}</script>", f"about=%00{MARK}"),
    *(f"about='+OR+1=1--{MARK}", f"about={MARK}%25", f"about={MARK}&about=lidocaine%00", "about=%ff%fe", "about=%ed%a0%80"),
    *(f"page={MARK}", "page=-1", "page=0", "page=1e9", "page=%c2%b2", "page=" + "9" * 3_500, "page=1&page=2", "page=None"),
    *(f"v={MARK}", f"on={MARK}", f"next=//{MARK}.example", f"q={MARK}", f"language={MARK}", f"url=http://{MARK}/"),
    *("&" * 900, "=" * 3_500, "%" * 3_500, "a" * 3_900, f"{MARK}=1&" * 400, f"{MARK}[]=1", f"{MARK}.__class__=1"),
    *(f"__proto__[x]={MARK}", f"%7B%7B7*7%7D%7D{MARK}", f"a=%0d%0aSet-Cookie:{MARK}=1", f"?{MARK}?{MARK}"),
    *(f"page=1%00{MARK}", f"page=%0d%0a{MARK}", f"about[$ne]={MARK}", f"about[]={MARK}", f"PAGE={MARK}", f"About={MARK}"),
    *(f";page={MARK}", f"page=1;about={MARK}", f"pa%67e={MARK}", f"page%00={MARK}", f"+page={MARK}", f"amp;page={MARK}"),
    *(f"__cache_buster={MARK}", f"debug={MARK}", f"admin={MARK}", f"preview={MARK}", f"nocache={MARK}", f"format={MARK}"),
]  # fmt: skip
PAGES = (QUESTIONS, COMPARISON)

# As a program for SQL injection begins, and what else breaks out of a text.
TYPED = [
    *(f"' OR '1'='1' -- {MARK}", f"') OR ('1'='1 {MARK}", f'" OR ""="{MARK}', "1; DROP TABLE therapies_article--", "1' AND SLEEP(5)--"),
    *("' UNION SELECT username,password FROM auth_user--", "'||(SELECT pg_sleep(5))||'", "1 AND 1=CAST((SELECT 1) AS int)", "%' OR 1=1--"),
    *("'; SELECT pg_sleep(5)--", "randomblob(1000000000)", "' AND 1=(SELECT COUNT(*) FROM sqlite_master)--", "admin'/*", "a'||'b", "\\' OR 1=1--"),
    *('"', '""', '"unclosed', "*", "lido*", "NEAR(a b, 5)", "a AND b OR NOT c", "^a", "title:lidocaine", "{a b} : c", "a + b", "-a", "(((((", ")))"),
    *("a & b | !c", "a <-> b", "a:*", "'a':*B", "!!!", "& |", "\\", "\\\\", "%", "%%", "_", "[a-z]", "(a+)+$", "a" * 3_000, "a " * 1_500, "'" * 2_000),
    *(f"<script>{MARK}</script>", f'"><img src=x onerror={MARK}>', f"javascript:{MARK}", f"{{{{{MARK}}}}}", f"{{% {MARK} %}}", f"${{{MARK}}}", f"<!--{MARK}"),
    *("\0", "a\0b", "\r\n", f"\r\nSet-Cookie: {MARK}=1", "\u202eabc", "\ufeff", "\U0001f600" * 200, "\u0301" * 900, "\u200b" * 500, "ﷺ" * 300, "İ" * 500),
    *("../../etc/passwd", "| cat /etc/passwd", "`id`", "$(id)", "file:///etc/passwd", "http://169.254.169.254/", "%2527", "%00", "&#x27;", "\\u0027"),
    *("0x31", "1e309", "NaN", "-1", "null", "undefined", "true", "[]", "{}", "__proto__", "constructor", "9" * 400, "١٢٣", "ß" * 400, "ǆ" * 400),
]  # fmt: skip
NOT_TEXT = [b"%ff%fe", b"%ed%a0%80", b"%c0%a7", b"%", b"%u0027", b"%f5%80%80%80", b"+" * 3_000, b"%f0%9f"]


def requests() -> list[Hostile]:
    return [*junk(), *searches()]


def junk() -> list[Hostile]:
    found = [
        Hostile(f"{path}?{query[:50]}", request(f"{path}?{query}"), only(200), same_as=path)
        for path in PAGES
        for query in QUERIES
    ]
    for path in PAGES:  # such bytes may not stand in a request line
        found.append(Hostile(f"{path} with bytes that are no ASCII", request(f"{path}?\xff{MARK}"), only(200, 400)))
    for query in ("&" * 2_000, "a&" * 1_900):
        found.append(Hostile(f"thousands of fields {query[:2]}", request(f"{QUESTIONS}?{query}"), only(200, 400)))
    for version in ("", MARK, "0" * 12, "%00", "a" * 3_500):
        wire = request(f"/brand.css?v={version}")
        found.append(Hostile(f"colours {version[:20]}", wire, only(200), never=(b"immutable",)))
    for path in (HOME, GUIDE):
        found.append(Hostile(f"{path} with a # on the wire", request(f"{path}?a=1%23{MARK}"), only(200), same_as=path))
    return found


def searches() -> list[Hostile]:
    """What was typed may come back as text, so of the mark only what would be markup or a header is looked for."""
    never = (f"<script>{MARK}".encode(), f"onerror={MARK}>".encode(), f"\r\nSet-Cookie: {MARK}".encode(), b"49zqxj")
    found = []
    for typed in [quote_from_bytes(words.encode()).encode() for words in TYPED] + NOT_TEXT:
        for path in (b"/search/?q=", b"/search/suggestions.json?q="):
            wire = request(path + typed[:3_900])
            found.append(Hostile(f"{path[8:].decode()}{typed[:50]!r}", wire, only(200), may_hold=True, never=never))
    return found
