"""HTML that we have written ourselves, as a tree to compare. What is no word of an article is left out.

It makes nothing safe: whatever is written from a tree goes through the allowlist of `rendering`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from html.parser import HTMLParser

BLOCKS = {
    "blockquote", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "li", "ol",
    "p", "section", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
INLINES = {"a", "em", "span", "strong", "sup"}
SINGLE = {"br", "img"}
# Choices, signs and jumps: around the words, not of them.
LEFT_OUT = {"button", "fieldset", "form", "nav", "script", "select", "style", "svg", "template", "textarea"}
LEFT_OUT_CLASSES = {"comparison__name", "question__link", "questions__tools"}
WITHOUT_END = {"area", "base", "col", "embed", "hr", "input", "link", "meta", "source", "track", "wbr"} | SINGLE
INSTEAD = {"details": "div", "summary": "div", "section": "div"}
ATTRIBUTES = {
    "alt", "aria-label", "class", "height", "href", "rel", "role", "scope", "src", "start", "tabindex", "value",
    "width",
}  # fmt: skip
DEEPEST = 40  # elements; deeper ones lose their tags and keep their words


@dataclass
class Element:
    """One element; `tag` is "" for a stretch of words that stands in no block of its own."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: list[Element | str] = field(default_factory=list)

    @cached_property
    def key(self) -> str:
        """Equal for two elements that look the same. Words alone count as a paragraph: a list that became loose."""
        inside = "".join(child if isinstance(child, str) else child.key for child in self.children)
        shown = "" if self.tag in ("", "p") else opening(self.tag, self.attributes)
        return f"{shown}\x02{inside}\x03"

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text.split())

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else f"{child.text} " for child in self.children)

    @cached_property
    def units(self) -> list[Element]:
        """Its blocks; words between them are blocks without a tag. Only one of those: it is a leaf."""
        units: list[Element] = []
        words: list[Element | str] = []
        for child in [*self.children, None]:
            if child is None or (isinstance(child, Element) and child.tag in BLOCKS):
                if any(isinstance(each, Element) or each.strip() for each in words):
                    units.append(Element("", (), words))
                words = []
                units += [child] if child else []
            else:
                words.append(child)
        return units

    @property
    def is_leaf(self) -> bool:
        return not any(unit.tag for unit in self.units)


def opening(tag: str, attributes: tuple[tuple[str, str], ...]) -> str:
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes)
    return f"<{tag}{written}>"


def tree_of(html: str) -> Element:
    """The tree of a piece of HTML, below an element without a tag."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.open[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("")]
        self.names = [""]
        self.skipped: list[str] = []

    def handle_starttag(self, tag, attrs):
        if self.skipped:
            self.skipped += [tag] if tag not in WITHOUT_END else []
            return
        attributes = tuple((name, value or "") for name, value in attrs if name in ATTRIBUTES)
        classes = set(dict(attributes).get("class", "").split())
        if tag in LEFT_OUT or classes & LEFT_OUT_CLASSES:
            self.skipped.append(tag)
            return
        named = INSTEAD.get(tag, tag)
        if named not in BLOCKS | INLINES | SINGLE or len(self.open) > DEEPEST:
            return
        element = Element(named, attributes)
        self.open[-1].children.append(element)
        if tag not in WITHOUT_END:
            self.open.append(element)
            self.names.append(tag)

    def handle_endtag(self, tag):
        names = self.skipped or self.names
        if tag not in names:
            return
        while names.pop() != tag:
            self.open.pop() if names is self.names else None
        if names is self.names:
            self.open.pop()

    def handle_data(self, data):
        if not self.skipped:
            self.open[-1].children.append(" ".join(f"x{data}x".split())[1:-1] if data.strip() else " ")
