"""The sentence of a place that says most of what is asked for, with those words marked."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from functools import lru_cache

from therapies.text.facts import FACTS, FactSheet
from therapies.text.spelling import folded, root_of

from .results import Sentence

MAX_CHARACTERS = 300

_END = re.compile(r"(?<=[.!?])\s+|\n+")
_FACT = re.compile(r"\{\{ *([a-z0-9_]+) *\}\}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def best_sentence(words: str, weights: Mapping[str, float]) -> tuple[str, float]:
    """The first of the sentences that hold most of these roots, and the sum of what they weigh in it."""
    best, most = "", -1.0
    wanted = weights.keys()
    for sentence in _END.split(words):
        value = sum([weights[root] for root in wanted & set(map(_root_of_typed, _WORD.findall(sentence)))])
        if value > most and sentence:
            best, most = sentence, value
    return best, max(most, 0.0)


def marked(sentence: str, roots: Container[str], *, facts: FactSheet) -> Sentence:
    """The sentence in parts, with the clinic facts filled in and the words with these roots marked."""
    text = _FACT.sub(lambda found: facts.shown(found[1]).text if found[1] in FACTS else found[0], sentence)
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS].rsplit(" ", 1)[0] + " …"
    parts: list[tuple[str, bool]] = []
    end = 0
    for word in _WORD.finditer(text):
        if _root_of_typed(word[0]) in roots:
            parts += [(text[end : word.start()], False), (word[0], True)]
            end = word.end()
    parts.append((text[end:], False))
    return tuple(part for part in parts if part[0])


# A word as it stands in a sentence: the same few thousand come again and again.
@lru_cache(maxsize=20_000)
def _root_of_typed(word: str) -> str:
    return root_of(folded(word))
