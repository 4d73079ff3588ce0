"""Where clinic facts stand on a page: found without a change to a single byte of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from django.urls import reverse

from therapies.models import ClinicFact
from therapies.text.facts import FACTS, FactSheet, Shown

# Signs that no text can hold: an article with one of them is refused before it is rendered.
_BEFORE, _AFTER = "\ufffe", "\uffff"
_MARKED = re.compile(f"{_BEFORE}([a-z0-9_]+){_BEFORE}([^{_AFTER}]*){_AFTER}")
# Quoted values may hold a > sign.
_TAG = re.compile(r"<(?:\"[^\"]*\"|[^\">])*>")


class MarkedFacts(FactSheet):
    """A fact sheet whose values say which fact they are. What is rendered with it goes through `unmarked`."""

    @classmethod
    def of(cls, facts: FactSheet) -> MarkedFacts:
        return cls(facts.values, facts.samples)

    def shown(self, key: str) -> Shown:
        shown = super().shown(key)
        return replace(shown, text=f"{_BEFORE}{key}{_BEFORE}{shown.text}{_AFTER}")


def unmarked(html: str) -> str:
    """The page as it is rendered with the facts themselves."""
    return _MARKED.sub(r"\2", html)


def facts_on(html: str) -> list[dict]:
    """Each fact in the <main> of a page rendered with MarkedFacts, in order of appearance, and where to change it.

    `places` are pairs of offsets in the text of that element, in UTF-16 units as scripts of a browser count them.
    """
    places, values = defaultdict(list), {}
    for key, value, start in _marks_in(html):
        places[key].append([start, start + _units(value)])
        values.setdefault(key, value)
    pages = dict(ClinicFact.objects.filter(key__in=places).values_list("key", "pk")) if places else {}
    return [
        {
            "key": key,
            "label": FACTS[key].label,
            "value": values[key],
            "url": _page_of(key, pages.get(key)),
            "places": places[key],
        }
        for key in places
    ]


def _marks_in(html: str) -> Iterator[tuple[str, str, int]]:
    """Key, value and offset of each mark."""
    begin, end = html.find("<main"), html.find("</main>")
    if begin < 0 or end < 0:
        return
    text = unescape(_TAG.sub("", html[begin:end]))
    offset = done = 0
    for found in _MARKED.finditer(text):
        offset += _units(text[done : found.start()])
        yield found[1], found[2], offset
        offset += _units(found[2])
        done = found.end()


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _page_of(key: str, pk: int | None) -> str:
    if pk is None:
        return f"{reverse('admin:therapies_clinicfact_changelist')}?q={key}"
    return reverse("admin:therapies_clinicfact_change", args=[pk])
