"""What all pictures share: their colours, the rules that turn these for dark screens, and people in tens."""

from __future__ import annotations

import re

from django.conf import settings

from clinic_site.static_storage import without_comments

FOLDER = settings.BASE_DIR / "static" / "img" / "articles"
# In the order of the rules in each picture. Nothing else may give a picture a colour.
TOKENS = (
    "surface",
    "brand-tint",
    "ink",
    "brand",
    "line-strong",
    "warning-tint",
    "emergency",
    "emergency-tint",
    "night",
)
# The same in light and dark, so it needs no rule.
STEADY_TOKENS = ("warning-mark",)
PEOPLE = 10
_STYLE = re.compile(r"(?<=<style>\n).*?(?=  </style>)", re.DOTALL)


def tokens(*, dark: bool) -> dict[str, str]:
    """Name and colour of each token that pictures use, from tokens.css."""
    css = without_comments((settings.BASE_DIR / "static" / "css" / "tokens.css").read_text())
    light_part, dark_part = css.split("@media (prefers-color-scheme: dark)")[:2]
    part = dark_part.split("\n}\n")[0] if dark else light_part
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part))
    return {name: colours[name] for name in (*TOKENS, *STEADY_TOKENS)}


def dark_rules() -> str:
    """What stands in the style element of every picture, byte for byte.

    The light colours are attributes, so a reader whose browser knows no dark mode sees the light picture, not black.
    The answer with a picture admits this style by its hash (`clinic_site.headers.picture_policy`).
    """
    light, dark = tokens(dark=False), tokens(dark=True)
    rules = "".join(
        f'      [{part}="{light[name]}"] {{ {part}: {dark[name]} }}\n' for name in TOKENS for part in ("fill", "stroke")
    )
    return f"    @media (prefers-color-scheme: dark) {{\n{rules}    }}\n"


def with_dark_rules(picture: str) -> str:
    """The picture with the rules as they are now, for when a token has changed."""
    return _STYLE.sub(lambda _: dark_rules(), picture)


def icon_array(affected: int) -> str:
    """Ten people in two rows, as an SVG text: `affected` of them solid, the others outlines."""
    light = tokens(dark=False)
    people = "\n".join(
        f'  <use href="#{"yes" if number < affected else "no"}" x="{number % 5 * 96}" y="{number // 5 * 112}"/>'
        for number in range(PEOPLE)
    )
    return _ARRAY.format(affected=affected, others=PEOPLE - affected, rules=dark_rules(), people=people, **{
        name.replace("-", "_"): colour for name, colour in light.items()
    })  # fmt: skip


# The solid figure is larger than the outline, so that it counts on a poor print too.
_ARRAY = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 232" width="480" height="232" role="img" aria-labelledby="t d">
  <title id="t">{affected} of 10 people</title>
  <desc id="d">Ten people in two rows. {affected} of 10 are filled in, {others} are not.</desc>
  <style>
{rules}  </style>
  <defs>
    <path id="yes" fill="{brand}" d="M48 8a19 19 0 1 1 0 38a19 19 0 1 1 0-38zM16 112V80a32 32 0 0 1 64 0v32z"/>
    <path id="no" fill="{surface}" stroke="{line_strong}" stroke-width="4" d="M48 12a16 16 0 1 1 0 32a16 16 0 1 1 0-32zM21 110V80a27 27 0 0 1 54 0v30z"/>
  </defs>
  <path fill="{surface}" d="M0 0h480v232H0z"/>
{people}
</svg>
"""
