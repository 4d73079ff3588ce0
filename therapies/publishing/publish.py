"""Decide what patients read: publish now, at a set time, or not at all."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from therapies.models import Article, Review, Version, fact_sheet
from therapies.text.checking import problems_in
from therapies.text.facts import FACTS
from therapies.text.findings import ERROR, findings_in
from therapies.text.problems import Problem

from .addresses import end_withdrawal
from .corrections import refusals_of_correction
from .derived import derive_rows
from .journal import record
from .links import dead_links, stranded_by, taken_ids
from .permanent_links import links_stranded_by
from .pictures import hold_pictures, missing_pictures
from .states import MOVES, READ, State, state_of
from .touched import touch_new_words

MOVE_OF_WAY = {
    Version.REVIEWED: "publish",
    Version.CORRECTION: "publish a small correction",
    Version.EMERGENCY: "publish in an emergency",
}
WORDS_OF_WAY = {
    Version.REVIEWED: "published",
    Version.CORRECTION: "published a small correction",
    Version.EMERGENCY: "published in an emergency",
    Version.FILE: "published from a content file",
}


class NotPublishable(Exception):
    """A text that must not reach patients. `problems` says why, each with its line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


def reasons_not_to_publish(version: Version) -> list[Problem]:
    """Everything that keeps a version from patients: its text, dead links, ids in use elsewhere, missing facts."""
    article = version.article
    path = article.address.path
    problems = problems_in(version.text, kind=article.kind, path=path, known_facts=FACTS)
    if problems:
        return problems
    between = dead_links(version) + taken_ids(version) + stranded_by(version) + links_stranded_by(version)
    return sorted(missing_facts(path) + between + missing_pictures(version))


def words_to_mend(version: Version, *, today: date) -> list[Problem]:
    """What the check of words calls an error: a promise, a bare claim, a safety line that is missing. Files stop at it."""
    article = version.article
    found = findings_in(
        version.text,
        kind=article.kind,
        path=article.address.path,
        fact_values=fact_sheet().values,
        today=today,
        language=article.language,
    )
    return [Problem(finding.path, finding.line, finding.for_staff) for finding in found if finding.severity == ERROR]


def missing_facts(path: str) -> list[Problem]:
    """Clinic facts that safety depends on and that have no value: no page may go out without them."""
    facts = fact_sheet()
    return [
        Problem(path, 0, f'The clinic fact "{definition.label}" has no value. Set it first; every page needs it.')
        for key, definition in FACTS.items()
        if definition.required and not facts.value(key)
    ]


@transaction.atomic
def publish(
    version: Version,
    *,
    by: AbstractBaseUser | None = None,
    at: datetime | None = None,
    as_: str = Version.REVIEWED,
    reason: str = "",
    now: datetime | None = None,
) -> None:
    """Let patients read this version, from now on or from the moment `at`, which takes effect by the clock alone.

    Without `by` it comes from a content file. With it, `as_` says what lets it out: a clinician's approval
    (`Version.REVIEWED`), or a small correction or an emergency, which are listed with their `reason` until a clinician
    has looked. A withdrawn article is open again. Raises NotPublishable with all reasons; nothing is changed then.
    """
    now = now or timezone.now()
    # Read anew and held until the end: somebody may be withdrawing, deciding or publishing the same page.
    article = Article.objects.select_for_update().get(pk=version.article_id)
    version.refresh_from_db()
    version.article = article
    hold_pictures(version)
    as_ = as_ if by else Version.FILE
    problems = reasons_not_to_publish(version)
    problems += refusal_of_time(version, at=at, now=now) or refusal_of_way(version, as_=as_, reason=reason, now=now)
    if not problems and as_ in (Version.REVIEWED, Version.CORRECTION) and not was_live(version, now=now):
        # Files are checked before they are loaded, and an emergency waits for nobody's style.
        problems = words_to_mend(version, today=timezone.localdate(now))
    if problems:
        raise NotPublishable(problems)
    # A version that was live keeps its moment: what patients read on a day must stay answerable.
    if not was_live(version, now=now):
        make_live([version], by=by, at=at or now, as_=as_, reason=reason, now=now)
    record(
        WORDS_OF_WAY[as_] if not at else f"scheduled for {at:%Y-%m-%d %H:%M %Z}",
        by=by,
        about=version,
        detail=reason,
        now=now,
    )
    end_withdrawal(article, by=by, now=now)


