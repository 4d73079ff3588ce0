"""A backup is put back whole or not at all, and nothing that is broken, forged, foreign or newer gets in."""

import gzip
import io
import json
import shutil
import sqlite3
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from clinic_site.backups import archive, postgresql, restoring, taking
from clinic_site.backups.problems import BackupError
from tests import factories
from tests.staff.hostile_files import picture
from therapies import publishing
from therapies.models import Article, JournalEntry, PageChange, Version
from therapies.text import shared_pictures
from therapies.text.pictures import folder_of

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
KEY = "b" * 32
BROKEN = "Take another one."


@pytest.fixture
def site(settings, tmp_path, transactional_db):
    """A site with one page and one picture, in the database of this test."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "data", tmp_path / "data" / "media"
    (settings.MEDIA_ROOT / KEY).mkdir(parents=True)
    (settings.MEDIA_ROOT / KEY / f"{KEY}-8.webp").write_bytes(b"a picture")
    return factories.article(slug="a-page", title="As it was")


@pytest.fixture
def backup(site, tmp_path) -> Path:
    return taking.backup(tmp_path / "backups", now=NOW)


def titles() -> list[str]:
    return [version.title for version in Version.objects.live()]


def test_a_site_that_went_on_is_as_it_was_and_the_other_state_is_kept(backup, site, settings, capsys):
    publishing.publish(factories.draft(site, title="As it is now"))
    seen = PageChange.objects.latest("pk").pk
    shutil.rmtree(settings.MEDIA_ROOT / KEY)
    (settings.DATA_DIR / "pages").mkdir()

    call_command("restore", backup, "--yes")

    assert titles() == ["As it was"]
    assert (settings.MEDIA_ROOT / KEY / f"{KEY}-8.webp").read_bytes() == b"a picture"
    assert not (settings.DATA_DIR / "pages").exists()
    # A process that saw the last change finds a newer one, which says that everything is different.
    newest = PageChange.objects.latest("pk")
    assert (newest.pk > seen, newest.touched) == (True, ["*"])
    assert JournalEntry.objects.latest("pk").action == "restored a backup"
    assert sorted(path.name for path in settings.DATA_DIR.iterdir() if path.name.startswith(".")) == []

    (kept,) = (settings.DATA_DIR / "backups").iterdir()
    assert kept.name.startswith("before-restore-")
    assert str(kept) in capsys.readouterr().out
    call_command("restore", kept, "--yes")
    assert titles() == ["As it is now"]


def test_pictures_that_machines_share_are_in_it_and_go_back_to_the_bucket(site, settings, tmp_path):
    bucket = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "bucket"}}
    settings.STORAGES = settings.STORAGES | {shared_pictures.ALIAS: bucket}
    kept = publishing.keep_picture(picture(), name="drip.jpg", alt="A drip", by=factories.staff())
    files = sorted(file.name for file in folder_of(kept.key).iterdir())
    shutil.rmtree(folder_of(kept.key))  # this machine never showed it

    backup = taking.backup(tmp_path / "backups")
    shutil.rmtree(tmp_path / "bucket")
    call_command("restore", backup, "--yes")

    assert sorted(file.name for file in folder_of(kept.key).iterdir()) == files
    assert sorted(file.name for file in (tmp_path / "bucket" / kept.key).iterdir()) == [*files, shared_pictures.LIST]


def test_without_a_yes_a_site_is_not_overwritten(backup, site, monkeypatch, capsys):
    publishing.publish(factories.draft(site, title="As it is now"))

    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    with pytest.raises(CommandError) as refusal:
        call_command("restore", backup)

    assert str(refusal.value) == "A site is here already. Nothing was changed. To overwrite it, add --yes."
    assert titles() == ["As it is now"]
    out = capsys.readouterr().out
    assert "The backup of 2026-11-22 03:30 UTC: 1 pages, 1 versions, 0 people, 0 links, 0 pictures\n" in out
    assert "Here now:  1 pages, 2 versions, 0 people, 0 links, 1 pictures\n" in out


class Typed(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize("answer", ["no", ""])
def test_somebody_at_a_terminal_may_say_no(backup, site, monkeypatch, answer):
    publishing.publish(factories.draft(site, title="As it is now"))
    monkeypatch.setattr("sys.stdin", Typed(f"{answer}\n"))

    with pytest.raises(CommandError) as refusal:
        call_command("restore", backup)

    assert str(refusal.value) == "Nothing was changed."
    assert titles() == ["As it is now"]


def test_somebody_at_a_terminal_may_say_yes(backup, site, monkeypatch):
    publishing.publish(factories.draft(site, title="As it is now"))
    monkeypatch.setattr("sys.stdin", Typed("Yes \n"))

    call_command("restore", backup)

    assert titles() == ["As it was"]


@pytest.mark.parametrize("share", [0.0, 0.001, 0.2, 0.9, 0.999])
def test_a_backup_that_is_cut_off_changes_nothing(backup, site, share):
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * share)])
    publishing.publish(factories.draft(site, title="As it is now"))

    with pytest.raises(CommandError) as refusal:
        call_command("restore", backup, "--yes")

    assert str(refusal.value) == "The backup is cut off: its end is missing. Take another one."
    assert titles() == ["As it is now"]


def test_a_backup_with_any_byte_changed_is_refused(backup):
    content = bytearray(backup.read_bytes())
    refused = 0

    # Not the head of gzip, whose time and system say nothing about what is inside.
    for place in range(10, len(content), len(content) // 40):
        damaged = bytearray(content)
        damaged[place] ^= 0x20
        backup.write_bytes(damaged)
        try:
            archive.verify(backup)
        except BackupError:
            refused += 1
        else:
            # Some bits fill a block of gzip up to its end, and are read by nobody: nothing is changed then.
            assert gzip.decompress(damaged) == gzip.decompress(content)

    assert refused > 30


# --- Forged and foreign -------------------------------------------------------------------------


def packed(file: Path, *members: tuple[tarfile.TarInfo, bytes], rest: bytes = b"") -> Path:
    with gzip.open(file, "wb") as out:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
            for info, content in members:
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
        out.write(rest)
    return file


def forged(backup: Path, *, change=None, more=(), rest: bytes = b"") -> Path:
    """The backup with another manifest, or with more behind its parts."""
    with tarfile.open(backup) as tar:
        members = [(tarfile.TarInfo(info.name), tar.extractfile(info).read()) for info in tar]
    if change:
        manifest = json.loads(members[0][1])
        change(manifest)
        members[0] = (members[0][0], json.dumps(manifest).encode())
    return packed(backup.with_name("forged.tar.gz"), *members, *more, rest=rest)


def plus_part(name):
    def change(manifest):
        manifest["parts"][name] = {"size": 1, "sha256": "0" * 64}

    return change


def named(name, **fields) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, b""


NOT_OURS = "This is not a backup of this site, or a damaged one: its list cannot be read."


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (plus_part("../../etc/cron.d/x"), "The backup holds '../../etc/cron.d/x', which no backup of this site does."),
        (plus_part("/etc/passwd"), "The backup holds '/etc/passwd', which no backup of this site does."),
        (plus_part("media/../x.webp"), "The backup holds 'media/../x.webp', which no backup of this site does."),
        (plus_part(f"media/{KEY}/{KEY}-9.webp"), f"The backup is damaged: media/{KEY}/{KEY}-9.webp is not where"),
        (lambda manifest: manifest.update(format="another"), NOT_OURS),
        (lambda manifest: manifest.update(format_version=2), "The backup has format 2, and this site reads 1."),
        (lambda manifest: manifest.update(parts={}), NOT_OURS),
        (lambda manifest: manifest.update(rows={"auth_user": "1"}), NOT_OURS),
        (lambda manifest: manifest.update(made_at="today"), NOT_OURS),
        (lambda manifest: manifest.update(engine=[]), NOT_OURS),
        (lambda manifest: manifest.update(surprise=1), NOT_OURS),
        (lambda manifest: manifest.pop("rows"), NOT_OURS),
        (lambda manifest: next(iter(manifest["parts"].values())).update(size=-1), NOT_OURS),
        (lambda manifest: next(iter(manifest["parts"].values())).update(size=10**15), "The backup needs "),
        (lambda manifest: next(iter(manifest["parts"].values())).update(sha256="0" * 64), "The backup is damaged: "),
        (
            lambda manifest: manifest["migrations"].append("therapies.9999_from_tomorrow"),
            "The backup was made by a newer version of this site (therapies.9999_from_tomorrow).",
        ),
    ],
)
def test_a_list_that_says_something_else_is_refused(backup, settings, change, message):
    with pytest.raises(BackupError) as refusal, restoring.prepared(forged(backup, change=change)):
        pytest.fail("It was taken for a backup.")

    assert str(refusal.value).startswith(message)
    assert list(settings.DATA_DIR.glob(".restoring-*")) == []


@pytest.mark.parametrize(
    "member",
    [
        named("media/link", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        named("media/link", type=tarfile.LNKTYPE, linkname="manifest.json"),
        named("media/device", type=tarfile.CHRTYPE),
        named("more"),
    ],
    ids=["symbolic link", "hard link", "device", "file"],
)
def test_more_than_the_list_says_is_refused(backup, member):
    with pytest.raises(BackupError) as refusal:
        archive.verify(forged(backup, more=[member]))

    assert str(refusal.value) == "The backup holds more than its list says. It is left alone."


def test_a_link_in_the_place_of_the_list_is_refused(backup):
    link = packed(backup, named("manifest.json", type=tarfile.SYMTYPE, linkname="/etc/passwd"))

    with pytest.raises(BackupError) as refusal:
        archive.verify(link)

    assert str(refusal.value) == "The backup holds 'manifest.json', which is no plain file. It is left alone."


def test_a_bomb_behind_the_parts_is_not_unpacked(backup, monkeypatch):
    monkeypatch.setattr(archive, "CHUNK", 2**16)

    with pytest.raises(BackupError) as refusal:
        archive.verify(forged(backup, rest=b"\0" * 10**8))

    assert str(refusal.value) == "The backup holds more than its list says. It is left alone."


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda file: file.write_bytes(b"not gzip at all"), "This is not a backup of this site, or a damaged one"),
        (lambda file: file.write_bytes(gzip.compress(b"x" * 5000)), "This is not a backup of this site, or a damaged"),
        (lambda file: packed(file, named("holiday.jpg")), "This is not a backup of this site: it does not begin with"),
        (lambda file: packed(file, (named("manifest.json")[0], b"[" * 10**6)), NOT_OURS),
    ],
    ids=["no gzip", "no tar", "another tar", "deep list"],
)
def test_a_file_of_somebody_else_is_refused(tmp_path, make, message):
    make(tmp_path / "file.tar.gz")

    with pytest.raises(BackupError) as refusal:
        archive.verify(tmp_path / "file.tar.gz")

    assert str(refusal.value).startswith(message)


def test_a_backup_of_the_other_engine_is_refused_with_the_way_out(backup, monkeypatch):
    monkeypatch.setattr(restoring, "connection", type("Other", (), {"vendor": "another"}))
    monkeypatch.setitem(restoring.ENGINES, "another", "Another")

    with pytest.raises(BackupError) as refusal, restoring.prepared(backup):
        pytest.fail("It was taken.")

    assert "Take the words alone along: unpack its folder content/ and run manage.py load_content" in str(refusal.value)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("restore", tmp_path / "nothing.tar.gz")

    assert str(refusal.value) == f"There is no file {tmp_path / 'nothing.tar.gz'}."


# --- Faults in the middle -----------------------------------------------------------------------


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has the next test.")
def test_a_database_that_is_locked_leaves_the_site_as_it_is(backup, site, monkeypatch):
    monkeypatch.setattr(restoring.sqlite, "WAIT_SECONDS", 0.1)
    publishing.publish(factories.draft(site, title="As it is now"))

    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CommandError) as refusal:
            call_command("restore", backup, "--yes")
        other.execute("ROLLBACK")

    assert str(refusal.value) == "The database could not be replaced: database is locked. The site is as it was."
    assert titles() == ["As it is now"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="A file with torn pages is SQLite's.")
def test_a_torn_database_is_moved_aside_and_comes_back_when_the_restore_fails(backup, settings, tmp_path, monkeypatch):
    torn, noise = tmp_path / "torn.sqlite3", b"SQLite format 3\0" + b"\xff" * 9_000
    torn.write_bytes(noise)
    connections.close_all()
    with monkeypatch.context() as elsewhere:
        elsewhere.setitem(connection.settings_dict, "NAME", str(torn))
        settings.MEDIA_ROOT = tmp_path / "no folder"
        settings.MEDIA_ROOT.write_text("A file is in the way of the pictures.")
        with pytest.raises(CommandError, match=r"The backup could not be put back: File exists"):
            call_command("restore", backup, "--yes")
        after_fault = torn.read_bytes(), list(settings.DATA_DIR.glob("before-restore-*"))

        settings.MEDIA_ROOT.unlink()
        call_command("restore", backup, "--yes")
        found = titles()
        connections.close_all()

    assert after_fault == (noise, [])
    assert found == ["As it was"]
    (kept,) = settings.DATA_DIR.glob("before-restore-*")
    assert (kept / torn.name).read_bytes() == noise


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has the test before.")
def test_a_dump_that_does_not_fit_leaves_the_site_as_it_is(backup, site, tmp_path):
    publishing.publish(factories.draft(site, title="As it is now"))
    (tmp_path / "dump").write_bytes(b"PGDMP and then nothing")

    with (
        pytest.raises(BackupError) as refusal,
        postgresql.put_in_place(tmp_path / "dump", schema_of_dump=postgresql.schema()),
    ):
        pytest.fail("It was taken.")

    assert str(refusal.value).startswith("pg_restore did not succeed. It says:\n")
    assert titles() == ["As it is now"]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite replaces all in one transaction.")
def test_the_old_tables_come_back_after_a_restore_that_was_killed(site):
    name = postgresql.schema()
    postgresql.execute("ALTER SCHEMA {name} RENAME TO {aside}", name=name)

    postgresql.bring_back_after_a_kill(name)

    assert titles() == ["As it was"]


def test_a_restore_that_misses_rows_is_noticed(backup):
    manifest = archive.read_manifest(backup)
    manifest.rows["therapies_article"] += 1

    with pytest.raises(BackupError) as refusal:
        restoring.expect_rows(manifest)

    assert str(refusal.value).startswith("The database of the backup is not complete: therapies_article")
    assert Article.objects.count() == 1
