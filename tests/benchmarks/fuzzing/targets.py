"""What each thing promises, whatever it is given. A check raises when a promise is broken, as does the code that crashes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from therapies.linking.codes import ALPHABET, normalised
from therapies.linking.mending import asked_in, channel_in, fragment_in, link_path, moment_in_query, one_slash
from therapies.text.articles import format_article, parse_article
from therapies.text.checking import problems_in
from therapies.text.comparisons import comparison_in
from therapies.text.facts import FACTS, FactDefinition, FactSheet, FactType, FactValueError, clean_value, shown
from therapies.text.facts.opening_hours import clean_opening_hours, hours_for_scripts
from therapies.text.files import decode_article
from therapies.text.findings import findings_in
from therapies.text.merging import merge_text, proposal, stretches
from therapies.text.moments import is_about_food, resolved, when_in_words
from therapies.text.problems import ArticleFileError
from therapies.text.questions import questions_in, words_in
from therapies.text.references import references_in
from therapies.text.rendering import render_inline, render_sections, render_snippet
from therapies.text.steps import StepTimeError, format_time, plan_in, time_in
from therapies.text.symptoms import SymptomError, symptom_of

from . import signs

SHEET = FactSheet.of_start_values()
TODAY = date(2026, 11, 22)
KINDS = st.sampled_from(["therapy", "guide", "comparison", "visit", "page"])
ONE_OF_EACH_TYPE = [
    next(
        (definition for definition in FACTS.values() if definition.type is kind),
        FactDefinition(key="any", label="Any", group="Test", type=kind, help=""),
    )
    for kind in FactType
]


@dataclass(frozen=True)
class Target:
    """`check` is called with what `given` makes; `share` says how many of 100 cases are its."""

    name: str
    given: st.SearchStrategy
    check: Callable
    share: float


def refused(error: ArticleFileError, text: str) -> None:
    """A refusal names its problems, each with a line that is there."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert error.problems
    assert all(0 <= problem.line <= lines and problem.message for problem in error.problems), error.problems


def says_why(refusal: Exception) -> None:
    assert str(refusal).strip()


# --- The text room ----------------------------------------------------------------------------


def article(case: tuple[str, str]) -> None:
    """A text is read, checked, searched for claims and shown, or refused with lines that exist."""
    kind, text = case
    problems = problems_in(text, kind=kind, path="x.md", known_facts=FACTS)
    assert all(problem.line >= 0 for problem in problems)
    findings_in(text, kind=kind, path="x.md", fact_values=SHEET.values, today=TODAY)
    try:
        read = parse_article(text, kind=kind)
        shown_sections = render_sections(read, facts=SHEET)
    except ArticleFileError as error:
        refused(error, text)
        return
    harmless("".join(str(section) for section in shown_sections))
    assert parse_article(format_article(read), kind=kind) == read


def front_matter(case: tuple[str, str]) -> None:
    kind, front = case
    text = f"---\ntitle: T\nsummary: S\n{front}\n---\n\nWords\n"
    try:
        read = parse_article(text, kind=kind)
    except ArticleFileError as error:
        refused(error, text)
        return
    assert parse_article(format_article(read), kind=kind) == read


def raw_bytes(raw: bytes) -> None:
    try:
        text = decode_article(raw, path="x.md")
    except ArticleFileError as error:
        says_why(error)
        return
    assert problems_in(text, kind="guide", path="x.md", known_facts=FACTS)


def body(words: str) -> None:
    """Everything that is read out of a body, and each way to show it."""
    # What cannot be written as UTF-8 is in no file, form or database; `front matter` and `bytes` try it where it is refused.
    words = words.encode(errors="ignore").decode()
    for read in (questions_in, words_in, references_in, comparison_in, plan_in):
        try:
            read(words)
        except ArticleFileError as error:
            says_why(error)
    for show in (render_snippet, render_inline):
        try:
            harmless(show(words, facts=SHEET))
        except ArticleFileError as error:
            says_why(error)


def harmless(html: str) -> None:
    low = html.lower()
    assert "<script" not in low
    assert "<iframe" not in low
    assert 'href="javascript' not in low


