"""The style sheets keep what the design promises: contrast, weight, one place for colours."""

import gzip
import re

import pytest
from django.conf import settings

from clinic_site.static_storage import joined, without_comments
from therapies.text.facts import contrast

CSS = settings.BASE_DIR / "static" / "css"
TOKENS = without_comments((CSS / "tokens.css").read_text())
# Paper has no dark side: print.css sets the tokens once more, in black and white.
SHEETS = sorted(path for path in CSS.rglob("*.css") if path.name not in ("tokens.css", "print.css"))
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\(|\b(?:white|black|red)\b(?!-)", re.IGNORECASE)
AAA = 7
NON_TEXT = 3


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", block))


def long_form(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])


LIGHT = colours(TOKENS.split("@media")[0])
DARK = LIGHT | colours(TOKENS.split("@media (prefers-color-scheme: dark)")[1].split("\n}\n")[0])
SCHEMES = pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])


@SCHEMES
@pytest.mark.parametrize("ground", ["paper", "surface", "sunken", "brand-tint"])
@pytest.mark.parametrize("ink", ["ink", "ink-soft", "heading", "brand"])
def test_text_reads_7_to_1_wherever_it_stands(scheme, ink, ground):
    assert contrast(long_form(scheme[ink]), long_form(scheme[ground])) >= AAA


@SCHEMES
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("on-brand", "brand"),
        ("on-night", "night"),
        ("emergency", "emergency-tint"),
        ("emergency", "surface"),
        ("warning", "warning-tint"),
        ("info", "info-tint"),
        ("ink", "emergency-tint"),
        ("ink", "warning-tint"),
        ("ink", "info-tint"),
        ("brand", "emergency-tint"),
        ("brand", "warning-tint"),
        ("brand", "info-tint"),
    ],
)
def test_text_on_colours_reads_7_to_1(scheme, ink, ground):
    assert contrast(long_form(scheme[ink]), long_form(scheme[ground])) >= AAA


@SCHEMES
@pytest.mark.parametrize("ground", ["paper", "surface"])
@pytest.mark.parametrize("mark", ["line-strong", "focus"])
def test_edges_of_controls_and_the_focus_ring_are_seen(scheme, mark, ground):
    assert contrast(long_form(scheme[mark]), long_form(scheme[ground])) >= NON_TEXT


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_colours_stand_in_the_tokens_only(sheet):
    assert COLOUR.findall(sheet.read_text()) == []


def test_every_style_sheet_is_joined():
    joined_ones = ("site.css", "plan.css")
    imported = [name for sheet in joined_ones for name in re.findall(r'@import "([^"]+)"', (CSS / sheet).read_text())]

    assert sorted(imported) == sorted(
        path.relative_to(CSS).as_posix()
        for path in CSS.rglob("*.css")
        # The other one is for the private pages alone: patients need not carry it.
        if path.name not in (*joined_ones, "private.css")
    )


def test_every_token_that_is_used_is_set():
    css = "".join(
        joined(f"css/{sheet}", lambda name: (CSS.parent / name).read_text()) for sheet in ("site.css", "plan.css")
    )

    assert set(re.findall(r"var\(--([\w-]+)\)", css)) - set(re.findall(r"--([\w-]+):", css)) == set()


def test_all_styles_together_weigh_less_than_12_kilobytes():
    css = joined("css/site.css", lambda name: (CSS.parent / name).read_text())

    assert len(gzip.compress(css.encode())) <= 12_000
