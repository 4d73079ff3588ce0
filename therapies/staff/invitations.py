"""The private address at which somebody who was invited sets their password. It holds once, and for three days."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.views.decorators.http import require_http_methods, require_safe

from therapies.publishing.people import set_first_password
from therapies.reading.clinic import facts_for

# Where the session keeps whose invitation is open: the page itself then has an address that tells nobody anything.
KEPT = "invitation"
SECONDS_A_DAY = 24 * 60 * 60


def address_for(request: HttpRequest, person: User) -> str:
    """The private address for one person. It dies when a password is set, or the account changes."""
    uid, token = urlsafe_base64_encode(str(person.pk).encode()), default_token_generator.make_token(person)
    path = reverse("invitation_link", args=[uid, token])
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)


def send(request: HttpRequest, person: User, *, address: str) -> bool:
    """Mail the address to its person; False when the mail server refuses or does not answer."""
    clinic = facts_for(request).clinic_name
    words = {
        "person": person,
        "address": address,
        "clinic": clinic,
        "by": request.user.get_full_name() or request.user.get_username(),
        "days": settings.PASSWORD_RESET_TIMEOUT // SECONDS_A_DAY,
    }
    text = render_to_string("email/invitation.txt", words)
    try:
        send_mail(f"{clinic}: your account", text, None, [person.email])
    except OSError:  # no route, refused, timed out; smtplib's own errors are of this kind too
        return False
    return True


def invited(uid: str, token: str) -> User | None:
    """Whom an address invites; None when it is wrong, used or too old."""
    try:
        person = User.objects.filter(pk=urlsafe_base64_decode(uid).decode()).first()
    except (ValueError, OverflowError):
        return None
    works_here = person and person.is_active and person.is_staff
    return person if works_here and default_token_generator.check_token(person, token) else None


@require_safe
def open_invitation(request, uid, token):
    """Take the secret out of the address, so that no log and no next page learns it. Opening changes nothing."""
    if invited(uid, token):
        logout(request)
        request.session[KEPT] = [uid, token]
    return HttpResponseRedirect(reverse("invitation"))


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request):
    """Choose a password. Who had a second step before still needs it."""
    person = invited(*request.session.get(KEPT, ["", ""]))
    if person is None:
        return TemplateResponse(request, "account/invitation_over.html", {}, status=403)
    form = SetPasswordForm(person, request.POST or None)
    if not form.is_valid():
        return TemplateResponse(request, "account/invitation.html", {"form": form, "person": person})
    set_first_password(person, form.cleaned_data["new_password1"])
    del request.session[KEPT]
    login = Login(user=person, redirect_url=reverse("admin:index"))
    return perform_password_login(request, {"username": person.get_username()}, login)
