"""The brand colour: readable in light and in dark, or refused with the reason."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from therapies.text.facts import FACTS, BrandShades, FactValueError, brand_shades, clean_value, contrast

BRAND = FACTS["brand_color"]
NOT_A_COLOUR = "Write the color as # and six digits or letters from a to f, such as #0b5c6b."


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("#0b5c6b", "#0b5c6b"),
        ("0B5C6B", "#0b5c6b"),
        (" #0B5C6B ", "#0b5c6b"),
        ("#006", "#000066"),
        ("#686868", "#686868"),
    ],
)
def test_a_readable_colour_is_kept_in_one_form(raw, canonical):
    assert clean_value(BRAND, raw) == canonical


@pytest.mark.parametrize("raw", ["teal", "#12345", "#1234567", "rgb(0,0,0)", "#00000g", "#", "url(x)"])
def test_what_is_no_colour_is_refused(raw):
    with pytest.raises(FactValueError) as refusal:
        clean_value(BRAND, raw)

    assert str(refusal.value) == NOT_A_COLOUR


@pytest.mark.parametrize(
    ("raw", "ratio", "darker"),
    [("#777777", "3.77", "#696969"), ("#ffd700", "1.18", "#7c6900"), ("#ffffff", "1.18", "#686868")],
)
def test_a_colour_that_cannot_be_read_is_refused_with_its_contrast_and_a_way_out(raw, ratio, darker):
    with pytest.raises(FactValueError) as refusal:
        clean_value(BRAND, raw)

    assert str(refusal.value) == (
        f"{raw} has a contrast of {ratio} to 1 on the foot of the page. Links and buttons need 4.5 to 1, "
        f"or many patients cannot read them. {darker} is a darker one that works."
    )
    assert clean_value(BRAND, darker) == darker


# Pairs from the WCAG definition: black on white is 21, and #767676 is the lightest grey that passes on white.
@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54)],
)
def test_contrast_is_that_of_wcag_in_both_directions(one, other, ratio):
    assert round(contrast(one, other), 2) == ratio
    assert contrast(one, other) == contrast(other, one)


def test_the_shade_for_dark_screens_is_made_from_the_brand_colour():
    assert brand_shades("#0b5c6b") == BrandShades(
        light="#0b5c6b", dark="#80aab2", on_light="#ffffff", on_dark="#10181c"
    )


@given(st.integers(0, 0xFFFFFF))
def test_every_accepted_colour_can_be_read_in_light_and_in_dark(number):
    colour = f"#{number:06x}"
    assume(contrast(colour, "#f2ebdf") >= 4.5)

    shades = brand_shades(colour)

    assert contrast(shades.light, shades.on_light) >= 4.5
    assert contrast(shades.light, "#f2ebdf") >= 4.5
    assert contrast(shades.dark, "#16383a") >= 4.5
    assert contrast(shades.dark, "#10181c") >= 7
    assert contrast(shades.dark, shades.on_dark) >= 7
