"""When patients could not read a page: the withdrawal that stands, and the earlier ones, which only the log remembers."""

from __future__ import annotations

import re
from datetime import datetime

from therapies.models import Article, JournalEntry
from therapies.text.addresses import Address

SPAN = re.compile(r"Withdrawn from (\S+) to (\S+?)\.?$")


def past_withdrawals(article: Article) -> list[tuple[datetime, datetime]]:
    """From when to when a page was withdrawn and then opened again, the last first. Two queries."""
    lines = JournalEntry.objects.filter(action=JournalEntry.OPENED_AGAIN, about__in=urls_of(article))
    spans = (SPAN.match(detail) for detail in lines.values_list("detail", flat=True))
    return [(datetime.fromisoformat(span[1]), datetime.fromisoformat(span[2])) for span in spans if span]


def was_withdrawn(article: Article, *, at: datetime) -> bool:
    """Whether a page was taken from patients at a moment and came back later. The present withdrawal is not asked for."""
    return any(start <= at < end for start, end in past_withdrawals(article))


def urls_of(article: Article) -> list[str]:
    """Every address that an article has or once had; the log names pages by the one they had on that day."""
    former = (Address(row.language, row.kind, row.slug).url for row in article.former_addresses.all())
    return [article.address.url, *former]
