import csv

import pytest

from therapies.reading.search.asking import EVERYDAY, FILLERS, MAX_PARTS, asked_in, words_of_vocabulary
from therapies.text.spelling import roots_in, words_of
from therapies.text.vocabulary import vocabulary


def typed(question):
    return [part.typed for part in asked_in(question).parts]


def test_words_that_say_nothing_are_left_out():
    assert typed("What is the infusion for me, please?") == [("infusion",)]


def test_a_phrase_of_the_lists_is_one_part_whatever_stands_between_its_words():
    assert typed("I want my high blood pressure pill") == [("high", "blood", "pressure"), ("pill",)]
    assert typed("can't feel the burning in my feet") == [("feel",), ("burning",), ("feet",)]


def test_a_word_that_comes_twice_counts_once():
    assert typed("pain, painful pain pains") == [("pain",), ("painful",)]


def test_small_words_tell_questions_apart_and_are_all_there_is_when_nothing_else_is_said():
    assert (asked_in("drive after surgery").quiet, typed("what should I do after")) == (("after",), [("after",)])


def test_who_asks_for_a_meaning_is_told_the_meaning():
    assert [asked_in(words).of_meaning for words in ("what does taper mean", "taper")] == [True, False]


def test_a_story_is_told_by_its_first_words():
    story = " ".join(f"word{number}" for number in range(100))

    assert len(asked_in(story).parts) == MAX_PARTS


@pytest.mark.parametrize("term", vocabulary(), ids=lambda term: term.medical[0])
def test_each_searched_word_leads_to_its_medical_word(term):
    medical = [roots_of_way(form) for form in term.medical]

    lost = [
        form
        for form in term.searched
        if not any(roots_of_way(" ".join(way)) in medical for part in asked_in(form).parts for way in (part.typed, *part.ways))
    ]  # fmt: skip

    assert lost == []


def roots_of_way(form):
    return roots_in(" ".join(word for word in words_of(form) if word not in FILLERS))


def test_each_line_of_everyday_words_has_two_cells_without_gaps_and_repeats():
    with EVERYDAY.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    wrong = [
        line
        for line in lines
        if len(line) != 2
        or any(not form.strip() for cell in line for form in cell.split(";"))
        or any(len(forms) != len(set(forms)) for cell in line for forms in [[form.strip() for form in cell.split(";")]])
    ]

    assert (lines[0], wrong) == (["said", "typed"], [])


def test_only_single_words_of_the_vocabulary_are_its_words():
    assert words_of_vocabulary(asked_in("Jane wants semaglutide or a troche, special K")) == (
        "semaglutide",
        "troche",
        "k",
    )
