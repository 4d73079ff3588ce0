"""What leads to a page: shown before it is withdrawn, renamed or merged, so that nobody is surprised by a dead end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from therapies.models import Article, ComparisonCell, ComparisonOption, Link, Mention, Question, Version, Word
from therapies.publishing.permanent_links import links_to_pages
from therapies.text.targets import QUESTION, WORD


@dataclass(frozen=True)
class LeadingHere:
    """Live pages with links to a page, to its questions and words, and cells and columns of comparisons that lead to it.

    `entries` are pairs of a linking page and the words of the entry that it links to; `instead` are withdrawn pages
    that tell patients to read this one, `merged` those that it took the place of. `links` are the permanent links in
    use, from e-mails and paper.
    """

    pages: list[Version]
    entries: list[tuple[Version, str]]
    cells: list[ComparisonCell]
    columns: list[ComparisonOption]
    instead: list[Article]
    merged: list[Article]
    links: list[Link]

    def __bool__(self) -> bool:
        return any((self.pages, self.entries, self.cells, self.columns, self.instead, self.merged, self.links))


def leading_here(article: Article) -> LeadingHere:
    """Everything that leads to a page, in at most 13 queries."""
    pages = pages_of(article)
    mentioned = Q()
    for page in pages:
        mentioned |= Q(words__contains=f"]({page})") | Q(words__contains=f"]({page}#")
    cells = ComparisonCell.objects.filter(mentioned, row__version__in=Version.objects.live())
    columns = ComparisonOption.objects.live().filter(target__in=pages)
    return LeadingHere(
        pages=linked_from(article),
        entries=links_to_entries(article),
        cells=list(of_language(cells, "row__version", article).select_related("row__version__article", "option")),
        columns=list(of_language(columns, "version", article).select_related("version__article")),
        instead=list(article.recommended_for.filter(withdrawn_at__isnull=False)),
        merged=list(article.merged_articles.all()),
        links=list(links_to_pages([article])),
    )


def of_language(rows, version: str, article: Article):
    """Rows of other pages in the language of a page."""
    own = {f"{version}__article": article}
    return rows.filter(**{f"{version}__article__language": article.language}).exclude(**own)


def pages_of(article: Article) -> list[str]:
    """A page as links write it, under each address that it has or had."""
    return [article.address.page, *(former.address.page for former in article.former_addresses.all())]


def linked_from(article: Article) -> list[Version]:
    """The live versions of other pages that link to an article."""
    return linking_to(article, pages_of(article))


def linking_to(article: Article, targets: Iterable[str]) -> list[Version]:
    mentions = Mention.objects.live().filter(what=Mention.LINK, target__in=targets)
    return list(
        Version.objects.filter(mentions__in=mentions, article__language=article.language)
        .exclude(article=article)
        .select_related("article")
        .distinct()
    )


def links_to_entries(article: Article) -> list[tuple[Version, str]]:
    """Links of other live pages to the questions of a page, and for the glossary to its words."""
    live = Version.objects.live().filter(article=article)
    entries = {f"{QUESTION}/{row.key}": row.question for row in Question.objects.filter(version__in=live)}
    entries |= {f"{WORD}/{row.key}": row.word for row in Word.objects.filter(version__in=live)}
    mentions = Mention.objects.live().filter(what=Mention.LINK, target__in=entries)
    found = of_language(mentions, "version", article).select_related("version__article").order_by("version", "target")
    return [(mention.version, entries[mention.target]) for mention in found]
