"""Change clinic facts. A change shows on every page at the next request, in every worker process."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from therapies.models import ClinicFact, ClinicFactChange, FactProposal
from therapies.text.facts import FACTS, clean_value

from .journal import record


def ensure_facts() -> None:
    """Give every defined fact its row, with the start value as a sample. Values that staff set are left alone."""
    ClinicFact.objects.bulk_create(
        [
            ClinicFact(key=key, value=definition.start, is_sample=definition.start_is_sample)
            for key, definition in FACTS.items()
        ],
        ignore_conflicts=True,
    )


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

    `proposal` is the one that a clinician signed off. This does not ask for one: `propose_fact` does.

    Raises KeyError for an unknown key and FactValueError, with a sentence for staff, for a value of the wrong type.
    """
    definition = FACTS[key]
    new = clean_value(definition, value)
    fact, _ = ClinicFact.objects.select_for_update().get_or_create(
        key=key, defaults={"value": definition.start, "is_sample": definition.start_is_sample}
    )
    if fact.value == new and not fact.is_sample:
        return fact
    now = now or timezone.now()
    ClinicFactChange.objects.create(
        fact=fact, old_value=fact.value, new_value=new, changed_at=now, changed_by=by, note=note, proposal=proposal
    )
    record("changed a clinic fact", by=by, about=fact, detail=f"“{fact.value}” → “{new}”", now=now)
    fact.value, fact.is_sample, fact.changed_at, fact.changed_by = new, False, now, by
    fact.save()
    return fact
