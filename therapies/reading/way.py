"""The way of a patient: deciding, before the visit, the day, afterwards. Says which guide stands where, and what to read next.

Pages are named as in a link, like `guide/how-to-prepare`. One that is named nowhere here is still shown: after the
others in the lists, and with pages like it to read next. So a clinic's own guides need no change here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from django.db.models import CharField, DateTimeField
from django.utils import timezone

from therapies.models import Version
from therapies.models.prepared import Prepared

from .teasers import RELATED_LIMIT, Teaser, columns_of_teasers, live_pages, related_to, teaser_with

COMPARISON = "comparison/lidocaine-ketamine-other-none"


@dataclass(frozen=True)
class Stage:
    """A part of the way, with its pages in the order in which they are needed."""

    key: str
    title: str
    pages: tuple[str, ...] = ()


STAGES = (
    Stage(
        "decide",
        "Is it right for you?",
        (
            "guide/what-is-infusion-therapy",
            "guide/is-it-for-me",
            COMPARISON,
            "guide/how-sure-are-we",
            "guide/other-infusions",
        ),
    ),
    Stage(
        "before",
        "Before your visit",
        ("guide/how-to-prepare", "guide/medicines", "guide/questions-to-ask", "guide/cost"),
    ),
    Stage("day", "On the day", ("guide/day-of-your-infusion", "guide/side-effects", "guide/for-your-driver")),
    Stage("after", "After your visit", ("guide/after-your-infusion", "guide/when-to-call")),
)
VISITS = Stage("visit", "Your visit, step by step")
ELSEWHERE = Stage("more", "More guides")
ENOUGH = 3  # next steps; more would be a list again, to choose from

# The next steps from each page, most needed first; from a page that is named nowhere, those of its kind.
NEXT = {
    "guide/what-is-infusion-therapy": ("guide/is-it-for-me", COMPARISON, "guide/day-of-your-infusion"),
    "guide/is-it-for-me": ("guide/questions-to-ask", "guide/medicines", "guide/how-to-prepare"),
    "therapy/lidocaine": (COMPARISON, "guide/is-it-for-me", "guide/how-to-prepare"),
    "therapy/ketamine": (COMPARISON, "guide/is-it-for-me", "guide/how-to-prepare"),
    "therapy/ketamine-for-mood": (COMPARISON, "guide/is-it-for-me", "guide/how-to-prepare"),
    COMPARISON: ("guide/how-sure-are-we", "guide/is-it-for-me", "guide/questions-to-ask"),
    "guide/how-sure-are-we": (COMPARISON, "guide/questions-to-ask", "guide/is-it-for-me"),
    "guide/other-infusions": (COMPARISON, "guide/how-sure-are-we", "guide/questions-to-ask"),
    "guide/questions-to-ask": ("guide/cost", "guide/medicines", "guide/how-to-prepare"),
    "guide/cost": ("guide/questions-to-ask", "guide/is-it-for-me", "guide/how-to-prepare"),
    "guide/medicines": ("guide/how-to-prepare", "guide/day-of-your-infusion", "guide/side-effects"),
    "guide/how-to-prepare": ("guide/day-of-your-infusion", "guide/medicines", "guide/for-your-driver"),
    "guide/day-of-your-infusion": ("guide/side-effects", "guide/after-your-infusion", "guide/for-your-driver"),
    "guide/side-effects": ("guide/when-to-call", "guide/after-your-infusion", "guide/medicines"),
    "guide/for-your-driver": ("guide/after-your-infusion", "guide/when-to-call", "guide/day-of-your-infusion"),
    "guide/after-your-infusion": ("guide/when-to-call", "guide/side-effects", "guide/for-your-driver"),
    "guide/when-to-call": ("guide/side-effects", "guide/after-your-infusion", "guide/how-to-prepare"),
    "page/language-help": ("guide/when-to-call", "guide/questions-to-ask", "guide/how-to-prepare"),
}

NEXT_OF_KIND = {"visit": ("guide/how-to-prepare", "guide/for-your-driver", "guide/when-to-call")}


def along_the_way(teasers: Iterable[Teaser], *, also: Iterable[Teaser] = ()) -> list[tuple[Stage, list[Teaser]]]:
    """Teasers under the stages of the way; what stands in none comes last. A stage without a page is left out.

    Of `also`, only those are shown that have a place on the way.
    """
    left = {page_of_teaser(teaser): teaser for teaser in teasers}
    all_of_them = {page_of_teaser(teaser): teaser for teaser in also} | left
    # Whoever has an appointment needs its plan before all else.
    groups = [(VISITS, [teaser for teaser in left.values() if teaser.kind == "visit"])]
    left = {page: teaser for page, teaser in left.items() if teaser.kind != "visit"}
    for stage in STAGES:
        groups.append((stage, [all_of_them[page] for page in stage.pages if page in all_of_them]))
        left = {page: teaser for page, teaser in left.items() if page not in stage.pages}
    return [(stage, found) for stage, found in (*groups, (ELSEWHERE, list(left.values()))) if found]


def page_of_teaser(teaser: Teaser) -> str:
    """How a text links to it: `guide/how-to-prepare`."""
    return "/".join(teaser.url.strip("/").split("/")[-2:])


def read_next(version: Version) -> tuple[Teaser, ...]:
    """The next steps from a page. One that has too few of them leads to related pages too, at most 6 in all.

    One query where all the next steps are live, and for a page that has none as many as `related_to` takes.
    """
    address = version.article.address
    pages = NEXT.get(address.page, NEXT_OF_KIND.get(address.kind, ()))
    steps = next_steps(pages, language=version.article.language)
    if len(steps) >= ENOUGH:
        return steps
    return (*steps, *(teaser for teaser in related_to(version) if teaser not in steps))[:RELATED_LIMIT]


def next_steps(pages: Collection[str], *, language: str) -> tuple[Teaser, ...]:
    """Those of some pages that patients can read, in the order given. One query, none for no pages."""
    if not pages:
        return ()
    teasers = (teaser_with(*row) for row in _steps(tuple(pages)).rows(now=timezone.now(), language=language))
    found = {page_of_teaser(teaser): teaser for teaser in teasers}
    return tuple(found[page] for page in pages if page in found)


@cache
def _steps(pages: tuple[str, ...]) -> Prepared:
    """The live ones of some pages. There are no others than those of NEXT and NEXT_OF_KIND."""
    return Prepared(
        lambda now, language: columns_of_teasers(live_pages(pages, language=language, at=now)),
        now=DateTimeField(),
        language=CharField(),
    )
