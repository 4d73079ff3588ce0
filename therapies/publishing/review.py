"""Send a version for review, and record what a clinician says about exactly these words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from therapies.models import Article, Clinician, Review, Version

from .journal import record
from .review_dates import due_date
from .states import READ, NotAllowed, refuse_move, state_of
from .touched import touch_article

OWN_TEXT = "Nobody approves words that they wrote themselves. Ask another clinician."


class TextChanged(Exception):
    """The text that a clinician read is not the newest one any more. Its message is for the clinician."""


@transaction.atomic
def submit(version: Version, *, by: AbstractBaseUser, now: datetime | None = None) -> None:
    """Send a draft for review. Raises NotAllowed when it is no draft, or not the newest version."""
    now = now or timezone.now()
    held(version)
    refuse_move("submit", version, now=now)
    refuse_older(version)
    Version.objects.filter(pk=version.pk).update(submitted_at=now, submitted_by=by)
    version.submitted_at, version.submitted_by = now, by
    record("sent for review", by=by, about=version, now=now)


@transaction.atomic
def take_back(version: Version, *, by: AbstractBaseUser, now: datetime | None = None) -> None:
    """Make a version that waits for review a draft again."""
    held(version)
    refuse_move("take back", version, now=now)
    Version.objects.filter(pk=version.pk).update(submitted_at=None, submitted_by=None)
    version.submitted_at = version.submitted_by = None
    record("took back from review", by=by, about=version, now=now)


@transaction.atomic
def decide(
    version: Version,
    *,
    clinician: Clinician,
    decision: str,
    digest: str,
    remark: str = "",
    months: int | None = None,
    account: AbstractBaseUser | None = None,
    now: datetime | None = None,
) -> Review:
    """Record a clinician's answer about one text; an approving one becomes the review line of that version.

    `digest` is that of the text that was read, `months` until the page is to be read again (default: 6 for a safety
    page, 12 for others). Raises TextChanged when there is a newer text, NotAllowed for a move that the table does not
    have, for own words, and for a clinician who has left.
    """
    now = now or timezone.now()
    account = account or clinician.account
    held(version)
    refuse_changed_text(version, digest=digest, now=now)
    refuse_move("ask for a change" if decision == Review.CHANGE else "approve", version, now=now)
    refuse_clinician(clinician, version, account=account)
    review = Review.objects.create(
        version=version,
        digest=digest,
        clinician=clinician,
        signature=clinician.signature,
        account=account,
        written_by=version.written_by,
        decision=decision,
        remark=remark,
        decided_at=now,
        due=None if decision == Review.CHANGE else due_date(version, months=months, today=timezone.localdate(now)),
    )
    if decision != Review.CHANGE:
        show_review(review, version)
    record(review.get_decision_display(), by=account, name=clinician.signature, about=version, detail=remark, now=now)
    return review


def show_review(review: Review, version: Version) -> None:
    """Let the page of a version show a review; readers may be reading it already."""
    Version.objects.filter(pk=version.pk).update(review=review)
    version.review = review
    if version.live_from:
        touch_article(version.article)


def refuse_changed_text(version: Version, *, digest: str, now: datetime) -> None:
    """Raise TextChanged for other words than were read, and for words that neither patients read nor staff would publish."""
    is_current = newest_number(version) == version.number or state_of(version, now=now) in READ
    if digest != version.digest or not is_current:
        raise TextChanged("The text has changed since this was sent to you. Ask for the newest one.")


def refuse_clinician(clinician: Clinician, version: Version, *, account: AbstractBaseUser | None) -> None:
    """Raise NotAllowed for a clinician who has left, and for one who wrote these words."""
    if clinician.left_at:
        raise NotAllowed(f"{clinician} has left the clinic and cannot sign off any more.")
    writers = writers_since_approval(version)
    if {account and account.pk, clinician.account_id} & writers or has_email_of(clinician, writers):
        raise NotAllowed(OWN_TEXT)


def has_email_of(clinician: Clinician, accounts: Iterable[int]) -> bool:
    """Whether a clinician is one of these people, although nobody linked the two: letters to both go to one person."""
    return User.objects.filter(pk__in=accounts, email__iexact=clinician.email).exists()


def writers_since_approval(version: Version) -> set[int]:
    """Accounts that wrote this version or an earlier one that no clinician has approved: none of them approves it.

    Nor does who wrote the same words before an approval of others, and had them brought back by somebody else.
    """
    earlier = version.article.versions.filter(number__lt=version.number)
    approved = earlier.filter(reviews__in=Review.objects.approving()).order_by("-number").first()
    since = Q(number__gt=approved.number if approved else 0) | Q(digest=version.digest)
    written = version.article.versions.filter(since, number__lte=version.number).exclude(written_by=None)
    return set(written.values_list("written_by", flat=True))


def held(version: Version) -> None:
    """Hold the article until the end of the transaction, and read the version anew: somebody else may be deciding."""
    Article.objects.select_for_update().get(pk=version.article_id)
    version.refresh_from_db()
    version.article.refresh_from_db()


def newest_number(version: Version) -> int:
    return version.article.versions.order_by("-number").values_list("number", flat=True).first()


def refuse_older(version: Version) -> None:
    newest = newest_number(version)
    if newest != version.number:
        raise NotAllowed(f"Version {newest} is newer. Open it, and send that one.")
