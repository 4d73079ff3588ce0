"""What the tests share that let the site die."""

import os

import pytest
from django.conf import settings
from django.db import connection


@pytest.fixture
def environment(request, tmp_path):
    """A database of its own that other processes can open."""
    data = tmp_path / "data"
    (data / "static").mkdir(parents=True)
    if connection.vendor == "postgresql":
        request.getfixturevalue("transactional_db")
        parts = connection.settings_dict
        password = f":{parts['PASSWORD']}" if parts["PASSWORD"] else ""
        url = f"postgres://{parts['USER']}{password}@{parts['HOST']}:{parts['PORT'] or 5432}/{parts['NAME']}"
    else:
        url = f"sqlite:///{data}/site.sqlite3"
    return os.environ | {
        "DATABASE_URL": url,
        "DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
