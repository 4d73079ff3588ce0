"""Change clinic facts. A change shows on every page at the next request, in every worker process."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from therapies.models import ClinicFact, ClinicFactChange, FactProposal, fact_sheet
from therapies.text.facts import EATING, FACTS, FactDefinition, clean_value, refuse_disagreement

from .journal import record
from .review_dates import after_months
from .touched import touch_fact

MONTHS = 12
# What patients eat and drink before a visit is the most dangerous of all to have wrong.
MONTHS_OF_EATING = 6


@transaction.atomic
def ensure_facts() -> None:
    """Give every defined fact its row, with the start value as a sample. Values that staff set are left alone.

    One that was confirmed before facts had a review date gets the date that it would have.
    """
    ClinicFact.objects.bulk_create(
        [
            ClinicFact(key=key, value=definition.start, is_sample=definition.start_is_sample)
            for key, definition in FACTS.items()
        ],
        ignore_conflicts=True,
    )
    for fact in ClinicFact.objects.filter(is_sample=False, review_due=None).exclude(value=""):
        due = review_due_of(FACTS[fact.key], today=timezone.localdate(fact.changed_at)) if fact.key in FACTS else None
        if due:
            ClinicFact.objects.filter(pk=fact.pk, review_due=None).update(review_due=due)
            touch_fact(fact.key)


@transaction.atomic
def change_fact(
    key: str,
    value: str,
    *,
    by: AbstractBaseUser | None = None,
    note: str = "",
    proposal: FactProposal | None = None,
    now: datetime | None = None,
) -> ClinicFact:
    """Set a clinic fact, or confirm its sample value by setting the same one. Each change is kept in its history.

    `proposal` is the one that a clinician signed off. This does not ask for one: `propose_fact` does. The same value,
    signed off again, is still right: it holds until its next review.

    Raises KeyError for an unknown key and FactValueError, with a sentence for staff, for a value of the wrong type or one
    that does not fit the other facts.
    """
    definition = FACTS[key]
    new = clean_value(definition, value)
    refuse_disagreement(key, new, fact_sheet())
    fact, _ = ClinicFact.objects.select_for_update().get_or_create(
        key=key, defaults={"value": definition.start, "is_sample": definition.start_is_sample}
    )
    if fact.value == new and not fact.is_sample and not proposal:
        return fact
    now = now or timezone.now()
    ClinicFactChange.objects.create(
        fact=fact, old_value=fact.value, new_value=new, changed_at=now, changed_by=by, note=note, proposal=proposal
    )
    said = f"“{new}” is still right" if fact.value == new else f"“{fact.value}” → “{new}”"
    record("changed a clinic fact", by=by, about=fact, detail=said, now=now)
    fact.value, fact.is_sample, fact.changed_at, fact.changed_by = new, False, now, by
    fact.review_due = review_due_of(definition, today=timezone.localdate(now)) if new else None
    fact.reminded_on = None
    fact.save()
    touch_fact(key)
    return fact


def review_due_of(definition: FactDefinition, *, today: date) -> date | None:
    """Until when a value that is set today holds, unless a clinician says again that it is right. None: for ever.

    911 and 988 are the same for the whole country, and no clinic changes them.
    """
    if not definition.needs_sign_off or definition.short_codes:
        return None
    return after_months(today, MONTHS_OF_EATING if definition.group == EATING else MONTHS)
