"""The feed for scheduling systems, its description, and the pictures of QR codes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from therapies.linking import feed, qr
from therapies.linking.codes import normalised
from therapies.linking.feed_keys import key_in, note_use
from therapies.linking.outputs import qr_address
from therapies.models import Article, Link
from therapies.reading.clinic import absolute
from therapies.reading.keeping import kept_for_readers
from therapies.reading.page_cache.notes import shows
from therapies.text.addresses import DEFAULT_LANGUAGE, Address

DESCRIPTION = Path(__file__).parent / "linking" / "openapi.json"
NEEDS_KEY = "This feed needs a key: send the header “Authorization: Bearer …”. The clinic makes keys and revokes them."
SVG = "image/svg+xml"


@require_safe
def education(request, form):
    """The feed as json or csv, for who has a key. Unchanged, it is a 304: Django's middleware compares the tag."""
    key = key_in(request.headers.get("Authorization", ""))
    response = with_feed(request, form) if key else refused()
    if key:
        note_use(key)
    # It is for one partner, and a key that was revoked must not be answered out of a proxy.
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Authorization"])
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def with_feed(request, form):
    now = timezone.now()
    # Asked before the rows: what changes in between is then in the next answer for certain.
    changed = feed.last_change(now=now)
    found = feed.entries_since(changed, site_url=absolute(request, ""), now=now)
    if form == "json":
        response = JsonResponse(feed.as_json(found))
    else:
        response = HttpResponse(feed.as_csv(found), content_type="text/csv; charset=utf-8; header=present")
        response.headers["Content-Disposition"] = 'attachment; filename="education.csv"'
    # Two changes within a second have the same date; who asks by the date alone must see the second one.
    if changed and (now - changed).total_seconds() >= 1:
        response.headers["Last-Modified"] = http_date(changed.timestamp())
    return response


def refused():
    response = JsonResponse({"error": NEEDS_KEY}, status=401)
    response.headers["WWW-Authenticate"] = 'Bearer realm="education feed"'
    return response


@cache
def description_text() -> str:
    return json.dumps(json.loads(DESCRIPTION.read_text()), ensure_ascii=False, separators=(",", ":"))


@kept_for_readers
def description(request):
    """What the feed is, for programs (OpenAPI 3.1). Nothing in it is secret."""
    return HttpResponse(description_text(), content_type="application/json")


# --- QR codes ---------------------------------------------------------------------------------


@kept_for_readers
def link_qr(request, code):
    """The QR code of a link, for paper. It changes only when the site moves to another host."""
    link = get_object_or_404(Link, code=normalised(code))
    shows(request, link.get_absolute_url())
    return svg_of(qr_address(link, site_url=absolute(request, "")))


@kept_for_readers
def page_qr(request, kind, slug, language=DEFAULT_LANGUAGE):
    """The QR code of a page's own address, for a page that was not opened by a link."""
    address = Address(language, kind, slug)
    if not Article.objects.live().at_address(address).exists():
        raise Http404(f"No page has the address {address.url}.")
    shows(request, address.url)
    return svg_of(absolute(request, address.url))


def svg_of(address):
    response = HttpResponse(qr.qr_svg(address), content_type=SVG)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
