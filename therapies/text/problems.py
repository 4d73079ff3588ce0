"""What is wrong with a text, said to the person who wrote it: file, line, and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. `line` counts from 1; 0 means the file as a whole. `rule` names what found it, for programs."""

    path: str
    line: int
    message: str
    rule: str = field(default="format/file", compare=False)

    def __str__(self) -> str:
        if self.line:
            return f"{self.path}:{self.line}: {self.message}"
        return f"{self.path}: {self.message}"


class ArticleFileError(Exception):
    """A text that cannot be used, with every problem found in it; `str()` gives one a line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def at(cls, path: str, line: int, message: str) -> ArticleFileError:
        """The error for a single problem."""
        return cls([Problem(path, line, message)])
