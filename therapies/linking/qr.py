"""QR codes of addresses, drawn by segno. Only this module knows that library."""

from __future__ import annotations

from io import BytesIO

import segno

# Level M still reads with 15 % of the code dirty or torn off. segno takes a better level where it costs no module.
LEVEL = "m"
QUIET_ZONE = 4  # modules of white around it (ISO/IEC 18004); without them phones do not find it
MODULE_MM = 1  # of the SVG: a link is then 41 mm wide, more than the 20 mm that phones need on paper
MODULE_DOTS = 16  # of the PNG
DOTS_PER_INCH = 300


def qr_svg(address: str) -> str:
    """The code as an SVG file, black on white also on a dark page. An address in capitals gives fewer modules."""
    out = BytesIO()
    _code(address).save(
        out,
        kind="svg",
        scale=MODULE_MM,
        unit="mm",
        border=QUIET_ZONE,
        dark="#000",
        light="#fff",
        title="QR code",
        svgclass=None,
        lineclass=None,
    )
    return out.getvalue().decode()


def qr_png(address: str) -> bytes:
    """The code as a PNG file for 300 dots per inch, sharp in any program for letters."""
    out = BytesIO()
    _code(address).save(
        out, kind="png", scale=MODULE_DOTS, border=QUIET_ZONE, dark="#000", light="#fff", dpi=DOTS_PER_INCH
    )
    return out.getvalue()


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error=LEVEL)
