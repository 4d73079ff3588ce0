"""Take the files of a content folder into the database: `load_content`. Nothing that staff wrote is overwritten."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from therapies.models import Article, FormerAddress, Question, Version, Word, fact_sheet
from therapies.text.addresses import Address
from therapies.text.counting import counted
from therapies.text.files import digest_of, read_article_file
from therapies.text.folders import (
    CheckedFile,
    FoundFile,
    check_file,
    files_in,
    offered_by,
    offered_despite_problems,
    repeated_ids,
)
from therapies.text.links import BothTargets, dead_links
from therapies.text.problems import ArticleFileError, Problem
from therapies.text.questions import id_in_use
from therapies.text.targets import QUESTION, WORD

from .derived import derive_outdated_rows
from .drafts import draft_of
from .facts import ensure_facts
from .journal import record
from .links import StoredTargets, lost_targets, own_targets, stranded_links
from .permanent_links import question_problems
from .plans import Known, LoadReport, Plan, known_articles, plans_for
from .publish import make_live, missing_facts
from .touched import touch_links_to_twins

MOVED_ON = "This file or its page was changed while the load was running; nothing was taken in. Load again."
# Enough rows a transaction that the disk is not the limit, few enough that memory stays flat.
BATCH = 100


@contextmanager
def thaw() -> Iterator[None]:
    """Whatever ends the load, give the garbage collector back all that `leave_what_stays` took away."""
    try:
        yield
    finally:
        gc.unfreeze()


@thaw()
def load_content(
    folder: Path,
    *,
    publish: bool = False,
    dry_run: bool = False,
    prefer_file: Container[str] = (),
    pictures: Container[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    now: datetime | None = None,
) -> LoadReport:
    """Load the article files of a folder and, with `publish`, let patients read them.

    A new or changed file becomes a version; an unchanged one costs a digest. When file and admin text
    both changed since the last load, neither is touched and a problem is reported, unless the address
    (`en/guide/x.md`) is in `prefer_file`. A file that is gone is reported, its page stays. A bad file does
    not stop the others. Batches of articles are written in one transaction each, so a load that is
    killed leaves every article as it was or as it should be, and the next load completes it.
    """
    now = now or timezone.now()
    report = LoadReport()
    found, report.problems = files_in(folder)
    known = known_articles()
    plans = plans_for(found, known=known, publish=publish, prefer_file=prefer_file, report=report)
    plans = sound_plans(plans, publish=publish, pictures=pictures, now=now, report=report, progress=progress)
    report.missing = gone_files(found, known, folder=folder)
    if dry_run:
        for plan in plans:
            note_in(report, plan)
    else:
        ensure_facts()
        derive_outdated_rows()
        for number, batch in enumerate(batched(plans), start=1):
            carry_out(batch, now=now, report=report)
            leave_what_stays()
            if progress:
                progress(min(number * BATCH, len(plans)), len(plans))
    report.problems.sort()
    report.warnings.sort()
    return report


def leave_what_stays() -> None:
    """Take what is kept until the end of the load out of the sight of the garbage collector.

    Reading Markdown makes so many objects that it looks through everything kept about once in 40 files: a third of
    the time of a load of 2,500 files, and more the more there are.
    """
    gc.freeze()


def sound_plans(
    plans: list[Plan],
    *,
    publish: bool,
    pictures: Container[str] | None,
    now: datetime,
    report: LoadReport,
    progress: Callable[[int, int], None] | None,
) -> list[Plan]:
    """The plans whose texts may be taken in. What is wrong with the others goes into the report."""
    sound, checked, refused = [], [], []
    # Asked for by the first file that needs it: a load without a change must cost as good as nothing.
    values = None
    for number, plan in enumerate(plans, start=1):
        if not plan.writes and not plan.publishes:
            sound.append(plan)
            continue
        values = values or fact_sheet().values
        try:
            plan.checked = check_file(plan.found, pictures=pictures, fact_values=values, today=timezone.localdate(now))
        except ArticleFileError as error:
            report.problems += error.problems
            refused.append(offered_despite_problems(plan.found))
        else:
            checked.append(plan)
            report.warnings += plan.checked.warnings
        if number % BATCH == 0:
            leave_what_stays()
            if progress:
                progress(number, len(plans))
    if publish and checked:
        unset = missing_facts(checked[0].found.shown_as)
        if unset:
            report.problems += unset
            return sound
    return sound + sound_together(checked, refused=refused, publish=publish, report=report)


def sound_together(plans: list[Plan], *, refused: list[CheckedFile], publish: bool, report: LoadReport) -> list[Plan]:
    """Plans without dead links and repeated ids. A file that is refused takes those with it that link to it."""
    report.problems += dead_links_in(refused, offered=[*refused, *files_of(plans)], publish=publish)
    repeated = repeated_ids(files_of(plans)) + ids_in_use(plans)
    report.problems += repeated
    while True:
        bad = {problem.path for problem in repeated}
        refused = refused + [file for file in files_of(plans) if file.found.shown_as in bad]
        plans = [plan for plan in plans if plan.found.shown_as not in bad]
        repeated = dead_links_in(files_of(plans), offered=files_of(plans), refused=refused, publish=publish)
        repeated += stranded_by(plans)
        if not repeated:
            return plans
        report.problems += repeated


def stranded_by(plans: list[Plan]) -> list[Problem]:
    """Links on live pages outside this load whose target the new texts give up."""
    changed = {plan.known.article_id: plan for plan in plans if plan.publishes and plan.known}
    offered = offered_by(files_of(plans))
    lost: dict[tuple[str, str], str] = {}
    for article_ids in batched(changed):
        for live in Version.objects.live().filter(article__in=article_ids):
            found = changed[live.article_id].found
            gone = lost_targets(own_targets(live), offered[found.address.language], page=found.address.page)
            lost |= {(found.address.language, target): found.shown_as for target in gone}
    questions = {
        (language, target.removeprefix(f"{QUESTION}/")): path
        for (language, target), path in lost.items()
        if target.startswith(f"{QUESTION}/")
    }
    return stranded_links(lost, apart_from=changed.keys()) + question_problems(questions)


def batched(things: Iterable) -> Iterator[list]:
    """Lists of at most BATCH things: a database takes a limited number of values in one query."""
    things = list(things)
    for start in range(0, len(things), BATCH):
        yield things[start : start + BATCH]


def files_of(plans: list[Plan]) -> list[CheckedFile]:
    return [plan.checked for plan in plans]


def dead_links_in(
    files: list[CheckedFile], *, offered: list[CheckedFile], publish: bool, refused: Iterable[CheckedFile] = ()
) -> list[Problem]:
    """Links of some files that lead nowhere. A page that this very load refuses is no spelling mistake."""
    targets = targets_by_language(offered, links_of=files, publish=publish)
    unready = {(file.found.address.language, file.page) for file in refused}
    problems = []
    for file in files:
        path, language = file.found.shown_as, file.found.address.language
        links = []
        for link in file.links:
            if (language, link.page) in unready and targets[language].anchors_of(link.page) is None:
                problems.append(Problem(path, link.line, unready_message(link.page)))
            else:
                links.append(link)
        problems += dead_links(links, targets=targets[language], path=path)
    return problems


def unready_message(page: str) -> str:
    return f"The page {page} is refused because of its own problems. Correct that file first."


def ids_in_use(plans: list[Plan]) -> list[Problem]:
    """Question and word ids of these files that live pages outside this load have already."""
    here = {plan.found.address for plan in plans}
    lines = {
        (what, plan.found.address.language, key): (plan.found.shown_as, line)
        for plan in plans
        for what, key, line in plan.checked.permanent_ids
    }
    if not lines:
        # A load without a change, the usual one, must not walk through every question of the site.
        return []
    problems = []
    for what, model in ((QUESTION, Question), (WORD, Word)):
        for row in model.objects.live().select_related("version__article").iterator():
            article = row.version.article
            if article.address not in here and (what, article.language, row.key) in lines:
                path, line = lines[what, article.language, row.key]
                problems.append(Problem(path, line, id_in_use(what, row.key, f"on the page {article}")))
    return problems


def targets_by_language(
    offered: list[CheckedFile], *, links_of: list[CheckedFile], publish: bool
) -> dict[str, BothTargets]:
    """What each language offers to link to: files of this load, and behind them what the database has already."""
    versions = Version.objects.live() if publish else Version.objects.newest()
    links = defaultdict(list)
    for file in links_of:
        links[file.found.address.language] += file.links
    targets = {}
    for language, here in offered_by(offered).items():
        outside = [link for link in links[language] if here.anchors_of(link.page) is None]
        targets[language] = BothTargets(here, StoredTargets(language, outside, versions=versions))
    return targets


@transaction.atomic
def carry_out(plans: list[Plan], *, now: datetime, report: LoadReport) -> None:
    """Write one batch: all of it or nothing. What others changed since the plan was made is left alone."""
    drafts, live = [], []
    for plan in plans:
        article = article_of(plan)
        text = read_article_file(plan.found.path, shown_as=plan.found.shown_as)
        article.file_digest = digest_of(text)
        if has_moved_on(plan, article):
            report.problems.append(Problem(plan.found.shown_as, 0, MOVED_ON))
            continue
        if plan.writes:
            number = plan.known.newest_number + 1 if plan.known else 1
            version = draft_of(article, text, number=number, now=now)
            drafts.append(version)
        else:
            version = Version.objects.select_related("article").get(pk=plan.known.newest_id)
        # Of a page that is there only this is the loader's to write.
        article.save(update_fields=["file_digest"] if plan.known else None)
        if plan.publishes:
            live.append(version)
        note_in(report, plan)
    Version.objects.bulk_create(drafts)
    make_live(live, by=None, at=now, now=now)
    touch_links_to_twins(version.article.address for version in drafts if version.number == 1)
    changed = {str(version.article) for version in (*drafts, *live)}
    if changed:
        action = "loaded and published files" if live else "loaded files"
        record(action, about=counted(len(changed), "page"), detail=", ".join(sorted(changed)), now=now)


def article_of(plan: Plan) -> Article:
    """The article of a plan, locked until the batch is written; a new one is not yet saved."""
    address = plan.found.address
    if plan.known:
        return Article.objects.select_for_update().get(pk=plan.known.article_id)
    return Article(language=address.language, kind=address.kind, slug=address.slug)


def has_moved_on(plan: Plan, article: Article) -> bool:
    """Whether the file, or the page in the admin, is another one than when the plan was made."""
    if plan.checked and article.file_digest != plan.checked.digest:
        return True
    if plan.known is None:
        return Article.objects.at_address(plan.found.address).exists()
    newest = article.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return newest != plan.known.newest_number


def gone_files(found: Iterable[FoundFile], known: dict[Address, Known], *, folder: Path) -> list[str]:
    """Files that were loaded once and are not there any more. Their pages stay until staff withdraw them."""
    there = {file.address for file in found}
    # A renamed page whose file stands at the old address is told so by `plans_for`.
    there |= {row.article.address for row in FormerAddress.objects.select_related("article") if row.address in there}
    return [
        f"{folder.name}/{address.path}"
        for address, row in sorted(known.items())
        if row.file_digest and row.is_open and address not in there
    ]


def note_in(report: LoadReport, plan: Plan) -> None:
    shown_as = plan.found.shown_as
    if not plan.writes:
        report.adopted.append(shown_as)
    elif plan.known:
        report.changed.append(shown_as)
    else:
        report.new.append(shown_as)
    if plan.publishes:
        report.published.append(shown_as)
