"""A text and the clinic's facts to safe HTML. Only this module may call text safe, and only after the allowlist or escaping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import nh3
from django.template.loader import render_to_string
from django.utils.html import format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from .addresses import DEFAULT_LANGUAGE
from .articles import ArticleText, Source
from .callouts import CALLOUTS, callout_of
from .comparisons import ComparisonText, comparison_in, comparison_of, group_spans, rows_of
from .facts import FactSheet
from .markdown import inline_tokens_of, tokens_of
from .outline import Heading, cut_at_headings
from .parts import (
    ComparisonTable,
    Option,
    Part,
    RenderedQuestion,
    RenderedSymptom,
    RenderedWord,
    Row,
    Section,
)
from .pictures import SIZES
from .plan_parts import plan_shown
from .questions import QUESTIONS, WORDS
from .steps import PLAN, plan_of
from .symptoms import SYMPTOMS, SymptomError, cut_at_symptoms, symptoms_of
from .targets import target_of
from .writing import Writer

TAGS = {
    "a", "blockquote", "br", "caption", "div", "em", "figcaption", "figure", "h2", "h3", "h4", "img", "input", "label",
    "li", "ol", "p", "picture", "source", "span", "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# Exactly what `writing` writes. Whatever else reaches this point is a mistake of ours, and is taken out.
ALLOWLIST = nh3.Cleaner(
    tags=TAGS,
    attributes={
        "a": {"href"},
        "div": {"aria-label"},
        "h2": {"id"},
        "h3": {"id"},
        "h4": {"id"},
        "img": {"src", "alt", "width", "height", "srcset"},
        "ol": {"start"},
        "source": {"srcset"},
    },
    tag_attribute_values={
        "a": {"rel": {"noopener"}},
        "div": {"role": {"region"}, "tabindex": {"0"}},
        "img": {"loading": {"lazy"}, "decoding": {"async"}, "sizes": {SIZES}},
        "input": {"type": {"checkbox"}},
        "source": {"type": {"image/webp"}, "sizes": {SIZES}},
        "th": {"scope": {"col", "row"}},
    },
    allowed_classes={
        "a": {"reference"},
        "caption": {"visually-hidden"},
        "div": {"table-wrap"},
        "figure": {"figure"},
        "img": {"sign"},
        "li": {"tick"},
        "span": {"visually-hidden"},
    },
    # Texts link to http and https only; the others come from clinic facts.
    url_schemes={"http", "https", "tel", "sms", "mailto"},
    link_rel=None,
)


# A comparison of two rendered texts: their tags and classes with marks, without ids, which would stand twice on a page.
MARKED_ALLOWLIST = nh3.Cleaner(
    tags=(TAGS | {"dd", "del", "dl", "dt", "h5", "h6", "ins"}) - {"input", "label"},
    attributes={
        "*": {"class"},
        "a": {"href"},
        "div": {"aria-label"},
        "img": {"src", "alt", "width", "height"},
        "li": {"value"},
        "ol": {"start"},
    },
    tag_attribute_values={
        "a": {"rel": {"noopener"}},
        "div": {"role": {"region"}, "tabindex": {"0"}},
        "th": {"scope": {"col", "row"}},
    },
    url_schemes={"http", "https", "tel", "sms", "mailto"},
    link_rel=None,
)

NOTHING = SafeString("")


def render_sections(article: ArticleText, *, facts: FactSheet, language: str = DEFAULT_LANGUAGE) -> tuple[Section, ...]:
    """The body of an article, section by section. Raises ArticleFileError when it is too large to read.

    A text with problems is rendered too, without what is refused: an unknown fact shows as it is written, a link
    that leads nowhere known is plain words.
    """
    tokens_of_body = tokens_of(article.body)
    render = _Rendering(article.body, facts=facts, sources=article.sources, language=language)
    if article.caption and (comparison := comparison_in(article.body)):
        is_grouped = len(group_spans(tokens_of_body, comparison)) > 1
        render.comparison = _Comparison(comparison, article.caption, is_grouped=is_grouped)
    render.visit = article if article.appointment else None
    sections = []
    for heading, tokens in cut_at_headings(tokens_of_body, level=2):
        parts = render.parts(tokens, heading)
        if heading or parts:
            sections.append(Section(heading.id if heading else "", heading.text if heading else "", parts))
    return tuple(sections)


def render_snippet(
    markdown: str,
    *,
    facts: FactSheet,
    sources: tuple[Source, ...] = (),
    language: str = DEFAULT_LANGUAGE,
    page_url: str = "",
    heading_level: int = 2,
) -> SafeString:
    """HTML of an answer or a meaning that is shown away from its article.

    `page_url` is the address of that article, for links to ids and sources inside it; without `sources` there are
    no numbers. `heading_level` is the level of the heading above, one less than that of a callout.
    """
    render = _Rendering(
        markdown, facts=facts, sources=sources, language=language, page_url=page_url, heading_level=heading_level
    )
    return render.html(tokens_of(markdown))


def render_inline(
    markdown: str,
    *,
    facts: FactSheet,
    sources: tuple[Source, ...] = (),
    language: str = DEFAULT_LANGUAGE,
    page_url: str = "",
) -> SafeString:
    """HTML of words inside a line, such as a table cell: `- 3 hours` stays as it is and begins no list."""
    writer = Writer(facts=facts, sources=sources, language=language, page_url=page_url)
    return _safe(writer.inlines(inline_tokens_of(markdown)))


def data_block(data: dict | list) -> SafeString:
    """A script element that holds data for search engines, escaped as json_script does it.

    The block never runs, so a policy without inline scripts lets it pass.
    """
    block = json_script(data).replace('type="application/json"', 'type="application/ld+json"', 1)
    return mark_safe(block)  # noqa: S308 - json_script has escaped the data


def marked_changes(html: str) -> SafeString:
    """HTML that `reading.comparing` made of two rendered texts and their differences, after an allowlist of its own."""
    return mark_safe(MARKED_ALLOWLIST.clean(html))  # noqa: S308 - everything not on the allowlist is out


def _safe(html: str) -> SafeString:
    return mark_safe(ALLOWLIST.clean(html))  # noqa: S308 - everything not on the allowlist has just been taken out


def _joined(parts: Sequence[SafeString]) -> SafeString:
    if len(parts) == 1:
        return parts[0]
    # SafeString.join gives a plain str, which templates would escape.
    return format_html_join("", "{}", ((part,) for part in parts))


@dataclass
class _Comparison:
    """What the tables of one body share. `is_chosen_from` says that the choices stand above already."""

    text: ComparisonText
    caption: str
    is_grouped: bool
    is_chosen_from: bool = False


class _Rendering:
    """One body being rendered."""

    comparison: _Comparison | None = None
    visit: ArticleText | None = None

    def __init__(self, body: str, **choices) -> None:
        self.lines = body.split("\n")
        self.writer = Writer(**choices)

    def parts(self, tokens: Sequence[Token], heading: Heading | None) -> tuple[Part, ...]:
        """The parts of one section; stretches without words are left out."""
        self._stand_below(heading)
        if heading and heading.id in (QUESTIONS, WORDS):
            return self._entries(tokens, heading.id)
        if heading and heading.id == SYMPTOMS:
            return self._symptoms(tokens)
        if heading and self.visit and heading.id == PLAN:
            return self._plan(tokens)
        parts, done = [], 0
        # A table with other options is refused, and shown as a plain one until it is mended.
        for begin, end in group_spans(tokens, self.comparison.text) if self.comparison else ():
            # The words first: a table is called after the heading that stands last above it.
            parts += self._above_table(tokens[done:begin])
            parts.append(Part("comparison", table=self._table(tokens[begin:end])))
            done = end
        return (*parts, *self._texts(tokens[done:]))

    def _above_table(self, tokens: Sequence[Token]) -> Iterator[Part]:
        """The words above a table. Above the first one, the choices stand before the heading of its group: they are for all."""
        if self.comparison.is_chosen_from:
            yield from self._texts(tokens)
            return
        self.comparison.is_chosen_from = True
        cut = len(tokens)
        if self.comparison.is_grouped:
            cut = max(
                (i for i, t in enumerate(tokens) if t.tag == "h3" and t.nesting == 1 and not t.level), default=cut
            )
        yield from self._texts(tokens[:cut])
        yield Part("choices", choices=self._options(self.comparison.text))
        yield from self._texts(tokens[cut:])

    def _stand_below(self, heading: Heading | None) -> None:
        if heading:
            self.writer.heading, self.writer.heading_level = heading.text, heading.level

    def _texts(self, tokens: Sequence[Token]) -> tuple[Part, ...]:
        html = self.html(tokens)
        return (Part("text", html),) if html.strip() else ()

    def _entries(self, tokens: Sequence[Token], section: str) -> tuple[Part, ...]:
        (_, before), *entries = cut_at_headings(tokens, level=3)
        parts = self._texts(before)
        rendered = []
        for heading, below in entries:
            self._stand_below(heading)
            rendered.append((heading.id, heading.text, self.html(below)))
        if not rendered:
            return parts
        if section == QUESTIONS:
            return (*parts, Part(QUESTIONS, questions=tuple(RenderedQuestion(*entry) for entry in rendered)))
        return (*parts, Part(WORDS, words=tuple(RenderedWord(*entry) for entry in rendered)))

    def _symptoms(self, tokens: Sequence[Token]) -> tuple[Part, ...]:
        begin, end = cut_at_symptoms(tokens)
        facts = self.writer.facts
        try:
            lines = tuple(
                RenderedSymptom(
                    _safe(self.writer.inlines(inline_tokens_of(each.words))),
                    each.time_shown(facts),
                    each.minutes(facts),
                )
                for each in symptoms_of(tokens[begin:end])
            )
        except (SymptomError, KeyError):
            # Refused, and shown as it is written until it is mended: no warning sign may get lost.
            return self._texts(tokens)
        clock = (Part("symptoms", symptoms=lines),) if lines else ()
        return (*self._texts(tokens[:begin]), *clock, *self._texts(tokens[end:]))

    def _plan(self, tokens: Sequence[Token]) -> tuple[Part, ...]:
        """The plan of a visit; a text without one step that can be read is shown as it stands until it is mended."""
        plan = plan_of(tokens)
        if plan is None:
            return self._texts(tokens)
        shown = plan_shown(
            plan,
            facts=self.writer.facts,
            visit_length=self.visit.visit_length,
            intro=self.html(tokens[: next(i for i, token in enumerate(tokens) if token.tag == "h3")]),
            inline=lambda words: _safe(self.writer.inlines(inline_tokens_of(words))),
        )
        return (Part("plan", plan=shown),)

    def _options(self, comparison: ComparisonText) -> tuple[Option, ...]:
        return tuple(Option(each.key, each.label, self._url(each.target)) for each in comparison.options)

    def _table(self, table: Sequence[Token]) -> ComparisonTable:
        comparison = comparison_of(table)
        cells = [row[1:] for row in rows_of(table)[1:]]
        caption, is_grouped = self.comparison.caption, self.comparison.is_grouped
        if is_grouped and self.writer.heading:
            # What differs comes first: those who hear the names of all regions tell them apart by it.
            caption = f"{self.writer.heading}: {caption}"
        return ComparisonTable(
            caption=self.writer.name_of_table(caption),
            row_heading=comparison.row_heading,
            options=self._options(comparison),
            rows=tuple(
                Row(row.key, row.label, tuple(_safe(self.writer.inlines(cell.children or [])) for cell in row_cells))
                for row, row_cells in zip(comparison.rows, cells, strict=True)
            ),
            is_group=is_grouped,
        )

    def _url(self, written: str) -> str:
        target = target_of(written)
        return target.url(language=self.writer.language) if target else ""

    def html(self, tokens: Sequence[Token]) -> SafeString:
        """Whole blocks. A callout's box is our own template, so only the words in it go through the allowlist."""
        parts: list[SafeString] = []
        begin, opened = 0, None
        for index, token in enumerate(tokens):
            if token.level or not token.type.startswith("container_callout"):
                continue
            if token.nesting == 1:
                parts.append(_safe(self.writer.blocks(tokens[begin:index])))
                opened = token
            else:
                parts.append(self._callout(opened, tokens[begin:index]))
            begin = index + 1
        parts.append(_safe(self.writer.blocks(tokens[begin:])))
        return _joined(parts)

    def _callout(self, opening: Token, tokens: Sequence[Token]) -> SafeString:
        callout = callout_of(opening, self.lines)
        level = min(self.writer.heading_level + 1, 4)
        return render_to_string(
            "components/callout.html",
            {
                "kind": callout.kind if callout.kind in CALLOUTS else "info",
                "title": callout.title or callout.kind,
                "level": level,
                "body": _safe(self.writer.blocks(tokens)),
                "label": CALLOUTS.get(callout.kind, CALLOUTS["info"]),
            },
        )
