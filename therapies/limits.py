"""How often one visitor may ask for what costs more than a kept page. Nothing about a visitor is written anywhere.

Each process counts for itself, in memory, under a digest of the visitor's address made with a key that this process
drew by chance and that ends with it. A count is forgotten as soon as it would allow everything again.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from ipaddress import IPv4Address, IPv6Address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader

from therapies.reading.clinic import last_known_facts

# A provider gives a household a whole network of this length, so all of it counts as one visitor.
IPV6_NETWORK = 64
WAIT_SECONDS = 10
TOO_MANY_REQUESTS = 429


@dataclass
class Limit:
    """So many requests at once, and as many again in each minute that follows.

    `most_visitors` bounds the memory of a process: beyond it, who asked longest ago is forgotten.
    """

    a_minute: int
    most_visitors: int = 10_000
    _left: dict[bytes, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def takes(self, visitor: bytes, *, now: float | None = None) -> bool:
        """Whether this request is within the limit; one that is not costs the visitor nothing more."""
        now = time.monotonic() if now is None else now
        with self._lock:
            left, at = self._left.pop(visitor, (float(self.a_minute), now))
            left = min(float(self.a_minute), left + (now - at) * self.a_minute / 60)
            self._left[visitor] = (max(0.0, left - 1) if left >= 1 else left, now)
            if len(self._left) > self.most_visitors:
                del self._left[next(iter(self._left))]
        return left >= 1

    def forget(self) -> None:
        with self._lock:
            self._left.clear()


# A clinic, or a class of 30 in it, has one address for all. 30 people who search 8 times a minute, and type two words
# each time, stay below these (tests/test_limits.py).
SEARCHES = Limit(a_minute=240)
SUGGESTIONS = Limit(a_minute=2_400)
PRIVATE_PAGES = Limit(a_minute=60)

_key = secrets.token_bytes(32)


def limited(limit: Limit):
    """A view that answers 429, with the phone numbers and in words, to whoever asks for it too often."""

    def guard(view: Callable):
        @wraps(view)
        def show(request, *args, **kwargs):
            if is_too_often(request, limit):
                return please_wait()
            return view(request, *args, **kwargs)

        return show

    return guard


def is_too_often(request: HttpRequest, limit: Limit) -> bool:
    visitor = visitor_of(request)
    return visitor is not None and not limit.takes(visitor)


def please_wait() -> HttpResponse:
    """Words that do without the database: the clinic's phone, and what to do in an emergency."""
    phone = last_known_facts().shown("clinic_phone")
    words = loader.get_template("429.html").render({"phone_text": phone.text, "phone_href": phone.href})
    return HttpResponse(words, status=TOO_MANY_REQUESTS, headers={"Retry-After": str(WAIT_SECONDS)})


def visitor_of(request: HttpRequest) -> bytes | None:
    """Something that tells visitors apart and nothing else; None when they cannot be told apart.

    An address of an inner network is that of a proxy that does not say for whom it asks, or of somebody in the house.
    To count it would shut all readers out together.
    """
    written = address_of(request)
    try:
        # Some proxies write a port behind it.
        address = ipaddress.ip_address(written.partition(":")[0] if written.count(":") == 1 else written)
    except ValueError:
        return None
    address = getattr(address, "ipv4_mapped", None) or address
    if not address.is_global:
        return None
    return hashlib.blake2b(network_of(address).encode(), key=_key, digest_size=16).digest()


def network_of(address: IPv4Address | IPv6Address) -> str:
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, IPV6_NETWORK), strict=False).network_address)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as far as that can be believed.

    Behind a proxy that is believed, the last address of X-Forwarded-For is the one that the proxy wrote itself.
    Those before it came with the request, and anybody can make them up.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTS_PROXY:
        address = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or address
    return address
