"""Clinic facts with a clinical meaning: somebody proposes a value, a clinician signs it off, then it is everywhere."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from therapies.models import ClinicFact, Clinician, FactProposal, fact_sheet
from therapies.text.facts import FACTS, FactValueError, clean_value, refuse_disagreement

from .facts import change_fact
from .journal import record
from .review import has_email_of
from .states import NotAllowed


@transaction.atomic
def propose_fact(
    key: str, value: str, *, by: AbstractBaseUser, note: str = "", now: datetime | None = None
) -> FactProposal:
    """Propose a value. Patients go on reading the present one; an earlier proposal that waits is withdrawn.

    Raises KeyError for an unknown key and FactValueError, with a sentence for staff, for a value of the wrong type or one
    that does not fit the other facts.
    """
    now = now or timezone.now()
    new = clean_value(FACTS[key], value)
    refuse_disagreement(key, new, fact_sheet())
    fact = ClinicFact.objects.select_for_update().get(key=key)
    fact.proposals.filter(decided_at=None, withdrawn_at=None).update(withdrawn_at=now)
    proposal = FactProposal.objects.create(fact=fact, value=new, note=note, proposed_by=by, proposed_at=now)
    record("proposed a clinic fact", by=by, about=fact, detail=in_words(fact.value, new), now=now)
    return proposal


@transaction.atomic
def decide_proposal(
    proposal: FactProposal,
    *,
    clinician: Clinician,
    is_approved: bool,
    remark: str = "",
    account: AbstractBaseUser | None = None,
    now: datetime | None = None,
) -> None:
    """Record a clinician's answer. An approved value is live everywhere at once.

    Raises NotAllowed for a proposal that no longer waits, for own proposals, for a clinician who has left, and for a
    value that does not fit what other facts have become since.
    """
    now = now or timezone.now()
    account = account or clinician.account
    ClinicFact.objects.select_for_update().get(pk=proposal.fact_id)
    proposal.refresh_from_db()
    if not is_waiting(proposal):
        raise NotAllowed(
            "This proposal does not wait any more: it was answered, withdrawn, or replaced by a newer one."
        )
    if clinician.left_at:
        raise NotAllowed(f"{clinician} has left the clinic and cannot sign off any more.")
    is_own = account is not None and account.pk == proposal.proposed_by_id
    if is_own or has_email_of(clinician, [proposal.proposed_by_id]):
        raise NotAllowed("Nobody signs off a value that they proposed themselves. Ask another clinician.")
    if is_approved:
        refuse_what_no_longer_fits(proposal)
    proposal.decided_at, proposal.clinician = now, clinician
    proposal.is_approved, proposal.remark = is_approved, remark
    proposal.save(update_fields=["decided_at", "clinician", "is_approved", "remark"])
    action = "signed off a clinic fact" if is_approved else "refused a clinic fact"
    record(action, by=account, name=clinician.signature, about=proposal.fact, detail=remark, now=now)
    if is_approved:
        note = " ".join(filter(None, [proposal.note, f"Signed off by {clinician.signature}."]))
        change_fact(
            proposal.fact.key, proposal.value, by=proposal.proposed_by, note=note[:300], proposal=proposal, now=now
        )


def refuse_what_no_longer_fits(proposal: FactProposal) -> None:
    try:
        refuse_disagreement(proposal.fact.key, proposal.value, fact_sheet())
    except FactValueError as error:
        raise NotAllowed(f"This value does not fit any more. {error}") from error


@transaction.atomic
def withdraw_proposal(proposal: FactProposal, *, by: AbstractBaseUser, now: datetime | None = None) -> bool:
    """Take a proposal back. False when it does not wait any more."""
    now = now or timezone.now()
    waiting = FactProposal.objects.filter(pk=proposal.pk, decided_at=None, withdrawn_at=None)
    if not waiting.update(withdrawn_at=now):
        return False
    record("took back a clinic fact", by=by, about=proposal.fact, now=now)
    return True


def is_waiting(proposal: FactProposal) -> bool:
    return proposal.decided_at is None and proposal.withdrawn_at is None


def in_words(old: str, new: str) -> str:
    return f"“{old or 'not set'}” → “{new or 'not set'}”"
