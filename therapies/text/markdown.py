"""The one Markdown reader: CommonMark with tables, callouts, clinic facts, references to sources, lists
to tick, times of steps, ids on headings.

Everything that reads a body asks `tokens_of`. Raw HTML, code and addresses of any scheme become tokens as well, so
that `checking` can refuse them with their line; `rendering` never lets them through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from .problems import ArticleFileError, Problem

MAX_LINE_CHARACTERS = 5_000
MAX_BODY_CHARACTERS = 60_000  # about 10,000 words
MAX_LINES = 3_000
# Each [ may begin a link and is looked at up to 32 levels deep: 20,000 take 0.3 seconds.
MAX_BRACKETS = 3_000
# In one block (lines without an empty line between them) the time grows with the square of these.
MAX_SIGNS_IN_BLOCK = 1_000
# Markdown fills up short rows: 2,000 columns by 2,000 rows of one letter are 65,000 cells out of 12 kB.
MAX_PIPES_IN_LINE = 50
MAX_CELLS = 5_000
MAX_DEPTH = 12
# markdown-it drops without a word what is nested deeper than its own limit, so ours must be reached first: a list
# counts twice (list and entry), and there must be room for a paragraph in the innermost.
_LIBRARY_DEPTH = 2 * MAX_DEPTH + 8

# With one of these begins whatever the reader knows inside a line; a ] or a } alone is a letter like others.
_SIGN = re.compile(r"[\n\\`*_\[!<&{]")
_SLOW_SIGN = re.compile(r"[\[\]<>*_`{}&\\!]")

# Inline tokens that a reader sees as words: no reference to a source, and of a picture only itself.
SHOWN = ("text", "text_special", "code_inline", "fact")

FACT = re.compile(r"\{\{ *([a-z][a-z0-9_]{0,63}) *\}\}")
_SOURCE = re.compile(r"\[\^([a-z0-9-]{1,60})\]")
_TICK = "[ ] "
# What a step of a visit plan begins with: [-6 hours], [+{{ drive_ketamine_h }}], [end +1 day], [0]. A link has a ( behind it.
_TIME = re.compile(r"\[((?:[-+\u2212\u2013]|[0-9]|\{\{|end\b)[^\[\]]{0,80})\](?:[ \n]|$)", re.IGNORECASE)
_HEADING_ID = re.compile(r"\{#([^{}]{0,100})\}$")


def _fact(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("{{", state.pos):
        return False
    found = FACT.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("fact", "", 0)
        token.content = found[0]
        token.meta = {"key": found[1]}
    state.pos = found.end()
    return True


def _source(state: StateInline, silent: bool) -> bool:
    # While it looks for the end of a link's words, markdown-it takes anything that begins with [ for a second link
    # and gives up; brackets it counts. So we keep silent then, and checking can name the source inside the link.
    if silent or not state.src.startswith("[^", state.pos):
        return False
    found = _SOURCE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    token = state.push("source", "", 0)
    token.content = found[0]
    token.meta = {"key": found[1]}
    state.pos = found.end()
    return True


def _heading_ids(state: StateCore) -> None:
    """Take `{#id}` off the end of a heading and keep it, as written, in the opening token's meta."""
    for opening, inline in pairwise(state.tokens):
        if opening.type == "heading_open":
            found = _HEADING_ID.search(inline.content)
            if found:
                inline.content = inline.content[: found.start()].rstrip()
                opening.meta = {"id": found[1]}


def _ticks(state: StateCore) -> None:
    """Take `[ ] ` off the start of a list entry and mark the entry and its words as something to tick."""
    for entry, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if (entry.type, paragraph.type) == ("list_item_open", "paragraph_open") and inline.content.startswith(_TICK):
            inline.content = inline.content.removeprefix(_TICK).lstrip()
            entry.meta = inline.meta = {"tick": True}


def _times(state: StateCore) -> None:
    """Take `[-6 hours] ` off the start of a list entry and keep it, as written, with the entry and its words."""
    for entry, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if (entry.type, paragraph.type) != ("list_item_open", "paragraph_open"):
            continue
        found = _TIME.match(inline.content)
        if found:
            inline.content = inline.content[found.end() :].lstrip()
            entry.meta = inline.meta = {"time": found[1].strip()}