def merge(case: tuple[str, str, str]) -> None:
    """Nothing that one of two people wrote gets lost."""
    base, theirs, yours = case
    found = merge_text(base, theirs, yours)
    assert "".join(piece.theirs for piece in found) == theirs
    assert "".join(piece.yours for piece in found) == yours
    proposal(found, theirs_named="Maria")
    merge_text(None, theirs, yours)
    assert [item for part in stretches(base, theirs, yours) for item in part.theirs] == list(theirs)


# --- Plans and facts --------------------------------------------------------------------------


def moment(written: str) -> None:
    """A time is read, written again and said in words, or refused in a sentence."""
    try:
        step = time_in(written)
    except StepTimeError as refusal:
        says_why(refusal)
        return
    assert time_in(format_time(step)) == step
    assert when_in_words(step, SHEET)
    resolved(step, SHEET)


def plan(words: str) -> None:
    found = plan_in(f"## Your plan\n\n### The day before\n\n- {words}\n")
    for group in found.groups if found else ():
        for step in group.steps:
            assert when_in_words(step, SHEET)
            is_about_food(step)


def symptom(entry: str) -> None:
    try:
        symptom_of(entry)
    except SymptomError as refusal:
        says_why(refusal)


def fact(case: tuple[FactDefinition, str]) -> None:
    """A value is kept for good, or refused in a sentence."""
    definition, raw = case
    try:
        value = clean_value(definition, raw)
    except FactValueError as refusal:
        says_why(refusal)
        return
    assert clean_value(definition, value) == value
    assert "\n" not in shown(definition, value).text


def opening_hours(raw: str) -> None:
    try:
        value = clean_opening_hours(raw)
    except FactValueError as refusal:
        says_why(refusal)
        return
    assert clean_opening_hours(value) == value
    hours_for_scripts(raw)


# --- Links ------------------------------------------------------------------------------------


def link(written: str) -> None:
    """A code has the signs of codes, however it was written; nothing but a time or an id comes back from behind a #."""
    code = normalised(written)
    assert set(code) <= set(ALPHABET)
    assert normalised(code) == code
    asked = asked_in(written)
    assert asked.channel in ("", "e", "s", "q", "p")
    fragment = fragment_in(written)
    assert fragment.isascii()
    assert not set(fragment) & set(" \r\n\"'<>&#?")
    assert fragment_in(f"#{fragment}"[1:]) == fragment
    moment_in_query(written)
    assert not one_slash(written).startswith(("//", "/\\"))


def link_address(written: str) -> None:
    path = link_path(f"/{written}")
    assert path is None or link_path(path) == path
    channel_in(f"/{written}")


TARGETS = [
    Target("damaged articles", signs.damaged_articles(), article, 4),
    Target(
        "bodies in an article",
        st.tuples(KINDS, signs.BODIES.map("---\ntitle: T\nsummary: S\n---\n\n{}\n".format)),
        article,
        8,
    ),
    Target("front matter", st.tuples(KINDS, signs.FRONTS), front_matter, 8),
    Target("bytes", st.binary(max_size=300), raw_bytes, 4),
    Target("bodies", signs.BODIES, body, 10),
    Target(
        "merging", st.tuples(*[signs.pieces(["a. ", "b ", "c\n", "- d\n", "\n"], signs.SIGNS, most=15)] * 3), merge, 8
    ),
    Target("times of steps", signs.pieces(signs.TIMES, most=6), moment, 10),
    Target("plans", signs.pieces(["[", "]", "  - Missed it? "], signs.TIMES, signs.MARKDOWN, most=8), plan, 5),
    Target("symptoms", signs.pieces(["[", "]", ": ", "longer than "], signs.TIMES, most=8), symptom, 3),
    Target(
        "facts", st.tuples(st.sampled_from(ONE_OF_EACH_TYPE), signs.pieces(signs.FACTS, signs.SIGNS, most=8)), fact, 14
    ),
    Target("opening hours", st.lists(st.sampled_from(signs.FACTS), max_size=12).map(" ".join), opening_hours, 8),
    Target("links", signs.pieces(signs.ADDRESSES, most=8), link, 8),
    Target("addresses of links", signs.pieces(signs.ADDRESSES, most=8), link_address, 4),
]
