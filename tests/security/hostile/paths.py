"""Paths that try to leave the site, or to be taken for another one."""

from __future__ import annotations

from . import HOST, MARK, Hostile, only, request

NOWHERE = [
    *(f"/{MARK}/", f"/{MARK}", f"/guide/{MARK}/", f"/guide/{MARK}/sources/", f"/questions/{MARK}/", f"/es/{MARK}/"),
    *(f"/%3Cscript%3E{MARK}%3C/script%3E/", f"/guide/%22onload={MARK}/", f"/{{{{{MARK}}}}}/", f"/$%7B{MARK}%7D/"),
    *(f"/../{MARK}", f"/%2e%2e/{MARK}", f"/guide/..%2f{MARK}/", f"/guide/%252e%252e/{MARK}/", f"/..%5c{MARK}"),
    *("/static/../secret_key", "/static/%2e%2e/secret_key", "/static/..%5csecret_key", "/static/%00", "/static/"),
    *("/static/%252e%252e/site.sqlite3", "/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/css/"),
    *("/static/css/../../secret_key", "/static/css/%2e%2e/%2e%2e/secret_key", "/static/....//secret_key"),
    *("/static/css/..;/..;/secret_key", "/static/css%2f..%2f..%2fsecret_key", "/static/%c0%ae%c0%ae/secret_key"),
    *("/media/../secret_key", "/media/%2e%2e/secret_key", "/media/..%2f..%2fsecret_key", "/media//etc/passwd"),
    *("/media/%00", "/media/" + "a" * 32 + "/../../secret_key", "/media/" + "a" * 32 + ".html", "/pages/", "/pages/0"),
    *("/.git/HEAD", "/.git/config", "/.env", "/.data/secret_key", "/secret_key", "/site.sqlite3", "/content/en/page/"),
    *("/.git/", "/.git/logs/HEAD", "/.env.example", "/.ci/run", "/.github/", "/.ssh/id_rsa", "/.htpasswd", "/.DS_Store"),
    *("/manage.py", "/clinic_site/settings.py", "/requirements.txt", "/Dockerfile", "/README.md", "/media/", "/debug/"),
    *("/server-status", "/swagger.json", "/graphql", "/api/", "/phpinfo.php", "/wp-login.php", "/__debug__/"),
    *("/api/v1/", "/api/v2/education.json", "/actuator/env", "/console", "/cgi-bin/test.cgi", "/xmlrpc.php", "/admin.php"),
    *("/backup.tar.gz", "/site.sqlite3-wal", "/dump.sql", "/web.config", "/crossdomain.xml", "/WEB-INF/web.xml"),
    *("/guide/a%00b/", "/%00", "/guide/how-to-prepare%00/", "/%c0%ae%c0%ae/", "/%ff%fe/", "/%ed%a0%80/", "/%f8%88%80%80"),
    *(f"/%0d%0aSet-Cookie:%20{MARK}=1", f"/Guides%0d%0aX-{MARK}:%201", "/guides/%0a", f"/%E2%80%AE{MARK}/"),
    *(f"/%E5%98%8A%E5%98%8DSet-Cookie:{MARK}=1", f"/%u000d%u000a{MARK}", f"/guide/%0d%0a%0d%0a<b>{MARK}</b>/"),
    *("/" + "a" * 3_900, "/guide/" + "a" * 3_900 + "/", "/" + "a/" * 1_900, "/" + "%7e" * 1_300, "/guide/" + "-" * 500),
    *(f"//{MARK}.example/", f"//{MARK}.example", f"///{MARK}.example//", f"/%5c{MARK}.example", f"/\\{MARK}.example/"),
    *(f"//{MARK}.example/%2e%2e", f"/%09/{MARK}.example/", f"/http://{MARK}.example/", f"//{MARK}.example//guides"),
    *(f"/%2f%2f{MARK}.example/", f"/%2f%5c{MARK}.example", f"/.{MARK}.example/", f"/@{MARK}.example/", f"/;@{MARK}.example"),
    *(f"/es//{MARK}.example/", f"/en/%2f{MARK}.example", f"/guide//{MARK}.example", f"//user@{MARK}.example/guides"),
    *(f"/guides/..;/{MARK}", f"/guides;{MARK}=1/", "/guides/%26", "/sitemap-0.xml", "/sitemap-2.xml"),
    *("/sitemap-" + "9" * 30 + ".xml", "/sitemap-" + "9" * 3_500 + ".xml", "/sitemap--1.xml", "/feed.atom/x", "/en/" + MARK),
    *("/Admin/", "/ADMIN/login/", "//admin/", "/guides/../admin/", "/admin;/", "/admin%00/", "/en/admin/", "/es/admin/"),
    *("/markdownx/upload/", "/markdownx/markdownify/", "/es/", "/es/guides/", "/pt-br/guide/how-to-prepare/"),
    *(f"/guide/how-to-prepare/{MARK}.css", f"/guide/how-to-prepare/{MARK}.js", f"/questions/%2e%2e/{MARK}.ico"),
    *(f"/guide/how-to-prepare/;{MARK}.css", f"/guide/how-to-prepare%2f{MARK}.png", "/sign-off/short/", "/preview/short/"),
    *("/e/%00", "/e/" + "%20" * 40, f"/e/{MARK}%0d%0aX:1", "/e/..%2f..%2fadmin/", "/E/" + "z" * 3_000, "/e/7/../../admin"),
    *(f"/e/<script>{MARK}</script>", f"/e/{MARK}/qr.svg", "/e/%ff%fe", f"/es/e/{MARK}", "/e//////////", "/e/'%20OR%201=1--"),
    *(f"/sign-off/{MARK * 10}/", f"/preview/{MARK * 10}/", "/sign-off/" + "a" * 100 + "/", "/preview/" + "A" * 43 + "%00/"),
]  # fmt: skip

