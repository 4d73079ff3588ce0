"""Lists, paragraphs, boxes, links, pictures, tables, reviews and the emergency line."""

from datetime import date

import pytest

from therapies.text.findings.structure import later_by_months

from .texts import findings, rules

EMERGENCY = "::: emergency Call for help now if:\nYou cannot breathe. Call {{ emergency_number }}.\n:::\n"
TABLE = "| Sign | What to do |\n| --- | --- |\n| Fever | Call us |\n"


def said(body: str, **choices) -> list[str]:
    return rules(body, group="structure/", **choices)


def reviewed(on: str, due: str = "", *, safety: bool = False) -> list[str]:
    """What is said of a review on June 1, 2026."""
    fields = f"{'safety: true' if safety else 'owner: Team'}\nreviewed_by: Jane Roe, MD\nreviewed_on: {on}\n"
    fields += f"review_due: {due}\n" if due else ""
    found = findings(f"{EMERGENCY}\nWords.\n", fields=fields, group="structure/review")
    return [f"{finding.words}: {finding.why} {finding.instead}" for finding in found]


def test_a_list_has_at_most_7_items():
    assert said("- a\n" * 7) == []
    assert said("Words.\n\n" + "1. a\n" * 8) == ["3 structure/list-length"]


def test_items_inside_an_item_count_in_their_own_list():
    assert said("- a\n" * 6 + "- b\n" + "  - c\n" * 7) == []


def test_a_paragraph_has_at_most_3_sentences():
    assert said("One two. Three four. Five six.\n") == []
    assert said("One two. Three four. Five six. Seven eight.\n") == ["1 structure/paragraph-length"]


def test_an_answer_of_one_word_and_a_bold_label_are_not_counted():
    assert said("No. One two. Three four. Five six.\n") == []
    assert said("**Rare but serious.** One two. Three four. Five six.\n") == []


def test_a_page_has_at_most_2_boxes():
    box = "::: info Good\nWords.\n:::\n\n"

    assert said(box * 2) == []
    assert said(box * 3) == ["9 structure/callouts"]


@pytest.mark.parametrize("words", ["this article", "our website", "more information", "see below", "Next"])
def test_link_words_that_name_no_page_are_found(words):
    assert said(f"[{words}](guide/a)\n") == ["1 structure/link-text"]


def test_a_link_of_a_whole_sentence_is_found():
    words = "what to do in the week before your visit and on the morning of it"

    assert said(f"[{words}](guide/a)\n") == ["1 structure/link-text"]


def test_the_same_words_for_two_pages_are_found():
    assert said("[Side effects](guide/a) and [side effects](guide/b)\n") == ["1 structure/link-text"]
    assert said("[Side effects](guide/a) and [side effects](guide/a)\n") == []


@pytest.mark.parametrize(
    ("alt", "title"),
    [
        ("A drip", ""),
        ("Image of a nurse who checks a drip", ""),
        ("drip-stand.svg on the left", ""),
        ("A nurse checks it", "a nurse checks it"),
    ],
)
def test_a_description_that_describes_nothing_is_found(alt, title):
    caption = f' "{title}"' if title else ""

    assert said(f"![{alt}](a.svg{caption})\n") == ["1 structure/alt-text"]


def test_a_description_and_a_decoration_are_left_alone():
    assert said('![A nurse checks the drip](a.svg "The drip")\n\n![](b.svg "decorative")\n') == []


def test_a_table_is_introduced():
    assert said(f"## Signs\n\n{TABLE}") == ["3 structure/table-introduction"]
    assert said(f"## Signs\n\nEach row is a sign.\n\n{TABLE}") == []


def test_one_introduction_is_enough_for_the_tables_of_a_section():
    assert said(f"## Signs\n\nEach row is a sign.\n\n### Mild\n\n{TABLE}\n### Strong\n\n{TABLE}") == []
    assert said(f"## Signs\n\nEach row is a sign.\n\n## Other signs\n\n{TABLE}") == ["7 structure/table-introduction"]


@pytest.mark.parametrize(
    ("on", "due", "safety", "found"),
    [
        ("2026-01-15", "2027-01-15", False, []),
        ("2026-01-15", "2026-07-15", True, []),
        ("2026-01-15", "2027-01-16", False, ["review_due: 2027-01-16: A page is reviewed every 12 months. Write 2027-01-15, or an earlier day."]),
        ("2026-01-15", "2026-07-16", True, ["review_due: 2026-07-16: A safety page is reviewed every 6 months. Write 2026-07-15, or an earlier day."]),
        ("2026-01-15", "", False, ["reviewed_on: 2026-01-15: A page is reviewed every 12 months. Write review_due: 2027-01-15, or an earlier day."]),
        ("2026-01-15", "2028-01-16", False, ["review_due: 2028-01-16: No page waits more than 24 months. Write 2027-01-15, or an earlier day."]),
        ("2025-01-15", "2026-01-15", False, ["review_due: 2026-01-15: The date of the next review has passed; the page tells patients so. Let a clinician read it again, and write the new dates."]),
        ("2025-01-15", "", False, ["reviewed_on: 2025-01-15: The date of the next review has passed; the page tells patients so. Let a clinician read it again, and write the new dates."]),
        ("2026-06-02", "2026-12-01", False, ["review_due: 2026-12-01: The review lies in the future. Write the day on which a clinician read the text."]),
    ],
)  # fmt: skip
def test_the_dates_of_a_review(on, due, safety, found):
    assert reviewed(on, due, safety=safety) == found


def test_a_page_that_would_wait_more_than_24_months_is_refused():
    fields = "owner: Team\nreviewed_by: Jane Roe, MD\nreviewed_on: 2026-01-15\nreview_due: {}\n"

    severities = [
        [each.severity for each in findings("Words.\n", fields=fields.format(due), group="structure/review")]
        for due in ("2028-01-15", "2028-01-16")
    ]

    assert severities == [["warning"], ["error"]]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 6, date(2027, 6, 1)),
    ],
)
def test_months_later(day, months, later):
    assert later_by_months(day, months) == later


@pytest.mark.parametrize(("kind", "fields"), [("therapy", ""), ("guide", "safety: true\n"), ("page", "safety: true\n")])
def test_a_therapy_and_a_safety_page_carry_the_emergency_line(kind, fields):
    assert rules("Words.\n", kind=kind, fields=fields) == ["0 structure/emergency-line"]
    assert rules(EMERGENCY, kind=kind, fields=fields) == []


@pytest.mark.parametrize(
    "body",
    [
        EMERGENCY.replace("emergency Call", "call Call"),
        EMERGENCY.replace("{{ emergency_number }}", "us"),
        "::: emergency Now:\nCome.\n:::\n\nCall {{ emergency_number }}.\n",
    ],
)
def test_the_emergency_line_is_a_box_that_names_the_number(body):
    assert said(body, kind="therapy") == ["0 structure/emergency-line"]


def test_other_pages_need_no_emergency_line():
    assert said("Words.\n") == []
