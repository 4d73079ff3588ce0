"""The feed for scheduling systems: each link with what it leads to now. It holds nothing about patients."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from io import StringIO

from django.db.models import Max
from django.utils import timezone

from therapies.models import Article, JournalEntry, Link, Question, Version
from therapies.reading.pages import reading_minutes, review_of
from therapies.text.front_matter import split_text

from .outputs import NEUTRAL_TITLE, address_of

# Fields and columns are only ever added, at the end. What would change one gets /api/v2/.
SCHEMA_VERSION = "1.0"
BETWEEN_TYPES = " | "
KEPT_SECONDS = 60
SETTLED_SECONDS = 5

LIVE, WAITING, REPLACED, WITHDRAWN = "live", "waiting", "replaced", "withdrawn"


@dataclass(frozen=True)
class Entry:
    """One link, as therapies/linking/openapi.json describes it. Dates are written like 2026-12-08."""

    id: int
    code: str
    appointment_types: list[str]
    language: str
    title: str
    summary: str
    address: str
    minutes: int | None
    reviewed_on: str | None
    version: int | None
    status: str
    replaced_by: str | None
    message_title: str = NEUTRAL_TITLE


COLUMNS = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True)
class Shown:
    """What a link leads its readers to: a page, or a question on it; neither for a notice and before the first page."""

    status: str
    version: Version | None = None
    question: Question | None = None
    instead: int | None = None


class Destinations:
    """What the links lead to at one moment, by the rules of `links.destination_of`, read in a few queries for all.

    They are written twice because that one asks the database for one link alone; a test compares their answers.
    """

    def __init__(self, links: list[Link], *, now: datetime):
        merged = Article.objects.filter(merged_into__isnull=False, merged_at__lte=now)
        self.merged = dict(merged.values_list("pk", "merged_into"))
        targets = {link.article_id for link in links} | {link.after_withdrawal_id for link in links} - {None}
        wanted = targets | {self.successor(target) for target in targets}
        self.live = {one.article_id: one for one in Version.objects.live(at=now).filter(article__in=wanted)}
        once = Version.objects.once_live(at=now).filter(article__in=wanted - self.live.keys()).order_by("live_from")
        # The oldest comes first, so that the newest title stays.
        self.last_titles = dict(once.values_list("article_id", "title"))
        keys = {link.question for link in links} - {""}
        questions = Question.objects.live(at=now).filter(key__in=keys) if keys else Question.objects.none()
        self.questions = {
            (one.key, one.version.article.language): one
            for one in questions.select_related("version__article", "version__review")
        }
        self.codes = {link.article_id: link.code for link in reversed(links) if not link.question}

    def successor(self, article: int) -> int:
        """The article that stands for this one after all mergers, as `whereabouts.successor_of` says."""
        successor, seen = article, {article}
        while successor in self.merged:
            successor = self.merged[successor]
            if successor in seen:
                return article
            seen.add(successor)
        return successor

    def shown(self, link: Link) -> Shown:
        question = self.questions.get((link.question, link.article.language))
        if question:
            moved = question.version.article_id != link.article_id
            return Shown(LIVE, question.version, question, question.version.article_id if moved else None)
        page = self.successor(link.article_id)
        for candidate in (page, link.after_withdrawal_id and self.successor(link.after_withdrawal_id)):
            version = self.live.get(candidate)
            if version:
                is_own = candidate == link.article_id and not link.question
                return Shown(LIVE if is_own else REPLACED, version, instead=candidate)
        if page in self.last_titles:
            return Shown(WITHDRAWN, instead=link.article.read_instead_id)
        return Shown(WAITING)

    def code_of(self, article: int | None) -> str | None:
        """The oldest link to a page; None when there is no page, or no link to it."""
        return self.codes.get(self.successor(article)) if article else None


@dataclass(frozen=True)
class Kept:
    """What this process read last. It is replaced whole, so threads need no lock."""

    key: tuple
    read_at: datetime
    entries: list[Entry]


_kept: Kept | None = None


# --- What it holds ----------------------------------------------------------------------------


def entries(*, site_url: str, now: datetime | None = None) -> list[Entry]:
    """Every link that was ever given out, the oldest first. Six queries, and one more for each page with a small
    correction of words that a file had brought.
    """
    now = now or timezone.now()
    links = list(Link.objects.select_related("article").prefetch_related("appointment_types").order_by("pk"))
    destinations = Destinations(links, now=now)
    on = timezone.localdate(now)
    return [entry_of(link, destinations, site_url=site_url, on=on) for link in links]


def entry_of(link: Link, destinations: Destinations, *, site_url: str, on: date) -> Entry:
    shown = destinations.shown(link)
    version, question = shown.version, shown.question
    last_title = destinations.last_titles.get(destinations.successor(link.article_id), NEUTRAL_TITLE)
    reviewed_on = review_of(version, on=on).on if version else None
    instead = destinations.code_of(shown.instead) if shown.status != LIVE else None
    return Entry(
        id=link.pk,
        code=link.code,
        appointment_types=[one.name for one in link.appointment_types.all()],
        language=(version.article if version else link.article).language,
        title=question.question if question else version.title if version else last_title,
        summary=version.summary if version else "",
        address=address_of(link, site_url=site_url),
        minutes=minutes_of(version.text) if version else None,
        reviewed_on=reviewed_on and reviewed_on.isoformat(),
        version=version.number if version else None,
        status=shown.status,
        replaced_by=instead if instead != link.code else None,
    )


def entries_since(changed: datetime | None, *, site_url: str, now: datetime) -> list[Entry]:
    """As `entries`, without a query while nothing has changed since this process read them, for a minute at most.

    Measured with 300 links: 50 ms of work for a partner's program that asks without pause, and 5 with this. A change
    that is not in the log, of somebody who wrote into the database by hand, shows a minute later.
    """
    global _kept
    key = (changed, site_url, timezone.localdate(now))
    kept = _kept
    if kept is None or kept.key != key or not 0 <= (now - kept.read_at).total_seconds() < KEPT_SECONDS:
        found = entries(site_url=site_url, now=now)
        # Something may still be on its way into the database with the moment of the last change.
        is_settled = changed is not None and (now - changed).total_seconds() >= SETTLED_SECONDS
        if not is_settled:
            return found
        _kept = kept = Kept(key, now, found)
    return kept.entries


@lru_cache(maxsize=512)
def minutes_of(text: str) -> int:
    """Minutes to read the page; of the body alone, as the page itself says. A text never changes."""
    return reading_minutes(split_text(text, path="")[0].body)


def last_change(*, now: datetime | None = None) -> datetime | None:
    """When anything happened last that may show in the feed; None on a new site. Four queries.

    Whatever staff change stands in the log; a page that was scheduled turns live, or is withdrawn, by the clock alone.
    """
    now = now or timezone.now()
    moments = [
        JournalEntry.objects.aggregate(last=Max("at"))["last"],
        Link.objects.aggregate(last=Max("made_at"))["last"],
        Version.objects.filter(live_from__lte=now).aggregate(last=Max("live_from"))["last"],
        *(
            Article.objects.filter(**{f"{field}__lte": now}).aggregate(last=Max(field))["last"]
            for field in ("withdrawn_at", "merged_at")
        ),
    ]
    return max(filter(None, moments), default=None)


# --- How it is written ------------------------------------------------------------------------


def as_json(found: list[Entry]) -> dict:
    return {"schema_version": SCHEMA_VERSION, "links": [vars(entry) for entry in found]}


def as_csv(found: list[Entry]) -> str:
    """One line for each link below the names of the columns, as RFC 4180 writes it. Appointment types stand in one
    cell with " | " between them.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in found:
        row = vars(entry) | {"appointment_types": BETWEEN_TYPES.join(entry.appointment_types)}
        writer.writerow(harmless(row[column]) for column in COLUMNS)
    return out.getvalue()


def harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula: words that begin like one get an apostrophe (OWASP, 2024)."""
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        return f"'{cell}"
    return cell