# What stands here leads somewhere on this site and nowhere else, whatever was put around it.
MENDED = [
    *("/GUIDES/", "//guides/", "///guides///", "//guides", "/guides", "/Guide/How-To-Prepare", "/guides/%3f"),
    *("/guide/how-to-prepare/.", "/guide/how-to-prepare%20%22", "/en/guides/", "/en//guides", "/" + "%2f" * 1_200),
]
CHOICES = [
    *("", "a=%0d%0aX:1", "next=//evil.example", b"\xff<", "a=%E5%98%8A%E5%98%8DX:1", "//evil.example", "@evil.example"),
]
# No request target that the server reads: it answers for itself.
UNREADABLE = [
    *("*", "guides/", f"{MARK}", f"{MARK}:80", f"\\{MARK}", f"@{MARK}", "/a b", "/ HTTP/1.0 x", "/" + "a" * 9_000),
    *(
        "/\x00",
        "/guides/\x01",
        "/\x7f",
        "/\t",
        "/" + "%" * 5_000,
        "",
        "?",
        "#",
        "http://",
        "http:///",
        f"ftp://{MARK}/",
    ),
    *(f"http://{MARK}.example/", f"https://{MARK}.example/guides/", f"http://{HOST}@{MARK}.example/", "//[::1"),
    *(f"http://{HOST}:99999/", f"http://[{MARK}]/", f"javascript:{MARK}", f"/{MARK}#{MARK}", "/../../../../etc/passwd"),
]


def requests() -> list[Hostile]:
    found = [Hostile(f"nowhere {path[:60]}", request(path), only(404)) for path in NOWHERE]
    for path in MENDED:
        for choice in CHOICES:
            query = (b"?" if choice else b"") + (choice if isinstance(choice, bytes) else choice.encode())
            wire = request(path.encode() + query)
            # Bytes that are no ASCII may not stand in a request line at all.
            statuses = only(301, 400) if isinstance(choice, bytes) else only(301)
            never = (b"\r\nX:", b"\r\nLocation: //", b"\r\nLocation: http")
            found.append(Hostile(f"mended {path[:40]} {choice!r}", wire, statuses, never=never))
    readable = only(200, 301, 400, 403, 404, 405, 414)
    return found + [
        Hostile(f"target {target[:40]!r}", request(target), readable, never=(f"//{MARK}".encode(),))
        for target in UNREADABLE
    ]
