"""Where an address leads: to a live page, to another address, or to a notice that the page is gone.

An address that was ever given out stands in e-mails and on paper for years, so each way ends in one step.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import CharField, DateTimeField
from django.http import Http404
from django.utils import timezone

from therapies.models import Article, FormerAddress, Question, Version
from therapies.models.prepared import Prepared
from therapies.text.addresses import Address
from therapies.text.targets import GLOSSARY

from .places import place
from .teasers import Teaser, teaser_of


@dataclass(frozen=True)
class Live:
    """Patients can read it."""

    version: Version


@dataclass(frozen=True)
class Moved:
    """The words are at another address now, for ever. `sources_url` is where their sources are, for an article."""

    url: str
    sources_url: str = ""


@dataclass(frozen=True)
class Gone:
    """Patients once read it. `notice` is plain text; `instead` is a live page, when there is one."""

    title: str
    notice: str
    instead: Teaser | None


def whereabouts(address: Address) -> Live | Moved | Gone:
    """Where an article's address leads. One query for a live page. Raises Http404 for an address never given out.

    A draft, and an article that is scheduled but was never live, is no address yet.
    """
    version = live_version_at(address)
    if version:
        is_read_here = version.article.get_absolute_url() == address.url
        return Live(version) if is_read_here else moved_to(version.article)
    article = Article.objects.at_address(address).select_related("read_instead").first()
    last_read = article and last_read_version(article)
    if last_read is None:
        former = former_article(address)
        if former is None or last_read_version(former) is None:
            raise Http404(f"No page has the address {address.url}.")
        return moved_to(successor_of(former))
    successor = successor_of(article)
    if successor != article:
        return moved_to(successor)
    # The title by which patients knew it; a newer draft may have another.
    return Gone(last_read.title, article.withdrawal_notice, instead_of(article))


def moved_to(article: Article) -> Moved:
    url = article.get_absolute_url()
    # The list of words shows the sources of the glossary itself.
    return Moved(url, f"{url}sources/" if url == article.address.url else url)


def glossary_address(*, language: str) -> Address:
    return Address(language, *GLOSSARY.split("/"))


def live_version_at(address: Address) -> Version | None:
    return _LIVE_AT.first(now=timezone.now(), language=address.language, kind=address.kind, slug=address.slug)


_LIVE_AT = Prepared(
    lambda now, language, kind, slug: Version.objects.live(at=now).filter(
        article__language=language, article__kind=kind, article__slug=slug
    ),
    now=DateTimeField(),
    language=CharField(),
    kind=CharField(),
    slug=CharField(),
)


def former_article(address: Address) -> Article | None:
    former = FormerAddress.objects.at_address(address).select_related("article").first()
    return former and former.article


def last_read_version(article: Article) -> Version | None:
    """The version that patients read last, or read now; None for an article that was never live."""
    return article.versions.once_live().defer("text").first()


def successor_of(article: Article) -> Article:
    """The article that stands for this one after all mergers; itself when it was not merged.

    `publishing` cannot make a circle of mergers. Should the rows hold one, nobody stands for its articles:
    following it would send a browser round and round.
    """
    successor, seen = article, {article.pk}
    while successor.merged_into_id and successor.merged_at <= timezone.now():
        if successor.merged_into_id in seen:
            return article
        successor = successor.merged_into
        seen.add(successor.pk)
    return successor


def instead_of(article: Article) -> Teaser | None:
    """The live page that staff named to be read instead, or what has become of it."""
    if not article.read_instead_id:
        return None
    return live_teaser(successor_of(article.read_instead))


def live_teaser(article: Article) -> Teaser | None:
    version = Version.objects.live().filter(article=article).defer("text").first()
    return version and teaser_of(version)


def question_at(key: str, *, language: str) -> Question | Moved | Gone:
    """The question with this permanent id, on whatever live page it stands now.

    Of a question that patients once read and that no live page holds any more: a notice with the page it
    belonged to. Raises Http404 for an id that was never live.
    """
    rows = Question.objects.filter(key=key, version__live_from__lte=timezone.now())
    live = list(
        rows.live().select_related("version__article", "version__review").order_by("version__article__language")
    )
    here = next((question for question in live if question.version.article.language == language), None)
    if here:
        return here
    if live:
        return Moved(question_url(live[0]))
    once = (
        rows.filter(version__article__language=language)
        .select_related("version__article")
        .order_by("-version__live_from")
        .first()
    )
    if once is None:
        raise Http404(f'No question has the id "{key}".')
    article = successor_of(once.version.article)
    return Gone(once.question, article.withdrawal_notice, live_teaser(article) or instead_of(article))


def question_url(question: Question) -> str:
    return place("question", language=question.version.article.language, key=question.key)
