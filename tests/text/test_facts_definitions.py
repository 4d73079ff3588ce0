"""The list of clinic facts: none is missing, and each start value stands the test of its own type."""

import pytest

from therapies.text.facts import FACTS, GROUPS, FactType, FactValueError, clean_value, shown

# The settings of the clinical fact sheet. The three about review (by, on, next) are fields of an article.
SETTINGS_OF_THE_FACT_SHEET = {
    "clinic_phone",
    "after_hours_phone",
    "text_line",
    "telehealth",
    "emergency_number",
    "crisis_line",
    "fast_solids_h",
    "fast_heavy_meal_h",
    "fast_clear_h",
    "fast_lidocaine_differs",
    "glp1_rule",
    "diabetes_rule",
    "session_lidocaine_min",
    "visit_lidocaine",
    "session_ketamine_pain",
    "session_ketamine_mood",
    "visit_ketamine",
    "observe_min",
    "course_plan",
    "drive_ketamine_h",
    "drive_lidocaine_h",
    "ride_rule",
    "stay_with_h",
    "no_alcohol_before_h",
    "no_alcohol_after_h",
    "no_decisions_h",
    "medicine_rules",
    "tests_before",
    "bp_limit",
    "min_age",
    "pregnancy_rule",
    "breastfeeding_rule",
    "followup_first",
    "followup_call",
    "cancel_notice_h",
    "companion_in_room",
    "services",
    "prices",
    "deposit",
    "insurers",
    "payment_plans",
    "estimate_contact",
    "languages",
    "interpreter",
    "access_needs",
}
# What the sheet does not list: who the clinic is, and the visit for mood, which it gives as a sum.
IDENTITY = {
    "funding",
    "visit_ketamine_mood",
    "clinic_name",
    "clinic_address",
    "opening_hours",
    "booking_link",
    "announcement",
    "brand_color",
    "clinic_logo",
}

# What a new site says, until the clinic confirms it: fasting, driving and phones must not change unseen.
SHOWN_AT_THE_START = {
    "funding": "ask the clinic",
    "clinic_name": "Sample Infusion Clinic",
    "clinic_address": "ask the clinic",
    "opening_hours": "Monday to Friday, 8 am to 5 pm",
    "booking_link": "ask the clinic",
    "announcement": "ask the clinic",
    "brand_color": "ask the clinic",
    "clinic_logo": "ask the clinic",
    "clinic_phone": "(555) 555-0100",
    "after_hours_phone": "(555) 555-0101",
    "text_line": "we do not answer text messages",
    "emergency_number": "911",
    "crisis_line": "988",
    "fast_solids_h": "6 hours",
    "fast_heavy_meal_h": "8 hours",
    "fast_clear_h": "2 hours",
    "fast_lidocaine_differs": "ask the clinic",
    "glp1_rule": "call us before your visit",
    "diabetes_rule": "call us before your visit and ask for a morning time",
    "no_alcohol_before_h": "24 hours",
    "session_lidocaine_min": "30 to 60 minutes",
    "visit_lidocaine": "2 hours",
    "session_ketamine_pain": "1 to 4 hours",
    "session_ketamine_mood": "40 minutes",
    "visit_ketamine": "2 to 6 hours",
    "visit_ketamine_mood": "2 to 3 hours",
    "observe_min": "30 minutes",
    "course_plan": "ask the clinic",
    "medicine_rules": "ask the clinic",
    "tests_before": "ask the clinic",
    "bp_limit": "ask the clinic",
    "min_age": "18",
    "pregnancy_rule": "we do not give you ketamine, and we put lidocaine off",
    "breastfeeding_rule": "ask the clinic",
    "drive_ketamine_h": "24 hours",
    "drive_lidocaine_h": "24 hours",
    "ride_rule": (
        "a responsible adult aged 18 or older. Take no bus alone. Take a taxi or ride-share only with that adult"
    ),
    "stay_with_h": "24 hours",
    "no_alcohol_after_h": "24 hours",
    "no_decisions_h": "24 hours",
    "followup_first": "7 days",
    "services": "lidocaine and ketamine",
    "telehealth": "we do not offer video visits",
    "cancel_notice_h": "48 hours",
    "companion_in_room": "ask us before your visit",
    "followup_call": "we call you on the next working day",
    "prices": "ask the clinic",
    "deposit": "ask the clinic",
    "insurers": "ask the clinic",
    "payment_plans": "ask the clinic",
    "estimate_contact": "the clinic",
    "languages": "ask the clinic",
    "interpreter": "ask the clinic",
    "access_needs": "ask the clinic",
}

