"""Nobody approves words or values of their own, not by a way round either."""

import pytest

from tests import factories
from therapies import publishing
from therapies.models import ClinicFact, Review
from therapies.staff.review_forms import SendForm
from therapies.text.facts import FACTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    person = factories.staff("ana")
    person.email = "Maria.Sample@clinic.example"
    person.save()
    return person


def answer(version, asked, clinician):
    name, credential = clinician.name, clinician.credential
    return publishing.answer(asked, name=name, credential=credential, digest=version.digest, decision=Review.APPROVED)


def test_a_clinician_with_the_writers_mailbox_is_the_writer(ana):
    draft = factories.draft(factories.article(), by=ana)
    maria = factories.clinician("Maria Sample")
    [(asked, _)] = publishing.ask(draft, [maria], by=factories.staff("ben"))

    with pytest.raises(publishing.NotAllowed, match="wrote themselves"):
        answer(draft, asked, maria)

    assert not Review.objects.exists()


def test_a_clinician_with_the_writers_mailbox_is_not_offered(ana):
    draft = factories.draft(factories.article(), by=ana)
    factories.clinician("Maria Sample")
    jane = factories.clinician("Jane Roe")

    assert list(SendForm(article=draft.article).fields["clinicians"].queryset) == [jane]


def test_words_that_a_colleague_brought_back_are_still_own_words():
    ana, ben = factories.staff("ana"), factories.staff("ben")
    article = factories.article()
    own = factories.draft(article, by=ana, title="By Ana")
    between = factories.draft(article, by=ben, title="By Ben")
    factories.approved(between)
    back = publishing.restore(own, by=ben, newest_number=between.number)
    publishing.submit(back, by=ben)

    with pytest.raises(publishing.NotAllowed, match="wrote themselves"):
        publishing.decide(
            back, clinician=factories.clinician("Ana", account=ana), decision=Review.APPROVED, digest=back.digest
        )


def test_a_clinician_with_the_mailbox_of_who_proposed_a_value_does_not_sign_it_off(ana):
    publishing.ensure_facts()
    key = next(key for key, fact in FACTS.items() if fact.needs_sign_off)
    before = ClinicFact.objects.get(key=key).value
    proposal = publishing.propose_fact(key, before, by=ana)

    with pytest.raises(publishing.NotAllowed, match="proposed themselves"):
        publishing.decide_proposal(proposal, clinician=factories.clinician("Maria Sample"), is_approved=True)

    assert ClinicFact.objects.get(key=key).value == before
