"""The record of a page: front matter and Markdown to an ArticleText and back, each the other's inverse."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import date
from functools import lru_cache

from ruamel.yaml.nodes import MappingNode, Node

from .addresses import KINDS, SLUG_RULE, is_slug
from .facts import LENGTHS_OF_VISITS, is_length_of_time
from .field_lines import write_lines
from .files import character_problems
from .front_matter import FENCE, FieldReader, read_node, split_text
from .problems import ArticleFileError, Problem
from .targets import is_web_address

MAX_TITLE = 65
MAX_SUMMARY = 200
MAX_NAME = 100
MAX_LINE = 300
MAX_ADDRESS = 500
DEFAULT_ORDER = 100
MAX_ORDER = 9999

# The field that only one kind has, and that this kind must have.
FIELD_OF_KIND = {"therapy": "approval", "comparison": "caption", "visit": "appointment"}
# What a visit may say besides: how long it takes, as the key of a clinic fact. Steps after its end need it.
VISIT_LENGTH = "visit_length"
_EXAMPLES = {
    "approval": "The FDA has approved lidocaine for numbing",
    "caption": "Lidocaine and ketamine side by side",
    "appointment": "First infusion",
}
_MARKDOWN_SIGNS = re.compile(r"\{\{|\*\*|\]\(|\[\^|`|</?[a-zA-Z!]")


@dataclass(frozen=True)
class Source:
    """Where a statement comes from. `key` is what `[^key]` in the text points to."""

    key: str
    title: str
    publisher: str
    year: int
    address: str = ""


@dataclass(frozen=True)
class ArticleText:
    """A text as it is kept. `body` is Markdown without blank lines around it, ending with one newline.

    `safety` marks a page that tells patients what to do in danger: it carries the emergency line, and its review is
    due every 6 months.
    """

    title: str
    summary: str
    body: str
    order: int = DEFAULT_ORDER
    about: tuple[str, ...] = ()
    safety: bool = False
    also_called: tuple[str, ...] = ()
    approval: str = ""
    caption: str = ""
    appointment: str = ""
    visit_length: str = ""
    owner: str = ""
    reviewed_by: str = ""
    reviewed_on: date | None = None
    review_due: date | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class ReadArticle:
    """What could be read of a text that may have problems.

    `article` is None when the fields could not be read at all; a field with a problem is empty in it.
    `body_line` is the line of the whole text on which the body begins.
    """

    article: ArticleText | None
    problems: tuple[Problem, ...]
    body: str
    body_line: int


def parse_article(text: str, *, kind: str, path: str = "this text") -> ArticleText:
    """Read a text of this kind. Raises ArticleFileError with every problem of its characters and fields.

    What is wrong inside the Markdown is not looked at here; `checking.problems_in` does.
    """
    read = read_article(text, kind=kind, path=path)
    if read.problems or read.article is None:
        raise ArticleFileError(read.problems)
    return read.article


def lines_above_body(text: str, *, kind: str, path: str = "this text") -> int:
    """How many lines of a text stand above its body: what turns a line of the body into one of the whole text."""
    return read_article(text, kind=kind, path=path).body_line - 1


def format_article(article: ArticleText) -> str:
    """The text of an article in the one form that is kept. A field is written when it differs from its default."""
    fields: dict[str, object] = {"title": article.title, "summary": article.summary}
    if article.order != DEFAULT_ORDER:
        fields["order"] = article.order
    for name in ("about", "safety", "also_called"):
        value = getattr(article, name)
        if value:
            fields[name] = list(value) if isinstance(value, tuple) else value
    for name in (
        "approval",
        "caption",
        "appointment",
        VISIT_LENGTH,
        "owner",
        "reviewed_by",
        "reviewed_on",
        "review_due",
    ):
        if getattr(article, name):
            fields[name] = getattr(article, name)
    if article.sources:
        fields["sources"] = [_written(source) for source in article.sources]
    return f"{FENCE}\n{write_lines(fields)}{FENCE}\n\n{article.body}"


def _written(source: Source) -> dict[str, object]:
    fields = {"key": source.key, "title": source.title, "publisher": source.publisher, "year": source.year}
    return fields | ({"address": source.address} if source.address else {})


# A check, a load and a page each ask for the same text, and YAML takes milliseconds. The site has about 30 texts; those
# that are kept take 4 MB.
@lru_cache(maxsize=64)
def read_article(text: str, *, kind: str, path: str = "this text") -> ReadArticle:
    """Read as much as can be read, and collect the problems of characters and fields instead of raising."""
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of article; the kinds are {', '.join(KINDS)}.")
    problems = character_problems(text, path=path)
    # Each of these is reported once above; the rest of the text is read as if it were mended.
    mended = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    split, split_problems = split_text(mended, path=path)
    problems += split_problems
    article = None
    if split.front is not None:
        node, yaml_problems = read_node(split.front, path=path, first_line=split.front_line)
        problems += yaml_problems
        if node is not None:
            fields = FieldReader(node, path=path, first_line=split.front_line)
            article = replace(_article(fields, kind=kind), body=split.body)
            problems += fields.problems
        if not split.body:
            problems.append(
                Problem(path, split.body_line, "There is no text below the fields. Write it after a blank line.")
            )
    return ReadArticle(article, tuple(sorted(problems)), split.body, split.body_line)


def _article(fields: FieldReader, *, kind: str) -> ArticleText:
    own_field = FIELD_OF_KIND.get(kind, "")
    known = dict.fromkeys((field.name for field in dataclass_fields(ArticleText) if field.name != "body"), "")
    for owner, name in FIELD_OF_KIND.items():
        if owner != kind:
            known[name] = f"{name} belongs to articles of the kind {owner}, and this is a {kind}. Delete the line."
    if kind != "visit":
        known[VISIT_LENGTH] = (
            f"{VISIT_LENGTH} belongs to articles of the kind visit, and this is a {kind}. Delete the line."
        )
    fields.refuse_unknown(known)
    texts = {
        "title": fields.text("title", limit=MAX_TITLE, required=True, example="Lidocaine infusion"),
        "summary": fields.text("summary", limit=MAX_SUMMARY, required=True, example="A numbing medicine by drip"),
        "owner": fields.text("owner", limit=MAX_NAME),
        "reviewed_by": fields.text("reviewed_by", limit=MAX_NAME),
    }
    if own_field:
        texts[own_field] = fields.text(own_field, limit=MAX_LINE, required=True, example=_EXAMPLES[own_field])
    for name, value in texts.items():
        _refuse_markdown(fields, fields.nodes.get(name), name, value)
    article = ArticleText(
        body="",
        order=_number(fields, "order", least=0, most=MAX_ORDER, example=10, default=DEFAULT_ORDER),
        about=_about(fields),
        safety=_yes(fields, "safety"),
        also_called=_also_called(fields),
        reviewed_on=_date(fields, "reviewed_on"),
        review_due=_date(fields, "review_due"),
        sources=_sources(fields),
        visit_length=_visit_length(fields),
        **texts,
    )
    _refuse_half_a_review(fields, article)
    return article


def markdown_sign_in(text: str) -> str:
    """The first sign of Markdown, a clinic fact or HTML in what must be plain text; "" when there is none."""
    found = _MARKDOWN_SIGNS.search(text)
    return found[0] if found else ""


def _refuse_markdown(fields: FieldReader, node: Node | None, name: str, value: str) -> None:
    sign = markdown_sign_in(value)
    if sign and node is not None:
        fields.refuse(node, f'{name} is plain text and shows "{sign}" as it stands. Write it without.')


def _number(fields: FieldReader, name: str, *, least: int, most: int, example: int, default: int) -> int:
    node = fields.nodes.get(name)
    if node is None:
        return default
    value = node.value if isinstance(node.value, str) else ""
    if re.fullmatch(r"0|[1-9][0-9]{0,5}", value) and least <= int(value) <= most:
        return int(value)
    fields.refuse(fields.names[name], f"{name} must be a whole number from {least} to {most}, like {example}.")
    return default


def _yes(fields: FieldReader, name: str) -> bool:
    node = fields.nodes.get(name)
    if node is None:
        return False
    if node.value not in ("true", "false"):
        fields.refuse(fields.names[name], f"{name} is written {name}: true, or the line is left out.")
    return node.value == "true"


def _date(fields: FieldReader, name: str) -> date | None:
    node = fields.nodes.get(name)
    if node is None:
        return None
    value = node.value if isinstance(node.value, str) else ""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            fields.refuse(fields.names[name], f"{name} is {value}, a day that is not in the calendar. Correct it.")
            return None
    fields.refuse(fields.names[name], f"{name} must be a date like 2026-03-01.")
    return None


def _visit_length(fields: FieldReader) -> str:
    key = fields.text(VISIT_LENGTH, limit=MAX_NAME, example="visit_ketamine")
    if key and not is_length_of_time(key):
        lengths = ", ".join(LENGTHS_OF_VISITS)
        fields.refuse(
            fields.names[VISIT_LENGTH], f"{VISIT_LENGTH} names a clinic fact that is a length of time: {lengths}."
        )
        return ""
    return key


def _about(fields: FieldReader) -> tuple[str, ...]:
    slugs: list[str] = []
    for node in fields.entries("about"):
        slug = fields.scalar(node, "an entry of about", limit=MAX_LINE)
        if slug in slugs:
            fields.refuse(node, f'about names "{slug}" twice. Delete one of them.')
        elif slug and not is_slug(slug):
            fields.refuse(
                node, f'about names a therapy by its file name without ".md", like lidocaine; "{slug}" is none.'
            )
        elif slug:
            slugs.append(slug)
    return tuple(slugs)


def _also_called(fields: FieldReader) -> tuple[str, ...]:
    names: list[str] = []
    for node in fields.entries("also_called"):
        name = fields.scalar(node, "an entry of also_called", limit=MAX_NAME)
        _refuse_markdown(fields, node, "an entry of also_called", name)
        if name and name in names:
            fields.refuse(node, f'also_called has "{name}" twice. Delete one of them.')
        elif name:
            names.append(name)
    return tuple(names)


def _refuse_half_a_review(fields: FieldReader, article: ArticleText) -> None:
    names = fields.nodes
    if ("reviewed_by" in names) != ("reviewed_on" in names):
        there, missing = ("reviewed_by", "reviewed_on") if "reviewed_by" in names else ("reviewed_on", "reviewed_by")
        message = f"{there} needs {missing} beside it: a review has a person and a day. Add it or delete both."
        fields.refuse(fields.names[there], message)
    if "review_due" in names and "reviewed_on" not in names:
        fields.refuse(fields.names["review_due"], "review_due needs reviewed_on: it says when the next review is due.")
    elif article.review_due and article.reviewed_on and article.review_due <= article.reviewed_on:
        fields.refuse(fields.names["review_due"], "review_due must be later than reviewed_on.")


def _sources(fields: FieldReader) -> tuple[Source, ...]:
    sources: list[Source] = []
    keys: set[str] = set()
    for node in fields.entries("sources"):
        if not isinstance(node, MappingNode):
            fields.refuse(
                node, "A source has the fields key, title, publisher, year and address, each on a line of its own."
            )
            continue
        source = FieldReader(node, path=fields.path, first_line=fields.first_line, is_source=True)
        sources.append(_source(source, keys))
        fields.problems += source.problems
    return tuple(sources)


def _source(fields: FieldReader, keys: set[str]) -> Source:
    fields.refuse_unknown(dict.fromkeys(("key", "title", "publisher", "year", "address"), ""))
    key = fields.text("key", limit=MAX_LINE, required=True, example="zhu-2019")
    if key and not is_slug(key):
        fields.refuse(fields.nodes["key"], f'"{key}" cannot be the key of a source. Use {SLUG_RULE}, like zhu-2019.')
    elif key in keys:
        fields.refuse(fields.nodes["key"], f'Two sources have the key "{key}". Give each its own.')
    keys.add(key)
    title = fields.text("title", limit=MAX_LINE, required=True)
    publisher = fields.text("publisher", limit=MAX_LINE, required=True)
    for name, value in (("title", title), ("publisher", publisher)):
        _refuse_markdown(fields, fields.nodes.get(name), f"{name} of a source", value)
    if "year" not in fields.nodes:
        fields.refuse_missing("year", ", like year: 2019")
    year = _number(fields, "year", least=1900, most=2100, example=2019, default=0)
    address = fields.text("address", limit=MAX_ADDRESS)
    if address and not is_web_address(address):
        fields.refuse(fields.nodes["address"], "address must begin with https:// or http:// and name a site.")
    return Source(key, title, publisher, year, address)
