"""Everything that is wrong with one text by itself, each problem with its line in the whole file.

Whether the articles, questions and words that a text links to exist is asked by whoever knows the other texts.
"""

from __future__ import annotations

from collections.abc import Container

from ..articles import read_article
from ..markdown import too_large
from ..problems import Problem
from .blocks import block_problems
from .body import Body
from .callouts import callout_problems
from .choices import choice_problems
from .headings import heading_problems
from .inlines import inline_problems
from .links import link_problems
from .pictures import picture_problems
from .plans import plan_problems
from .sections import section_problems
from .symptoms import symptom_problems
from .tables import table_problems

__all__ = ["problems_in", "problems_in_body"]

_CHECKS = (
    block_problems,
    callout_problems,
    choice_problems,
    heading_problems,
    inline_problems,
    link_problems,
    picture_problems,
    plan_problems,
    section_problems,
    symptom_problems,
    table_problems,
)


def problems_in(
    text: str,
    *,
    kind: str,
    path: str,
    known_facts: Container[str],
    known_pictures: Container[str] | None = None,
) -> list[Problem]:
    """All problems of a text of this kind, sorted by line; [] when it can be published.

    Fields and body are looked at even when the other has problems. Pictures are only asked for by name when
    `known_pictures` is given. Raises ValueError when `kind` is not a kind of article.
    """
    read = read_article(text, kind=kind, path=path)
    problems = list(read.problems)
    problems += problems_in_body(
        read.body,
        kind=kind,
        path=path,
        first_line=read.body_line,
        source_keys=frozenset(source.key for source in read.article.sources) if read.article else None,
        known_facts=known_facts,
        known_pictures=known_pictures,
        visit_length=read.article.visit_length if read.article else None,
    )
    return sorted(set(problems))


def problems_in_body(
    body: str,
    *,
    kind: str,
    path: str,
    source_keys: frozenset[str] | None,
    known_facts: Container[str],
    known_pictures: Container[str] | None = None,
    visit_length: str | None = None,
    first_line: int = 1,
) -> list[Problem]:
    """All problems of a body, whatever its fields are like. Its lines, in messages too, count from `first_line`.

    `source_keys` and `visit_length` are None when nobody can say what the fields hold.
    """
    size_problems = too_large(body, path=path, first_line=first_line)
    if size_problems or not body:
        # Reading a large one would take too long, so the rest has to wait until it is mended.
        return size_problems
    above = first_line - 1
    read = Body(
        body,
        kind=kind,
        lines_above=above,
        source_keys=source_keys,
        known_facts=known_facts,
        known_pictures=known_pictures,
        visit_length=visit_length,
    )
    problems = set()
    for check in _CHECKS:
        rule = f"format/{check.__name__.removesuffix('_problems')}"
        problems |= {Problem(path, line + above, message, rule) for line, message in check(read)}
    return sorted(problems)
