"""Every answer carries the same protection, whoever gave it."""

import base64
import hashlib
import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}
# The stock admin puts pages together from text, so only readers' pages are held to these.
POLICY_FOR_READERS = POLICY | {"require-trusted-types-for 'script'", "trusted-types 'none'"}
ANSWERS = {
    "page": ("/", 200),
    "missing page": ("/no-such-page/", 404),
    "page of staff": ("/admin/login/", 200),
    "refused page of staff": ("/admin/", 302),
    "style sheet": ("/static/css/site.css", 200),
    "missing file": ("/static/no-such-file.css", 404),
    "probe": ("/healthz", 200),
    "address without its slash": ("/questions", 301),
}


@pytest.fixture
def site(db, settings):
    settings.WHITENOISE_USE_FINDERS = True
    return Client(raise_request_exception=False)


def assert_armoured(response):
    is_staffs = response.request["PATH_INFO"].startswith("/admin/")
    policy = set(response.headers["Content-Security-Policy"].split("; "))
    assert policy == (POLICY if is_staffs else POLICY_FOR_READERS)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "Cache-Control" in response.headers
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(("path", "status"), ANSWERS.values(), ids=ANSWERS)
def test_every_kind_of_answer_is_armoured(site, path, status):
    response = site.get(path)

    response.close()  # a style sheet is an open file
    assert response.status_code == status
    assert_armoured(response)


def test_a_forged_host_is_refused_and_armoured(site):
    response = site.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()
    assert_armoured(response)


def test_the_redirect_to_https_is_armoured(settings, site):
    settings.SECURE_SSL_REDIRECT = True

    response = site.get("/questions/?about=lidocaine", headers={"host": "localhost"})

    assert (response.status_code, response.url) == (301, "https://localhost/questions/?about=lidocaine")
    assert_armoured(response)


def test_a_forged_host_is_refused_before_the_redirect_to_https(settings, site):
    settings.SECURE_SSL_REDIRECT = True

    response = site.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert_armoured(response)


def test_https_is_remembered_for_a_year(settings, site):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    response = site.get("/", headers={"x-forwarded-proto": "https"})

    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_proxy_header_from_a_stranger_changes_nothing(site):
    response = site.get("/", headers={"x-forwarded-proto": "https", "x-forwarded-host": "evil.example"})

    assert response.wsgi_request.is_secure() is False
    assert "evil.example" not in response.content.decode()
    assert "Strict-Transport-Security" not in response.headers


@pytest.mark.parametrize("path", ["/", "/questions/", "/no-such-page/"])
def test_a_reader_gets_no_cookie(site, path):
    response = site.get(path)

    assert response.cookies == {}
    assert "Cookie" not in response.headers.get("Vary", "")


def test_pages_of_staff_are_kept_nowhere(site, settings):
    site.force_login(get_user_model().objects.create_superuser("nurse"))

    for path in ("/admin/", "/admin/login/", "/admin/jsi18n/", "/admin/no-such-page/"):
        assert "no-store" in site.get(path).headers["Cache-Control"], path


def test_the_policy_of_staff_is_no_weaker(site):
    site.force_login(get_user_model().objects.create_superuser("nurse"))

    assert_armoured(site.get("/admin/"))


@pytest.mark.parametrize("path", ["/visit/first-visit/", "/e/7k3qx", "/es/E/7k3qx/q", "/preview/aaaaaaaaaaaa/"])
def test_where_a_plan_may_stand_text_is_not_held_to_types(site, path):
    assert set(site.get(path).headers["Content-Security-Policy"].split("; ")) == POLICY


def test_a_picture_may_use_the_style_that_stands_in_it_and_nothing_else(site):
    response = site.get("/static/img/articles/visit-timeline.svg")

    style = re.search(rb"<style>(.*?)</style>", b"".join(response), re.DOTALL)[1]
    response.close()
    own = base64.b64encode(hashlib.sha256(style).digest()).decode()
    assert response.headers["Content-Security-Policy"] == f"default-src 'none'; style-src 'sha256-{own}'; sandbox"


def test_a_picture_without_a_style_may_use_none(site):
    response = site.get("/static/img/infusion-room.svg")

    response.close()
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'none'; sandbox"
