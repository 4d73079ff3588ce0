"""Whoever watches the site gets an answer in words, whatever host name they call."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from tests import factories
from therapies.models import Article


@pytest.fixture
def when_to_call(db):
    factories.article(slug="when-to-call")


def no_database(execute, sql, params, many, context):
    raise OperationalError("the server closed the connection unexpectedly")


def test_the_process_answers_without_a_database(client):
    response = client.get("/healthz", headers={"host": "10.0.0.7"})

    assert (response.status_code, response.json()) == (200, {"status": "up"})
    assert response.headers["Cache-Control"] == "no-store"


def test_a_site_with_its_content_is_ready(client, when_to_call):
    response = client.get("/readyz", headers={"host": "10.0.0.7"})

    assert (response.status_code, response.json()) == (200, {"status": "ready"})


def test_a_site_without_the_page_on_when_to_call_is_not_ready(client, when_to_call):
    Article.objects.update(slug="another-page")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "status": "not ready",
        "missing": "The page on when to call is not published. Run manage.py load_content --publish.",
    }


def test_a_site_with_a_migration_to_apply_is_not_ready(client, when_to_call):
    MigrationRecorder(connection).migration_qs.filter(app="therapies").delete()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "status": "not ready",
        "missing": "Migrations are not applied. Run manage.py migrate.",
    }


def test_a_site_without_its_database_is_not_ready(client, when_to_call):
    with connection.execute_wrapper(no_database):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "not ready", "missing": "The database does not answer."}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_watchers_may_only_ask(client, path):
    response = client.post(path)

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_a_watcher_is_not_sent_to_https(settings, client):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200
