"""What stands at the top of the page of an article: where its words are on their way to patients, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from therapies.models import Article, PreviewLink, Review, SignOffRequest, Version
from therapies.publishing.preview_links import open_preview_links
from therapies.publishing.sign_off import waiting_requests
from therapies.publishing.states import READ, State, flagged_versions, review_due, state_of

from .move_form import newest_version
from .pages import in_full
from .review_forms import review_moves_of

NEXT = {
    State.DRAFT: "Next: send it for review.",
    State.IN_REVIEW: "Next: a clinician answers.",
    State.APPROVED: "Next: publish it, or set a time.",
    State.SCHEDULED: "Nothing to do: it goes out by itself.",
    State.LIVE: "",
    State.REVIEW_DUE: "Next: ask a clinician whether it is still right.",
    State.WITHDRAWN: "Publishing it brings the page back.",
    State.EARLIER: "",
}


@dataclass(frozen=True)
class StateBox:
    version: Version
    state: State
    said: str
    next: str
    answer: Review | None  # the last one about this version
    requests: tuple[SignOffRequest, ...]
    flagged: tuple[Version, ...]
    links: tuple[PreviewLink, ...]
    moves: dict[str, str]
    # Numbers of the versions that this person, a clinician with an account, may read and answer.
    to_decide: tuple[Version, ...]


def state_box(article: Article, *, reader) -> StateBox | None:
    """The box for one article and one member of staff; None while it has no text."""
    version = newest_version(article)
    if version is None:
        return None
    state = state_of(version)
    live = Version.objects.live().filter(article=article).first()
    shown = [version] if live in (None, version) else [version, live]
    answer = version.reviews.first()
    return StateBox(
        version=version,
        state=state,
        said=said_of(version, state),
        next="Mend it, save it, and send it again." if is_sent_back(state, answer) else NEXT[state],
        answer=answer,
        requests=tuple(asked for each in shown for asked in waiting_requests(each)),
        flagged=tuple(flagged_versions().filter(article=article)),
        links=tuple(open_preview_links(version)),
        moves=review_moves_of(article, by=reader),
        to_decide=to_decide(shown, reader=reader),
    )


def is_sent_back(state: State, answer: Review | None) -> bool:
    return state == State.DRAFT and answer is not None and answer.decision == Review.CHANGE


def to_decide(versions: list[Version], *, reader) -> tuple[Version, ...]:
    clinician = getattr(reader, "clinician", None)
    if not reader.has_perm("therapies.review_article") or clinician is None or clinician.left_at:
        return ()
    return tuple(version for version in versions if state_of(version) in (State.IN_REVIEW, *READ))


def said_of(version: Version, state: State) -> str:
    """Who did what and when, in one sentence."""
    if state == State.IN_REVIEW:
        return f"{version.submitted_by} sent it on {in_full(version.submitted_at)}."
    if state == State.SCHEDULED:
        return f"Patients read it from {in_full(version.live_from)}."
    if state == State.APPROVED:
        return f"{version.review.signature} approved it on {in_full(version.review.decided_at)}."
    if state in READ:
        due = review_due(version)
        return f"To be read again by a clinician by {due:%B %-d, %Y}." if due else "No clinician has reviewed it."
    return ""
