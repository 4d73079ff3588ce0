"""The states of a version, as staff see them, and the one table of moves between them.

No column holds a state: it follows from who did what when, so that it cannot disagree with that.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef
from django.utils import timezone

from therapies.models import Review, Version
from therapies.models.articles import VersionQuerySet


class State(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    LIVE = "live"
    REVIEW_DUE = "review due"
    WITHDRAWN = "withdrawn"
    EARLIER = "earlier"  # patients read it once, and a newer one now


READ = (State.LIVE, State.REVIEW_DUE)

# What may be done to a version, from which state, and what it is afterwards. Nothing else is possible.
MOVES = {
    "submit": {State.DRAFT: State.IN_REVIEW},
    "take back": {State.IN_REVIEW: State.DRAFT},
    "approve": {
        State.IN_REVIEW: State.APPROVED,
        # A clinician looks at what went out before, or says that it is still right.
        State.LIVE: State.LIVE,
        State.REVIEW_DUE: State.LIVE,
    },
    "ask for a change": {
        State.IN_REVIEW: State.DRAFT,
        State.LIVE: State.LIVE,
        State.REVIEW_DUE: State.REVIEW_DUE,
    },
    "publish": {
        State.APPROVED: State.LIVE,
        State.SCHEDULED: State.LIVE,
        State.WITHDRAWN: State.LIVE,
    },
    "schedule": {State.APPROVED: State.SCHEDULED, State.SCHEDULED: State.SCHEDULED},
    "cancel the schedule": {State.SCHEDULED: State.APPROVED},
    "publish a small correction": {State.DRAFT: State.LIVE, State.IN_REVIEW: State.LIVE},
    "publish in an emergency": {State.DRAFT: State.LIVE, State.IN_REVIEW: State.LIVE},
    "withdraw": {
        State.LIVE: State.WITHDRAWN,
        State.REVIEW_DUE: State.WITHDRAWN,
        State.WITHDRAWN: State.WITHDRAWN,  # with another notice
    },
}


class NotAllowed(Exception):
    """A move that the table does not have, or that this person may not make. Its message is for staff."""


def may(move: str, version: Version, *, now: datetime | None = None) -> bool:
    return state_of(version, now=now) in MOVES[move]


def refuse_move(move: str, version: Version, *, now: datetime | None = None) -> None:
    """Raise NotAllowed when the table has no such move for the state of a version."""
    state = state_of(version, now=now)
    if state not in MOVES[move]:
        froms = " or ".join(f"“{state}”" for state in MOVES[move])
        raise NotAllowed(f"Version {version.number} is “{state}”. To {move}, it must be {froms}.")


def state_of(version: Version, *, now: datetime | None = None) -> State:
    """The state of a version at a moment (default: now)."""
    now = now or timezone.now()
    article = version.article
    if version.live_from and version.live_from > now:
        return State.SCHEDULED
    if version.live_from:
        return state_of_published(version, now=now)
    last = version.reviews.first()
    if last and last.decision != Review.CHANGE:
        return State.APPROVED
    # An answer that asks for a change sends the text back; sending it again asks anew.
    waits = version.submitted_at and not (last and last.decided_at >= version.submitted_at)
    return State.IN_REVIEW if waits and not article.merged_at else State.DRAFT


def state_of_published(version: Version, *, now: datetime) -> State:
    article = version.article
    if article.versions.filter(live_from__gt=version.live_from, live_from__lte=now).exists() or article.merged_at:
        return State.EARLIER
    if article.withdrawn_at and article.withdrawn_at <= now:
        return State.WITHDRAWN
    due = review_due(version)
    return State.REVIEW_DUE if due and due <= timezone.localdate(now) else State.LIVE


def flagged_versions(*, at: datetime | None = None) -> VersionQuerySet:
    """What went out as a small correction or in an emergency, and no clinician has looked since; the newest first.

    An approval of that version, or of a newer one of its page, takes it off the list.
    """
    seen = Review.objects.approving().filter(
        version__article=OuterRef("article"),
        version__number__gte=OuterRef("number"),
        decided_at__gte=OuterRef("published_at"),
    )
    unreviewed = Version.objects.once_live(at=at).filter(published_as__in=[Version.CORRECTION, Version.EMERGENCY])
    return unreviewed.exclude(Exists(seen)).select_related("article", "published_by")


def review_due(version: Version):
    """The day on which a version is to be read again: as its review says, or as its file says; None when never read."""
    return version.review.due if version.review_id else version.review_due
