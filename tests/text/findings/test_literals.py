"""Values of the clinic that a text types: the fact to use, both values, and what is no value of this clinic."""

import pytest

from .texts import START_VALUES, findings, rules


def said(body: str, **choices) -> list[str]:
    return [
        f"{finding.severity} {finding.rule} {finding.words}" for finding in findings(body, group="literals/", **choices)
    ]


def test_a_typed_value_names_the_fact_and_both_values():
    (finding,) = findings("We watch you for 45 minutes after the drip.\n")

    assert str(finding) == (
        'x.md:11: error literals/watching: "45 minutes": The text says something else than the clinic: '
        "Watching time after the drip: 30 minutes. Write {{ observe_min }}."
    )


def test_a_typed_value_that_is_the_clinics_own_is_a_warning():
    (finding,) = findings("We watch you for half an hour after the drip.\n")

    assert str(finding) == (
        'x.md:11: warning literals/watching: "half an hour": The clinic sets this in one place; typed, it goes stale. '
        "Write {{ observe_min }}."
    )


def test_a_typed_value_without_a_set_one_is_a_warning():
    values = {**START_VALUES, "observe_min": ""}

    assert said("We watch you for 45 minutes after the drip.\n", fact_values=values) == [
        "warning literals/watching 45 minutes"
    ]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Do not eat for 6 hours before your visit.", ["warning literals/fasting 6 hours"]),
        ("Do not eat for 5 hours before your visit.", ["error literals/fasting 5 hours"]),
        ("Do not eat or drink for 6 hours before your visit.", ["error literals/fasting 6 hours"]),
        ("No fatty meal for 8 hours before your visit.", ["warning literals/fasting 8 hours"]),
        ("Stop food 6 hours before, and stop drinks 2 hours before.", ["warning literals/fasting 6 hours"]),
        ("Drink plenty of water before you come.", ["error literals/fasting Drink plenty of"]),
        ("Do not drink anything before your visit.", ["error literals/fasting Do not drink anything"]),
        ("After lidocaine, do not drive for 24 hours.", ["warning literals/driving 24 hours"]),
        ("You can drive home after the drip.", ["error literals/driving You can drive home"]),
        ("A lidocaine drip takes 30 to 60 minutes.", ["warning literals/session 30 to 60 minutes"]),
        ("A 40-minute drip for mood is usual.", ["warning literals/session 40-minute"]),
        ("Do not drink alcohol for 12 hours before.", ["error literals/alcohol 12 hours"]),
        ("Tell us 48 hours before if you cancel.", ["warning literals/cancelling 48 hours"]),
        ("An adult should stay with you for 4 hours.", ["error literals/staying 4 hours"]),
        ("Sign no contracts for 24 hours.", ["warning literals/decisions 24 hours"]),
        ("One infusion costs $450.", ["warning literals/price $450"]),
        ("Call (212) 736-5000.", ["error literals/phone (212) 736-5000"]),
        ("Call 911.", ["error literals/emergency 911"]),
        ("Text 988.", ["error literals/emergency 988"]),
    ],
)
def test_typed_values_are_found(sentence, found):
    assert said(f"{sentence}\n") == found


@pytest.mark.parametrize(
    "sentence",
    [
        "Do not eat for {{ fast_solids_h }} before your visit.",
        "In one study, people did not eat for 8 hours before the drip.[^zhu-2019]",
        "Should I fast for 6 hours?",
        "Drink water when you are home.",
        "You do not have to drink plenty of water before.",
        "Do not drink extra before your visit.",
        "After the spray, they watch you for 2 hours.",
        "We check you every 15 minutes after the drip.",
        "The effect of the drip lasts 2 hours.[^zhu-2019]",
        "Come 15 minutes early.",
        "You live 2 hours away and must drive.",
        "You cannot drive home after the drip.",
        "You can dispute a bill that is $400 above the estimate.[^zhu-2019]",
        "Call Poison Help at 1-800-222-1222.",
        "The trial had 911 people.[^zhu-2019]",
    ],
)
def test_what_is_no_typed_value_of_this_clinic_is_left_alone(sentence):
    assert said(f"{sentence}\n") == []


def test_a_price_is_compared_with_the_one_that_is_set():
    values = {**START_VALUES, "prices": "$450 to $600"}

    assert said("One drip costs $450 to $600.\n", fact_values=values) == ["warning literals/price $450 to $600"]
    assert said("One drip costs $400.\n", fact_values=values) == ["error literals/price $400"]


def test_a_cell_is_read_with_the_name_of_its_row():
    table = "How to read it.\n\n| Question | Answer |\n| --- | --- |\n| Do not eat before your visit | 4 hours |\n"

    assert said(table) == ["error literals/fasting 4 hours"]


def test_typed_values_are_found_in_every_field_and_caption():
    body = '![A nurse and a phone](a.svg "Call 911")\n'

    assert rules(body, fields="owner: Team\n") == ["1 literals/emergency"]
