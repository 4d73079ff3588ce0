"""Permanent links that the clinic puts into e-mails, texts and on paper, and what is known about their use."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from .articles import Article, both_or_neither

MAX_CODE = 6


class LinkQuerySet(models.QuerySet):
    def in_use(self) -> LinkQuerySet:
        """Links that an appointment type sends, or that stand in a system from which nobody has removed them."""
        pasted = Placement.objects.filter(link=OuterRef("pk"), removed_on__isnull=True)
        sent = AppointmentType.objects.filter(link=OuterRef("pk"))
        return self.filter(Exists(pasted) | Exists(sent))


class Link(models.Model):
    """A code that answers for ever. Triggers refuse to delete it and to change its code (see migrations)."""

    IN_PLACE = "page"
    REDIRECT = "redirect"
    ANSWERS = [(IN_PLACE, "the page itself, under a neutral title"), (REDIRECT, "a step to the address of the page")]

    code = models.CharField(max_length=MAX_CODE, unique=True, editable=False)
    article = models.ForeignKey(Article, models.PROTECT, related_name="links")
    question = models.SlugField(
        max_length=80, blank=True, editable=False, help_text="Key of the question it leads to; empty for the page."
    )
    after_withdrawal = models.ForeignKey(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="links_after_withdrawal",
        help_text="Leads here while its own page is withdrawn.",
    )
    answers_with = models.CharField(max_length=8, choices=ANSWERS, default=IN_PLACE)
    label = models.CharField(
        "what it is for", max_length=120, blank=True, help_text="For staff; patients never see it."
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = "e-mail link"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(answers_with__in=["page", "redirect"]), name="link_answer_is_known"),
        ]

    def __str__(self) -> str:
        return f"/e/{self.code}"

    def get_absolute_url(self) -> str:
        return f"/e/{self.code}"


class AppointmentType(models.Model):
    """A kind of appointment as the scheduling system calls it, and the link that its e-mails carry."""

    name = models.CharField("as the scheduling system calls it", max_length=120, unique=True)
    link = models.ForeignKey(Link, models.PROTECT, null=True, blank=True, related_name="appointment_types")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """A system or a paper into which somebody pasted a link, and when they last saw that it is still there."""

    link = models.ForeignKey(Link, models.PROTECT, related_name="placements")
    system = models.CharField(
        "where", max_length=120, help_text="Such as: confirmation e-mail in our scheduling system."
    )
    pasted_on = models.DateField("pasted on")
    confirmed_on = models.DateField("last confirmed")
    removed_on = models.DateField("taken out on", null=True, blank=True)
    asked_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="When staff were last asked by e-mail whether it is still there.",
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["link", "system", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_on__gte=models.F("pasted_on")), name="placement_confirmed_after_it_was_pasted"
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(removed_on__gte=models.F("pasted_on")),
                name="placement_removed_after_it_was_pasted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link} in {self.system}"


class LinkCount(models.Model):
    """How often a link was asked for on one day. Nothing in it tells who asked."""

    HUMAN = "human"
    ROBOT = "robot"
    EMAIL, SMS, QR, PAPER = "e", "s", "q", "p"
    CHANNELS = [("", "not said"), (EMAIL, "e-mail"), (SMS, "text message"), (QR, "QR code"), (PAPER, "paper")]

    link = models.ForeignKey(Link, models.CASCADE, related_name="counts")
    day = models.DateField()
    channel = models.CharField(max_length=1, blank=True, choices=CHANNELS, default="")
    reader = models.CharField(max_length=5, choices=[(HUMAN, "likely a person"), (ROBOT, "likely a robot")])
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "day", "channel", "reader"], name="link_count_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.link} on {self.day}: {self.n}"


class FeedKey(models.Model):
    """The key with which a partner's program reads the list of links. Only its SHA-256 is kept."""

    partner = models.CharField("who reads the feed", max_length=120)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    last_used_on = models.DateField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["partner", "-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=both_or_neither("revoked_at", "revoked_by"), name="feed_key_revocation_has_a_person"
            ),
        ]

    def __str__(self) -> str:
        return self.partner
