"""Write versions. A version is a draft until `publish` makes it live; its words never change again."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from therapies.models import Article, FormerAddress, Version
from therapies.text.addresses import Address
from therapies.text.articles import parse_article
from therapies.text.files import digest_of

from .journal import record
from .touched import touch_links_to_twins


class AddressTaken(Exception):
    """The address belongs, or once belonged, to another article. Its message is for staff."""


@transaction.atomic
def new_article(address: Address) -> Article:
    """Make an article without any version. Refuses an address that another article has or once had."""
    refuse_taken_address(address)
    touch_links_to_twins([address])
    return Article.objects.create(language=address.language, kind=address.kind, slug=address.slug)


def refuse_taken_address(address: Address, *, by: Article | None = None) -> None:
    """Raise AddressTaken when another article than `by` has or once had this address."""
    if Article.objects.at_address(address).exclude(pk=by and by.pk).exists():
        raise AddressTaken(f"Another page already has the address {address.url}. Choose another one.")
    former = former_address(address)
    if former and former.article != by:
        raise AddressTaken(
            f'The address {address.url} was once given out for "{former.article}" and leads there for ever. '
            "Choose another one."
        )


def former_address(address: Address) -> FormerAddress | None:
    return FormerAddress.objects.at_address(address).select_related("article").first()


@transaction.atomic
def save_draft(
    article: Article,
    text: str,
    *,
    by: AbstractBaseUser | None = None,
    note: str = "",
    now: datetime | None = None,
) -> Version:
    """Write the next version of an article. Patients do not see it until it is published.

    `by` is empty when the text comes from a file. Raises ArticleFileError when the front matter cannot be
    read; problems of the Markdown itself are kept for `publish`, so that half-done work can be saved.
    """
    # Two savers at once would both take the same number; the second waits here (SQLite: transaction is IMMEDIATE).
    Article.objects.select_for_update().get(pk=article.pk)
    last = article.versions.aggregate(last=Max("number"))["last"] or 0
    version = draft_of(article, text, number=last + 1, by=by, note=note, now=now)
    version.save(force_insert=True)
    record("wrote a draft", by=by, about=version, detail=note, now=now)
    return version


def draft_of(
    article: Article,
    text: str,
    *,
    number: int,
    by: AbstractBaseUser | None = None,
    note: str = "",
    now: datetime | None = None,
) -> Version:
    """The unsaved row of a version; its columns for lists are read from the text."""
    words = parse_article(text, kind=article.kind, path=article.address.path)
    return Version(
        article=article,
        number=number,
        text=text,
        digest=digest_of(text),
        title=words.title,
        summary=words.summary,
        order=words.order,
        about=list(words.about),
        reviewed_by=words.reviewed_by,
        reviewed_on=words.reviewed_on,
        review_due=words.review_due,
        written_by=by,
        written_at=now or timezone.now(),
        note=note,
    )
