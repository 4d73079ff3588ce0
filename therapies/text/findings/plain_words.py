"""Whether a tired reader can follow: long sentences, grades, "you", sentences that hide who acts, words of medicine.

All are warnings, and all are about English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest
from typing import NamedTuple

from ..articles import ArticleText
from ..prose import HEADING, TABLE, Sentence
from ..questions import words_in
from ..readability import LONG_SENTENCE, Measures, flesch_kincaid, is_long, measures_of
from ..syllables import syllables
from ..vocabulary import vocabulary
from .finding import WARNING, Finding, Page


class Goals(NamedTuple):
    """The highest grades that a page may have, school years in the US."""

    grade: float
    smog: float


GOALS = Goals(grade=6.0, smog=9.0)
# A page marked `safety` is read by people who are frightened, or not yet awake.
SAFETY_GOALS = Goals(grade=5.0, smog=8.0)
LEAST_YOU = 50  # in 1,000 words
# Both grades were made for longer texts; in a few sentences one long word decides.
FEWEST_WORDS, FEWEST_SENTENCES = 100, 10
# Now and then a passive is the plainest way ("It is not known why"), so a page may have some.
MOST_PASSIVE = 0.1

_SHOWN_CHARACTERS = 120


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BE = _set("am is are was were be been being isn't aren't wasn't weren't")
_BETWEEN = _set("not yet also often always never only then still now first already all")
_IRREGULAR = _set(
    "begun bitten bought broken brought built caught chosen cut done drawn driven eaten fed felt forgotten found frozen "
    "given heard held hidden hurt kept known laid led left lost made meant met paid put read said seen sent set shaken "
    "shown shut sold spent split stuck swollen taken taught thought told torn understood withdrawn won worn woken "
    "written"
)
# They end like a passive, but say how someone or something is.
_STATES = _set(
    "advanced bored closed confused crowded depressed exhausted frightened hundred indeed interested limited married "
    "mixed naked needed pleased prepared related relaxed rested sacred scared slurred supposed surprised tired used "
    "wicked worried"
)
_STOPWORDS = _set(
    "a an and any are as at at by can did for from go had has have in into is it its least no not of on or so such than "
    "that the to was what who will with you your"
)
_WORD = re.compile(r"\w+")
_BEGINNING = 4  # letters
_ENDINGS = ("ing", "ed", "es", "s")
# How many of the words of a plain phrase have to be there: "pain all over with tiredness" may be put in other words.
_ENOUGH = 2 / 3


def long_sentences(page: Page) -> Iterator[Finding]:
    """Every sentence of more than 20 words, also in tables and in the fields above the body."""
    above = [sentence for sentence in page.beside if sentence.line < 1]
    for sentence in [*above, *page.sentences]:
        if is_long(sentence):
            yield page.finding(
                "plain-words/long-sentence",
                WARNING,
                line=sentence.line,
                words=_cut(sentence.text),
                why=f"The sentence has {len(sentence.words)} words; {LONG_SENTENCE} are the most.",
                instead="Make two of it, or a list.",
            )


def hard_page(page: Page) -> Iterator[Finding]:
    """A grade or a SMOG above the goal, with the sentences that weigh most. Says nothing about a short page."""
    measures = measures_of(page.sentences)
    if not _is_long_enough(measures):
        return
    goals = goals_of(page.article)
    which = " for a safety page" if page.article.safety else ""
    for name, title, value, most in (
        ("grade", "reading grade", measures.grade, goals.grade),
        ("smog", "SMOG grade", measures.smog, goals.smog),
    ):
        if is_above(value, most):
            yield page.finding(
                f"plain-words/{name}",
                WARNING,
                line=0,
                words="",
                why=f"The {title} is {value:.1f}; {most:.1f} is the most{which}.",
                instead=f"Shorten sentences and change long words; begin with {_hardest(page)}.",
            )


def goals_of(article: ArticleText) -> Goals:
    """What this page must reach."""
    return SAFETY_GOALS if article.safety else GOALS


def is_above(value: float, most: float) -> bool:
    """Whether a grade is above its goal as it is shown, with one decimal."""
    return round(value, 1) > most


def few_you(page: Page) -> Iterator[Finding]:
    """A page that does not speak to the patient."""
    measures = measures_of(page.sentences)
    if measures.words >= FEWEST_WORDS and measures.you_per_1000 < LEAST_YOU:
        yield page.finding(
            "plain-words/you",
            WARNING,
            line=0,
            words="",
            why=f'"You" and "your" stand {measures.you_per_1000:.0f} times in 1,000 words; {LEAST_YOU} is the least.',
            instead='Say "you" to the patient where the text says "patients", "people" or nobody.',
        )


def passives(page: Page) -> Iterator[Finding]:
    """Each sentence that hides who acts, on a page where more than one sentence in ten does."""
    running = _running(page.sentences)
    found = [(sentence, words) for sentence in running if (words := passive_in(sentence.words))]
    if len(running) < FEWEST_SENTENCES or len(found) <= MOST_PASSIVE * len(running):
        return
    for sentence, words in found:
        yield page.finding(
            "plain-words/passive",
            WARNING,
            line=sentence.line,
            words=words,
            why=f"It does not say who acts, as in {len(found)} of {len(running)} sentences of this page.",
            instead='Say who does it: "you", "we", "the nurse".',
        )


def passive_in(words: Sequence[str]) -> str:
    """The first form of "be" with a participle behind it ("is not yet known"), or ""."""
    lower = [word.lower().replace("’", "'") for word in words]
    for start, word in enumerate(lower):
        if word not in _BE:
            continue
        end = start + 1
        while end < len(lower) and (lower[end] in _BETWEEN or lower[end].endswith("ly")):
            end += 1
        if end < len(lower) and _is_participle(lower[end]):
            return " ".join(words[start : end + 1])
    return ""


def _is_participle(word: str) -> bool:
    if word in _STATES:
        return False
    # "red", "bed" and "need" are none.
    return word in _IRREGULAR or (word.endswith("ed") and not word.endswith("eed") and len(word) > 4)


def jargon(page: Page) -> Iterator[Finding]:
    """A word of medicine whose plain words do not stand before it, in its sentence or right behind it.

    It is said once for each word, at its first use in a paragraph, a list or the title of a callout. A link to the word
    in the glossary explains it as well, and so does a glossary that stands on the page itself.
    """
    explained = {
        _term_in(text) for text in (*_glossary_links(page), *(word.word for word in words_in(page.article.body)))
    }
    read: set[str] = set()
    for sentence, following in zip_longest(page.sentences, page.sentences[1:]):
        read |= _stems(sentence.words)
        if sentence.where in (HEADING, TABLE):
            continue
        for used, term in _terms_in(sentence.text):
            if term not in explained and not _is_said(term, read | _stems_behind(sentence, following)):
                yield page.finding(
                    "plain-words/jargon",
                    WARNING,
                    line=sentence.line,
                    words=used,
                    why="A word of medicine, and the page has not said what it means.",
                    instead=f'Say "{term.plain}", or put these words beside it, or link it to the glossary.',
                )
            explained.add(term)


@dataclass(frozen=True)
class _Term:
    """`ways` are the stems of the plain words, once for each of their alternatives."""

    plain: str
    ways: tuple[frozenset[str], ...]


@cache
def _terms() -> tuple[re.Pattern[str], dict[str, _Term]]:
    """One pattern for all words of medicine that have plain words, and the term of each form as `_key` writes it."""
    by_form = {}
    for entry in vocabulary():
        if entry.plain:
            term = _Term(entry.plain, _ways(entry.plain))
            by_form.update({_key(form): term for form in entry.medical})
    # The longest first: "local anesthetic" is another thing than "anesthetic".
    forms = sorted(by_form, key=len, reverse=True)
    # Capitals make the word: "IV" is jargon, "iv" is none.
    written = "|".join(re.escape(form) if form.isupper() else f"(?i:{re.escape(form)})" for form in forms)
    return re.compile(rf"(?<![\w-])({written})(?:e?s)?(?![\w-])"), by_form


@cache
def _beginnings() -> frozenset[str]:
    """The first letters of all forms; of "IV" also those of "IVs"."""
    _pattern, by_form = _terms()
    first_words = [_WORD.search(form)[0].lower() for form in by_form]
    return frozenset(word[:_BEGINNING] for first in first_words for word in (first, f"{first}s"))


# An editor asks after each pause in typing, and all sentences but one are the same.
@lru_cache(maxsize=4096)
def _terms_in(text: str) -> tuple[tuple[str, _Term], ...]:
    # The pattern tries 140 forms at each word, so it is not asked about sentences where none can begin.
    if not any(word.lower()[:_BEGINNING] in _beginnings() for word in _WORD.findall(text)):
        return ()
    pattern, by_form = _terms()
    # "VERTIGO" is vertigo in capitals; of "CRPS" the capitals are the word.
    return tuple((found[0], by_form.get(found[1]) or by_form[found[1].lower()]) for found in pattern.finditer(text))


def _term_in(text: str) -> _Term | None:
    return next((term for _used, term in _terms_in(text)), None)


def _key(form: str) -> str:
    return form if form.isupper() else form.lower()


def _ways(plain: str) -> tuple[frozenset[str], ...]:
    ways = (_stems(way.split()) for way in re.split(r"[;/,]| or | such as ", plain))
    return tuple(frozenset(way) for way in ways if way)


def _stems(words: Sequence[str]) -> set[str]:
    return {stem for word in words for stem in _stems_of(word)}


@lru_cache(maxsize=8192)
def _stems_of(word: str) -> tuple[str, ...]:
    """What is left of a word, and of its parts between hyphens, without its endings; nothing of "the" and the like."""
    return tuple(_stem(part) for part in {word, *re.split(r"[-‑]", word)} if part.lower() not in _STOPWORDS)


def _stem(word: str) -> str:
    lower = word.lower()
    for ending in _ENDINGS:
        if lower.endswith(ending) and len(lower) - len(ending) >= 3:
            lower = lower.removesuffix(ending)
            break
    return lower.rstrip("e")


def _stems_behind(sentence: Sentence, following: Sentence | None) -> set[str]:
    return _stems(following.words) if following and following.block == sentence.block else set()


def _is_said(term: _Term, read: set[str]) -> bool:
    return any(len(way & read) >= _ENOUGH * len(way) for way in term.ways)


def _glossary_links(page: Page) -> Iterator[str]:
    """The words of each link to the glossary."""
    target, text = "", ""
    for inline in page.body.inlines:
        if inline.token.type == "link_open":
            target, text = str(inline.token.attrs["href"]), ""
        elif inline.token.type == "link_close":
            if target.startswith("word/"):
                yield f"{text} {target.removeprefix('word/').replace('-', ' ')}"
        else:
            text += inline.token.content


def _hardest(page: Page) -> str:
    """The lines of the three sentences with the highest grade."""
    by_grade = sorted(_running(page.sentences), key=_grade_of, reverse=True)
    lines = sorted({sentence.line + page.first_line - 1 for sentence in by_grade[:3]})
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"


def _grade_of(sentence: Sentence) -> float:
    return flesch_kincaid(words=len(sentence.words), sentences=1, syllables=sum(map(syllables, sentence.words)))


def _running(sentences: Sequence[Sentence]) -> list[Sentence]:
    return [sentence for sentence in sentences if sentence.where not in (HEADING, TABLE)]


def _is_long_enough(measures: Measures) -> bool:
    return measures.words >= FEWEST_WORDS and measures.sentences >= FEWEST_SENTENCES


def _cut(text: str) -> str:
    if len(text) <= _SHOWN_CHARACTERS:
        return text
    return f"{text[:_SHOWN_CHARACTERS].rpartition(' ')[0]} …"
