"""How staff sign in: a password, a second step, limits for guessing, and when a session ends. The pages are allauth's."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.core.cache import caches
from django.dispatch import receiver
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.connection import ConnectionProxy
from django.utils.crypto import salted_hmac

from therapies.limits import address_of
from therapies.publishing.people import has_second_factor
from therapies.reading.clinic import facts_for
from therapies.staff.guard import NOT_STAFF, SIGN_IN, refused

from . import sign_in_log
from .headers import STAFF_PREFIX

LOGIN = f"{STAFF_PREFIX}login/"
# What somebody without a second step may open: the pages on which to set one up, and the way out.
ACCOUNT = f"{STAFF_PREFIX}account/"
OPEN = (LOGIN, f"{STAFF_PREFIX}logout/", ACCOUNT)
# Pages about oneself. The admin guards all others; these ask only whether anybody is signed in.
OWN = (ACCOUNT, f"{STAFF_PREFIX}password_change/")
# Asked by a script again and again, whether or not somebody sits there.
ASKED_BY_ITSELF = (f"{STAFF_PREFIX}editor/presence/",)

SECOND_STEP_FIRST = "Set up your second step first, at /admin/account/. It takes a minute."

LONGEST_SECONDS = settings.SESSION_COOKIE_AGE
IDLE_SECONDS = 30 * 60
# A session is written again at most this often, so that typing with a preview does not write it with every key.
SEEN_EVERY_SECONDS = 30
BEGUN, SEEN, HAS_SECOND_STEP = "begun_at", "seen_at", "has_second_step"

# allauth counts in the default cache, and that is one in each process unless there is a Redis. Counted there, five
# wrong passwords would be five for each worker.
ratelimit.cache = ConnectionProxy(caches, "limits")


class UsedCodes:
    """Where allauth marks a code of an app as used: shared, and for as long as the code would be taken.

    It marks for one period of 30 seconds. With a period of tolerance on both sides a code is good for three.
    """

    @staticmethod
    def add(key: str, value: str, timeout: int) -> bool:
        return caches["limits"].add(key, value, timeout * (1 + 2 * settings.MFA_TOTP_TOLERANCE))


totp.cache = UsedCodes


def may_sign_in(user) -> bool:
    return user.is_active and user.is_staff


class StaffAdapter(DefaultAccountAdapter):
    """Only staff sign in, nobody signs up, and who guesses passwords must wait."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "The name or the password is not right. Try again.",
        "too_many_login_attempts": "Too many wrong tries. Wait 5 minutes, then try again.",
        "incorrect_password": "The password is not right. Try again.",
        "enter_current_password": "Your present password is not right. Try again.",
        "rate_limited": "Too many tries. Wait 5 minutes, then try again.",
    }
    words_for_methods = {
        "reauthenticate": "Use your password",
        "mfa_reauthenticate": "Use a code from your app",
        "mfa_reauthenticate:webauthn": "Use your passkey",
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request) -> str:
        """A digest of where a request comes from; limits need to tell visitors apart, not to know them."""
        address = ratelimit.truncate_ip(address_of(request))
        return salted_hmac("clinic_site.sign_in", address).hexdigest()[:20]

    def _get_login_attempts_cache_key(self, request, **credentials):
        # With the visitor in it: a stranger who knows a nurse's name cannot keep her out from everywhere.
        return f"{self.get_client_ip(request)}:{credentials.get('username', '').lower()}"

    def pre_authenticate(self, request, **credentials):
        super().pre_authenticate(request, **credentials)
        name = credentials.get("username", "").lower()
        if not ratelimit.consume(request, app="allauth.account", action="login_failed_anywhere", key=name):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        if user and not may_sign_in(user):
            # The same words as for a wrong password: they tell a stranger nothing about who has an account.
            self.authentication_failed(request, **credentials)
            return None
        return user

    def authentication_failed(self, request, **credentials):
        sign_in_log.failed_sign_in(credentials.get("username", ""))

    def pre_login(self, request, user, **kwargs):
        if may_sign_in(user):
            return None
        # A passkey outlives the job.
        clear_login(request)
        return HttpResponseRedirect(reverse("account_login"))

    def is_reauthentication_required(self, *, app, **kwargs):
        return not signed_in_since(context.request, seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)

    def get_reauthentication_methods(self, user):
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": self.words_for_methods[method["id"]]} for method in methods]


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That is not right, or the code is over. Wait for the next code, and type that one.",
        "cannot_delete_authenticator": "This is your only second step. Add another one first.",
    }

    def get_totp_issuer(self):
        return facts_for(context.request).clinic_name

    def _get_site_name(self):
        return facts_for(context.request).clinic_name

    def get_totp_label(self, user):
        return user.get_username()

    def can_delete_authenticator(self, authenticator):
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {number + 1}" if number else "My passkey"


def signed_in_since(request, *, seconds: int) -> bool:
    """Whether the person at this session has shown who they are in the last seconds, signing in or confirming it."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < seconds


class Sessions:
    """Middleware of staff's side: ends old sessions, and lets nobody in without a second step."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(STAFF_PREFIX):
            return self.get_response(request)
        end_when_old(request)
        return refusal(request) or self.get_response(request)


@receiver(user_logged_in)
def begin(sender, request, user, **kwargs):
    request.session[BEGUN] = request.session[SEEN] = time.time()
    request.session[HAS_SECOND_STEP] = has_second_factor(user)


def end_when_old(request) -> None:
    if not request.user.is_authenticated:
        return
    session, now = request.session, time.time()
    # A session from before this was kept counts as old.
    begun, seen = session.get(BEGUN, 0), session.get(SEEN, 0)
    if now - begun > LONGEST_SECONDS or now - seen > IDLE_SECONDS:
        logout(request)
    elif now - seen > SEEN_EVERY_SECONDS and not request.path_info.startswith(ASKED_BY_ITSELF):
        session[SEEN] = now


def refusal(request):
    """The answer to a request that gets no further; None when it does."""
    user, path = request.user, request.path_info
    if not user.is_authenticated:
        # The admin would lead a script to the page for signing in, and the script would take that for its answer.
        told = is_script(request) and not path.startswith(OPEN)
        return refused(request, status=401, reason=SIGN_IN) if told else None
    if not user.is_staff:
        return refuse_patient(request)
    if not settings.STAFF_SECOND_FACTOR or path.startswith(OPEN) or has_second_step(request):
        return None
    if "text/html" in request.headers.get("Accept", ""):
        return HttpResponseRedirect(f"{ACCOUNT}?{urlencode({'next': request.get_full_path()})}")
    return refused(request, status=403, reason=SECOND_STEP_FIRST)


def has_second_step(request) -> bool:
    """Whether the person has one. A session keeps the yes: whoever loses the second step loses all sessions too."""
    if not request.session.get(HAS_SECOND_STEP) and has_second_factor(request.user):
        request.session[HAS_SECOND_STEP] = True
    return request.session.get(HAS_SECOND_STEP, False)


def refuse_patient(request):
    """Somebody who does not work here (any more) has a session. The guards of the other pages refuse them."""
    if request.path_info == LOGIN:
        logout(request)
    elif request.path_info.startswith(OWN):
        return refused(request, status=403, reason=NOT_STAFF)
    return None


def is_script(request) -> bool:
    """Whether a script asks, and no browser that opens a page. Browsers say where an answer goes; "empty" is a script."""
    accept = request.headers.get("Accept", "")
    asks_for_data = "application/json" in accept or request.headers.get("Sec-Fetch-Dest") == "empty"
    return asks_for_data and "text/html" not in accept
