"""Addresses of signing in. Only what staff need of allauth is mounted: no signing up, no e-mail addresses, no social accounts."""

from functools import wraps

from allauth.account import views as account
from allauth.core.internal import ratelimit
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from therapies.publishing.people import end_sessions, sessions_of
from therapies.staff import invitations

from . import sign_in_log


def page(view, title: str):
    """A page of allauth in the frame of the admin."""

    @wraps(view)
    def framed(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            frame = {**admin.site.each_context(request), "title": title, "is_nav_sidebar_enabled": False}
            response.context_data = frame | (response.context_data or {})
        return response

    return framed


@require_POST
def sign_out(request):
    """End the session, or a sign-in that waits for its second step."""
    if request.user.is_authenticated:
        sign_in_log.signed_out(request.user)
    return account.logout(request)


@require_POST
@login_required
def sign_out_elsewhere(request):
    end_sessions(request.user, keep=request.session.session_key)
    return HttpResponseRedirect("../")


class AccountPage(mfa.IndexView):
    def get_context_data(self, **kwargs):
        elsewhere = len(sessions_of(self.request.user)) - 1
        return super().get_context_data(**kwargs) | {"sessions_elsewhere": max(elsewhere, 0)}


def change_password(request):
    """Who has none, because a manager ended it, gets one by the link that came with that."""
    if request.user.is_authenticated and not request.user.has_usable_password():
        messages.warning(request, "You have no password now. Ask a manager of this site for a new link.")
        return HttpResponseRedirect(reverse("mfa_index"))
    return account.password_change(request)


def limited(view):
    """Each beginning of a passkey makes a session, and strangers may ask for one: not without end."""

    @wraps(view)
    @require_http_methods(["GET", "POST"])
    def guard(request, *args, **kwargs):
        if not ratelimit.consume(request, app="allauth.mfa", action="webauthn_login", limit_get=True):
            return ratelimit.respond_429(request)
        return view(request, *args, **kwargs)

    return guard


# The picture with the code of the app stands in the page itself; no other page may show such pictures.
with_code_picture = csp_update({"img-src": ["data:"]})

secret = sensitive_post_parameters()
confirm = "Please confirm that it is you"

urlpatterns = [
    path("login/", page(account.login, "Sign in"), name="account_login"),
    path("logout/", sign_out, name="account_logout"),
    path("password_change/", page(change_password, "Change your password"), name="account_change_password"),
    path("account/", page(AccountPage.as_view(), "How you sign in"), name="mfa_index"),
    path("account/second-step/", page(mfa.authenticate, "Sign in: second step"), name="mfa_authenticate"),
    path("account/confirm/", page(secret(account.reauthenticate), confirm), name="account_reauthenticate"),
    path("account/confirm/code/", page(mfa.reauthenticate, confirm), name="mfa_reauthenticate"),
    path("account/confirm/passkey/", page(passkeys.reauthenticate_webauthn, confirm), name="mfa_reauthenticate_webauthn"),
    path(
        "account/app/add/",
        with_code_picture(page(totp.activate_totp, "Set up an app for codes")),
        name="mfa_activate_totp",
    ),
    path("account/app/remove/", page(totp.deactivate_totp, "Remove the app for codes"), name="mfa_deactivate_totp"),
    path("account/codes/", page(require_safe(codes.view_recovery_codes), "Your recovery codes"), name="mfa_view_recovery_codes"),
    path("account/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("account/codes/new/", page(codes.generate_recovery_codes, "New recovery codes"), name="mfa_generate_recovery_codes"),
    path("account/passkeys/", page(passkeys.list_webauthn, "Your passkeys"), name="mfa_list_webauthn"),
    path("account/passkeys/add/", page(passkeys.add_webauthn, "Add a passkey"), name="mfa_add_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/",
        page(passkeys.remove_webauthn, "Remove a passkey"),
        name="mfa_remove_webauthn",
    ),
    path("account/passkeys/login/", limited(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("account/sign-out-elsewhere/", sign_out_elsewhere, name="sign_out_elsewhere"),
    path("account/invitation/", page(secret(invitations.accept), "Welcome"), name="invitation"),
    path("account/invitation/<uid>/<token>/", invitations.open_invitation, name="invitation_link"),
]  # fmt: skip
