"""Phone numbers: any common US writing, one form, a link that a phone understands."""

import pytest

from therapies.text.facts import FACTS, FactDefinition, FactType, FactValueError, clean_value, is_sample_phone, shown

PHONE = FactDefinition(key="desk", label="Desk", group="Test", type=FactType.PHONE, help="")

LETTERS = "Write the number with digits only, like this: (555) 555-0100 or (555) 555-0100 ext. 12."
TEN_DIGITS = "Write a US number with 10 digits, like this: (555) 555-0100 or (555) 555-0100 ext. 12."
NO_SUCH_NUMBER = (
    "No US number begins like this: area code and exchange begin with 2 to 9 and do not end in 11. "
    "Please check the number."
)


@pytest.mark.parametrize(
    "raw",
    [
        "(555) 555-0100",
        "(555)555-0100",
        "5555550100",
        "555-555-0100",
        "555.555.0100",
        "555 555 0100",
        "555/555-0100",
        "555–555–0100",
        "+1 555 555 0100",
        "+15555550100",
        "1-555-555-0100",
        "15555550100",
        "tel:+15555550100",
        "\u202a(555)\u00a0555-0100\u202c",
    ],
)
def test_a_number_is_kept_in_one_form(raw):
    assert clean_value(PHONE, raw) == "(555) 555-0100"


@pytest.mark.parametrize(
    "ending", [" ext. 12", " ext 12", " Ext.12", "x12", " x 12", " extension 12", ", ext. 12", " #12", ";ext=12"]
)
def test_an_extension_is_kept_and_dialled(ending):
    assert clean_value(PHONE, "555-555-0100" + ending) == "(555) 555-0100 ext. 12"
    assert shown(PHONE, "(555) 555-0100 ext. 12").href == "tel:+15555550100;ext=12"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("1-800-FLOWERS", LETTERS),
        ("call 555-555-0100", LETTERS),
        ("555-555-0100 or 555-555-0101", LETTERS),
        ("٥٥٥-555-0100", LETTERS),
        ("<b>5555550100</b>", LETTERS),
        ("555-0100", TEN_DIGITS),
        ("911", TEN_DIGITS),
        ("555-555-01000", TEN_DIGITS),
        ("555+5550100", TEN_DIGITS),
        ("555-555-0100 ext. 12345678", LETTERS),
        (
            "+44 20 7946 0018",
            "Write a US number, so that every patient can call it: 10 digits, after +1 if you like.",
        ),
        ("055-555-0100", NO_SUCH_NUMBER),
        ("555-155-0100", NO_SUCH_NUMBER),
        ("911-555-0100", NO_SUCH_NUMBER),
        ("555-411-0100", NO_SUCH_NUMBER),
        ("555-555-0100 / 555-555-0101", "Write one number only. A second number needs a field of its own."),
    ],
)
def test_what_cannot_be_called_is_refused(raw, message):
    with pytest.raises(FactValueError) as refusal:
        clean_value(PHONE, raw)

    assert str(refusal.value) == message


def test_a_number_is_shown_with_its_link():
    phone = shown(PHONE, "(555) 555-0100")

    assert (phone.text, phone.href, phone.is_set, phone.is_on) == (
        "(555) 555-0100",
        "tel:+15555550100",
        True,
        True,
    )


@pytest.mark.parametrize("value", ["(555) 555-0142", "(555) 555-0142 ext. 12"])
def test_the_number_for_texts_begins_a_text_and_no_call(value):
    assert shown(FACTS["text_line"], value).href == "sms:+15555550142"


def test_a_phone_without_number_has_no_link():
    phone = shown(PHONE, "")

    assert (phone.text, phone.href, phone.is_set, phone.is_on) == ("ask the clinic", "", False, False)


@pytest.mark.parametrize(("key", "code"), [("emergency_number", "911"), ("crisis_line", "988")])
def test_a_short_number_is_taken_by_its_own_fact(key, code):
    assert clean_value(FACTS[key], f" {code} ") == code
    assert clean_value(FACTS[key], "-".join(code)) == code
    assert shown(FACTS[key], code).href == f"tel:{code}"


@pytest.mark.parametrize(
    ("key", "raw", "message"),
    [
        ("emergency_number", "988", "Write 911: it is the number for the whole United States."),
        ("emergency_number", "(555) 555-0100", "Write 911: it is the number for the whole United States."),
        ("crisis_line", "911", "Write 988: it is the number for the whole United States."),
    ],
)
def test_a_short_number_cannot_be_another(key, raw, message):
    with pytest.raises(FactValueError) as refusal:
        clean_value(FACTS[key], raw)

    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("value", "is_sample"),
    [
        ("(555) 555-0100", True),
        ("(212) 555-0199", True),
        ("(555) 555-0101 ext. 12", True),
        ("(555) 555-0200", False),
        ("(555) 556-0100", False),
        ("911", False),
        ("", False),
    ],
)
def test_numbers_that_are_reserved_for_examples_are_known(value, is_sample):
    assert is_sample_phone(value) is is_sample
