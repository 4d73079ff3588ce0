"""The site as a program or a person asks it: feeds, links and search, with any header and any query."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from . import signs
from .targets import Target

FEEDS = ["/api/v1/education.json", "/api/v1/education.csv", "/feed.atom", "/api/v1/openapi.json"]
HEADERS = [
    "authorization",
    "if-none-match",
    "if-modified-since",
    "accept",
    "accept-encoding",
    "accept-language",
    "cookie",
    "range",
    "x-forwarded-for",
]
VALUES = [
    *(
        "Bearer ",
        "Basic ",
        '"',
        "W/",
        "*",
        ",",
        ";q=0",
        ";q=x",
        "gzip",
        "br",
        "bytes=0-",
        "Sun, 22 Nov 2026 09:00:00 GMT",
        "=",
        "session=a",
        "é",
    ),
    *("0" * 300, "text/csv", "application/json", "es", "\x7f", "%00"),
]


def targets(client, *, secret: str) -> list[Target]:
    """With a client of Django's and the key of a partner."""
    # Headers come over the wire as Latin-1 without line ends; more does not pass any server.
    value = signs.pieces(VALUES, most=5).map(
        lambda text: "".join(sign for sign in text if sign.isprintable() and ord(sign) < 256)
    )
    query = st.dictionaries(
        st.sampled_from(["q", "page", "about", "show", "lang", "x"]),
        signs.pieces(signs.QUERIES, signs.SIGNS, most=6),
        max_size=3,
    )
    headers = st.dictionaries(st.sampled_from(HEADERS), value | st.just(f"Bearer {secret}"), max_size=4)
    return [
        Target("feeds", st.tuples(st.sampled_from(FEEDS), query, headers), asks(client), 3),
        Target("search", st.tuples(st.just("/search/"), query, headers), asks(client), 2),
        Target("suggestions", st.tuples(st.just("/search/suggestions.json"), query, headers), asks(client), 2),
        Target(
            "answers of links",
            st.tuples(signs.pieces(signs.ADDRESSES, most=6).map("/e/{}".format), query, headers),
            asks(client),
            2,
        ),
    ]


def asks(client) -> Callable:
    def check(case: tuple[str, dict, dict]) -> None:
        """No answer is a fault of the site, and none names what was typed in a header."""
        path, query, headers = case
        answer = client.get(encodable(path), {name: encodable(text) for name, text in query.items()}, headers=headers)
        assert answer.status_code < 500, f"{path} {query} {headers} answered {answer.status_code}"
        for name, value in answer.items():
            assert "\n" not in f"{name}{value}"

    return check


def encodable(text: str) -> str:
    """What can be sent: lone surrogates cannot."""
    return text.encode(errors="ignore").decode()
