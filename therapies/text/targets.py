"""What the address of a link in a text may be, and where it leads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from .addresses import DEFAULT_LANGUAGE, KINDS, Address, is_slug

QUESTION = "question"
WORD = "word"
# Patients read this article in the list of words, and nowhere else.
GLOSSARY = "page/words"


@dataclass(frozen=True)
class Target:
    """A place inside the site. `kind` is a kind of article, "question", "word", or "" for this page."""

    kind: str
    name: str
    id: str = ""

    def url(self, *, language: str = DEFAULT_LANGUAGE, page_url: str = "") -> str:
        """The path on the site. `page_url` is the page the text belongs to, when it is shown on another one."""
        prefix = "" if language == DEFAULT_LANGUAGE else f"/{language}"
        fragment = f"#{self.id}" if self.id else ""
        if not self.kind:
            return f"{page_url}{fragment}"
        if self.kind == QUESTION:
            return f"{prefix}/questions/{self.name}/"
        if self.kind == WORD:
            return f"{prefix}/words/#{self.name}"
        address = Address(language, self.kind, self.name)
        return (f"{prefix}/words/" if address.page == GLOSSARY else address.url) + fragment


def target_of(written: str) -> Target | None:
    """Read `guide/how-to-prepare#fasting`, `question/can-i-drive`, `word/infusion` or `#id`; else None."""
    page, mark, heading_id = written.partition("#")
    if mark and not is_slug(heading_id):
        return None
    if not page:
        return Target("", "", heading_id) if mark else None
    kind, _, name = page.partition("/")
    if not is_slug(name):
        return None
    if kind in KINDS or (kind in (QUESTION, WORD) and not mark):
        return Target(kind, name, heading_id)
    return None


def is_web_address(address: str) -> bool:
    """Whether this is an http(s) address with a host and without spaces or quotes."""
    if re.search(r"[\s<>\"'\\^`{|}]", address):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host)
