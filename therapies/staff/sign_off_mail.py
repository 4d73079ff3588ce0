"""The e-mails that bring clinicians their private addresses. They say nothing about a patient."""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from therapies.models import SignOffRequest
from therapies.publishing.review import writers_since_approval
from therapies.reading.clinic import absolute, facts_for

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    """An address that was given out just now. It is shown this one time: only its digest is kept.

    It is "" for whoever wrote the words. Name and credential stand in the list of clinicians, so the address is all that
    keeps them from answering in the clinician's place.
    """

    to: str
    address: str
    ends_at: object
    is_mailed: bool


def send(request: HttpRequest, asked: SignOffRequest, token: str) -> Sent:
    """Mail an address to its clinician. When that fails, the request stands, and somebody else can copy the address."""
    address = absolute(request, reverse("sign_off", args=[token]))
    facts = facts_for(request)
    about = asked.version.title if asked.version else str(asked.proposal.fact)
    words = {
        "asked_by": asked.asked_by.get_full_name() or asked.asked_by.get_username(),
        "clinic": facts.value("clinic_name"),
        "about": about,
        "is_fact": asked.version is None,
        "address": address,
        "ends_at": asked.ends_at,
        "phone": facts.shown("clinic_phone").text if facts.value("clinic_phone") else "",
    }
    subject = " ".join(f"Please read: {about}".split())
    mail = EmailMessage(subject, render_to_string("email/sign_off.txt", words), to=[asked.clinician.email])
    shown = "" if is_own(asked, request.user) else address
    return Sent(str(asked.clinician), shown, asked.ends_at, is_sent(mail))


def is_own(asked: SignOffRequest, person) -> bool:
    """Whether somebody wrote the words, or proposed the value, that a clinician is asked about."""
    if asked.version:
        return person.pk in writers_since_approval(asked.version)
    return person.pk == asked.proposal.proposed_by_id


def is_sent(mail: EmailMessage) -> bool:
    try:
        return mail.send() == 1
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        # Without the words of the problem: some servers repeat the mail in them, and its address is a secret.
        logger.error("A mail about a sign-off could not be sent: %s", type(problem).__name__)
        return False
