"""The block of fields above a text: cut it off, read it as YAML, and say what is wrong with it, line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ruamel.yaml import YAML, tokens
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .field_lines import read_lines
from .files import has_unseen
from .problems import Problem

FENCE = "---"
MAX_FRONT_CHARACTERS = 30_000
MAX_BRACKETS = 20
# Each entry of `about` is a condition of the query for related pages, and SQLite takes 1,000 of them.
MAX_ENTRIES = 100
_EMPTY = ("", "~", "null", "Null", "NULL")
# What the YAML reader says, in words that tell what to do.
_YAML_WORDS = (
    (
        "mapping values are not allowed",
        'A value that holds ": " must stand in quotes: title: "Ketamine: first visit".',
    ),
    ("could not find expected ':'", "A field is a name, a colon, a space and a value: title: Lidocaine infusion."),
    ("found character '`'", "A value that begins with ` must stand in quotes."),
    ("found character '@'", "A value that begins with @ must stand in quotes."),
    ("found character '%'", "A value that begins with % must stand in quotes."),
    ("found unexpected end of stream", "A quotation mark is opened and never closed."),
    ("while scanning a quoted scalar", "A quotation mark is opened and never closed."),
    ("sequence entries are not allowed", "A value that begins with - must stand in quotes."),
    ("mapping keys are not allowed", "A value that begins with ? must stand in quotes."),
    ("while scanning an alias", "A value that begins with * must stand in quotes."),
    ("while scanning an anchor", "A value that begins with & must stand in quotes."),
    ("while scanning an tag", "A value that begins with ! must stand in quotes."),
    ("while parsing a tag", "A value that begins with ! must stand in quotes."),
    ("while scanning a block scalar", "A value that begins with | or > must stand in quotes."),
    ("expected escape sequence", "Inside double quotes a backslash begins a special sign. Use single quotes."),
    ("unknown escape character", "Inside double quotes a backslash begins a special sign. Use single quotes."),
    ("undefined alias", "A value that begins with * must stand in quotes."),
    ("but found '<scalar>'", "Something stands behind a closing quotation mark. Put the whole value in quotes."),
    ("expected <block end>", "The spaces before this line do not fit the lines above it."),
    ("expected '<document start>'", "The spaces before this line do not fit the lines above it."),
)
_COMMENTS = "Comments (# …) are not used here: they would be lost when staff save. Put a value that holds # in quotes."
_BRACKETS = "Lists in brackets are not used here. Write each entry on a line of its own after '- '."
_BRACES = "Fields in braces are not used here. Write each field on a line of its own, or put the value in quotes."
_NOT_USED = {
    tokens.AnchorToken: "Anchors (&name) are not used here. Write the value out, or put it in quotes.",
    tokens.AliasToken: "Aliases (*name) are not used here. Write the value out, or put it in quotes.",
    tokens.TagToken: "Tags (!name) are not used here. Put a value that begins with ! in quotes.",
    tokens.FlowSequenceStartToken: _BRACKETS,
    tokens.FlowMappingStartToken: _BRACES,
    tokens.DirectiveToken: "Lines that begin with % are not used here. Delete the line.",
    tokens.DocumentStartToken: "A second document (---) is not used here. Delete the line.",
    tokens.DocumentEndToken: "An end of document (...) is not used here. Delete the line.",
}
_MAY_HOLD_UNUSED = re.compile(r"[#&*!\[{%]|^(?:---|\.\.\.)", re.MULTILINE)


@dataclass(frozen=True)
class SplitText:
    """The two halves of a text. Lines count from 1 in the whole text; `front` is None when there is no block."""

    front: str | None
    front_line: int
    body: str
    body_line: int


def split_text(text: str, *, path: str) -> tuple[SplitText, list[Problem]]:
    """Cut a text at its two `---` lines. The body has no blank lines around it and one newline at its end."""
    lines = text.split("\n")
    if not text.strip():
        return SplitText(None, 1, "", 1), [
            Problem(path, 0, "The text is empty. Begin with a line --- and the field title.")
        ]
    if lines[0].rstrip() != FENCE:
        message = "The first line must be --- alone. Below it stand the fields, then --- again, then the text."
        body, body_line = _trimmed(lines, 0)
        return SplitText(None, 1, body, body_line), [Problem(path, 1, message)]
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            body, body_line = _trimmed(lines, number + 1)
            if not body:
                body_line = number + 1  # the line --- below which it is missing
            return SplitText("".join(f"{kept}\n" for kept in lines[1:number]), 2, body, body_line), []
    message = "The block of fields that begins here has no end. Put a line --- below its last field."
    return SplitText(None, 1, "", 1), [Problem(path, 1, message)]


def _trimmed(lines: list[str], start: int) -> tuple[str, int]:
    end = len(lines)
    while start < end and not lines[start].strip(" "):
        start += 1
    while end > start and not lines[end - 1].strip(" "):
        end -= 1
    body = "\n".join(lines[start:end])
    return (f"{body}\n" if body else ""), start + 1


def read_node(front: str, *, path: str, first_line: int) -> tuple[MappingNode | None, list[Problem]]:
    """The fields as YAML nodes with their lines, or None with the reason. Values are not typed here."""
    if len(front) > MAX_FRONT_CHARACTERS:
        message = f"The fields hold more than {MAX_FRONT_CHARACTERS:,} characters. Close them with --- above the text."
        return None, [Problem(path, first_line, message)]
    node = read_lines(front)
    if node:
        return node, []
    yaml = YAML(typ="safe", pure=True)
    unused: set[tuple[int, str]] = set()
    try:
        is_deep = _find_unused_syntax(front, yaml, unused)
        node = None if is_deep else yaml.compose(front)
    except YAMLError as error:
        # An alias or a tag explains the error better than the YAML reader does.
        unused = unused or {_in_words(error)}
    except (ValueError, OverflowError):
        line = front.count("\n", 0, front.find("\\U"))
        unused = unused or {(line, "A sign written as \\U… does not exist. Write the sign itself.")}
    except RecursionError:
        unused = unused or {(0, "The fields are nested too deeply. Write one below the other.")}
    if node is None and not unused:
        unused = {(0, "There are no fields. Begin with title: and summary:.")}
    elif not isinstance(node, MappingNode) and not unused:
        unused = {(0, "Fields are written as name: value, each on a line of its own.")}
    problems = [Problem(path, first_line + line, message) for line, message in sorted(unused)]
    return (node if isinstance(node, MappingNode) else None), problems


def _in_words(error: YAMLError) -> tuple[int, str]:
    """The line, from 0, and what to do."""
    said = " ".join(filter(None, (getattr(error, "context", ""), getattr(error, "problem", ""))))
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if "quoted scalar" in said:
        # Where it was opened, not the end of the fields, where its end was missed.
        mark = error.context_mark or mark
    words = next((words for sign, words in _YAML_WORDS if sign in said), f"The fields cannot be read here ({said}).")
    hint = "If the text itself has begun, close the fields with a line --- above it."
    return (mark.line if mark else 0), f"{words} {hint}"


def _find_unused_syntax(front: str, yaml: YAML, found: set[tuple[int, str]]) -> bool:
    """Add YAML that is valid and would be lost or changed on saving; True when it is nested too deeply to read on."""
    # Reading the tokens costs as much as reading the fields, and few blocks hold one of these signs.
    if not _MAY_HOLD_UNUSED.search(front):
        return False
    position, brackets = 0, 0
    for token in yaml.scan(front):
        start = token.start_mark.index
        _find_comments(front, position, start, found)
        position = max(position, token.end_mark.index)
        message = _NOT_USED.get(type(token))
        if message:
            found.add((token.start_mark.line, message))
        elif isinstance(token, tokens.ScalarToken) and token.style in ("|", ">"):
            _find_comments(front, start, front.index("\n", start), found)
        # The scanner's time grows with the square of the depth: 29 kB of [ took 26 seconds.
        brackets += message in (_BRACKETS, _BRACES)
        if brackets > MAX_BRACKETS:
            return True
    _find_comments(front, position, len(front), found)
    return False


def _find_comments(front: str, start: int, end: int, found: set[tuple[int, str]]) -> None:
    # Between two tokens YAML allows spaces, line ends and comments, and nothing else.
    for offset, between in enumerate(front[start:end].split("\n")):
        if "#" in between:
            found.add((front.count("\n", 0, start) + offset, _COMMENTS))


class FieldReader:
    """Reads the fields of one mapping by their names and collects everything that is wrong.

    A value is taken as it is written, never as YAML would guess: 12:30, NO and 2026 stay text in a text field.
    """

    def __init__(self, node: MappingNode, *, path: str, first_line: int, is_source: bool = False) -> None:
        self.path = path
        self.first_line = first_line
        self.is_source = is_source
        self.line = first_line + node.start_mark.line
        self.problems: list[Problem] = []
        self.nodes: dict[str, Node] = {}
        self.names: dict[str, Node] = {}
        for name_node, value_node in node.value:
            self._add(name_node, value_node)

    def _add(self, name_node: Node, value_node: Node) -> None:
        if not isinstance(name_node, ScalarNode):
            self.refuse(name_node, "A field name is a single word, like title.")
        elif name_node.value in self.nodes:
            self.refuse(name_node, f'"{name_node.value}" stands here twice. Keep one of them.')
        else:
            self.nodes[name_node.value] = value_node
            self.names[name_node.value] = name_node

    def refuse(self, node: Node | None, message: str) -> None:
        """Report a problem on the line of this node, or, where there is none, on the first line of the block."""
        line = self.first_line + node.start_mark.line if node else self.line
        self.problems.append(Problem(self.path, line, message))

    def refuse_unknown(self, known: Mapping[str, str]) -> None:
        """Report every field that is not in `known`: names, each with why it is refused here ("" when it is not)."""
        for name in self.nodes:
            if name not in known:
                self.refuse(
                    self.names[name],
                    f'"{name}" is not a field{" of a source" if self.is_source else ""}. The fields are {", ".join(known)}.',
                )
            elif known[name]:
                self.refuse(self.names[name], known[name])

    def refuse_missing(self, name: str, shown: str) -> None:
        """Report a field that must be there; `shown` is an example, beginning with a comma."""
        where = " in this source" if self.is_source else ""
        self.refuse(None, f'The field "{name}" is missing{where}. Add it{shown}.')

    def text(self, name: str, *, limit: int, required: bool = False, example: str = "") -> str:
        """A text on one line, at most `limit` characters; "" when it is missing."""
        shown = f", like {name}: {example}" if example else ""
        if name not in self.nodes:
            if required:
                self.refuse_missing(name, shown)
            return ""
        # Reported on the line of the name: YAML sees an empty value only on a later line.
        way_out = shown if required else f"{shown}, or delete the line"
        return self.scalar(self.nodes[name], name, at=self.names[name], limit=limit, way_out=way_out)

    def scalar(
        self, node: Node, name: str, *, limit: int, at: Node | None = None, way_out: str = ", or delete the line"
    ) -> str:
        """The text of one value, called `name` in messages; "" when it is refused."""
        at = at or node
        if not isinstance(node, ScalarNode):
            self.refuse(at, f"{name} must be a text on one line.")
            return ""
        value = node.value
        if not value.strip() or (node.style is None and value in _EMPTY):
            self.refuse(at, f"{name} is empty. Write a value{way_out}.")
            return ""
        if "\n" in value:
            self.refuse(at, f"{name} must stand on one line.")
        elif has_unseen(value):
            # Written as an escape such as "\u202e", which the check of the characters cannot see.
            self.refuse(at, f"{name} holds a character that cannot be seen. Delete it.")
        elif len(value) > limit:
            self.refuse(at, f"{name} has {len(value)} characters. Shorten it to {limit} or fewer.")
        else:
            return value
        return ""

    def entries(self, name: str) -> list[Node]:
        """The nodes of a list field; [] when it is missing, too long or no list."""
        node = self.nodes.get(name)
        if node is None:
            return []
        if isinstance(node, SequenceNode):
            if len(node.value) > MAX_ENTRIES:
                self.refuse(self.names[name], f"{name} has {len(node.value)} entries. At most {MAX_ENTRIES} are read.")
                return []
            return list(node.value)
        message = (
            f"{name} must be a list: each entry on a line of its own after '- '. Delete {name} when there is none."
        )
        self.refuse(self.names[name], message)
        return []
