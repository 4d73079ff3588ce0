"""Our reading grade against textstat's: `python -m tests.benchmarks.readability`. Exits with 1 when they are too far apart.

textstat is given the same running words and finds words, sentences and syllables by itself. Two known slips of it are
mended before the goals apply: the syllables of a word that the CMU dictionary does not know it guesses from where a line
may be broken (1 for "gabapentin", 2 for "ketamine"), and it ends a sentence behind "Mr." and inside "2.5". So it is
given our hand-counted words of medicine too, and no points inside sentences. The column "as it is" is without both.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from therapies.text.prose import FACT_WORDS, TABLE, sentences_in
from therapies.text.readability import measures_of

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "content" / "en"
OTHER_TEXTS = ROOT / "tests" / "text" / "readability_texts"
# How many school years the two may be apart.
APART_ON_PAGES, APART_ON_OTHER_TEXTS = 0.3, 0.5

_FACT = re.compile(r"\{\{[^{}]*\}\}")
_END = re.compile(r"[.!?]+[^\w.!?]*$")
HEAD = f"{'text':42} {'words':>6} {'ours':>6} {'textstat':>9} {'apart':>6} {'as it is':>9} {'SMOG':>6} {'textstat':>9}"


@dataclass(frozen=True)
class Row:
    """A text with our grade and SMOG and those of textstat, and the grade that textstat gives as it is.

    `most` is how far the grades may be apart.
    """

    name: str
    words: int
    grade: float
    theirs: float
    as_it_is: float
    smog: float
    their_smog: float
    most: float

    @property
    def apart(self) -> float:
        return self.grade - self.theirs

    @property
    def is_near(self) -> bool:
        return abs(self.apart) <= self.most

    def __str__(self) -> str:
        return (
            f"{self.name:42} {self.words:6,} {self.grade:6.2f} {self.theirs:9.2f} {self.apart:+6.2f}"
            f" {self.as_it_is:9.2f} {self.smog:6.2f} {self.their_smog:9.2f}{'' if self.is_near else '  too far apart'}"
        )


def rows() -> list[Row]:
    """Every page of the site that has running words, then the other texts."""
    pages = {
        f"{path.parent.name}/{path.stem}": path.read_text(encoding="utf-8").partition("\n---\n")[2]
        for path in sorted(PAGES.glob("*/*.md"))
    }
    # The first line of each says where it comes from.
    others = {
        path.stem: path.read_text(encoding="utf-8").partition("\n")[2] for path in sorted(OTHER_TEXTS.glob("*.md"))
    }
    bodies = pages | others
    texts = {name: sentences for name, body in bodies.items() if (sentences := running_sentences(body))}
    as_it_is = _grades_of_textstat({name: "\n".join(sentences) for name, sentences in texts.items()})
    mended = _grades_of_textstat(
        {name: "\n".join(map(without_points_inside, sentences)) for name, sentences in texts.items()}, "--own-words"
    )
    return [
        _row(
            name,
            bodies[name],
            mended[name],
            as_it_is[name][0],
            APART_ON_PAGES if name in pages else APART_ON_OTHER_TEXTS,
        )
        for name in texts
    ]


def _row(name: str, body: str, theirs: Sequence[float], as_it_is: float, most: float) -> Row:
    ours = measures_of(sentences_in(body))
    return Row(name, ours.words, ours.grade, theirs[0], as_it_is, ours.smog, theirs[1], most)


def running_sentences(body: str) -> list[str]:
    """What textstat is given: no tables, no Markdown, and a full stop behind each heading and list item.

    Without one it would join them to what follows.
    """
    texts = [_FACT.sub(" ".join(FACT_WORDS), each.text) for each in sentences_in(body) if each.where != TABLE]
    return [text if _END.search(text) else f"{text}." for text in texts]


def without_points_inside(sentence: str) -> str:
    end = _END.search(sentence).start()
    return sentence[:end].replace(".", "") + sentence[end:]


def _grades_of_textstat(texts: Mapping[str, str], *options: str) -> dict[str, list[float]]:
    command = [sys.executable, "-m", "tests.benchmarks.textstat_grades", *options]
    run = subprocess.run(command, cwd=ROOT, input=json.dumps(texts), capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def main() -> int:
    print(HEAD)
    measured = rows()
    for row in measured:
        print(row)
    return 0 if all(row.is_near for row in measured) else 1


if __name__ == "__main__":
    sys.exit(main())
