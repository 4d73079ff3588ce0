"""The first page of the admin: what waits for somebody, the most urgent first, and what to do when nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from therapies.linking.placements import due_questions, link_page
from therapies.models import (
    Article,
    ClinicFact,
    FactProposal,
    FormerAddress,
    JournalEntry,
    LinkCheck,
    Mention,
    MissedWord,
    Notice,
    Question,
    Version,
    Word,
    fact_sheet,
)
from therapies.publishing.fact_reminders import facts_due
from therapies.publishing.notices import scope_of
from therapies.publishing.states import State, flagged_versions, state_of
from therapies.text.counting import counted
from therapies.text.facts import FACTS
from therapies.text.targets import QUESTION, WORD

from .names import name_of

SHOWN = 10  # entries of one list; the rest is behind its link
SOON = timedelta(days=30)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Entry:
    """One thing in a list: what, where a press leads, a line about it, and how urgent in one word ("late", "soon")."""

    text: str
    url: str = ""
    about: str = ""
    urgency: str = ""


@dataclass(frozen=True)
class Waiting:
    """One list: its entries, or with none what that means and what to do."""

    title: str
    entries: list[Entry]
    empty: str
    more: str = ""  # address of the whole list
    total: int = 0  # of all there is, where `entries` has only the first

    @property
    def count(self) -> int:
        return max(self.total, len(self.entries))

    @property
    def shown(self) -> list[Entry]:
        return self.entries[:SHOWN]

    @property
    def rest(self) -> int:
        return len(self.entries) - len(self.shown)


def lists_for(person, *, now: datetime | None = None) -> list[Waiting]:
    """Everything that waits, as somebody may see it."""
    now = now or timezone.now()
    lists = []
    if person.has_perm("therapies.view_article") or person.has_perm("therapies.change_article"):
        by_state = unpublished_by_state(now=now)
        lists += [
            my_drafts(by_state, person=person),
            in_review(by_state, now=now),
            to_publish(by_state),
            scheduled(now=now),
            reviews_due(today=timezone.localdate(now)),
            never_read(),
            flagged(now=now),
            broken_links(),
        ]
    if person.has_perm("therapies.view_clinicfact") or person.has_perm("therapies.change_clinicfact"):
        lists += [facts_to_check(today=timezone.localdate(now)), proposals(), facts_without_value()]
    if person.has_perm("therapies.view_link"):
        lists.append(links_to_confirm(today=timezone.localdate(now)))
    if person.has_perm("therapies.view_notice"):
        lists.append(notices(now=now))
    if person.has_perm("therapies.view_missedword"):
        lists.append(missed_words())
    if person.has_perm("therapies.view_journalentry"):
        lists.append(this_week(now=now))
    # What waits comes first; the order above decides among the rest.
    return sorted(lists, key=lambda waiting: not waiting.entries)


def unpublished_by_state(*, now: datetime) -> dict[State, list[Version]]:
    """The newest version of each page whose newest version was never published, by its state. Three queries."""
    newest = Version.objects.newest().filter(live_from=None, article__merged_at=None, article__is_practice=False)
    versions = newest.select_related("article", "written_by", "submitted_by").defer("text").order_by("written_at", "pk")
    by_state: dict[State, list[Version]] = {}
    for version in versions.prefetch_related("reviews__clinician"):
        by_state.setdefault(state_of(version, now=now), []).append(version)
    return by_state


def my_drafts(by_state, *, person) -> Waiting:
    entries = []
    for version in by_state.get(State.DRAFT, []):
        if version.written_by_id != person.pk:
            continue
        last = next(iter(version.reviews.all()), None)
        asked = f"{last.signature} asked for a change: “{last.remark[:100]}”" if last else ""
        entries.append(
            Entry(version.title, change_url(version), asked or on(version.written_at), "late" if asked else "")
        )
    return Waiting("My drafts", entries, "You have no unfinished text. Open a page below Articles to change it.")


def in_review(by_state, *, now: datetime) -> Waiting:
    versions = sorted(by_state.get(State.IN_REVIEW, []), key=lambda version: version.submitted_at)
    entries = [
        Entry(
            version.title,
            change_url(version),
            f"for {age(now - version.submitted_at)}, sent by {name_of(version.submitted_by)}",
        )
        for version in versions
    ]
    return Waiting("Waiting for review", entries, "Nothing waits for a clinician.")


def to_publish(by_state) -> Waiting:
    entries = [Entry(version.title, change_url(version), "approved") for version in by_state.get(State.APPROVED, [])]
    return Waiting("Approved: publish these", entries, "Nothing that is approved waits to be published.")


def scheduled(*, now: datetime) -> Waiting:
    versions = Version.objects.filter(live_from__gt=now).select_related("article").defer("text").order_by("live_from")
    entries = [Entry(version.title, change_url(version), f"from {in_full(version.live_from)}") for version in versions]
    going = Version.objects.live().filter(article__withdrawn_at__gt=now).select_related("article").defer("text")
    entries += [
        Entry(version.title, change_url(version), f"withdrawn on {in_full(version.article.withdrawn_at)}")
        for version in going.order_by("article__withdrawn_at")
    ]
    empty = "No page changes by itself. “Publish at a set time” on an approved page sets a time."
    return Waiting("Scheduled", entries, empty)


def due_versions() -> QuerySet[Version]:
    """Live versions with `due`, the day on which their page is to be read again, the first one first."""
    live = Version.objects.live().annotate(due=Coalesce("review__due", "review_due")).exclude(due=None)
    return live.defer("text").order_by("due", "title")


def reviews_due(*, today: date) -> Waiting:
    entries = []
    for version in due_versions().filter(due__lte=today + SOON):
        is_late = version.due <= today
        about = f"was due on {in_words(version.due)}" if is_late else f"due on {in_words(version.due)}"
        entries.append(Entry(version.title, change_url(version), about, "late" if is_late else "soon"))
    empty = "No page has to be read again within 30 days."
    return Waiting("Review due", entries, empty, reverse("reviews_due"))


def never_read() -> Waiting:
    """Pages that patients read and no clinician ever has, such as those of a new site."""
    versions = Version.objects.live().filter(review=None, review_due=None).defer("text").order_by("title")
    entries = [
        Entry(version.title, change_url(version), "patients read that no clinician reviewed it") for version in versions
    ]
    empty = "A clinician has read every page that patients read."
    return Waiting("Never read by a clinician", entries, empty, reverse("reviews_due") if entries else "")


def flagged(*, now: datetime) -> Waiting:
    entries = [
        Entry(
            version.title,
            change_url(version),
            f"{version.get_published_as_display()} of {on(version.published_at)}: {version.publish_reason}",
        )
        for version in flagged_versions(at=now).defer("text")
    ]
    return Waiting(
        "Published before a clinician looked", entries, "No small correction and nothing urgent waits for a clinician."
    )


def broken_links() -> Waiting:
    """Links between live pages that lead nowhere, and addresses outside that did not answer when they were asked last."""
    entries = [
        Entry(f"{mention.version.title} → {mention.target}", change_url(mention.version), "leads to no page", "late")
        for mention in dead_mentions()
    ]
    checks = LinkCheck.objects.exclude(problem="")
    entries += [Entry(check.url, check.url, f"{check.problem}, asked on {on(check.checked_at)}") for check in checks]
    asked = LinkCheck.objects.values_list("checked_at", flat=True).first()
    empty = "All links between pages work. "
    empty += f"So did those to other sites on {on(asked)}." if asked else (
        "Links to other sites were never asked: whoever runs the site can, with “manage.py check_links”."
    )  # fmt: skip
    return Waiting("Broken links", entries, empty)


def dead_mentions() -> list[Mention]:
    """Links of live pages whose target patients cannot read. Five queries."""
    mentions = Mention.objects.live().filter(what=Mention.LINK).select_related("version__article")
    mentions = list(mentions.defer("version__text"))
    if not mentions:
        return []
    live = Article.objects.live()
    reached = {(a.language, a.address.page) for a in live}
    former = FormerAddress.objects.filter(article__in=live)
    reached |= {(address.language, address.address.page) for address in former}
    for model, kind in ((Question, QUESTION), (Word, WORD)):
        keys = model.objects.live().values_list("version__article__language", "key")
        reached |= {(language, f"{kind}/{key}") for language, key in keys}
    return [m for m in mentions if (m.version.article.language, m.target) not in reached]


def proposals() -> Waiting:
    waiting = FactProposal.objects.filter(decided_at=None, withdrawn_at=None).select_related("fact", "proposed_by")
    entries = [
        Entry(
            f"{proposal.fact}: “{proposal.value}”",
            reverse("admin:therapies_clinicfact_change", args=[proposal.fact_id]),
            f"proposed by {name_of(proposal.proposed_by)} on {on(proposal.proposed_at)}",
        )
        for proposal in waiting
    ]
    return Waiting("Clinic facts that wait for a clinician", entries, "No new value waits for a clinician.")


def facts_without_value() -> Waiting:
    facts = fact_sheet()
    unset = [fact for key, fact in FACTS.items() if fact.example and not facts.value(key)]
    listed = reverse("admin:therapies_clinicfact_changelist")
    # A fact that nobody ever opened has no row yet; the list makes it.
    rows = dict(ClinicFact.objects.values_list("key", "pk"))
    pages = {key: reverse("admin:therapies_clinicfact_change", args=[pk]) for key, pk in rows.items()}
    whole = f"{listed}?state=unset"
    entries = [Entry(fact.label, pages.get(fact.key, whole), "patients read “ask the clinic”") for fact in unset]
    return Waiting("Clinic facts without a value", entries, "Every clinic fact has a value.", whole)


def facts_to_check(*, today: date) -> Waiting:
    """Clinic facts whose review is near or late. One query."""
    entries = [
        Entry(
            f"{due.fact}: “{due.fact.value}”",
            reverse("admin:therapies_clinicfact_change", args=[due.fact.pk]),
            f"{'was due' if due.is_late else 'due'} on {in_words(due.fact.review_due)}"
            + ("; visit plans show “Call us to check” in its place" if due.is_late else ""),
            "late" if due.is_late else "soon",
        )
        for due in facts_due(today=today)
    ]
    return Waiting("Clinic facts to look at again", entries, "Every clinic fact was looked at in time.")


def links_to_confirm(*, today: date) -> Waiting:
    """Places in which nobody has seen a link for a year."""
    entries = [
        Entry(
            f"{place.link} in {place.system}",
            f"{link_page(place.link)}#places",
            f"last confirmed on {in_words(place.confirmed_on)}",
            "late",
        )
        for place in due_questions(today)
    ]
    empty = "Every place in which a link was pasted was confirmed within a year."
    return Waiting("E-mail links: still in use?", entries, empty)


def notices(*, now: datetime) -> Waiting:
    running = Notice.objects.filter(ends_at__gt=now).select_related("article")
    entries = [
        Entry(
            notice.words,
            reverse("admin:therapies_notice_change", args=[notice.pk]),
            f"{scope_of(notice)}, until {in_full(notice.ends_at)}",
        )
        for notice in running
    ]
    empty = "Patients see no safety notice. “Safety notices: Add” puts one on all pages within a minute."
    return Waiting("Safety notices", entries, empty)


def missed_words() -> Waiting:
    words = MissedWord.objects.worth_showing().order_by("-count", "word")
    listed = reverse("admin:therapies_missedword_changelist")
    entries = [Entry(word.word, listed, f"looked for {counted(word.count, 'time')}") for word in words[:SHOWN]]
    empty = "Patients found an answer for every word of the site."
    return Waiting("Searches that found nothing", entries, empty, listed, words.count())


def this_week(*, now: datetime) -> Waiting:
    lines = JournalEntry.objects.filter(at__gt=now - WEEK)
    listed = reverse("admin:therapies_journalentry_changelist")
    entries = [
        Entry(f"{line.name}: {line.action} {line.about}".strip(), listed, in_full(line.at)) for line in lines[:SHOWN]
    ]
    empty = "Nobody changed anything in the last 7 days."
    return Waiting("What changed this week", entries, empty, listed, lines.count())


def change_url(version: Version) -> str:
    return reverse("admin:therapies_article_change", args=[version.article_id])


def age(span: timedelta) -> str:
    """How long something waits: 3 days, 5 hours, a few minutes."""
    if span.days:
        return counted(span.days, "day")
    hours = span.seconds // 3600
    return counted(hours, "hour") if hours else "a few minutes"


def on(moment: datetime) -> str:
    return in_words(timezone.localdate(moment))


def in_words(day: date) -> str:
    return f"{day:%B %-d, %Y}"


def in_full(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%B %-d, %Y, %-I:%M %p}"