NEEDS_SIGN_OFF = {
    "emergency_number",
    "crisis_line",
    "fast_solids_h",
    "fast_heavy_meal_h",
    "fast_clear_h",
    "fast_lidocaine_differs",
    "glp1_rule",
    "diabetes_rule",
    "no_alcohol_before_h",
    "session_lidocaine_min",
    "session_ketamine_pain",
    "session_ketamine_mood",
    "observe_min",
    "course_plan",
    "medicine_rules",
    "tests_before",
    "bp_limit",
    "min_age",
    "pregnancy_rule",
    "breastfeeding_rule",
    "drive_ketamine_h",
    "drive_lidocaine_h",
    "ride_rule",
    "stay_with_h",
    "no_alcohol_after_h",
    "no_decisions_h",
    "followup_first",
}
ONLY_IN_THE_LAYOUT = {"announcement", "brand_color", "clinic_logo"}

every_fact = pytest.mark.parametrize("definition", FACTS.values(), ids=FACTS.keys())


def test_the_fact_sheet_has_45_settings_and_each_is_a_clinic_fact():
    assert len(SETTINGS_OF_THE_FACT_SHEET) == 45
    assert set(FACTS) == SETTINGS_OF_THE_FACT_SHEET | IDENTITY


def test_start_values_are_shown_as_the_fact_sheet_suggests():
    shown_at_the_start = {key: shown(definition, definition.start).text for key, definition in FACTS.items()}

    assert shown_at_the_start == SHOWN_AT_THE_START


def test_facts_with_clinical_meaning_need_a_sign_off():
    assert {key for key, definition in FACTS.items() if definition.needs_sign_off} == NEEDS_SIGN_OFF


def test_pages_cannot_do_without_a_name_a_phone_and_the_two_short_numbers():
    required = {key for key, definition in FACTS.items() if definition.required}

    assert required == {"clinic_name", "clinic_phone", "emergency_number", "crisis_line"}


def test_the_short_numbers_are_no_samples_but_every_other_start_value_is():
    fixed = {key for key, definition in FACTS.items() if definition.start and not definition.start_is_sample}

    assert fixed == {"emergency_number", "crisis_line"}
    assert not FACTS["prices"].start_is_sample


def test_a_new_site_has_only_sample_phones_beside_the_short_numbers():
    phones = {key: definition.start for key, definition in FACTS.items() if definition.type is FactType.PHONE}

    assert phones == {
        "clinic_phone": "(555) 555-0100",
        "after_hours_phone": "(555) 555-0101",
        "text_line": "",
        "emergency_number": "911",
        "crisis_line": "988",
        "estimate_contact": "",
    }


def test_groups_come_in_order_and_none_is_empty():
    assert tuple(dict.fromkeys(definition.group for definition in FACTS.values())) == GROUPS


@every_fact
def test_a_start_value_is_canonical(definition):
    if definition.start or not definition.required:
        assert clean_value(definition, definition.start) == definition.start


@every_fact
def test_a_fact_without_value_is_kept_empty_unless_it_is_required(definition):
    if not definition.required:
        assert clean_value(definition, " \n ") == ""
        return

    with pytest.raises(FactValueError) as refusal:
        clean_value(definition, " \n ")

    assert str(refusal.value) == f'Fill in "{definition.label}": pages cannot do without it.'


@every_fact
def test_a_fact_says_how_it_is_used(definition):
    placeholder = f"{{{{ {definition.key} }}}}"

    assert (placeholder in definition.example) is (definition.key not in ONLY_IN_THE_LAYOUT)
    assert definition.label == definition.label.strip() != ""
    assert definition.help.endswith(".")


@every_fact
def test_a_value_beyond_2000_characters_is_refused_before_it_is_read(definition):
    with pytest.raises(FactValueError, match=r"^Write at most 2000 characters\.$"):
        clean_value(definition, "9" * 2001)
