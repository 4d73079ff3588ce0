"""The words of a page as HTML, rendered once for the same text, facts and pictures.

A page is made anew far more often than its words change: at midnight, with the lists it leads to, under each link.
Rendering is then most of its time: 8 of 14 ms for a text of 30 kB.
"""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from therapies.text.articles import ArticleText
from therapies.text.facts import FactSheet
from therapies.text.markdown import tokens_of
from therapies.text.pictures import Picture, picture_named
from therapies.text.rendering import Section, render_sections

# The site has about 30 texts. 64 of the longest that there may be, 60,000 characters, take 20 MB.
MOST = 64


def sections_of(article: ArticleText, *, facts: FactSheet, language: str) -> tuple[Section, ...]:
    """What `render_sections` gives. Raises ArticleFileError as it does."""
    # While a program is being written, each page shows its newest templates, also those of callouts.
    if settings.DEBUG:
        return render_sections(article, facts=facts, language=language)
    # A file may be put in the place of a picture at any time, and gives it another address or size.
    pictures = tuple(map(picture_named, _names_of_pictures(article.body)))
    return _rendered(article, facts.itself, language, pictures)


@lru_cache(maxsize=MOST)
def _rendered(
    article: ArticleText, facts: FactSheet, language: str, _pictures: tuple[Picture | None, ...]
) -> tuple[Section, ...]:
    return render_sections(article, facts=facts, language=language)


@lru_cache(maxsize=MOST)
def _names_of_pictures(body: str) -> tuple[str, ...]:
    found = (
        str(child.attrs["src"])
        for token in tokens_of(body)
        if token.type == "inline"
        for child in token.children or ()
        if child.type == "image"
    )
    return tuple(dict.fromkeys(found))
