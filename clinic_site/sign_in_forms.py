"""allauth's forms for passkeys, for what a browser would never send."""

from __future__ import annotations

import struct
from contextlib import contextmanager

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as passkeys
from django import forms

# What its parsers raise at made-up data. Measured: {"id": "x"} is a KeyError, a number of 5,000 digits a ValueError.
AT_NONSENSE = (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError, struct.error)
LONGEST = 20_000  # characters; a real one has about 1,000


@contextmanager
def in_words():
    try:
        yield
    except AT_NONSENSE:
        raise get_adapter().validation_error("incorrect_code") from None


class Credential(forms.JSONField):
    widget = forms.HiddenInput

    def to_python(self, value):
        if len(value or "") > LONGEST:
            raise get_adapter().validation_error("incorrect_code")
        with in_words():
            return super().to_python(value)


class AddPasskeyForm(passkeys.AddWebAuthnForm):
    name = forms.CharField(required=False, max_length=60)
    credential = Credential()

    def clean(self):
        with in_words():
            return super().clean()


class WithPasskey:
    def clean_credential(self):
        with in_words():
            return super().clean_credential()


class SecondStepForm(WithPasskey, passkeys.AuthenticateWebAuthnForm):
    credential = Credential()


class SignInForm(WithPasskey, passkeys.LoginWebAuthnForm):
    credential = Credential()


class ConfirmForm(WithPasskey, passkeys.ReauthenticateWebAuthnForm):
    credential = Credential()
