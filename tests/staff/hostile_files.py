"""Files that must never be stored as they are, and what is said about them. Nothing here is read from a disk."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache

from PIL import Image

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
SCRIPTS = {
    "script": "<script>alert(1)</script>",
    "script-line-break": "<script\n>alert(1)</script>",
    "script-of-a-namespace": "<s:script>alert(1)</s:script>",
    "onload": '<g onload="alert(1)"/>',
    "link": '<a href="javascript:alert(1)"><text y="9">x</text></a>',
    "foreign": '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:alert(1)"/></foreignObject>',
    "use": '<use href="data:image/svg+xml;base64,PHN2Zz48c2NyaXB0PmFsZXJ0KDEpPC9zY3JpcHQ+PC9zdmc+#x"/>',
    "animate": '<animate attributeName="href" values="javascript:alert(1)" begin="0s"/>',
    "image": '<image href="http://203.0.113.9/x.png"/>',
    "style": "<style>@import url(http://203.0.113.9/x.css);</style>",
}
PAYLOAD = b"<script>alert('payload')</script><?php system('id'); ?>"


@cache
def picture(kind: str = "JPEG", *, mode: str = "RGB", size: tuple[int, int] = (120, 90), **how) -> bytes:
    """A sound picture, with enough in it that a cut can be seen."""
    image = Image.effect_noise(size, 60).convert("L")
    image = Image.merge("RGB", (image, image.rotate(90).resize(size), image.rotate(180))).convert(mode)
    written = io.BytesIO()
    image.save(written, kind, **how)
    return written.getvalue()


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(*chunks: bytes, width: int = 9, height: int = 9, depth: int = 8, colour: int = 2) -> bytes:
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + png_chunk(b"IEND", b"")


def png_bomb(width: int, height: int) -> bytes:
    """Black, at 1/1000 of what it takes to decode it."""
    packed = zlib.compressobj(9)
    line = bytes(1 + 3 * width)
    lines = b"".join(packed.compress(line * 10) for _ in range(height // 10)) + packed.flush()
    return png(png_chunk(b"IDAT", lines), width=width, height=height)


def jpeg_of_size(width: int, height: int) -> bytes:
    """A small JPEG whose head says that it is large."""
    data = bytearray(picture())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def webp_of_size(width: int, height: int) -> bytes:
    data = bytearray(picture("WEBP"))
    data[26:30] = struct.pack("<HH", width, height)
    return bytes(data)


def webp_canvas(width: int, height: int, *, flags: int = 0) -> bytes:
    canvas = struct.pack("<I", flags) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<I", len(canvas)) + canvas + picture("WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def with_segment(marker: int, content: bytes) -> bytes:
    """A JPEG with one more segment behind its beginning."""
    return picture()[:2] + struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content + picture()[2:]


def animated(kind: str) -> bytes:
    written = io.BytesIO()
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue", "green")]
    frames[0].save(written, kind, save_all=True, append_images=frames[1:], duration=100)
    return written.getvalue()


def many_scans() -> bytes:
    """A progressive JPEG whose last scan is said again 60 times: each costs a pass over the whole picture."""
    data = picture("JPEG", progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * 60 + data[-2:]


def damaged_in_the_middle(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(200) + data[middle + 200 :]


def isobmff(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + b"mif1" + brand + bytes(400)


def saved_as(kind: str, **how) -> bytes:
    return picture(kind, **how)


WHOLE = "The picture is damaged or was not sent to its end."
PIXELS = "The picture has "
MOVES = "The picture has more than one frame"
NO_PICTURE = "This file is not a picture that can be read."
PAGE = "This is a web page or a program, not a picture."


@cache
def hostile_files() -> dict[str, tuple[str, bytes, str, str]]:
    """Name, bytes, content type, and how the answer begins. Each is refused, and nothing of it stored."""
    jpeg, png_, webp = picture(), picture("PNG"), picture("WEBP")
    html = b"<!DOCTYPE html><script>alert(1)</script>"
    packed = png_chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(50_000_000), 9))
    return {
        # --- not what they say they are ---
        "html-as-gif": ("a.gif", html, "image/gif", PAGE),
        "html-as-png": ("a.png", html, "image/png", PAGE),
        "html-named-html": ("a.html", b"\n <html><script>alert(1)</script>", "image/gif", PAGE),
        "html-with-bom": ("a.png", b"\xef\xbb\xbf<script>alert(1)</script>", "image/png", PAGE),
        "php": ("a.php", b"<?php system('id'); ?>", "image/jpeg", PAGE),
        "gif-script": ("a.html", b"GIF89a<script>alert(1)</script>", "image/gif", "GIF pictures are not taken"),
        "gif-js": ("a.js", b"GIF89a=1;alert(1)//" + bytes(40), "image/gif", "GIF pictures are not taken"),
        "gif": ("a.gif", saved_as("GIF"), "image/png", "GIF pictures are not taken"),
        "javascript": ("a.png", b"alert(1)", "image/png", NO_PICTURE),
        "text": ("a.png", b"not a picture", "image/png", NO_PICTURE),
        "program": ("a.jpg", b"MZ" + bytes(900), "image/jpeg", NO_PICTURE),
        "elf": ("a.jpg", b"\x7fELF" + bytes(900), "image/jpeg", NO_PICTURE),
        "zip": ("a.docx", b"PK\x03\x04" + bytes(90), "image/jpeg", "This is a document or an archive"),
        "pdf": ("a.pdf", b"%PDF-1.7\n" + bytes(90), "image/jpeg", "This is a PDF"),
        "shebang": ("a.png", b"#!/bin/sh\nid", "image/png", NO_PICTURE),
        # --- pictures of other kinds ---
        "heic": ("IMG_1.HEIC", isobmff(b"heic"), "image/heic", "This is a HEIC photo"),
        "heic-as-jpeg": ("IMG_1.jpg", isobmff(b"mif1"), "image/jpeg", "This is a HEIC photo"),
        "avif": ("a.avif", isobmff(b"avif"), "image/avif", "This is an AVIF picture."),
        "film": ("a.mp4", isobmff(b"isom"), "image/png", "This is a film"),
        "tiff": ("a.tif", saved_as("TIFF"), "image/png", "This is a TIFF picture."),
        "bmp": ("a.bmp", saved_as("BMP"), "image/png", "This is a BMP picture."),
        "ico": ("a.ico", saved_as("ICO", size=(32, 32)), "image/png", "This is an icon."),
        "psd": ("a.psd", b"8BPS\0\1" + bytes(90), "image/png", "This is a Photoshop file."),
        "jpeg-2000": ("a.jp2", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(90), "image/jpeg", NO_PICTURE),
        "eps": ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "image/png", NO_PICTURE),
        "ppm": ("a.ppm", b"P6 9 9 255\n" + bytes(243), "image/png", NO_PICTURE),
        # --- too large ---
        "nine-megabytes": ("a.jpg", jpeg + bytes(9 * 1024 * 1024), "image/jpeg", "The file is larger than 8 MB."),
        "nothing": ("a.jpg", b"", "image/jpeg", "The file is empty."),
        "png-bomb": ("a.png", png_bomb(20_000, 20_000), "image/png", PIXELS),
        "png-bomb-of-one-line": ("a.png", png(width=2**31 - 1, height=1), "image/png", WHOLE),
        "png-strip": ("a.png", png(png_chunk(b"IDAT", b"x"), width=39_000_000, height=1), "image/png", PIXELS),
        "jpeg-bomb": ("a.jpg", jpeg_of_size(20_000, 20_000), "image/jpeg", PIXELS),
        "jpeg-bomb-65500": ("a.jpg", jpeg_of_size(65_500, 65_500), "image/jpeg", PIXELS),
        "jpeg-many-scans": ("a.jpg", many_scans(), "image/jpeg", "The picture was saved in too many layers."),
        "webp-bomb": ("a.webp", webp_of_size(16_383, 16_383), "image/webp", PIXELS),
        "webp-canvas-bomb": ("a.webp", webp_canvas(2**24, 2**24), "image/webp", PIXELS),
        "webp-12-megapixels": ("a.webp", webp_of_size(4_000, 3_000), "image/webp", "A WebP picture may have at most"),
        # --- heads that lie ---
        "jpeg-head-lies": ("a.jpg", jpeg_of_size(5_000, 5_000), "image/jpeg", WHOLE),
        "jpeg-of-no-height": ("a.jpg", jpeg_of_size(100, 0), "image/jpeg", WHOLE),
        "webp-head-lies": ("a.webp", webp_of_size(900, 900), "image/webp", WHOLE),
        "webp-canvas-lies": ("a.webp", webp_canvas(900, 900), "image/webp", WHOLE),
        "png-of-no-width": ("a.png", png(png_chunk(b"IDAT", b"x"), width=0), "image/png", WHOLE),
        "png-wrong-depth": ("a.png", png(png_chunk(b"IDAT", b"x"), depth=3), "image/png", WHOLE),
        # --- cut off or harmed ---
        "jpeg-3-bytes": ("a.jpg", jpeg[:3], "image/jpeg", WHOLE),
        "jpeg-head-only": ("a.jpg", jpeg[: jpeg.index(b"\xff\xda")], "image/jpeg", WHOLE),
        "jpeg-half": ("a.jpg", jpeg[: len(jpeg) // 2], "image/jpeg", WHOLE),
        "jpeg-without-its-end": ("a.jpg", jpeg[:-2], "image/jpeg", WHOLE),
        "jpeg-no-markers": ("a.jpg", b"\xff\xd8\xff\xe0" + b"\xff" * 900 + b"\xda\xff\xd9", "image/jpeg", WHOLE),
        "png-magic-only": ("a.png", png_[:8], "image/png", WHOLE),
        "png-half": ("a.png", png_[: len(png_) // 2], "image/png", WHOLE),
        "png-without-its-end": ("a.png", png_[:-12], "image/png", WHOLE),
        "png-damaged": ("a.png", damaged_in_the_middle(png_), "image/png", WHOLE),
        "png-packed-text": ("a.png", png_[:33] + packed + png_[33:], "image/png", WHOLE),
        "png-not-packed": ("a.png", png(png_chunk(b"IDAT", b"not packed")), "image/png", WHOLE),
        "png-head-at-the-end": ("a.png", b"\x89PNG\r\n\x1a\n" + png_chunk(b"IEND", b""), "image/png", WHOLE),
        "png-chunk-of-4-gb": ("a.png", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT", "image/png", WHOLE),
        "webp-magic-only": ("a.webp", b"RIFF\4\0\0\0WEBP", "image/webp", WHOLE),
        "webp-half": ("a.webp", webp[: len(webp) // 2], "image/webp", WHOLE),
        "webp-strange": ("a.webp", b"RIFF\x14\0\0\0WEBPVP9 " + bytes(12), "image/webp", WHOLE),
        "riff-sound": ("a.webp", b"RIFF\x14\0\0\0WAVEfmt " + bytes(12), "image/webp", NO_PICTURE),
        # --- pictures that move ---
        "png-moves": ("a.png", animated("PNG"), "image/png", MOVES),
        "webp-moves": ("a.webp", animated("WEBP"), "image/webp", MOVES),
        "webp-says-it-moves": ("a.webp", webp_canvas(120, 90, flags=2), "image/webp", MOVES),
    } | {
        f"svg-{name}": ("a.svg", SVG.format(script).encode(), "image/svg+xml", "SVG drawings are not taken here")
        for name, script in SCRIPTS.items()
    } | {
        "svg-as-png": ("a.png", b"<?xml version='1.0'?>\n<!-- x -->\n" + SVG.format("").encode(), "image/png", "SVG"),
    }  # fmt: skip


@cache
def disguised_pictures() -> dict[str, tuple[str, bytes, str]]:
    """Sound pictures that carry more than a picture: they are taken, and nothing but their pixels is kept."""
    jpeg, png_, webp = picture(), picture("PNG"), picture("WEBP")
    loop = b"Exif\0\0II*\0\x08\0\0\0" + b"\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0" + b"\x08\0\0\0" + PAYLOAD
    text = png_chunk(b"tEXt", b"Comment\0" + PAYLOAD)
    return {
        "zip-behind-a-jpeg": ("a.jpg", jpeg + b"PK\x03\x04" + PAYLOAD + bytes(90), "image/jpeg"),
        "page-behind-a-png": ("a.html", png_ + PAYLOAD, "text/html"),
        "php-behind-a-webp": ("a.php", webp + PAYLOAD, "application/x-php"),
        "comment": ("a.jpg", with_segment(0xFE, PAYLOAD), "image/jpeg"),
        "huge-exif": ("a.jpg", with_segment(0xE1, b"Exif\0\0MM\0*" + PAYLOAD * 1_000), "image/jpeg"),
        "exif-loop": ("a.jpg", with_segment(0xE1, loop), "image/jpeg"),
        "xmp": ("a.jpg", with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PAYLOAD), "image/jpeg"),
        "profile": ("a.jpg", with_segment(0xE2, b"ICC_PROFILE\0\1\1" + PAYLOAD * 9), "image/jpeg"),
        "text-in-a-png": ("a.png", png_[:33] + text + png_[33:], "image/png"),
        "half-with-an-end": ("a.jpg", jpeg[: len(jpeg) // 2] + b"\xff\xd9", "image/jpeg"),
        "wrong-ending": ("a.gif", png_, "image/gif"),
        "jpeg-called-html": ("a.html", jpeg, "text/html"),
        "path": ("../../../etc/cron.d/x", jpeg, "image/jpeg"),
        "windows-path": ("..\\..\\windows\\x.jpg", jpeg, "image/jpeg"),
        "name-with-nul": ("a\0.php\0.jpg", jpeg, "image/jpeg"),
        "name-of-html": ("<img src=x onerror=alert(1)>.jpg", jpeg, "image/jpeg"),
        "long-name": ("a" * 500 + ".jpg", jpeg, "image/jpeg"),
        "strange-type": ("a.jpg", jpeg, "image/svg+xml"),
        "rgba-called-jpeg": ("a.jpg", picture("PNG", mode="RGBA"), "image/jpeg"),
    }  # fmt: skip
