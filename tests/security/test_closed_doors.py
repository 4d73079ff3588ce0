"""Doors that stay closed, also to who has an account: forms of other sites, staff without permission, sessions, drafts."""

import json
import re
from datetime import timedelta
from urllib.parse import unquote_to_bytes

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from clinic_site import intake
from tests import factories
from tests.security.hostile import MARK
from tests.security.hostile.staff import OTHER_SITES, addresses_below_admin
from tests.security.pages import BODY
from therapies import publishing
from therapies.models import Article, Picture

pytestmark = pytest.mark.django_db


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


# --- Forms ------------------------------------------------------------------------------------


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


def sent(site, settings, body: bytes) -> HttpResponse:
    # Anybody can make up such a cookie; only with it does Django read the form at all.
    site.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    return site.ask("/admin/login/", method="POST", body=body, CONTENT_TYPE="application/x-www-form-urlencoded")


def test_a_form_beyond_all_size_is_refused(site, settings):
    assert_harmless(sent(site, settings, b"a=" + b"b" * 3_000_000), 400)


def test_a_form_of_thousands_of_fields_is_refused(site, settings):
    assert_harmless(sent(site, settings, b"a=b&" * 3_000), 400)


# --- Staff's side -----------------------------------------------------------------------------

METHODS = ["GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "DELETE"]
# The same doors, tried with the one method that shows something, one that changes something, and one that no view knows.
METHODS_OF_ACCOUNTS = ["GET", "POST", "DELETE"]
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


def addresses() -> list[str]:
    """One address of every pattern, of an article that is there."""
    article, kind = Article.objects.earliest("pk"), ContentType.objects.get_for_model(Article)
    nobody = User.objects.get_or_create(username="nobody")[0]
    return addresses_below_admin(article.pk, content_type_id=kind.pk, id=nobody.pk)


@pytest.fixture
def closed(site):
    """All addresses of staff, of an article with a draft that patients must not see."""
    article = Article.objects.earliest("pk")
    factories.draft(article, title=f"Draft {MARK}", body=f"{MARK}\n")
    return addresses()


def test_every_address_of_staff_is_among_the_attacked(closed):
    assert {
        *("/admin/login/", "/admin/logout/", "/admin/therapies/article/add/", "/admin/auth/user/add/"),
        *("/admin/editor/preview/", "/admin/editor/upload/", "/admin/components/"),
    } < set(closed)
    assert len(closed) >= 35


def is_refusal(response: HttpResponse) -> bool:
    if response.status_code == 302:
        return response.headers["Location"].startswith("/admin/")
    return response.status_code in (401, 403, 405)


@pytest.mark.parametrize("method", METHODS_OF_ACCOUNTS)
def test_an_account_that_is_not_of_staff_gets_no_further(site, closed, method):
    patient = User.objects.create_user("patient")
    client = Client()
    client.force_login(patient)

    for path in set(closed) - {"/admin/login/", "/admin/logout/"}:
        response = client.generic(method, path, headers={"accept": "text/html"})

        assert is_refusal(response), path
        assert MARK not in response.content.decode()


@pytest.mark.parametrize("method", METHODS_OF_ACCOUNTS)
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

NEXT = [*OTHER_SITES, "//evil.example@testserver/", " //evil.example", "\t//evil.example"]


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
