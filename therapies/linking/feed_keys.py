"""Keys with which a partner's program reads the feed: made, looked up and revoked. Only their digests are kept."""

from __future__ import annotations

import logging
import re
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import DatabaseError, transaction
from django.utils import timezone

from therapies.models import FeedKey
from therapies.publishing import record
from therapies.publishing.tokens import new_token, token_digest

# RFC 6750. The longest of ours has 43 signs; a header of a megabyte is not worth a digest.
BEARER = re.compile(r"Bearer +([\w-]{20,200})", re.ASCII | re.IGNORECASE)

logger = logging.getLogger(__name__)


@transaction.atomic
def make_feed_key(partner: str, *, by: AbstractBaseUser, now: datetime | None = None) -> tuple[FeedKey, str]:
    """A key for a partner, given back with its secret this one time."""
    now = now or timezone.now()
    secret, digest = new_token()
    key = FeedKey.objects.create(partner=partner, digest=digest, made_at=now, made_by=by)
    record("made a feed key", by=by, about=partner, now=now)
    return key, secret


@transaction.atomic
def revoke_feed_key(key: FeedKey, *, by: AbstractBaseUser, now: datetime | None = None) -> bool:
    """Let a key open nothing any more, for ever. False when it was revoked already."""
    now = now or timezone.now()
    if not FeedKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now, revoked_by=by):
        return False
    record("revoked a feed key", by=by, about=key.partner, now=now)
    return True


def key_in(authorization: str) -> FeedKey | None:
    """The key of a header `Authorization: Bearer …`; None without one, and for a key that is unknown or revoked.

    One query; none for a header that cannot be right.
    """
    written = BEARER.fullmatch(authorization.strip())
    if written is None:
        return None
    return FeedKey.objects.filter(digest=token_digest(written[1]), revoked_at=None).first()


def note_use(key: FeedKey, *, now: datetime | None = None) -> None:
    """Keep the day on which a key was used last: one write a day. A database that refuses it stops no reading."""
    today = timezone.localdate(now)
    if key.last_used_on == today:
        return
    try:
        with transaction.atomic():
            FeedKey.objects.filter(pk=key.pk).update(last_used_on=today)
    except DatabaseError:
        logger.warning("The day on which the feed key of %s was used could not be kept.", key.partner)
