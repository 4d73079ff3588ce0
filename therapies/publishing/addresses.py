"""Rename, merge and withdraw articles. An address that was ever given out keeps leading somewhere useful."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from therapies.models import Article, FormerAddress, JournalEntry, Version
from therapies.text.addresses import WHEN_TO_CALL, Address
from therapies.text.targets import GLOSSARY

from .change_log import EVERYTHING, follow_to, touch
from .derived import derive_topics
from .drafts import refuse_taken_address
from .journal import record
from .links import lost_targets, own_targets, stranded_links
from .permanent_links import (
    lead_after_withdrawal,
    lead_back,
    lead_to,
    links_to_pages,
    list_of,
    questions_lost_by_merging,
    refuse_to_strand,
)
from .refusals import NotPossible


def has_fixed_address(article: Article) -> bool:
    """Whether the site itself counts on the address, in its menu, its list of words and its report of readiness."""
    return article.address.page in (WHEN_TO_CALL.page, GLOSSARY)


def refuse_fixed_address(article: Article) -> None:
    if has_fixed_address(article):
        raise NotPossible(f'The site itself leads to "{article}", so this page keeps its address.')


@transaction.atomic
def rename(article: Article, *, slug: str, by: AbstractBaseUser | None = None, now: datetime | None = None) -> None:
    """Give an article another address. The old one leads to it for ever, in one step.

    Raises AddressTaken when another article has or once had the new address, NotPossible for a page of a fixed one.
    """
    old, new = article.address, Address(article.language, article.kind, slug)
    if new == old:
        return
    refuse_fixed_address(article)
    refuse_taken_address(new, by=article)
    article.former_addresses.filter(kind=new.kind, slug=new.slug).delete()
    FormerAddress.objects.create(
        language=old.language, kind=old.kind, slug=old.slug, article=article, left_at=now or timezone.now()
    )
    article.slug = slug
    article.save(update_fields=["slug"])
    if article.kind == "therapy":
        derive_topics(article)
    touch([EVERYTHING])
    follow_to(new.url, old=old.url)
    record("renamed", by=by, about=new.url, detail=f"{old.url} leads there now.", now=now)


@transaction.atomic
def merge(
    article: Article,
    *,
    into: Article,
    links_follow: bool = False,
    by: AbstractBaseUser | None = None,
    now: datetime | None = None,
) -> None:
    """Let another, live article take the place of this one: every address of this one leads there.

    Articles merged into this one earlier are pointed at the new successor, so that a reader never takes two steps.
    Raises NotPossible for itself, for another language, for a page that patients cannot read, for one of a fixed
    address, and while other pages link to questions or sections that the successor lacks. Permanent links in use to
    such questions are refused too, unless `links_follow` says that they may lead to the successor as a whole.
    """
    if article == into:
        raise NotPossible("A page cannot be merged into itself.")
    if article.language != into.language:
        raise NotPossible("A page can only be merged into a page of the same language.")
    if not Article.objects.live().filter(pk=into.pk).exists():
        raise NotPossible(f'"{into}" is not live, so readers would find nothing there. Publish it first.')
    if into.withdrawn_at:
        raise NotPossible(f'"{into}" will be withdrawn. Choose a page that stays, or cancel the withdrawal first.')
    refuse_fixed_address(article)
    stranded = stranded_by_merging(article, into=into)
    if stranded:
        raise NotPossible(" ".join(stranded))
    lost = questions_lost_by_merging(article, into=into)
    if lost and not links_follow:
        raise NotPossible(
            f"“{into}” lacks questions that links in e-mails or on paper lead to: {list_of(lost)}. Put them into that "
            "page first, or let these links lead to the whole page."
        )
    lead_to(lost, into, by=by)
    article.merged_articles.update(merged_into=into)
    article.merged_into, article.merged_at = into, now or timezone.now()
    article.save(update_fields=["merged_into", "merged_at"])
    touch([EVERYTHING])
    record("merged", by=by, about=article.address.url, detail=f"It leads to {into.address.url} now.", now=now)


def stranded_by_merging(article: Article, *, into: Article) -> list[str]:
    """Links on other live pages to what only this page has: its questions, its words, ids of its sections."""
    live = {version.article_id: version for version in Version.objects.live().filter(article__in=[article, into])}
    if article.pk not in live:
        return []
    page, successor = article.address.page, own_targets(live[into.pk])
    # A browser takes the id along to the successor, where it leads to a section of the same id.
    successor.anchors[page] = successor.anchors[into.address.page]
    lost = lost_targets(own_targets(live[article.pk]), successor, page=page)
    problems = stranded_links(
        {(article.language, target): article.address.path for target in lost}, apart_from={article.pk}
    )
    return [problem.message for problem in problems]


@transaction.atomic
def withdraw(
    article: Article,
    *,
    notice: str,
    by: AbstractBaseUser | None = None,
    read_instead: Article | None = None,
    at: datetime | None = None,
    now: datetime | None = None,
) -> None:
    """Take an article from patients, now or at the moment `at`. Its address then shows the notice and what to read instead.

    The notice is plain text for patients. Raises NotPossible without one, for a page that patients cannot read, for a
    time that has passed, and without `read_instead` while permanent links in use lead here: they lead there then. A
    page that is withdrawn already gets the new notice, and keeps the day it was withdrawn.
    """
    now = now or timezone.now()
    # Held until the end: somebody may be publishing the same page.
    held = Article.objects.select_for_update().get(pk=article.pk)
    refuse_withdrawal(held, notice=notice, read_instead=read_instead)
    if at and at <= now:
        raise NotPossible("That time has passed. Choose a later one, or withdraw the page now.")
    links = list(links_to_pages([held]))
    refuse_to_strand(links, instead=read_instead)
    is_gone = held.withdrawn_at is not None and held.withdrawn_at <= now
    if is_gone and at:
        raise NotPossible("Patients cannot read this page any more. Publish a version before you set a day.")
    article.withdrawn_at, article.withdrawn_by = held.withdrawn_at if is_gone else at or now, by
    article.withdrawal_notice, article.read_instead = notice.strip(), read_instead
    article.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_notice", "read_instead"])
    touch([EVERYTHING], due=at)
    if read_instead:
        lead_after_withdrawal(links, read_instead, by=by)
    action = "changed the notice" if is_gone else "set a day to withdraw" if at else "withdrew"
    day = f"{timezone.localtime(at):%Y-%m-%d %H:%M %Z}: " if at else ""
    record(action, by=by, about=article.address.url, detail=day + article.withdrawal_notice, now=now)


def refuse_withdrawal(article: Article, *, notice: str, read_instead: Article | None) -> None:
    if article.address.page == WHEN_TO_CALL.page:
        raise NotPossible("Every page leads patients here. Publish a better text instead of withdrawing it.")
    if not notice.strip():
        raise NotPossible("Write a notice: patients who follow an old link will read it.")
    if read_instead and not Article.objects.live().exclude(pk=article.pk).filter(pk=read_instead.pk).exists():
        raise NotPossible(f'"{read_instead}" is not live, so it cannot be read instead.')
    if article.merged_into_id:
        raise NotPossible(f'This page was merged into "{article.merged_into}"; withdraw that page.')
    if not article.versions.filter(live_from__isnull=False).exists():
        raise NotPossible("This page was never published, so there is nothing to withdraw.")


@transaction.atomic
def cancel_withdrawal(article: Article, *, by: AbstractBaseUser | None = None, now: datetime | None = None) -> bool:
    """Let patients go on reading a page that was to be withdrawn later. False when its time has come."""
    now = now or timezone.now()
    waiting = Article.objects.filter(pk=article.pk, withdrawn_at__gt=now)
    if not waiting.update(withdrawn_at=None, withdrawn_by=None, withdrawal_notice="", read_instead=None):
        return False
    article.refresh_from_db()
    lead_back(article)
    record("cancelled the withdrawal", by=by, about=article.address.url, now=now)
    return True


def end_withdrawal(article: Article, *, by: AbstractBaseUser | None, now: datetime) -> None:
    """Open a withdrawn article again; one that is to be withdrawn later still will be.

    The log keeps from when to when it was withdrawn: `reading.withdrawals` answers with it what patients could read.
    """
    if article.withdrawn_at is None or article.withdrawn_at > now:
        return
    detail = f"Withdrawn from {article.withdrawn_at.isoformat()} to {now.isoformat()}."
    record(JournalEntry.OPENED_AGAIN, by=by, about=article.address.url, detail=detail, now=now)
    lead_back(article)
    article.withdrawn_at = article.withdrawn_by = article.read_instead = None
    article.withdrawal_notice = ""
    article.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_notice", "read_instead"])
    touch([EVERYTHING])
