"""Which words of which pages say something new when a clinic fact changes: shown to staff before it does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from therapies.models import Mention, Version
from therapies.text.articles import ArticleText
from therapies.text.facts import FactSheet, is_length_of_time
from therapies.text.facts.durations import longest_in_words
from therapies.text.markdown import inline_tokens_of, plain_text
from therapies.text.moments import when_in_words
from therapies.text.outline import headings_in
from therapies.text.problems import ArticleFileError
from therapies.text.prose import TABLE, Sentence, sentences_in
from therapies.text.steps import END, Step, plan_in

FACT = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True)
class Place:
    """One sentence that patients read: under which heading, in which row, what it says now and would say then."""

    where: str
    before: str
    after: str


@dataclass(frozen=True)
class Impact:
    version: Version
    places: tuple[Place, ...]


def impact_of(key: str, value: str, *, facts: FactSheet) -> list[Impact]:
    """Every live page that would say something else if the fact `key` had `value`, with the sentences. One query.

    A page whose text can no longer be read is listed without its sentences.
    """
    after = facts.with_values(**{key: value})
    mentions = Mention.objects.live().filter(what=Mention.FACT, target=key)
    versions = (
        Version.objects.filter(mentions__in=mentions).select_related("article").order_by("article__kind", "title")
    )
    return [Impact(version, places_in(version, key, before=facts, after=after)) for version in versions]


def places_in(version: Version, key: str, *, before: FactSheet, after: FactSheet) -> tuple[Place, ...]:
    try:
        text = version.article_text()
        sentences = [sentence for sentence in sentences_in(text.body) if key in FACT.findall(sentence.text)]
        times = times_in(text, key, before=before, after=after) if version.article.kind == "visit" else []
    except ArticleFileError:
        return ()
    words = [
        Place(where_is(sentence, text.body), with_facts(sentence.text, before), with_facts(sentence.text, after))
        for sentence in sentences
    ]
    return (*times, *words)


def times_in(text: ArticleText, key: str, *, before: FactSheet, after: FactSheet) -> list[Place]:
    """The steps of a visit plan that come at another time: those that count with a fact, or from the end of the visit."""
    plan = plan_in(text.body)
    if plan is None:
        return []
    return [
        Place(
            f"Plan: {group.title}",
            *(f"{time_of(step, text, facts)}: {words_of(step, facts)}" for facts in (before, after)),
        )
        for group in plan.groups
        for step in group.steps
        if step.fact == key or (step.anchor == END and text.visit_length == key)
    ]


def time_of(step: Step, text: ArticleText, facts: FactSheet) -> str:
    """The time of a step in words; counted from the end, with the longest visit that it counts."""
    when = when_in_words(step, facts)
    length = facts.value(text.visit_length) if step.anchor == END and is_length_of_time(text.visit_length) else ""
    return f"{when} (counted as {longest_in_words(length)})" if length else when


def words_of(step: Step, facts: FactSheet) -> str:
    return with_facts(plain_text(inline_tokens_of(step.words)), facts)


def where_is(sentence: Sentence, body: str) -> str:
    """The heading above a sentence, and for a cell the words at the head of its row."""
    above = [heading.text for heading in headings_in(body) if heading.line <= sentence.line]
    heading = above[-1] if above else ""
    if sentence.where != TABLE:
        return heading
    row = body.splitlines()[sentence.line - 1].strip().strip("|").split("|")[0].strip()
    return f"{heading}: {row}" if heading else row


def with_facts(text: str, facts: FactSheet) -> str:
    """A sentence as patients read it. An unknown fact stays as it was written."""

    def words(found: re.Match[str]) -> str:
        return facts.shown(found[1]).text if found[1] in facts else found[0]

    return FACT.sub(words, text)
