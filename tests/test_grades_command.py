"""manage.py check_content --grades, as a writer meets it."""

import pytest
from django.core.management import CommandError, call_command

from tests import factories


def test_the_table_of_grades_is_all_that_is_said(tmp_path, capsys):
    file = tmp_path / "en" / "guide" / "when-to-call.md"
    file.parent.mkdir(parents=True)
    file.write_text(factories.text(kind="guide", body="You can eat a bit of soup. {{ nonsense }}\n"))

    call_command("check_content", tmp_path, "--grades")

    said = capsys.readouterr()
    assert said.out.splitlines()[:2] == [
        "page                      grade  SMOG  words  over 20  you/1,000  minutes",
        "en/guide/when-to-call.md   1.0   3.1      9        0        111         1",
    ]
    assert said.err == ""


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("check_content", tmp_path / "nowhere", "--grades")
