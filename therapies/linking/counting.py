"""How often links are asked for. Counted in memory and written by a thread: no reader waits for it or sees it fail."""

from __future__ import annotations

from therapies.models import Link


def count(link: Link, *, channel: str, reader: str) -> None:
    """Count one request of a link."""
