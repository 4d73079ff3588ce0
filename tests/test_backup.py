"""A backup is one whole file or none, and a site that is made from it is the same site, byte for byte."""

import os
import re
import sqlite3
import stat
import subprocess
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from clinic_site.backups import taking
from clinic_site.backups.archive import read_manifest, unpack
from clinic_site.backups.problems import BackupError, ChangedMeanwhile
from tests.processes import new_database
from tests.sites import environment_of, every_page, manage, program
from tests.staff.hostile_files import picture
from therapies import publishing
from therapies.models import Article
from therapies.text.addresses import Address

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)

# Everything that a site keeps: pages of the real content, a picture, a link, a clinic fact, a person who is signed in.
A_SITE = """
import sys
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from pathlib import Path
from therapies import publishing
from therapies.linking.links import make_link
from therapies.models import Article
from therapies.publishing.loading import load_content
from therapies.text.pictures import known_pictures
load_content(settings.CONTENT_DIR, publish=True, pictures=known_pictures())
ana = User.objects.create_superuser("ana", password="a long pass phrase")
publishing.keep_picture(Path(sys.argv[1]).read_bytes(), name="drip.jpg", alt="A drip", by=ana)
make_link(Article.objects.live().get(kind="guide", slug="when-to-call"), by=ana)
publishing.change_fact("clinic_phone", "(212) 736-5000")
session = SessionStore()
session["who"] = "ana"
session.create()
"""


@pytest.fixture
def places(tmp_path, request):
    """Makes variables of a new, empty site; on PostgreSQL with a database of its own."""
    made = tmp_path / "sites"
    made.mkdir()
    request.getfixturevalue("db")
    with ExitStack() as databases:

        def place(name):
            url = ""
            if connection.vendor == "postgresql":
                url = databases.enter_context(new_database(f"backup_{os.getpid()}_{name}"))
            return environment_of(made / name, database=url)

        yield place


def test_a_site_made_from_a_backup_answers_every_page_with_the_same_bytes(places, tmp_path):
    here, there = places("here"), places("there")
    (tmp_path / "drip.jpg").write_bytes(picture())
    manage(here, "migrate", "--verbosity", "0")
    program(here, A_SITE, str(tmp_path / "drip.jpg"))

    manage(here, "backup", "--to", str(tmp_path / "backups"))
    (file,) = (tmp_path / "backups").iterdir()
    said = manage(there, "restore", str(file))

    pages = every_page(here)
    assert len([path for path in pages if pages[path][0] == "200"]) > 100
    assert any(path.startswith("/media/") for path in pages)
    assert any(path.startswith("/e/") for path in pages)
    assert every_page(there) == pages
    assert "28 pages, 28 versions, 1 people, 1 links, 1 pictures" in said
    # Who reads a backup finds nobody's session in it.
    assert read_manifest(file).rows["django_session"] == 0


# --- making ---


