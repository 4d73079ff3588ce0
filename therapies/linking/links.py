"""Make permanent links, find them by their code, and say where each leads now. It answers for every code ever given out."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, CharField, DateTimeField
from django.utils import timezone

from therapies.models import Article, Link, Question, Version
from therapies.models.prepared import Prepared
from therapies.publishing import NotPossible, record
from therapies.publishing.permanent_links import refuse_target
from therapies.reading.whereabouts import (
    Gone,
    former_article,
    instead_of,
    last_read_version,
    question_url,
    successor_of,
)
from therapies.text.addresses import DEFAULT_LANGUAGE, Address

from .codes import LONGEST, SHORTEST, new_code, normalised

TRIES = 20


@dataclass(frozen=True)
class Destination:
    """What a reader of a link gets: a live page (of a question when `question` is set), a notice, or neither yet.

    `version` is the live page. Without it, `gone` is the notice of a page that was withdrawn; without both, the page
    was never live. `missing_language` is the language that was asked for and in which nothing is written;
    `is_question_lost` says that the question of the link is gone and its page stands in for it.
    """

    version: Version | None = None
    question: Question | None = None
    gone: Gone | None = None
    missing_language: str = ""
    is_question_lost: bool = False

    @property
    def url(self) -> str:
        """The address of the page itself; "" when patients can read nothing there."""
        if self.question:
            return question_url(self.question)
        return self.version.article.get_absolute_url() if self.version else ""

    @property
    def language(self) -> str:
        return self.version.article.language if self.version else DEFAULT_LANGUAGE


# --- Making -----------------------------------------------------------------------------------


@transaction.atomic
def make_link(
    article: Article,
    *,
    question: str = "",
    by: AbstractBaseUser | None = None,
    label: str = "",
    answers_with: str = Link.IN_PLACE,
) -> Link:
    """A new code that leads to an article for ever, or to one of its questions by its id.

    It may be made before the page is published. Raises NotPossible for a page that nobody may ever give out, or that
    is gone, and for a question that the page lacks.
    """
    refuse_target(article, question=question)
    link = with_free_code(
        Link(article=article, question=question, label=label.strip(), answers_with=answers_with, made_by=by)
    )
    record("made a link", by=by, about=link.get_absolute_url(), detail=f"It leads to {target_of(link)}.")
    return link


def with_free_code(link: Link) -> Link:
    """Keep the link under a code that nobody has. A taken code is as rare as 1 in 17 million for each that is in use."""
    for tried in range(TRIES):
        link.code = new_code(SHORTEST if tried < TRIES // 2 else LONGEST)
        try:
            with transaction.atomic():
                link.save(force_insert=True)
        except IntegrityError:
            if not Link.objects.filter(code=link.code).exists():
                raise
        else:
            return link
    raise NotPossible("No free code was found. Try again.")


def target_of(link: Link) -> str:
    """Where a link was made to lead, in words for the log: an address, and the question on it."""
    return f"{link.article.address.url}{f' ({link.question})' if link.question else ''}"


# --- Finding ----------------------------------------------------------------------------------


def link_at(written: str) -> Link | None:
    """The link with a code as somebody wrote it; None for a code that was never given out. One query."""
    code = normalised(written)
    if not code:
        return None
    return _AT_CODE.first(code=code)


_AT_CODE = Prepared(
    lambda code: Link.objects.select_related("article", "after_withdrawal").filter(code=code), code=CharField()
)


def destination_of(link: Link, language: str = "") -> Destination:
    """What a reader of a link gets now, in the language that they chose when there is that; else in its own.

    One query for a link to a live page, two for a question of one.
    """
    own = link.article.language
    languages = list(dict.fromkeys([language or own, own]))
    for ask in (question_there, page_there) if link.question else (page_there,):
        for tongue in languages:
            found = ask(link, tongue)
            if found:
                missing = "" if tongue == languages[0] else languages[0]
                lost = bool(link.question) and found.question is None
                return Destination(found.version, found.question, missing_language=missing, is_question_lost=lost)
    return Destination(gone=notice_of(link))


def question_there(link: Link, language: str) -> Destination | None:
    """The question of a link, on whatever live page of the language it stands now."""
    rows = Question.objects.live().filter(key=link.question, version__article__language=language)
    question = rows.select_related("version__article", "version__review").first()
    return question and Destination(question.version, question)


def page_there(link: Link, language: str) -> Destination | None:
    """The live page of a link in a language: its own, the one that it was merged into, or what stands in for it."""
    article = link.article if language == link.article.language else same_page_in(link.article, language)
    for candidate in (article, article and link.after_withdrawal):
        version = candidate and live_version_of(candidate)
        if version and (version.article.language == language or link.article.language == language):
            return Destination(version)
    return None


def live_version_of(article: Article) -> Version | None:
    """What patients read of an article, or of the one that stands for it."""
    return _LIVE_OF.first(now=timezone.now(), article=successor_of(article).pk)


_LIVE_OF = Prepared(
    lambda now, article: Version.objects.live(at=now).filter(article_id=article),
    now=DateTimeField(),
    article=BigIntegerField(),
)


def same_page_in(article: Article, language: str) -> Article | None:
    """The article with the same kind and last part of the address in another language: that makes it a translation."""
    address = Address(language, article.kind, article.slug)
    return Article.objects.at_address(address).first() or former_article(address)


def notice_of(link: Link) -> Gone | None:
    """The notice of a page that patients once read; None for one that they never could."""
    article = successor_of(link.article)
    last_read = last_read_version(article)
    return last_read and Gone(last_read.title, article.withdrawal_notice, instead_of(article))
