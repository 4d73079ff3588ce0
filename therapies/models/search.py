"""What a search looks through: rows derived from published versions, the site's own words, and words nothing was found for.

Beside these rows migration 0003 makes a full-text index, which the database itself keeps up to date.
"""

from __future__ import annotations

from django.db import models

from .articles import Version
from .derived import DerivedQuerySet


class SearchRow(models.Model):
    """One place that a search can lead to: a page, a section, a question, a comparison row, a word of the glossary.

    Only versions that are live, or will be, have such rows.
    """

    PAGE = "page"
    SECTION = "section"
    QUESTION = "question"
    ROW = "row"
    WORD = "word"
    PLACES = [(PAGE, "page"), (SECTION, "section"), (QUESTION, "question"), (ROW, "comparison row"), (WORD, "word")]

    version = models.ForeignKey(Version, models.CASCADE, related_name="search_rows")
    place = models.CharField(max_length=8, choices=PLACES)
    key = models.CharField(max_length=80, blank=True, help_text="The id of its heading, question, row or word.")
    name = models.TextField(help_text="Its title, heading or question. What is found here weighs most.")
    also = models.TextField(blank=True, help_text="What else it is called, and the headings it stands under.")
    words = models.TextField(blank=True, help_text="What it says: plain text, a block a line, facts as {{ key }}.")

    objects = DerivedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.place})"


class Spelling(models.Model):
    """A word of the site, under itself and under each form of it that lacks one letter, so that slips find it."""

    language = models.CharField(max_length=5)
    form = models.CharField(max_length=30)
    word = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "form", "word"], name="spelling_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.form} → {self.word}"


class MissedWordQuerySet(models.QuerySet):
    def worth_showing(self) -> MissedWordQuerySet:
        """Words that were missed so often that no single reader stands behind them, the most missed first."""
        return self.filter(count__gte=MissedWord.SHOWN_FROM).order_by("-count", "language", "word")


class MissedWord(models.Model):
    """How often a search for a word of the site's own vocabulary found nothing. No moment and no reader is kept."""

    SHOWN_FROM = 5

    language = models.CharField(max_length=5)
    word = models.CharField(max_length=100)
    count = models.PositiveIntegerField(default=0)

    objects = MissedWordQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "searches that found nothing"
        ordering = ["-count", "language", "word"]
        constraints = [
            models.UniqueConstraint(fields=["language", "word"], name="missed_word_is_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.count}"
