"""Proposed values of clinic facts: a signed-in clinician agrees or not, whoever proposed takes back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from therapies import publishing
from therapies.models import Clinician, FactProposal

from .guard import staff_only

REFUSAL_NEEDS_WORDS = "Write why not, so that your colleagues can mend it."


def clinician_of(person) -> Clinician | None:
    """The clinician that an account belongs to, with the right to review."""
    if not person.has_perm("therapies.review_article"):
        return None
    return Clinician.objects.filter(account=person, left_at=None).first()


@require_POST
@staff_only(permission="therapies.view_clinicfact")
def decide(request, pk):
    """The answer of a signed-in clinician about a proposed value: `agree`, or `refuse` with a reason."""
    proposal = get_object_or_404(FactProposal.objects.select_related("fact"), pk=pk)
    clinician = clinician_of(request.user)
    is_approved, remark = "agree" in request.POST, request.POST.get("remark", "").strip()[:2_000]
    if clinician is None:
        messages.error(request, "Only a clinician with an account may decide. Ask a manager to link yours.")
    elif not is_approved and not remark:
        messages.error(request, REFUSAL_NEEDS_WORDS)
    else:
        try:
            publishing.decide_proposal(
                proposal, clinician=clinician, is_approved=is_approved, remark=remark, account=request.user
            )
        except publishing.NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            said = "Patients read the new value now." if is_approved else "The value stays as it was."
            messages.success(request, said)
    return back_to(proposal)


@require_POST
@staff_only(permission="therapies.change_clinicfact")
def take_back(request, pk):
    proposal = get_object_or_404(FactProposal.objects.select_related("fact"), pk=pk)
    if publishing.withdraw_proposal(proposal, by=request.user):
        messages.success(request, "Taken back. Patients go on reading the present value.")
    else:
        messages.error(request, "It was answered or taken back already.")
    return back_to(proposal)


def back_to(proposal: FactProposal) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:therapies_clinicfact_change", args=[proposal.fact_id]))
