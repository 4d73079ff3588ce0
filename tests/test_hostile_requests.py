"""Requests made to do harm. Each is answered with exactly the status of its group, and nothing of it comes back."""

import json
import re
from datetime import timedelta
from functools import cache
from urllib.parse import unquote_to_bytes

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils import timezone

from clinic_site import intake
from tests import factories
from therapies import publishing
from therapies.models import Article, Picture

pytestmark = pytest.mark.django_db
# Stands in whatever a stranger can choose, and must not come back.
MARK = "zqxj"
BODY = """Words. [Source](guide/when-to-call)

## Questions

### May I drive home? {#may-i-drive}

No.
"""


class Stranger(Client):
    """A client that has read no page before, sends exactly the path it is told to, and meets no test's mercy."""

    def __init__(self):
        super().__init__(enforce_csrf_checks=True, raise_request_exception=False)

    def _base_environ(self, **request):
        environ = super()._base_environ(**request)
        # The test client calls Django without the WSGI application around it.
        intake.forget_strange_content_type(environ)
        return environ

    def ask(self, path: str, *, method: str = "GET", query: str = "", headers=None, body: bytes = b"", **environ):
        """The path as it would stand in a request, with its % signs."""
        raw = unquote_to_bytes(path).decode("latin-1")
        content_type = environ.pop("content_type", "application/octet-stream")
        return self.generic(
            method, "/", body, content_type, headers=headers, PATH_INFO=raw, QUERY_STRING=query, **environ
        )


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """A few pages, made once for all these requests and taken back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        factories.article(slug="when-to-call")
        factories.article(slug="how-to-prepare", body=BODY)
        factories.article(kind="therapy", slug="lidocaine", about=("lidocaine",))
        factories.article(kind="comparison", slug="side-by-side")
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clean(published):
    """Each page as a reader gets it who attacks nobody; asked for once."""

    @cache
    def page_at(path: str) -> HttpResponse:
        return Stranger().ask(path)

    return page_at


@pytest.fixture
def site(published, settings):
    """A stranger at the site."""
    settings.ALLOWED_HOSTS = ["testserver", "clinic.example"]
    return Stranger()


def assert_harmless(response: HttpResponse, status: int, *, cookies: bool = False) -> None:
    assert response.status_code == status
    assert MARK not in response.content.decode(errors="replace").lower()
    assert [value for name, value in response.headers.items() if MARK in value.lower() and name != "Location"] == []
    assert cookies or response.cookies == {}
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    for told in ("Traceback", "Django", "gunicorn", "Python", "/site-packages/"):
        assert told not in response.content.decode(errors="replace")


# --- Paths ------------------------------------------------------------------------------------

NOWHERE = [
    *(f"/{MARK}/", f"/{MARK}", f"/guide/{MARK}/", f"/guide/{MARK}/sources/", f"/questions/{MARK}/", f"/es/{MARK}/"),
    *(f"/%3Cscript%3E{MARK}%3C/script%3E/", f"/guide/%22onload={MARK}/", f"/{{{{{MARK}}}}}/", f"/$%7B{MARK}%7D/"),
    *(f"/../{MARK}", f"/%2e%2e/{MARK}", f"/guide/..%2f{MARK}/", f"/guide/%252e%252e/{MARK}/", f"/..%5c{MARK}"),
    *("/static/../secret_key", "/static/%2e%2e/secret_key", "/static/..%5csecret_key", "/static/%00", "/static/"),
    *("/static/%252e%252e/site.sqlite3", "/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/css/"),
    *("/.git/HEAD", "/.git/config", "/.env", "/.data/secret_key", "/secret_key", "/site.sqlite3", "/content/en/page/"),
    *("/manage.py", "/clinic_site/settings.py", "/requirements.txt", "/Dockerfile", "/README.md", "/media/", "/debug/"),
    *(
        "/server-status",
        "/metrics",
        "/swagger.json",
        "/graphql",
        "/api/",
        "/phpinfo.php",
        "/wp-login.php",
        "/__debug__/",
    ),
    *(
        "/guide/a%00b/",
        "/%00",
        "/guide/how-to-prepare%00/",
        "/%c0%ae%c0%ae/",
        "/%ff%fe/",
        "/%ed%a0%80/",
        "/%f8%88%80%80",
    ),
    *(f"/%0d%0aSet-Cookie:%20{MARK}=1", f"/Guides%0d%0aX-{MARK}:%201", "/guides/%0a", f"/%E2%80%AE{MARK}/"),
    *(
        "/" + "a" * 10_000,
        "/guide/" + "a" * 10_000 + "/",
        "/" + "a/" * 5_000,
        "/" + "%7e" * 3_000,
        "/guide/" + "-" * 500,
    ),
    *(f"//{MARK}.example/", f"//{MARK}.example", f"///{MARK}.example//", f"/%5c{MARK}.example", f"/\\{MARK}.example/"),
    *(f"//{MARK}.example/%2e%2e", f"/%09/{MARK}.example/", f"/http://{MARK}.example/", f"//{MARK}.example//guides"),
    *(f"/guides/..;/{MARK}", f"/guides;{MARK}=1/", "/guides/%26", "/sitemap-0.xml", "/sitemap-2.xml"),
    *(
        "/sitemap-" + "9" * 30 + ".xml",
        "/sitemap-" + "9" * 5_000 + ".xml",
        "/sitemap--1.xml",
        "/feed.atom/x",
        "/en/" + MARK,
    ),
    *(
        "/Admin/",
        "/ADMIN/login/",
        "//admin/",
        "/guides/../admin/",
        "/admin;/",
        "/admin%00/",
        "/en/admin/",
        "/es/admin/",
    ),
    *("/markdownx/upload/", "/markdownx/markdownify/", "/es/", "/es/guides/", "/pt-br/guide/how-to-prepare/"),
]


@pytest.mark.parametrize("path", NOWHERE, ids=lambda path: path[:40])
def test_a_path_that_leads_nowhere_is_not_found_and_not_repeated(site, path):
    assert_harmless(site.ask(path), 404)


# What stands here leads somewhere on this site and nowhere else, whatever was put around it.
MENDED = {
    "/GUIDES/": "/guides/",
    "//guides/": "/guides/",
    "///guides///": "/guides/",
    "//guides": "/guides/",
    "/guides": "/guides/",
    "/Guide/How-To-Prepare": "/guide/how-to-prepare/",
    "/guide/how-to-prepare/.": "/guide/how-to-prepare/",
    "/guide/how-to-prepare%20%22": "/guide/how-to-prepare/",
    "/en/guides/": "/guides/",
    "/en//guides": "/guides/",
    "/guides/%3f": "/guides/",
    "/" + "%2f" * 3_000: "/",
}


@pytest.mark.parametrize(("path", "to"), MENDED.items(), ids=[path[:40] for path in MENDED])
@pytest.mark.parametrize("query", ["", "a=%0d%0aX:1", "next=//evil.example", "\r\nSet-Cookie: a=b", "\xff<"])
def test_an_address_is_mended_to_one_on_this_site(site, path, to, query):
    response = site.ask(path, query=query)

    assert_harmless(response, 301)
    assert re.fullmatch(re.escape(to) + r"(?:\?[!-~]+)?", response.headers["Location"])
    assert bool(query) == ("?" in response.headers["Location"])


# --- Hosts and headers ------------------------------------------------------------------------

HOSTS = [
    *(f"{MARK}.example", f"clinic.example.{MARK}", f"clinic.example@{MARK}", f"clinic.example:80@{MARK}", "[::1"),
    *(f"clinic.example/{MARK}", f"clinic.example#{MARK}", f"clinic.example,{MARK}", f"<script>{MARK}", "a" * 5_000),
    *("", " ", "\xff", "clinic.example:port", f"xn--{MARK}", "127.0.0.1:22", "169.254.169.254", "..", f"{MARK}:80"),
]


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: repr(host[:30]))
def test_a_host_that_is_not_ours_is_a_bad_request(site, host):
    assert_harmless(site.ask("/", headers={"host": host}), 400)


HEADERS = {
    "X-Forwarded-Host": f"{MARK}.example",
    "X-Forwarded-Server": f"{MARK}.example",
    "X-Forwarded-Port": "1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Scheme": "https",
    "X-Forwarded-Prefix": f"/{MARK}",
    "X-Forwarded-For": f"{MARK}, 127.0.0.1",
    "X-Real-IP": MARK,
    "X-Host": f"{MARK}.example",
    "X-HTTP-Host-Override": f"{MARK}.example",
    "Forwarded": f"host={MARK}.example;proto=https",
    "X-Original-URL": f"/admin/{MARK}",
    "X-Rewrite-URL": f"/admin/{MARK}",
    "X-HTTP-Method-Override": "DELETE",
    "X-Method-Override": "PUT",
    "Remote-User": "admin",
    "Script-Name": f"/{MARK}",
    "Accept-Language": f"{MARK},es;q=1",
    "Accept": f"application/{MARK}",
    "Accept-Charset": "utf-7",
    "Referer": f"https://{MARK}.example/",
    "Origin": f"https://{MARK}.example",
    "User-Agent": f"<script>{MARK}</script>",
    "Cookie": f"session={MARK}; csrf={MARK}; messages={MARK}; sessionid={MARK}",
    "Authorization": f"Basic {MARK}",
    "If-Modified-Since": f"Thu, 99 {MARK} 99999 99:99:99 GMT",
    "If-Unmodified-Since": MARK,
    "If-None-Match": f'"{MARK}",' * 500,
    "Range": f"bytes=0-,{MARK}",
    "X-Long": MARK * 20_000,
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_changes_nothing_for_the_next_reader(site, clean, name):
    path = "/guide/how-to-prepare/"

    response = site.ask(path, headers={name: HEADERS[name]})

    assert_harmless(response, 200)
    assert response.content == clean(path).content
    assert response.headers["ETag"] == clean(path).headers["ETag"]
    assert response.headers.get("Vary", "") == "Accept-Encoding"


@pytest.mark.parametrize(
    "content_type",
    ["a; charset=hex", "a; charset=idna", "a; x*=nope''%ff", "a; charset*=UTF-8''%00", "\xff", ";" * 3_000],
)
def test_a_content_type_that_python_trips_over_changes_nothing(site, clean, content_type):
    response = site.ask("/questions/", query="about=%ff%41", CONTENT_TYPE=content_type)

    assert_harmless(response, 200)
    assert response.content == clean("/questions/").content


# --- Queries ----------------------------------------------------------------------------------

QUERIES = [
    *(f"{MARK}", f"a={MARK}&a={MARK}", f"utm_source={MARK}", f"fbclid={MARK}", f"callback={MARK}", f"_method={MARK}"),
    *(f"show=<script>{MARK}</script>", f"show=%22onload={MARK}", f"about=<script>{MARK}</script>", f"about=%00{MARK}"),
    *(
        f"about='+OR+1=1--{MARK}",
        f"about={MARK}%25",
        f"about={MARK}&about=lidocaine%00",
        "about=%ff%fe",
        "about=%ed%a0%80",
    ),
    *(
        f"page={MARK}",
        "page=-1",
        "page=0",
        "page=1e9",
        "page=%c2%b2",
        "page=" + "9" * 5_000,
        "page=1&page=2",
        "page=None",
    ),
    *(f"v={MARK}", f"on={MARK}", f"next=//{MARK}.example", f"q={MARK}", f"language={MARK}", f"url=http://{MARK}/"),
    *("&" * 900, "=" * 5_000, "%" * 5_000, "a" * 100_000, f"{MARK}=1&" * 900, f"{MARK}[]=1", f"{MARK}.__class__=1"),
    *(
        f"__proto__[x]={MARK}",
        f"%7B%7B7*7%7D%7D{MARK}",
        f"a=%0d%0aSet-Cookie:{MARK}=1",
        f"\xff{MARK}",
        f"?{MARK}?{MARK}",
    ),
]
PAGES = ["/questions/", "/comparison/side-by-side/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:30])
def test_a_query_changes_nothing_that_it_may_not(site, clean, query, path):
    response = site.ask(path, query=query)

    assert_harmless(response, 200)
    assert response.content == clean(path).content
    assert response.headers["Cache-Control"] == clean(path).headers["Cache-Control"]


@pytest.mark.parametrize("query", ["&" * 5_000, f"{MARK}=1&" * 3_000])
def test_a_query_of_thousands_of_fields_is_a_bad_request(site, query):
    assert_harmless(site.ask("/questions/", query=query), 400)


@pytest.mark.parametrize("version", ["", MARK, "0" * 12, "%00", "a" * 5_000])
def test_only_the_present_version_of_the_colours_is_kept_for_long(site, version):
    publishing.change_fact("brand_color", "#0b5c6b")

    response = site.ask("/brand.css", query=f"v={version}")

    assert_harmless(response, 200)
    assert "immutable" not in response.headers["Cache-Control"]


# --- Methods and forms ------------------------------------------------------------------------

READER_PAGES = ["/", "/guide/how-to-prepare/", "/feed.atom"]


@pytest.mark.parametrize("path", READER_PAGES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "G T"])
def test_a_reader_changes_nothing(site, method, path):
    form = "application/x-www-form-urlencoded"

    assert_harmless(site.ask(path, method=method, query=MARK, body=MARK.encode(), CONTENT_TYPE=form), 403)


@pytest.mark.parametrize("path", READER_PAGES)
@pytest.mark.parametrize("method", ["OPTIONS", "TRACE"])
def test_a_reader_only_reads(site, method, path):
    response = site.ask(path, method=method, headers={"x-secret": MARK}, query=MARK)

    assert_harmless(response, 405)
    assert response.headers["Allow"] == "GET, HEAD"


UNREAD_FORMS = {
    "json": ("application/json", b'{"a": 1}'),
    "xml": ("text/xml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
    "parts without a boundary": ("multipart/form-data", b"a"),
    "a boundary of 200 letters": ("multipart/form-data; boundary=" + "a" * 200, b"a"),
    "another character set": ("application/x-www-form-urlencoded; charset=utf-7", b"a=+ADw-"),
    "a character set that is none": ("multipart/form-data; boundary=a; charset=zlib", b"--a--"),
}


@pytest.mark.parametrize("path", ["/", "/admin/login/", "/admin/editor/preview/"])
@pytest.mark.parametrize("form", UNREAD_FORMS)
def test_a_form_that_is_not_read_is_a_bad_request(site, settings, form, path):
    content_type, body = UNREAD_FORMS[form]
    site.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32

    assert_harmless(site.ask(path, method="POST", body=body, CONTENT_TYPE=content_type), 400)


FORMS = {
    "no type": ("", b"a=b", 403),
    "a broken form of parts": ("multipart/form-data; boundary=a", b"--a\r\nbroken", 403),
    "3,000 fields": ("application/x-www-form-urlencoded", b"a=b&" * 3_000, 400),
    "3 MB in one field": ("application/x-www-form-urlencoded", b"a=" + b"b" * 3_000_000, 400),
    "3 MB in a part": (
        "multipart/form-data; boundary=a",
        b'--a\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"b" * 3_000_000 + b"\r\n--a--\r\n",
        400,
    ),
    "3,000 parts": (
        "multipart/form-data; boundary=a",
        b'--a\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' * 3_000 + b"--a--\r\n",
        400,
    ),
    "bytes that are no text": ("application/x-www-form-urlencoded", b"username=\xff\xfe&password=%ff", 403),
    "a sign-in without the token": ("application/x-www-form-urlencoded", b"username=admin&password=admin", 403),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_without_proof_of_origin_is_refused(site, settings, form):
    content_type, body, status = FORMS[form]
    # Anybody can get such a cookie, or make one up; only with it does Django read the form at all.
    site.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32

    def sent_to(path):
        return site.ask(path, method="POST", body=body, CONTENT_TYPE=content_type)

    assert_harmless(sent_to("/admin/login/"), status)
    assert_harmless(sent_to("/admin/editor/preview/"), 401)
    assert_harmless(sent_to("/"), 403)


def test_staff_send_nothing_without_proof_of_origin(site):
    site.force_login(factories.staff("nurse", superuser=True))

    # The answer may bring a new proof: a form that comes back with all typing can be sent again.
    for path in ("/admin/editor/preview/", "/admin/therapies/article/add/", "/admin/logout/"):
        assert_harmless(site.ask(path, method="POST"), 403, cookies=True)
    # The dialog for pictures shows a sentence of its own, whatever was wrong.
    picture = {"file": SimpleUploadedFile("a.png", b"\x89PNG"), "alt": "x"}
    assert_harmless(site.post("/admin/pictures/upload/", picture), 400, cookies=True)
    assert Picture.objects.count() == 0


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver.evil.example", "http://clinic.example"]
)
def test_a_form_from_another_site_is_refused(site, origin):
    site.get("/admin/login/")
    token = site.cookies["csrf"].value

    response = site.post("/admin/login/", {"csrfmiddlewaretoken": token}, headers={"origin": origin})

    assert_harmless(response, 403)


# --- Staff's side -----------------------------------------------------------------------------

METHODS = ["GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "DELETE"]
# What somebody who works here may open without any permission: nothing of it shows what patients may not see.
FOR_ALL_STAFF = {
    *("/admin/", "/admin/login/", "/admin/logout/", "/admin/password_change/", "/admin/password_change/done/"),
    *("/admin/jsi18n/", "/admin/components/", "/admin/autocomplete/"),
    # How they themselves sign in.
    *("/admin/account/", "/admin/account/codes/new/", "/admin/guide/"),
    *("/admin/account/app/add/", "/admin/account/app/remove/", "/admin/account/second-step/"),
    *("/admin/account/passkeys/", "/admin/account/passkeys/add/", "/admin/account/passkeys/login/"),
    *("/admin/account/confirm/", "/admin/account/confirm/code/", "/admin/account/confirm/passkey/"),
    *("/admin/account/invitation/", "/admin/account/sign-out-elsewhere/"),
}


def addresses_below_admin() -> list[str]:
    """One address of every pattern, also of those that are still to be written."""
    article, kind = Article.objects.earliest("pk"), ContentType.objects.get_for_model(Article)
    values = {"content_type_id": kind.pk, "id": User.objects.get_or_create(username="nobody")[0].pk}
    found = []
    for pattern, route in patterns_below(get_resolver().url_patterns):
        if not route.startswith("admin/"):
            continue
        if not isinstance(pattern.pattern, RoutePattern):
            route = "admin/therapies/" if pattern.name == "app_list" else "admin/no-such-page/"
        found.append("/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(values.get(part[1], article.pk)), route))
    return found


def patterns_below(patterns, above: str = ""):
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield pattern, route
        else:
            yield from patterns_below(pattern.url_patterns, route)


@pytest.fixture
def closed(site):
    """All addresses of staff, of an article with a draft that patients must not see."""
    article = Article.objects.earliest("pk")
    factories.draft(article, title=f"Draft {MARK}", body=f"{MARK}\n")
    return addresses_below_admin()


def test_every_address_of_staff_is_among_the_attacked(closed):
    assert {
        *("/admin/login/", "/admin/logout/", "/admin/therapies/article/add/", "/admin/auth/user/add/"),
        *("/admin/editor/preview/", "/admin/editor/upload/", "/admin/components/"),
    } < set(closed)
    assert len(closed) >= 35


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_gets_nowhere_on_staffs_side(site, closed, method):
    for path in closed:
        response = site.ask(path, method=method, headers={"accept": "text/html"})

        assert_harmless(response, response.status_code, cookies=True)
        if path == "/admin/login/" and method in ("GET", "HEAD", "OPTIONS"):
            assert response.status_code == 200
        elif method in ("POST", "PUT", "DELETE"):
            assert response.status_code in (401, 403, 405), path
        else:
            assert is_refusal(response), path


def is_refusal(response: HttpResponse) -> bool:
    if response.status_code == 302:
        return response.headers["Location"].startswith("/admin/")
    return response.status_code in (401, 403, 405)


@pytest.mark.parametrize("method", METHODS)
def test_an_account_that_is_not_of_staff_gets_no_further(site, closed, method):
    patient = User.objects.create_user("patient")
    client = Client()
    client.force_login(patient)

    for path in set(closed) - {"/admin/login/", "/admin/logout/"}:
        response = client.generic(method, path, headers={"accept": "text/html"})

        assert is_refusal(response), path
        assert MARK not in response.content.decode()


@pytest.mark.parametrize("method", METHODS)
def test_staff_without_permissions_see_and_change_nothing(site, closed, method):
    client = Client()
    client.force_login(factories.staff("porter"))

    for path in closed:
        if path in FOR_ALL_STAFF:
            continue
        response = client.generic(method, path, headers={"accept": "text/html"})

        assert MARK not in response.content.decode()
        # A redirect leads to the address of the article, which is refused in its turn.
        assert response.status_code in (302, 403, 404, 405), path


@pytest.mark.parametrize("method", METHODS)
def test_what_all_staff_may_open_shows_nothing_that_patients_may_not_see(site, closed, method):
    for path in FOR_ALL_STAFF:
        client = Client()
        client.force_login(factories.staff(path))
        response = client.generic(method, path)

        assert response.status_code in (200, 302, 403, 405), path
        assert MARK not in response.content.decode()


# --- Signing in and out -----------------------------------------------------------------------

NEXT = [
    *(
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "///evil.example",
        "javascript:x",
    ),
    *("http:evil.example", "//evil.example@testserver/", " //evil.example", "\t//evil.example"),
]


@pytest.fixture
def door():
    factories.staff("nurse", superuser=True)
    return Client()


def give_password(client: Client, **fields):
    return client.post("/admin/login/", {"login": "nurse", "password": "a long pass phrase"} | fields)


def sign_in(client: Client, **fields):
    give_password(client, **fields)
    return client.post("/admin/account/second-step/", {"code": factories.code_of()})


@pytest.mark.parametrize("target", NEXT)
def test_signing_in_leads_to_no_other_site(door, target):
    response = sign_in(door, next=target)

    assert response.status_code == 302
    assert response.headers["Location"] == "/admin/"


def test_signing_in_gives_a_new_session_and_signing_out_ends_it(door):
    door.cookies["session"] = "a" * 32
    sign_in(door)
    first = door.cookies["session"].value
    assert first != "a" * 32
    assert door.get("/admin/logout/").status_code == 405
    door.post("/admin/logout/")

    thief = Client()
    thief.cookies["session"] = first

    assert thief.get("/admin/").status_code == 302


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_other_sites(door):
    cookie = sign_in(door).cookies["session"]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_wrong_sign_in_does_not_say_which_half_was_wrong(door):
    def told(name):
        return re.search(
            r'errornote" role="alert">\s*(.+?)\s*<',
            give_password(Client(), login=name, password="wrong").text,
            re.DOTALL,
        )[1]

    assert told("nurse") == told("nobody-of-this-name")


@pytest.mark.parametrize("password", ["short but odd", "nurse@example.org", "aaaaaaaaaaaaaa", "12345678901234567890"])
def test_a_weak_password_is_refused(door, password):
    User.objects.update(email="nurse@example.org")
    sign_in(door)

    form = {"oldpassword": "a long pass phrase", "password1": password, "password2": password}
    response = door.post("/admin/password_change/", form)

    assert response.status_code == 200
    assert response.context["form"].errors["password1"]


# --- What is not public -----------------------------------------------------------------------


def test_nothing_that_patients_may_not_see_stands_anywhere(site):
    hidden = {"title": f"Title {MARK}", "summary": f"Summary {MARK}", "owner": MARK, "also_called": (MARK,)}
    body = f"{MARK}\n\n## Questions\n\n### {MARK}? {{#{MARK}-question}}\n\n{MARK}\n"
    live = Article.objects.get(slug="how-to-prepare")
    factories.draft(live, **hidden, body=body, note=MARK)
    factories.article(slug=f"draft-{MARK}", live=False, **hidden, body=body, about=("lidocaine",))
    publishing.publish(
        factories.draft(factories.article(kind="therapy", slug=f"coming-{MARK}", live=False), **hidden, note=MARK),
        at=timezone.now() + timedelta(days=1),
    )
    merged = factories.article(slug="merged", **hidden, about=("lidocaine",))
    publishing.merge(merged, into=live)
    withdrawn = factories.article(slug="withdrawn", **hidden, about=("lidocaine",))
    publishing.withdraw(withdrawn, notice="It was wrong.")

    for path in [
        *("/", "/therapies/", "/guides/", "/questions/", "/words/", "/sitemap.xml"),
        *("/guide/how-to-prepare/", "/therapy/lidocaine/", "/comparison/side-by-side/", "/robots.txt"),
        *("/guide/how-to-prepare/sources/", "/questions/may-i-drive/", "/site.webmanifest"),
    ]:
        assert_harmless(site.ask(path), 200)
    for query in (f"about=coming-{MARK}", f"about=draft-{MARK}"):
        assert_harmless(site.ask("/questions/", query=query), 200)
    for path in (f"/guide/draft-{MARK}/", f"/therapy/coming-{MARK}/", f"/questions/{MARK}-question/"):
        assert_harmless(site.ask(path), 404)
        assert_harmless(site.ask(f"{path}sources/"), 404)
    assert_harmless(site.ask("/guide/merged/"), 301)
    # That a page was withdrawn is told, with the title by which patients knew it, and nothing else of it.
    for path, status in (("/guide/withdrawn/", 410), ("/changes/", 200), ("/feed.atom", 200)):
        told = site.ask(path)
        assert told.status_code == status
        assert set(re.findall(f"(?:(?:Page w|W)ithdrawn: )?[A-Za-z]+ {MARK}", told.text)) <= {
            f"Withdrawn: Title {MARK}", f"Title {MARK}", f"Page withdrawn: Title {MARK}"
        }  # fmt: skip


def test_readers_and_staff_get_the_same_page(site):
    staff = Client()
    staff.force_login(factories.staff("nurse", superuser=True))

    for path in ("/", "/guide/how-to-prepare/", "/questions/", "/changes/"):
        assert staff.get(path).content == site.ask(path).content
        assert "Cookie" not in staff.get(path).headers["Vary"]


def test_the_probes_tell_only_their_state(site):
    for path in ("/healthz", "/readyz"):
        response = site.ask(path, headers={"host": f"{MARK}.example"}, query=MARK)

        assert_harmless(response, 200)
        assert set(json.loads(response.content)) == {"status"}
