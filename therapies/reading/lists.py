"""Lists of pages, questions and words. Each is bounded and takes the same few queries at any size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from therapies.models import Question, Version, Word
from therapies.text.articles import Source
from therapies.text.facts import FactSheet
from therapies.text.problems import ArticleFileError
from therapies.text.references import references_in
from therapies.text.rendering import RenderedQuestion, RenderedWord, Section, render_sections, render_snippet

from .pages import (
    Crumb,
    NumberedSource,
    Review,
    breadcrumb,
    log_unreadable,
    numbered_sources,
    review_of,
    version_mark,
)
from .places import place
from .teasers import RELATED_LIMIT, Teaser, concerning, live_versions, teaser_of

PER_SHEET = 100
TEASERS = 24
GUIDES = ("guide", "visit")
QUESTION_LEVEL = 3  # of the heading of each question on the page of all questions


def teasers(*, language: str, kinds: Iterable[str]) -> list[Teaser]:
    """The first 24 live pages of some kinds, in the order of lists. One query."""
    return [teaser_of(version) for version in live_versions(language=language, kinds=kinds)[:TEASERS]]


def is_written(*, language: str) -> bool:
    """Whether patients can read anything in this language. One query."""
    return live_versions(language=language).exists()


def sheet_of(rows: QuerySet, *, number: str) -> Sheet:
    """One sheet of at most 100 rows. Nonsense for a number gives the first sheet, too high a one the last."""
    return Paginator(rows, PER_SHEET).get_page(number)


def sheet_of_teasers(*, language: str, kinds: Iterable[str], number: str) -> Sheet:
    """One sheet of teasers: two queries, one of which counts."""
    sheet = sheet_of(live_versions(language=language, kinds=kinds), number=number)
    sheet.object_list = [teaser_of(version) for version in sheet.object_list]
    return sheet


def live_questions(*, language: str, about: str = "") -> QuerySet[Question]:
    """Questions that patients can read now, page by page in the order of lists; of one therapy when asked."""
    rows = Question.objects.live().filter(version__article__language=language)
    if about:
        rows = rows.filter(concerning([about], version="version__"))
    return rows.select_related("version__article").order_by(
        "version__order", "version__title", "version__pk", "position"
    )


def grouped_by_page(questions: Iterable[Question], *, facts: FactSheet) -> list[tuple[Teaser, list[RenderedQuestion]]]:
    """Questions with their answers, under the page each stands on. Only what is given is rendered.

    An answer that can no longer be read is left out, so that all the others still can.
    """
    groups: dict[int, tuple[Teaser, list[RenderedQuestion]]] = {}
    sources = {}
    for question in questions:
        version = question.version
        if version.pk not in sources:
            sources[version.pk] = sources_of(version)
        answer = readable(
            question.answer,
            version,
            facts=facts,
            sources=sources[version.pk],
            page_url=version.article.get_absolute_url(),
            heading_level=QUESTION_LEVEL,
        )
        if answer is not None:
            _, entries = groups.setdefault(version.pk, (teaser_of(version), []))
            entries.append(RenderedQuestion(question.key, question.question, answer))
    return list(groups.values())


def readable(markdown: str, version: Version, **choices) -> SafeString | None:
    """HTML of an answer or a meaning from a version; None, and a line in the log, when it can no longer be read."""
    try:
        return render_snippet(markdown, language=version.article.language, **choices)
    except ArticleFileError as error:
        log_unreadable(version, error)
        return None


def sources_of(version: Version) -> tuple[Source, ...]:
    """The sources that a version names; none when its text can no longer be read, so that its answers still can."""
    try:
        return version.article_text().sources
    except ArticleFileError as error:
        log_unreadable(version, error)
        return ()


def filters_by_therapy(*, language: str, about: str) -> list[dict]:
    """Plain links that narrow the questions to one therapy; the first shows all. One query."""
    url = place("questions", language=language)
    therapies = live_versions(language=language, kinds=["therapy"])[:PER_SHEET]
    choices = [("", "All questions"), *((version.article.slug, version.title) for version in therapies)]
    chosen = about if about in {key for key, _ in choices} else ""
    return [
        {"key": key, "label": label, "url": f"{url}?about={key}" if key else url, "current": key == chosen}
        for key, label in choices
    ]


def question_page(question: Question, *, facts: FactSheet) -> dict:
    """What the page of one question shows: the answer, where it comes from, and the other questions there. One query.

    The review is that of the page the question stands on: who signs off a page signs off its answers.
    Raises ArticleFileError when the answer itself cannot be read; without the text of its page, it has no sources.
    """
    version = question.version
    page = teaser_of(version)
    language = version.article.language
    url = place("question", language=language, key=question.key)
    others = Question.objects.filter(version=version).exclude(pk=question.pk).order_by("position")
    # An answer brings the sources it names. One that links to an id of its article leads there for both.
    references = references_in(question.answer)
    page_url = page.url if any(not link.page for link in references.links) else ""
    named = {key for key, _line in references.sources}
    sources = tuple(source for source in sources_of(version) if page_url or source.key in named)
    answer = render_snippet(
        question.answer, facts=facts, sources=sources, language=language, page_url=page_url, heading_level=1
    )
    return {
        "question": RenderedQuestion(question.key, question.question, answer),
        "version": version,
        "review": review_of(version, on=timezone.localdate()),
        "sources": () if page_url else numbered_sources(sources),
        "page_link": page,
        "related": [question_teaser(other, language=language) for other in others[:RELATED_LIMIT]],
        "breadcrumb": breadcrumb(Crumb(question.question, url), under="questions", language=language),
    }


def question_teaser(question: Question, *, language: str) -> Teaser:
    url = place("question", language=language, key=question.key)
    return Teaser(question.question, "", url, "question", "Question")


@dataclass(frozen=True)
class Glossary:
    """The words by letter, and all else that the article says around them."""

    summary: str
    words: tuple[RenderedWord, ...]
    review: Review
    version_mark: str
    sections: tuple[Section, ...] = ()
    after: Around | None = None
    sources: tuple[NumberedSource, ...] = ()
    owner: str = ""


@dataclass(frozen=True)
class Around:
    """What the article says after its words: shown below the list, so that the letters follow how to use them."""

    sections: tuple[Section, ...]


def glossary_of(version: Version, *, facts: FactSheet) -> Glossary:
    """The glossary of one language. One article holds all words, which bounds their number. No query.

    One query when the text of the article can no longer be read: then the words alone, as they were derived from it.
    """
    try:
        text = version.article_text()
        sections = render_sections(text, facts=facts, language=version.article.language)
    except ArticleFileError as error:
        log_unreadable(version, error)
        words, around = derived_words(version, facts=facts), {}
    else:
        words = [word for section in sections for part in section.parts for word in part.words]
        end = next((place for place, section in enumerate(sections, start=1) if has_words(section)), len(sections))
        around = {
            "sections": tuple(without_words(sections[:end])),
            "after": Around(tuple(without_words(sections[end:]))),
            "sources": numbered_sources(text.sources),
            "owner": text.owner,
        }
    return Glossary(
        summary=version.summary,
        words=tuple(sorted(words, key=lambda word: word.word.casefold())),
        review=review_of(version, on=timezone.localdate()),
        version_mark=version_mark(version),
        **around,
    )


def derived_words(version: Version, *, facts: FactSheet) -> list[RenderedWord]:
    words = ((row, readable(row.meaning, version, facts=facts)) for row in Word.objects.filter(version=version))
    return [RenderedWord(row.key, row.word, meaning) for row, meaning in words if meaning is not None]


def has_words(section: Section) -> bool:
    return any(part.words for part in section.parts)


def without_words(sections: Iterable[Section]) -> Iterator[Section]:
    """The sections with all that is no word of the glossary; one that holds nothing else is left out."""
    for section in sections:
        parts = tuple(part for part in section.parts if not part.words)
        if parts:
            yield replace(section, parts=parts)
