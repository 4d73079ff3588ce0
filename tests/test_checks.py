"""`check --deploy` says what is missing before patients come, and what to do about it."""

import pytest
from django.core.checks import run_checks
from django.db import OperationalError, connection

from tests import factories
from therapies import checks
from therapies.models import Article, ClinicFact
from therapies.publishing.facts import change_fact
from therapies.text.facts import FACTS, FactType


@pytest.fixture
def ready_site(db, settings):
    """A site that is ready for patients: its address, its phones, its page on when to call."""
    settings.SITE_URL, settings.HTTPS = "https://visits.example.org", True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = ["visits.example.org"]
    settings.SECURITY_CONTACT = "mailto:it@example.org"
    for key, fact in FACTS.items():
        if fact.type is FactType.PHONE and not fact.short_codes:
            change_fact(key, "(212) 736-5000")
    factories.article(slug="when-to-call")


def ours():
    """Ids and words of our own advice."""
    advice = run_checks(include_deployment_checks=True)
    return [(one.id, one.msg, one.hint) for one in advice if one.id.startswith("therapies.")]


def test_a_ready_site_has_nothing_to_do(ready_site):
    assert ours() == []


def test_a_site_without_an_address_is_told_to_set_one(ready_site, settings):
    settings.SITE_URL, settings.HTTPS = "", False

    assert ours() == [
        (
            "therapies.W001",
            "SITE_URL is not set, so the site does not know its own address.",
            'Set SITE_URL to the address that patients use, such as "https://visits.example.org".',
        )
    ]


def test_a_site_that_is_not_https_is_told_so(ready_site, settings):
    settings.SITE_URL, settings.HTTPS = "http://visits.example.org", False

    assert ours() == [
        (
            "therapies.W002",
            "SITE_URL is http://visits.example.org: others on the way can read and change what patients see.",
            'Set SITE_URL to an address that begins with "https://".',
        )
    ]


def test_a_proxy_that_is_not_believed_is_named(ready_site, settings):
    settings.SECURE_PROXY_SSL_HEADER = None

    assert ours() == [
        (
            "therapies.W003",
            "SITE_URL is https but TRUST_PROXY is off: browsers would be sent to https again and again.",
            'Set TRUST_PROXY to "on", and let the proxy set X-Forwarded-Proto on every request.',
        )
    ]


@pytest.mark.parametrize(
    ("hosts", "advice"),
    [
        (["localhost"], "therapies.W010"),
        ([".example.com"], "therapies.W010"),
        (["*"], "therapies.W011"),
    ],
)
def test_hosts_that_shut_patients_out_or_let_anybody_in_are_named(ready_site, settings, hosts, advice):
    settings.ALLOWED_HOSTS = hosts

    assert [name for name, _, _ in ours()] == [advice]


def test_a_host_may_stand_for_those_below_it(ready_site, settings):
    settings.ALLOWED_HOSTS = [".example.org"]

    assert ours() == []


def test_a_database_in_a_folder_that_is_not_there_is_named(ready_site, settings, tmp_path):
    file = tmp_path / "missing" / "site.sqlite3"

    assert [(one.id, one.msg) for one in checks.database_file_advice(file)] == [
        ("therapies.W004", f"The database {file} cannot be written, so staff cannot save.")
    ]
    assert checks.database_file_advice(tmp_path / "site.sqlite3") == []


def test_a_site_that_names_nobody_to_tell_about_a_hole_is_told_so(ready_site, settings):
    settings.SECURITY_CONTACT = ""

    assert [name for name, _, _ in ours()] == ["therapies.W005"]


def test_a_sample_phone_is_named(ready_site):
    change_fact("clinic_phone", "(555) 555-0100")

    assert ours() == [
        (
            "therapies.W008",
            '"Daytime phone" is still the sample number (555) 555-0100: nobody would answer.',
            "Sign in at /admin/ and change the clinic fact clinic_phone.",
        )
    ]


def test_a_phone_without_a_number_is_named(ready_site):
    # The admin refuses it; a restored or edited database may still have it.
    ClinicFact.objects.filter(key="clinic_phone").update(value="")

    assert ours() == [
        (
            "therapies.W007",
            '"Daytime phone" has no number, and patients are told to call it.',
            "Sign in at /admin/ and fill in the clinic fact clinic_phone.",
        )
    ]


def test_opening_hours_from_before_they_had_to_be_readable_are_named(ready_site):
    kept = {"value": "by appointment", "is_sample": False}
    ClinicFact.objects.update_or_create(key="opening_hours", defaults=kept)

    assert ours() == [
        (
            "therapies.W012",
            "The opening hours cannot be read, so patients are not given the right number first when you are closed, "
            "and plans take appointments on any day, from 6 am to 10 pm.",
            "Sign in at /admin/ and set the clinic fact opening_hours anew. Write the days, a comma and the hours, "
            "like this: Monday to Friday, 8 am to 5 pm; Saturday, 9 am to noon.",
        )
    ]


def test_facts_that_do_not_fit_each_other_are_named(ready_site):
    ClinicFact.objects.update_or_create(key="fast_clear_h", defaults={"value": "8 hours", "is_sample": False})

    assert ours() == [
        (
            "therapies.W013",
            "Two clinic facts do not fit each other. “No clear drinks before the visit” is 8 hours, and “No food before "
            "the visit (light meal)” is 6 hours. Patients would be told to stop water before food.",
            "Sign in at /admin/ and change the one that is wrong.",
        )
    ]


def test_a_site_without_the_page_on_when_to_call_is_told_so(ready_site):
    Article.objects.update(slug="another-page")

    assert ours() == [
        (
            "therapies.W009",
            "The page on when to call is not published; every page leads to it.",
            "Run manage.py load_content --publish, or publish guide/when-to-call at /admin/.",
        )
    ]


def test_a_database_without_tables_is_advice_and_no_crash(ready_site):
    def no_tables(execute, sql, params, many, context):
        raise OperationalError("no such table: therapies_clinicfact")

    with connection.execute_wrapper(no_tables):
        advice = checks.check_what_patients_see(None)

    assert [(one.id, one.msg, one.hint) for one in advice] == [
        (
            "therapies.W006",
            "The tables of the database cannot be read, so phones and pages were not checked.",
            "Check DATABASE_URL and that the database runs. Run manage.py migrate, or manage.py start; check again.",
        )
    ]
