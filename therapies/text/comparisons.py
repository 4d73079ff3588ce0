"""The tables of a comparison, which are groups of its rows: options (columns), rows and cells, all as words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from .addresses import slug_of
from .markdown import plain_text, tokens_of


@dataclass(frozen=True)
class OptionText:
    """A column. `target` is the article it links to, such as `therapy/lidocaine`; "" for none."""

    key: str
    label: str
    target: str = ""


@dataclass(frozen=True)
class RowText:
    """A row: its label, then one cell of inline Markdown for each option. `line` counts from 1 in the body."""

    key: str
    label: str
    cells: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class ComparisonText:
    row_heading: str
    options: tuple[OptionText, ...]
    rows: tuple[RowText, ...]


def comparison_in(body: str) -> ComparisonText | None:
    """The one comparison that all tables of a body make which stand by themselves, or None when there is none.

    The first table says which options there are; one with others is left out. Missing cells are "" and surplus
    ones are cut off, as Markdown has it. Checking refuses all three.
    """
    tokens = tokens_of(body)
    tables = [comparison_of(tokens[begin:end]) for begin, end in table_spans(tokens)]
    if not tables:
        return None
    first = tables[0]
    rows = tuple(row for table in tables if table.options == first.options for row in table.rows)
    return ComparisonText(first.row_heading, first.options, rows)


def id_of_row(key: str) -> str:
    """Where the row stands on its page. No heading has such an id: `_` is no sign of theirs."""
    return f"row_{key}"


def group_spans(tokens: Sequence[Token], comparison: ComparisonText) -> list[tuple[int, int]]:
    """Where in these tokens the tables of this comparison stand, one for each group of its rows."""
    return [
        (begin, end)
        for begin, end in table_spans(tokens)
        if comparison_of(tokens[begin:end]).options == comparison.options
    ]


def table_spans(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """From where to where each table outside lists, quotes and callouts goes, as indexes into the tokens."""
    spans, begin = [], 0
    for index, token in enumerate(tokens):
        if token.type == "table_open" and token.level == 0:
            begin = index
        elif token.type == "table_close" and token.level == 0:
            spans.append((begin, index + 1))
    return spans


def comparison_of(table: Sequence[Token]) -> ComparisonText:
    """Read the tokens of one table, from `table_open` to `table_close`."""
    header, *rows = rows_of(table)
    return ComparisonText(
        row_heading=plain_text(header[0].children or []),
        options=tuple(_option(cell) for cell in header[1:]),
        rows=tuple(_row(cells) for cells in rows),
    )


def rows_of(table: Sequence[Token]) -> list[list[Token]]:
    """The inline token of every cell, row by row, the header first."""
    rows: list[list[Token]] = []
    for token in table:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token)
    return rows


def _option(cell: Token) -> OptionText:
    children = cell.children or []
    label = plain_text(children).strip()
    target = next((str(token.attrs["href"]) for token in children if token.type == "link_open"), "")
    return OptionText(slug_of(label), label, target)


def _row(cells: Sequence[Token]) -> RowText:
    label = plain_text(cells[0].children or []).strip()
    return RowText(slug_of(label), label, tuple(cell.content for cell in cells[1:]), cells[0].map[0] + 1)
