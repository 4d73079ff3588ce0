"""QR codes: what a phone reads out of them, and how small they are."""

import io
import re
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image

from tests import factories
from therapies.linking.links import make_link
from therapies.linking.qr import qr_png, qr_svg

CAPITALS = "HTTPS://CLINIC.EXAMPLE/E/7K3QX/Q"


def drawn(svg, *, dots=8):
    """The picture that a browser makes of our SVG: a white ground and one path of strokes along rows of modules."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - it is our own
    size = int(root.get("viewBox").split()[2])
    picture = Image.new("L", (size, size), 255)
    strokes = next(path for path in root.iter("{http://www.w3.org/2000/svg}path") if path.get("stroke") == "#000")
    x = y = 0.0
    for sign, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", strokes.get("d")):
        if sign == "h":
            for column in range(int(float(first))):
                picture.putpixel((int(x) + column, int(y)), 0)
            x += float(first)
        else:
            x, y = (float(first), float(second)) if sign == "M" else (x + float(first), y + float(second))
    return picture.resize((size * dots, size * dots), Image.Resampling.NEAREST)


def read_out(picture):
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def test_a_phone_reads_the_address_out_of_the_png():
    picture = Image.open(io.BytesIO(qr_png(CAPITALS)))

    assert read_out(picture) == [CAPITALS]


@pytest.mark.parametrize("address", [CAPITALS, "https://clinic.example/visit/first-visit/"])
def test_a_phone_reads_the_address_out_of_the_svg(address):
    assert read_out(drawn(qr_svg(address))) == [address]


def test_a_phone_reads_a_code_whose_corner_is_torn_off_or_that_is_blurred():
    picture = Image.open(io.BytesIO(qr_png(CAPITALS))).convert("L")
    small = picture.resize((120, 120)).resize((400, 400))
    edge = picture.width
    torn = picture.copy()
    torn.paste(255, (int(edge * 0.74), int(edge * 0.74), edge, edge))

    assert (read_out(small), read_out(torn)) == ([CAPITALS], [CAPITALS])


def modules(svg):
    return int(re.search(r'viewBox="0 0 (\d+)', svg)[1]) - 2 * 4


def test_capitals_make_a_smaller_code():
    assert (modules(qr_svg(CAPITALS)), modules(qr_svg(CAPITALS.lower()))) == (25, 29)


def test_the_svg_needs_nothing_that_a_strict_page_refuses():
    svg = qr_svg(CAPITALS)

    assert [word for word in ("style", "class", "script", "href", "<?xml-stylesheet") if word in svg] == []
    assert 'fill="#fff"' in svg


# --- At their addresses -------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_code_of_a_link_leads_to_it(client, settings):
    settings.SITE_URL = "https://clinic.example"
    link = make_link(factories.article(kind="visit", slug="first-visit"))

    response = client.get(f"/e/{link.code}/qr.svg")

    assert response.headers["Content-Type"] == "image/svg+xml"
    assert read_out(drawn(response.text)) == [f"HTTPS://CLINIC.EXAMPLE/E/{link.code.upper()}/Q"]


@pytest.mark.django_db
def test_a_page_that_was_not_opened_by_a_link_has_the_code_of_its_own_address(client, settings):
    settings.SITE_URL = "https://clinic.example"
    factories.article(kind="visit", slug="first-visit")

    response = client.get("/visit/first-visit/qr.svg")

    assert read_out(drawn(response.text)) == ["https://clinic.example/visit/first-visit/"]


@pytest.mark.django_db
def test_what_patients_cannot_read_has_no_code(client):
    factories.article(kind="visit", slug="a-draft", live=False)

    answers = [client.get(address).status_code for address in ("/visit/a-draft/qr.svg", "/e/22222/qr.svg")]

    assert answers == [404, 404]
