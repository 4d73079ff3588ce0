"""What a body points to: other articles, clinic facts, sources; and the ids that others can point to."""

from __future__ import annotations

from dataclasses import dataclass

from .markdown import facts_in, inlines_in, tokens_of
from .outline import headings_of
from .pictures import UPLOADED_NAME
from .targets import is_web_address


@dataclass(frozen=True)
class InternalLink:
    """A link inside the site as written: `guide/how-to-prepare#fasting`, `question/can-i-drive`, `#id`."""

    target: str
    line: int

    @property
    def page(self) -> str:
        """The target without the id of a heading: `guide/how-to-prepare`; "" for a link within its page."""
        return self.target.partition("#")[0]


@dataclass(frozen=True)
class References:
    """Lines count from 1 in the body. Of pictures only the keys of uploaded ones; drawings belong to the code."""

    links: tuple[InternalLink, ...]
    facts: frozenset[tuple[str, int]]
    sources: frozenset[tuple[str, int]]
    anchors: frozenset[str]
    pictures: frozenset[str] = frozenset()


def references_in(body: str) -> References:
    """Everything a body points to inside the site, in the order of the text. Whether it exists is not asked here."""
    tokens = tokens_of(body)
    links = []
    keyed: dict[str, set[tuple[str, int]]] = {"fact": set(), "source": set()}
    pictures = set()
    for inline in inlines_in(tokens):
        kind = inline.token.type
        if kind == "link_open":
            target = str(inline.token.attrs["href"])
            if not is_web_address(target):
                links.append(InternalLink(target, inline.line))
        elif kind == "image":
            pictures |= set(UPLOADED_NAME.findall(str(inline.token.attrs["src"])))
        elif kind in keyed:
            keyed[kind].add((inline.token.meta["key"], inline.line))
    for token in tokens:
        if token.type == "inline" and "time" in token.meta:
            keyed["fact"] |= {(key, token.map[0] + 1) for key in facts_in(token.meta["time"])}
    return References(
        links=tuple(links),
        facts=frozenset(keyed["fact"]),
        sources=frozenset(keyed["source"]),
        anchors=frozenset(heading.id for heading in headings_of(tokens) if heading.id),
        pictures=frozenset(pictures),
    )


def outside_links_in(body: str) -> set[str]:
    """The addresses outside the site that a body links to."""
    opened = (inline.token for inline in inlines_in(tokens_of(body)) if inline.token.type == "link_open")
    return {target for target in (str(token.attrs["href"]) for token in opened) if is_web_address(target)}
