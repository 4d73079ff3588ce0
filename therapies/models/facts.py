"""Clinic facts: one typed value each, with its history. Definitions (type, label, help) are in `text.facts`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.utils import timezone

from therapies.text.facts import FACTS, FactDefinition, FactSheet

from .articles import both_or_neither
from .prepared import Prepared


class ClinicFact(models.Model):
    """The present value of one clinic fact, in the canonical form of its type."""

    key = models.SlugField(max_length=60, unique=True, editable=False)
    value = models.TextField(blank=True)
    is_sample = models.BooleanField(
        default=True, editable=False, help_text="Nobody of the clinic has confirmed this value yet."
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    review_due = models.DateField(
        null=True, blank=True, editable=False,
        help_text="After this day a plan shows no clock time that comes from it. Empty while nobody has confirmed it.",
    )  # fmt: skip

    reminded_on = models.DateField(
        null=True, blank=True, editable=False, help_text="When staff were last told that its review is due."
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.definition.label

    @property
    def definition(self) -> FactDefinition:
        return FACTS[self.key]


class ClinicFactChange(models.Model):
    """One change of a clinic fact: from what, to what, who, when and why."""

    fact = models.ForeignKey(ClinicFact, models.PROTECT, related_name="changes")
    old_value = models.TextField(blank=True)
    new_value = models.TextField(blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    proposal = models.ForeignKey("FactProposal", models.PROTECT, null=True, blank=True, related_name="changes")

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.fact}: {self.old_value or 'nothing'} → {self.new_value or 'nothing'}"

    @property
    def old_values(self) -> list[str]:
        """The earlier value as a form sends it: several choices one by one."""
        return self.old_value.split(", ") if self.fact.definition.several else [self.old_value]


class FactProposal(models.Model):
    """A new value for a clinic fact that a clinician must sign off first. It takes effect with the approval."""

    fact = models.ForeignKey(ClinicFact, models.PROTECT, related_name="proposals")
    value = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    clinician = models.ForeignKey("Clinician", models.PROTECT, null=True, blank=True, related_name="+")
    is_approved = models.BooleanField(null=True, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=both_or_neither("decided_at", "clinician") & both_or_neither("decided_at", "is_approved"),
                name="fact_proposal_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(is_approved__isnull=True) | models.Q(is_approved=True) | ~models.Q(remark=""),
                name="fact_proposal_refusal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact}: {self.value}"


def fact_sheet() -> FactSheet:
    """All clinic facts as they are now, in one query. A fact that nobody has set shows its start value."""
    return _sheet_with(tuple(_CONFIRMED.rows()))


_CONFIRMED = Prepared(
    lambda: ClinicFact.objects.filter(is_sample=False, key__in=FACTS).values_list("key", "value", "review_due")
)


# The same rows give the same sheet, so that what was made of it once is found again by it.
@lru_cache(maxsize=4)
def _sheet_with(rows: tuple[tuple[str, str, date | None], ...]) -> FactSheet:
    start = FactSheet.of_start_values()
    confirmed, due = {}, {}
    for key, value, review_due in rows:
        confirmed[key] = value
        if review_due:
            due[key] = review_due
    return FactSheet({**start.values, **confirmed}, start.samples - confirmed.keys(), due)
