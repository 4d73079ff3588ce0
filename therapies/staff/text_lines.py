"""Problems where staff see them: counted from the first line of the text field, not of the article's file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from therapies.text.articles import lines_above_body
from therapies.text.problems import Problem


def in_text_field(problems: Iterable[Problem], text: str, *, kind: str) -> list[Problem]:
    """The same problems with the line of the text field; 0 for what is wrong in another field."""
    above = lines_above_body(text, kind=kind)
    return [replace(problem, line=max(0, problem.line - above)) for problem in problems]


def in_line(problem: Problem) -> str:
    return f", line {problem.line} of the text" if problem.line else ""
