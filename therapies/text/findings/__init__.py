"""What the words of a text do to a patient: promises, bare claims, typed clinic values, structure.

`checking` says what cannot be read or shown at all; here is what can be, and should be written otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from markdown_it.token import Token

from ..addresses import DEFAULT_LANGUAGE
from ..articles import ArticleText, read_article
from ..checking.body import Body
from ..facts import FACTS
from ..markdown import plain_text, too_large
from ..prose import Sentence, sentences_in, words_of
from .claims import bare_percentages, unconditional_safety
from .contradictions import contradictions
from .evidence import claims_without_source
from .finding import CAPTION, ERROR, FIELD, WARNING, Finding, Page
from .hours import typed_times
from .literals import typed_phone_numbers, typed_prices
from .plain_words import few_you, hard_page, jargon, long_sentences, passives
from .plan_days import steps_of_other_days
from .promises import promises, superlatives
from .structure import (
    bare_tables,
    long_lists,
    long_paragraphs,
    many_callouts,
    missing_emergency_line,
    poor_descriptions,
    poor_links,
    review_dates,
)

__all__ = ["ERROR", "FIELDS_READ", "WARNING", "Finding", "Page", "findings_in", "findings_on", "page_of"]

# These look at English words. A text in another language passes them unread.
_ENGLISH_RULES = (
    promises,
    superlatives,
    unconditional_safety,
    bare_percentages,
    claims_without_source,
    typed_times,
    contradictions,
    typed_prices,
    poor_links,
    long_sentences,
    hard_page,
    few_you,
    passives,
    jargon,
)
_RULES = (
    typed_phone_numbers,
    long_lists,
    long_paragraphs,
    many_callouts,
    poor_descriptions,
    bare_tables,
    review_dates,
    missing_emergency_line,
    steps_of_other_days,
)
FIELDS_READ = ("title", "summary", "approval", "caption", "appointment")


def findings_in(
    text: str,
    *,
    kind: str,
    path: str,
    fact_values: Mapping[str, str],
    today: date,
    language: str = DEFAULT_LANGUAGE,
) -> list[Finding]:
    """All findings of all rules, sorted by line; [] for a text that cannot be read, of which `checking` says why.

    `fact_values` are canonical values by key. Raises ValueError when `kind` is not a kind of article.
    """
    read = read_article(text, kind=kind, path=path)
    if read.article is None or not read.body or too_large(read.body):
        return []
    page = page_of(
        read.article,
        field_lines=_field_lines(text),
        first_line=read.body_line,
        kind=kind,
        path=path,
        fact_values=fact_values,
        today=today,
    )
    return findings_on(page, language=language)


def findings_on(page: Page, *, language: str = DEFAULT_LANGUAGE) -> list[Finding]:
    """All findings of all rules on a page that was read already, sorted by line."""
    rules = (*_ENGLISH_RULES, *_RULES) if language == DEFAULT_LANGUAGE else _RULES
    return sorted({finding for rule in rules for finding in rule(page)})


def page_of(
    article: ArticleText,
    *,
    field_lines: Mapping[str, int],
    first_line: int,
    kind: str,
    path: str,
    fact_values: Mapping[str, str],
    today: date,
) -> Page:
    """What the rules are given: the body read once, and all that stands beside it.

    With a `first_line` of 1 there is no file: lines count from the beginning of the body, 0 is the page as a whole, and
    `field_lines` below 0 tell the fields apart.
    """
    body = Body(
        article.body,
        kind=kind,
        lines_above=first_line - 1,
        source_keys=frozenset(source.key for source in article.sources),
        known_facts=FACTS,
        known_pictures=None,
    )
    return Page(
        article=article,
        body=body,
        sentences=sentences_in(body.tokens),
        path=path,
        first_line=first_line,
        kind=kind,
        fact_values=fact_values,
        today=today,
        beside=(*_fields(article, field_lines, above=first_line - 1), *_captions(body)),
    )


def _field_lines(text: str) -> dict[str, int]:
    """On which line of the file each field that patients read begins."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        name, colon, _ = line.partition(":")
        if colon and name in FIELDS_READ:
            lines.setdefault(name, number)
        if line.rstrip() == "---" and number > 1:
            break
    return lines


def _fields(article: ArticleText, lines: Mapping[str, int], *, above: int) -> Iterator[Sentence]:
    for name in FIELDS_READ:
        words = getattr(article, name)
        if words:
            yield from _sentences_of(words, line=lines.get(name, 1) - above, where=FIELD)


def _captions(body: Body) -> Iterator[Sentence]:
    for inline in body.inlines:
        if inline.token.type == "image":
            yield from _sentences_of(_shown(inline.token), line=inline.line, where=CAPTION)


def _shown(picture: Token) -> str:
    caption, alt = str(picture.attrs.get("title", "")), plain_text(picture.children or [])
    return f"{alt}. {caption}" if alt else caption


def _sentences_of(words: str, *, line: int, where: str) -> Iterator[Sentence]:
    """Plain text in sentences. It holds no Markdown, so that a full stop and a space end one."""
    for part in words.replace("? ", "?\n").replace(". ", ".\n").replace("! ", "!\n").split("\n"):
        if part.strip(" ."):
            yield Sentence(line, part, words_of(part), where)
