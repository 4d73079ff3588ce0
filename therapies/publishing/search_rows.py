"""Make what a search looks through: rows of places to lead to, and the site's own words for slips."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone
from markdown_it.token import Token

from therapies.models import SearchRow, Spelling, Version
from therapies.text.articles import ArticleText
from therapies.text.comparisons import comparison_in, comparison_of, group_spans, rows_of
from therapies.text.markdown import SHOWN, tokens_of
from therapies.text.outline import Heading, cut_at_headings
from therapies.text.questions import QUESTIONS, WORDS
from therapies.text.spelling import is_spelled, spellings_of, words_of

# One query may bring so many values; PostgreSQL and SQLite both take more.
VALUES = 500

# What begins a step of a plan, or a sign of a symptom clock: "[-1 day 6:00 pm]", "[end +{{ … }}]", "[at once]". Nobody searches for it.
TIME_BEFORE = re.compile(r"^\[(?:at once|(?:end |drip )?[-+0][^\[\]]*)\]\s*")


class Place(NamedTuple):
    """Something that a search can lead to, as `SearchRow` keeps it."""

    kind: str
    key: str
    name: str
    also: tuple[str, ...]
    lines: list[str]


def keep_search_rows(rows: Iterable[SearchRow], *, versions: Sequence[Version], now: datetime | None = None) -> None:
    """Put these rows in the place of those that some versions have.

    Versions that nobody can read any more at `now` have none.
    """
    now = now or timezone.now()
    SearchRow.objects.filter(version__in=versions).delete()
    forget_replaced([version.article_id for version in versions], now=now)
    gone = set(replaced(now=now).filter(pk__in=[version.pk for version in versions]).values_list("pk", flat=True))
    kept = SearchRow.objects.bulk_create(row for row in rows if row.version_id not in gone)
    words: dict[str, set[str]] = defaultdict(set)
    for row in kept:
        words[row.version.article.language].update(words_of(f"{row.name}\n{row.also}\n{row.words}"))
    for language, of_language in words.items():
        note_spellings(of_language, language=language)


def replaced(*, now: datetime):
    """Published versions after which another one of their article has become live: patients never read them again."""
    later = Version.objects.filter(article=OuterRef("article"), live_from__gt=OuterRef("live_from"), live_from__lte=now)
    return Version.objects.filter(Exists(later))


def forget_replaced(articles: Iterable[int], *, now: datetime) -> None:
    """Take away the rows of versions that were replaced, so that the index does not grow with every edit."""
    SearchRow.objects.filter(version__in=replaced(now=now).filter(article__in=articles)).delete()


def note_spellings(words: Iterable[str], *, language: str) -> None:
    """Keep words of the site so that slips find them. One that is there already costs a look."""
    new = sorted(filter(is_spelled, words))
    for start in range(0, len(new), VALUES):
        some = new[start : start + VALUES]
        known = Spelling.objects.filter(language=language, form__in=some, word__in=some)
        missing = set(some) - set(known.values_list("word", flat=True))
        Spelling.objects.bulk_create(
            (
                Spelling(language=language, form=form, word=word)
                for word in sorted(missing)
                for form in sorted(spellings_of(word))
            ),
            # Somebody else may publish the same word at this moment.
            ignore_conflicts=True,
        )


def search_rows_of(version: Version, text: ArticleText) -> Iterator[SearchRow]:
    """The rows of one version with this text, unsaved: the page itself, then what stands on it, in order."""
    for place in places_in(text, kind=version.article.kind):
        words = "\n".join(line for line in place.lines if line)
        yield SearchRow(
            version=version, place=place.kind, key=place.key, name=place.name, also="\n".join(place.also), words=words
        )


def places_in(text: ArticleText, *, kind: str) -> Iterator[Place]:
    """Everything of a text that a search can lead to."""
    section = None
    comparison = comparison_in(text.body) if kind == "comparison" else None
    for heading, tokens in cut_at_headings(tokens_of(text.body)):
        for begin, end in reversed(group_spans(tokens, comparison) if comparison else []):
            yield from comparison_rows(tokens[begin:end], title=text.title)
            tokens = [*tokens[:begin], *tokens[end:]]
        if heading is None:
            intro = [text.summary, text.approval, *lines_in(tokens)]
            yield Place(SearchRow.PAGE, "", text.title, (*text.also_called, text.summary), intro)
            continue
        section = heading if heading.level == 2 else section
        place = place_of(heading, section)
        if place:
            is_below = place == SearchRow.SECTION and section not in (None, heading)
            around = (text.title, section.text) if is_below else (text.title,)
            yield Place(place, heading.id, heading.text, around, lines_in(tokens))


def place_of(heading: Heading, section: Heading | None) -> str:
    """What stands below a heading; "" for the heading over all questions or words, which says nothing by itself."""
    of_section = section.id if section else ""
    if of_section not in (QUESTIONS, WORDS):
        return SearchRow.SECTION
    if heading.level != 3:
        return ""
    if of_section == WORDS:
        return SearchRow.WORD
    return SearchRow.QUESTION if heading.written_id == heading.id else ""


def comparison_rows(table: Sequence[Token], *, title: str) -> Iterator[Place]:
    comparison = comparison_of(table)
    for row, cells in zip(comparison.rows, rows_of(table)[1:], strict=True):
        lines = [
            f"{option.label}: {shown_text(cell)}" for option, cell in zip(comparison.options, cells[1:], strict=False)
        ]
        yield Place(SearchRow.ROW, row.key, row.label, (title,), lines)


def lines_in(tokens: Sequence[Token]) -> list[str]:
    """Each paragraph, list entry, title of a callout and row of a table as one line of plain text."""
    lines: list[str] = []
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "container_callout_open":
            lines.append(token.info.strip().partition(" ")[2])
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            lines.append(": ".join([cells[0], " ".join(cells[1:])]) if cells[1:] else cells[0])
            cells = None
        elif token.type == "inline":
            (lines if cells is None else cells).append(TIME_BEFORE.sub("", shown_text(token)))
    return lines


def shown_text(inline: Token) -> str:
    parts = [
        " " if token.type in ("softbreak", "hardbreak") else token.content if token.type in SHOWN else ""
        for token in inline.children or ()
    ]
    return " ".join("".join(parts).split())
