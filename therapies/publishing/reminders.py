"""Remind by e-mail of pages that a clinician is to read again: 60 and 14 days before, on the day, and 14 days after it.

Each reminder is written down before it is sent and taken back when it could not be: two runs at once send one mail,
and no write of the database waits for a mail server.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from therapies.models import Reminder, Version
from therapies.text.counting import counted

from .journal import record
from .roles import MANAGER
from .states import review_due

Thing = TypeVar("Thing")
THRESHOLDS = (60, 14, 0, -14)  # days before the date
NOBODY = "Nobody can be reminded. Write an address into REVIEW_EMAIL, or give the Managers an e-mail address, and send again."


class NotSent(Exception):
    """A mail did not go out. Its message is for whoever runs the site; the next run tries again."""


@dataclass(frozen=True)
class Due:
    """A live page and the day on which it is to be read again. `threshold` is the latest one that has come."""

    version: Version
    on: date
    days: int
    threshold: int

    @property
    def url(self) -> str:
        return settings.SITE_URL + reverse("admin:therapies_article_change", args=[self.version.article_id])


def send_reminders(*, now: datetime | None = None) -> int:
    """Send one mail with all pages that are due to each recipient; give the number of pages.

    What was missed on other days is caught up with this one mail. Raises NotSent when there is nobody to send to, or
    every mail was refused: nothing counts as sent then. It also says so when only some of the mails were refused.
    """
    now = now or timezone.now()
    pages = due_pages(today=timezone.localdate(now))
    return send_once(
        pages,
        claim=lambda page: claim(page, now=now),
        take_back=take_back,
        mail=lambda claimed: Mail(
            f"{counted(len(claimed), 'page')} to read again",
            render_to_string("email/reminder.txt", {"pages": claimed}),
            logged=("sent reminders", counted(len(claimed), "page")),
        ),
        now=now,
    )


def due_pages(*, today: date) -> list[Due]:
    """Live pages of which nobody was told yet that their date is near, or has passed; the earliest date first."""
    found = []
    sent = set(Reminder.objects.values_list("article_id", "due", "days"))
    for version in Version.objects.live().select_related("review").defer("text"):
        on = review_due(version)
        days = (on - today).days if on else THRESHOLDS[0] + 1
        come = [threshold for threshold in THRESHOLDS if days <= threshold]
        if come and (version.article_id, on, come[-1]) not in sent:
            found.append(Due(version, on, days, come[-1]))
    return sorted(found, key=lambda page: (page.on, page.version.title))


def recipients() -> list[str]:
    """The address in REVIEW_EMAIL; without one, those of all Managers who work here. Raises NotSent without any."""
    if settings.REVIEW_EMAIL:
        return [settings.REVIEW_EMAIL]
    managers = User.objects.filter(is_active=True, is_staff=True, groups__name=MANAGER).exclude(email="")
    addresses = sorted(set(managers.values_list("email", flat=True)))
    if not addresses:
        raise NotSent(NOBODY)
    return addresses


def claim(page: Due, *, now: datetime) -> bool:
    """Write a reminder down; False when another run has done so in this moment."""
    try:
        with transaction.atomic():
            Reminder.objects.create(article=page.version.article, due=page.on, days=page.threshold, sent_at=now)
    except IntegrityError:
        return False
    return True


def take_back(pages: Iterable[Due]) -> None:
    for page in pages:
        Reminder.objects.filter(article=page.version.article_id, due=page.on, days=page.threshold).delete()


# --- For every kind of reminder ---------------------------------------------------------------


@dataclass(frozen=True)
class Mail:
    """What goes out; `logged` says for the log what was done, and about what."""

    subject: str
    words: str
    logged: tuple[str, str]


def send_once(
    due: Sequence[Thing],
    *,
    claim: Callable[[Thing], bool],
    take_back: Callable[[Sequence[Thing]], None],
    mail: Callable[[list[Thing]], Mail],
    now: datetime,
) -> int:
    """Send one mail about what is due to each recipient; give how many things it is about.

    `claim` writes down that a thing is told, and says False when another run has done so in this moment: two runs at
    once send one mail. Raises NotSent like `send_claimed`, and when there is nobody to send to.
    """
    if not due:
        return 0
    to = recipients()
    claimed = [thing for thing in due if claim(thing)]
    if claimed:
        send_claimed(mail(claimed), to=to, take_back=lambda: take_back(claimed), now=now)
    return len(claimed)


def send_claimed(mail: Mail, *, to: list[str], take_back: Callable[[], None], now: datetime) -> None:
    """Mail what was written down as sent to each recipient.

    When nobody gets it, `take_back` undoes what was written down. Raises NotSent then, and, when all is done, for
    those recipients whose mail was refused.
    """
    try:
        refusals = post(mail.subject, mail.words, to=to)
        if len(refusals) == len(to):
            raise NotSent(f"“{mail.subject}” could not be sent, and the next run tries again. {' '.join(refusals)}")
    except BaseException:
        # Also when the program is stopped in the middle: an hour later the mail goes out.
        take_back()
        raise
    action, about = mail.logged
    reached = counted(len(to) - len(refusals), "recipient")
    record(action, about=about, detail=f"To {reached}.", now=now)
    if refusals:
        raise NotSent(f"“{mail.subject}” went to {reached}, and could not be sent to: {' '.join(refusals)}")


def post(subject: str, words: str, *, to: list[str]) -> list[str]:
    """Send the same mail to each address; give those that a mail server refused, with its reasons."""
    refusals = []
    for address in to:
        try:
            EmailMessage(subject, words, to=[address]).send()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            refusals.append(f"{address}: {error}.")
    return refusals
