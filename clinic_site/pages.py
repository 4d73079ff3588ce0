"""Put the page cache around the site: what it needs to know of links, and what it says when there is no room."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from clinic_site.environment import THREADS
from clinic_site.errors import RETRY_AFTER_SECONDS, page_without_database
from clinic_site.headers import headers_without_middleware
from therapies.linking.counting import count_answer
from therapies.linking.mending import link_path
from therapies.public_paths import public_paths
from therapies.reading.page_cache import Keys, PageCache, release
from therapies.reading.page_cache.warming import Warmer


def kept(application: Callable) -> Callable:
    """The site with ready pages in front of it; as it is where PAGE_CACHE is off."""
    if not settings.PAGE_CACHE:
        return application
    return PageCache(
        application,
        keys=Keys(link_path=link_path),
        on_answer=count_answer,
        refuse=no_room,
        zone=settings.TIME_ZONE,
        memory_mb=settings.PAGE_CACHE_MB,
        shelf=settings.PAGE_SHELF,
        shelf_mb=settings.PAGE_SHELF_MB,
        release=release(),
        threads=THREADS,
    )


def keep_warm(application: Callable) -> None:
    """Have a copy made of every public page, in a thread, so that it is there when the database is not."""
    if isinstance(application, PageCache) and application.shelf:
        Warmer(application, paths=public_paths, lock=settings.PAGE_SHELF.with_name(".warming")).start()


def no_room(environ: dict, start_response: Callable) -> list[bytes]:
    """The clinic's phone, for who asks for what nobody kept while all threads wait for something that hangs."""
    body = page_without_database("503.html", status=503).content
    headers = headers_without_middleware(body) | {"Retry-After": str(RETRY_AFTER_SECONDS)}
    start_response("503 Service Unavailable", list(headers.items()))
    return [body] if environ["REQUEST_METHOD"] != "HEAD" else []
