"""The clinic as its readers see it: its facts, its name, and the address of its site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from therapies.models import ClinicFactChange, fact_sheet
from therapies.text.addresses import DEFAULT_LANGUAGE
from therapies.text.facts import FACTS, FactSheet, FactType


def facts_before_the_first_reading() -> FactSheet:
    """The start values, without any phone of the clinic: 911 and 988 are true everywhere, a sample number nowhere."""
    samples = [key for key, fact in FACTS.items() if fact.type is FactType.PHONE and fact.start_is_sample]
    return FactSheet.of_start_values().with_values(**dict.fromkeys(samples, ""))


# What this process read last. It is replaced whole, so threads need no lock.
_last_known = facts_before_the_first_reading()


@dataclass(frozen=True)
class Site:
    """The site a request came to: the clinic's name, its address without a closing slash, the page's language."""

    name: str
    url: str
    language: str


def facts_for(request: HttpRequest) -> FactSheet:
    """All clinic facts as they are now: one query per request, however often a page asks."""
    global _last_known
    facts = getattr(request, "clinic_facts", None)
    if facts is None:
        facts = request.clinic_facts = _last_known = fact_sheet()
    return facts


def last_known_facts() -> FactSheet:
    """What this process read last, for pages that must do without the database. It never queries."""
    return _last_known


def facts_as_of(moment: datetime) -> FactSheet:
    """The clinic facts as they were at a moment: today's values with every later change taken back. Two queries."""
    now = fact_sheet()
    values = {key: now.value(key) for key in FACTS}
    later = ClinicFactChange.objects.filter(changed_at__gt=moment).order_by("-changed_at", "-pk")
    for key, old_value in later.values_list("fact__key", "old_value"):
        values[key] = old_value
    return FactSheet(values, now.samples)


def site_of(request: HttpRequest) -> Site:
    """The identity of the site. It asks for the clinic facts, so for at most one query."""
    return Site(facts_for(request).value("clinic_name"), absolute(request, ""), language_of(request))


def language_of(request: HttpRequest) -> str:
    """The language of the page: from its address, else the default one (error pages have no match)."""
    match = getattr(request, "resolver_match", None)
    return match.kwargs.get("language", DEFAULT_LANGUAGE) if match else DEFAULT_LANGUAGE


def absolute(request: HttpRequest, path: str) -> str:
    """The full address of a path: with SITE_URL when it is set, else with the host Django has validated.

    `path` begins with a slash, or is empty for the site itself without a closing slash.
    """
    return (settings.SITE_URL or f"{request.scheme}://{request.get_host()}") + path
