"""Links: an address that this site accepts, and words that say where it leads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from markdown_it.token import Token

from ..addresses import KINDS, slug_of
from ..markdown import plain_text
from ..targets import QUESTION, WORD, is_web_address, target_of
from .body import Body, Found, did_you_mean

# Read alone, as a screen reader lists them, these say nothing.
_EMPTY_WORDS = {
    "here",
    "click here",
    "click",
    "link",
    "this link",
    "this",
    "this page",
    "more",
    "read more",
    "learn more",
}
_FORMS = (
    "Write an article as guide/how-to-prepare, a question as question/can-i-drive, a word as word/infusion,"
    " a heading of this text as #its-id, another site with its https:// address."
)


def link_problems(body: Body) -> Iterator[Found]:
    ids = {heading.id for heading in body.headings}
    for index, inline in enumerate(body.inlines):
        if inline.token.type != "link_open":
            continue
        written = str(inline.token.attrs["href"])
        message = why_refused(written)
        if message:
            yield inline.line, message
        elif written.startswith("#") and written[1:] not in ids:
            hint = did_you_mean(written[1:], ids)
            yield inline.line, f'No heading of this text has the id "{written[1:]}".{hint}'
        if inline.token.attrs.get("title"):
            yield inline.line, 'A link has no title. Delete the "…" behind its address.'
        following = (body.inlines[each].token for each in range(index + 1, len(body.inlines)))
        yield from _words(plain_text(list(takewhile(_is_inside, following))), inline.line)


def _is_inside(token: Token) -> bool:
    return token.type != "link_close"


def _words(text: str, line: int) -> Iterator[Found]:
    words = " ".join(text.split())
    if not words:
        yield line, "The link has no words. Write what it leads to: [How to prepare](guide/how-to-prepare)"
    elif words.rstrip(".!:").casefold() in _EMPTY_WORDS:
        yield (
            line,
            f'"{words}" does not say where the link leads. Name the page: [How to prepare](guide/how-to-prepare)',
        )
    elif words.startswith(("http://", "https://", "www.", "mailto:")):
        yield line, "A bare address is hard to read and to listen to. Write words: [FDA on ketamine](https://…)"


def why_refused(written: str) -> str:
    """Why an address cannot stand in a link, with what to write instead; "" when it can."""
    if is_web_address(written) or target_of(written):
        return ""
    scheme = written.partition(":")[0].lower() if ":" in written else ""
    if not written:
        return f"The link leads nowhere. {_FORMS}"
    if "{{" in written:
        return "A clinic fact cannot stand in the address of a link. Write it as text: phone numbers become links."
    if scheme in ("tel", "sms", "mailto"):
        return "Phone numbers and e-mail addresses are clinic facts, which become links: {{ clinic_phone }}"
    if scheme in ("http", "https"):
        return f'"{written}" is not a complete web address. Copy it from the address bar of the browser.'
    if scheme and scheme.isalpha():
        return f'Links that begin with "{scheme}:" are not used here. {_FORMS}'
    if written.startswith("//") or written.startswith("www."):
        return f"A web address begins with https://, like https://{written.lstrip('/')}"
    return f'"{written}" is not an address of this site. {_suggestion(written)}'


def _suggestion(written: str) -> str:
    page, mark, heading_id = written.partition("#")
    kind, slash, name = page.strip("./").removesuffix(".md").partition("/")
    page = f"{kind.lower()}/{slug_of(name)}"
    plain = f"{page}#{slug_of(heading_id)}" if mark else page
    meant = plain if target_of(plain) else page
    if slash and meant != written and target_of(meant):
        return f"Write {meant}"
    near = did_you_mean(kind, [*KINDS, QUESTION, WORD])
    return f"{near.strip()} {_FORMS}" if slash and near else _FORMS
