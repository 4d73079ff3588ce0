"""Uploaded pictures of several machines: a bucket holds them all, and each machine keeps copies of those it showed.

Readers get every picture from the machine that answers, so a bucket that is silent keeps only those back that this
machine has never shown. In the bucket a picture is its files and, written last, the list of their names: what has no
list is not there.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

ALIAS = "pictures"
LIST = "names"
UNFINISHED = ".unfinished-"
_NAME = re.compile(r"[0-9a-f]{32}-[0-9]{1,4}\.(?:webp|jpg|png)")


class BucketSilent(OSError):
    """The bucket refused or did not answer. What was asked for may be there."""


def are_shared() -> bool:
    """Whether there is a bucket; without one the folder of pictures is all there is."""
    return ALIAS in settings.STORAGES


def is_shared(key: str) -> bool:
    """Whether the bucket holds this picture, whole. Raises BucketSilent."""
    return asked(lambda bucket: bucket.exists(f"{key}/{LIST}"))


def share(key: str, files: Mapping[str, bytes]) -> None:
    """Put the files of a picture into the bucket, for all machines. Raises BucketSilent; then it is not there."""

    def put(bucket):
        # The settings let a file take the place of another of its name; under a new name nobody would find it.
        for name, content in files.items():
            bucket.save(f"{key}/{name}", ContentFile(content))
        bucket.save(f"{key}/{LIST}", ContentFile("\n".join(sorted(files)).encode()))

    asked(put)


def take_back(key: str) -> None:
    """Delete a picture from the bucket. Raises BucketSilent."""

    def delete(bucket):
        names = names_in(bucket, key)
        bucket.delete(f"{key}/{LIST}")
        for name in names:
            bucket.delete(f"{key}/{name}")

    asked(delete)


def fetch(key: str) -> bool:
    """Copy a picture from the bucket into the folder of this machine, all files of it or none. False: it has none.

    Raises BucketSilent.
    """
    folder = Path(settings.MEDIA_ROOT) / key
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent))
    try:
        names = asked(lambda bucket: copied(bucket, key, unfinished))
        if not names:
            return False
        try:
            unfinished.rename(folder)
        except OSError:
            # Another thread fetched the same at this moment.
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return True


def copied(bucket, key: str, folder: Path) -> list[str]:
    names = names_in(bucket, key)
    for name in names:
        with bucket.open(f"{key}/{name}") as file:
            (folder / name).write_bytes(file.read())
    return names


def names_in(bucket, key: str) -> list[str]:
    """The names of a picture's files; none when it is not there. Anything but our names is left out."""
    try:
        with bucket.open(f"{key}/{LIST}") as file:
            words = file.read().decode()
    except FileNotFoundError:
        return []
    return [name for name in words.split() if _NAME.fullmatch(name)]


def asked(question):
    """Ask the bucket. Its client raises a dozen kinds, of its own and of the network; to the site all mean the same."""
    try:
        return question(storages[ALIAS])
    except Exception as problem:
        raise BucketSilent(f"The bucket of pictures did not do what it was asked: {problem}") from problem
