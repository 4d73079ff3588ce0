"""The practice page: staff try everything in it. A database trigger keeps it from patients for ever."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from therapies.models import Article
from therapies.text.addresses import DEFAULT_LANGUAGE, Address

from .drafts import new_article, save_draft
from .journal import record

ADDRESS = Address(DEFAULT_LANGUAGE, "guide", "practice-page")
TEXT = Path(__file__).with_name("practice.md")


@transaction.atomic
def practice_article() -> Article:
    """The practice page, made when it is not there yet."""
    there = Article.objects.filter(is_practice=True).first()
    if there:
        return there
    article = new_article(ADDRESS)
    article.is_practice = True
    article.save(update_fields=["is_practice"])
    save_draft(article, TEXT.read_text(encoding="utf-8"), note="A page to practice with.")
    record("made the practice page", about=article)
    return article
