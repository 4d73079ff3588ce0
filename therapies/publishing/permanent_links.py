"""Permanent links that stand in e-mails: no decision about a page may leave their readers without one."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from therapies.models import Article, Link, Version

from .journal import record
from .links import own_targets
from .refusals import NotPossible


def refuse_target(article: Article, *, question: str = "") -> None:
    """Raise NotPossible for what a permanent link cannot lead to."""
    if article.is_practice:
        raise NotPossible("Patients never see a page for practice, so no link can lead to it.")
    if article.merged_into_id:
        raise NotPossible(f'This page was merged into "{article.merged_into}". Make the link on that page.')
    if question and question not in questions_of(article):
        raise NotPossible(f'The page has no question with the id "{question}".')


def questions_of(article: Article) -> set[str]:
    """Ids of the questions that patients read on a page; of one that was never live, those of its newest version."""
    version = Version.objects.live().filter(article=article).first() or article.versions.order_by("-number").first()
    return set(own_targets(version).questions) if version else set()


@transaction.atomic
def lead_to(links: Iterable[Link], to: Article, *, question: str = "", by: AbstractBaseUser | None = None) -> None:
    """Let links lead to another live page from now on, or to a question on it."""
    if not Article.objects.live().filter(pk=to.pk).exists():
        raise NotPossible(f'"{to}" is not live, so readers of the link would find nothing there. Publish it first.')
    refuse_target(to, question=question)
    for link in links:
        before = link.article.address.url
        link.article, link.question, link.after_withdrawal = to, question, None
        link.save(update_fields=["article", "question", "after_withdrawal"])
        record("led a link elsewhere", by=by, about=link.get_absolute_url(), detail=f"{before} → {to.address.url}")
