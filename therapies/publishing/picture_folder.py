"""Where the files of pictures lie: one folder a picture, below MEDIA_ROOT, that appears and goes in one step.

Where several machines share a bucket, a picture is put there too before anybody may speak of it.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from therapies.models import Picture
from therapies.text import shared_pictures
from therapies.text.pictures import UPLOADED_NAME, folder_of
from therapies.text.shared_pictures import UNFINISHED

from .picture_decoding import PictureFile
from .picture_heads import PictureRefused

logger = logging.getLogger(__name__)
GONE = ".gone-"
# Nobody takes that long to send a picture; what is older was left by a process that ended in the middle.
LEFT_OVER_AFTER = timedelta(hours=1)


def put_files(key: str, files: Iterable[PictureFile]) -> None:
    """Write all files of a picture. They are there together or not at all, also after a power cut.

    Raises PictureRefused when the bucket of several machines does not take them.
    """
    files = list(files)
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=root))
    try:
        for file in files:
            write(unfinished / f"{key}-{file.width}.{file.ending}", file.content)
        settle(unfinished)
        try:
            unfinished.rename(folder_of(key))
        except OSError:
            # Somebody else sent the same picture at this moment: the same bytes lie there.
            if not folder_of(key).is_dir():
                raise
        settle(root)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    if shared_pictures.are_shared():
        share_files(key, files)


def share_files(key: str, files: Iterable[PictureFile]) -> None:
    try:
        shared_pictures.share(key, {f"{key}-{file.width}.{file.ending}": file.content for file in files})
    except shared_pictures.BucketSilent as problem:
        logger.error("%s", problem)
        raise PictureRefused("The place for pictures does not answer. Wait a moment, then send yours again.") from None


def write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def settle(folder: Path) -> None:
    """Have the names in a folder on the disk before the database speaks of them."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_files(key: str) -> None:
    """Take a picture away in one step, then clean up behind it. A key that has a row again stays."""
    if Picture.objects.filter(key=key).exists():
        return
    if shared_pictures.are_shared():
        forget_shared(key)
    gone = Path(settings.MEDIA_ROOT) / f"{GONE}{secrets.token_hex(8)}"
    try:
        folder_of(key).rename(gone)
    except FileNotFoundError:
        return
    shutil.rmtree(gone, ignore_errors=True)


def forget_shared(key: str) -> None:
    """Without its row nobody is shown a picture, so one that stays in the bucket costs room and nothing else."""
    try:
        shared_pictures.take_back(key)
    except shared_pictures.BucketSilent as problem:
        logger.warning("%s", problem)


def clear_leftovers(*, now: datetime) -> None:
    """Remove what a process left that was killed in the middle: unfinished files, and pictures without a row."""
    root = Path(settings.MEDIA_ROOT)
    old = [path for path in root.glob("*") if is_left_over(path, now=now)]
    keys = {path.name for path in old if UPLOADED_NAME.fullmatch(f"media/{path.name}")}
    for key in keys - set(Picture.objects.filter(key__in=keys).values_list("key", flat=True)):
        remove_files(key)
    for path in old:
        if path.name.startswith((UNFINISHED, GONE)):
            shutil.rmtree(path, ignore_errors=True)


def is_left_over(path: Path, *, now: datetime) -> bool:
    try:
        return path.stat().st_mtime < (now - LEFT_OVER_AFTER).timestamp()
    except OSError:
        return False
