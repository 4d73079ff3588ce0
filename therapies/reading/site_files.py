"""The small files that programs look for at fixed addresses: robots.txt, security.txt, the web manifest, the icon."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone

from therapies.text.facts import FactSheet

from .clinic import absolute

# RFC 9116 advises less than a year. Half of one gives whoever keeps a copy the time to look again.
SECURITY_TXT_DAYS = 180
ICON = "img/favicon.ico"
KEEP_WORKER = "js/plan/worker.js"
MANIFEST_ICONS = (
    ("img/icon-192.png", "192x192", "image/png"),
    ("img/icon-512.png", "512x512", "image/png"),
    ("img/favicon.svg", "any", "image/svg+xml"),
)
THEME_COLOR = "#0d3438"  # as in base.html


def robots_txt(request: HttpRequest) -> str:
    """Everything may be read but the staff's side."""
    return "\n".join(["User-agent: *", "Disallow: /admin/", "", f"Sitemap: {absolute(request, '/sitemap.xml')}", ""])


def security_txt(request: HttpRequest, *, now: datetime | None = None) -> str:
    """Where to report a security problem (RFC 9116): SECURITY_CONTACT, else the home page with the clinic's phone.

    The text stays the same for a whole day of the clinic, as every page does that is kept.
    """
    day = datetime.combine(timezone.localdate(now), time.min, UTC)
    contact = settings.SECURITY_CONTACT or absolute(request, "/")
    lines = [
        f"Contact: {contact}",
        f"Expires: {(day + timedelta(days=SECURITY_TXT_DAYS)).strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "Preferred-Languages: en",
        f"Canonical: {absolute(request, '/.well-known/security.txt')}",
        *([f"Policy: {settings.SECURITY_POLICY}"] if settings.SECURITY_POLICY else []),
    ]
    return "\n".join([*lines, ""])


def web_manifest(*, facts: FactSheet) -> dict:
    """What a phone shows when a patient keeps the site on the home screen: a neutral name and the clinic's colour."""
    name = facts.value("clinic_name")
    return {
        "name": name,
        "short_name": name if len(name) <= 12 else "My clinic",
        "start_url": "/",
        "scope": "/",
        "display": "browser",
        "background_color": "#ffffff",
        "theme_color": facts.value("brand_color") or THEME_COLOR,
        "icons": [{"src": static(name), "sizes": sizes, "type": kind} for name, sizes, kind in MANIFEST_ICONS],
    }


@cache
def icon() -> bytes:
    """The drawing in the tab, as it lies in static/. Browsers and link checkers ask for /favicon.ico unbidden."""
    return Path(finders.find(ICON)).read_bytes()


@cache
def keep_worker() -> bytes:
    """The script as it lies in static/. Its address carries no hash: a phone asks there whether it has changed."""
    return Path(finders.find(KEEP_WORKER)).read_bytes()
