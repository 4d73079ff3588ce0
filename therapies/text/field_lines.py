"""Fields in the one form we write, read and written a line at a time; anything else is left to the YAML library.

The library needs 20 milliseconds for the thirty sources of a long article, this module a fiftieth of it. A page reads
its fields at every request, and a load reads those of ten thousand files.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_FIELD = re.compile(r"([a-z_]+):(?: (.*))?")
# Nothing that YAML could read as more than a text: no sign at its beginning, no ": " and " #", no space at its end.
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^:#]|:(?![ ]|$)|(?<! )#)*(?<! )")
_QUOTED = re.compile(r"'(?:[^']|'')*'")
# Begins with a letter: it can be no number and no date. Some words would still be read as null or true.
_SURELY_TEXT = re.compile(r"[A-Za-z](?:[^:#\n]|:(?![ ]|$)|(?<! )#)*(?<! )")
_WORDS_OF_YAML = re.compile(r"(?i:null|true|false|yes|no|on|off|y|n)")


class _Line(NamedTuple):
    """All that we ask of a place: its line, from 0."""

    line: int


class _NotOurForm(Exception):
    """The YAML library reads these fields instead."""


def read_lines(front: str) -> MappingNode | None:
    """The fields as the YAML library would give them, or None when a line is not in our own form."""
    lines = front.removesuffix("\n").split("\n")
    try:
        return MappingNode("map", list(_fields(lines)), start_mark=_Line(0), end_mark=None) if front else None
    except _NotOurForm:
        return None


def _fields(lines: Sequence[str]) -> Iterator[tuple[Node, Node]]:
    number = 0
    while number < len(lines):
        name, value = _named(lines[number], number)
        number += 1
        if value is None:
            begin = number
            while number < len(lines) and lines[number].startswith(("- ", "  ")):
                number += 1
            value = SequenceNode("seq", list(_entries(lines, begin, number)), _Line(begin), None)
            if begin == number:
                raise _NotOurForm
        yield name, value


def _entries(lines: Sequence[str], begin: int, end: int) -> Iterator[Node]:
    number = begin
    while number < end:
        if not lines[number].startswith("- "):
            raise _NotOurForm
        entry = lines[number][2:]
        first, number = number, number + 1
        if not _FIELD.fullmatch(entry):
            yield _scalar(entry, first)
            continue
        pairs = [_named(entry, first)]
        while number < end and lines[number].startswith("  "):
            pairs.append(_named(lines[number][2:], number))
            number += 1
        if any(value is None for _, value in pairs):
            raise _NotOurForm
        yield MappingNode("map", pairs, _Line(first), None)


def _named(line: str, number: int) -> tuple[Node, Node | None]:
    found = _FIELD.fullmatch(line)
    if not found:
        raise _NotOurForm
    name = ScalarNode("str", found[1], _Line(number), None)
    return name, None if found[2] is None else _scalar(found[2], number)


def _scalar(written: str, number: int) -> Node:
    if _PLAIN.fullmatch(written):
        return ScalarNode("str", written, _Line(number), None)
    if _QUOTED.fullmatch(written):
        return ScalarNode("str", written[1:-1].replace("''", "'"), _Line(number), None, style="'")
    raise _NotOurForm


def write_lines(fields: Mapping[str, object]) -> str:
    """Fields in block style, one line a value, with quotes only where YAML needs them."""
    return "".join(f"{line}\n" for line in _written(fields))


def _written(fields: Mapping[str, object]) -> Iterator[str]:
    for name, value in fields.items():
        if not isinstance(value, list):
            yield f"{name}: {_written_scalar(value)}"
            continue
        yield f"{name}:"
        for entry in value:
            if isinstance(entry, dict):
                first, *others = _written(entry)
                yield f"- {first}"
                yield from (f"  {line}" for line in others)
            else:
                yield f"- {_written_scalar(entry)}"


def _written_scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, date)):
        return str(value)
    if _SURELY_TEXT.fullmatch(value) and not _WORDS_OF_YAML.fullmatch(value):
        return value
    return _quoted_if_needed(value)


@lru_cache(maxsize=1_000)
def _quoted_if_needed(text: str) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 10**9
    out = io.StringIO()
    yaml.dump({"a": text}, out)
    return out.getvalue().removeprefix("a: ").removesuffix("\n")
