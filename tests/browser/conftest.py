"""A real Chromium for the tests in this folder: the system's own, or the one that CHROMIUM names."""

import os
import shutil
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests import factories
from therapies import publishing
from therapies.models import Article, Link

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
CODE_OF_A_DRAFT = "wxyz2"
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Whatever a page asks of another host must fail here as it would fail our promise to patients.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]

# A machine that is busy with other tests answers late, and what never comes fails the test all the same.
expect.set_options(timeout=15_000)

# Playwright keeps an event loop in the test's thread, and Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item):
    """Close the pages of a test before its database is emptied, and wait until what they still asked is answered.

    A page of the editor asks by itself. Its row would come into a table that is just being emptied, or its question
    would meet the next test.
    """
    browser = item.funcargs.get("browser")
    if browser is None:
        return
    for context in browser.contexts:
        context.close()
    until = time.monotonic() + 10
    # Not joined: one that is only about to start cannot be.
    while any("process_request_thread" in thread.name for thread in threading.enumerate()):
        if time.monotonic() > until:
            break
        time.sleep(0.02)


def chromium() -> str:
    """The path of a Chromium; "" when this machine has none."""
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *NAMES, MAC) if name)
    return next(filter(None, found), "")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = chromium()
    if not path:
        sentence = "No Chromium found. Install one (apt-get install chromium), or set CHROMIUM to its path."
        if os.environ.get("CI"):
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": Path(path), "args": ARGUMENTS + as_root}


@pytest.fixture(scope="session", autouse=True)
def no_connection_is_left(playwright, django_db_setup):
    """Close what was opened beside Playwright's event loop, while that still runs.

    Django keeps those connections apart from the thread's own, and nothing else closes them;
    PostgreSQL does not drop a database that somebody is connected to.
    """
    yield
    connections.close_all()


@pytest.fixture(scope="module")
def live_site(django_db_setup, django_db_blocker):
    """The site with all of content/ published, served on this machine, the same for all tests of a module.

    One page is withdrawn, and a link leads to one that nobody has published. Gives the address. pytest-django's own `live_server` would empty the database after
    every test, and loading the content again takes longer than most of them. Tests that use it are marked
    `django_db`, or there would be no test database to fill and to empty.
    """
    with django_db_blocker.unblock():
        name = str(connection.settings_dict["NAME"])
        assert "test" in name or "memory" in name, f"{name} is not a test database"
        call_command("load_content", publish=True, verbosity=0)
        withdraw_a_page()
        link_to_a_draft()
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


def link_to_a_draft():
    Link.objects.create(code=CODE_OF_A_DRAFT, article=factories.article(slug="to-come", live=False))


def withdraw_a_page():
    gone = factories.article(slug="withdrawn", title="A page that went away")
    instead = Article.objects.get(kind="guide", slug="how-to-prepare")
    publishing.withdraw(gone, notice="We no longer offer this.", read_instead=instead)


@pytest.fixture
def opened_in_the_admin(live_server, transactional_db, context):
    """Opens the editor of an article as somebody who may do everything. What the browser complains about is in `told`."""

    def opened(article):
        session = Client()
        session.force_login(factories.staff("ana", superuser=True))
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(8000)
        page.told = []
        page.on("console", lambda message: page.told.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.told.append(str(error)))
        page.goto(live_server.url + reverse("admin:therapies_article_change", args=[article.pk]))
        return page

    return opened
