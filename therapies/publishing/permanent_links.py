"""Permanent links that stand in e-mails: no decision about a page may leave their readers without one."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet

from therapies.models import Article, Link, Question, Version
from therapies.text.counting import counted
from therapies.text.problems import Problem

from .journal import record
from .links import own_targets
from .refusals import NotPossible
from .touched import touch_links

QUESTION_GONE = (
    "{link} leads to the question {{#{key}}}, which would be gone. Keep the question and its id, "
    "or first choose on the page of that link where it leads instead."
)


def refuse_target(article: Article, *, question: str = "") -> None:
    """Raise NotPossible for what a permanent link cannot lead to."""
    if article.is_practice:
        raise NotPossible("Patients never see a page for practice, so no link can lead to it.")
    if article.merged_into_id:
        raise NotPossible(f'This page was merged into "{article.merged_into}". Make the link on that page.')
    if article.withdrawn_at:
        raise NotPossible(f'"{article}" is withdrawn, or will be. Choose a page that stays.')
    if question and question not in questions_of(article):
        raise NotPossible(f'The page has no question with the id "{question}".')


def questions_of(article: Article) -> set[str]:
    """Ids of the questions that patients read on a page; of one that they cannot read, those of its newest version."""
    version = Version.objects.live().filter(article=article).first() or article.versions.order_by("-number").first()
    return set(own_targets(version).questions) if version else set()


@transaction.atomic
def lead_to(links: Iterable[Link], to: Article, *, question: str = "", by: AbstractBaseUser | None = None) -> None:
    """Let links lead to another live page from now on, or to a question on it.

    Raises NotPossible for a page that patients cannot read now, and for a question that it lacks.
    """
    if not Article.objects.live().filter(pk=to.pk).exists():
        raise NotPossible(f'"{to}" is not live, so readers of the link would find nothing there. Publish it first.')
    refuse_target(to, question=question)
    links = list(links)
    for link in links:
        before = link.article.address.url
        link.article, link.question, link.after_withdrawal = to, question, None
        link.save(update_fields=["article", "question", "after_withdrawal"])
        record("led a link elsewhere", by=by, about=link.get_absolute_url(), detail=f"{before} → {to.address.url}")
    touch_links(links)


# --- What is at stake -------------------------------------------------------------------------


def links_to_pages(articles: Collection[Article]) -> QuerySet[Link]:
    """Links in use that lead to some pages: made for them, for one merged into them, or led there by a withdrawal.

    A link to a question leads to whatever page the question stands on now.
    """
    family = Article.objects.filter(Q(pk__in=[article.pk for article in articles]) | Q(merged_into__in=articles))
    # Ids of questions are permanent in each language by itself.
    languages = {article.language for article in articles}
    live = Question.objects.live().filter(version__article__language__in=languages)
    here = live.filter(version__article__in=articles).values("key")
    elsewhere = live.exclude(version__article__in=articles).values("key")
    led = Q(after_withdrawal__in=family, article__withdrawn_at__isnull=False)
    own = Q(article__in=family) & ~Q(question__in=elsewhere)
    return links_in_use().filter(own | led | Q(question__in=here, article__language__in=languages))


def links_to_questions(language: str, keys: Collection[str]) -> QuerySet[Link]:
    """Links in use that lead to one of some questions of a language."""
    return links_in_use().filter(article__language=language, question__in=keys)


def links_in_use() -> QuerySet[Link]:
    rows = Link.objects.in_use().select_related("article").prefetch_related("placements", "appointment_types")
    return rows.order_by("code")


def said_of(link: Link) -> str:
    """A link for a list that staff read: /e/7k3qx (“Before the first visit”; confirmation e-mail)."""
    places = [place.system for place in link.placements.all() if not place.removed_on]
    kinds = [kind.name for kind in link.appointment_types.all()]
    named = [f"“{link.label}”"] if link.label else []
    return f"{link} ({'; '.join([*named, *places, *(f'appointment type {kind}' for kind in kinds)])})"


def list_of(links: Iterable[Link]) -> str:
    return ", ".join(said_of(link) for link in links)


# --- Withdrawing, merging, publishing ---------------------------------------------------------


def refuse_to_strand(links: Collection[Link], *, instead: Article | None) -> None:
    """Refuse to withdraw a page under links in use, unless staff say which live page stands in for it."""
    if links and instead is None:
        raise NotPossible(
            f"{counted(len(links), 'link')} in e-mails or on paper would lose the page: {list_of(links)}. Choose a "
            "page to read instead: the links lead there while this page is withdrawn."
        )
    if links and instead.withdrawn_at:
        raise NotPossible(f'"{instead}" will be withdrawn as well, and links lead here. Choose a page that stays.')


def lead_after_withdrawal(links: Collection[Link], instead: Article, *, by: AbstractBaseUser | None) -> None:
    """Let links lead to another page for as long as their own is withdrawn, from the moment that it is."""
    Link.objects.filter(pk__in=[link.pk for link in links]).update(after_withdrawal=instead)
    # Also when the page goes later: one whose own page is withdrawn already leads to that one, and now elsewhere.
    touch_links(links)
    for link in links:
        detail = f"{instead.address.url} while {link.article.address.url} is withdrawn."
        record("led a link elsewhere", by=by, about=link.get_absolute_url(), detail=detail)


def lead_back(article: Article) -> None:
    """Patients can read a page again, so its links lead to it and to nothing else."""
    links = Link.objects.filter(Q(article=article) | Q(article__merged_into=article), after_withdrawal__isnull=False)
    touch_links(links)
    links.update(after_withdrawal=None)


def questions_lost_by_merging(article: Article, *, into: Article) -> list[Link]:
    """Links in use to questions of a live page that the page which takes its place lacks."""
    live = {version.article_id: version for version in Version.objects.live().filter(article__in=[article, into])}
    if article.pk not in live:
        return []
    lost = own_targets(live[article.pk]).questions - own_targets(live[into.pk]).questions
    return list(links_to_questions(article.language, lost))


def links_stranded_by(version: Version) -> list[Problem]:
    """Links in use to questions of the live page that this version of it would give up."""
    live = Version.objects.live().filter(article=version.article).first()
    if not live:
        return []
    article = version.article
    lost = own_targets(live).questions - own_targets(version).questions
    return question_problems({(article.language, key): article.address.path for key in lost})


def question_problems(lost: dict[tuple[str, str], str]) -> list[Problem]:
    """One problem for each link in use to a lost question; `lost` leads from language and id to the path of the text."""
    if not lost:
        return []
    links = links_in_use().filter(question__in={key for _, key in lost})
    return [
        Problem(path, 0, QUESTION_GONE.format(link=said_of(link), key=link.question))
        for link in links
        if (path := lost.get((link.article.language, link.question)))
    ]
