"""The clinic's colour as a style sheet of its own, so that no page needs an inline style."""

from __future__ import annotations

import hashlib

from django.urls import reverse

from therapies.text.facts import FactSheet, brand_shades

# Fills the two tokens that the clinic may set; all else in the style sheets follows from them.
RULES = """:root {{
  --brand: {light};
  --on-brand: {on_light};
}}
@media (prefers-color-scheme: dark) {{
  :root {{
    --brand: {dark};
    --on-brand: {on_dark};
  }}
}}
"""


def brand_css(facts: FactSheet) -> str:
    """The style sheet; "" while the clinic has set no colour."""
    colour = facts.value("brand_color")
    if not colour:
        return ""
    shades = brand_shades(colour)
    return RULES.format(light=shades.light, dark=shades.dark, on_light=shades.on_light, on_dark=shades.on_dark)


def brand_version(css: str) -> str:
    """A few letters that change whenever the style sheet does."""
    return hashlib.sha256(css.encode()).hexdigest()[:12]


def brand_css_url(facts: FactSheet) -> str:
    """The address of the style sheet with its version; "" while the clinic has set no colour."""
    css = brand_css(facts)
    return f"{reverse('brand_css')}?v={brand_version(css)}" if css else ""
