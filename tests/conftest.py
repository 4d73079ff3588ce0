"""What all tests share."""

import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings

# Time limits of single examples fail on a busy machine. In CI the same examples come every time, so that a
# change is judged by itself; on a desk new ones are tried.
hypothesis.settings.register_profile("site", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("site")

# Memory that looks like a disk. Tests write the same to both, and a disk takes 1 to 5 ms for each transaction.
MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it gets a name that nobody can guess
ENOUGH = 1_000_000_000  # bytes; a container has 64 MB unless told otherwise, and Chromium needs them
# What coverage.py tells programs that a test starts. Programs that serve are measured by nobody: it would double
# what they take for a page, and each of their lines has tests within the process.
MEASURE = "COVERAGE_PROCESS_CONFIG"
MEASURED = ("test_start.py", "test_content_commands.py")
# These walk over the whole site or through very many texts. Each line they come by has tests of its own, and to count
# it again makes them take twice as long.
WALKS = (
    *("security", "browser", "pages/test_every_address.py", "pages/test_real_content.py", "staff/test_roles.py"),
    *("staff/test_check.py", "test_hostile_words.py", "test_fuzz_seeds.py", "reading/test_kept_pages_are_true.py"),
    *("text/test_syllables.py", "text/test_merging.py", "text/test_text_properties.py", "text/test_hostile_texts.py"),
    *("publishing/test_search_rows.py", "publishing/test_killed_load.py", "publishing/test_killed_saves.py"),
)
_measure = {}


def pytest_configure():
    # The real hasher is slow on purpose; tests sign in often and keep no secret.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Whether pages are kept is asked by tests/reading/test_page_cache*.py, with a shelf of their own.
    settings.PAGE_CACHE = False
    # Pictures of tests stay out of the folder of whoever works on the site.
    settings.MEDIA_ROOT = tempfile.mkdtemp(prefix="pictures-", dir=place_for_databases())
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, as in production. In memory all threads of a served site share one connection, and one's savepoint
        # fails while another reads.
        database.setdefault("TEST", {})["NAME"] = f"{settings.MEDIA_ROOT}-database/test.sqlite3"
        Path(f"{settings.MEDIA_ROOT}-database").mkdir()


def place_for_databases() -> Path | None:
    """None for the usual place of temporary files."""
    is_large = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH
    return MEMORY if is_large else None


def pytest_collection_modifyitems(items):
    walks = [Path(__file__).parent / name for name in WALKS]
    for item in items:
        if any(item.path.is_relative_to(walk) for walk in walks):
            item.add_marker(pytest.mark.no_cover)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Before the fixtures of a module, which may start servers."""
    if MEASURE in os.environ:
        _measure[MEASURE] = os.environ.pop(MEASURE)
    if item.path.name in MEASURED:
        os.environ |= _measure


def pytest_unconfigure():
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    shutil.rmtree(f"{settings.MEDIA_ROOT}-database", ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What this process remembers of links, their counts, is of rows that a test has taken away."""
    # Imported here: this file is read before Django is set up.
    from therapies.linking import counting

    counting._counted.clear()
