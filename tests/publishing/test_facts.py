import pytest

from tests import factories
from therapies import publishing
from therapies.models import ClinicFact, ClinicFactChange, fact_sheet
from therapies.text.facts import FACTS, FactValueError

pytestmark = pytest.mark.django_db


def test_a_fact_that_nobody_set_shows_its_start_value_as_a_sample():
    facts = fact_sheet()

    assert facts.shown("fast_solids_h").text == "6 hours"
    assert "fast_solids_h" in facts.samples


def test_a_changed_fact_is_shown_at_once_and_its_history_is_kept():
    nurse = factories.staff()

    publishing.change_fact("fast_solids_h", "8 h", by=nurse, note="New guideline")
    publishing.change_fact("fast_solids_h", "7 hours", by=nurse)

    facts = fact_sheet()
    assert facts.shown("fast_solids_h").text == "7 hours"
    assert "fast_solids_h" not in facts.samples
    assert [
        (change.old_value, change.new_value, change.changed_by, change.note)
        for change in ClinicFactChange.objects.all()
    ] == [("8 hours", "7 hours", nurse, ""), ("6 hours", "8 hours", nurse, "New guideline")]


def test_setting_the_same_value_confirms_a_sample_once():
    publishing.change_fact("fast_solids_h", "6 hours")
    publishing.change_fact("fast_solids_h", "6 hours")

    assert "fast_solids_h" not in fact_sheet().samples
    assert ClinicFactChange.objects.count() == 1


def test_a_value_of_the_wrong_type_changes_nothing():
    with pytest.raises(FactValueError):
        publishing.change_fact("fast_solids_h", "soon")

    assert not ClinicFactChange.objects.exists()
    assert fact_sheet().shown("fast_solids_h").text == "6 hours"


def test_every_defined_fact_gets_its_row_and_set_values_are_left_alone():
    publishing.change_fact("min_age", "21")

    publishing.ensure_facts()

    assert ClinicFact.objects.count() == len(FACTS)
    assert fact_sheet().value("min_age") == "21"


def test_the_sheet_costs_one_query(django_assert_num_queries):
    publishing.ensure_facts()

    with django_assert_num_queries(1):
        fact_sheet()
