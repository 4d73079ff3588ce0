"""A name for all that pages are made of but the words: code, templates, static files, and the settings that show."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

FOLDERS = ("clinic_site", "therapies", "templates", "static")
FILES = ("requirements.txt",)
SHOWN = ("SITE_URL", "TIME_ZONE", "LANGUAGE_CODE", "SECURITY_CONTACT", "STATIC_URL", "MEDIA_URL", "CONTENT_SECURITY_POLICY",
         "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS")  # fmt: skip
WHICH_DATABASE = ("ENGINE", "HOST", "PORT", "NAME")


def release() -> str:
    """The name, for pages on the shelf. It looks at about 1,000 files and reads none but the list of static files."""
    digest = hashlib.sha256()
    for line in (*lines_of_files(), *lines_of_settings()):
        digest.update(line.encode(errors="replace") + b"\n")
    try:
        digest.update((Path(settings.STATIC_ROOT) / "staticfiles.json").read_bytes())
    except OSError:  # before the first `collectstatic`
        digest.update(b"no static files")
    return digest.hexdigest()[:16]


def lines_of_files() -> Iterator[str]:
    for path in sorted(files()):
        try:
            about = path.stat()
        except OSError:  # taken away while we look
            continue
        yield f"{path} {about.st_size} {about.st_mtime_ns}"


def files() -> Iterator[Path]:
    for name in FILES:
        yield settings.BASE_DIR / name
    for folder in FOLDERS:
        for place, folders, names in os.walk(settings.BASE_DIR / folder):
            folders[:] = [name for name in folders if name != "__pycache__"]
            yield from (Path(place, name) for name in names)


def lines_of_settings() -> Iterator[str]:
    for name in SHOWN:
        # Sorted, because a set has another order in each process.
        yield f"{name} {in_one_order(getattr(settings, name, None))}"
    database = settings.DATABASES["default"]
    yield " ".join(str(database.get(name, "")) for name in WHICH_DATABASE)


def in_one_order(value) -> str:
    if isinstance(value, dict):
        return str(sorted((str(key), in_one_order(one)) for key, one in value.items()))
    if isinstance(value, list | tuple | set | frozenset):
        return str(sorted(in_one_order(one) for one in value))
    return str(value)
