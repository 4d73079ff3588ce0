"""Decode an upload and write it anew, smaller and without anything but its pixels. The only module that opens one.

Nothing of the file itself is kept: no names, places, cameras, colour profiles, previews, nor what hangs behind it.
"""

from __future__ import annotations

import io
import math
import threading
import warnings
from dataclasses import dataclass

from PIL import Image, ImageCms

from .picture_heads import JPEG, Head, PictureRefused, damaged, head_of

WIDEST, TALLEST = 1600, 3200  # pixels
NARROW = 800  # for phones
STRIP = 16  # lines of the small picture that are made at a time
LARGEST_PROFILE = 1024 * 1024  # bytes; those of printers have half of it
ORIENTATION = 0x0112
# What each number of EXIF's orientation asks for (CIPA DC-008).
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = (5, 6, 7, 8)
# A worker has four threads. Four large pictures at once would cost it four times the memory.
_one_at_a_time = threading.Lock()
PATIENCE_SECONDS = 15


@dataclass(frozen=True)
class PictureFile:
    width: int
    height: int
    ending: str
    content: bytes


def written_anew(data: bytes) -> list[PictureFile]:
    """The files of a picture, the widest last: WebP, and JPEG or (where it is see-through) PNG, in one or two widths.

    Raises PictureRefused with a sentence for anything but a whole, still picture of a size that can be decoded.
    """
    head = head_of(data)
    if not _one_at_a_time.acquire(timeout=PATIENCE_SECONDS):
        raise PictureRefused("Somebody else is sending a picture. Wait a moment, then send yours again.")
    try:
        with warnings.catch_warnings():
            # Pillow warns of harmed notes; nobody reads that, and none of them is kept.
            warnings.simplefilter("ignore")
            picture = decoded(data, head)
        return [file for width in widths_of(picture) for file in files_of(picture, width)]
    except PictureRefused:
        raise
    except Exception:  # decoders raise a dozen kinds at hostile bytes; to whoever sent it all mean the same
        raise PictureRefused(damaged()) from None
    finally:
        _one_at_a_time.release()


def widths_of(picture: Image.Image) -> list[int]:
    # A second file of nearly the same width would help nobody.
    return [NARROW, picture.width] if picture.width >= 1.25 * NARROW else [picture.width]


def decoded(data: bytes, head: Head) -> Image.Image:
    """The picture upright, in sRGB, not larger than it will be shown."""
    small, profile, turn = opened(data, head)
    small = in_srgb(small, profile)
    small = small.transpose(TURNS[turn]) if turn in TURNS else small
    if small.mode == "RGBA" and small.getchannel("A").getextrema() == (255, 255):
        small = small.convert("RGB")
    small.info = {}
    return small


def opened(data: bytes, head: Head) -> tuple[Image.Image, bytes, int]:
    """The picture as it lies in the file, but small; its colour profile; its EXIF orientation."""
    with Image.open(io.BytesIO(data), formats=[head.format]) as picture:
        if picture.size != (head.width, head.height):
            raise PictureRefused(damaged())
        if head.format != JPEG:
            # Before its notes are read: Pillow would load it for them, and what was wrong would be heard only there.
            picture.load()
        turn = orientation_of(picture)
        profile = picture.info.get("icc_profile", b"")
        size = shown_size(picture.size, is_sideways=turn in SIDEWAYS)
        if head.format == JPEG:
            # The decoder itself can leave out what a smaller picture does not need: 1/64 of the memory.
            picture.draft(None, size)
            picture.load()
        return scaled(picture, size), profile, turn


def orientation_of(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # a picture with harmed notes is still a picture
        return 1


def shown_size(size: tuple[int, int], *, is_sideways: bool) -> tuple[int, int]:
    """How large the picture becomes, before it is turned upright. It is never made larger."""
    width, height = size
    widest, tallest = (TALLEST, WIDEST) if is_sideways else (WIDEST, TALLEST)
    share = min(1, widest / width, tallest / height)
    return max(1, round(width * share)), max(1, round(height * share))


def scaled(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture in another size, in strips: scaled whole, it would be in memory three times."""
    width, height = size
    share = picture.height / height
    # What a line of the small picture is mixed from reaches three of its own heights up and down (Lanczos).
    margin = math.ceil(3 * max(share, 1)) + 1
    strips = []
    for top in range(0, height, STRIP):
        bottom = min(top + STRIP, height)
        first = max(0, math.floor(top * share) - margin)
        last = min(picture.height, math.ceil(bottom * share) + margin)
        lines = mixable(picture.crop((0, first, picture.width, last)))
        box = (0, top * share - first, picture.width, min(bottom * share, picture.height) - first)
        strips.append((top, lines.resize((width, bottom - top), Image.Resampling.LANCZOS, box=box)))
    small = Image.new(strips[0][1].mode, size)
    for top, strip in strips:
        small.paste(strip, (0, top))
    return small


def mixable(picture: Image.Image) -> Image.Image:
    """In a mode whose neighbouring pixels can be mixed; the profile of the picture still fits it."""
    if picture.mode.startswith("I"):
        # 16 bits a pixel, which Pillow would cut off at 255 instead of making them 8.
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("RGB", "CMYK", "L") and "transparency" not in picture.info:
        return picture
    return picture.convert("RGBA")


def in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The colours as browsers take them when nothing is said. A profile that cannot be used is left out."""
    if profile and len(profile) <= LARGEST_PROFILE:
        try:
            mode = "RGBA" if picture.mode == "RGBA" else "RGB"
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return picture if picture.mode in ("RGB", "RGBA") else picture.convert("RGB")


def files_of(picture: Image.Image, width: int) -> list[PictureFile]:
    height = max(1, round(picture.height * width / picture.width))
    if width != picture.width:
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    ways = {"webp": {"format": "WEBP", "quality": 80, "method": 4}}
    if picture.mode == "RGBA":
        ways["png"] = {"format": "PNG", "optimize": True}
    else:
        ways["jpg"] = {"format": "JPEG", "quality": 80, "progressive": True, "optimize": True}
    files = []
    for ending, way in ways.items():
        written = io.BytesIO()
        picture.save(written, **way)
        files.append(PictureFile(width, height, ending, written.getvalue()))
    return files
