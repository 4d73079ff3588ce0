"""The sheet of all facts, as pages and templates use it."""

import copy
import pickle

import pytest
from django.template import Context, Engine

from therapies.text.facts import FACTS, FactSheet, Shown


def test_a_new_site_has_the_start_values_and_knows_which_are_unconfirmed():
    sheet = FactSheet.of_start_values()

    assert sheet.values == {key: definition.start for key, definition in FACTS.items()}
    assert sheet.samples == {
        key for key, definition in FACTS.items() if definition.start and key not in ("emergency_number", "crisis_line")
    }


def test_a_fact_is_read_by_key_or_as_an_attribute():
    sheet = FactSheet(values={"fast_solids_h": "4 hours"})

    assert sheet.value("fast_solids_h") == "4 hours"
    assert sheet.shown("fast_solids_h") == Shown("4 hours")
    assert sheet.fast_solids_h == Shown("4 hours")
    assert str(sheet.fast_solids_h) == "4 hours"


def test_a_fact_that_the_database_does_not_know_yet_has_its_start_value():
    assert FactSheet(values={}).value("clinic_phone") == "(555) 555-0100"


def test_a_fact_that_the_clinic_emptied_stays_empty():
    assert FactSheet(values={"opening_hours": ""}).shown("opening_hours") == Shown(
        "ask the clinic", is_set=False, is_on=False
    )


def test_a_sheet_contains_the_facts_that_there_are():
    sheet = FactSheet(values={})

    assert "clinic_phone" in sheet
    assert "clinic_fax" not in sheet


def test_a_fact_that_does_not_exist_is_an_error():
    sheet = FactSheet.of_start_values()

    with pytest.raises(AttributeError, match=r'^There is no clinic fact "clinic_fax"\.$'):
        _ = sheet.clinic_fax
    with pytest.raises(KeyError):
        sheet.value("clinic_fax")
    with pytest.raises(KeyError):
        sheet.shown("clinic_fax")


def test_a_sheet_can_be_copied_and_sent_to_another_process():
    sheet = FactSheet.of_start_values()

    assert copy.deepcopy(sheet) == sheet
    assert pickle.loads(pickle.dumps(sheet)) == sheet  # noqa: S301 - the bytes were made one call before


def test_a_template_prints_a_fact_links_it_and_hides_what_is_not_set():
    template = Engine().from_string(
        '<a href="{{ facts.clinic_phone.href }}">{{ facts.clinic_phone }}</a>'
        "{% if facts.announcement %}<p>{{ facts.announcement }}</p>{% endif %}"
        "{% if facts.telehealth %}video{% endif %}{% if facts.followup_call %}call{% endif %}"
    )

    html = template.render(Context({"facts": FactSheet.of_start_values()}))

    assert html == '<a href="tel:+15555550100">(555) 555-0100</a>call'


def test_a_template_escapes_what_staff_wrote():
    sheet = FactSheet(values={"clinic_name": "Smith & Sons"})

    assert Engine().from_string("{{ facts.clinic_name }}").render(Context({"facts": sheet})) == "Smith &amp; Sons"
