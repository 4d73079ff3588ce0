"""Numbers for whoever watches the site: `/metrics`, in the text format of Prometheus, for the staff network only.

Nothing is counted by address, visitor or words: only by the kind of page, which is the name of its route.
"""

from __future__ import annotations

import time
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpResponse

from . import counting, sharing, showing

ADDRESS = "/metrics"
TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Middleware that counts and times what Django answers, and shows the numbers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not settings.METRICS_NETWORKS:
            return self.get_response(request)
        sharing.keep_sharing()
        if request.path_info == ADDRESS and request.method in ("GET", "HEAD") and may_read(request):
            return show()
        begin = time.perf_counter()
        response = self.get_response(request)
        counting.count(request, response, seconds=time.perf_counter() - begin)
        return response


def may_read(request) -> bool:
    """Whether every address that a request names is in the staff network.

    A proxy that forwards a stranger's request stands in that network itself. It adds the stranger's address; what the
    stranger wrote there can only add more. A header of another form names nobody for certain.
    """
    if "Forwarded" in request.headers:
        return False
    forwarded = request.headers.get("X-Forwarded-For", "")
    written = [request.META.get("REMOTE_ADDR", ""), *(forwarded.split(",") if forwarded else ())]
    try:
        addresses = [ip_address(address.strip()) for address in written]
    except ValueError:
        return False
    addresses = [getattr(address, "ipv4_mapped", None) or address for address in addresses]
    return all(any(address in network for network in settings.METRICS_NETWORKS) for address in addresses)


def show() -> HttpResponse:
    words = showing.text_of(sharing.all_processes())
    return HttpResponse(words, content_type=TEXT, headers={"Cache-Control": "no-store"})
