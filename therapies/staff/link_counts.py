"""How often a link was opened, week by week, as staff may see it: about, and never a number below 5."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from therapies.models import Link, LinkCount

WEEKS = 8
HIDDEN_BELOW = 5  # so that nobody can be told from a small number


@dataclass(frozen=True)
class Week:
    """Openings from one Monday on, in words."""

    monday: date
    people: str
    robots: str


@dataclass(frozen=True)
class Counts:
    """The last weeks, the newest first, and where people came from in all of them."""

    weeks: list[Week]
    channels: list[tuple[str, str]]

    def __bool__(self) -> bool:
        return bool(self.channels) or any(week.people != "0" or week.robots != "0" for week in self.weeks)


def counts_of(link: Link, *, today: date) -> Counts:
    """One query."""
    this_monday = today - timedelta(days=today.weekday())
    mondays = [this_monday - timedelta(weeks=back) for back in range(WEEKS)]
    by_week, by_channel = Counter(), Counter()
    rows = link.counts.filter(day__gte=mondays[-1]).values_list("day", "channel", "reader", "n")
    for day, channel, reader, n in rows:
        by_week[day - timedelta(days=day.weekday()), reader] += n
        if reader == LinkCount.HUMAN:
            by_channel[channel] += n
    weeks = [
        Week(monday, about(by_week[monday, LinkCount.HUMAN]), about(by_week[monday, LinkCount.ROBOT]))
        for monday in mondays
    ]
    names = dict(LinkCount.CHANNELS)
    return Counts(weeks, [(names[channel], about(n)) for channel, n in by_channel.most_common()])


def about(n: int) -> str:
    """A number of openings for staff: exact only when it is 0, hidden below 5, otherwise said to be rough."""
    if not n:
        return "0"
    return f"fewer than {HIDDEN_BELOW}" if n < HIDDEN_BELOW else f"about {n}"
