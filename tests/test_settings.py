"""Settings come from the environment: safe when nothing is set, clear when something is wrong."""

import ast
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from clinic_site import environment

SETTINGS = settings.BASE_DIR / "clinic_site" / "settings.py"


def variables_read() -> list[str]:
    """Every first argument of environment.…("NAME", …) in settings.py, in order."""
    calls = [node for node in ast.walk(ast.parse(SETTINGS.read_text())) if isinstance(node, ast.Call)]
    ours = [call for call in calls if getattr(getattr(call.func, "value", None), "id", "") == "environment"]
    return [call.args[0].value for call in ours]


@pytest.fixture
def settings_with(monkeypatch, tmp_path):
    """Read settings.py afresh with only these variables set, and an empty data folder."""

    def read(**variables):
        for name in variables_read():
            monkeypatch.delenv(name, raising=False)
        for name, value in ({"DATA_DIR": str(tmp_path)} | variables).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return read


def test_every_variable_is_in_the_example_and_in_the_readme():
    example = (settings.BASE_DIR / ".env.example").read_text()
    readme = (settings.BASE_DIR / "README.md").read_text()

    read = sorted(variables_read())

    assert sorted(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == read
    assert sorted(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE)) == read


def test_the_example_as_it_stands_changes_nothing(settings_with, tmp_path):
    names = re.findall(r"^([A-Z_]+)=(.*)$", (settings.BASE_DIR / ".env.example").read_text(), re.MULTILINE)
    values = {name: value for name, value in names if name != "DATA_DIR"}

    from_example = settings_with(**values)
    from_nothing = settings_with()

    assert all(value == "" for value in values.values())
    compared = [name for name in from_nothing if name.isupper() and name != "SECRET_KEY"]
    assert {name: from_example[name] for name in compared} == {name: from_nothing[name] for name in compared}


