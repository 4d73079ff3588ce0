"""What is thrown: real articles with holes and wrong pieces, pieces that mean something to some reader, and any signs at all."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

CONTENT = Path(__file__).resolve().parents[3] / "content"

MARKDOWN = [
    *(
        "## ",
        "### Why? {#why}",
        "# ",
        "####### ",
        "{#a}",
        "{#",
        "---",
        "---\n",
        "***",
        "    ",
        "> ",
        "- ",
        "1. ",
        "- [-6 hours] ",
    ),
    *(
        "[a](guide/x)",
        "[",
        "](",
        "![",
        "![a](/static/x.svg)",
        "[^a]",
        "[^a]:",
        "{{ clinic_phone }}",
        "{{ nothing }}",
        "{{",
        "}}",
    ),
    *(
        "::: emergency Call if:\n",
        "::: ",
        ":::\n",
        ":::::",
        "| a | b |\n| --- | --- |\n",
        "| ",
        "|",
        "|---|",
        "`",
        "```",
        "~~~",
    ),
    *(
        "**",
        "_",
        "*",
        "<b>",
        "</",
        "<!--",
        "&#x0;",
        "&amp;",
        "\\",
        "\\\n",
        "  \n",
        "Missed it? Call.",
        "## Your plan",
        "## Questions",
    ),
    *(
        "### The day before",
        "## Words",
        "## When to call",
        "- Pain: {{ fast_solids_h }}",
        "https://a.org/b",
        "<https://a.org>",
    ),
]
FIELDS = [
    *(
        "title: ",
        "summary: ",
        "about:\n- ",
        "sources:\n- key: a\n",
        "  year: 2022\n",
        "order: ",
        "safety: true",
        "safety: yes",
    ),
    *(
        "reviewed_on: 2026-02-30",
        "reviewed_by: ",
        "? ",
        ": ",
        "&a ",
        "*a",
        "!!python/object:os",
        "|\n",
        ">-\n",
        "{a: b}",
        "[a, b]",
        "'",
        '"',
    ),
    *("<<: *a", "%YAML 1.1\n", "...\n", "# ", "12:30", "NO", "~", "0x1F", "1e999", "9" * 400),
]
SIGNS = [
    *(
        "\0",
        "\t",
        "\r",
        "\r\n",
        "\u2028",
        "\u202e",
        "\ufeff",
        "\u200b",
        "\u0301",
        "\ud800",
        "\uffff",
        "\U0010ffff",
        "é",
        "中",
        "👩🏽‍⚕️",
        "ﬁ",
        "İ",
        "ß",
    ),
    *(
        " ",
        "\n",
        "\n\n",
        "a",
        "word ",
        "0",
        "٣",
        "²",
        "½",
        "-",
        "−",
        "–",
        "—",
        ".",
        ":",
        "/",
        "#",
        "?",
        "=",
        "&",
        "%",
        "'",
        '"',
        "(",
        ")",
    ),
]
TIMES = [
    *(
        "-",
        "+",
        "−",
        "end ",
        "start ",
        "-1 day ",
        "+2 weeks",
        "6 hours",
        "90 min",
        "6:00 pm",
        "24:00",
        "noon",
        "0",
        "{{ fast_solids_h }}",
        "{{ x }}",
    ),
    *("99999999999 days", "1.5 h", "1/2 hour", "at ", "to ", "days", "h"),
]
FACTS = [
    "to",
    "and",
    "hours",
    "h",
    "min",
    "days",
    "weeks",
    "am",
    "pm",
    "noon",
    "ext.",
    "yes",
    "no",
    "Monday",
    "Sat",
    "weekdays",
    "closed",
    "24",
    "open",
    "daily",
    "$",
    ",",
    ".",
    ":",
    "(",
    ")",
    "+",
    "/",
    "@",
    "6",
    "30",
    "1.5",
    "+1",
    "555",
    "0100",
    "0b5c6b",
]
ADDRESSES = [
    *(
        "e/",
        "7k3qx",
        "7K3QX",
        "q",
        "/",
        "//",
        "\\",
        "%23",
        "%2523",
        "#",
        "t=",
        "2026-12-08T09:00",
        "%",
        "%2",
        "%ff",
        "%00",
        "?",
        "&",
    ),
    *("utm_source=x", "..", ";", "@evil.example", "http:", "es/", "%0d%0a", "+", " ", "section-1", "t=%253D"),
]
QUERIES = [
    "pain",
    "ketamin",
    "eat",
    "before",
    "suicide",
    "can i drive",
    '"',
    "'",
    "*",
    "AND",
    "NEAR(",
    "^",
    "-",
    ":",
    "%",
    "_",
    "\\",
    "(",
    ")",
    "a" * 300,
]


def pieces(*lists: list[str], most: int = 12) -> st.SearchStrategy[str]:
    """Pieces in a row, with any signs between them."""
    return st.lists(
        st.sampled_from([piece for some in lists for piece in some]) | st.text(max_size=4), max_size=most
    ).map("".join)


@cache
def articles() -> list[tuple[str, str]]:
    """Kind and text of each article of the site."""
    return [(file.parent.name, file.read_text()) for file in sorted(CONTENT.glob("en/*/*.md"))]


@st.composite
def damaged_articles(draw) -> tuple[str, str]:
    """Kind and text of an article in which up to 4 places lost signs and got others."""
    kind, text = draw(st.sampled_from(articles()))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        gone = draw(st.sampled_from([0, 0, 1, 2, 10, 200, 5_000]))
        text = text[:start] + draw(pieces(MARKDOWN, FIELDS, SIGNS, most=4)) + text[start + gone :]
    return kind, text


BODIES = pieces(MARKDOWN, SIGNS)
FRONTS = pieces(FIELDS, SIGNS)
