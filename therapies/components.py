"""What the page components share: the main menu, the words that name a callout, icons, and small groupings."""

from collections.abc import Container, Iterable
from itertools import groupby

from therapies.text.comparisons import id_of_row

# Title, URL name, arguments. "When to call" stands above, in the bar of every page. The addresses stay right when an
# article is renamed: old ones redirect for ever.
MENU = (
    ("Therapies", "therapies", ()),
    ("Compare", "article", ("comparison", "lidocaine-ketamine-other-none")),
    ("Prepare", "article", ("guide", "how-to-prepare")),
    ("On the day", "article", ("guide", "day-of-your-infusion")),
    ("Side effects", "article", ("guide", "side-effects")),
    ("At home", "article", ("guide", "after-your-infusion")),
    ("Questions", "questions", ()),
)

# Lines on a grid of 24 by 24, drawn with the colour of the text around them.
ICONS = {
    "arrow": ("M5 12h14", "m13 6 6 6-6 6"),
    "calendar": ("M4 6h16v14H4z", "M4 10.5h16", "M8.5 3.5V8", "M15.5 3.5V8"),
    "chair": ("M7 4v9h9a2 2 0 0 1 2 2v2H5V6", "M6 17v3", "M17 17v3", "M10 13V9.5h6"),
    "check": ("m5 12.5 4.5 4.5L19 7.5",),
    "clock": ("M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z", "M12 7.5V12l3 2"),
    "close": ("m6 6 12 12", "M18 6 6 18"),
    "compare": ("M4 4h6.5v16H4z", "M13.5 4H20v16h-6.5z", "M6.5 8h1.5", "M16 8h1.5", "M6.5 12h1.5", "M16 12h1.5"),
    "drop": ("M12 3.5s6.5 6.6 6.5 11a6.5 6.5 0 0 1-13 0c0-4.4 6.5-11 6.5-11z", "M9 15a3 3 0 0 0 3 3"),
    "home": ("M4 11.5 12 4.5l8 7", "M6 10v9.5h12V10", "M10 19.5V14h4v5.5"),
    "info": ("M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z", "M12 11v5.5", "M12 7.6v.1"),
    "menu": ("M4 7h16", "M4 12h16", "M4 17h16"),
    "message": ("M4 5h16v11H10l-4 4v-4H4z", "M8 9h8", "M8 12.2h5"),
    "page": ("M6 3.5h8l4.5 4.5v12.5H6z", "M14 3.5V8h4.5", "M9 12.5h6", "M9 16h6"),
    "phone": (
        "M6.6 3.8 9.4 4l1.2 4.2-2 1.6a11.5 11.5 0 0 0 5.6 5.6l1.6-2 4.2 1.2.2 2.8a2 2 0 0 1-2 2.2"
        "A15.7 15.7 0 0 1 4.4 5.8a2 2 0 0 1 2.2-2z",
    ),
    "pulse": ("M3 12.5h4l2.2-6 4.2 12 2.6-8 1.5 2H21",),
    "question": (
        "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
        "M9.7 9.6a2.4 2.4 0 1 1 3.4 2.2c-.8.4-1.1.9-1.1 1.8",
        "M12 16.5v.1",
    ),
    "search": ("M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z", "m15.5 15.5 5 5"),
    "top": ("M12 19V5", "m6 11 6-6 6 6"),
    "warning": ("M12 4 2.8 19.5h18.4z", "M12 10v4.5", "M12 17v.1"),
}

ICONS |= {"emergency": ICONS["phone"], "call": ICONS["message"]}

_ICON_OF_ADDRESS = {
    "how-to-prepare": "clock",
    "what-is-infusion-therapy": "drop",
    "day-of-your-infusion": "chair",
    "after-your-infusion": "home",
    "side-effects": "pulse",
    "when-to-call": "phone",
    "is-it-for-me": "check",
    "questions-to-ask": "message",
    "how-sure-are-we": "info",
}
_ICON_OF_KIND = {
    "therapy": "drop",
    "comparison": "compare",
    "visit": "calendar",
    "question": "question",
}

ICON_OF_STAGE = {"decide": "compare", "before": "calendar", "day": "chair", "after": "home"}


def icon_of_page(teaser) -> str:
    """Name of the drawing beside a link to a page."""
    slug = teaser.url.rstrip("/").rpartition("/")[2]
    return _ICON_OF_ADDRESS.get(slug) or _ICON_OF_KIND.get(teaser.kind, "page")


def columns_of(options, *, shown: Container[str] = ()) -> list[dict]:
    """Each option of a comparison, and whether it is shown.

    Keys in `shown` that no option has are ignored; when none is left, every option is shown.
    """
    chosen = {option.key for option in options if option.key in shown}
    return [{"option": option, "is_shown": not chosen or option.key in chosen} for option in options]


def comparison_rows(table, *, columns: list[dict]) -> list[dict]:
    """Each row of one table of a comparison with the id that links lead to, and its cells with their columns."""
    return [
        {
            "row": row,
            "id": id_of_row(row.key),
            "cells": [column | {"cell": cell} for column, cell in zip(columns, row.cells, strict=True)],
        }
        for row in table.rows
    ]


def words_by_letter(words: Iterable) -> list[tuple[str, list]]:
    """Words of the glossary under their first letter, both in alphabetical order."""
    in_order = sorted(words, key=lambda entry: entry.word.casefold())
    return [(letter, list(group)) for letter, group in groupby(in_order, key=lambda entry: entry.word[0].upper())]