def test_nothing_set_is_safe_and_on_this_machine_only(settings_with, tmp_path):
    site = settings_with()

    assert site["DEBUG"] is False
    assert site["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert site["SITE_URL"] == ""
    assert site["SECURE_SSL_REDIRECT"] is False
    assert "SECURE_PROXY_SSL_HEADER" not in site
    assert site["DATABASES"]["default"]["NAME"] == f"{tmp_path}/site.sqlite3"
    assert site["CACHES"]["default"]["BACKEND"] == "django.core.cache.backends.locmem.LocMemCache"
    assert site["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"
    assert site["TIME_ZONE"] == "America/New_York"
    assert site["CONTENT_DIR"] == settings.BASE_DIR / "content"


def test_pages_are_kept_unless_somebody_writes_the_program_or_says_no(settings_with):
    names = ("PAGE_CACHE", "PAGE_CACHE_MB", "PAGE_SHELF_MB")

    assert [settings_with()[name] for name in names] == [True, 64, 1024]
    assert settings_with(DEBUG="on")["PAGE_CACHE"] is False
    assert settings_with(PAGE_CACHE="off", PAGE_CACHE_MB="0", PAGE_SHELF_MB="5")["PAGE_SHELF_MB"] == 5
    with pytest.raises(ImproperlyConfigured, match='PAGE_CACHE_MB is "-1". Write a whole number such as 64.'):
        settings_with(PAGE_CACHE_MB="-1")


def test_an_https_address_turns_on_all_that_https_allows(settings_with):
    site = settings_with(SITE_URL="https://visits.example.org/")

    assert site["SITE_URL"] == "https://visits.example.org"
    assert site["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]", "visits.example.org"]
    assert site["CSRF_TRUSTED_ORIGINS"] == ["https://visits.example.org"]
    assert site["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert site["SECURE_SSL_REDIRECT"] is True
    assert site["SECURE_HSTS_SECONDS"] == 31_536_000
    assert site["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert "SECURE_HSTS_PRELOAD" not in site
    assert (site["SESSION_COOKIE_NAME"], site["SESSION_COOKIE_SECURE"]) == ("__Host-session", True)
    assert (site["CSRF_COOKIE_NAME"], site["CSRF_COOKIE_SECURE"]) == ("__Host-csrf", True)


def test_a_plain_address_keeps_cookies_that_work_without_https(settings_with):
    site = settings_with(SITE_URL="http://127.0.0.1:8000")

    assert site["SECURE_SSL_REDIRECT"] is False
    assert (site["SESSION_COOKIE_NAME"], site["SESSION_COOKIE_SECURE"]) == ("session", False)
    # Over https all the same, should a proxy speak it.
    assert site["SECURE_HSTS_SECONDS"] == 31_536_000


def test_the_proxy_can_be_distrusted(settings_with):
    assert "SECURE_PROXY_SSL_HEADER" not in settings_with(SITE_URL="https://visits.example.org", TRUST_PROXY="off")


@pytest.mark.parametrize(
    ("switch", "believed"),
    [(None, {"X-FORWARDED-PROTO": "https"}), ("on", {"X-FORWARDED-PROTO": "https"}), ("off", {})],
)
def test_a_proxy_on_this_machine_may_say_https_unless_it_is_distrusted(monkeypatch, switch, believed):
    monkeypatch.delenv("TRUST_PROXY", raising=False)
    if switch:
        monkeypatch.setenv("TRUST_PROXY", switch)

    served = runpy.run_path(str(settings.BASE_DIR / "clinic_site" / "gunicorn.py"))

    assert served["secure_scheme_headers"] == believed


def test_sqlite_waits_its_turn_and_keeps_what_it_acknowledged(settings_with):
    database = settings_with(DATABASE_URL="sqlite:////srv/clinic.sqlite3")["DATABASES"]["default"]

    assert database["NAME"] == "/srv/clinic.sqlite3"
    assert database["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;",
    }


def test_postgresql_is_one_variable(settings_with):
    database = settings_with(DATABASE_URL="postgres://nurse:p%40ss@db.example.org:5433/clinic")["DATABASES"]["default"]

    assert database == {
        "ENGINE": "clinic_site.postgresql",
        "NAME": "clinic",
        "USER": "nurse",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": 5433,
        "OPTIONS": {"connect_timeout": 5, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


@pytest.mark.parametrize("scheme", ["redis", "valkey"])
def test_a_cache_that_hangs_costs_half_a_second(settings_with, scheme):
    cache = settings_with(CACHE_URL=f"{scheme}://cache.example.org:6379/0")["CACHES"]["default"]

    assert cache["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    assert cache["LOCATION"] == "redis://cache.example.org:6379/0"
    assert cache["OPTIONS"] == {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}


def test_an_email_address_becomes_a_contact_for_security_txt(settings_with):
    assert settings_with(SECURITY_CONTACT="it@example.org")["SECURITY_CONTACT"] == "mailto:it@example.org"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("DEBUG", "ture", 'DEBUG is "ture". Write "on" or "off".'),
        ("TRUST_PROXY", "maybe", 'TRUST_PROXY is "maybe". Write "on" or "off".'),
        *(
            (
                "SITE_URL",
                address,
                f'SITE_URL is "{address}". Write the public address of the site, without a path, '
                'such as "https://visits.example.org".',
            )
            for address in (
                "visits.example.org",
                "https://",
                "https://example.org/visits",
                "ftp://example.org",
                "https://[example.org",
                "https://example.org:https",
            )
        ),
        ("TIME_ZONE", "Mars/Base", 'TIME_ZONE is "Mars/Base". Write a name such as "America/New_York".'),
        ("LOG_LEVEL", "loud", 'LOG_LEVEL is "LOUD". Write one of DEBUG, INFO, WARNING, ERROR.'),
        (
            "DATABASE_URL",
            "mysql://root:secret@localhost/clinic",
            "DATABASE_URL is not an address of a database that works here. "
            'Write "sqlite:////folder/site.sqlite3" or "postgres://user:password@host:5432/name".',
        ),
        (
            "DATABASE_URL",
            "postgres://nurse:p/ss@localhost/clinic",
            'DATABASE_URL cannot be read. Write "postgres://user:password@host:5432/name"; '
            "in the password, write @ : / # as %40 %3A %2F %23.",
        ),
        (
            "CACHE_URL",
            "memcache://localhost",
            'CACHE_URL is not an address of a cache that works here. Write "redis://host:6379/0".',
        ),
        (
            "EMAIL_URL",
            "pigeon://roof",
            'EMAIL_URL cannot be read. Write "smtp+tls://user:password@mail.example.org:587".',
        ),
        (
            "SECURITY_CONTACT",
            "the front desk",
            'SECURITY_CONTACT is "the front desk". Write an e-mail address or an https address.',
        ),
    ],
)
def test_a_wrong_value_is_refused_with_the_way_out(settings_with, name, value, message):
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(**{name: value})

    assert str(refusal.value) == message


def test_the_secret_key_comes_from_the_variable_then_the_file_then_chance(tmp_path, monkeypatch):
    file = tmp_path / "secret_key"
    monkeypatch.delenv("SECRET_KEY", raising=False)

    by_chance = environment.secret_key("SECRET_KEY", key_file=file)
    again = environment.secret_key("SECRET_KEY", key_file=file)
    file.write_text("from the file\n")
    from_file = environment.secret_key("SECRET_KEY", key_file=file)
    monkeypatch.setenv("SECRET_KEY", "from the variable")
    from_variable = environment.secret_key("SECRET_KEY", key_file=file)

    assert len(by_chance) >= 50
    assert by_chance != again
    assert (from_file, from_variable) == ("from the file", "from the variable")


def test_an_empty_key_file_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "secret_key"
    file.touch()
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.secret_key("SECRET_KEY", key_file=file)

    assert str(refusal.value) == f"{file} is empty. Delete it, and `manage.py start` makes a new one."


def test_a_key_file_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    file = tmp_path / "secret_key"
    file.mkdir()
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.secret_key("SECRET_KEY", key_file=file)

    assert str(refusal.value) == (
        f"{file} cannot be read (Is a directory). Give it to the user who runs the site, or set SECRET_KEY."
    )


def test_the_env_file_is_read_and_the_environment_wins(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("TIME_ZONE=America/Chicago\nLOG_LEVEL=ERROR\n")
    # Set and removed, so that what the file sets is taken away again after the test.
    monkeypatch.setenv("TIME_ZONE", "-")
    monkeypatch.delenv("TIME_ZONE")
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")

    environment.read_env_file(tmp_path / "missing")
    environment.read_env_file(file)

    assert environment.text("TIME_ZONE") == "America/Chicago"
    assert environment.text("LOG_LEVEL") == "DEBUG"


def test_a_command_prints_one_sentence_and_no_traceback():
    result = subprocess.run(
        [sys.executable, "manage.py", "start"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"TIME_ZONE": "Mars/Base"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert result.stderr == (
        'The site is not set up right: TIME_ZONE is "Mars/Base". Write a name such as "America/New_York".\n'
    )


def test_the_readme_shows_the_test_line_that_ci_runs():
    readme = (settings.BASE_DIR / "README.md").read_text()
    line = (settings.BASE_DIR / ".ci" / "test").read_text().splitlines()[-1]

    assert f"\n    {line}\n" in readme or f"\n{line}\n" in readme


def test_the_top_level_is_what_the_readme_promises():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    ).stdout.splitlines()

    visible = {Path(name).parts[0] for name in tracked if not name.startswith(".")}

    assert visible <= {
        "manage.py", "clinic_site", "therapies", "templates", "static", "content", "tests",
        "requirements.txt", "Dockerfile", "README.md",
    }  # fmt: skip
