"""What the log says about signing in and out. allauth tells by signals; importing this module listens to them."""

from __future__ import annotations

import logging

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.dispatch import receiver

from therapies import publishing
from therapies.publishing.people import SECOND_FACTORS, end_sessions

logger = logging.getLogger(__name__)

WORDS = {
    Authenticator.Type.TOTP: "an app for codes",
    Authenticator.Type.WEBAUTHN: "a passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


def failed_sign_in(username: str) -> None:
    """A wrong password. A name that nobody has is not kept: people type their password into the wrong field."""
    person = User.objects.filter(username__iexact=username).first()
    if person:
        publishing.record("failed to sign in", by=person, about=person.get_username(), detail="wrong password")
    else:
        logger.warning("Somebody tried to sign in with a name that nobody has.")


def signed_out(person) -> None:
    publishing.record("signed out", by=person)


@receiver(account.user_logged_in)
def signed_in(sender, request, user, **kwargs):
    publishing.record("signed in", by=user)


@receiver(account.password_changed)
def password_changed(sender, request, user, **kwargs):
    publishing.record("changed the password", by=user, about=user.get_username())


@receiver(mfa.authentication_failed)
def wrong_code(sender, request, user, authenticator, **kwargs):
    publishing.record("failed to sign in", by=user, about=user.get_username(), detail="wrong code")


@receiver(mfa.authenticator_added)
def added(sender, request, user, authenticator, **kwargs):
    publishing.record("added a second step", by=user, about=WORDS[authenticator.type])
    if not Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exclude(pk=authenticator.pk).exists():
        # Whoever signed in elsewhere with the password alone must not be let in by the owner's second step.
        end_sessions(user, keep=request.session.session_key or "")


@receiver(mfa.authenticator_removed)
def removed(sender, request, user, authenticator, **kwargs):
    publishing.record("removed a second step", by=user, about=WORDS[authenticator.type])


@receiver(mfa.authenticator_reset)
def made_anew(sender, request, user, authenticator, **kwargs):
    publishing.record("made new recovery codes", by=user)


@receiver(mfa.authenticator_used)
def used(sender, request, user, authenticator, **kwargs):
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        publishing.record("used a recovery code", by=user)
