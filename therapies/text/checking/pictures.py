"""Pictures: a file of this site, words for those who do not see it, in a paragraph of its own unless it is a sign."""

from __future__ import annotations

from collections.abc import Iterator

from ..markdown import Inline, plain_text
from ..pictures import PICTURE_NAME, UPLOADED_NAME
from ..writing import DECORATIVE, is_picture_alone, is_sign
from .body import Body, Found, did_you_mean


def picture_problems(body: Body) -> Iterator[Found]:
    alone = {id(token.children[0]) for token in body.tokens if is_picture_alone(token)}
    for inline in body.inlines:
        if inline.token.type == "image":
            stands_alone = id(inline.token) in alone and "table" not in inline.within
            if "heading" not in inline.within and not stands_alone and not is_sign(inline.token):
                yield inline.line, "A picture stands in a paragraph of its own, with an empty line above and below."
            yield from _file(body, inline)
            yield from _words(inline)


def _file(body: Body, inline: Inline) -> Iterator[Found]:
    name = str(inline.token.attrs["src"])
    if UPLOADED_NAME.fullmatch(name):
        if body.known_pictures is not None and name not in body.known_pictures:
            yield inline.line, f'There is no uploaded picture "{name}". Upload it, or choose another one.'
    elif not PICTURE_NAME.fullmatch(name):
        yield inline.line, f'"{name}" is not the name of a picture. Use a file of this site, like drip-stand.svg'
    elif body.known_pictures is not None and name not in body.known_pictures:
        yield (
            inline.line,
            f'There is no picture "{name}" in static/img/articles.{did_you_mean(name, body.known_pictures)}',
        )


def _words(inline: Inline) -> Iterator[Found]:
    children = inline.token.children or []
    alt = plain_text(children).strip()
    is_decorative = inline.token.attrs.get("title") == DECORATIVE
    if any(child.type not in ("text", "text_special", "softbreak") for child in children):
        yield inline.line, "The description of a picture is plain words: no bold, links, clinic facts or sources."
    if "{{" in str(inline.token.attrs.get("title", "")):
        yield inline.line, "A clinic fact cannot stand in the caption of a picture. Write it in the text."
    if not alt and not is_decorative:
        yield (
            inline.line,
            "Describe the picture for people who do not see it: ![A nurse checks a drip](drip.svg). If it only decorates:"
            ' ![](drip.svg "decorative")',
        )
    elif alt and is_decorative:
        yield inline.line, 'A picture that only decorates has no description. Delete it, or the title "decorative".'
