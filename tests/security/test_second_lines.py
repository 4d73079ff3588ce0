"""What stands behind a protection that the rest of the tests never get past."""

import pytest
from django.test import Client

from tests.text.texts import FACTS_OF_CLINIC
from therapies.text.rendering import render_snippet


def test_markup_that_slips_through_the_writer_is_taken_out(monkeypatch):
    """The writer escapes words itself. Should it ever forget to, the list of what is allowed still holds."""
    monkeypatch.setattr("therapies.text.writing.escape", lambda words: words)

    html = render_snippet("a <script>x</script> <img src=x onerror=y> <b onclick=z>b</b>\n", facts=FACTS_OF_CLINIC)

    assert [sign for sign in ("<script", "onerror", "onclick", "<b") if sign in html] == []


@pytest.mark.django_db
def test_a_readers_cookie_is_not_read(settings):
    client = Client()
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    response = client.get("/")

    assert response.wsgi_request.COOKIES == {}
    assert "Set-Cookie" not in response.headers