@pytest.fixture
def folder(settings, tmp_path, transactional_db):
    """Where backups of the test's own database go."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "data", tmp_path / "data" / "media"
    settings.DATA_DIR.mkdir()
    return tmp_path / "backups"


def test_the_file_is_for_its_owner_only_and_nothing_else_is_left(folder):
    file = taking.backup(folder, now=NOW)

    assert [path.name for path in folder.iterdir()] == ["clinic-2026-11-22T033000Z.tar.gz"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (folder.parent / "data" / taking.LAST_BACKUP).exists()


def test_only_the_newest_stay_and_what_is_not_ours_is_left_alone(folder):
    folder.mkdir()
    foreign = [folder / "clinic-2020-01-01T000000Z.tar.gz", folder / "holiday.tar.gz", folder / ".hidden"]
    for file in foreign:
        file.write_text("not a backup")

    made = [taking.backup(folder, keep=2, now=NOW + timedelta(days=day)) for day in range(3)]

    assert sorted(folder.iterdir()) == sorted([*foreign, *made[1:]])


def test_two_in_one_second_are_two_files(folder):
    first, second = taking.backup(folder, now=NOW), taking.backup(folder, now=NOW)

    assert (first.name, second.name) == ("clinic-2026-11-22T033000Z.tar.gz", "clinic-2026-11-22T033000Z-2.tar.gz")


def test_words_of_the_site_stand_in_it_as_files(folder, tmp_path):
    article = publishing.new_article(Address("en", "guide", "a-page"))
    publishing.publish(publishing.save_draft(article, TEXT))

    unpack(taking.backup(folder), tmp_path)

    assert (tmp_path / "content" / "en" / "guide" / "a-page.md").read_text() == TEXT


TEXT = "---\ntitle: A page\nsummary: What it says.\n---\n\nSome words.\n"


def test_a_picture_that_goes_meanwhile_costs_another_try(folder, monkeypatch):
    tries = []

    def changing(*args, **kwargs):
        tries.append(1)
        if len(tries) == 1:
            raise ChangedMeanwhile("media/x")
        return real(*args, **kwargs)

    real = taking.write_archive
    monkeypatch.setattr(taking, "write_archive", changing)

    file = taking.backup(folder)

    assert (len(tries), list(folder.iterdir())) == (2, [file])


def test_pictures_that_never_come_to_rest_are_a_sentence(folder, settings):
    key = "a" * 32
    picture_folder = settings.MEDIA_ROOT / key
    picture_folder.mkdir(parents=True)
    (picture_folder / f"{key}-8.webp").symlink_to("nowhere")

    with pytest.raises(BackupError) as refusal:
        taking.backup(folder)

    assert str(refusal.value).startswith("Files change while they are copied, 3 times in a row")
    assert list(folder.iterdir()) == []


def test_what_a_killed_backup_or_restore_left_is_cleared_after_a_day(folder, settings):
    old, new = folder / ".unfinished-old", folder / ".unfinished-new"
    restored = settings.DATA_DIR / ".restoring-old"
    for path in (old, new, restored):
        path.mkdir(parents=True)
    for path in (old, restored):
        os.utime(path, (0, 0))

    taking.backup(folder, now=NOW)

    assert not restored.exists()

    assert sorted(path.name for path in folder.iterdir()) == [".unfinished-new", "clinic-2026-11-22T033000Z.tar.gz"]


def test_a_folder_that_cannot_be_written_is_a_sentence(folder, tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(BackupError) as refusal:
        taking.backup(tmp_path / "file" / "backups")

    assert str(refusal.value).startswith("No backup could be made: Not a directory")


def test_a_full_disk_leaves_no_half_file(folder):
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", folder], check=False)
    if mounted.returncode:
        pytest.skip("Only root may make a disk that is full.")
    try:
        with pytest.raises(BackupError) as refusal:
            taking.backup(folder)
        left = list(folder.iterdir())
    finally:
        subprocess.run(["umount", folder], check=True)

    assert re.search("is full|no room left|No space left", str(refusal.value))
    assert left == []


def test_to_keep_none_is_refused(folder):
    with pytest.raises(BackupError) as refusal:
        taking.backup(folder, keep=0)

    assert str(refusal.value) == "--keep must be 1 or more: at least the new backup stays."


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="A file with torn pages is SQLite's.")
def test_a_torn_database_is_no_backup(tmp_path):
    file = tmp_path / "torn.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE words (word TEXT)")
        database.executemany("INSERT INTO words VALUES (?)", [("x" * 900,)] * 100)
        database.commit()
    content = bytearray(file.read_bytes())
    content[4096:8192] = b"\xff" * 4096
    file.write_bytes(content)

    with closing(sqlite3.connect(file)) as torn, pytest.raises((BackupError, sqlite3.DatabaseError)):
        taking.sqlite.expect_sound(torn)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL holds its own moment by a snapshot.")
def test_a_copy_is_of_one_moment_while_somebody_saves(folder, tmp_path):
    with taking.sqlite.frozen() as copy:
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
            other.execute("INSERT INTO therapies_pagechange (written_at, touched) VALUES ('2026-11-22', '[]')")
            other.commit()
        copy(tmp_path / "copy.sqlite3")
        rows = taking.counted_rows()["therapies_pagechange"]

    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copied:
        assert copied.execute("SELECT count(*) FROM therapies_pagechange").fetchone() == (rows,)
    assert taking.counted_rows()["therapies_pagechange"] == rows + 1
    assert Article.objects.count() == 0


@pytest.mark.parametrize(
    ("installed", "sentence"),
    [
        ("", "The program pg_dump is not installed, and PostgreSQL is copied with it."),
        ("echo 'pg_dump (PostgreSQL) 9.6.1'", "pg_dump has version 9, and the server"),
    ],
)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="Only PostgreSQL is copied with programs of its own.")
def test_programs_that_are_missing_or_too_old_are_a_sentence(folder, tmp_path, monkeypatch, installed, sentence):
    programs = tmp_path / "programs"
    programs.mkdir()
    if installed:
        (programs / "pg_dump").write_text(f"#!/bin/sh\n{installed}\n")
        (programs / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))

    with pytest.raises(BackupError) as refusal:
        taking.backup(folder)

    assert str(refusal.value).startswith(sentence)
