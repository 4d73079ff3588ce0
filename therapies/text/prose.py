"""The sentences of a body with their lines: what the reading grade and the rules on words look at.

What counts is what a patient reads as running words:

- A sentence ends with `.`, `!`, `?` or `…`; a heading, a list item, a table cell and the title of a callout end one too.
  A colon or a semicolon does not: a patient has to keep the whole in mind.
- A link keeps its words, a reference to a source vanishes, a picture's alt text is no prose.
- A clinic fact stays in `text` as it was written and stands in `words` as FACT_WORDS, so that the grade of a page
  does not change with what a clinic fills in.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from .markdown import SHOWN, inline_tokens_of, tokens_of

PARAGRAPH, LIST, HEADING, TABLE, CALLOUT_TITLE = "paragraph", "list", "heading", "table", "callout_title"

# Most facts that articles use are hours and numbers, or "ask the clinic": short words, two or three of them.
FACT_WORDS = ("6", "hours")

_WHERE = {"heading_open": HEADING, "th_open": TABLE, "td_open": TABLE, "list_item_open": LIST}

# A hyphen or an apostrophe joins a word; a point, a comma or a colon joins a number (2.5, 1,000, 9:30).
_WORD = re.compile(r"\{\{[^{}]*\}\}|\d+(?:[.,:]\d+)+|[^\W_]+(?:['’\-‑][^\W_]+)*")
# Nothing is tried twice here: a line of 5,000 full stops would else take a second.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]*]*+(?=\s|$)")
_SPACE_BEFORE_SIGN = re.compile(r"\s+(?=[.,;:!?…])")
# These take their point along in the middle of a sentence. "No." is left out: it answers many a question.
_NEVER_LAST = frozenset(["dr", "mr", "mrs", "ms", "prof", "vs", "fig", "approx", "e.g", "i.e", "cf"])
# And these end a sentence only when a capital follows: "at 9 a.m. You …", "at 9 a.m. or later".
_SOMETIMES_LAST = frozenset(["a.m", "p.m", "etc", "u.s", "u.k", "inc", "jr", "sr"])


@dataclass(frozen=True)
class Sentence:
    """`line` counts from 1 in the body and is that of the first word. `where` is one of the five kinds of place above.

    `sources` are the keys of the references in it or right behind it. `block` is the number of the paragraph, list item,
    cell, heading or title in which it stands, the same for all its sentences.
    """

    line: int
    text: str
    words: tuple[str, ...]
    where: str
    sources: tuple[str, ...] = ()
    block: int = 0


def sentences_in(tokens_or_body: Sequence[Token] | str) -> list[Sentence]:
    """Every sentence of a body, in order. Pieces without any word are left out.

    Raises ArticleFileError for a body that is too large to read.
    """
    tokens = tokens_of(tokens_or_body) if isinstance(tokens_or_body, str) else tokens_or_body
    return [
        sentence for number, block in enumerate(_blocks(tokens)) for sentence in _sentences_of(block, number=number)
    ]


def words_of(text: str) -> tuple[str, ...]:
    """The words of plain text, a fact as FACT_WORDS."""
    words: list[str] = []
    for word in _WORD.findall(text):
        words.extend(FACT_WORDS if word.startswith("{") else (word,))
    return tuple(words)


@dataclass(frozen=True)
class _Block:
    """Words that belong together, with the offsets at which a new line or a reference to a source begins."""

    where: str
    text: str
    first_line: int
    breaks: tuple[int, ...]
    sources: tuple[tuple[int, str], ...]


def _blocks(tokens: Sequence[Token]) -> Iterator[_Block]:
    around: list[str] = []
    for token in tokens:
        if token.type == "container_callout_open":
            title = token.info.strip().partition(" ")[2]
            yield _block(inline_tokens_of(title), where=CALLOUT_TITLE, line=token.map[0] + 1)
        if token.nesting == 1:
            around.append(token.type)
        elif token.nesting == -1:
            around.pop()
        elif token.type == "inline":
            where = next((_WHERE[each] for each in reversed(around) if each in _WHERE), PARAGRAPH)
            yield _block(token.children or [], where=where, line=(token.map[0] if token.map else 0) + 1)


def _block(children: Sequence[Token], *, where: str, line: int) -> _Block:
    text = ""
    breaks, sources = [], []
    for token in children:
        if token.type in ("softbreak", "hardbreak"):
            text += "\n"
            breaks.append(len(text))
        elif token.type == "source":
            sources.append((len(text), token.meta["key"]))
        elif token.type in SHOWN:
            text += token.content
    return _Block(where, text, line, tuple(breaks), tuple(sources))


def _sentences_of(block: _Block, *, number: int) -> Iterator[Sentence]:
    starts, texts = [], []
    for start, end in _spans(block.text):
        starts.append(start)
        texts.append(_SPACE_BEFORE_SIGN.sub("", " ".join(block.text[start:end].split())))
    sources: list[list[str]] = [[] for _ in texts]
    for offset, key in block.sources:
        # A reference stands behind the full stop of the sentence that it proves.
        if texts:
            sources[max(0, bisect_left(starts, offset) - 1)].append(key)
    for start, text, keys in zip(starts, texts, sources, strict=True):
        line = block.first_line + bisect_right(block.breaks, start)
        yield Sentence(line, text, words_of(text), block.where, tuple(keys), number)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence with at least one word begins and ends."""
    start = 0
    for end in [found.end() for found in _END.finditer(text) if _ends_here(text, found)] + [len(text)]:
        start += len(text[start:end]) - len(text[start:end].lstrip())
        if _WORD.search(text, start, end):
            yield start, end
            start = end


def _ends_here(text: str, end: re.Match[str]) -> bool:
    following = text[end.end() : end.end() + 40].lstrip("\n \"'“‘([*")
    if end[0][0] == "…" or end[0].startswith(".."):
        return not following or not following[0].islower()
    if end[0][0] != ".":
        return True
    before = text[max(0, end.start() - 12) : end.start()].split()
    word = before[-1].lower().strip("\"'“‘([*") if before and not text[end.start() - 1].isspace() else ""
    if word in _NEVER_LAST:
        return not following
    if word in _SOMETIMES_LAST:
        return not following or not following[0].islower()
    return True
