"""Who stands by which words: clinicians, their reviews, and the private addresses at which they and others read drafts.

Only digests of private addresses are kept: who reads the database cannot open one.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

DIGEST = 64  # characters of a SHA-256 in hexadecimal


class Clinician(models.Model):
    """Somebody who may stand by words for patients. An account is not needed: a private address is enough."""

    name = models.CharField(max_length=100)
    credential = models.CharField(max_length=60, help_text="As it stands on the page: MD, RN, PharmD.")
    email = models.EmailField("e-mail", unique=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="clinician"
    )
    left_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.signature

    @property
    def signature(self) -> str:
        """Name and credential as pages show them: Maria Sample, RN."""
        return f"{self.name}, {self.credential}"


class ReviewQuerySet(models.QuerySet):
    def approving(self) -> ReviewQuerySet:
        return self.exclude(decision=Review.CHANGE)


class Review(models.Model):
    """What a clinician said about exactly one text. A database trigger refuses any change of it (see migrations)."""

    APPROVED = "approved"
    REMARK = "remark"
    CHANGE = "change"
    DECISIONS = [(APPROVED, "approved"), (REMARK, "approved with a remark"), (CHANGE, "asked for a change")]

    version = models.ForeignKey("Version", models.PROTECT, related_name="reviews")
    digest = models.CharField(max_length=DIGEST, help_text="SHA-256 of the text that was read.")
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="reviews")
    signature = models.CharField(max_length=165, help_text="Name and credential on that day.")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Who wrote that version: a copy, so that the database can compare it with the account.",
    )  # fmt: skip
    decision = models.CharField(max_length=8, choices=DECISIONS)
    remark = models.TextField(blank=True)
    decided_at = models.DateTimeField(default=timezone.now)
    due = models.DateField(null=True, blank=True, help_text="When the page is to be read again.")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="approved") | ~Q(remark=""), name="review_remark_or_change_says_what"
            ),
            models.CheckConstraint(
                condition=Q(decision="change", due__isnull=True) | (~Q(decision="change") & Q(due__isnull=False)),
                name="review_approval_has_a_due_date",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=True) | Q(written_by__isnull=True) | ~Q(account=F("written_by")),
                name="review_is_not_of_own_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signature}, {self.decided_at:%Y-%m-%d}: {self.get_decision_display()}"


class TokenQuerySet(models.QuerySet):
    def open(self, *, at: datetime | None = None) -> TokenQuerySet:
        """Private addresses that still answer at a moment (default: now)."""
        return self.filter(revoked_at=None, ends_at__gt=at or timezone.now())


class SignOffRequest(models.Model):
    """A private address at which one clinician decides about one version, or about one proposed clinic fact."""

    version = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="sign_off_requests")
    proposal = models.ForeignKey("FactProposal", models.PROTECT, null=True, blank=True, related_name="requests")
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="requests")
    token_digest = models.CharField(max_length=DIGEST, unique=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=True, proposal__isnull=False)
                | Q(version__isnull=False, proposal__isnull=True),
                name="sign_off_is_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clinician} about {self.version or self.proposal}"


class PreviewLink(models.Model):
    """A private address at which anybody who has it reads one version, and can do nothing else."""

    version = models.ForeignKey("Version", models.PROTECT, related_name="preview_links")
    token_digest = models.CharField(max_length=DIGEST, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.version}, until {self.ends_at:%Y-%m-%d}"
