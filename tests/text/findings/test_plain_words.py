"""What is said of words that are hard to read, each rule with what it must find and what it must leave."""

import pytest

from therapies.text.findings import Finding, findings_in
from therapies.text.findings.plain_words import passive_in

from ..texts import whole_text
from .texts import TODAY, findings, rules

EASY = "You can eat a bit of soup and bread today. "
LONG = "You " + "may " * 19 + "eat."


def found(body, **choices):
    return rules(body, fields=choices.pop("fields", ""), group="plain-words/", **choices)


# --- long-sentence ---


def test_a_sentence_of_21_words_is_named_with_its_line_and_length():
    assert findings(f"You eat.\n\n{LONG}\n", fields="", group="plain-words/") == [
        Finding(
            path="x.md",
            line=8,
            rule="plain-words/long-sentence",
            severity="warning",
            words=LONG,
            why="The sentence has 21 words; 20 are the most.",
            instead="Make two of it, or a list.",
        )
    ]


def test_a_sentence_of_20_words_is_left():
    assert found("You " + "may " * 18 + "eat.\n") == []


@pytest.mark.parametrize(
    "body",
    [
        f"- {LONG}\n",
        f"## {LONG}\n",
        f"::: info {LONG}\nYou eat.\n:::\n",
        f"| {LONG} |\n| --- |\n| Eat |\n",
    ],
)
def test_a_long_sentence_is_found_everywhere(body):
    assert found(body) == ["1 plain-words/long-sentence"]


def test_a_long_sentence_in_the_summary_is_found_in_its_line():
    text = whole_text("You eat.\n").replace("What to do before you come.", LONG)

    found = findings_in(text, kind="guide", path="x.md", fact_values={}, today=TODAY)

    assert [(each.line, each.rule, each.words) for each in found] == [(3, "plain-words/long-sentence", LONG)]


def test_a_very_long_sentence_is_cut_where_a_word_ends():
    [finding] = findings("You " + "may " * 60 + "eat.\n", fields="", group="plain-words/")

    assert finding.words == "You " + "may " * 29 + "…"


# --- grade, smog ---

HARD = "You eat nutritious vegetables regularly. "


def test_a_hard_page_is_named_with_both_grades_and_its_hardest_lines():
    body = f"{EASY * 3}\n\n" + f"{HARD}\n" * 40

    grade, smog = findings(body, fields="", group="plain-words/")

    assert grade == Finding(
        path="x.md",
        line=1,
        rule="plain-words/grade",
        severity="warning",
        words="",
        why="The reading grade is 12.8; 6.0 is the most.",
        instead="Shorten sentences and change long words; begin with lines 8, 9, 10.",
    )
    assert (smog.rule, smog.why) == ("plain-words/smog", "The SMOG grade is 12.7; 9.0 is the most.")


def test_an_easy_page_is_left():
    assert found(f"{EASY * 30}\n") == []


def test_a_page_of_a_few_words_is_left_however_hard():
    assert found(f"{HARD * 8}\n") == []


MIDDLE = (
    "You can eat a bit of soup and bread today, and then you go home with a friend of yours. "
    "You can eat vegetables today, and your clinician will help you with all that comes then at your home. "
)


def test_a_safety_page_must_be_easier_than_others():
    body = f"{MIDDLE * 6}\n"

    assert found(body) == []
    assert [each.why for each in findings(body, fields="safety: true\n", group="plain-words/")] == [
        "The reading grade is 5.6; 5.0 is the most for a safety page.",
        "The SMOG grade is 8.8; 8.0 is the most for a safety page.",
    ]


# --- you ---


def test_a_page_that_does_not_speak_to_the_patient_is_named():
    [finding] = findings("The nurse can eat a bit of soup and bread. " * 20 + "\n", fields="", group="plain-words/")

    assert (finding.line, finding.rule, finding.why) == (
        1,
        "plain-words/you",
        '"You" and "your" stand 0 times in 1,000 words; 50 is the least.',
    )


def test_a_page_with_50_in_1000_is_left():
    # 1 in 20 words.
    assert found(("You eat soup and rice. " + "We eat a bit of soup. " * 2 + "He eats it. ") * 6 + "\n") == []


def test_a_short_page_need_not_say_you():
    assert found("The nurse can eat a bit of soup and bread. " * 5 + "\n") == []


# --- passive ---

PASSIVE = "Your soup is watched now. "


