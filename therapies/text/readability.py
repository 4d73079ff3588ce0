"""How hard a text is to read: two grades, words, sentences, how often it speaks to the reader, minutes.

The method is fixed, so that a figure means the same next year:

- Words and sentences are those of `prose`: headings, list items and titles of callouts end a sentence, references vanish,
  a clinic fact is two short words. Cells of tables stay out of the grades, because they are looked up and not read on;
  only their long sentences are counted.
- A sentence of one or two words ("Questions", "Call us.") gives its words to the grades but does not count as a
  sentence. Else a page with many headings would seem easier than it is.
- Grade: Flesch-Kincaid (Kincaid, Fishburne, Rogers and Chissom, 1975). Syllables as people speak them: see `syllables`.
- SMOG: McLaughlin, 1969. Meant for 30 sentences and more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .prose import TABLE, Sentence
from .syllables import syllables

LONG_SENTENCE = 20  # words; a sentence with more is long
_SHORTEST_SENTENCE = 3
_HARD_WORD = 3  # syllables
_WORDS_A_MINUTE = 200

_YOU = frozenset(
    ["you", "your", "yours", "yourself", "yourselves", "you're", "you've", "you'll", "you'd"],
)


@dataclass(frozen=True)
class Measures:
    """`grade` and `smog` are school years in the US; `words` and `sentences` those that they are computed from.

    `long_sentences` (more than 20 words) and `minutes` (200 words in each, rounded up) take in the tables as well.
    All are 0 for a text without words outside tables, except these two.
    """

    grade: float
    smog: float
    words: int
    sentences: int
    long_sentences: int
    you_per_1000: float
    minutes: int


def measures_of(sentences: Iterable[Sentence]) -> Measures:
    """The measures of what `prose.sentences_in` found in a body."""
    everything = list(sentences)
    running = [sentence for sentence in everything if sentence.where != TABLE]
    words = [word for sentence in running for word in sentence.words]
    counted = max(1, sum(len(sentence.words) >= _SHORTEST_SENTENCE for sentence in running)) if words else 0
    spoken = [syllables(word) for word in words]
    return Measures(
        grade=flesch_kincaid(words=len(words), sentences=counted, syllables=sum(spoken)),
        smog=smog(hard_words=sum(each >= _HARD_WORD for each in spoken), sentences=counted),
        words=len(words),
        sentences=counted,
        long_sentences=sum(is_long(sentence) for sentence in everything),
        you_per_1000=1000 * sum(is_you(word) for word in words) / len(words) if words else 0.0,
        minutes=math.ceil(sum(len(sentence.words) for sentence in everything) / _WORDS_A_MINUTE),
    )


def flesch_kincaid(*, words: int, sentences: int, syllables: int) -> float:
    """The grade from three counts; 0.0 without a sentence. Very easy texts get a grade below 0."""
    if not (words and sentences):
        return 0.0
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def smog(*, hard_words: int, sentences: int) -> float:
    """The grade from the words of three syllables and more; 0.0 without a sentence, never between 0 and 3.1."""
    if not sentences:
        return 0.0
    return 1.0430 * math.sqrt(hard_words * 30 / sentences) + 3.1291


def is_long(sentence: Sentence) -> bool:
    return len(sentence.words) > LONG_SENTENCE


def is_you(word: str) -> bool:
    return word.lower().replace("’", "'") in _YOU
