"""Ask the database what a text may link to, and whether its permanent ids are free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from django.db.models import Q

from therapies.models import Article, FormerAddress, Mention, Question, Version, Word
from therapies.text.addresses import Address
from therapies.text.articles import lines_above_body
from therapies.text.links import BothTargets, TextTargets
from therapies.text.links import dead_links as dead_links_among
from therapies.text.problems import Problem
from therapies.text.questions import id_in_use, questions_in, words_in
from therapies.text.references import InternalLink, References, references_in
from therapies.text.targets import QUESTION, WORD

STRANDED = "The page {page} links to {target}, which would be gone. Keep its id, or change that page first."


class StoredTargets:
    """What the stored pages of one language offer to link to, asked in a few queries for a whole set of links.

    `versions` says which texts count: the live ones for publishing, the newest ones for a load of drafts.
    """

    def __init__(self, language: str, links: Iterable[InternalLink], *, versions) -> None:
        self.language, self.versions = language, versions
        wanted = {tuple(link.page.split("/", 1)) for link in links if "/" in link.page}
        pages = {(kind, name) for kind, name in wanted if kind not in (QUESTION, WORD)}
        self._texts = self._texts_of(pages)
        self._withdrawn = self._withdrawn_of(pages - {tuple(page.split("/", 1)) for page in self._texts})
        self._questions = self._keys_of(Question, {name for kind, name in wanted if kind == QUESTION})
        self._words = self._keys_of(Word, {name for kind, name in wanted if kind == WORD})

    def _texts_of(self, pages: set[tuple[str, str]]) -> dict[str, Version]:
        if not pages:
            return {}
        kinds, slugs = {kind for kind, _ in pages}, {slug for _, slug in pages}
        moved = defaultdict(list)
        for former in FormerAddress.objects.filter(language=self.language, kind__in=kinds, slug__in=slugs):
            moved[former.article_id].append(former.address.page)
        self._add_merged(moved, pages)
        here = Q(article__kind__in=kinds, article__slug__in=slugs) | Q(article__in=moved)
        texts = {}
        open_ones = self.versions.filter(here, article__language=self.language, article__merged_into__isnull=True)
        for version in open_ones.select_related("article"):
            # A link to a former address still arrives, in one step.
            for page in (version.article.address.page, *moved[version.article_id]):
                texts[page] = version
        return texts

    def _add_merged(self, moved: dict[int, list[str]], pages: set[tuple[str, str]]) -> None:
        """A link to a page that was merged arrives at its successor, in one step too."""
        kinds, slugs = {kind for kind, _ in pages}, {slug for _, slug in pages}
        here = Q(kind__in=kinds, slug__in=slugs) | Q(pk__in=list(moved))
        for article in Article.objects.filter(here, language=self.language, merged_into__isnull=False):
            moved[article.merged_into_id] += [article.address.page, *moved.pop(article.pk, [])]

    def _withdrawn_of(self, missing: set[tuple[str, str]]) -> set[str]:
        if not missing:
            return set()
        slugs = {slug for _, slug in missing}
        gone = Article.objects.filter(language=self.language, slug__in=slugs, withdrawn_at__isnull=False)
        return {article.address.page for article in gone}

    def _keys_of(self, model, keys: set[str]) -> set[str]:
        if not keys:
            return set()
        rows = model.objects.filter(key__in=keys, version__article__language=self.language)
        return set(rows.filter(version__in=self.versions).values_list("key", flat=True))

    def anchors_of(self, page: str) -> Collection[str] | None:
        version = self._texts.get(page)
        if not version:
            return None
        return references_of(version).anchors

    def is_withdrawn(self, page: str) -> bool:
        return page in self._withdrawn

    def has_question(self, key: str) -> bool:
        return key in self._questions

    def has_word(self, key: str) -> bool:
        return key in self._words

    def pages(self) -> Iterable[str]:
        rows = self.versions.filter(article__language=self.language).values_list("article__kind", "article__slug")
        return [f"{kind}/{slug}" for kind, slug in rows]


class OwnAndStored(BothTargets):
    """What a text itself brings, and behind it what is stored."""

    def pages(self) -> Iterable[str]:
        # A page that is meant is another one: the text itself is never suggested.
        return self.second.pages()


def references_of(version: Version) -> References:
    """What a version links to and offers to link to; nothing for one that can no longer be read."""
    return _references_in(version.text, version.article.address)


# While staff write, their text is checked after each pause, and the pages around it stay the same.
@lru_cache(maxsize=128)
def _references_in(text: str, address: Address) -> References:
    article = Article(language=address.language, kind=address.kind, slug=address.slug)
    return references_in(Version(text=text, article=article).readable_body() or "")


def own_targets(version: Version) -> TextTargets:
    """What a text itself brings: a page may link to itself and to its own questions. One that is refused has nothing."""
    body = version.readable_body() or ""
    return TextTargets(
        anchors={version.article.address.page: references_of(version).anchors},
        questions={question.key for question in questions_in(body)},
        words={word.key for word in words_in(body)},
    )


def dead_links(version: Version) -> list[Problem]:
    """Internal links of a version that would lead a patient nowhere today."""
    article = version.article
    version.article_text()  # refuses what cannot be read
    above = lines_above_body(version.text, kind=article.kind, path=article.address.path)
    links = [InternalLink(link.target, link.line + above) for link in references_of(version).links]
    stored = StoredTargets(article.language, links, versions=Version.objects.live())
    return dead_links_among(links, targets=OwnAndStored(own_targets(version), stored), path=article.address.path)


def taken_ids(version: Version) -> list[Problem]:
    """Permanent ids of questions and words that another live page of the language uses."""
    article = version.article
    words = version.article_text()
    above = lines_above_body(version.text, kind=article.kind, path=article.address.path)
    problems = []
    for what, model, entries in (
        (QUESTION, Question, questions_in(words.body)),
        (WORD, Word, words_in(words.body)),
    ):
        elsewhere = (
            model.objects.live()
            .filter(key__in=[entry.key for entry in entries], version__article__language=article.language)
            .exclude(version__article=article)
            .select_related("version__article")
        )
        lines = {entry.key: entry.line + above for entry in entries}
        problems += [
            Problem(
                article.address.path, lines[row.key], id_in_use(what, row.key, f"on the page {row.version.article}")
            )
            for row in elsewhere
        ]
    return problems


def stranded_by(version: Version) -> list[Problem]:
    """Links on other live pages whose target this version would give up."""
    article = version.article
    live = Version.objects.live().filter(article=article).first()
    if not live:
        return []
    gone = lost_targets(own_targets(live), own_targets(version), page=article.address.page)
    return stranded_links(
        {(article.language, target): article.address.path for target in gone}, apart_from={article.pk}
    )


def lost_targets(before: TextTargets, after: TextTargets, *, page: str) -> set[str]:
    """What could be linked to on a page and no longer can, as links write it."""
    return {
        *(f"{page}#{anchor}" for anchor in set(before.anchors[page]) - set(after.anchors[page])),
        *(f"{QUESTION}/{key}" for key in before.questions - after.questions),
        *(f"{WORD}/{key}" for key in before.words - after.words),
    }


def stranded_links(lost: Mapping[tuple[str, str], str], *, apart_from: Collection[int]) -> list[Problem]:
    """One problem for each live page that links to something lost, on the text that gives it up.

    `lost` leads from language and target to the path of that text; `apart_from` are the articles whose texts are
    being replaced as well, and are checked by themselves.
    """
    pages = {target.partition("#")[0] for _, target in lost}
    if not pages:
        return []
    linking = Mention.objects.live().filter(what=Mention.LINK).exclude(version__article__in=apart_from)
    versions = {version_id for version_id, target in linking.values_list("version", "target") if target in pages}
    problems = []
    for version in Version.objects.filter(pk__in=versions).select_related("article"):
        for target in sorted({link.target for link in references_of(version).links}):
            path = lost.get((version.article.language, target))
            if path:
                problems.append(Problem(path, 0, STRANDED.format(page=version.article.address.page, target=target)))
    return problems
