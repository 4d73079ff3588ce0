"""Rows derived from the text of a version. They can be thrown away and made again from that text."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef

from .articles import Version


class DerivedQuerySet(models.QuerySet):
    def live(self, *, at: datetime | None = None) -> DerivedQuerySet:
        """Rows of the versions that patients read at a moment (default: now)."""
        return self.filter(Exists(Version.objects.live(at=at).filter(pk=OuterRef("version"))))


class Question(models.Model):
    """One question and its answer, from `## Questions` of a version."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=80, help_text="Its permanent id, the same in every version.")
    question = models.CharField(max_length=200)
    answer = models.TextField(help_text="Markdown.")
    position = models.PositiveIntegerField()

    objects = DerivedQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="question_id_is_unique_in_its_version"),
        ]

    def __str__(self) -> str:
        return self.question


class Word(models.Model):
    """One entry of the glossary, from `## Words` of a version."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="words")
    key = models.SlugField(max_length=80)
    word = models.CharField(max_length=200)
    meaning = models.TextField(help_text="Markdown.")
    position = models.PositiveIntegerField()

    objects = DerivedQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="word_id_is_unique_in_its_version"),
        ]

    def __str__(self) -> str:
        return self.word


class Step(models.Model):
    """One step of a visit plan: what a patient does, at a time relative to the appointment.

    Either `minutes` is set (elapsed time, negative before the appointment), or `days` and maybe `clock` (days on the
    calendar, and the time of day there). A step whose time is a clinic fact keeps the fact, not its value.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField()
    group = models.SlugField(max_length=20, help_text="Part of the plan, such as day-before.")
    is_before = models.BooleanField(help_text="Whether a fact's time counts back from the appointment.")
    is_from_end = models.BooleanField(help_text="Whether its time counts from the end of the longest visit.")
    fact = models.SlugField(max_length=60, blank=True)
    minutes = models.IntegerField(null=True, blank=True)
    days = models.IntegerField(null=True, blank=True)
    clock = models.TimeField(null=True, blank=True)
    words = models.TextField(help_text="Markdown.")
    missed = models.TextField(blank=True, help_text="Markdown: what to do when the step was missed.")

    objects = DerivedQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="step_has_one_place_in_its_plan"),
        ]

    def __str__(self) -> str:
        return self.words


class ComparisonOption(models.Model):
    """One column of a comparison: something a patient may choose."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="options")
    key = models.SlugField(max_length=80)
    label = models.CharField(max_length=200)
    target = models.CharField(max_length=200, blank=True, help_text="The article about it, e.g. therapy/lidocaine.")
    position = models.PositiveIntegerField()

    objects = DerivedQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="option_is_unique_in_its_comparison"),
        ]

    def __str__(self) -> str:
        return self.label


class ComparisonRow(models.Model):
    """One row of a comparison: the same question asked of every option."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="rows")
    key = models.SlugField(max_length=80)
    label = models.CharField(max_length=200)
    position = models.PositiveIntegerField()

    objects = DerivedQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="row_is_unique_in_its_comparison"),
        ]

    def __str__(self) -> str:
        return self.label


class ComparisonCell(models.Model):
    """What one row says about one option. Never empty."""

    row = models.ForeignKey(ComparisonRow, models.CASCADE, related_name="cells")
    option = models.ForeignKey(ComparisonOption, models.CASCADE, related_name="cells")
    words = models.TextField(help_text="Inline Markdown.")

    class Meta:
        ordering = ["row", "option__position"]
        constraints = [
            models.UniqueConstraint(fields=["row", "option"], name="cell_is_unique_in_its_row"),
            models.CheckConstraint(condition=~models.Q(words=""), name="cell_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.row}, {self.option}"


class Mention(models.Model):
    """What a version refers to: another page, a clinic fact, a therapy, or a picture. It answers "where is this used?"."""

    LINK = "link"
    FACT = "fact"
    ABOUT = "about"
    PICTURE = "picture"

    version = models.ForeignKey(Version, models.CASCADE, related_name="mentions")
    what = models.CharField(
        max_length=7, choices=[(LINK, "link"), (FACT, "clinic fact"), (ABOUT, "therapy"), (PICTURE, "picture")]
    )
    target = models.CharField(
        max_length=200, help_text="E.g. guide/how-to-prepare, fast_solids_h, lidocaine, or the key of a picture."
    )

    objects = DerivedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "what", "target"], name="mention_is_counted_once"),
        ]
        indexes = [models.Index(fields=["what", "target"], name="mention_target")]

    def __str__(self) -> str:
        return f"{self.version} mentions {self.target}"
