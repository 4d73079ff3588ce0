"""Make the rows that are derived from the text of a version: questions, words, comparison, steps, mentions, search."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from therapies.models import (
    Article,
    ComparisonCell,
    ComparisonOption,
    ComparisonRow,
    Mention,
    Question,
    Step,
    Version,
    Word,
)
from therapies.text.articles import ArticleText
from therapies.text.comparisons import ComparisonText, comparison_in
from therapies.text.questions import questions_in, words_in
from therapies.text.references import references_in
from therapies.text.steps import END, Plan, plan_in

from .change_log import EVERYTHING, touch
from .search_rows import keep_search_rows, search_rows_of

# Count it up whenever the rows of an unchanged text come out differently: the next load makes them all anew.
WAY = 4
BATCH = 100


def derive_outdated_rows() -> int:
    """Derive the rows of every published version again that another way had made; give the number of versions.

    A text that this program refuses keeps the rows it has: lists and answers are all that patients see of it.
    """
    outdated = list(
        Version.objects.exclude(live_from=None).exclude(derived_with=WAY).values_list("pk", flat=True).order_by("pk")
    )
    derived = 0
    for start in range(0, len(outdated), BATCH):
        versions = Version.objects.filter(pk__in=outdated[start : start + BATCH]).select_related("article")
        readable = [version for version in versions if version.readable_body() is not None]
        with transaction.atomic():
            derive_rows(readable)
            touch([EVERYTHING] if readable else [])
        derived += len(readable)
    return derived


@transaction.atomic
def derive_rows(versions: Iterable[Version]) -> None:
    """Make the derived rows of some versions anew, a handful of queries for all of them together."""
    versions = list(versions)
    for model in (Question, Word, ComparisonRow, ComparisonOption, Step, Mention):
        model.objects.filter(version__in=versions).delete()

    rows: dict[type, list] = {Question: [], Word: [], Step: [], Mention: []}
    comparisons, search_rows = [], []
    for version in versions:
        words = version.article_text()
        rows[Question] += [
            Question(version=version, key=q.key, question=q.question, answer=q.answer, position=position)
            for position, q in enumerate(questions_in(words.body), start=1)
        ]
        rows[Word] += [
            Word(version=version, key=w.key, word=w.word, meaning=w.meaning, position=position)
            for position, w in enumerate(words_in(words.body), start=1)
        ]
        rows[Mention] += mentions_of(version, words)
        # Here, because the Markdown of a text is read once for all that follow each other.
        search_rows += search_rows_of(version, words)
        if version.article.kind == "comparison":
            comparisons.append((version, comparison_in(words.body)))
        if version.article.kind == "visit" and (plan := plan_in(words.body)):
            rows[Step] += steps_of(version, plan)
    for model, new in rows.items():
        model.objects.bulk_create(new)
    for version, comparison in comparisons:
        derive_comparison(version, comparison)
    keep_search_rows(search_rows, versions=versions)
    Version.objects.filter(pk__in=[version.pk for version in versions]).update(derived_with=WAY)


def steps_of(version: Version, plan: Plan) -> list[Step]:
    placed = [(group, step) for group in plan.groups for step in group.steps]
    return [
        Step(
            version=version,
            position=position,
            group=group.id,
            is_before=step.sign == "-",
            is_from_end=step.anchor == END,
            fact=step.fact,
            minutes=step.minutes,
            days=step.days,
            clock=step.clock,
            words=step.words,
            missed=step.missed,
        )
        for position, (group, step) in enumerate(placed, start=1)
    ]


def mentions_of(version: Version, words: ArticleText) -> list[Mention]:
    references = references_in(words.body)
    links = {link.page for link in references.links}
    facts = {key for key, _line in references.facts} | ({words.visit_length} if words.visit_length else set())
    pictures = references.pictures
    return [
        Mention(version=version, what=what, target=target)
        for what, targets in (
            (Mention.LINK, links),
            (Mention.FACT, facts),
            (Mention.ABOUT, version.topics),
            (Mention.PICTURE, pictures),
        )
        for target in sorted(targets)
        if target
    ]


@transaction.atomic
def derive_topics(therapy: Article) -> None:
    """Make anew which therapies the published versions of one concern, for it is itself one of them."""
    published = therapy.versions.filter(live_from__isnull=False)
    Mention.objects.filter(version__in=published, what=Mention.ABOUT).delete()
    Mention.objects.bulk_create(
        Mention(version=version, what=Mention.ABOUT, target=topic)
        for version in published.select_related("article").defer("text")
        for topic in version.topics
    )


def derive_comparison(version: Version, comparison: ComparisonText) -> None:
    options = ComparisonOption.objects.bulk_create(
        ComparisonOption(version=version, key=o.key, label=o.label, target=o.target, position=position)
        for position, o in enumerate(comparison.options, start=1)
    )
    rows = ComparisonRow.objects.bulk_create(
        ComparisonRow(version=version, key=row.key, label=row.label, position=position)
        for position, row in enumerate(comparison.rows, start=1)
    )
    ComparisonCell.objects.bulk_create(
        ComparisonCell(row=row, option=option, words=words)
        for row, words_of_row in zip(rows, comparison.rows, strict=True)
        for option, words in zip(options, words_of_row.cells, strict=True)
    )
