"""What `manage.py check --deploy` says about a site that is not ready for patients."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Warning as Advice
from django.core.checks import register
from django.db import DatabaseError
from django.http.request import validate_host

from therapies.models import Article, fact_sheet
from therapies.text.addresses import WHEN_TO_CALL
from therapies.text.facts import FACTS, FactSheet, FactType, FactValueError, disagreements_in, is_sample_phone, spans_of


@register(deploy=True)
def check_address(app_configs, **kwargs):
    """Links in e-mails and on paper need the address that patients use, and it must be https."""
    if not settings.SITE_URL:
        return [
            Advice(
                "SITE_URL is not set, so the site does not know its own address.",
                hint='Set SITE_URL to the address that patients use, such as "https://visits.example.org".',
                id="therapies.W001",
            )
        ]
    if not settings.HTTPS:
        return [
            Advice(
                f"SITE_URL is {settings.SITE_URL}: others on the way can read and change what patients see.",
                hint='Set SITE_URL to an address that begins with "https://".',
                id="therapies.W002",
            )
        ]
    if not settings.SECURE_PROXY_SSL_HEADER:
        return [
            Advice(
                "SITE_URL is https but TRUST_PROXY is off: browsers would be sent to https again and again.",
                hint='Set TRUST_PROXY to "on", and let the proxy set X-Forwarded-Proto on every request.',
                id="therapies.W003",
            )
        ]
    return []


@register(deploy=True)
def check_hosts(app_configs, **kwargs):
    """A list of hosts without the site's own would answer every patient with 400."""
    host = urlsplit(settings.SITE_URL).hostname
    if host and not validate_host(host, settings.ALLOWED_HOSTS):
        return [
            Advice(
                f"ALLOWED_HOSTS does not hold {host}, the host of SITE_URL: patients would see an error.",
                hint=f"Add {host} to ALLOWED_HOSTS, or leave ALLOWED_HOSTS unset.",
                id="therapies.W010",
            )
        ]
    if "*" in settings.ALLOWED_HOSTS:
        return [
            Advice(
                'ALLOWED_HOSTS is "*": the site would answer to any name that somebody makes up.',
                hint="Name the hosts, or leave ALLOWED_HOSTS unset for the host of SITE_URL.",
                id="therapies.W011",
            )
        ]
    return []


@register(deploy=True)
def check_database_folder(app_configs, **kwargs):
    """Staff cannot save into a file that the site may only read."""
    database = settings.DATABASES["default"]
    return database_file_advice(Path(database["NAME"])) if database["ENGINE"].endswith("sqlite3") else []


def database_file_advice(file: Path) -> list[Advice]:
    """SQLite writes two more files beside the database, so the folder must be writable too."""
    if os.access(file.parent, os.W_OK) and (not file.exists() or os.access(file, os.W_OK)):
        return []
    return [
        Advice(
            f"The database {file} cannot be written, so staff cannot save.",
            hint="Make folder and file writable for the user who runs the site, or set DATA_DIR or DATABASE_URL.",
            id="therapies.W004",
        )
    ]


@register(deploy=True)
def check_security_contact(app_configs, **kwargs):
    """Somebody who finds a hole must be able to say so (RFC 9116)."""
    if settings.SECURITY_CONTACT:
        return []
    return [
        Advice(
            "SECURITY_CONTACT is not set, so nobody knows whom to tell about a security problem.",
            hint="Set SECURITY_CONTACT to an e-mail address that somebody reads.",
            id="therapies.W005",
        )
    ]


@register(deploy=True)
def check_what_patients_see(app_configs, **kwargs):
    """A phone that nobody answers, or no page on when to call, can cost a life."""
    try:
        facts = fact_sheet()
        return [
            *phone_advice(facts),
            *opening_hours_advice(facts),
            *disagreement_advice(facts),
            *when_to_call_advice(),
        ]
    except DatabaseError:
        return [
            Advice(
                "The tables of the database cannot be read, so phones and pages were not checked.",
                hint="Check DATABASE_URL and that the database runs. Run manage.py migrate, or manage.py start; check again.",
                id="therapies.W006",
            )
        ]


def phone_advice(facts: FactSheet) -> list[Advice]:
    """One piece of advice for each phone that is missing, or still the sample of a new site."""
    advice = []
    for key, fact in FACTS.items():
        if fact.type is not FactType.PHONE:
            continue
        phone = facts.value(key)
        if fact.required and not phone:
            advice.append(
                Advice(
                    f'"{fact.label}" has no number, and patients are told to call it.',
                    hint=f"Sign in at /admin/ and fill in the clinic fact {key}.",
                    id="therapies.W007",
                )
            )
        elif is_sample_phone(phone):
            advice.append(
                Advice(
                    f'"{fact.label}" is still the sample number {facts.shown(key)}: nobody would answer.',
                    hint=f"Sign in at /admin/ and change the clinic fact {key}.",
                    id="therapies.W008",
                )
            )
    return advice


def opening_hours_advice(facts: FactSheet) -> list[Advice]:
    """Words from before opening hours had to be readable: patients still see them, but no script can use them."""
    try:
        spans_of(facts.value("opening_hours"))
    except FactValueError as error:
        return [
            Advice(
                "The opening hours cannot be read, so patients are not given the right number first when you are closed, "
                "and plans take appointments on any day, from 6 am to 10 pm.",
                hint=f"Sign in at /admin/ and set the clinic fact opening_hours anew. {error}",
                id="therapies.W012",
            )
        ]
    return []


def disagreement_advice(facts: FactSheet) -> list[Advice]:
    """Facts from before they were compared: a change of one of them is refused now, but these stand there."""
    return [
        Advice(
            f"Two clinic facts do not fit each other. {disagreement}",
            hint="Sign in at /admin/ and change the one that is wrong.",
            id="therapies.W013",
        )
        for disagreement in disagreements_in(facts)
    ]


def when_to_call_advice() -> list[Advice]:
    if Article.objects.live().at_address(WHEN_TO_CALL).exists():
        return []
    return [
        Advice(
            "The page on when to call is not published; every page leads to it.",
            hint="Run manage.py load_content --publish, or publish guide/when-to-call at /admin/.",
            id="therapies.W009",
        )
    ]
