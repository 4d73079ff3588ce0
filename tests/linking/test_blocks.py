"""What is pasted into mails and texts: small, plain, and readable however a program shows it."""

import colorsys
import re
from itertools import product
from xml.etree import ElementTree

import pytest

from therapies.linking.blocks import LARGEST_BLOCK, Sms, Wording, html_block, sms_text, text_block
from therapies.linking.merge_fields import merge_variants
from therapies.models import Link
from therapies.text.facts import FactSheet, contrast

SITE = "https://patients.clinic.example"
LINK = Link(code="7k3qx")
FACTS = FactSheet.of_start_values()
LONG_NAME = "A & B " * 13


def block(*, facts=FACTS, **choices):
    return html_block(LINK, Wording(facts, SITE, **choices))


def text(*, facts=FACTS, **choices):
    return text_block(LINK, Wording(facts, SITE, **choices))


def sms(*, facts=FACTS, **choices):
    return sms_text(LINK, Wording(facts, SITE, **choices))


# --- The block ----------------------------------------------------------------------------------


def test_the_block_says_what_it_is_who_sends_it_and_where_to_go_without_a_button():
    words = " ".join(re.sub("<[^>]+>", " ", block(minutes=4).replace("<wbr>", "")).split())

    assert words == (
        "Information for your visit From Sample Infusion Clinic. About 4 minutes to read. "
        "Read: Information for your visit "
        "Button not working? Go to: patients.clinic.example/e/7k3qx/e Questions? Call (555) 555-0100."
    )


def test_the_block_is_one_table_without_styles_pictures_or_line_breaks():
    tags = [element.tag for element in elements_of(block())]

    assert sorted(set(tags)) == ["a", "b", "br", "table", "td", "tr", "wbr"]
    assert (tags.count("table"), tags.count("a")) == (1, 1)
    assert "\n" not in block()


def elements_of(html):
    return list(ElementTree.fromstring(re.sub("<(w?br)>", r"<\1/>", html)).iter())  # noqa: S314 - it is our own


def test_the_block_uses_only_what_mail_programs_know():
    # Looked up with the rules of caniemail.com in November 2026. Where a program knows one of them not, only looks go:
    # corners are square. Padding on a link is missing in Outlook on Windows: see the height.
    known = {
        "table": {"max-width", "background-color", "font", "color"}, "td": {"background-color", "border-radius"}, "b": {"font-size"},
        "a": {"display", "padding", "color", "font-weight", "text-decoration"},
    }  # fmt: skip
    used = {}
    for element in elements_of(block(minutes=4)):
        properties = re.findall(r"([a-z-]+):", element.get("style", ""))
        used.setdefault(element.tag, set()).update(properties)

    assert {tag: properties for tag, properties in used.items() if properties} == known


@pytest.mark.parametrize(
    "choices",
    [
        {"minutes": 12, "fragment": one.fragment, "title": "T" * 65}
        for one in merge_variants(date_field="appointment.local_start_date", time_field="appointment.local_start_time")
    ],
)
def test_the_block_stays_below_1200_bytes(choices):
    facts = FACTS.with_values(clinic_name=LONG_NAME)

    assert len(block(facts=facts, **choices).encode()) <= LARGEST_BLOCK


def test_a_block_that_would_be_too_large_leaves_out_the_least_first():
    facts = FACTS.with_values(clinic_name=LONG_NAME)
    kept = {
        length: [word for word in ("Call (555)", "A &amp; B", "Qqq", "Information") if word in made]
        for length in (60, 230, 280, 400)
        for made in [block(facts=facts, title="Q" + "q" * length)]
    }

    assert kept == {
        60: ["Call (555)", "A &amp; B", "Qqq"],
        230: ["A &amp; B", "Qqq"],
        280: ["Qqq"],
        400: ["Information"],
    }


def test_words_of_the_clinic_cannot_break_out_of_the_block():
    made = block(facts=FACTS.with_values(clinic_name="<b>&\"'"), title="<i>", fragment='t="><script>')

    assert "From &lt;b&gt;&amp;&quot;&#x27;." in made
    assert 'href="https://patients.clinic.example/e/7k3qx/e#t=&quot;&gt;&lt;script&gt;"' in made
    assert "<i>" not in made


