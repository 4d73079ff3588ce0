"""The pictures that articles may show: drawings, kept with the site's code, and what staff uploaded (`media/<key>`).

Both are known by their files, so that a folder of articles can be checked without a database.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG

from django.conf import settings
from django.core.files.images import get_image_dimensions
from django.templatetags.static import static

from . import shared_pictures

PICTURES = settings.BASE_DIR / "static" / "img" / "articles"
# A picture that is no wider than this is a sign: it stands among words, and in the cells of tables.
WIDEST_SIGN = 96
PICTURE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:svg|png|jpg|webp)")
# As articles write it. The key names a folder below MEDIA_ROOT that holds nothing but files of ours.
UPLOADED_NAME = re.compile(r"media/([0-9a-f]{32})")
UPLOADED_FILE = re.compile(r"([0-9a-f]{32})-([0-9]{1,4})\.(webp|jpg|png)")
UPLOADS = "/media/"
# What a browser reckons with before the style sheets are there: the column, or a phone without its margins.
SIZES = "(min-width: 48rem) 42rem, 92vw"
# Anything that Markdown might read as more than a character.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#!&|~^$:])")
_SVG_START = re.compile(r"<svg\b[^>]*>")
_SVG_BOX = re.compile(r'\bviewBox="[-0-9.]+[ ,]+[-0-9.]+[ ,]+([0-9.]+)[ ,]+([0-9.]+)"')


@dataclass(frozen=True)
class Picture:
    """Address and size in pixels; the size is 0 by 0 when the file does not say it.

    An uploaded one has more files: `srcset` of the same kind as `url`, and `webp_srcset`, which is lighter.
    """

    url: str
    width: int
    height: int
    srcset: str = ""
    webp_srcset: str = ""

    @property
    def is_sign(self) -> bool:
        """Whether it is small enough to stand in a line of words."""
        return 0 < self.width <= WIDEST_SIGN and not self.srcset


class KnownPictures(frozenset):
    """The names of all drawings. An uploaded picture is in it too, but never listed: there may be thousands."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (isinstance(name, str) and uploaded_picture(name) is not None)


def known_pictures() -> KnownPictures:
    """The names of all pictures, as articles write them."""
    if not PICTURES.is_dir():
        return KnownPictures()
    return KnownPictures(path.name for path in PICTURES.iterdir() if path.is_file())


def picture_named(name: str) -> Picture | None:
    """The picture with this name, or None when there is no such file or the name is not one for a picture."""
    if UPLOADED_NAME.fullmatch(name):
        return uploaded_picture(name)
    if not PICTURE_NAME.fullmatch(name):
        return None
    try:
        about = os.stat(f"{PICTURES}/{name}")  # noqa: PTH116 - asked 40 times for a page; a Path takes five times as long
    except OSError:
        return None
    if not S_ISREG(about.st_mode):
        return None
    # The address is asked each time: it changes with the file, and with the way static files are served.
    return Picture(static(f"img/articles/{name}"), *_size_of(PICTURES / name, about.st_mtime_ns))


@lru_cache(maxsize=256)
def _size_of(path: Path, _changed_at: int) -> tuple[int, int]:
    if path.suffix != ".svg":
        with path.open("rb") as file:
            width, height = get_image_dimensions(file)
        return width or 0, height or 0
    start = _SVG_START.search(path.read_text(encoding="utf-8", errors="replace")[:10_000])
    box = _SVG_BOX.search(start[0]) if start else None
    return (round(float(box[1])), round(float(box[2]))) if box else (0, 0)


def folder_of(key: str) -> Path:
    """Where this machine has the files of an uploaded picture, or would have them."""
    return Path(settings.MEDIA_ROOT) / key


def present_folder_of(key: str) -> Path:
    """The same, after they were fetched when another machine took the picture in.

    Raises BucketSilent rather than to leave a picture out: a page without it could be kept for a day.
    """
    folder = folder_of(key)
    if shared_pictures.are_shared() and not folder.is_dir():
        shared_pictures.fetch(key)
    return folder


def uploaded_picture(name: str) -> Picture | None:
    """The uploaded picture that an article calls `media/<key>`; None when there is none."""
    found = UPLOADED_NAME.fullmatch(name)
    if not found:
        return None
    folder = present_folder_of(found[1])
    try:
        changed_at = folder.stat().st_mtime_ns
    except OSError:
        return None
    return _uploaded_in(folder, changed_at)


@lru_cache(maxsize=1024)
def _uploaded_in(folder: Path, _changed_at: int) -> Picture | None:
    files = sorted(
        (int(found[2]), found[3]) for path in folder.iterdir() if (found := UPLOADED_FILE.fullmatch(path.name))
    )
    plain = [(width, ending) for width, ending in files if ending != "webp"]
    if not plain:
        return None
    width, ending = plain[-1]
    with (folder / f"{folder.name}-{width}.{ending}").open("rb") as file:
        width, height = get_image_dimensions(file)
    return Picture(
        url=f"{UPLOADS}{folder.name}-{plain[0][0]}.{ending}",
        width=width or 0,
        height=height or 0,
        srcset=_srcset(folder.name, plain),
        webp_srcset=_srcset(folder.name, [file for file in files if file[1] == "webp"]),
    )


def _srcset(key: str, files: list[tuple[int, str]]) -> str:
    return ", ".join(f"{UPLOADS}{key}-{width}.{ending} {width}w" for width, ending in files)


def markdown_of(key: str, *, alt: str) -> str:
    """How an article shows an uploaded picture; without words it is one that only decorates."""
    if not alt:
        return f'![](media/{key} "decorative")'
    words = _MARKUP.sub(r"\\\1", alt)
    return f"![{words}](media/{key})"


def uploads_named_in(text: str) -> frozenset[str]:
    """The keys of all uploaded pictures that a text names, wherever in it: rather one too many than one too few."""
    return frozenset(UPLOADED_NAME.findall(text))