def test_each_passive_is_named_where_more_than_one_sentence_in_ten_is():
    body = f"{EASY * 9}\n\n{PASSIVE}{PASSIVE}\n"

    assert findings(body, fields="", group="plain-words/passive") == [
        Finding(
            path="x.md",
            line=8,
            rule="plain-words/passive",
            severity="warning",
            words="is watched",
            why="It does not say who acts, as in 2 of 11 sentences of this page.",
            instead='Say who does it: "you", "we", "the nurse".',
        )
    ]


def test_one_passive_in_ten_sentences_is_left():
    assert found(f"{EASY * 9}{PASSIVE}\n") == []


def test_passives_in_headings_and_tables_are_left():
    assert found(f"## {PASSIVE}\n\n{EASY * 12}\n\n| {PASSIVE * 3} |\n| --- |\n| Eat |\n") == []


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Your heart is watched all the time", "is watched"),
        ("It was not yet shown", "was not yet shown"),
        ("It was not fully shown", "was not fully shown"),
        ("You will be given a list", "be given"),
        ("This has never been tested", "been tested"),
        ("It isn’t known", "isn’t known"),
        ("You are tired", ""),
        ("It is used to the dark", ""),
        ("It is red", ""),
        ("You need a ride", ""),
        ("There is bread and you are in bed", ""),
        ("A hundred people were watching", ""),
        ("The nurse watched you", ""),
    ],
)
def test_what_a_passive_is(sentence, words):
    assert passive_in(sentence.split()) == words


# --- jargon ---


def test_a_word_of_medicine_is_named_with_its_plain_words():
    assert findings("You may feel nausea.\n", fields="", group="plain-words/") == [
        Finding(
            path="x.md",
            line=6,
            rule="plain-words/jargon",
            severity="warning",
            words="nausea",
            why="A word of medicine, and the page has not said what it means.",
            instead='Say "feeling sick to your stomach", or put these words beside it, or link it to the glossary.',
        )
    ]


def test_a_word_of_medicine_is_named_once_a_page():
    assert found("Nausea goes away.\n\nNausea may come back.\n") == ["1 plain-words/jargon"]


@pytest.mark.parametrize(
    "body",
    [
        "You may feel sick to your stomach.\n\nDoctors call it nausea.\n",
        "Nausea means that you feel sick to your stomach.\n",
        "You may get nausea. You feel sick to your stomach.\n",
        "You may get [nausea](word/nausea).\n\nNausea goes away.\n",
        "You may get [sick](word/nausea). Nausea goes away.\n",
        "## Nausea\n\nYou can eat.\n",
        "You can eat.\n\n| Nausea |\n| --- |\n| often |\n",
        "![Nausea](soup.svg)\n",
        "You had a follow-up-like talk and a seizuring cat.\n",
        "You can see ecg and iv in small letters.\n",
    ],
)
def test_a_word_of_medicine_is_left_where_it_is_explained_or_not_prose(body):
    assert found(body) == []


def test_plain_words_that_come_too_late_explain_nothing():
    assert found("You may get nausea.\n\nWe help when you feel sick to your stomach.\n") == ["1 plain-words/jargon"]


def test_a_glossary_explains_its_own_words():
    assert found("You may get nausea.\n\n## Words {#words}\n\n### Nausea {#nausea}\n\nIt passes.\n") == []


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("You may get seizures.\n", "seizures"),
        ("You get an IV at noon.\n", "IV"),
        ("You have CRPS.\n", "CRPS"),
        ("You get local anesthetics.\n", "local anesthetics"),
        ("Your VERTIGO is bad.\n", "VERTIGO"),
        ("- off-label use\n", "off-label"),
        ("::: info Your placebo\nEat.\n:::\n", "placebo"),
    ],
)
def test_forms_of_a_word_of_medicine(body, word):
    assert [each.words for each in findings(body, fields="", group="plain-words/jargon")] == [word]


def test_the_longer_word_is_meant():
    [finding] = findings("You have diabetic peripheral neuropathy.\n", fields="", group="plain-words/")

    assert finding.instead.startswith('Say "nerve pain from diabetes"')


def test_names_of_medicines_are_not_jargon():
    assert found("You may get ketamine or lidocaine.\n") == []


def test_another_language_is_left_unread():
    assert found(f"{LONG}\n\nNausea.\n", language="es") == []


def test_a_page_of_pictures_alone_has_nothing_to_name():
    assert found("![A bowl of warm soup on a table](soup.svg)\n") == []
