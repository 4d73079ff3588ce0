"""Every picture of an article says what it shows, needs nothing else, and can be read in the dark, on paper and by ear."""

import gzip
import re
from xml.etree import ElementTree

import pytest

from therapies.text.facts import contrast
from therapies.text.pictures import picture_named

from . import drawing

PICTURES = sorted(drawing.FOLDER.glob("*.svg"))
EACH = pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "style", "defs", "g", "path", "rect", "circle", "use", "text"}
PAINT = ("fill", "stroke")
# Small signs that stand among words and in the cells of tables.
SIGNS = {
    *(f"level-{level}" for level in range(1, 6)),
    "sign-again",
    "sign-call-first",
    "sign-call-now",
    "sign-ear",
    "sign-eye",
    "sign-get-ready",
    "sign-mostly-no",
    "sign-speak",
    "sign-wheelchair",
}
# A number of the law that is the same in each clinic.
OF_THE_LAW = {"$400"}
# What pages may show; writers know these names.
NAMES = {
    "bill-and-estimate",
    "driver-checks",
    "effect-times",
    "emergency-signs",
    "food-and-drink",
    "four-answers",
    "four-choices",
    "going-home",
    "half-and-third",
    "how-sure",
    "interpreter",
    "ketamine-acts",
    "lidocaine-acts",
    "medicine-label",
    "medicine-list",
    "mood-drops",
    "price-parts",
    "question-list",
    "relief-time",
    "spray-visit",
    "tell-the-nurse",
    "tell-the-nurse-ketamine",
    "treatment-room",
    "tube-spot",
    "two-groups",
    "visit-timeline",
    "what-to-bring",
    "when-to-call-ladder",
    *(f"array-{affected}-in-10" for affected in range(1, 10)),
    *SIGNS,
}


def root_of(path):
    return ElementTree.parse(path).getroot()  # noqa: S314 - our own files


def elements_of(path):
    return list(root_of(path).iter())


def words_in(path, name):
    return " ".join((root_of(path).findtext(SVG + name) or "").split())


def test_no_picture_is_missing_and_none_is_unknown():
    assert {path.stem for path in PICTURES} == NAMES


def words_shown(path):
    return ["".join(element.itertext()).strip() for element in elements_of(path) if element.tag == SVG + "text"]


@EACH
def test_it_has_a_title_and_a_description_that_are_its_name_when_opened_alone(path):
    root = root_of(path)

    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "t d")
    assert [element.get("id") for element in root[:2]] == ["t", "d"]
    assert [element.tag for element in root[:2]] == [SVG + "title", SVG + "desc"]
    assert 8 <= len(words_in(path, "title")) <= 60
    assert 40 <= len(words_in(path, "desc")) <= 260


@EACH
def test_its_size_is_known_before_it_is_loaded(path):
    root = root_of(path)
    picture = picture_named(path.name)

    assert root.get("viewBox") == f"0 0 {picture.width} {picture.height}"
    assert (root.get("width"), root.get("height")) == (str(picture.width), str(picture.height))
    assert picture.width in ((48, 96) if path.stem in SIGNS else (480, 640))


@EACH
def test_it_runs_nothing_and_fetches_nothing(path):
    text = path.read_text()
    references = [
        value for element in elements_of(path) for key, value in element.attrib.items() if key.endswith("href")
    ]

    assert {element.tag.removeprefix(SVG) for element in elements_of(path)} <= ELEMENTS
    assert [reference for reference in references if not reference.startswith("#")] == []
    assert re.findall(r"\bon\w+=|url\(|@import|javascript:|<!(?!--)|&|\bstyle=", text) == []
    assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]


@EACH
def test_its_words_and_numbers_are_in_its_description(path):
    described = re.findall(r"\w+", f"{words_in(path, 'title')} {words_in(path, 'desc')}")

    assert [
        word for word in re.findall(r"\S+", " ".join(words_shown(path))) if word.strip(",?$") not in described
    ] == []


@EACH
def test_its_only_numbers_are_those_of_its_parts(path):
    numbers = [words for words in words_shown(path) if re.search(r"\d", words) and words not in OF_THE_LAW]

    # Parts are numbered from 1; any other number could be one that the clinic sets.
    first = int(path.stem.removeprefix("level-")) if path.stem.startswith("level-") else 1
    assert numbers == [str(number) for number in range(first, first + len(numbers))]


@EACH
def test_its_words_can_be_read_on_the_narrowest_screen(path):
    text = path.read_text()
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', text)]

    # A picture is 262 pixels wide on a phone of 320; a sign is 2 rem high, and has no more than its number.
    scale = 32 / 48 if path.stem in SIGNS else 262 / 640
    assert [size for size in sizes if size * scale < 12] == []
    assert bool(sizes) == ("<text" in text)


@EACH
def test_all_its_colours_are_tokens_that_turn_in_the_dark(path):
    light = set(drawing.tokens(dark=False).values())
    used = {element.get(part) for element in elements_of(path) for part in PAINT} - {None, "none"}

    assert used <= light
    assert root_of(path).findtext(SVG + "style") == "\n" + drawing.dark_rules() + "  "


@EACH
def test_it_brings_its_own_ground(path):
    root = root_of(path)
    ground = next(element for element in root if element.tag == SVG + "path")

    assert ground.attrib == {
        "fill": drawing.tokens(dark=False)["surface"],
        "d": f"M0 0h{root.get('width')}v{root.get('height')}H0z",
    }


@EACH
def test_it_is_light_to_load(path):
    assert len(path.read_bytes()) <= 12_000
    assert len(gzip.compress(path.read_bytes())) <= 4_000


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("line", ["ink", "brand", "line-strong", "emergency"])
@pytest.mark.parametrize("ground", ["surface", "brand-tint", "emergency-tint", "warning-tint"])
def test_lines_are_seen_on_every_ground(line, ground, dark):
    colours = drawing.tokens(dark=dark)

    assert contrast(colours[line], colours[ground]) >= 3


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_numbers_are_read_on_their_dots(dark):
    colours = drawing.tokens(dark=dark)

    assert contrast(colours["surface"], colours["brand"]) >= 7


@pytest.mark.parametrize("affected", range(1, 10))
def test_people_in_tens_are_counted_out_by_the_script(affected):
    path = drawing.FOLDER / f"array-{affected}-in-10.svg"
    people = [element.get("href") for element in elements_of(path) if element.tag == SVG + "use"]

    assert path.read_text() == drawing.icon_array(affected)
    assert people == ["#yes"] * affected + ["#no"] * (10 - affected)


def test_who_is_affected_is_told_by_shape_and_not_by_colour_alone():
    solid, outline = (
        element for element in elements_of(drawing.FOLDER / "array-1-in-10.svg") if element.get("id") in ("yes", "no")
    )

    assert solid.get("stroke") is None
    assert outline.get("fill") == drawing.tokens(dark=False)["surface"]
    assert solid.get("d") != outline.get("d")
