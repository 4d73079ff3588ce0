"""What the bytes of an upload say of themselves, before any decoder sees them: which picture, how large, whole or not.

Formats: PNG (W3C, third edition), JPEG (ITU T.81), WebP (RFC 9649). The name and the content type of an upload are
never asked: whoever sends it chooses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
# WebP's decoder keeps several whole pictures at a time: 16 bytes a pixel, measured. No phone takes photos in WebP.
MOST_PIXELS_WEBP = 10_000_000
LONGEST_SIDE = 20_000  # pixels; a longer strip of 40 megapixels would be 2,000 wide at most
MOST_MEMORY = 175_000_000  # bytes while it is decoded
MOST_SCANS = 40  # of a JPEG, each of which costs a pass over the whole picture; cameras and programs write up to 14

FEWEST_BITS_A_BLOCK = 2  # of 64 samples in a JPEG with Huffman codes: one for its mean, one for its end

JPEG, PNG, WEBP = "JPEG", "PNG", "WEBP"
USE = "Use a JPEG, PNG or WebP picture."

_HEIC = re.compile(rb"....ftyp(?:heic|heix|hevc|hevx|heim|heis|mif1|msf1)", re.DOTALL)
_OTHERS = [
    (
        _HEIC,
        "This is a HEIC photo, as iPhones take them, and browsers cannot show it. On the iPhone: Settings → Camera → "
        "Formats → Most Compatible, then take it again; or send yourself the photo by e-mail as JPEG.",
    ),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), f"This is an AVIF picture. {USE}"),
    (re.compile(rb"....ftyp", re.DOTALL), f"This is a film, not a picture. {USE}"),
    (re.compile(rb"GIF8[79]a"), f"GIF pictures are not taken, because they can move. {USE}"),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<(?:\w+:)?svg\b", re.DOTALL | re.I),
        "SVG drawings are not taken here, because they can hold programs. Ask whoever runs the site to add it, or save "
        "it as PNG.",
    ),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*%PDF"), "This is a PDF, not a picture. Save the page you need as PNG or JPEG."),
    (re.compile(rb"II\*\x00|MM\x00\*"), f"This is a TIFF picture. {USE}"),
    (re.compile(rb"BM.{4}\x00{4}", re.DOTALL), f"This is a BMP picture. {USE}"),
    (re.compile(rb"\x00\x00[\x01\x02]\x00"), f"This is an icon. {USE}"),
    (re.compile(rb"8BPS"), "This is a Photoshop file. Save it as PNG or JPEG."),
    (re.compile(rb"PK\x03\x04"), "This is a document or an archive, not a picture. Save the picture itself as PNG or JPEG."),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<"), f"This is a web page or a program, not a picture. {USE}"),
]  # fmt: skip


class PictureRefused(Exception):
    """A picture or its words that cannot be taken. The message is one sentence, or two, for whoever sent it."""


@dataclass(frozen=True)
class Head:
    """`memory` is what decoding takes where it depends on more than the pixels, and `least` how long the file must be.

    Both are in bytes.
    """

    format: str
    width: int
    height: int
    memory: int = 0
    least: int = 0


def head_of(data: bytes) -> Head:
    """Which picture this is and how large. Raises PictureRefused for anything that must not be decoded."""
    if not data:
        raise PictureRefused("The file is empty. Choose it again.")
    if len(data) > MOST_BYTES:
        raise PictureRefused(too_heavy())
    read = next((read for magic, read in _READERS if data.startswith(magic)), None)
    if read is None or (read is _webp_head and data[8:12] != b"WEBP"):
        said = next((said for sign, said in _OTHERS if sign.match(data[:4096])), None)
        raise PictureRefused(said or f"This file is not a picture that can be read. {USE}")
    try:
        head = read(data)
    except (IndexError, ValueError):
        raise PictureRefused(damaged()) from None
    refuse_size(head)
    if len(data) < head.least:
        # The decoder would fill up with grey what the head promises and the file does not hold.
        raise PictureRefused(damaged())
    return head


def refuse_size(head: Head) -> None:
    pixels = head.width * head.height
    if not pixels:
        raise PictureRefused(damaged())
    if pixels > MOST_PIXELS or max(head.width, head.height) > LONGEST_SIDE:
        raise PictureRefused(
            f"The picture has {head.width:,} × {head.height:,} pixels. At most 40 million pixels are possible, and "
            f"{LONGEST_SIDE:,} on a side. Make it smaller first."
        )
    if head.format == WEBP and pixels > MOST_PIXELS_WEBP:
        raise PictureRefused(
            f"A WebP picture may have at most {MOST_PIXELS_WEBP // 1_000_000} million pixels. Make it smaller, or save "
            "it as JPEG."
        )
    if head.memory > MOST_MEMORY:
        raise PictureRefused("The picture is too large for the way it was saved. Make it smaller, then send it again.")


def too_heavy() -> str:
    return "The file is larger than 8 MB. Make the picture smaller first, about 2,000 pixels wide."


def damaged() -> str:
    return "The picture is damaged or was not sent to its end. Open it on your computer, save it again and send that."


def number(data: bytes, at: int, length: int, order: str = "big") -> int:
    part = data[at : at + length]
    if len(part) < length:
        raise ValueError("cut off")
    return int.from_bytes(part, order)


def _png_head(data: bytes) -> Head:
    if data[12:16] != b"IHDR":
        raise PictureRefused(damaged())
    kinds = set()
    for kind in _png_chunks(data):
        if kind in (b"acTL", b"fcTL", b"fdAT"):
            raise PictureRefused("The picture has more than one frame: it moves. Send one that stands still.")
        kinds.add(kind)
    if not {b"IDAT", b"IEND"} <= kinds:
        raise PictureRefused(damaged())
    return Head(PNG, number(data, 16, 4), number(data, 20, 4))


def _png_chunks(data: bytes) -> Iterator[bytes]:
    """The names of the chunks, up to the one that ends the picture. ValueError for one that is cut off."""
    at = 8
    while at < len(data):
        length, kind = number(data, at, 4), data[at + 4 : at + 8]
        at += 12 + length
        if at > len(data):
            raise ValueError("cut off")
        yield kind
        if kind == b"IEND":
            return


def _jpeg_head(data: bytes) -> Head:
    scans = data.count(b"\xff\xda")
    if not scans or data.find(b"\xff\xd9", data.rfind(b"\xff\xda")) < 0:
        raise PictureRefused(damaged())
    if scans > MOST_SCANS:
        raise PictureRefused("The picture was saved in too many layers. Open it on your computer, and save it anew.")
    for kind, at in _jpeg_segments(data):
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width, components = number(data, at + 3, 2), number(data, at + 5, 2), number(data, at + 7, 1)
            # One scan with all components is decoded line by line. Any other keeps every coefficient, 2 bytes each.
            is_whole = kind in (0xC2, 0xC6, 0xCA, 0xCE) or _components_of_scan(data) < components
            samples = _samples(data, at + 8, components, width * height)
            least = samples // 64 * FEWEST_BITS_A_BLOCK // 8 if kind in (0xC0, 0xC1) else 0
            memory = 2 * samples if is_whole else 0
            return Head(JPEG, width, height, memory, least)
    raise PictureRefused(damaged())


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Each marker before the picture's own data: its code, and where its length stands."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        while data[at] == 0xFF:
            at += 1
        kind, at = data[at], at + 1
        yield kind, at
        if kind == 0xDA:
            return
        at += max(number(data, at, 2), 2)


def _components_of_scan(data: bytes) -> int:
    return next((number(data, at + 2, 1) for kind, at in _jpeg_segments(data) if kind == 0xDA), 0)


def _samples(data: bytes, at: int, components: int, pixels: int) -> int:
    """How many samples the components have together; each is as fine as the finest, or coarser."""
    factors = [number(data, at + 3 * each + 1, 1) for each in range(components)]
    sizes = [(factor >> 4) * (factor & 15) for factor in factors]
    finest = max((factor >> 4 for factor in factors), default=1) * max((factor & 15 for factor in factors), default=1)
    return pixels * sum(sizes) // max(finest, 1)


def _webp_head(data: bytes) -> Head:
    # RIFF fills an odd length up with one byte that some programs leave out.
    if number(data, 4, 4, "little") + 8 > len(data) + 1:
        raise PictureRefused(damaged())
    kind = data[12:16]
    if kind == b"VP8X":
        if data[20] & 0b10 or b"ANMF" in data[:4096]:
            raise PictureRefused("The picture has more than one frame: it moves. Send one that stands still.")
        return Head(WEBP, number(data, 24, 3, "little") + 1, number(data, 27, 3, "little") + 1)
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return Head(WEBP, number(data, 26, 2, "little") & 0x3FFF, number(data, 28, 2, "little") & 0x3FFF)
    if kind == b"VP8L" and data[20] == 0x2F:
        bits = number(data, 21, 4, "little")
        return Head(WEBP, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    raise PictureRefused(damaged())


_READERS = [(b"\xff\xd8\xff", _jpeg_head), (b"\x89PNG\r\n\x1a\n", _png_head), (b"RIFF", _webp_head)]