def _inlines(state: StateCore) -> None:
    """Read what stands inside lines, as markdown-it does. Words without a sign are one token, and need no reader."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = []
        if _SIGN.search(token.content):
            state.md.inline.parse(token.content, state.md, state.env, token.children)
        elif token.content:
            token.children.append(Token("text", "", 0, content=token.content))


def _reader() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": _LIBRARY_DEPTH})
    markdown.enable("table")
    # Answers and cells are read alone, where definitions (`[name]: address`) below the text would be missing.
    # text_join would hide which signs were written with a backslash and are meant to be seen.
    markdown.disable(["reference", "text_join"])
    container_plugin(markdown, "callout", validate=lambda title, _marks: bool(title.strip()))
    markdown.inline.ruler.before("link", "source", _source)
    markdown.inline.ruler.before("link", "fact", _fact)
    # Half of the lines of a text have no sign: cells, entries of lists, headings.
    markdown.core.ruler.at("inline", _inlines)
    markdown.core.ruler.after("block", "heading_ids", _heading_ids)
    markdown.core.ruler.after("block", "ticks", _ticks)
    markdown.core.ruler.after("block", "times", _times)
    # Addresses stay as written: checking names them to the author, rendering decides which ones become links.
    markdown.validateLink = lambda _address, _validator=None: True
    markdown.normalizeLink = lambda address: address
    return markdown


_MARKDOWN = _reader()


def tokens_of(body: str) -> list[Token]:
    """The tokens of a body; `map` counts lines from 0 in the body. They are shared: read them, do not change them.

    Raises ArticleFileError for what would take too long to read: see `too_large`.
    """
    return list(_tokens_of(body))


def inline_tokens_of(words: str) -> list[Token]:
    """The tokens of words that stand inside a line, such as a table cell: no lists, headings or paragraphs."""
    problems = too_large(words)
    if problems:
        raise ArticleFileError(problems)
    return _MARKDOWN.parseInline(words)[0].children or []


# A load asks five times for the tokens of the same body, and a quarter of the time of a page goes into them: an answer
# took 28.7 ms without and 21.5 ms with. 28 articles of the site take 11 MB.
@lru_cache(maxsize=32)
def _tokens_of(body: str) -> tuple[Token, ...]:
    problems = too_large(body)
    if problems:
        raise ArticleFileError(problems)
    return tuple(_MARKDOWN.parse(body))


def too_large(body: str, *, path: str = "this text", first_line: int = 1) -> list[Problem]:
    """What makes a body too slow to read: its size, its lines, its tables, or many signs without an empty line between.

    The line is named with which a limit is passed.
    """
    if len(body) > MAX_BODY_CHARACTERS:
        message = f"The text has more than {MAX_BODY_CHARACTERS:,} characters. Split it into several articles."
        return [Problem(path, 0, message)]
    lines = body.split("\n")
    if len(lines) > MAX_LINES:
        return [Problem(path, 0, f"The text has more than {MAX_LINES:,} lines. Split it into several articles.")]
    problems = []
    brackets, signs, columns, cells = 0, 0, 0, 0
    for number, line in enumerate(lines, start=first_line):
        if not line.strip():
            signs, columns = 0, 0
        before = brackets, signs, cells
        brackets += line.count("[")
        signs += len(_SLOW_SIGN.findall(line))
        columns = max(columns, line.count("|"))
        cells += columns
        if len(line) > MAX_LINE_CHARACTERS:
            message = f"The line has {len(line):,} characters. Break it into shorter paragraphs."
        elif line.count("|") > MAX_PIPES_IN_LINE:
            message = f"A row of a table has at most {MAX_PIPES_IN_LINE} | signs. Split the table."
        elif before[0] <= MAX_BRACKETS < brackets:
            message = f"The text has more than {MAX_BRACKETS:,} opening brackets. Split it into several articles."
        elif before[1] <= MAX_SIGNS_IN_BLOCK < signs:
            message = "Too many brackets and other signs in one paragraph. Break it up with empty lines."
        elif before[2] <= MAX_CELLS < cells:
            message = f"The tables of a text have at most {MAX_CELLS:,} cells. Split it into several articles."
        else:
            continue
        problems.append(Problem(path, number, message))
    return problems


def facts_in(written: str) -> list[str]:
    """The keys of the clinic facts in the time or the words of a step, as they stand there."""
    return FACT.findall(written)


@dataclass(frozen=True)
class Inline:
    """One token inside a line, with its line (from 1, in the body) and the types of what it stands in."""

    token: Token
    line: int
    within: tuple[str, ...]


def inlines_in(tokens: Sequence[Token]) -> Iterator[Inline]:
    """Every token inside lines, in order, each with the blocks and links around it ("heading", "th", "link" …)."""
    blocks: list[str] = []
    for token in tokens:
        if token.nesting == 1:
            blocks.append(token.type.removesuffix("_open"))
        elif token.nesting == -1:
            blocks.pop()
        elif token.type == "inline":
            yield from _inside(token, tuple(blocks))


def _inside(inline: Token, blocks: tuple[str, ...]) -> Iterator[Inline]:
    line = (inline.map[0] if inline.map else 0) + 1
    around = blocks
    for token in inline.children or []:
        if token.nesting == -1:
            around = around[:-1]
        yield Inline(token, line, around)
        if token.nesting == 1:
            around = (*around, token.type.removesuffix("_open"))
        if token.type in ("softbreak", "hardbreak"):
            line += 1
        elif token.type in ("html_inline", "image", "code_inline"):
            line += token.content.count("\n")


def plain_text(tokens: Sequence[Token]) -> str:
    """The words of inline tokens without their marks; a clinic fact and a reference stay as they were written."""
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            parts.append(plain_text(token.children or []))
        else:
            parts.append(token.content)
    return "".join(parts)