def test_merge_fields_stand_in_the_address_as_the_system_looks_for_them():
    found = [re.search('href="([^"]+)"', block(fragment=one.fragment))[1] for one in merge_variants()[::4]]

    assert found == [
        "https://patients.clinic.example/e/7k3qx/e#t={{date}}T{{time}}",
        "https://patients.clinic.example/e/7k3qx/e#t=[DATE]T[TIME]",
        "https://patients.clinic.example/e/7k3qx/e#t=%DATE%T%TIME%",
    ]


def as_is(colour):
    return colour


def negative(colour):
    return f"#{0xFFFFFF - int(colour[1:], 16):06x}"


def with_lightness_turned(colour):
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    turned = colorsys.hls_to_rgb(hue, 1 - lightness, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in turned)


@pytest.mark.parametrize(("shown", "ground"), [*product([as_is, negative, with_lightness_turned], ["page", "button"])])
def test_words_can_be_read_in_whatever_way_a_program_turns_the_colours(shown, ground):
    grounds = re.findall("background-color:(#[0-9a-f]{6})", block())
    inks = re.findall("[^-]color:(#[0-9a-f]{6})", block())
    paper, ink = dict(zip(["page", "button"], zip(grounds, inks, strict=True), strict=True))[ground]

    assert contrast(shown(paper), shown(ink)) >= 7


# --- The plain twin -----------------------------------------------------------------------------


def test_the_plain_text_has_the_address_on_a_line_of_its_own():
    assert text(minutes=1, fragment="t={{date}}T{{time}}") == (
        "Information for your visit\n"
        "From Sample Infusion Clinic. About 1 minute to read. Questions? Call (555) 555-0100.\n"
        "https://patients.clinic.example/e/7k3qx/e#t={{date}}T{{time}}\n"
    )


def test_the_plain_text_leaves_out_what_is_not_known():
    facts = FACTS.with_values(clinic_phone="")

    assert text(facts=facts).split("\n")[1] == "From Sample Infusion Clinic."


# --- The text message ---------------------------------------------------------------------------


def test_the_message_ends_with_the_address():
    words = "Sample Infusion Clinic: Information for your visit https://patients.clinic.example/e/7k3qx/s"

    assert sms() == Sms(words, len(words), is_gsm=True)


def test_the_signs_are_counted_with_the_time_and_not_with_the_merge_fields():
    made = sms(fragment="t={{date}}T{{time}}", filled="t=2026-12-08T09:00")

    assert made.text.endswith("/e/7k3qx/s#t={{date}}T{{time}}")
    assert made.signs == sms().signs + len("#t=2026-12-08T09:00")


def test_a_message_that_would_be_too_long_leaves_out_the_clinic_then_the_title():
    facts = FACTS.with_values(clinic_name="N" * 80)

    no_clinic, no_title = sms(facts=facts, title="T" * 65), sms(title="T" * 130)

    assert no_clinic.text == f"{'T' * 65} https://patients.clinic.example/e/7k3qx/s"
    assert no_title.text == "Information for your visit https://patients.clinic.example/e/7k3qx/s"
    assert (no_clinic.fits, no_title.fits) == (True, True)


def test_signs_that_would_halve_the_message_are_made_plainer_or_left_out():
    curly = sms(facts=FACTS.with_values(clinic_name="Ana’s “Harbor” – Infusion…"))
    foreign = sms(facts=FACTS.with_values(clinic_name="Clínica João 診所"))

    assert curly.text.startswith('Ana\'s "Harbor" - Infusion...: Information')
    assert foreign.text.startswith("Information for your visit ")
    assert (curly.is_gsm, foreign.is_gsm) == (True, True)


def test_signs_of_the_second_half_of_the_alphabet_count_twice():
    assert sms(title="[{€}]").signs == sms(title="12345").signs + 5


def test_a_message_that_fits_in_no_way_says_so():
    address = "https://" + "x" * 160 + ".example"

    made = sms_text(LINK, Wording(FACTS, address))

    assert (made.fits, made.signs) == (False, len("Information for your visit ") + len(address) + len("/e/7k3qx/s"))
