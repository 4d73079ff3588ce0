"""Texts made to stop a worker: each is read or refused within a second of computing time."""

import contextlib
import sys
import time

import pytest

from therapies.text.checking import problems_in
from therapies.text.facts import FACTS
from therapies.text.problems import ArticleFileError
from therapies.text.rendering import render_snippet

from .texts import FACTS_OF_CLINIC, whole_text

BODIES = {
    "20 kB of [": "[" * 20_000,
    "20 kB of [ in short lines": ("[" * 300 + "\n\n") * 66,
    "20 kB of ![](": "![](" * 5_000,
    "pictures in pictures": ("![" * 120 + "](a.svg)" * 120 + "\n\n") * 20,
    "20 kB of <a": "<a " * 6_700,
    "20 kB of stars": ("*a **b " * 100 + "\n\n") * 28,
    "a list 300 deep": "".join(" " * depth + "- a\n" for depth in range(300)),
    "2,000 dashes in a line": "- " * 2_000 + "a",
    "quotes 4,000 deep": ">" * 4_000 + "a",
    "a line of 1 MB": "a" * 1_000_000,
    "lazy lines below a deep quote": "> " * 10 + "a\n" + "b\n" * 2_900,
    "a table of 2,000 columns": "|a" * 2_000 + "\n" + "|-" * 2_000 + "\n" + "x\n" * 2_000,
    "a table of 1,600 rows": "|a|b|\n|-|-|\n" + "|x|y|\n" * 1_600,
    "tables that fill themselves": ("|a" * 49 + "\n" + "|-" * 49 + "\n" + "x\n" * 95 + "\n") * 29,
    "2,900 callouts that never end": "::: info a\n" * 2_900,
    "2,900 headings": "## a\n" * 2_900,
    "braces": ("{{ " * 100 + "\n\n") * 60,
    "backticks": "".join("`" * length + " " for length in range(90)),
    "60 kB of words": ("word " * 100 + "\n\n") * 119,
}
FIELDS = {
    "30 kB of [": "title: " + "[" * 29_000,
    "30 kB of {": "title: " + "{a: " * 7_000,
    "30 kB of dashes": "title:\n" + "- " * 14_000,
    "30 kB of names": "".join(f"field{number}: 1\n" for number in range(2_000)),
    "200 kB of words": "title: " + "word " * 39_000,
    "anchors of anchors": "a: &a x\n"
    + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
}


def seconds_of(action) -> float:
    # Measuring the coverage of a line takes longer than the line.
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        before = time.process_time()
        action()
        return time.process_time() - before
    finally:
        sys.settrace(tracer)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_hostile_body_is_answered_within_a_second(body):
    def check():
        problems_in(whole_text(f"{body}\n"), kind="guide", path="x.md", known_facts=FACTS)

    def render():
        with contextlib.suppress(ArticleFileError):
            render_snippet(f"{body}\n", facts=FACTS_OF_CLINIC)

    assert seconds_of(check) < 1
    assert seconds_of(render) < 1


@pytest.mark.parametrize("fields", FIELDS.values(), ids=FIELDS)
def test_hostile_fields_are_refused_within_a_second(fields):
    problems = []

    def check():
        problems.extend(problems_in(f"---\n{fields}\n---\n\nWords\n", kind="guide", path="x.md", known_facts=FACTS))

    assert seconds_of(check) < 1
    assert problems
