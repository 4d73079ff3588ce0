"""Compare a content folder with the database: which files need something, and which changed in both places."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from therapies.models import Article, FormerAddress, Version
from therapies.text.addresses import Address
from therapies.text.files import bytes_of_file, decode_article, digest_of
from therapies.text.findings import Finding
from therapies.text.folders import CheckedFile, FoundFile
from therapies.text.problems import ArticleFileError, Problem

SCHEDULED = (
    "A version of this page is scheduled and would replace this text when its time comes; nothing was taken in. "
    "Wait until then, or take back the schedule in the admin."
)


@dataclass
class Known:
    """What the database holds at one address before a load."""

    article_id: int
    file_digest: str
    newest_id: int | None
    newest_digest: str
    newest_number: int
    newest_is_decided: bool
    newest_is_by_staff: bool
    has_schedule: bool
    is_open: bool


@dataclass
class LoadReport:
    """What a load did, or with `dry_run` would do. Addresses are shown as their files are."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    adopted: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


@dataclass
class Plan:
    """One file that needs something: a new version, a publication, or only its digest noted."""

    found: FoundFile
    known: Known | None
    writes: bool = False
    publishes: bool = False
    checked: CheckedFile | None = None


def known_articles() -> dict[Address, Known]:
    """Every article with its newest version, in three queries whatever their number."""
    now = timezone.now()
    # The database says yes or no: reading thousands of moments takes longer than asking for the rows.
    newest = {
        row[0]: row
        for row in Version.objects.newest()
        .annotate(is_decided=Q(live_from__isnull=False))
        .values_list("article_id", "pk", "digest", "number", "is_decided", "written_by")
    }
    scheduled = set(Version.objects.filter(live_from__gt=now).values_list("article_id", flat=True))
    articles = Article.objects.annotate(
        is_closed=Q(withdrawn_at__isnull=False, withdrawn_at__lte=now)
        | Q(merged_at__isnull=False)
        | Q(is_practice=True)
    )
    known = {}
    fields = ("pk", "language", "kind", "slug", "file_digest", "is_closed")
    for pk, language, kind, slug, file_digest, is_closed in articles.values_list(*fields):
        _, version_id, digest, number, is_decided, written_by = newest.get(pk, (pk, None, "", 0, False, None))
        known[Address(language, kind, slug)] = Known(
            article_id=pk,
            file_digest=file_digest,
            newest_id=version_id,
            newest_digest=digest,
            newest_number=number,
            # Live, or scheduled: then its moment is somebody's decision.
            newest_is_decided=is_decided,
            newest_is_by_staff=written_by is not None,
            has_schedule=pk in scheduled,
            is_open=not is_closed,
        )
    return known


def plans_for(
    found: Iterable[FoundFile],
    *,
    known: dict[Address, Known],
    publish: bool,
    prefer_file: Container[str],
    report: LoadReport,
) -> list[Plan]:
    """Compare digests: which files need something. Problems of reading and conflicts go into the report."""
    former = {row.address: row.article for row in FormerAddress.objects.select_related("article")}
    plans = []
    for file in found:
        row = known.get(file.address)
        if row is None and file.address in former:
            report.problems.append(Problem(file.shown_as, 0, moved_message(former[file.address])))
            continue
        try:
            raw = bytes_of_file(file.place, shown_as=file.shown_as)
            digest = digest_of(raw)
            # Bytes that were taken in once are a text; to find that out again is half the time of an unchanged load.
            if row is None or digest not in (row.file_digest, row.newest_digest):
                decode_article(raw, path=file.shown_as)
        except ArticleFileError as error:
            report.problems += error.problems
            continue
        plan = plan_for(file, digest, row, publish=publish, prefer_file=prefer_file, report=report)
        if plan:
            plans.append(plan)
    return plans


def moved_message(article: Article) -> str:
    return (
        f"This address was given up: the page is now {article}. Rename the file to "
        f"{article.address.path}, or delete it."
    )


def plan_for(
    file: FoundFile,
    digest: str,
    known: Known | None,
    *,
    publish: bool,
    prefer_file: Container[str],
    report: LoadReport,
) -> Plan | None:
    if known is None:
        return Plan(file, None, writes=True, publishes=publish)
    publishable = publish and known.is_open and not known.has_schedule
    if digest == known.newest_digest:
        is_as_loaded = digest == known.file_digest
        # A draft of staff that says again what the file has always said is theirs to publish.
        waits = publishable and not known.newest_is_decided and not (is_as_loaded and known.newest_is_by_staff)
        if is_as_loaded and not waits:
            report.unchanged += 1
            return None
        return Plan(file, known, publishes=waits)
    if digest == known.file_digest:
        # The admin has a newer text than the file; the file itself is as it was.
        report.unchanged += 1
        return None
    touched_in_admin = known.newest_digest != known.file_digest
    if touched_in_admin and file.address.path not in prefer_file:
        if Version.objects.filter(article=known.article_id, digest=digest).exists():
            # An export of an older version that staff have written on since: nothing new, nothing lost.
            return Plan(file, known)
        report.problems.append(Problem(file.shown_as, 0, conflict_message(file)))
        return None
    if publish and known.has_schedule:
        report.problems.append(Problem(file.shown_as, 0, SCHEDULED))
        return None
    return Plan(file, known, writes=True, publishes=publishable)


def conflict_message(file: FoundFile) -> str:
    path = file.address.path
    return (
        "Both this file and the page in the admin were changed since the last load; nothing was overwritten. "
        f"To keep the admin's text, run: manage.py export_content --only {path}. "
        f"To keep the file's text, run: manage.py load_content --prefer-file {path}."
    )
