"""Ask clinicians for their answer at a private address, and take it: no account is needed, the address is the authority.

The secret of an address stands in the e-mail and nowhere else. The answer counts for exactly the text that was shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from therapies.models import Clinician, FactProposal, Review, SignOffRequest, Version

from .fact_proposals import decide_proposal
from .journal import record
from .review import decide, held, newest_number, submit
from .states import READ, NotAllowed, State, state_of
from .tokens import LASTS, new_token, token_digest

WRONG_NAME = (
    "This is not the name and credential of the clinician whom we asked. Write both as the clinic has recorded them, "
    "such as “Jane Roe” and “MD”."
)


class WrongName(NotAllowed):
    """Somebody else has the address, or made a typing mistake."""


class Closed(Exception):
    """A private address that takes no answer any more. Its message is for whoever opened it."""


@transaction.atomic
def ask(
    version: Version, clinicians: Iterable[Clinician], *, by: AbstractBaseUser, now: datetime | None = None
) -> list[tuple[SignOffRequest, str]]:
    """Ask clinicians about a version; each gets an address of their own, given back with its secret this one time.

    A draft is sent for review with it. What patients read already may be asked about too: "is it still right?". An
    earlier address of the same clinician for the same page stops working. Raises NotAllowed for any other state, and
    for a clinician who has left.
    """
    now = now or timezone.now()
    held(version)
    if state_of(version, now=now) not in (State.IN_REVIEW, *READ):
        submit(version, by=by, now=now)
    made = []
    for clinician in clinicians:
        open_requests(clinician).filter(version__article=version.article_id).update(revoked_at=now)
        made.append(new_request(clinician, by=by, now=now, version=version))
        record("asked for sign-off", by=by, about=version, detail=f"Asked: {clinician.signature}", now=now)
    return made


@transaction.atomic
def ask_about_fact(
    proposal: FactProposal, clinicians: Iterable[Clinician], *, by: AbstractBaseUser, now: datetime | None = None
) -> list[tuple[SignOffRequest, str]]:
    """Ask clinicians about a proposed clinic fact, as `ask` does about a text."""
    now = now or timezone.now()
    if proposal.decided_at or proposal.withdrawn_at:
        raise NotAllowed("This proposal does not wait any more.")
    made = []
    for clinician in clinicians:
        open_requests(clinician).filter(proposal=proposal).update(revoked_at=now)
        made.append(new_request(clinician, by=by, now=now, proposal=proposal))
        record("asked for sign-off", by=by, about=proposal.fact, detail=f"Asked: {clinician.signature}", now=now)
    return made


def new_request(clinician: Clinician, *, by: AbstractBaseUser, now: datetime, **about) -> tuple[SignOffRequest, str]:
    if clinician.left_at:
        raise NotAllowed(f"{clinician} has left the clinic and cannot sign off any more.")
    token, digest = new_token()
    request = SignOffRequest.objects.create(
        clinician=clinician, token_digest=digest, asked_at=now, asked_by=by, ends_at=now + LASTS, **about
    )
    return request, token


def open_requests(clinician: Clinician):
    return clinician.requests.filter(revoked_at=None, answered_at=None)


def waiting_requests(version: Version, *, at: datetime | None = None):
    """Who is asked about a version and has not answered yet."""
    requests = SignOffRequest.objects.open(at=at).filter(version=version, answered_at=None)
    return requests.select_related("clinician", "asked_by")


def request_at(token: str) -> SignOffRequest | None:
    """The request behind an address, in whatever state; None for an address that was never given out."""
    found = SignOffRequest.objects.filter(token_digest=token_digest(token))
    return found.select_related("clinician", "asked_by", "version__article", "proposal__fact").first()


def refuse_closed(request: SignOffRequest, *, now: datetime | None = None) -> None:
    """Raise Closed when an address takes no answer: it was used, taken back, or is too old."""
    now = now or timezone.now()
    if request.answered_at:
        raise Closed(f"You answered on {in_words(request.answered_at)}. Thank you; there is nothing more to do.")
    if request.clinician.left_at or request.revoked_at:
        raise Closed("This address was taken back. If you still want to answer, ask for a new one.")
    if request.ends_at <= now:
        raise Closed(f"This address ended on {in_words(request.ends_at)}. Ask for a new one.")


def is_changed(request: SignOffRequest, *, now: datetime | None = None) -> bool:
    """Whether the words that were sent are neither the newest nor read by patients."""
    version = request.version
    state = state_of(version, now=now)
    if state in READ:
        return False
    return newest_number(version) != version.number or state != State.IN_REVIEW


@transaction.atomic
def answer(
    request: SignOffRequest,
    *,
    name: str,
    credential: str,
    digest: str,
    decision: str,
    remark: str = "",
    months: int | None = None,
    now: datetime | None = None,
) -> Review | None:
    """Take the answer of the clinician whom a request asks; the review, or None for a clinic fact.

    Raises Closed, WrongName, NotAllowed, and TextChanged for words that are not current.
    """
    now = now or timezone.now()
    # Held until the end: a second press of the button waits here, and finds it answered.
    SignOffRequest.objects.select_for_update().get(pk=request.pk)
    request.refresh_from_db()
    refuse_closed(request, now=now)
    clinician = request.clinician
    if not (is_same(name, clinician.name) and is_same(credential, clinician.credential)):
        raise WrongName(WRONG_NAME)
    SignOffRequest.objects.filter(pk=request.pk).update(answered_at=now)
    if request.proposal:
        is_approved = decision != Review.CHANGE
        decide_proposal(request.proposal, clinician=clinician, is_approved=is_approved, remark=remark, now=now)
        return None
    return decide(
        request.version,
        clinician=clinician,
        decision=decision,
        digest=digest,
        remark=remark,
        months=None if decision == Review.CHANGE else months,
        now=now,
    )


@transaction.atomic
def revoke(request: SignOffRequest, *, by: AbstractBaseUser, now: datetime | None = None) -> bool:
    """Close a private address. False when it was answered or closed already."""
    now = now or timezone.now()
    still_open = SignOffRequest.objects.filter(pk=request.pk, revoked_at=None, answered_at=None)
    if not still_open.update(revoked_at=now):
        return False
    about = request.version or request.proposal.fact
    record("took back a sign-off address", by=by, about=about, detail=f"Of: {request.clinician}", now=now)
    return True


def last_approved(clinician: Clinician, version: Version) -> Review | None:
    """What a clinician approved last of a page before this version; None when they never did."""
    reviews = clinician.reviews.approving().filter(version__article=version.article_id)
    return reviews.filter(version__number__lte=version.number).select_related("version__article").first()


def is_same(written: str, recorded: str) -> bool:
    """Whether two names are the same to people: capitals, spaces and full stops make no other person."""
    return letters_of(written) == letters_of(recorded) != ""


def letters_of(name: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFKC", name).casefold() if not sign.isspace() and sign != "."
    )


def in_words(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%B %-d, %Y}"
