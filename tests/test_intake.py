"""Of a stranger's request only plain forms are read, and never a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clinic_site import gunicorn, intake
from clinic_site.wsgi import application

KNOWN = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=UTF-8",
    "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
    "multipart/form-data; boundary=BoUnDaRyStRiNg",
    "multipart/form-data;boundary=a; charset=utf-8",
]
STRANGE = [
    "text/plain; charset=hex",
    "application/x-www-form-urlencoded; charset=idna",
    "multipart/form-data; boundary=a; charset=zlib",
    "multipart/form-data",
    "multipart/form-data; boundary=\xff",
    "multipart/form-data; boundary=" + "a" * 71,
    "a; x*=nope''%ff",
    "a; charset*=UTF-8''%00",
    "application/json",
]


@pytest.mark.parametrize("content_type", KNOWN)
def test_what_browsers_send_is_read(content_type):
    environ = {"CONTENT_TYPE": content_type}

    intake.forget_strange_content_type(environ)

    assert environ == {"CONTENT_TYPE": content_type}


@pytest.mark.parametrize("content_type", STRANGE)
def test_anything_else_is_no_form(content_type):
    environ = {"CONTENT_TYPE": content_type}

    intake.forget_strange_content_type(environ)

    assert environ == {"CONTENT_TYPE": "", intake.STRANGE: content_type}


def test_a_request_without_a_content_type_is_left_alone():
    environ = {"CONTENT_TYPE": ""}

    intake.forget_strange_content_type(environ)

    assert environ == {"CONTENT_TYPE": ""}


@pytest.mark.parametrize("content_type", STRANGE)
def test_no_content_type_breaks_a_page(transactional_db, content_type):  # a request of its own closes connections
    status, headers, _ = answer(PATH_INFO="/questions/", QUERY_STRING="about=%ff", CONTENT_TYPE=content_type)

    assert status == "200 OK"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/admin/login/", "/admin/editor/preview/"])
@pytest.mark.parametrize("content_type", STRANGE)
def test_a_form_that_this_site_does_not_read_is_a_bad_request(transactional_db, settings, content_type, path):
    cookie = f"{settings.CSRF_COOKIE_NAME}={'a' * 32}"

    status, headers, body = answer(
        REQUEST_METHOD="POST", PATH_INFO=path, CONTENT_TYPE=content_type, HTTP_COOKIE=cookie, CONTENT_LENGTH="0"
    )

    assert status == "400 Bad Request"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "tel:911" in body


def answer(**environ):
    """Status, headers and body of one request, through all that gunicorn would call."""
    answers = []
    body = application(
        Client()._base_environ(**environ), lambda status, headers: answers.append((status, dict(headers)))
    )
    text = b"".join(body).decode(errors="replace")
    body.close()
    ((status, headers),) = answers
    return status, headers, text


def test_a_strangers_file_is_not_written_anywhere(db, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32

    response = strict.post("/admin/login/", {"picture": SimpleUploadedFile("a.png", b"a" * 3_000_000)})

    assert response.status_code == 403
    assert response.wsgi_request.FILES == {}
    assert list(tmp_path.iterdir()) == []


def test_what_stands_before_a_file_in_a_form_is_read(rf, settings):
    request = rf.post("/", {"words": "kept", "picture": SimpleUploadedFile("a.png", b"a")})

    assert request.POST.dict() == {"words": "kept"}
    assert not request.FILES


def test_no_header_of_a_request_moves_the_site_to_another_path():
    # gunicorn's default is SCRIPT_NAME,PATH_INFO, believed from any proxy on the same machine.
    assert gunicorn.forwarder_headers == ""


@pytest.mark.parametrize(
    "cookie", ["session=a; csrf=a; messages=a", "csrf=" + "a" * 32, 'session="\\000\\000\\000\\000\\000"']
)
@pytest.mark.parametrize("path", ["/", "/no-such-page/", "/questions"])
def test_no_cookie_of_a_reader_is_answered_with_another(db, path, cookie):
    response = Client().get(path, headers={"cookie": cookie})

    assert response.cookies == {}
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.wsgi_request.COOKIES == {}
