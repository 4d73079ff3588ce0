"""Which pages of readers an action touches: those that say something else afterwards, and as few others as possible.

A page that shows the title of another one names its address among what it depends on (`reading.page_cache.notes`), so
to touch an article is to touch its questions, its sources, its links and every page that leads to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from therapies.models import Article, ClinicFact, Link, Mention, Question, Version
from therapies.text.addresses import Address

from .change_log import EVERYTHING, LISTS, MOST, touch

# What the templates show around every text: at the top, at the foot, and in the boxes on whom to call.
AROUND_PAGES = frozenset(
    {
        "after_hours_phone",
        "announcement",
        "booking_link",
        "brand_color",
        "clinic_address",
        "clinic_logo",
        "clinic_name",
        "clinic_phone",
        "crisis_line",
        "emergency_number",
        "opening_hours",
        "text_line",
    }
)
# These, and what stands in a plan or in a file for programs, whatever a text says. A test looks through the templates
# for others.
ON_EVERY_PAGE = AROUND_PAGES | {
    "diabetes_rule",
    "fast_clear_h",
    "fast_heavy_meal_h",
    "fast_lidocaine_differs",
    "fast_solids_h",
    "glp1_rule",
}


def paths_of(article: Article) -> set[str]:
    """Where readers find an article: at its address, and the glossary at the list of words."""
    return {article.address.url, article.get_absolute_url()}


def touch_article(article: Article, *, due: datetime | None = None) -> None:
    """Its own words say something else, or what stands around them; its title and its questions are the same."""
    touch({*paths_of(article), LISTS}, due=due)


def touch_links(links: Iterable[Link]) -> None:
    touch(link.get_absolute_url() for link in links)


# --- New words --------------------------------------------------------------------------------


def touch_new_words(versions: Collection[Version], *, at: datetime, now: datetime) -> None:
    """Versions became live at `at`, or will; their derived rows are made.

    An ordinary new version touches its own page and the lists. One that could change what other pages choose to lead
    to, or where a question stands, touches everything. That is asked of every version that readers have now or that
    waits: any of them may be the one that it replaces, for a schedule can be cancelled.
    """
    due = at if at > now else None
    if len(versions) > MOST:
        touch([EVERYTHING], due=due)
        return
    hold_facts_of(versions)
    around = versions_around(versions, now=now)
    outlines = outlines_of([*versions, *(other for others in around.values() for other in others)])
    touched: set[str] = set()
    for version in versions:
        others = around[version.article_id]
        had_words = any(other.live_from <= now for other in others)
        if had_words and {outlines[other.pk] for other in others} == {outlines[version.pk]}:
            touched |= {*paths_of(version.article), LISTS}
            continue
        touched.add(EVERYTHING)
        # What waits was held to be an ordinary version, before there was this one.
        for other in others:
            if other.live_from > now:
                touch([EVERYTHING], due=other.live_from)
    touch(touched, due=due)


def versions_around(versions: Collection[Version], *, now: datetime) -> dict[int, list[Version]]:
    """Of each article, without these versions: the one that readers had last, and all that wait. One query."""
    keys = [version.pk for version in versions]
    others = Version.objects.exclude(pk__in=keys)
    last = others.filter(live_from__lte=now, article=OuterRef("article")).order_by("-live_from").values("pk")[:1]
    rows = others.filter(Q(live_from__gt=now) | Q(pk=Subquery(last)), article__in={one.article_id for one in versions})
    around = defaultdict(list)
    for row in rows.defer("text"):
        around[row.article_id].append(row)
    return around


def outlines_of(versions: Iterable[Version]) -> dict[int, tuple]:
    """What other pages go by when they choose what to lead to: title, order, therapies, ids of questions. One query."""
    versions = list(versions)
    keys = defaultdict(set)
    for version, key in Question.objects.filter(version__in=versions).values_list("version", "key"):
        keys[version].add(key)
    return {one.pk: (one.title, one.order, tuple(one.about), frozenset(keys[one.pk])) for one in versions}


def hold_facts_of(versions: Collection[Version]) -> None:
    """Until the end of the transaction, let nobody change a fact that these texts show.

    Whoever changes it either sees these texts, or is done before readers have them. SQLite has one writer at a time.
    """
    if connection.features.has_select_for_update:
        shown = Mention.objects.filter(version__in=versions, what=Mention.FACT).values("target")
        list(ClinicFact.objects.select_for_update().filter(key__in=shown).order_by("pk"))


# --- What texts show --------------------------------------------------------------------------


def touch_fact(key: str) -> None:
    """The value of a clinic fact, or until when it holds, is another one."""
    if key in ON_EVERY_PAGE:
        touch([EVERYTHING])
    else:
        touch_mentioning(Mention.FACT, key)


def touch_mentioning(what: str, target: str) -> None:
    """Something that texts only refer to is another one now: a clinic fact, or the files of a picture."""
    # One of each live version, so one of each article.
    mentions = Mention.objects.live().filter(what=what, target=target)
    found = mentions.select_related("version__article").defer("version__text")[: MOST + 1]
    articles = [mention.version.article for mention in found]
    if len(articles) > MOST:
        touch([EVERYTHING])
    elif articles:
        touch({LISTS}.union(*map(paths_of, articles)))


# --- Links ------------------------------------------------------------------------------------


def touch_links_to_twins(addresses: Iterable[Address]) -> None:
    """There are new articles, if only as drafts: a link to the same page in another language may lead elsewhere now.

    It does so only while another page stands in for its own.
    """
    addresses = list(addresses)
    slugs = {address.slug for address in addresses}
    pages = {address.page for address in addresses}
    links = Link.objects.filter(after_withdrawal__isnull=False, article__slug__in=slugs).select_related("article")
    touch_links(link for link in links if link.article.address.page in pages)
