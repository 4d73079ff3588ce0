"""What holds for every text, not only for the examples: reading undoes writing, and nothing harmful comes out."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from therapies.text.articles import (
    MAX_LINE,
    MAX_NAME,
    MAX_SUMMARY,
    MAX_TITLE,
    ArticleText,
    Source,
    format_article,
    markdown_sign_in,
    parse_article,
)
from therapies.text.checking import problems_in
from therapies.text.facts import FACTS
from therapies.text.files import decode_article, has_unseen
from therapies.text.markdown import tokens_of
from therapies.text.problems import ArticleFileError
from therapies.text.rendering import ALLOWLIST, render_sections, render_snippet
from therapies.text.targets import is_web_address
from therapies.text.writing import Writer

from .texts import FACTS_OF_CLINIC, SOURCE, article_with, refusals, whole_text

# --- Reading undoes writing -------------------------------------------------------------------

# What YAML could take for something else than the text it is.
NASTY = st.sampled_from(
    [
        *(
            "NO",
            "yes",
            "true",
            "null",
            "~",
            "12:30",
            "1:2:3",
            "2026",
            "2026-03-01",
            "0x1F",
            "0o7",
            "1_000",
            "1e3",
            ".inf",
        ),
        *("- x", "-", "--- x", "? x", ": x", "x:", "a: b", "a #b", "# a", "'a'", '"a"', "it's", "'", '"', "''", '\\"'),
        *(
            "{a}",
            "[a]",
            "&a",
            "*a",
            "!a",
            "!!str a",
            "%a",
            "@a",
            "|",
            ">",
            "| a",
            "<<",
            "=",
            "a, b",
            "...",
            "\\n",
            "\\",
        ),
        *(
            " a",
            "a ",
            "  a  b  ",
            "\u00a0a",
            "a\u3000",
            "é😀",
            "👩🏽‍⚕️",
            "½ taza",
            "\u00ad",
            "\ufffd",
            "\U0010fffd",
            "a" * 60,
        ),
    ]
)
SLUGS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)


LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]).filter(lambda sign: not has_unseen(sign))


def plain(limit: int) -> st.SearchStrategy[str]:
    return st.one_of(NASTY, st.text(LETTERS, min_size=1, max_size=limit)).filter(
        lambda text: text.strip() and not markdown_sign_in(text)
    )


BODIES = st.builds(
    "{}\n{}\n{}\n".format,
    st.sampled_from(["Words", "    four spaces", "## A", "---", "title: x"]),
    st.text(LETTERS | st.just("\n"), max_size=60) | st.sampled_from(["---", "\n\n", "---\ntitle: x\n---"]),
    st.sampled_from(["Words", "end  ", "---", ":::"]),
)
SOURCES = st.lists(
    st.builds(
        Source,
        key=SLUGS,
        title=plain(MAX_LINE),
        publisher=plain(MAX_LINE),
        year=st.integers(1900, 2100),
        address=st.just("")
        | st.from_regex(r"https://[a-z]{1,9}\.org/[a-z#?&=:%]{0,9}", fullmatch=True).filter(is_web_address),
    ),
    max_size=3,
    unique_by=lambda source: source.key,
).map(tuple)
REVIEWS = st.just({}) | st.fixed_dictionaries(
    {"reviewed_by": plain(MAX_NAME), "reviewed_on": st.dates(max_value=date(9990, 1, 1))},
    optional={"review_due": st.just(date(9999, 12, 31))},
)


@st.composite
def articles(draw):
    kind, fields = draw(
        st.sampled_from(
            [("therapy", {"approval"}), ("comparison", {"caption"}), ("visit", {"appointment"}), ("guide", set())]
        )
    )
    article = ArticleText(
        title=draw(plain(MAX_TITLE)),
        summary=draw(plain(MAX_SUMMARY)),
        body=draw(BODIES),
        order=draw(st.integers(0, 9999)),
        about=tuple(draw(st.lists(SLUGS, max_size=3, unique=True))),
        safety=draw(st.booleans()),
        also_called=tuple(draw(st.lists(plain(MAX_NAME), max_size=3, unique=True))),
        owner=draw(st.just("") | plain(MAX_NAME)),
        sources=draw(SOURCES),
        **{field: draw(plain(MAX_LINE)) for field in fields},
        **draw(REVIEWS),
    )
    return kind, article


@settings(deadline=None, max_examples=100)
@given(articles())
def test_reading_gives_back_every_article_that_was_written(kind_and_article):
    kind, article = kind_and_article
    text = format_article(article)

    again = parse_article(decode_article(text.encode(), path="x.md"), kind=kind)

    assert again == article
    assert format_article(again) == text


# --- Whatever is written, something is said ---------------------------------------------------

SIGNS = st.text(alphabet="ab:- \n'\"\\#&*!|>{}[]()%@`?,.~01_^/<=é", max_size=80)


@settings(deadline=None, max_examples=300)
@given(SIGNS)
def test_any_front_matter_is_read_or_refused(signs):
    text = f"---\nsummary: S\n{signs}\n---\n\nWords\n"
    try:
        article = parse_article(text, kind="guide")
    except ArticleFileError as error:
        problems = error.problems
    else:
        problems = ()
        assert parse_article(format_article(article), kind="guide") == article

    assert all(1 <= problem.line <= text.count("\n") + 1 for problem in problems)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    try:
        text = decode_article(raw, path="x.md")
    except ArticleFileError as error:
        problems = error.problems
    else:
        problems = problems_in(text, kind="guide", path="x.md", known_facts=FACTS)

    assert problems


@settings(deadline=None, max_examples=300)
@given(SIGNS)
def test_any_body_gets_an_answer_with_lines_that_exist(signs):
    text = whole_text(f"{signs}\n")

    problems = problems_in(text, kind="guide", path="x.md", known_facts=FACTS)

    assert all(1 <= problem.line <= text.count("\n") + 1 for problem in problems)


# --- Nothing harmful comes out ----------------------------------------------------------------

TAGS_WE_WRITE = {
    *(
        "a",
        "blockquote",
        "br",
        "caption",
        "div",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "img",
        "li",
        "ol",
        "p",
    ),
    *("span", "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    *("svg", "path"),  # the sign of a callout
}
VOID = {"br", "img", "path"}
HARMFUL = [
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<style>*{}</style>"),
    *("[a](javascript:alert(1))", "[a](java&#10;script:alert(1))", "[a](JAVASCRIPT:x)", "[a](data:text/html,x)"),
    *("![a](javascript:x)", '![" onerror=x](a.svg)', '[a](<guide/x" onclick="y>)', '<https://a.org/"onclick=x>'),
    *(
        '::: info "><script>x</script>\nb\n:::',
        '## A {#"onclick=x}',
        "&lt;script&gt;",
        '<a href="javascript:x">',
        "<!--",
    ),
    *(
        '| <b> | "x |\n|---|---|\n| <script> | [a](vbscript:x) |',
        '{{ clinic_phone }}"><script>',
        "<iframe src=x>",
        "`<b>`",
    ),
    *("</div></main><form action=x>", "<textarea>", '<math><mi//xlink:href="data:x">', "\x00", "<base href=//x>"),
]
MARKDOWN = [
    *(
        "Words *a* **b**.",
        "- a\n- b\n  - c",
        "1. a\n2. b",
        "> a",
        "[a](guide/x#y)",
        "[the FDA](https://example.org/?a=b&c)",
    ),
    *("::: warning Take care\n- a {{ clinic_phone }}\n:::", "| A | B |\n|---|:-:|\n| a \\| b | {{ fast_solids_h }} |"),
    *(
        "a & b < c > d \" e ' f",
        "a[^zhu-2019] &amp; &nbsp;b \\* \\<",
        "a\\\nb  \nc",
        '![A drip](drip.svg "B & c")',
        "[a](word/b)",
    ),
]


class Reader(HTMLParser):
    """What a browser would see: tags with their attributes, and words, in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append(("start", tag, tuple(sorted(attrs))))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag
        self.seen.append(("end", tag))

    def handle_data(self, data):
        if self.seen and self.seen[-1][0] == "words":
            data = self.seen.pop()[1] + data
        self.seen.append(("words", data))

    def handle_comment(self, data):
        raise AssertionError(f"a comment came out: {data!r}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_harmless(html: str) -> None:
    reader = Reader(html)
    assert reader.open == []
    for kind, *rest in reader.seen:
        if kind == "start":
            tag, attributes = rest
            assert tag in TAGS_WE_WRITE
            for name, value in attributes:
                assert not name.startswith("on")
                assert name != "style"
                if name in ("href", "src"):
                    assert re.match(r"/|#|https?://|tel:|sms:", value), value


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(HARMFUL + MARKDOWN) | SIGNS, max_size=5), st.sampled_from(["\n\n", "\n", " "]))
def test_no_text_brings_anything_harmful_out(pieces, between):
    body = between.join(pieces) + "\n"

    assert_harmless(render_snippet(body, facts=FACTS_OF_CLINIC))
    for section in render_sections(article_with(body, caption="C"), facts=FACTS_OF_CLINIC):
        for part in section.parts:
            assert_harmless(part.html)
            for row in part.table.rows if part.table else ():
                for cell in row.cells:
                    assert_harmless(cell)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(MARKDOWN) | SIGNS, min_size=1, max_size=6))
def test_of_an_accepted_text_the_allowlist_takes_nothing_away(pieces):
    body = "\n\n".join(pieces) + "\n"
    assume(refusals(body, fields=SOURCE) == [])

    written = Writer(facts=FACTS_OF_CLINIC, sources=[Source("zhu-2019", "A study", "A journal", 2019)]).blocks(
        tokens_of(body)
    )

    assert Reader(ALLOWLIST.clean(written)).seen == Reader(written).seen
    assert_harmless(written)
