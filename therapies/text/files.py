"""Bytes of an article file to text, refused loudly where they are not plain UTF-8 text."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from .problems import ArticleFileError, Problem

MAX_ARTICLE_BYTES = 200_000

# Characters that cannot be seen and that change what a reader, a search or YAML makes of the text: control
# characters, other line ends, a byte-order mark in the middle, right-to-left overrides, non-characters, surrogates.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


def digest_of(raw: bytes | str) -> str:
    """SHA-256 in hexadecimal; text is taken as UTF-8."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw).hexdigest()


def read_article_file(path: Path, *, shown_as: str) -> str:
    """The text of a file, called `shown_as` in messages. Raises ArticleFileError, also when it cannot be read."""
    return decode_article(bytes_of_file(path, shown_as=shown_as), path=shown_as)


def bytes_of_file(path: Path | str, *, shown_as: str) -> bytes:
    """The bytes of a file, of a larger one than an article may be only the first. Raises ArticleFileError when it cannot be read."""
    try:
        # Not Python's own files: to make one takes as long as the reading, and a load reads thousands.
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            # One byte more than allowed is enough to know; a 5 GB file is not read.
            return os.read(file, MAX_ARTICLE_BYTES + 1)
        finally:
            os.close(file)
    except OSError as error:
        raise ArticleFileError.at(shown_as, 0, f"The file cannot be read ({error.strerror}).") from error


def decode_article(raw: bytes, *, path: str) -> str:
    """Bytes to text. Refuses more than MAX_ARTICLE_BYTES, NUL and what is not UTF-8.

    A byte-order mark, tabs, CRLF and control characters are left in: `parse_article` reports them with everything
    else that is wrong.
    """
    if len(raw) > MAX_ARTICLE_BYTES:
        raise ArticleFileError.at(
            path, 0, f"The file is larger than {MAX_ARTICLE_BYTES:,} bytes. Split it into several articles."
        )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ArticleFileError.at(path, 1, 'The file is saved as UTF-16. Save it again as "UTF-8".')
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        raise ArticleFileError.at(
            path, line, "The file holds a NUL byte, so it is not a text. Save it again as plain text."
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ArticleFileError.at(
            path, line, f'Byte {error.start + 1} of the file is not UTF-8. Save the file again as "UTF-8".'
        ) from error
    return text


def has_unseen(text: str) -> bool:
    """Whether a text holds a character that cannot be seen, a tab or a line end."""
    return _UNSEEN.search(text) is not None or any(sign in text for sign in "\t\r\n")


def visible(text: str) -> str:
    """The text with a blank for each character that cannot be seen; line ends and tabs stay."""
    return _UNSEEN.sub(" ", text)


def character_problems(text: str, *, path: str) -> list[Problem]:
    """Byte-order mark, line ends of Windows or old Macs, tabs and unseen characters: one problem for each sort."""
    problems = []
    if text.startswith("\ufeff"):
        message = 'The text begins with a byte-order mark. Save it as "UTF-8", not as "UTF-8 with BOM".'
        problems.append(Problem(path, 1, message))
    lines = text.removeprefix("\ufeff").split("\n")
    sorts = (
        (
            lambda line: "\r" in line,
            "The line ends with a carriage return (Windows line ends). Save with line ends LF.",
        ),
        (lambda line: "\t" in line, "The line holds a tab. Use spaces."),
        (lambda line: _UNSEEN.search(line), "The line holds a character that cannot be seen ({}). Delete it."),
    )
    for is_in, message in sorts:
        numbers = [number for number, line in enumerate(lines, start=1) if is_in(line)]
        if numbers:
            unseen = _UNSEEN.search(lines[numbers[0] - 1])
            name = f"U+{ord(unseen[0]):04X}" if unseen else ""
            problems.append(Problem(path, numbers[0], message.format(name) + _also_on(numbers[1:])))
    return problems


def _also_on(numbers: list[int]) -> str:
    if not numbers:
        return ""
    shown = ", ".join(str(number) for number in numbers[:5])
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return f" Also on line{'s' if len(numbers) > 1 else ''} {shown}{more}."
