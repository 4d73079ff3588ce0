"""Error pages say what happened, show the clinic's phone and the way back, and never fail themselves."""

import errno

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, connection
from django.http import HttpRequest
from django.test import Client
from django.urls import include, path

from clinic_site import errors, urls
from therapies.publishing.facts import change_fact
from therapies.reading import clinic

# Tests are collected before any runs, so this is what a process knows before it has read the clinic's facts.
UNREAD = clinic.last_known_facts()
PHONE_LINK = 'href="tel:+12127365000"'


def broken(request):
    raise RuntimeError("something nobody thought of")


def closed(request):
    raise PermissionDenied


def without_database(request):
    raise OperationalError("the server closed the connection unexpectedly")


def against_a_rule(request):
    raise IntegrityError("a rule of the database")


def onto_a_full_disk(request):
    raise OSError(errno.ENOSPC, "No space left on device")


urlpatterns = [
    path("broken/", broken),
    path("closed/", closed),
    path("no-database/", without_database),
    path("no-rule/", against_a_rule),
    path("no-space/", onto_a_full_disk),
    path("admin/no-database/", without_database),
    path("", include(urls)),
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.fixture
def site(settings, monkeypatch):
    """A client of the site with two views that fail; nothing is known of the clinic yet."""
    settings.ROOT_URLCONF = __name__
    settings.DEBUG = False
    monkeypatch.setattr(clinic, "_last_known", UNREAD)
    return Client(raise_request_exception=False)


@pytest.fixture
def phone(db):
    """The clinic's real number, read once by this process as gunicorn does when it starts."""
    change_fact("clinic_phone", "(212) 736-5000")


def assert_helps(response, status):
    page = response.content.decode()
    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.count("<h1") == 1
    assert PHONE_LINK in page
    assert 'href="/"' in page
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


def test_an_unknown_address_is_a_page_that_helps(site, phone):
    assert_helps(site.get("/no-such-page/"), 404)


@pytest.mark.parametrize("path", ["/static/none.css", "/healthz/", "/metrics"])
def test_what_is_let_in_without_end_asks_nothing_of_the_database(site, phone, path, django_assert_num_queries):
    clinic.facts_for(HttpRequest())

    with django_assert_num_queries(0):
        response = site.get(path)

    assert_helps(response, 404)


def test_a_closed_page_is_a_page_that_helps(site, phone):
    assert_helps(site.get("/closed/"), 403)


def test_a_form_without_its_token_says_that_nothing_was_saved(site, phone):
    response = Client(enforce_csrf_checks=True).post("/closed/", {"body": "typed for an hour"})

    assert_helps(response, 403)
    assert "What you sent was not saved." in response.content.decode()


def test_a_broken_page_is_a_page_that_helps(site, phone):
    clinic.facts_for(HttpRequest())

    assert_helps(site.get("/broken/"), 500)


def test_a_damaged_request_is_a_page_that_helps(site, phone):
    clinic.facts_for(HttpRequest())

    assert_helps(site.get("/", headers={"host": "evil.example"}), 400)


def test_a_broken_page_asks_nothing_of_the_database(site, phone, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = site.get("/broken/")

    assert response.status_code == 500


def test_no_sample_number_is_shown_before_the_real_one_was_read(site):
    response = site.get("/broken/")

    assert response.status_code == 500
    assert "555" not in response.content.decode()
    assert 'href="tel:911"' in response.content.decode()


def test_the_phone_stays_known_when_the_database_goes_away(site, phone):
    clinic.facts_for(HttpRequest())

    def no_database(execute, sql, params, many, context):
        raise OperationalError("the server closed the connection unexpectedly")

    with connection.execute_wrapper(no_database):
        # As when a page finds out that it does not exist just before the database goes.
        response = errors.not_found(HttpRequest())

    assert response.status_code == 404
    assert PHONE_LINK in response.content.decode()


@pytest.mark.parametrize("charset", ["utf-7", "latin-1", "utf-16"])
def test_a_form_in_another_character_set_is_a_bad_request(site, settings, charset):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32

    response = strict.post(
        "/admin/login/", data=b"username=%E9", content_type=f"application/x-www-form-urlencoded; charset={charset}"
    )

    assert response.status_code == 400
    assert "We could not read your request" in response.content.decode()


def test_when_even_the_page_is_broken_the_phone_is_still_shown(site, settings, phone, tmp_path):
    clinic.facts_for(HttpRequest())
    (tmp_path / "500.html").write_text("{% include missing %}{% url 'no-such-name' %}")
    engine = settings.TEMPLATES[0] | {"DIRS": [tmp_path]}
    settings.TEMPLATES = [engine]

    response = site.get("/broken/")

    assert response.status_code == 500
    assert "Please call us: (212) 736-5000" in response.content.decode()
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", ["/no-database/", "/no-rule/", "/no-space/"])
def test_what_the_database_or_the_disk_fails_is_asked_for_again_later(site, phone, address):
    clinic.facts_for(HttpRequest())

    response = site.get(address)

    assert_helps(response, 503)
    assert "This page cannot be shown right now" in response.content.decode()
    assert (response.headers["Retry-After"], response.headers["Cache-Control"]) == ("10", "no-store")


def test_staff_are_told_that_nothing_is_lost(site, phone):
    clinic.facts_for(HttpRequest())

    response = site.get("/admin/no-database/")

    assert response.status_code == 503
    assert "Patients still read the pages as they were." in response.content.decode()


def no_database(execute, sql, params, many, context):
    raise OperationalError("the server closed the connection unexpectedly")


def test_the_form_of_an_article_comes_back_to_be_sent_again(site, admin_user):
    site.force_login(admin_user)
    typed = 'An hour\'s words, "quoted".\n\nAnd <more>.'

    with connection.execute_wrapper(no_database):
        response = site.post("/admin/therapies/article/add/", {"title": "Ketamine", "body": typed, "_kept": "a" * 32})

    again = response.context["again"]
    assert response.status_code == 503
    assert again == [("title", "Ketamine"), ("body", typed), ("_kept", "a" * 32)]
    assert (
        '<input type="hidden" name="body" value="An hour&#x27;s words, &quot;quoted&quot;.' in response.content.decode()
    )
    assert "<more>" not in response.content.decode()


def test_a_password_does_not_come_back(site, db):
    with connection.execute_wrapper(no_database):
        response = site.post("/admin/login/", {"login": "nurse", "password": "my secret words"})

    assert response.status_code == 503
    assert "my secret words" not in response.content.decode()
