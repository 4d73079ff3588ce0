"""Tokens to HTML. Writes only the tags it names; words, code and raw HTML of a text come out escaped.

What checking refuses still comes out as something harmless, because staff look at a text before it is finished.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from .addresses import DEFAULT_LANGUAGE
from .articles import Source
from .facts import FactSheet
from .markdown import plain_text
from .outline import heading_of
from .pictures import SIZES, Picture, picture_named
from .targets import is_web_address, target_of

DECORATIVE = "decorative"
# Blocks whose tags are written as they are, with the line ends that keep the source readable.
_BLOCKS = {
    "bullet_list_open": "<ul>\n",
    "bullet_list_close": "</ul>\n",
    "ordered_list_close": "</ol>\n",
    "list_item_close": "</li>\n",
    "blockquote_open": "<blockquote>\n",
    "blockquote_close": "</blockquote>\n",
    "paragraph_open": "<p>",
    "paragraph_close": "</p>\n",
    "thead_open": "<thead>\n",
    "thead_close": "</thead>\n",
    "tbody_open": "<tbody>\n",
    "tbody_close": "</tbody>\n",
    "tr_open": "<tr>",
    "tr_close": "</tr>\n",
    "th_open": '<th scope="col">',
    "th_close": "</th>",
    "table_close": "</table></div>\n",
    # A callout inside a list or another callout is refused; a draft shows its words without the box.
    "container_callout_close": "",
}
_INLINES = {
    "softbreak": "\n",
    "hardbreak": "<br>\n",
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
}


class Writer:
    """Writes the blocks of one text. It remembers the last heading, which names the tables and callouts below it.

    `page_url` goes before links to ids and sources, for words that are shown on another page than their own.
    """

    def __init__(
        self,
        *,
        facts: FactSheet,
        sources: Sequence[Source] = (),
        language: str = DEFAULT_LANGUAGE,
        page_url: str = "",
        heading: str = "",
        heading_level: int = 1,
    ) -> None:
        self.facts = facts
        self.numbers = {source.key: number for number, source in enumerate(sources, start=1)}
        self.language = language
        self.page_url = page_url
        self.heading = heading
        self.heading_level = heading_level
        self.tables: dict[str, int] = {}

    def blocks(self, tokens: Sequence[Token]) -> str:
        """HTML of whole blocks."""
        out: list[str] = []
        cell = 0
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                words = self.inlines(token.children or [])
                out.append(_to_tick(words) if token.meta.get("tick") else words)
            elif kind == "list_item_open":
                out.append('<li class="tick">' if token.meta.get("tick") else "<li>")
            elif kind in ("paragraph_open", "paragraph_close"):
                # A picture alone is a figure, which may not stand inside a paragraph.
                inline = tokens[index + 1] if kind == "paragraph_open" else tokens[index - 1]
                out.append("" if token.hidden or is_picture_alone(inline) else _BLOCKS[kind])
            elif kind == "tr_open":
                cell = 0
                out.append(_BLOCKS[kind])
            elif kind in ("td_open", "td_close"):
                cell += kind == "td_open"
                out.append(_cell_tag(kind, is_first=cell == 1))
            elif kind in _BLOCKS:
                out.append(_BLOCKS[kind])
            else:
                out.append(self._other_block(token, tokens[index + 1 : index + 2]))
        return "".join(out)

    def _other_block(self, token: Token, following: Sequence[Token]) -> str:
        if token.type == "heading_open":
            heading = heading_of(token, following[0])
            self.heading = heading.text
            self.heading_level = min(max(heading.level, 2), 4)
            own_id = f' id="{heading.id}"' if heading.id else ""
            return f"<h{self.heading_level}{own_id}>"
        if token.type == "heading_close":
            return f"</h{self.heading_level}>\n"
        if token.type == "ordered_list_open":
            start = token.attrs.get("start")
            return f'<ol start="{int(start)}">\n' if start is not None else "<ol>\n"
        if token.type == "table_open":
            return self._table_start()
        if token.type == "container_callout_open":
            return f"<p><strong>{escape(token.info.strip())}</strong></p>\n"
        # Code and raw HTML: refused by checking, shown as the characters that they are.
        return f"<p>{escape(token.content.strip())}</p>\n" if token.content.strip() else ""

    def _table_start(self) -> str:
        name = escape(self.name_of_table(self.heading or "Table"))
        return (
            f'<div class="table-wrap" role="region" tabindex="0" aria-label="{name}">'
            f'<table><caption class="visually-hidden">{name}</caption>\n'
        )

    def name_of_table(self, name: str) -> str:
        """The name with a number behind it when a table of this text has it already."""
        # Regions that are reached by keyboard need names that differ.
        self.tables[name] = self.tables.get(name, 0) + 1
        return f"{name} ({self.tables[name]})" if self.tables[name] > 1 else name

    def inlines(self, tokens: Sequence[Token]) -> str:
        """HTML of what stands inside a line."""
        out: list[str] = []
        links: list[bool] = []
        alone = len(tokens) == 1 and tokens[0].type == "image" and not is_sign(tokens[0])
        for token in tokens:
            kind = token.type
            if kind in ("text", "text_special"):
                out.append(escape(token.content))
            elif kind in _INLINES:
                out.append(_INLINES[kind])
            elif kind == "link_open":
                tag = "" if any(links) else self._link_tag(str(token.attrs["href"]))
                links.append(bool(tag))
                out.append(tag)
            elif kind == "link_close":
                out.append("</a>" if links.pop() else "")
            elif kind == "fact":
                out.append(self._fact(token, is_in_link=any(links)))
            elif kind == "source":
                out.append(self._reference(token, is_in_link=any(links)))
            elif kind == "image":
                out.append(_picture(token, is_alone=alone))
            else:
                out.append(escape(token.content))
        return "".join(out)

    def _link_tag(self, written: str) -> str:
        if is_web_address(written):
            return f'<a href="{escape(normalizeLink(written))}" rel="noopener">'
        target = target_of(written)
        return f'<a href="{escape(target.url(language=self.language, page_url=self.page_url))}">' if target else ""

    def _fact(self, token: Token, *, is_in_link: bool) -> str:
        if token.meta["key"] not in self.facts:
            return escape(token.content)
        shown = self.facts.shown(token.meta["key"])
        text = escape(shown.text)
        return f'<a href="{escape(shown.href)}">{text}</a>' if shown.href and not is_in_link else text

    def _reference(self, token: Token, *, is_in_link: bool) -> str:
        number = self.numbers.get(token.meta["key"])
        # Answers and cells may be shown where no list of sources stands; then the number would lead nowhere.
        if number is None or is_in_link:
            return ""
        return (
            f'<sup><a class="reference" href="{escape(self.page_url)}#source-{number}">'
            f'<span class="visually-hidden">Source </span>{number}</a></sup>'
        )


def _to_tick(words: str) -> str:
    # Without a name it is never sent anywhere: a tick stays on the patient's own phone.
    return f'<label><input type="checkbox"><span>{words}</span></label>'


def _cell_tag(kind: str, *, is_first: bool) -> str:
    if kind == "td_open":
        return '<th scope="row">' if is_first else "<td>"
    return "</th>" if is_first else "</td>"


def is_picture_alone(token: Token) -> bool:
    """Whether these are the contents of a paragraph that is a picture and nothing else; a sign is like a word."""
    children = token.children or []
    return token.type == "inline" and len(children) == 1 and children[0].type == "image" and not is_sign(children[0])


def is_sign(token: Token) -> bool:
    """Whether this is the mark of a picture that is small enough to stand in a line of words."""
    picture = picture_named(str(token.attrs["src"])) if token.type == "image" else None
    return picture is not None and picture.is_sign


def _picture(token: Token, *, is_alone: bool) -> str:
    alt = plain_text(token.children or [])
    caption = str(token.attrs.get("title", ""))
    picture = picture_named(str(token.attrs["src"]))
    if picture is None:
        # The words about the picture say more than a broken picture.
        return f"<p>{escape(alt)}</p>\n" if is_alone else escape(alt)
    tag = _picture_tag(picture, alt=alt)
    if not is_alone:
        return tag
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption and caption != DECORATIVE else ""
    return f'<figure class="figure">{tag}{below}</figure>\n'


def _picture_tag(picture: Picture, *, alt: str) -> str:
    size = f' width="{picture.width}" height="{picture.height}"' if picture.width and picture.height else ""
    kind = ' class="sign"' if picture.is_sign else ""
    if not picture.srcset:
        return f'<img{kind} src="{escape(picture.url)}" alt="{escape(alt)}" loading="lazy"{size}>'
    return (
        f'<picture><source type="image/webp" srcset="{escape(picture.webp_srcset)}" sizes="{SIZES}">'
        f'<img src="{escape(picture.url)}" srcset="{escape(picture.srcset)}" sizes="{SIZES}"'
        f' alt="{escape(alt)}" loading="lazy" decoding="async"{size}></picture>'
    )
