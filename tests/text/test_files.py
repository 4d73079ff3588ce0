import hashlib

import pytest

from therapies.text.files import (
    MAX_ARTICLE_BYTES,
    character_problems,
    decode_article,
    digest_of,
    has_unseen,
    read_article_file,
)
from therapies.text.problems import ArticleFileError


def test_a_file_is_read_as_utf_8(tmp_path):
    file = tmp_path / "x.md"
    file.write_bytes("---\ntitle: Qué hacer 😀\n".encode())

    assert read_article_file(file, shown_as="en/guide/x.md") == "---\ntitle: Qué hacer 😀\n"


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ArticleFileError) as caught:
        read_article_file(tmp_path / "gone.md", shown_as="en/guide/gone.md")

    assert str(caught.value) == "en/guide/gone.md: The file cannot be read (No such file or directory)."


def test_a_file_of_5_mb_is_refused(tmp_path):
    file = tmp_path / "x.md"
    file.write_bytes(b"x" * 5_000_000)

    with pytest.raises(ArticleFileError) as caught:
        read_article_file(file, shown_as="x.md")

    assert str(caught.value) == "x.md: The file is larger than 200,000 bytes. Split it into several articles."


def test_a_file_of_exactly_the_largest_size_is_read():
    assert len(decode_article(b"x" * MAX_ARTICLE_BYTES, path="x.md")) == MAX_ARTICLE_BYTES


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("x".encode("utf-16"), 'x.md:1: The file is saved as UTF-16. Save it again as "UTF-8".'),
        (b"a\nb\0\n", "x.md:2: The file holds a NUL byte, so it is not a text. Save it again as plain text."),
        (b"a\nb\ncaf\xe9\n", 'x.md:3: Byte 8 of the file is not UTF-8. Save the file again as "UTF-8".'),
    ],
)
def test_what_is_not_utf_8_text_is_refused_with_its_line(raw, said):
    with pytest.raises(ArticleFileError) as caught:
        decode_article(raw, path="x.md")

    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\ufeffa\n", ['x:1: The text begins with a byte-order mark. Save it as "UTF-8", not as "UTF-8 with BOM".']),
        (
            "a\r\nb\r\n",
            ["x:1: The line ends with a carriage return (Windows line ends). Save with line ends LF. Also on line 2."],
        ),
        ("a\n\tb\n\t\n", ["x:2: The line holds a tab. Use spaces. Also on line 3."]),
        ("\t\n" * 8, ["x:1: The line holds a tab. Use spaces. Also on lines 2, 3, 4, 5, 6 and 2 more."]),
        ("a\0b\n", ["x:1: The line holds a character that cannot be seen (U+0000). Delete it."]),
        ("a\n\u202eb\n", ["x:2: The line holds a character that cannot be seen (U+202E). Delete it."]),
        ("a\u2028b\n", ["x:1: The line holds a character that cannot be seen (U+2028). Delete it."]),
        ("a\ud800b\n", ["x:1: The line holds a character that cannot be seen (U+D800). Delete it."]),
        ("a\nb\ufeff\n", ["x:2: The line holds a character that cannot be seen (U+FEFF). Delete it."]),
        ("Qué 👩🏽‍⚕️ ½\u00a0h\n", []),
    ],
)
def test_characters_that_do_harm_are_named_once_for_each_sort(text, said):
    assert [str(problem) for problem in character_problems(text, path="x")] == said


def test_unseen_characters_include_tabs_and_line_ends():
    assert has_unseen("a\tb")
    assert has_unseen("a\rb")
    assert has_unseen("\x07")
    assert not has_unseen("a b")


def test_the_digest_is_the_same_for_text_and_its_bytes():
    assert digest_of("Qué\n") == digest_of("Qué\n".encode()) == hashlib.sha256("Qué\n".encode()).hexdigest()
