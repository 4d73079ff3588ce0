"""What staff leave behind while they work: presence, pictures, notices, reminders, and the log of what was done."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .articles import Article


class Opening(models.Model):
    """Who has an article open in the editor, and when they were last seen there."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="openings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "person"], name="opening_one_per_person")]

    def __str__(self) -> str:
        return f"{self.person} has {self.article} open"


class Picture(models.Model):
    """A picture from staff, already decoded and written anew. Its files are named for its key, never for the upload."""

    key = models.CharField(max_length=32, unique=True, help_text="First signs of the SHA-256 of the upload.")
    alt = models.CharField("in words", max_length=300, blank=True, help_text="What somebody who cannot see it needs.")
    is_decorative = models.BooleanField(
        "decorative", default=False, help_text="It says nothing that the text does not."
    )
    original_name = models.CharField(max_length=100, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_decorative=True, alt="") | (Q(is_decorative=False) & ~Q(alt="")),
                name="picture_has_words_or_is_decorative",
            ),
        ]

    def __str__(self) -> str:
        return self.alt or f"decorative picture {self.key[:6]}"


class NoticeQuerySet(models.QuerySet):
    def current(self, *, at: datetime | None = None) -> NoticeQuerySet:
        """Notices that patients see at a moment (default: now)."""
        moment = at or timezone.now()
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


class Notice(models.Model):
    """A dated safety notice: on every page, on the pages about one therapy, or on one page. It ends by itself."""

    words = models.CharField(max_length=300)
    therapy = models.SlugField(max_length=80, blank=True, help_text="Slug of the therapy whose pages show it.")
    article = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, related_name="notices")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "safety notice"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="notice_has_words"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="notice_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(therapy="") | Q(article__isnull=True), name="notice_has_one_scope"),
        ]

    def __str__(self) -> str:
        return self.words


class Reminder(models.Model):
    """One reminder that was sent about one review date: so that none is sent twice."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="reminders")
    due = models.DateField()
    days = models.SmallIntegerField(help_text="Days before the date; negative after it.")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "due", "days"], name="reminder_is_sent_once")]

    def __str__(self) -> str:
        return f"{self.article}, {self.days} days before {self.due}"


class LinkCheck(models.Model):
    """What the last check of an address outside the site found."""

    url = models.CharField(max_length=500, unique=True)
    checked_at = models.DateTimeField(default=timezone.now)
    problem = models.CharField(max_length=200, blank=True, help_text="Empty: it answered.")

    class Meta:
        ordering = ["url"]

    def __str__(self) -> str:
        return self.url


class JournalEntry(models.Model):
    """One thing that somebody did. A database trigger refuses any change of it (see migrations)."""

    OPENED_AGAIN = "opened again"  # of a withdrawn page; `detail` says from when to when patients could not read it

    at = models.DateTimeField(default=timezone.now, db_index=True)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=165, help_text="Name on that day; also of clinicians, who have no account.")
    action = models.CharField(max_length=40, db_index=True)
    about = models.CharField(max_length=200, blank=True)
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "log entry"
        verbose_name_plural = "log"

    def __str__(self) -> str:
        return f"{self.name}: {self.action} {self.about}".strip()
