"""Mend addresses that were harmed on their way: capitals, a full stop that a mail program took into the link."""

from __future__ import annotations

import re

from django.urls import Resolver404, ResolverMatch, resolve

from therapies.text.addresses import DEFAULT_LANGUAGE

# What mail programs and people put behind a link and what then sticks to it.
STUCK = " \t\r\n.,;:!?)>]}'\"*_»”’"


def mended(path: str) -> str:
    """The path as this site would write it: small letters, single slashes, nothing stuck to its end."""
    path = re.sub("/+", "/", path.lower()).rstrip(STUCK + "/") + "/"
    # The default language does not stand in addresses.
    return path.removeprefix(f"/{DEFAULT_LANGUAGE}") if path.startswith(f"/{DEFAULT_LANGUAGE}/") else path


def is_harmed(path: str) -> bool:
    """Whether there is more to mend than a missing slash at the end, which Django itself adds."""
    return mended(path) not in (path, f"{path}/")


def reader_page_at(path: str) -> ResolverMatch | None:
    """What answers at a path; None where nothing or only staff's side does."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match if getattr(match.func, "is_for_readers", False) else None
