"""When a page is to be read again by a clinician: 12 months, 6 for a safety page, and no more than 5 pages a week."""

from __future__ import annotations

from datetime import date, timedelta

from therapies.models import Version
from therapies.text.articles import read_article

MONTHS = 12
SAFETY_MONTHS = 6
MOST_MONTHS = 24
MOST_A_WEEK = 5


def months_of(version: Version) -> int:
    """After how many months a page is read again when nobody says otherwise."""
    read = read_article(version.text, kind=version.article.kind, path=version.article.address.path)
    return SAFETY_MONTHS if read.article and read.article.safety else MONTHS


def due_date(version: Version, *, months: int | None, today: date) -> date:
    """The day on which a page approved today is to be read again; earlier weeks are tried while one is full.

    Raises ValueError for more than 24 months, or less than 1.
    """
    months = months or months_of(version)
    if not 1 <= months <= MOST_MONTHS:
        raise ValueError(f"A page is read again after 1 to {MOST_MONTHS} months, not {months}.")
    wanted = after_months(today, months)
    for weeks in range(52):
        day = wanted - timedelta(weeks=weeks)
        if day <= today:
            break
        if due_in_week_of(day, besides=version) < MOST_A_WEEK:
            return day
    return wanted


def after_months(day: date, months: int) -> date:
    """The same day some months later; the last of the month where that month is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("Every month has a first day.")


def due_in_week_of(day: date, *, besides: Version) -> int:
    """How many other pages are due in the week (Monday to Sunday) of a day."""
    monday = day - timedelta(days=day.weekday())
    week = (monday, monday + timedelta(days=6))
    live = Version.objects.live().exclude(article=besides.article_id)
    by_review = live.filter(review__due__range=week).count()
    return by_review + live.filter(review=None, review_due__range=week).count()
