import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapies.text.markdown import tokens_of
from therapies.text.prose import Sentence, sentences_in, words_of

from .test_text_properties import BODIES


def texts(body: str) -> list[str]:
    return [sentence.text for sentence in sentences_in(body)]


def test_a_sentence_has_its_line_words_place_sources_and_block():
    body = "# Before\n\nYou can [drink](guide/x)\nwater. **Not** milk.[^zhu-2019]\n"

    assert sentences_in(body) == [
        Sentence(1, "Before", ("Before",), "heading", (), 0),
        Sentence(3, "You can drink water.", ("You", "can", "drink", "water"), "paragraph", (), 1),
        Sentence(4, "Not milk.", ("Not", "milk"), "paragraph", ("zhu-2019",), 1),
    ]


def test_tokens_give_the_same_as_their_body():
    body = "One. Two.\n\n- Three\n"

    assert sentences_in(tokens_of(body)) == sentences_in(body)


def test_headings_items_cells_and_callout_titles_end_sentences():
    body = (
        "## Eat\n\n- rice\n- beans\n  and corn\n\n::: emergency Call now\nWait.\n:::\n\n"
        "| Time | Do |\n| --- | --- |\n| Noon | Stop. Rest. |\n"
    )

    assert [(each.line, each.where, each.text) for each in sentences_in(body)] == [
        (1, "heading", "Eat"),
        (3, "list", "rice"),
        (4, "list", "beans and corn"),
        (7, "callout_title", "Call now"),
        (8, "paragraph", "Wait."),
        (11, "table", "Time"),
        (11, "table", "Do"),
        (13, "table", "Noon"),
        (13, "table", "Stop."),
        (13, "table", "Rest."),
    ]


def test_the_sentences_of_one_paragraph_share_a_block():
    assert [each.block for each in sentences_in("One. Two.\n\n- Three. Four.\n- Five.\n")] == [0, 0, 1, 1, 2]


def test_a_reference_belongs_to_the_sentence_before_it():
    body = "It helps some.[^a-1] [^b-2] Others[^c-3] feel worse. Nobody knows.\n"

    assert [each.sources for each in sentences_in(body)] == [("a-1", "b-2"), ("c-3",), ()]


def test_a_reference_before_the_full_stop_leaves_no_gap():
    assert texts("It helps some [^a-1]. It does.\n") == ["It helps some.", "It does."]


def test_a_reference_alone_is_no_sentence():
    assert sentences_in("[^a-1]\n") == []


def test_a_fact_stays_as_written_and_counts_as_two_short_words():
    [sentence] = sentences_in("Do not eat for {{ fast_solids_h }}.\n")

    assert sentence.text == "Do not eat for {{ fast_solids_h }}."
    assert sentence.words == ("Do", "not", "eat", "for", "6", "hours")


def test_a_title_of_a_callout_may_hold_a_fact():
    [sentence, *_] = sentences_in("::: emergency Call {{ emergency_number }} now\nDo it.\n:::\n")

    assert sentence.words == ("Call", "6", "hours", "now")


def test_a_picture_is_no_prose():
    assert sentences_in('![A drip on its stand](drip.svg "The drip")\n') == []


def test_a_sign_written_with_a_backslash_is_read_as_the_sign():
    assert texts("Two \\* three &amp; four.\n") == ["Two * three & four."]


def test_a_colon_or_a_semicolon_ends_nothing():
    assert texts("Do this: stop; rest.\n") == ["Do this: stop; rest."]


@pytest.mark.parametrize(
    ("paragraph", "sentences"),
    [
        ("Is it safe? No. Call us! Now.", ["Is it safe?", "No.", "Call us!", "Now."]),
        ('"Is it safe?" he said.', ['"Is it safe?"', "he said."]),
        ("(It is rare.) Call.", ["(It is rare.)", "Call."]),
        ("See Dr. Smith. Go home.", ["See Dr. Smith.", "Go home."]),
        ("Ask first, e.g. a nurse.", ["Ask first, e.g. a nurse."]),
        ("Come at 9 a.m. or later.", ["Come at 9 a.m. or later."]),
        ("Come at 9 a.m. You may eat.", ["Come at 9 a.m.", "You may eat."]),
        ("Take 2.5 mg. Wait.", ["Take 2.5 mg.", "Wait."]),
        ("See example.org for more.", ["See example.org for more."]),
        ("Well… it may help.", ["Well… it may help."]),
        ("Well… It may help.", ["Well…", "It may help."]),
        ("Well... it may help.", ["Well... it may help."]),
        ("It may help (or not.", ["It may help (or not."]),
        ("...", []),
        ("No. 5 is yours.", ["No.", "5 is yours."]),
    ],
)
def test_where_a_sentence_ends(paragraph, sentences):
    assert texts(f"{paragraph}\n") == sentences


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't stop off-label use.", ("Don't", "stop", "off-label", "use")),
        ("It’s 1,000 mg at 9:30, or 2.5.", ("It’s", "1,000", "mg", "at", "9:30", "or", "2.5")),
        ("heart/lung (50%)", ("heart", "lung", "50")),
        ("“quoted” – dash — dash", ("quoted", "dash", "dash")),
        ("pâté {{ a_fact }}", ("pâté", "6", "hours")),
        ("* & –", ()),
    ],
)
def test_what_a_word_is(text, words):
    assert words_of(text) == words


def test_the_lines_of_a_long_paragraph():
    body = "\n".join(f"Line {number} ends." for number in range(1, 6)) + "\n"

    assert [sentence.line for sentence in sentences_in(body)] == [1, 2, 3, 4, 5]


@given(BODIES)
def test_every_sentence_has_words_a_line_that_exists_and_a_known_place(body):
    lines = body.count("\n") + 1

    for sentence in sentences_in(body):
        assert sentence.words
        assert 1 <= sentence.line <= lines
        assert sentence.where in ("paragraph", "list", "heading", "table", "callout_title")


@given(st.lists(st.sampled_from(["a", "A", ".", "!", "…", " ", "\n", '"', ")", "Dr", "e.g", "5"]), max_size=60))
def test_no_word_of_a_paragraph_is_lost(pieces):
    text = "x" + "".join(pieces).strip()
    flat = " ".join(text.split())

    found = [word for sentence in sentences_in(f"{flat}\n") for word in sentence.words]

    assert found == list(words_of(flat))


@pytest.mark.parametrize("line", ["." * 4900 + "x", "a. " * 1600, 'a."' * 1600, "e.g. " * 980])
def test_sixty_thousand_characters_of_full_stops_are_read_at_once(line):
    body = "\n\n".join([line] * 12)

    start = time.process_time()
    sentences_in(body)

    assert time.process_time() - start < 1.0
