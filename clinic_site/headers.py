"""Headers that every answer carries, also redirects, static files and errors."""

import base64
import hashlib
import re
from pathlib import Path

from csp.constants import NONE
from csp.middleware import CSPMiddleware
from csp.utils import build_policy

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Nothing here needs a device; naming them keeps a page that was tampered with from asking.
    "Permissions-Policy": (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(self), usb=()"
    ),
}
STAFF_PREFIX = "/admin/"
# No text becomes a script or a part of a page. The stock admin puts its own pages together from text, and a plan loads
# scripts after a press and reads the pages that it keeps: a policy for these would take more bytes than its scripts have.
TRUSTED_TYPES = {"require-trusted-types-for": ["'script'"], "trusted-types": [NONE]}
MAKES_PARTS = re.compile(rf"{STAFF_PREFIX}|.*/(?:visit|e|preview)/", re.IGNORECASE | re.DOTALL)
STYLE_IN_PICTURE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


class SecurityHeaders:
    """Middleware that fills in what an answer does not say itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", cache_rule(request.path_info, response.status_code))
        return response


class PagePolicy(CSPMiddleware):
    """The policy of the settings, and for most pages of readers what only these can be held to."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if not MAKES_PARTS.match(request.path_info):
            parts.update = {**(parts.update or {}), **TRUSTED_TYPES}
        return parts


def headers_without_middleware(page: bytes) -> dict[str, str]:
    """All that a page carries which goes past Django's middleware: what gunicorn or the page cache refuses."""
    return {
        **HEADERS,
        "Content-Security-Policy": build_policy(),
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(page)),
        "Cache-Control": "no-store",
    }


def cache_rule(path: str, status: int) -> str:
    """Drafts and failures are never kept; anything else is asked for again each time."""
    if path.startswith(STAFF_PREFIX) or status >= 500:
        return "no-store"
    return "no-cache"


def picture_policy(headers, path: str, url: str) -> None:
    """Let an SVG turn dark by the style that stands in it, and do nothing else.

    Firefox holds a picture to the policy of its own answer, and the policy of the pages admits no inline style. Only
    the style in this very file is admitted, by its hash.
    """
    if not url.endswith(".svg"):
        return
    styles = STYLE_IN_PICTURE.findall(Path(path).read_bytes())
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(style).digest()).decode()}'" for style in styles]
    headers["Content-Security-Policy"] = f"default-src 'none'; style-src {' '.join(hashes or [NONE])}; sandbox"
