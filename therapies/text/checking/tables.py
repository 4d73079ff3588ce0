"""Tables: every row has its cells and every cell its words. Markdown pads and cuts rows without a word; we do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from ..addresses import KINDS
from ..comparisons import RowText, comparison_of, rows_of
from ..counting import counted
from ..markdown import plain_text
from ..outline import Heading
from ..questions import QUESTIONS, WORDS
from ..targets import target_of
from .body import Body, Found

MAX_NAME_CHARACTERS = 100  # of an option or a row; it stands in a narrow column


def table_problems(body: Body) -> Iterator[Found]:
    tables = list(_tables(body.tokens))
    for within, table in tables:
        if set(within) <= {"container_callout"}:
            yield from _cells(body, table)
        else:
            yield table[0].map[0] + 1, "A table stands by itself, not inside a list or a quote."
    yield from _almost_tables(body)
    if body.kind == "comparison":
        yield from _comparison(body, [table for within, table in tables if not within])


def _tables(tokens: Sequence[Token]) -> Iterator[tuple[list[str], list[Token]]]:
    """The tokens of each table, and the blocks it stands in."""
    within: list[str] = []
    begin = 0
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            begin = index
        elif token.type == "table_close":
            yield within[:-1], list(tokens[begin : index + 1])
        if token.nesting == 1:
            within.append(token.type.removesuffix("_open"))
        elif token.nesting == -1:
            within.pop()


def cells_of(line: str) -> list[str]:
    r"""The cells of one line of a table, with or without pipes at its ends; `\|` is a sign inside a cell."""
    cells, current, is_escaped = [], [], False
    for sign in line.strip(" "):
        if sign == "|" and not is_escaped:
            cells.append("".join(current).strip(" "))
            current = []
        else:
            current.append(sign)
        is_escaped = sign == "\\"
    cells.append("".join(current).strip(" "))
    inner = cells[1:] if cells[0] == "" else cells
    return inner[:-1] if inner and inner[-1] == "" else inner


def _cells(body: Body, table: list[Token]) -> Iterator[Found]:
    first, end = table[0].map
    width = len(cells_of(body.lines[first]))
    if end - first == 2:
        yield first + 1, "The table has no rows. Write one below its line of dashes, or delete the table."
    for number in (first, *range(first + 2, end)):
        yield from _row(body.lines[number], number + 1, width, is_heading=number == first)
    for cells in rows_of(table):
        yield from _unseen_words(cells)


def _row(line: str, number: int, width: int, *, is_heading: bool) -> Iterator[Found]:
    cells = cells_of(line)
    if len(cells) != width:
        what = f"The row has {counted(len(cells), 'cell')} and the heading row has {width}."
        way_out = "Add or remove cells" if "|" in line else "If it is not a row, put an empty line above it"
        yield number, f"{what} {way_out}; a | inside a cell is written \\|."
    for position, cell in enumerate(cells, start=1):
        if not cell.strip() and is_heading:
            yield (
                number,
                f'Cell {position} of the heading row is empty. Write what its column holds, such as "Question".',
            )
        elif not cell.strip():
            yield number, f'Cell {position} of the row is empty. Write something, such as "None" or "Ask us".'


def _unseen_words(cells: list[Token]) -> Iterator[Found]:
    """Cells that hold something and show nothing, such as `&nbsp;`."""
    for position, cell in enumerate(cells, start=1):
        if cell.content and not plain_text(cell.children or []).strip():
            yield cell.map[0] + 1, f'Cell {position} of the row is empty. Write something, such as "None" or "Ask us".'


def _almost_tables(body: Body) -> Iterator[Found]:
    for token in body.tokens:
        if token.type != "inline" or not token.map or "|" not in token.content:
            continue
        lines = token.content.split("\n")
        for offset, line in enumerate(lines):
            cells = cells_of(line)
            is_dashes = "-" in line and all(cell and set(cell) <= set(":-") for cell in cells)
            if is_dashes and "|" in line and offset:
                above = len(cells_of(lines[offset - 1]))
                message = f"The line of dashes has {counted(len(cells), 'cell')} and the row above it {above}. Make them equal."
                yield token.map[0] + 1 + offset, message
                break
        else:
            if len(lines) > 1 and lines[0].lstrip().startswith("|"):
                yield (
                    token.map[0] + 1,
                    "This looks like a table without its line of dashes. Add |---|---| below the first row.",
                )


def _comparison(body: Body, tables: list[list[Token]]) -> Iterator[Found]:
    """The tables are groups of the rows of one comparison, so each has the same options and a heading of its own."""
    if not tables:
        yield 1, "A comparison has at least one table, and there is none. Write one with a row for each question."
        return
    first_line = _line_of(tables[0])
    options = comparison_of(tables[0]).options
    yield from _options(rows_of(tables[0])[0], first_line)
    yield from _repeated(body, [(option.key, option.label, first_line) for option in options], "option")
    groups: list[RowText] = []
    for table in tables:
        header, *rows = rows_of(table)
        if not _is_plain(header[0]):
            yield _line_of(table), "The first heading cell is plain words, such as Question."
        yield from _labels(rows)
        if comparison_of(table).options == options:
            groups += comparison_of(table).rows
        else:
            yield _line_of(table), _other_options(body, tables[0], table)
    yield from _repeated(body, [(row.key, row.label, row.line) for row in groups], "row")
    yield from _places(body, tables)


def _line_of(table: list[Token]) -> int:
    return table[0].map[0] + 1


def _other_options(body: Body, first: list[Token], table: list[Token]) -> str:
    own, right = (body.lines[each[0].map[0]].strip() for each in (table, first))
    return (
        f"All tables of a comparison have the same options. The heading row here is {own} and that of line "
        f"{_line_of(first) + body.lines_above} is {right} – copy that one, or make a list of this table."
    )


def _places(body: Body, tables: list[list[Token]]) -> Iterator[Found]:
    """A group is called after the heading above it. Below Questions and Words stand entries only."""
    groups: dict[Heading | None, int] = {}
    for table in tables:
        line = _line_of(table)
        above = [heading for heading in body.headings if heading.line < line]
        section = next((heading for heading in reversed(above) if heading.level == 2), None)
        if section and section.id in (QUESTIONS, WORDS):
            yield line, f'The table of a comparison cannot stand below "{section.text}". Move it up.'
            continue
        group = above[-1] if above else None
        if group in groups:
            other = groups[group] + body.lines_above
            yield (
                line,
                f"No heading stands between this table and that of line {other}. "
                "Write one, such as ### Your visit, or put the rows into one table.",
            )
        groups.setdefault(group, line)


def _options(header: list[Token], line: int) -> Iterator[Found]:
    if len(header) < 3:
        yield line, "A comparison has at least two options: a column for the questions and one for each option."
    for cell in header[1:]:
        kinds = [child.type for child in cell.children or []]
        is_link = kinds[:1] == ["link_open"] and kinds[-1:] == ["link_close"] and kinds.count("link_open") == 1
        inside = kinds[1:-1] if is_link else kinds
        if any(kind not in ("text", "text_special") for kind in inside):
            yield line, "The name of an option is plain words or one link: [Lidocaine](therapy/lidocaine)"
        elif is_link:
            target = target_of(str(cell.children[0].attrs["href"]))
            if not target or target.kind not in KINDS:
                yield line, "An option links to an article: [Lidocaine](therapy/lidocaine)"


def _labels(rows: list[list[Token]]) -> Iterator[Found]:
    for cells in rows:
        if not _is_plain(cells[0]):
            yield (
                cells[0].map[0] + 1,
                "The first cell of a row is plain words: no bold, links, clinic facts or sources.",
            )


def _is_plain(cell: Token) -> bool:
    return all(child.type in ("text", "text_special") for child in cell.children or [])


def _repeated(body: Body, entries: list[tuple[str, str, int]], what: str) -> Iterator[Found]:
    seen: dict[str, tuple[str, int]] = {}
    for key, label, line in entries:
        if not label:
            continue
        if not key:
            yield line, f'The name of the {what} "{label}" has no letter or numeral. Write words.'
        elif len(label) > MAX_NAME_CHARACTERS:
            yield line, f"The name of the {what} has {len(label)} characters. Use at most {MAX_NAME_CHARACTERS}."
        elif key in seen:
            other, other_line = seen[key]
            where = "here twice" if other_line == line else f"on line {other_line + body.lines_above} as well"
            same = "" if other == label else f' (as "{other}")'
            yield line, f'The {what} "{label}" stands {where}{same}. Give each its own name.'
        seen.setdefault(key, (label, line))
