import pytest

from tests import factories
from therapies import publishing
from therapies.models import ClinicFact, ClinicFactChange, FactProposal, fact_sheet
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


TOO_LONG = (
    "“No food before the visit (light meal)” is 9 hours, and “No fatty, fried or large meal before the visit” is "
    "8 hours. Patients would be told to stop light food before large meals. Do both change? "
    "Then change the other one first."
)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("fast_solids_h", "9 hours"),
        ("fast_heavy_meal_h", "5 hours"),
        ("fast_clear_h", "7 hours"),
        ("visit_lidocaine", "45 minutes"),
        ("session_ketamine_pain", "3 to 4 hours"),
        ("visit_ketamine_mood", "30 minutes to 3 hours"),
    ],
)
def test_a_fact_that_does_not_fit_another_is_neither_set_nor_proposed(key, value):
    nurse = factories.staff()
    publishing.ensure_facts()

    for set_or_propose in (publishing.change_fact, publishing.propose_fact):
        with pytest.raises(FactValueError, match="Do both change"):
            set_or_propose(key, value, by=nurse)

    assert fact_sheet().value(key) == FACTS[key].start
    assert not FactProposal.objects.exists()


def test_facts_that_change_together_change_one_after_the_other():
    with pytest.raises(FactValueError) as refusal:
        publishing.change_fact("fast_solids_h", "9 hours")
    assert str(refusal.value) == TOO_LONG

    publishing.change_fact("fast_heavy_meal_h", "10 hours")
    publishing.change_fact("fast_solids_h", "9 hours")

    assert fact_sheet().value("fast_solids_h") == "9 hours"


def test_a_fact_without_a_value_fits_all_others():
    publishing.change_fact("fast_heavy_meal_h", "")

    publishing.change_fact("fast_solids_h", "12 hours")

    assert fact_sheet().value("fast_solids_h") == "12 hours"


def test_a_proposal_that_no_longer_fits_when_it_is_agreed_to_goes_on_waiting():
    publishing.ensure_facts()
    proposal = publishing.propose_fact("fast_solids_h", "8 hours", by=factories.staff())
    publishing.change_fact("fast_heavy_meal_h", "7 hours")

    with pytest.raises(publishing.NotAllowed, match="This value does not fit any more"):
        publishing.decide_proposal(proposal, clinician=factories.clinician(), is_approved=True)

    proposal.refresh_from_db()
    assert proposal.decided_at is None
    assert fact_sheet().value("fast_solids_h") == "6 hours"


def test_every_defined_fact_gets_its_row_and_set_values_are_left_alone():
    publishing.change_fact("min_age", "21")

    publishing.ensure_facts()

    assert ClinicFact.objects.count() == len(FACTS)
    assert fact_sheet().value("min_age") == "21"


def test_the_sheet_costs_one_query(django_assert_num_queries):
    publishing.ensure_facts()

    with django_assert_num_queries(1):
        fact_sheet()
