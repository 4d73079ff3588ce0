import pytest

from therapies.text.prose import sentences_in
from therapies.text.readability import Measures, flesch_kincaid, is_you, measures_of, smog


def measured(body: str) -> Measures:
    return measures_of(sentences_in(body))


def test_the_grade_is_flesch_kincaid_of_1975():
    # 0.39 * 10 + 11.8 * 1.5 - 15.59
    assert flesch_kincaid(words=100, sentences=10, syllables=150) == pytest.approx(6.01)


def test_smog_is_mclaughlins_of_1969():
    # 1.0430 * 5 + 3.1291
    assert smog(hard_words=25, sentences=30) == pytest.approx(8.3441)


def test_a_text_is_measured():
    body = "You can eat soup.[^a-1] Your clinician asks {{ clinic_phone }}.\n"

    found = measured(body)

    # 9 words in 2 sentences; cli-ni-cian and hours: 12 syllables, one hard word.
    assert found == Measures(
        grade=pytest.approx(0.39 * 9 / 2 + 11.8 * 12 / 9 - 15.59),
        smog=pytest.approx(1.0430 * (1 * 30 / 2) ** 0.5 + 3.1291),
        words=9,
        sentences=2,
        long_sentences=0,
        you_per_1000=pytest.approx(2000 / 9),
        minutes=1,
    )


def test_headings_and_list_items_are_sentences():
    assert measured("## What to eat\n\n- soup and bread\n- rice and beans\n").sentences == 3


def test_one_or_two_words_are_no_sentence_but_words():
    found = measured("## Food\n\nEat soup.\n\nEat a lot of soup.\n")

    assert (found.words, found.sentences) == (8, 1)


def test_a_text_of_short_pieces_counts_as_one_sentence():
    assert measured("- soup\n- rice\n").sentences == 1


def test_a_table_stays_out_of_the_grade():
    table = "\n| Unbelievably complicated | Terminology |\n| --- | --- |\n| Administration | Contraindication |\n"
    body = "You can eat soup today.\n"

    with_table, without = measured(body + table), measured(body)

    assert with_table == without


def test_long_sentences_are_counted_in_tables_too():
    long = "You " + "may " * 19 + "eat."
    just_right = "You " + "may " * 18 + "eat."
    body = f"{long}\n\n{just_right}\n\n| A |\n| --- |\n| {long} |\n"

    assert measured(body).long_sentences == 2


def test_minutes_are_at_200_words_and_count_tables():
    words = " ".join(["soup"] * 200)

    assert measured(f"{words}\n").minutes == 1
    assert measured(f"{words} soup\n").minutes == 2
    assert measured(f"{words}\n\n| Soup |\n| --- |\n| soup |\n").minutes == 2


def test_a_text_without_words_measures_nothing():
    nothing = Measures(grade=0.0, smog=0.0, words=0, sentences=0, long_sentences=0, you_per_1000=0.0, minutes=0)

    assert measured("![A drip](drip.svg)\n") == nothing
    assert measured("") == nothing


def test_a_text_of_a_table_alone_takes_a_minute():
    assert measured("| Soup |\n| --- |\n| rice |\n") == Measures(0.0, 0.0, 0, 0, 0, 0.0, 1)


@pytest.mark.parametrize(
    "word", ["you", "Your", "YOURS", "yourself", "yourselves", "you're", "You’ll", "you've", "you'd"]
)
def test_words_that_speak_to_the_patient(word):
    assert is_you(word)


@pytest.mark.parametrize("word", ["young", "youth", "we", "yo", ""])
def test_words_that_do_not(word):
    assert not is_you(word)
