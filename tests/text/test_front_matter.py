"""Front matter that is refused: what an author reads, with the line of the whole text."""

import pytest

from therapies.text.articles import parse_article
from therapies.text.problems import ArticleFileError

REFUSED = [
    pytest.param(
        "---\ntitle: - x\nsummary: S\n---\n\nx\n",
        "guide",
        [
            "2: A value that begins with - must stand in quotes. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="a dash in a value",
    ),
    pytest.param(
        "---\ntitle: ? x\nsummary: S\n---\n\nx\n",
        "guide",
        [
            "2: A value that begins with ? must stand in quotes. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="a question mark",
    ),
    pytest.param(
        "---\ntitle: * x\nsummary: S\n---\n\nx\n",
        "guide",
        [
            "2: A value that begins with * must stand in quotes. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="a star and a space",
    ),
    pytest.param(
        "---\ntitle: & x\nsummary: S\n---\n\nx\n",
        "guide",
        [
            "2: A value that begins with & must stand in quotes. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="an ampersand",
    ),
    pytest.param(
        "---\ntitle: !<x\nsummary: S\n---\n\nx\n",
        "guide",
        [
            "2: A value that begins with ! must stand in quotes. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="an exclamation mark",
    ),
    pytest.param(
        "---\ntitle: |x\nsummary: S\n---\n\nx\n",
        "guide",
        [
            "2: A value that begins with | or > must stand in quotes. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="a pipe",
    ),
    pytest.param(
        "---\ntitle: %x\nsummary: S\n---\n\nx\n",
        "guide",
        [
            "2: A value that begins with % must stand in quotes. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="a percent sign",
    ),
    pytest.param(
        '---\nsummary: S\ntitle: "a\\u202e"\n---\n\nx\n',
        "guide",
        ["3: title holds a character that cannot be seen. Delete it."],
        id="an unseen character by escape",
    ),
    pytest.param(
        '---\nsummary: S\ntitle: "\\UFFFFFFFF"\n---\n\nx\n',
        "guide",
        ["3: A sign written as \\U… does not exist. Write the sign itself."],
        id="an escape of no character",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: >- # x\n  S\n---\n\nx\n",
        "guide",
        [
            "3: Comments (# …) are not used here: they would be lost when staff save. Put a value that holds # in quotes."
        ],
        id="a comment behind a block sign",
    ),
    pytest.param(
        "title: T\n\nWords\n",
        "guide",
        ["1: The first line must be --- alone. Below it stand the fields, then --- again, then the text."],
        id="no block of fields",
    ),
    pytest.param(
        "---\ntitle: T\n\nWords\n",
        "guide",
        ["1: The block of fields that begins here has no end. Put a line --- below its last field."],
        id="a block without end",
    ),
    pytest.param("", "guide", ["0: The text is empty. Begin with a line --- and the field title."], id="an empty file"),
    pytest.param(
        " \n\n", "guide", ["0: The text is empty. Begin with a line --- and the field title."], id="blank lines"
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\n---\n\n  \n",
        "guide",
        ["4: There is no text below the fields. Write it after a blank line."],
        id="no text below",
    ),
    pytest.param(
        "---\n---\n\nx\n", "guide", ["2: There are no fields. Begin with title: and summary:."], id="no fields"
    ),
    pytest.param(
        "---\n- a\n---\n\nx\n",
        "guide",
        ["2: Fields are written as name: value, each on a line of its own."],
        id="a list instead of fields",
    ),
    pytest.param(
        "---\ntitle\n---\n\nx\n",
        "guide",
        ["2: Fields are written as name: value, each on a line of its own."],
        id="a word instead of fields",
    ),
    pytest.param(
        "---\norder: 1\n---\n\nx\n",
        "therapy",
        [
            '2: The field "approval" is missing. Add it, like approval: The FDA has approved lidocaine for numbing.',
            '2: The field "summary" is missing. Add it, like summary: A numbing medicine by drip.',
            '2: The field "title" is missing. Add it, like title: Lidocaine infusion.',
        ],
        id="missing fields",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nlayout: wide\n---\n\nx\n",
        "guide",
        [
            '4: "layout" is not a field. The fields are title, summary, order, about, safety, also_called, approval, caption, appointment, visit_length, owner, reviewed_by, reviewed_on, review_due, sources.'
        ],
        id="an unknown field",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\ntitle: U\n---\n\nx\n",
        "guide",
        ['4: "title" stands here twice. Keep one of them.'],
        id="a field twice",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\napproval: x\ncaption: y\n---\n\nx\n",
        "comparison",
        ["4: approval belongs to articles of the kind therapy, and this is a comparison. Delete the line."],
        id="a field of another kind",
    ),
    pytest.param(
        "---\ntitle:\n- a\nsummary: S\n---\n\nx\n",
        "guide",
        ["2: title must be a text on one line."],
        id="a list as title",
    ),
    pytest.param(
        "---\ntitle:\nsummary: '  '\nowner: ~\n---\n\nx\n",
        "guide",
        [
            "2: title is empty. Write a value, like title: Lidocaine infusion.",
            "3: summary is empty. Write a value, like summary: A numbing medicine by drip.",
            "4: owner is empty. Write a value, or delete the line.",
        ],
        id="empty fields",
    ),
    pytest.param(
        "---\ntitle: " + "x" * 66 + "\nsummary: " + "y" * 201 + "\n---\n\nx\n",
        "guide",
        [
            "2: title has 66 characters. Shorten it to 65 or fewer.",
            "3: summary has 201 characters. Shorten it to 200 or fewer.",
        ],
        id="too long",
    ),
    pytest.param(
        '---\ntitle: "a\\nb"\nsummary: S\n---\n\nx\n',
        "guide",
        ["2: title must stand on one line."],
        id="a line end in a title",
    ),
    pytest.param(
        "---\ntitle: a **b**\nsummary: Call {{ clinic_phone }}\nowner: <b>\nalso_called:\n- a `b`\n---\n\nx\n",
        "guide",
        [
            '2: title is plain text and shows "**" as it stands. Write it without.',
            '3: summary is plain text and shows "{{" as it stands. Write it without.',
            '4: owner is plain text and shows "<b" as it stands. Write it without.',
            '6: an entry of also_called is plain text and shows "`" as it stands. Write it without.',
        ],
        id="Markdown in plain fields",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\norder: ten\n---\n\nx\n",
        "guide",
        ["4: order must be a whole number from 0 to 9999, like 10."],
        id="order in words",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\norder: 10000\n---\n\nx\n",
        "guide",
        ["4: order must be a whole number from 0 to 9999, like 10."],
        id="order out of range",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\norder:\n- 1\n---\n\nx\n",
        "guide",
        ["4: order must be a whole number from 0 to 9999, like 10."],
        id="order as a list",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nabout: lidocaine\n---\n\nx\n",
        "guide",
        ["4: about must be a list: each entry on a line of its own after '- '. Delete about when there is none."],
        id="about without list",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nabout:\n" + "".join(f"- a{number}\n" for number in range(101)) + "---\n\nx\n",
        "guide",
        ["4: about has 101 entries. At most 100 are read."],
        id="about with too many entries",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nabout:\n- lidocaine\n- lidocaine\n- Lidocaine infusion\n-\n---\n\nx\n",
        "guide",
        [
            '6: about names "lidocaine" twice. Delete one of them.',
            '7: about names a therapy by its file name without ".md", like lidocaine; "Lidocaine infusion" is none.',
            "8: an entry of about is empty. Write a value, or delete the line.",
        ],
        id="unfit entries of about",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nalso_called:\n- a\n- a\n- - b\n---\n\nx\n",
        "guide",
        ['6: also_called has "a" twice. Delete one of them.', "7: an entry of also_called must be a text on one line."],
        id="unfit entries of also_called",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nreviewed_by: J\nreviewed_on: 1 March 2026\n---\n\nx\n",
        "guide",
        ["5: reviewed_on must be a date like 2026-03-01."],
        id="a date in words",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nreviewed_by: J\nreviewed_on: 2026-02-30\n---\n\nx\n",
        "guide",
        ["5: reviewed_on is 2026-02-30, a day that is not in the calendar. Correct it."],
        id="a day that is not in the calendar",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nreviewed_by: J\n---\n\nx\n",
        "guide",
        ["4: reviewed_by needs reviewed_on beside it: a review has a person and a day. Add it or delete both."],
        id="a reviewer without a day",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nreviewed_on: 2026-03-01\n---\n\nx\n",
        "guide",
        ["4: reviewed_on needs reviewed_by beside it: a review has a person and a day. Add it or delete both."],
        id="a day without a reviewer",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nreview_due: 2026-03-01\n---\n\nx\n",
        "guide",
        ["4: review_due needs reviewed_on: it says when the next review is due."],
        id="due without a review",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nreviewed_by: J\nreviewed_on: 2026-03-01\nreview_due: 2026-03-01\n---\n\nx\n",
        "guide",
        ["6: review_due must be later than reviewed_on."],
        id="due on the day of the review",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nsources: FDA\n---\n\nx\n",
        "guide",
        ["4: sources must be a list: each entry on a line of its own after '- '. Delete sources when there is none."],
        id="sources without list",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nsources:\n- FDA\n---\n\nx\n",
        "guide",
        ["5: A source has the fields key, title, publisher, year and address, each on a line of its own."],
        id="a source in one line",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nsources:\n- key: a\n  name: b\n---\n\nx\n",
        "guide",
        [
            '5: The field "publisher" is missing in this source. Add it.',
            '5: The field "title" is missing in this source. Add it.',
            '5: The field "year" is missing in this source. Add it, like year: 2019.',
            '6: "name" is not a field of a source. The fields are key, title, publisher, year, address.',
        ],
        id="a source with missing and unknown fields",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nsources:\n- key: A b\n  title: t\n  publisher: p\n  year: 19\n  address: www.a.de\n- key: a\n  title: t [x](y)\n  publisher: p\n  year: 2019\n- key: a\n  title: t\n  publisher: p\n  year: 2019\n  title: u\n---\n\nx\n",
        "guide",
        [
            '5: "A b" cannot be the key of a source. Use small letters a-z, numerals and single hyphens, at most 60 characters, like zhu-2019.',
            "8: year must be a whole number from 1900 to 2100, like 2019.",
            "9: address must begin with https:// or http:// and name a site.",
            '11: title of a source is plain text and shows "](" as it stands. Write it without.',
            '14: Two sources have the key "a". Give each its own.',
            '18: "title" stands here twice. Keep one of them.',
        ],
        id="sources with unfit fields",
    ),
    pytest.param(
        "---\n# x\ntitle: T\nsummary: S\nowner: a # b\n---\n\nx\n",
        "guide",
        [
            "2: Comments (# …) are not used here: they would be lost when staff save. Put a value that holds # in quotes.",
            "5: Comments (# …) are not used here: they would be lost when staff save. Put a value that holds # in quotes.",
        ],
        id="comments",
    ),
    pytest.param(
        "---\ntitle: #1\nsummary: S\n---\n\nx\n",
        "guide",
        [
            "2: Comments (# …) are not used here: they would be lost when staff save. Put a value that holds # in quotes.",
            "2: title is empty. Write a value, like title: Lidocaine infusion.",
        ],
        id="a value that becomes a comment",
    ),
    pytest.param(
        "---\ntitle: &a T\nsummary: *a\n---\n\nx\n",
        "guide",
        [
            "2: Anchors (&name) are not used here. Write the value out, or put it in quotes.",
            "3: Aliases (*name) are not used here. Write the value out, or put it in quotes.",
        ],
        id="anchor and alias",
    ),
    pytest.param(
        "---\ntitle: !!str T\nsummary: S\n---\n\nx\n",
        "guide",
        ["2: Tags (!name) are not used here. Put a value that begins with ! in quotes."],
        id="a tag",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nabout: [lidocaine]\nsources: [{key: a}]\n---\n\nx\n",
        "guide",
        [
            "4: Lists in brackets are not used here. Write each entry on a line of its own after '- '.",
            "5: Fields in braces are not used here. Write each field on a line of its own, or put the value in quotes.",
            "5: Lists in brackets are not used here. Write each entry on a line of its own after '- '.",
            '5: The field "publisher" is missing in this source. Add it.',
            '5: The field "title" is missing in this source. Add it.',
            '5: The field "year" is missing in this source. Add it, like year: 2019.',
        ],
        id="brackets and braces",
    ),
    pytest.param(
        "---\ntitle: {{ clinic_phone }}\nsummary: S\n---\n\nx\n",
        "guide",
        [
            "2: Fields in braces are not used here. Write each field on a line of its own, or put the value in quotes.",
            "2: title must be a text on one line.",
        ],
        id="a fact in a title",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\n...\n---\n\nx\n",
        "guide",
        ["4: An end of document (...) is not used here. Delete the line."],
        id="an end of document",
    ),
    pytest.param(
        "---\n%YAML 1.2\n---\n\nx\n",
        "guide",
        ["2: Lines that begin with % are not used here. Delete the line."],
        id="a directive",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: |\n  a\n  b\n---\n\nx\n",
        "guide",
        ["3: summary must stand on one line."],
        id="a block text of two lines",
    ),
    pytest.param(
        "---\ntitle: Ketamine: first visit\nsummary: S\n---\n\nx\n",
        "guide",
        [
            '2: A value that holds ": " must stand in quotes: title: "Ketamine: first visit". If the text itself has begun, close the fields with a line --- above it.'
        ],
        id="a colon in a value",
    ),
    pytest.param(
        "---\ntitle: 'T\nsummary: S\n---\n\nx\n",
        "guide",
        [
            "2: A quotation mark is opened and never closed. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="a quotation mark without end",
    ),
    pytest.param(
        '---\ntitle: "a\\qb"\nsummary: S\n---\n\nx\n',
        "guide",
        [
            "2: Inside double quotes a backslash begins a special sign. Use single quotes. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="a backslash in double quotes",
    ),
    pytest.param(
        "---\ntitle: `x`\nsummary: S\n---\n\nx\n",
        "guide",
        [
            "2: A value that begins with ` must stand in quotes. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="a backtick",
    ),
    pytest.param(
        "---\ntitle: @x\nsummary: S\n---\n\nx\n",
        "guide",
        [
            "2: A value that begins with @ must stand in quotes. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="an at sign",
    ),
    pytest.param(
        "---\ntitle: T\n   summary: S\n---\n\nx\n",
        "guide",
        [
            '3: A value that holds ": " must stand in quotes: title: "Ketamine: first visit". If the text itself has begun, close the fields with a line --- above it.'
        ],
        id="a field moved in",
    ),
    pytest.param(
        "---\n  title: T\nsummary: S\n---\n\nx\n",
        "guide",
        [
            "3: The spaces before this line do not fit the lines above it. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="a field moved out",
    ),
    pytest.param(
        "---\ntitle: T\nsummary\n---\n\nx\n",
        "guide",
        [
            "4: A field is a name, a colon, a space and a value: title: Lidocaine infusion. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="a field without colon",
    ),
    pytest.param(
        "---\ntitle: *T\nsummary: S\n---\n\nx\n",
        "guide",
        ["2: Aliases (*name) are not used here. Write the value out, or put it in quotes."],
        id="a star",
    ),
    pytest.param(
        "---\ntitle: " + "[" * 30 + "\n---\n\nx\n",
        "guide",
        ["2: Lists in brackets are not used here. Write each entry on a line of its own after '- '."],
        id="30 brackets",
    ),
    pytest.param(
        "---\ntitle: " + "x" * 30_001 + "\n---\n\nx\n",
        "guide",
        ["2: The fields hold more than 30,000 characters. Close them with --- above the text."],
        id="30,001 characters",
    ),
    pytest.param(
        "---\n? - a\n: b\ntitle: T\nsummary: S\n---\n\nx\n",
        "guide",
        ["2: A field name is a single word, like title."],
        id="a list as a name",
    ),
    pytest.param(
        "---\n" + "- " * 2_000 + "\n---\n\nx\n",
        "guide",
        ["2: The fields are nested too deeply. Write one below the other."],
        id="2,000 lists in each other",
    ),
    pytest.param(
        "----\ntitle: T\n---\n\nx\n",
        "guide",
        ["1: The first line must be --- alone. Below it stand the fields, then --- again, then the text."],
        id="four dashes",
    ),
    pytest.param(
        '---\ntitle: "a" b\nsummary: S\n---\n\nx\n',
        "guide",
        [
            "2: Something stands behind a closing quotation mark. Put the whole value in quotes. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="words behind a quotation mark",
    ),
    pytest.param(
        "---\ntitle: T\nsummary: S\nabout:\n-lidocaine\n---\n\nx\n",
        "guide",
        [
            "6: A field is a name, a colon, a space and a value: title: Lidocaine infusion. If the text itself has begun, close the fields with a line --- above it."
        ],
        id="a dash without space",
    ),
]


@pytest.mark.parametrize(("text", "kind", "said"), REFUSED)
def test_front_matter_is_refused_with_its_line(text, kind, said):
    with pytest.raises(ArticleFileError) as caught:
        parse_article(text, kind=kind, path="x.md")

    assert [f"{problem.line}: {problem.message}" for problem in caught.value.problems] == said
