"""Take pictures from staff, keep them, change the words about them, and let go of those that no page needs."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from therapies.models import Mention, Picture, Version
from therapies.text.files import visible
from therapies.text.pictures import uploaded_picture, uploads_named_in
from therapies.text.problems import Problem
from therapies.text.references import references_in

from .journal import record
from .picture_decoding import PictureFile, written_anew
from .picture_folder import clear_leftovers, put_files, remove_files
from .picture_heads import PictureRefused
from .touched import touch_mentioning

MOST_SIGNS = 300
_HTML = re.compile(r"<\s*[a-zA-Z/!?]")
_BLANKS = re.compile(r"\s+")


class PictureInUse(Exception):
    """A picture that a page needs, or once showed to patients. The message names the first of these pages."""


@dataclass(frozen=True)
class Use:
    """One version that shows a picture. `is_newest` and not `is_live`: a draft; neither: patients read it once."""

    version: Version
    is_live: bool
    is_newest: bool


def keep_picture(
    data: bytes,
    *,
    name: str = "",
    alt: str = "",
    is_decorative: bool = False,
    by: AbstractBaseUser,
    now: datetime | None = None,
) -> Picture:
    """Decode an upload, write its files anew, and keep it. The same upload twice is one picture.

    `name` is only shown to staff. Raises PictureRefused with a sentence; nothing is kept then.
    """
    now = now or timezone.now()
    alt = clean_picture_words(alt, is_decorative=is_decorative)
    key = hashlib.sha256(data).hexdigest()[:32]
    known = Picture.objects.filter(key=key).first()
    if known and uploaded_picture(f"media/{key}"):
        return known
    files = written_anew(data)
    clear_leftovers(now=now)
    # The files first: a row without them would be a hole in a page, files without a row are swept up later.
    put_files(key, files)
    if known:
        note_files_are_back(known)
    return known or keep_row(key, files[-1], name=name, alt=alt, is_decorative=is_decorative, by=by, now=now)


@transaction.atomic
def note_files_are_back(picture: Picture) -> None:
    """Pages that name a picture show it again, which they could not without its files."""
    # Held until the end: somebody may be publishing a page with it at this moment.
    Picture.objects.select_for_update().get(pk=picture.pk)
    touch_mentioning(Mention.PICTURE, picture.key)


@transaction.atomic
def keep_row(key: str, widest: PictureFile, *, name: str, alt: str, is_decorative: bool, by, now: datetime) -> Picture:
    picture, is_new = Picture.objects.get_or_create(
        key=key,
        defaults={
            "alt": alt,
            "is_decorative": is_decorative,
            "original_name": clean_name(name),
            "width": widest.width,
            "height": widest.height,
            "uploaded_at": now,
            "uploaded_by": by,
        },
    )
    if is_new:
        record("uploaded a picture", by=by, about=picture, detail=key, now=now)
    return picture


def clean_picture_words(alt: str, *, is_decorative: bool) -> str:
    """The words about a picture in one line. Raises PictureRefused when there are none, or too many, or HTML."""
    words = _BLANKS.sub(" ", visible(alt)).strip()
    if is_decorative and words:
        raise PictureRefused("A picture that only decorates has no words. Delete them, or untick “decorative”.")
    if not is_decorative and not any(map(str.isalnum, words)):
        raise PictureRefused("Say in words what the picture shows, or tick “decorative” if it shows nothing needed.")
    if len(words) > MOST_SIGNS:
        raise PictureRefused(f"The words about the picture are too long. Write at most {MOST_SIGNS} characters.")
    if _HTML.search(words) or "{{" in words:
        raise PictureRefused("Write the words about the picture without HTML and without clinic facts.")
    return words


def clean_name(name: str) -> str:
    return _BLANKS.sub(" ", visible(name)).strip()[:100]


@transaction.atomic
def describe_picture(
    picture: Picture, *, alt: str, is_decorative: bool, by: AbstractBaseUser, now: datetime | None = None
) -> None:
    """Change the words that the picture gets when it is put into a text from now on. Texts keep their own."""
    alt = clean_picture_words(alt, is_decorative=is_decorative)
    picture = Picture.objects.select_for_update().get(pk=picture.pk)
    if (picture.alt, picture.is_decorative) == (alt, is_decorative):
        return
    before = str(picture)
    picture.alt, picture.is_decorative = alt, is_decorative
    picture.save(update_fields=["alt", "is_decorative"])
    detail = f"{picture.key}: “{before}” became “{picture}”"
    record("changed the words of a picture", by=by, about=picture, detail=detail, now=now)


@transaction.atomic
def delete_picture(picture: Picture, *, by: AbstractBaseUser, now: datetime | None = None) -> None:
    """Delete a picture that no page needs; its files go when the database has it. Raises PictureInUse."""
    # Held until the end: somebody may be publishing a page with it at this moment.
    picture = Picture.objects.select_for_update().get(pk=picture.pk)
    used = uses_of([picture.key])[picture.key]
    if used:
        raise PictureInUse(f"The picture stays: “{used[0].version}” needs it.")
    record("deleted a picture", by=by, about=picture, detail=picture.key, now=now)
    key = picture.key
    picture.delete()
    transaction.on_commit(partial(remove_files, key))


def uses_of(keys: Collection[str], *, now: datetime | None = None) -> dict[str, list[Use]]:
    """Every version that needs each of some pictures: once live or still to be, sent for review, or the newest.

    "What did patients read on that day?" must have its pictures too. A text that names one in any way needs it.
    """
    keys = set(keys)
    newest = Version.objects.newest().filter(text__contains="media/")
    mentioning = Mention.objects.filter(what=Mention.PICTURE, target__in=keys)
    waiting = Q(submitted_at__isnull=False, text__contains="media/")
    once_or_soon_live = Q(live_from__isnull=False, pk__in=mentioning.values("version"))
    wanted = Version.objects.filter(Q(pk__in=newest.values("pk")) | once_or_soon_live | waiting)
    live_now = set(Version.objects.live(at=now).filter(pk__in=wanted.values("pk")).values_list("pk", flat=True))
    newest_now = set(newest.values_list("pk", flat=True))
    uses = defaultdict(list)
    for version in wanted.select_related("article").order_by("article", "-number"):
        for key in keys & uploads_named_in(version.text):
            uses[key].append(Use(version, version.pk in live_now, version.pk in newest_now))
    return uses


def hold_pictures(version: Version) -> None:
    """Until the end of the transaction, let nobody delete a picture that this version shows."""
    list(Picture.objects.select_for_update().filter(key__in=uploads_named_in(version.text)))


def missing_pictures(version: Version) -> list[Problem]:
    """Uploaded pictures that a text shows and nobody has kept, each with a sentence."""
    named = references_in(version.article_text().body).pictures
    missing = named - set(Picture.objects.filter(key__in=named).values_list("key", flat=True)) if named else set()
    path = version.article.address.path
    return [
        Problem(path, 0, f'There is no uploaded picture "media/{key}". Upload it, or choose another one.')
        for key in sorted(missing)
    ]