def refusal_of_way(version: Version, *, as_: str, reason: str, now: datetime) -> list[Problem]:
    """Why a version may not go out in that way: nothing unreviewed reaches a patient unflagged."""
    path = version.article.address.path
    if version.article.is_practice:
        return [Problem(path, 0, "This is the practice page. It never reaches patients.")]
    state = state_of(version, now=now)
    if as_ == Version.FILE or state == State.EARLIER or (as_ == Version.REVIEWED and state == State.WITHDRAWN):
        # The last two patients have read: one comes back as it was, the other `refusal_of_time` refuses.
        return []
    if state in READ:
        return [Problem(path, 0, "Patients read this version already. There is nothing to publish.")]
    if as_ != Version.REVIEWED and not reason:
        return [Problem(path, 0, "Say why this cannot wait for a clinician.")]
    # One that a content file has scheduled stands in the table too, and nobody has approved it.
    last = version.reviews.first()
    if as_ == Version.REVIEWED and (last is None or last.decision == Review.CHANGE):
        return [Problem(path, 0, "No clinician has approved these words yet. Send them for review first.")]
    if state in MOVES[MOVE_OF_WAY[as_]]:
        refusals = refusals_of_correction(version) if as_ == Version.CORRECTION else []
        return [Problem(path, 0, sentence) for sentence in refusals]
    return [Problem(path, 0, f"Version {version.number} is “{state}”, and cannot be published like this.")]


def was_live(version: Version, *, now: datetime) -> bool:
    return version.live_from is not None and version.live_from <= now


def refusal_of_time(version: Version, *, at: datetime | None, now: datetime) -> list[Problem]:
    """Why a version cannot become live at that time, in one sentence for staff."""
    article, path = version.article, version.article.address.path
    others = article.versions.exclude(pk=version.pk)
    if article.merged_into_id:
        return [Problem(path, 0, f'This page was merged into "{article.merged_into}". Edit that page.')]
    if at and article.withdrawn_at and article.withdrawn_at > now:
        if at >= article.withdrawn_at:
            return [Problem(path, 0, "This page will be withdrawn before that. Cancel the withdrawal first.")]
    elif at and article.withdrawn_at:
        # Publishing ends the withdrawal, and patients would read the withdrawn words until the moment has come.
        return [Problem(path, 0, "This page is withdrawn, and cannot wait for a time. Publish a version now instead.")]
    if at and at <= now:
        return [Problem(path, 0, "The time to publish has passed. Choose a later time, or publish now.")]
    if was_live(version, now=now) and at:
        return [Problem(path, 0, "Patients read this version already. Write a new version to schedule.")]
    if was_live(version, now=now) and others.filter(live_from__gt=version.live_from, live_from__lte=now).exists():
        return [Problem(path, 0, "Patients read this version once. To bring it back, save its text as a new version.")]
    waiting = None if at else others.filter(live_from__gt=now, number__lt=version.number).first()
    if waiting:
        return [
            Problem(
                path, 0, f"Version {waiting.number} is scheduled and would replace this one later. Cancel that first."
            )
        ]
    # Ties would make two versions live at once; a constraint refuses them, this says so in words.
    if others.filter(live_from=at or now).exists():
        return [Problem(path, 0, "Another version of this page is scheduled for the same time. Choose another.")]
    return []


def make_live(
    versions: list[Version],
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    now: datetime,
    as_: str = Version.FILE,
    reason: str = "",
) -> None:
    """Record that versions are live from a moment on, and derive their rows. Checks are the caller's."""
    for version in versions:
        version.live_from, version.published_at, version.published_by = at, now, by
        version.published_as, version.publish_reason = as_, reason
        if as_ == Version.CORRECTION:
            # It leaves the sense alone, so the page goes on showing who stood by that sense.
            version.review = live_review(version.article, now=now)
    columns = ["live_from", "published_at", "published_by", "published_as", "publish_reason", "review"]
    Version.objects.bulk_update(versions, columns)
    derive_rows(versions)
    touch_new_words(versions, at=at, now=now)


@transaction.atomic
def cancel_schedule(version: Version, *, by: AbstractBaseUser | None = None, now: datetime | None = None) -> bool:
    """Take back a publication that has not come yet. False when patients read it already."""
    waiting = Version.objects.filter(pk=version.pk, live_from__gt=now or timezone.now())
    gone = dict.fromkeys(["live_from", "published_at", "published_by"])
    if not waiting.update(**gone, published_as="", publish_reason=""):
        return False
    record("cancelled a schedule", by=by, about=version, now=now)
    return True


def live_review(article: Article, *, now: datetime) -> Review | None:
    """The review that the page shows at a moment."""
    live = Version.objects.live(at=now).filter(article=article).select_related("review").first()
    return live.review if live else None
