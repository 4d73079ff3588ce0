"""Private addresses at which anybody who has one reads a draft, and can do nothing else."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from therapies.models import PreviewLink, Version

from .journal import record
from .review import held
from .states import READ, NotAllowed, state_of
from .tokens import LASTS, new_token, token_digest


@transaction.atomic
def make_preview_link(
    version: Version, *, by: AbstractBaseUser, now: datetime | None = None
) -> tuple[PreviewLink, str]:
    """A link to a draft, given back with its secret this one time. Raises NotAllowed for what patients read already."""
    now = now or timezone.now()
    held(version)
    if state_of(version, now=now) in READ:
        raise NotAllowed("Patients read these words already. Share the address of the page itself.")
    token, digest = new_token()
    link = PreviewLink.objects.create(
        version=version, token_digest=digest, made_at=now, made_by=by, ends_at=now + LASTS
    )
    record("made a preview link", by=by, about=version, now=now)
    return link, token


@transaction.atomic
def revoke_preview_link(link: PreviewLink, *, by: AbstractBaseUser, now: datetime | None = None) -> bool:
    """Close a preview link. False when it was closed already."""
    now = now or timezone.now()
    if not PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        return False
    record("took back a preview link", by=by, about=link.version, now=now)
    return True


def preview_link_at(token: str) -> PreviewLink | None:
    """The link behind an address, in whatever state; None for an address that was never given out."""
    found = PreviewLink.objects.filter(token_digest=token_digest(token))
    return found.select_related("version__article", "version__review").first()


def is_open(link: PreviewLink, *, now: datetime | None = None) -> bool:
    return link.revoked_at is None and link.ends_at > (now or timezone.now())


def open_preview_links(version: Version, *, at: datetime | None = None):
    """The links of any version of a page that still answer."""
    links = PreviewLink.objects.open(at=at).filter(version__article=version.article_id)
    return links.select_related("version", "made_by")
