"""What the clinic sets in one place, and how a finding says that a text has typed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..facts import FACTS
from ..prose import TABLE, Sentence
from .finding import ERROR, WARNING, Finding, Page
from .saying import is_question, words_to_find

_LIDOCAINE = words_to_find("lidocaine")
_KETAMINE = words_to_find("ketamine")
# Its own rules come with the spray, and its label, not the clinic, decides them.
_SPRAY = words_to_find(r"spray|spravato|esketamine")
_REPORTED = words_to_find(
    r"stud(?:y|ies)|trials?|reviews?|guid(?:ance|elines?)|hospitals?|leaflets?|(?:an)?other clinics?|(?:some|most|many|different)"
    r" clinics|clinics (?:differ|vary|ask|say)|experts?|sources?|researchers|report(?:s|ed)?|label|fda|asa|anesthesiologists"
    r"|in one|survey",
)


def is_of_this_clinic(text: str) -> bool:
    """Whether a sentence could say what this clinic does; questions, studies and the rules of others do not."""
    return not (is_question(text) or _SPRAY.search(text) or _REPORTED.search(text))


def with_row_names(page: Page) -> Iterator[tuple[Sentence, str]]:
    """Every sentence; a cell with the name of its row before it, without which it says nothing."""
    names: dict[int, tuple[int, str]] = {}
    for sentence in page.all_pieces:
        if sentence.where != TABLE:
            yield sentence, sentence.text
            continue
        block, name = names.setdefault(sentence.line, (sentence.block, sentence.text))
        yield sentence, sentence.text if block == sentence.block else f"{name}: {sentence.text}"


def by_drug(text: str, lidocaine: str, ketamine: str) -> tuple[str, ...]:
    """The key of the medicine that a sentence names; both when it names both or none."""
    if _LIDOCAINE.search(text) and not _KETAMINE.search(text):
        return (lidocaine,)
    if _KETAMINE.search(text) and not _LIDOCAINE.search(text):
        return (ketamine,)
    return (lidocaine, ketamine)


def typed(page: Page, rule: str, sentence: Sentence, words: str, keys: Sequence[str], *, is_other: bool) -> Finding:
    """The finding for a typed value; `is_other` when it is not what the clinic has set, which is an error."""
    if is_other:
        why = f"The text says something else than the clinic: {as_set(keys, page.fact_values)}."
    else:
        why = "The clinic sets this in one place; typed, it goes stale."
    named = " or ".join(f"{{{{ {key} }}}}" for key in keys)
    severity = ERROR if is_other else WARNING
    return page.finding(rule, severity, line=sentence.line, words=words, why=why, instead=f"Write {named}.")


def as_set(keys: Sequence[str], values: Mapping[str, str]) -> str:
    """The facts with their values: "Watching time after the drip: 30 minutes"."""
    return ", ".join(f"{FACTS[key].label}: {values.get(key) or 'not set'}" for key in keys)
