"""The check as staff type: what keeps a text from patients, what could be better, how hard it is to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.http import JsonResponse
from django.utils import timezone

from therapies.publishing.links import dead_links, stranded_by, taken_ids
from therapies.publishing.permanent_links import links_stranded_by
from therapies.publishing.publish import missing_facts
from therapies.reading.clinic import facts_for
from therapies.reading.pages import reading_minutes
from therapies.text.addresses import DEFAULT_LANGUAGE
from therapies.text.articles import ArticleText, lines_above_body
from therapies.text.checking import problems_in_body
from therapies.text.facts import FACTS, FactSheet
from therapies.text.files import character_problems
from therapies.text.findings import ERROR, FIELDS_READ, Finding, Page, findings_on, page_of
from therapies.text.findings.plain_words import GOALS, LEAST_YOU, SAFETY_GOALS, is_above
from therapies.text.markdown import too_large
from therapies.text.pictures import known_pictures
from therapies.text.problems import ArticleFileError, Problem
from therapies.text.readability import LONG_SENTENCE, measures_of

from .article_form import ArticleForm
from .editor import editor_only, form_of, unfinished

BLOCK, STRONG, WARNING = "block", "error", "warning"
# Findings stand in a field as lines below 0, the last field nearest to the text.
_LINE_OF_FIELD = {name: -number for number, name in enumerate(FIELDS_READ, start=1)}
_FIELD_OF_LINE = {line: name for name, line in _LINE_OF_FIELD.items()}
# Of these the whole page is told, but one field is where they are mended.
_FIELD_OF_RULE = {"structure/review-dates": "review_due"}


@dataclass(frozen=True)
class Entry:
    """One thing to mend or to look at.

    `line` counts in the text field; where it is 0, `field` names another field, or nothing for the page as a whole.
    `level` is block (keeps the page from patients), error (a content file with it would be refused) or warning.
    """

    level: str
    line: int
    field: str
    label: str
    words: str
    message: str
    rule: str = ""


@editor_only
def check(request):
    """Everything there is to say about the fields of the form. Answers JSON: `found` and `figures`."""
    form = form_of(request)
    form.is_valid()
    body = body_of(request, form)
    entries = list(unfinished_entries(form))
    figures: list[dict] = []
    if body is not None:
        text = text_of(form, body)
        entries += blocks_in(form, text)
        if not too_large(body) and body.strip():
            page = page_in_form(form, text, facts=facts_for(request))
            entries += warnings_on(page, form)
            figures = list(figures_of(page, language=language_of(form)))
    return JsonResponse({"found": [asdict(entry) for entry in in_order(entries)], "figures": figures})


def body_of(request, form: ArticleForm) -> str | None:
    """The text with the empty lines that stand above it in the field, so that lines count as they are seen there."""
    body = form.cleaned_data.get("body")
    if body is None:
        return None
    written = request.POST.get("body", "").replace("\r\n", "\n").replace("\r", "\n")
    return "\n" * (len(written) - len(written.lstrip("\n"))) + body


def text_of(form: ArticleForm, body: str) -> ArticleText:
    """The fields as far as they are filled in: the text is checked while the title is still missing."""
    names = ArticleText.__dataclass_fields__
    filled = {name: value for name, value in form.cleaned_data.items() if name in names and value is not None}
    return ArticleText(**{"title": "", "summary": ""} | filled | {"body": body})


def kind_of(form: ArticleForm) -> str:
    return form.cleaned_data.get("kind") or form.instance.kind or "guide"


def language_of(form: ArticleForm) -> str:
    return form.cleaned_data.get("language") or form.instance.language or DEFAULT_LANGUAGE


# --- What keeps it from patients ----------------------------------------------------------------


def unfinished_entries(form: ArticleForm) -> Iterator[Entry]:
    for name, message in unfinished(form):
        label = form[name].label if name in form.fields else ""
        yield Entry(BLOCK, 0, name, label, "", message, "form")


def blocks_in(form: ArticleForm, text: ArticleText) -> Iterator[Entry]:
    """What publishing would refuse, also while other fields are unfinished."""
    problems = character_problems(text.body, path="")
    problems += problems_in_body(
        text.body,
        kind=kind_of(form),
        path="",
        source_keys=frozenset(source.key for source in text.sources) if "sources" in form.cleaned_data else None,
        known_facts=FACTS,
        known_pictures=known_pictures(),
        visit_length=text.visit_length,
    )
    if form.is_valid():
        problems += problems_with_others(form, above=text.body.index(text.body.lstrip("\n")))
    for problem in dict.fromkeys(problems):
        yield Entry(BLOCK, problem.line, "", "", "", problem.message, problem.rule)


def problems_with_others(form: ArticleForm, *, above: int) -> list[Problem]:
    """Dead links, ids that another page has, links that would lose their target, facts that no page can do without."""
    version = form.unsaved_version()
    try:
        problems = dead_links(version)
        if version.article.pk:
            # Of a page without a row nobody can say whether an id is its own.
            problems += taken_ids(version) + stranded_by(version) + links_stranded_by(version)
    except ArticleFileError:
        # Too large to be read, which is said already.
        return []
    article = version.article
    # Named as the others name it, or its fields would be read once more.
    above -= lines_above_body(version.text, kind=article.kind, path=article.address.path)
    shifted = [replace(each, path="", line=max(0, each.line + above) if each.line else 0) for each in problems]
    return shifted + missing_facts("")


# --- What could be better -----------------------------------------------------------------------


def page_in_form(form: ArticleForm, text: ArticleText, *, facts: FactSheet) -> Page:
    return page_of(
        text,
        field_lines=_LINE_OF_FIELD,
        first_line=1,
        kind=kind_of(form),
        path="",
        fact_values=facts.values,
        today=timezone.localdate(),
    )


def warnings_on(page: Page, form: ArticleForm) -> Iterator[Entry]:
    for finding in findings_on(page, language=language_of(form)):
        yield entry_of(finding, form)


def entry_of(finding: Finding, form: ArticleForm) -> Entry:
    field = _FIELD_OF_LINE.get(finding.line, "") or _FIELD_OF_RULE.get(finding.rule, "")
    return Entry(
        level=STRONG if finding.severity == ERROR else WARNING,
        line=max(0, finding.line),
        field=field,
        label=form[field].label if field in form.fields else "",
        words=finding.words,
        message=f"{finding.why} {finding.instead}".rstrip(),
        rule=finding.rule,
    )


def in_order(entries: list[Entry]) -> list[Entry]:
    """What keeps the page from patients first, then by place: other fields, the page, the text from its top."""
    levels = (BLOCK, STRONG, WARNING)
    return sorted(entries, key=lambda entry: (levels.index(entry.level), entry.line))


# --- How hard it is -----------------------------------------------------------------------------


def figures_of(page: Page, *, language: str) -> Iterator[dict[str, Any]]:
    """The measures of `check_content --grades`, each with its goal. Grades were made for English only."""
    measures = measures_of(page.sentences)
    goals = SAFETY_GOALS if page.article.safety else GOALS
    if language == DEFAULT_LANGUAGE:
        for label, value, most in (
            ("Reading grade", measures.grade, goals.grade),
            ("SMOG grade", measures.smog, goals.smog),
        ):
            yield figure(label, f"{value:.1f}", goal=f"{most:.0f} at most", misses=is_above(value, most))
    yield figure("Words", f"{measures.words:,}")
    # As patients will read it on the page.
    yield figure("Minutes to read", str(reading_minutes(page.article.body)))
    if language == DEFAULT_LANGUAGE:
        long, you = measures.long_sentences, measures.you_per_1000
        yield figure(f"Sentences over {LONG_SENTENCE} words", str(long), goal="none", misses=long > 0)
        goal = f"{LEAST_YOU} at least"
        yield figure("“You” in 1,000 words", f"{you:.0f}", goal=goal, misses=you < LEAST_YOU)


def figure(label: str, value: str, *, goal: str = "", misses: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "goal": goal, "misses": misses}
