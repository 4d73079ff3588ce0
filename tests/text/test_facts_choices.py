"""Yes or no, one of a few answers, several of a few answers."""

import pytest

from therapies.text.facts import FACTS, FactDefinition, FactType, FactValueError, clean_value, shown

YES_NO = FactDefinition(key="parking", label="Parking", group="Test", type=FactType.YES_NO, help="")


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [("yes", "yes"), (" YES ", "yes"), ("y", "yes"), ("on", "yes"), ("true", "yes"), ("no", "no"), ("Off", "no")],
)
def test_an_answer_is_kept_as_yes_or_no(raw, canonical):
    assert clean_value(YES_NO, raw) == canonical


def test_another_answer_than_yes_or_no_is_refused():
    with pytest.raises(FactValueError, match=r"^Write yes or no\.$"):
        clean_value(YES_NO, "maybe")


@pytest.mark.parametrize(
    ("value", "text", "is_set", "is_on"),
    [("yes", "yes", True, True), ("no", "no", True, False), ("", "ask the clinic", False, False)],
)
def test_an_answer_is_shown_and_a_template_can_ask_for_it(value, text, is_set, is_on):
    answer = shown(YES_NO, value)

    assert (answer.text, answer.is_set, answer.is_on, bool(answer)) == (text, is_set, is_on, is_on)


def test_a_yes_or_no_may_be_shown_as_a_phrase():
    assert shown(FACTS["telehealth"], "yes").text == "we offer video visits"
    assert shown(FACTS["telehealth"], "no").text == "we do not offer video visits"


@pytest.mark.parametrize("raw", ["ask", " ASK ", "Ask us before  your visit"])
def test_a_choice_is_taken_by_its_word_or_by_what_patients_read(raw):
    assert clean_value(FACTS["companion_in_room"], raw) == "ask"


@pytest.mark.parametrize("raw", ["perhaps", "yes, no"])
def test_an_unknown_choice_is_refused(raw):
    with pytest.raises(FactValueError, match=r"^Write yes, no or ask\.$"):
        clean_value(FACTS["companion_in_room"], raw)


@pytest.mark.parametrize(
    ("raw", "canonical", "text"),
    [
        ("ketamine", "ketamine", "ketamine"),
        ("ketamine, lidocaine", "lidocaine, ketamine", "lidocaine and ketamine"),
        ("Lidocaine and ketamine", "lidocaine, ketamine", "lidocaine and ketamine"),
        ("esketamine-spray", "esketamine-spray", "esketamine nasal spray"),
        ("ketamine, ketamine", "ketamine", "ketamine"),
        (
            "lidocaine, ketamine and vitamin and nutrient drips",
            "lidocaine, ketamine, vitamin-drips",
            "lidocaine, ketamine and vitamin and nutrient drips",
        ),
    ],
)
def test_several_choices_are_kept_in_one_order(raw, canonical, text):
    assert clean_value(FACTS["services"], raw) == canonical
    assert clean_value(FACTS["services"], canonical) == canonical
    assert shown(FACTS["services"], canonical).text == text


@pytest.mark.parametrize("raw", ["morphine", "lidocaine, morphine", "lidocaines", "and", ","])
def test_an_unknown_choice_among_several_is_refused(raw):
    with pytest.raises(FactValueError) as refusal:
        clean_value(FACTS["services"], raw)

    assert str(refusal.value) == ("Write lidocaine, ketamine, vitamin-drips or esketamine-spray; several with commas.")
