"""What the editor's dialogs offer to put into a text: pages to link to, clinic facts, ids for new questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from therapies.models import Article, Question, Version, Word
from therapies.reading.clinic import facts_for
from therapies.text.addresses import DEFAULT_LANGUAGE, LANGUAGES, MAX_SLUG, slug_of
from therapies.text.checking.headings import MAX_HEADING_CHARACTERS, is_reserved
from therapies.text.facts import FACTS
from therapies.text.files import visible
from therapies.text.outline import headings_in
from therapies.text.problems import ArticleFileError
from therapies.text.questions import questions_in, words_in
from therapies.text.spelling import folded
from therapies.text.targets import QUESTION, WORD

from .editor import NUMBER, editor_only
from .guard import staff_only

MAX_RESULTS = 20
MAX_QUERY = 200
# A text that was never published has no rows of questions; it is read for each search, so only so many are.
MAX_DRAFTS_READ = 50
DRAFT = "Draft: patients cannot read it yet"


@dataclass(frozen=True)
class Found:
    """Something to link to: what stands in the link, its words, what kind of thing it is, and a remark."""

    target: str
    title: str
    kind: str
    remark: str = ""


@require_safe
@staff_only(permission="therapies.change_article")
def links(request):
    """Pages, questions and words for `?q=`, 20 at most, the best first; without words all pages.

    They are those of the language of `article` (its number), or of a new one, of `language`.
    """
    words = words_of(request.GET.get("q", ""))
    found = list(offered(language_in(request.GET), words))
    found.sort(key=lambda each: place_in_list(each, words))
    return JsonResponse({"results": [asdict(each) for each in found[:MAX_RESULTS]], "count": len(found)})


def language_in(fields) -> str:
    """The language of the article with the number in the field `article`; else the one that the form names."""
    number = fields.get("article", "")
    own = Article.objects.filter(pk=number).values_list("language", flat=True) if NUMBER.fullmatch(number) else ()
    named = next(iter(own), fields.get("language", ""))
    return named if named in LANGUAGES else DEFAULT_LANGUAGE


def words_of(query: str) -> list[str]:
    return folded(visible(query[:MAX_QUERY])).split()


def holds(words: Iterable[str], *texts: str) -> bool:
    """Whether all words stand in some texts, accents and capitals aside."""
    inside = folded(" ".join(texts))
    return all(word in inside for word in words)


def place_in_list(found: Found, words: list[str]) -> tuple:
    """Titles that begin with the words first, then titles that hold them; pages before questions before words."""
    title = folded(found.title)
    begins = title.startswith(" ".join(words))
    is_page = found.kind not in (QUESTION.capitalize(), WORD.capitalize())
    return not begins, not holds(words, title), not is_page, title, found.target


def offered(language: str, words: list[str]) -> Iterator[Found]:
    """All that a text of a language may link to and that holds these words."""
    live = set(Version.objects.live().filter(article__language=language).values_list("article_id", flat=True))
    newest = Version.objects.newest().filter(
        article__language=language,
        article__withdrawn_at=None,
        article__merged_at=None,
        # Nobody's page may lead to what is only for trying things out.
        article__is_practice=False,
    )
    rows = newest.values_list("article_id", "article__kind", "article__slug", "title", "summary")
    kinds = dict(Article._meta.get_field("kind").choices)
    for article_id, kind, slug, title, summary in rows:
        if holds(words, title, summary, slug):
            yield Found(f"{kind}/{slug}", title, kinds[kind], "" if article_id in live else DRAFT)
    if words:
        yield from offered_entries(language, words)
        yield from offered_drafts(newest.exclude(article__in=live), words)


def offered_entries(language: str, words: list[str]) -> Iterator[Found]:
    """Questions and words of the live pages."""
    for model, what, name in ((Question, QUESTION, "question"), (Word, WORD, "word")):
        rows = model.objects.live().filter(version__article__language=language)
        for key, title, page in rows.values_list("key", name, "version__title"):
            if holds(words, title, key):
                yield Found(f"{what}/{key}", title, what.capitalize(), f"On the page “{page}”")


def offered_drafts(drafts, words: list[str]) -> Iterator[Found]:
    """Questions and words of pages that were never published: nothing is derived from those, so they are read."""
    texts = drafts.select_related("article").order_by("-written_at")
    likely = [version for version in texts.iterator(chunk_size=100) if holds(words, version.text)]
    for version in likely[:MAX_DRAFTS_READ]:
        body = version.readable_body() or ""
        entries = [(QUESTION, entry.key, entry.question) for entry in questions_in(body)]
        entries += [(WORD, entry.key, entry.word) for entry in words_in(body)]
        for what, key, title in entries:
            if holds(words, title, key):
                yield Found(f"{what}/{key}", title, what.capitalize(), DRAFT)


@require_safe
@staff_only(permission="therapies.change_article")
def facts(request):
    """The clinic facts for `?q=` with their present values: those named so first, each in the order of the fact sheet."""
    words = words_of(request.GET.get("q", ""))
    sheet = facts_for(request)
    # One without an example is for the layout of the site: a colour, the logo.
    found = [
        fact for fact in FACTS.values() if fact.example and holds(words, fact.label, fact.key, fact.help, fact.group)
    ]
    # "phone" stands in the help of the opening hours too.
    found.sort(key=lambda fact: not holds(words, fact.label))
    results = [
        {
            "key": fact.key,
            "label": fact.label,
            "help": fact.help,
            "value": sheet.shown(fact.key).text,
            "is_set": sheet.shown(fact.key).is_set,
            "is_sample": fact.key in sheet.samples,
        }
        for fact in found
    ]
    changed_at = reverse("admin:therapies_clinicfact_changelist")
    return JsonResponse({"results": results, "count": len(results), "change_url": changed_at})


@editor_only
def question(request):
    """The heading of a new question with the id that it keeps for ever.

    Takes `words`, `body` (the text as it stands in the form), and `article` or `language` as `links` does. Answers
    `heading` and `elsewhere`, a sentence when another page has such a question; or 400 with `error`.
    """
    words = question_of(request.POST.get("words", ""))
    key = slug_of(words)
    if not key:
        return JsonResponse({"error": "Write the question in words, such as: Can I drive home?"}, status=400)
    if len(words) > MAX_HEADING_CHARACTERS:
        return JsonResponse({"error": f"Write at most {MAX_HEADING_CHARACTERS} characters."}, status=400)
    try:
        headings = headings_in(request.POST.get("body", "").replace("\r\n", "\n"))
    except ArticleFileError as error:
        return JsonResponse({"error": error.problems[0].message}, status=400)
    same = next((heading for heading in headings if slug_of(heading.text) == key), None)
    if same:
        return JsonResponse({"error": f"Line {same.line} of this page asks that already."}, status=400)
    elsewhere = ids_elsewhere(
        key[: MAX_SLUG - 4], language=language_in(request.POST), article=request.POST.get("article", "")
    )
    own = free_id(key, taken={heading.id for heading in headings} | elsewhere.keys())
    remark = (
        f"The page “{elsewhere[key]}” has a question like this. Is a link to it enough?" if key in elsewhere else ""
    )
    return JsonResponse({"heading": f"### {words} {{#{own}}}", "elsewhere": remark})


def question_of(words: str) -> str:
    """Words as a heading of a question: one line that ends with one question mark."""
    line = " ".join(visible(words).split()).lstrip("# ")
    return line.rstrip("?.!: ") + "?"


def ids_elsewhere(start: str, *, language: str, article: str) -> dict[str, str]:
    """Ids of questions on other pages that begin like this, each with the title of its page.

    Ids of earlier versions count as well: their addresses may stand in an e-mail. So do those of drafts.
    """
    others = Version.objects.filter(article__language=language)
    if NUMBER.fullmatch(article):
        others = others.exclude(article=int(article))
    rows = Question.objects.filter(version__in=others, key__startswith=start)
    found = dict(rows.values_list("key", "version__title"))
    drafts = others.filter(derived_with=None, text__contains=f"{{#{start}")
    for title, text in drafts.values_list("title", "text"):
        for key in re.findall(r"\{#([a-z0-9-]+)\}", text):
            found.setdefault(key, title)
    return found


def free_id(key: str, *, taken: Iterable[str]) -> str:
    """The key itself, or with the first number behind it that nobody has."""
    if is_reserved(key):
        key = f"about-{key}"[:MAX_SLUG].rstrip("-")
    number, own = 1, key
    while own in taken:
        number += 1
        own = f"{key[: MAX_SLUG - 4].rstrip('-')}-{number}"
    return own
