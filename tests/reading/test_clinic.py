"""The clinic as its readers see it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from tests import factories
from therapies import publishing
from therapies.context import clinic as clinic_of_every_page
from therapies.reading import clinic
from therapies.text.facts import FACTS, FactType

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def request_to(rf: RequestFactory):
    return lambda path="/": rf.get(path)


@pytest.mark.django_db
def test_facts_are_asked_for_once_a_request(request_to, django_assert_num_queries):
    request = request_to()

    with django_assert_num_queries(1):
        assert clinic.facts_for(request) is clinic.facts_for(request)


@pytest.mark.django_db
def test_the_context_of_a_page_that_shows_no_fact_costs_no_query(request_to, django_assert_num_queries):
    with django_assert_num_queries(0):
        context = clinic_of_every_page(request_to())

    assert sorted(context) == ["brand_css_url", "facts", "notices", "site"]


@pytest.mark.django_db
def test_the_next_request_sees_a_changed_fact(request_to):
    before = clinic.facts_for(request_to()).value("fast_solids_h")
    publishing.change_fact("fast_solids_h", "7 hours")

    assert (before, clinic.facts_for(request_to()).value("fast_solids_h")) == ("6 hours", "7 hours")


@pytest.mark.django_db
def test_the_process_remembers_what_it_read_last(request_to, django_assert_num_queries):
    publishing.change_fact("clinic_phone", "(212) 555-3456")
    clinic.facts_for(request_to())

    with django_assert_num_queries(0):
        phone = clinic.last_known_facts().shown("clinic_phone")

    assert (phone.text, phone.href) == ("(212) 555-3456", "tel:+12125553456")


def test_before_its_first_reading_a_process_claims_no_phone_of_the_clinic():
    facts = clinic.facts_before_the_first_reading()

    phones = {key: facts.value(key) for key, fact in FACTS.items() if fact.type is FactType.PHONE and facts.value(key)}
    assert phones == {"emergency_number": "911", "crisis_line": "988"}
    assert facts.shown("clinic_phone").href == ""


@pytest.mark.django_db
def test_facts_can_be_read_as_they_were():
    for day, hours in ((1, "7 hours"), (3, "8 hours"), (5, "5 hours")):
        publishing.change_fact("fast_solids_h", hours, now=NOON + timedelta(days=day))

    as_of = [clinic.facts_as_of(NOON + timedelta(days=day)).value("fast_solids_h") for day in (0, 1, 2, 3, 4, 5, 6)]

    assert as_of == ["6 hours", "7 hours", "7 hours", "8 hours", "8 hours", "5 hours", "5 hours"]


@pytest.mark.django_db
def test_the_site_knows_its_name_its_address_and_the_language_of_the_page(client, settings):
    settings.SITE_URL = "https://visits.example.org"
    factories.article(slug="antes", language="es")

    site = client.get("/es/guide/antes/").context["site"]

    assert (site.name, site.url, site.language) == ("Sample Infusion Clinic", "https://visits.example.org", "es")


@pytest.mark.parametrize(
    ("site_url", "path", "address"),
    [
        ("https://visits.example.org", "/guides/", "https://visits.example.org/guides/"),
        ("", "/guides/", "http://testserver/guides/"),
        ("", "", "http://testserver"),
    ],
)
def test_a_full_address_begins_with_the_address_of_the_settings_or_of_the_request(
    request_to, settings, site_url, path, address
):
    settings.SITE_URL = site_url

    assert clinic.absolute(request_to(), path) == address
