"""Keep the answers of links for some seconds: when a mail goes out, scanners open the same few links over and over.

Everything that changes what patients read writes a line into the log, in its own transaction. So the number of the last
line tells whether an answer is still true; only what comes by the clock alone may be that many seconds late.
"""

from __future__ import annotations

from collections.abc import Hashable
from time import monotonic

from therapies.models import JournalEntry, Link

SECONDS = 5
MOST = 64  # answers in a process, of about 60 kB each

# Key → last line of the log, end of its time, the link, the words. Replaced entry by entry, so threads need no lock.
_kept: dict[Hashable, tuple[int, float, Link, bytes]] = {}


def last_line() -> int:
    """The number of the last line of the log. One query."""
    return JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def kept_answer(key: Hashable | None, *, line: int) -> tuple[Link, bytes] | None:
    """The link and the words that were kept under a key, while they are true."""
    kept = _kept.get(key)
    if kept is None or kept[0] != line or kept[1] < monotonic():
        return None
    return kept[2], kept[3]


def keep_answer(key: Hashable, link: Link, words: bytes, *, line: int) -> None:
    """Keep an answer that was made when the log ended with `line`."""
    if len(_kept) >= MOST:
        _kept.clear()
    _kept[key] = (line, monotonic() + SECONDS, link, words)
