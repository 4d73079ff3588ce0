"""The log says who got the power to sign in a clinician's name."""

import pytest

from tests import factories
from therapies import publishing
from therapies.models import Clinician, JournalEntry

pytestmark = pytest.mark.django_db


def test_the_log_says_where_letters_of_a_clinician_went_and_where_they_go_now():
    ana, ben = factories.staff("ana"), factories.staff("ben")
    clinician = factories.clinician(account=ana)
    clinician.email, clinician.account = "ben@elsewhere.example", None

    publishing.save_clinician(clinician, by=ben)

    entry = JournalEntry.objects.get()
    assert (entry.action, entry.name) == ("changed a clinician", "ben")
    assert entry.detail == "e-mail: maria.sample@clinic.example → ben@elsewhere.example; account: ana → none"


def test_the_log_says_how_a_new_clinician_signs():
    ben = factories.staff("ben")

    publishing.save_clinician(Clinician(name="Jo Sample", credential="MD", email="jo@clinic.example"), by=ben)

    entry = JournalEntry.objects.get()
    assert entry.action == "added a clinician"
    assert entry.detail == "name: none → Jo Sample; credential: none → MD; e-mail: none → jo@clinic.example"
