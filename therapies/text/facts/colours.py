"""The brand colour: refuse one that cannot be read, and make its companion for dark screens."""

import re
from dataclasses import dataclass

from .types import FactValueError

WHITE = "#ffffff"
BLACK = "#000000"
# The darkest ground of the light pages that words in the brand colour stand on (tokens.css, --sunken), and
# the lightest of the dark ones (--brand-tint). White text on a button needs less than either.
LIGHT_GROUND = "#f2ebdf"
DARK_PAGE, DARK_GROUND = "#10181c", "#16383a"
LEAST_CONTRAST = 4.5
GOAL = 7.0
STEPS = 100

NOT_A_COLOUR = "Write the color as # and six digits or letters from a to f, such as #0b5c6b."


@dataclass(frozen=True)
class BrandShades:
    """One brand colour in both colour schemes, each with the colour of text that stands on it."""

    light: str
    dark: str
    on_light: str
    on_dark: str


def clean_colour(raw: str) -> str:
    """ "#rrggbb" in small letters; refuses a colour with a contrast below 4.5 to 1 on the darkest light ground.

    The colour is that of links, and of buttons under white text; what is readable on that ground is so under
    white (WCAG 2.2, success criterion 1.4.3).
    """
    digits = raw.strip().lower().removeprefix("#")
    if re.fullmatch("[0-9a-f]{3}", digits):
        digits = "".join(digit * 2 for digit in digits)
    if not re.fullmatch("[0-9a-f]{6}", digits):
        raise FactValueError(NOT_A_COLOUR)
    colour = f"#{digits}"
    ratio = contrast(colour, LIGHT_GROUND)
    if ratio < LEAST_CONTRAST:
        # Rounded down: 4.499 must not read as "4.5 to 1, needs 4.5 to 1".
        raise FactValueError(
            f"{colour} has a contrast of {int(ratio * 100) / 100:.2f} to 1 on the foot of the page. Links and "
            f"buttons need {LEAST_CONTRAST} to 1, or many patients cannot read them. "
            f"{_darkened(colour)} is a darker one that works."
        )
    return colour


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 for black to 1 for white (WCAG 2.2, 2023, "relative luminance")."""

    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, 2023, "contrast ratio")."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def brand_shades(colour: str) -> BrandShades:
    """The brand colour and its companion for dark screens, mixed with white until it reads 7 to 1 on the page and 4.5 to 1 on its panels."""
    colour = clean_colour(colour)
    companion = next(
        mixed
        for step in range(STEPS + 1)
        if contrast(mixed := _mixed(colour, WHITE, step), DARK_PAGE) >= GOAL
        and contrast(mixed, DARK_GROUND) >= LEAST_CONTRAST
    )
    return BrandShades(light=colour, dark=companion, on_light=WHITE, on_dark=DARK_PAGE)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _darkened(colour: str) -> str:
    shades = (_mixed(colour, BLACK, step) for step in range(STEPS + 1))
    return next(shade for shade in shades if contrast(shade, LIGHT_GROUND) >= LEAST_CONTRAST)


def _mixed(colour: str, other: str, step: int) -> str:
    """The colour with `step` of 100 parts of the other one."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + bytes(one + (two - one) * step // STEPS for one, two in pairs).hex()
