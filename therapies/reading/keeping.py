"""How readers' pages may be kept by browsers and proxies. The same rule for every address that patients can have."""

from __future__ import annotations

from functools import wraps

from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from .page_cache.notes import let_keep

# Seconds. A proxy or a CDN that many share asks every 10 seconds, answers with what it has while it asks, and with a page
# of yesterday while the site is down: that is better than none. Browsers ask each time, but for Chromium: who opens a
# page again within 5 seconds may see the one of before. That must stay shorter than a correction takes to write.
RULE = {
    "public": True,
    "max_age": 0,
    "s_maxage": 10,
    "stale_while_revalidate": 5,
    "stale_if_error": 24 * 60 * 60,
}
FOR_EVER = 365 * 24 * 60 * 60  # seconds; for an address that changes with its content


def kept_for_readers(view):
    """A public page: only GET and HEAD, free to keep, and asked for again each time.

    The page cache of this site keeps it until something changes that it shows: the view names that with `shows`.
    Asking again costs a 304 without a body, and a corrected phone number shows at once. The same holds
    for redirects: browsers keep a bare 301 for ever, and an article that is renamed back would send them in a circle.
    The view must not touch the session or the user: that would add `Vary: Cookie`.
    """

    @require_safe
    @wraps(view)
    def keep(request, *args, **kwargs):
        let_keep(request)
        response = view(request, *args, **kwargs)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, **RULE)
        return response

    keep.is_for_readers = True
    return keep


def kept_by_nobody(view):
    """A page for one reader at one moment: only GET and HEAD, kept by no browser, no proxy and no search engine.

    A shared phone must not show the next person what somebody searched for.
    """

    @require_safe
    @wraps(view)
    def show(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    show.is_for_readers = True
    return show


def keep_for_ever(response):
    """Let an answer be kept for a year. Only for addresses that change whenever their content does."""
    patch_cache_control(response, public=True, max_age=FOR_EVER, immutable=True)
    return response
