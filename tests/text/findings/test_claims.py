"""Promises, praise, "safe", percentages and claims without a source: what is said, and what is left alone."""

import pytest

from therapies.text.findings import findings_in
from therapies.text.findings.promises import PROMISES
from therapies.text.findings.saying import has_one_of, words_to_find

from .test_corpus import lines_of
from .texts import START_VALUES, TODAY, findings, rules

CLAIM = "Lidocaine eases nerve pain."


def said(body: str) -> list[str]:
    return rules(body, group="claims/")


def test_a_promise_is_an_error_with_its_line_and_what_to_write_instead():
    (finding,) = findings("Words.\n\nIt cures nerve pain.\n", group="claims/promise")

    assert str(finding) == (
        'x.md:13: error claims/promise: "cures": No treatment here is known to take a long illness away. '
        'Say what it may do: "It may ease pain for some people, for a short time."'
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "There is no cure.",
        "An infusion cannot cure it.",
        "Can it cure pain?",
        '"Pain-free" is not the goal.',
        "Beware of pages that promise a cure.",
        "We do not know whether it will guarantee anything.",
        "It is a medicine for breakthrough pain.[^zhu-2019]",
        "Two of 5 people had no side effects.[^zhu-2019]",
    ],
)
def test_a_promise_that_is_denied_asked_or_warned_of_is_none(sentence):
    assert rules(f"{sentence}\n", group="claims/promise") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Not only does it ease pain, it is a cure.",
        "You do not have to suffer; we have the cure.",
        "Want a pain-free life?",
        "No doubt this is a miracle.",
    ],
)
def test_a_no_that_denies_something_else_does_not_excuse_a_promise(sentence):
    assert rules(f"{sentence}\n", group="claims/promise") == ["1 claims/promise"]


def test_promises_are_found_in_every_place_that_patients_read():
    body = (
        "## A cure\n\n- A cure\n\n::: info A cure\nWords.\n:::\n\n| A cure | Row |\n| --- | --- |\n| a | A cure |\n\n"
        '![A cure for pain](a.svg "A cure")\n'
    )

    assert rules(body, group="claims/promise") == [f"{line} claims/promise" for line in (1, 3, 5, 9, 11, 13)]


def test_promises_are_found_in_the_fields_with_their_lines():
    text = "---\ntitle: A cure\nsummary: What it is. A cure.\napproval: Approved as a cure.\n---\n\nWords.\n"

    found = findings_in(text, kind="therapy", path="x.md", fact_values=START_VALUES, today=TODAY)

    assert [(finding.line, finding.words) for finding in found if finding.rule == "claims/promise"] == [
        (2, "cure"),
        (3, "cure"),
        (4, "cure"),
    ]


def test_the_clinic_is_not_praised():
    assert said("Our clinic is the leading one.\n\nWhich clinic is the best?\n\nThe best time to call is now.\n") == [
        "1 claims/superlative"
    ]


def test_safe_needs_its_condition():
    assert said("Ketamine is safe.\n\nKetamine is safe only with a monitor.\n\nIt is not safe at home.\n") == [
        "1 claims/safe"
    ]


def test_a_percentage_needs_its_people():
    body = (
        "About 20% felt sick.[^zhu-2019]\n\nAbout 2 in 10 (20%) felt sick.[^zhu-2019]\n\nIt is salt water, 0.9% salt.\n"
    )

    assert said(body) == ["1 claims/percentage"]


def test_a_benefit_or_a_risk_needs_a_source():
    assert said(f"{CLAIM}\n\nIt can cause a seizure.\n\n{CLAIM}[^zhu-2019]\n") == ["1 claims/source", "3 claims/source"]


def test_a_source_stands_for_its_whole_paragraph():
    assert said(f"{CLAIM} It is a drip.[^zhu-2019]\n") == []


def test_a_source_stands_for_its_list_item_and_not_for_the_next():
    assert said(f"- {CLAIM}[^zhu-2019]\n- {CLAIM}\n") == ["2 claims/source"]


def test_the_source_of_a_line_above_a_list_stands_for_the_list():
    assert said(f"What it does:[^zhu-2019]\n\n- {CLAIM}\n- {CLAIM}\n") == []
    assert said(f"What it does.[^zhu-2019]\n\n- {CLAIM}\n") == ["3 claims/source"]


def test_a_source_stands_for_its_row():
    body = f"How to read it.\n\n| What | How |\n| --- | --- |\n| {CLAIM} | Well[^zhu-2019] |\n| {CLAIM} | Well |\n"

    assert said(body) == ["6 claims/source"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Tell us if the drip eases your pain.",
        "We do not know if it helps.",
        "Does ketamine help?",
        "It may help you, or not at all.",
        "You want a drip that eases pain.",
        "A diary helps you to see what changed.",
        "If it makes you dizzy, tell the nurse.",
    ],
)
def test_advice_questions_and_open_questions_need_no_source(sentence):
    assert said(f"{sentence}\n") == []


def test_a_sentence_behind_a_claim_may_say_that_nobody_knows():
    assert said(f"{CLAIM} Nobody knows if this is so.\n") == []
    assert said(f"{CLAIM}\n\nNobody knows if this is so.\n") == ["1 claims/source"]


def test_no_promise_of_the_corpus_is_missed_because_of_the_quick_look_before_the_pattern():
    sentences = [line.split("\t")[1] for name in ("planted", "planted_second") for line in lines_of(f"{name}.tsv")]

    passed_over = [
        (promise.why, sentence)
        for promise in PROMISES
        for sentence in sentences
        if words_to_find(*promise.words).search(sentence) and not has_one_of(promise.signs, sentence)
    ]

    assert passed_over == []


@pytest.mark.parametrize("filler", ["word " * 400, "w" * 3_000])
def test_a_promise_is_found_at_the_end_of_a_sentence_without_end(filler):
    assert rules(f"{filler} and it cures pain\n", group="claims/promise") == ["1 claims/promise"]


def test_a_glossary_may_say_what_a_word_means_without_a_source():
    body = "## Words\n\n### drip {#drip}\n\nLidocaine eases pain.\n\n## After\n\nLidocaine eases pain.\n"

    assert rules(body, kind="page", group="claims/source") == ["9 claims/source"]


def test_words_of_advertisements_are_a_warning():
    assert [str(finding) for finding in findings("An innovative drip.\n", group="claims/")] == [
        'x.md:11: warning claims/advertising: "innovative": It is a word of advertisements; a patient learns nothing '
        "from it. Say what is done, or leave the word out."
    ]


def test_rules_on_english_words_leave_other_languages_alone():
    assert rules("It cures pain. Call 911.\n", language="es") == ["1 literals/emergency"]
