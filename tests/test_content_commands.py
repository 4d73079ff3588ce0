"""The three commands for content/, as somebody at a terminal meets them."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from tests import factories
from therapies import publishing
from therapies.models import Article

NEEDED = "en/guide/when-to-call.md"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "content"


def write(folder, path=NEEDED, **fields):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(factories.text(kind=file.parent.name, **fields))
    return file


# --- check_content: no database ---


def test_a_sound_folder_is_called_so(folder, capsys):
    write(folder)

    call_command("check_content", folder)

    assert capsys.readouterr().out == "1 file, nothing wrong.\n"


def test_everything_wrong_is_told_with_file_and_line_and_fails(folder, capsys):
    write(folder, "en/guide/a.md", body="{{ nonsense }}\n")
    write(folder, "en/guide/b.md", body="[Somewhere nice](guide/nowhere)\n")

    with pytest.raises(CommandError, match="3 problems in 2 files"):
        call_command("check_content", folder)

    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        "content/en/guide/a.md:6",
        "content/en/guide/b.md:6",
        "content/en/guide/when-to-call.md",
    ]


def test_a_therapy_that_is_not_there_is_told_with_its_line(folder, capsys):
    write(folder)
    write(folder, "en/therapy/lidocaine.md", body=factories.EMERGENCY_LINE)
    write(folder, "en/guide/a.md", about=("lidocain",))

    with pytest.raises(CommandError, match="1 problem in 3 files"):
        call_command("check_content", folder)

    assert capsys.readouterr().err == (
        "content/en/guide/a.md:5: There is no page therapy/lidocain. Did you mean therapy/lidocaine?\n"
    )


def test_an_error_in_the_words_fails_the_check(folder, capsys):
    write(folder)
    write(folder, "en/guide/a.md", body="It cures pain.\n")

    with pytest.raises(CommandError, match="1 problem in 2 files"):
        call_command("check_content", folder)

    assert capsys.readouterr().err.startswith('content/en/guide/a.md:6: error claims/promise: "cures": ')


def test_a_warning_is_printed_and_fails_only_a_strict_check(folder, capsys):
    write(folder)
    write(folder, "en/guide/a.md", body="We watch you for 30 minutes after the drip.\n")

    call_command("check_content", folder)

    out, err = capsys.readouterr()
    assert out == "2 files, 1 warning.\n"
    assert err.startswith('content/en/guide/a.md:6: warning literals/watching: "30 minutes": ')
    with pytest.raises(CommandError, match="1 warning in 2 files"):
        call_command("check_content", folder, strict=True)


def test_the_articles_of_this_repository_pass_the_strict_check(capsys):
    call_command("check_content", strict=True)

    assert capsys.readouterr().out.endswith("files, nothing wrong.\n")


def test_a_check_can_be_read_by_programs(folder, capsys):
    write(folder)
    write(folder, "en/guide/a.md", body="Call 988.\n\n{{ nonsense }}\n")

    with pytest.raises(CommandError, match="2 problems in 2 files"):
        call_command("check_content", folder, format="json")

    assert json.loads(capsys.readouterr().out) == [
        {
            "path": "content/en/guide/a.md",
            "line": 6,
            "rule": "literals/emergency",
            "severity": "error",
            "words": "988",
            "why": "A typed number stays when the clinic changes its own, and nobody can press it. Crisis line: 988.",
            "instead": "Write {{ crisis_line }}.",
        },
        {
            "path": "content/en/guide/a.md",
            "line": 8,
            "rule": "format/inline",
            "severity": "error",
            "words": "",
            "why": 'There is no clinic fact "nonsense". Choose one from the list of clinic facts.',
            "instead": "",
        },
    ]


def test_a_sound_folder_is_an_empty_list_for_programs(folder, capsys):
    write(folder)

    call_command("check_content", folder, format="json")

    assert capsys.readouterr().out == "[]\n"


@pytest.mark.parametrize("command", ["check_content", "load_content"])
def test_a_folder_that_is_not_there_is_named(folder, command):
    with pytest.raises(
        CommandError, match=f"There is no folder {folder}. Name the folder that holds the article files."
    ):
        call_command(command, folder)


# --- load_content ---


@pytest.mark.django_db
def test_a_load_says_what_it_did(folder, capsys):
    write(folder)

    call_command("load_content", folder, publish=True, verbosity=2)

    assert capsys.readouterr().out == (
        f"  new: content/{NEEDED}\n  published: content/{NEEDED}\n1 new, 0 changed, 0 unchanged; 1 published.\n"
    )


@pytest.mark.django_db
def test_a_dry_run_says_what_it_would_do(folder, capsys):
    write(folder)

    call_command("load_content", folder, publish=True, dry_run=True)

    assert capsys.readouterr().out == "1 new, 0 changed, 0 unchanged; 1 would be published.\n"
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_a_quiet_load_says_nothing(folder, capsys):
    write(folder)

    call_command("load_content", folder, verbosity=0)

    assert capsys.readouterr().out == ""


@pytest.mark.django_db
def test_a_bad_file_is_named_and_the_load_fails_after_the_others(folder, capsys):
    write(folder)
    write(folder, "en/guide/bad.md", body="{{ nonsense }}\n")

    with pytest.raises(CommandError, match="1 problem; the text it names was not taken in"):
        call_command("load_content", folder, publish=True)

    assert capsys.readouterr().err.startswith("content/en/guide/bad.md:6: ")
    assert [str(article) for article in Article.objects.live()] == ["guide/when-to-call"]


@pytest.mark.django_db
def test_a_load_prints_warnings_and_takes_the_text_in(folder, capsys):
    write(folder, body="We watch you for 30 minutes after the drip.\n")

    call_command("load_content", folder, publish=True)

    assert capsys.readouterr().err == (
        f'content/{NEEDED}:6: warning literals/watching: "30 minutes": The clinic sets this in one place; typed, it goes '
        "stale. Write {{ observe_min }}.\n"
    )
    assert Article.objects.live().count() == 1


@pytest.mark.django_db
def test_a_file_that_is_gone_is_told_with_the_way_out(folder, capsys):
    write(folder)
    file = write(folder, "en/guide/other.md")
    call_command("load_content", folder, publish=True, verbosity=0)
    file.unlink()

    call_command("load_content", folder, publish=True)

    assert capsys.readouterr().err == (
        "content/en/guide/other.md: the file is gone; its page stays. Withdraw the page in the admin, or restore it.\n"
    )


@pytest.mark.django_db
def test_a_long_load_shows_how_far_it_is(folder, capsys):
    for number in range(101):
        write(folder, f"en/guide/page-{number}.md")

    call_command("load_content", folder, publish=True)

    assert "  100 of 101\r" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_preferred_file_that_is_not_there_is_a_spelling_mistake(folder):
    write(folder)

    with pytest.raises(CommandError, match="--prefer-file guide/rides: there is no such file in"):
        call_command("load_content", folder, prefer_file=["guide/rides"])

    assert not Article.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["load_content", "export_content"])
def test_a_database_without_tables_is_a_sentence(folder, command):
    def no_tables(execute, sql, params, many, context):
        raise OperationalError("no such table: therapies_article")

    write(folder)

    with (
        connection.execute_wrapper(no_tables),
        pytest.raises(CommandError, match=r"no such table.*\n.*manage.py start or manage.py migrate"),
    ):
        call_command(command, folder)


# --- export_content ---


@pytest.mark.django_db
def test_a_page_to_export_that_is_not_there_is_a_spelling_mistake(tmp_path):
    factories.article(slug="a")

    with pytest.raises(CommandError, match="--only guide/a: there is no such page"):
        call_command("export_content", tmp_path, only=["guide/a"])


@pytest.mark.django_db
def test_an_export_names_the_files_it_wrote(tmp_path, capsys):
    factories.article(slug="a")
    factories.article(slug="b")
    publishing.withdraw(factories.article(slug="c"), notice="Gone.")

    call_command("export_content", tmp_path, only=["en/guide/a.md"])
    call_command("export_content", tmp_path)

    assert capsys.readouterr().out == (
        f"  en/guide/a.md\n1 file written to {tmp_path}; the others were up to date.\n"
        f"  en/guide/b.md\n1 file written to {tmp_path}; the others were up to date.\n"
    )
