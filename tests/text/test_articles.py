"""Texts to articles and back, each the other's inverse."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from therapies.text.addresses import address_of
from therapies.text.articles import (
    ArticleText,
    Source,
    format_article,
    markdown_sign_in,
    parse_article,
    read_article,
)
from therapies.text.problems import ArticleFileError

LIDOCAINE = """\
---
title: Lidocaine infusion
summary: A numbing medicine by drip. It may ease nerve pain for a while.
order: 10
about:
- lidocaine
safety: true
also_called:
- lidocaine drip
approval: The FDA has approved lidocaine for numbing, not for long-lasting pain.
owner: Nursing team
reviewed_by: Jane Roe, MD
reviewed_on: 2026-03-01
review_due: 2027-03-01
sources:
- key: zhu-2019
  title: Intra-venous lidocaine to relieve neuropathic pain
  publisher: Frontiers in Neurology
  year: 2019
  address: https://doi.org/10.3389/fneur.2019.00954
- key: leaflet
  title: 'Lidocaine: a leaflet'
  publisher: A hospital
  year: 2024
---

## What it is

A numbing medicine.
"""
ARTICLE = ArticleText(
    title="Lidocaine infusion",
    summary="A numbing medicine by drip. It may ease nerve pain for a while.",
    body="## What it is\n\nA numbing medicine.\n",
    order=10,
    about=("lidocaine",),
    safety=True,
    also_called=("lidocaine drip",),
    approval="The FDA has approved lidocaine for numbing, not for long-lasting pain.",
    owner="Nursing team",
    reviewed_by="Jane Roe, MD",
    reviewed_on=date(2026, 3, 1),
    review_due=date(2027, 3, 1),
    sources=(
        Source(
            "zhu-2019",
            "Intra-venous lidocaine to relieve neuropathic pain",
            "Frontiers in Neurology",
            2019,
            "https://doi.org/10.3389/fneur.2019.00954",
        ),
        Source("leaflet", "Lidocaine: a leaflet", "A hospital", 2024),
    ),
)


def test_a_text_becomes_an_article():
    assert parse_article(LIDOCAINE, kind="therapy") == ARTICLE


def test_an_article_becomes_its_text():
    assert format_article(ARTICLE) == LIDOCAINE


def test_a_field_with_its_default_is_not_written():
    article = ArticleText(title="T", summary="S", body="Words\n")

    assert format_article(article) == "---\ntitle: T\nsummary: S\n---\n\nWords\n"


@pytest.mark.parametrize(
    ("kind", "field"), [("therapy", "approval"), ("comparison", "caption"), ("visit", "appointment")]
)
def test_a_kind_has_a_field_of_its_own(kind, field):
    article = parse_article(f"---\ntitle: T\nsummary: S\n{field}: Words\n---\n\nx\n", kind=kind)

    assert getattr(article, field) == "Words"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("NO", "NO"),
        ("12:30", "12:30"),
        ("2026", "2026"),
        ("2026-03-01", "2026-03-01"),
        ("true", "true"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("'null'", "null"),
        ('"~"', "~"),
        ("'- x'", "- x"),
        ("'a: b'", "a: b"),
        ("'it''s'", "it's"),
        ('" spaces "', " spaces "),
        ('"a\\\\b"', "a\\b"),
        ("'# 1'", "# 1"),
        (">-\n  Two\n  lines", "Two lines"),
        ("Two\n  lines", "Two lines"),
        ("😀 ½\u00a0taza", "😀 ½\u00a0taza"),
    ],
)
def test_a_value_is_taken_as_it_is_written(written, kept):
    article = parse_article(f"---\ntitle: {written}\nsummary: S\n---\n\nx\n", kind="guide")

    assert article.title == kept
    assert parse_article(format_article(article), kind="guide") == article


def test_a_text_in_another_layout_is_read_and_written_in_ours():
    text = "---  \nsummary: \"S\"\ntitle: 'T'\nabout:\n  - lidocaine\n---\n\n\nWords\n\n  \n"

    article = parse_article(text, kind="guide")

    assert format_article(article) == "---\ntitle: T\nsummary: S\nabout:\n- lidocaine\n---\n\nWords\n"


@pytest.mark.parametrize(
    ("written", "kept", "line"),
    [("true", True, "safety: true\n"), ("'true'", True, "safety: true\n"), ("false", False, "")],
)
def test_a_page_is_marked_as_a_safety_page_or_not(written, kept, line):
    article = parse_article(f"---\ntitle: T\nsummary: S\nsafety: {written}\n---\n\nx\n", kind="guide")

    assert article.safety is kept
    assert format_article(article) == f"---\ntitle: T\nsummary: S\n{line}---\n\nx\n"


@pytest.mark.parametrize("written", ["yes", "True", "1", "''", "\n- true"])
def test_a_safety_mark_in_other_words_is_refused(written):
    read = read_article(f"---\ntitle: T\nsummary: S\nsafety: {written}\n---\n\nx\n", kind="guide")

    assert [str(problem) for problem in read.problems] == [
        "this text:4: safety is written safety: true, or the line is left out."
    ]
    assert read.article.safety is False


def test_the_body_is_kept_to_the_letter():
    body = "    four spaces\n\n\nend  \n---\ntitle: not a field\n"

    article = parse_article(f"---\ntitle: T\nsummary: S\n---\n{body}", kind="guide")

    assert article.body == body


def test_a_text_of_windows_is_read_further_and_every_problem_is_named():
    text = "\ufeff---\r\ntitle: T\r\nsumary: S\r\n---\r\n\r\nWords\r\n"

    with pytest.raises(ArticleFileError) as caught:
        parse_article(text, kind="guide", path="x.md")

    assert [(problem.line, problem.message[:40]) for problem in caught.value.problems] == [
        (1, "The line ends with a carriage return (Wi"),
        (1, "The text begins with a byte-order mark. "),
        (2, 'The field "summary" is missing. Add it, '),
        (3, '"sumary" is not a field. The fields are '),
    ]


def test_what_can_be_read_of_a_text_with_problems_is_given():
    read = read_article("---\ntitle: T\norder: ten\n---\n\nWords\n", kind="guide")

    assert read.article == ArticleText(title="T", summary="", body="Words\n")
    assert read.body_line == 6
    assert [problem.line for problem in read.problems] == [2, 3]


def test_an_unknown_kind_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="'story' is not a kind of article; the kinds are therapy, guide"):
        parse_article(LIDOCAINE, kind="story")


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Plain * text - 5 < 6 [x] (y) # 1 {z} _a_", ""),
        ("a {{ b }}", "{{"),
        ("a **b**", "**"),
        ("[a](b)", "]("),
        ("a[^b]", "[^"),
        ("`a`", "`"),
        ("</b>", "</b"),
        ("<!-- a", "<!"),
    ],
)
def test_signs_of_markdown_are_found_in_plain_text(text, sign):
    assert markdown_sign_in(text) == sign


def content_files() -> list[Path]:
    return sorted(path for path in (settings.BASE_DIR / "content").rglob("*.md") if path.name != "README.md")


@pytest.mark.parametrize("file", content_files(), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_file_of_the_site_comes_back_byte_for_byte(file):
    address = address_of(file.relative_to(settings.BASE_DIR / "content"))
    raw = file.read_bytes()

    article = parse_article(raw.decode(), kind=address.kind, path=address.path)

    assert format_article(article).encode() == raw
