"""What holds for any writing of any fact: a kept value is kept again unchanged, and is shown the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapies.text.facts import FACTS, FactDefinition, FactType, FactValueError, clean_value, minutes_of, shown

ONE_OF_EACH_TYPE = [
    next(
        (definition for definition in FACTS.values() if definition.type is kind),
        FactDefinition(key="any", label="Any", group="Test", type=kind, help=""),
    )
    for kind in FactType
]
WORDS = "to and hours h min days weeks am pm noon ext. x12 yes no ask lidocaine ketamine vitamin-drips example.com"
SIGNS = "- – $ , . : ( ) + # / @ ? { {{ }} < & ; _ * é 中 ½ https:// .svg"
NUMBERS = "0 6 30 1.5 24 +1 555 0100 0b5c6b"
PIECES = st.sampled_from([*WORDS.split(), *SIGNS.split(), *NUMBERS.split(), "\u0301", "\u1fef", "\u200b"])
RAW = st.one_of(
    st.text(max_size=40),
    st.lists(PIECES, max_size=8).map(" ".join),
    st.lists(PIECES, max_size=8).map("".join),
    st.sampled_from([definition.start for definition in FACTS.values()]),
)
MINUTES = st.integers(1, 30 * 24 * 60)


def kept_or_refused(definition, raw):
    """(value, "") or (None, the words of the refusal)."""
    try:
        return clean_value(definition, raw), ""
    except FactValueError as refusal:
        return None, str(refusal)


@pytest.mark.parametrize("definition", ONE_OF_EACH_TYPE, ids=list(FactType))
@given(raw=RAW)
def test_a_value_is_kept_for_good_or_refused_in_a_sentence(definition, raw):
    value, refusal = kept_or_refused(definition, raw)

    if value is None:
        assert refusal.endswith(".")
    else:
        assert clean_value(definition, value) == value
        assert "\n" not in shown(definition, value).text


@given(low=MINUTES, high=MINUTES)
def test_the_minutes_of_a_range_are_those_that_were_written(low, high):
    definition = FACTS["observe_min"]
    low, high = sorted((low, high))

    assert minutes_of(clean_value(definition, f"{low} to {high} minutes")) == (low, high)


@given(quarters=st.integers(1, 720))
def test_hours_with_a_fraction_are_the_same_time(quarters):
    definition = FACTS["observe_min"]

    assert minutes_of(clean_value(definition, f"{quarters / 4} hours")) == (quarters * 15, quarters * 15)


@given(digits=st.from_regex(r"[2-9](?!11)[0-9]{2}[2-9](?!11)[0-9]{6}", fullmatch=True), extension=st.integers(0, 999))
def test_the_link_of_a_phone_holds_the_digits_that_were_written(digits, extension):
    definition = FACTS["clinic_phone"]

    value = clean_value(definition, f"1 {digits[:3]}.{digits[3:]} x{extension}")

    assert shown(definition, value).href == f"tel:+1{digits};ext={extension}"
