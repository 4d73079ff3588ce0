"""Who may open the pages of staff that are not part of the stock admin."""

from __future__ import annotations

from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

SIGN_IN = "Sign in at /admin/ first."
NOT_STAFF = "Only people who work at the clinic may do this."
NOT_ALLOWED = "Your account may not do this. Ask whoever gives out the accounts."


def staff_only(view=None, *, permission: str = ""):
    """Let only signed-in staff in, and with `permission` only those who have it.

    Others get 401 (nobody signed in) or 403: a page for a browser that opens an address, JSON for everything else.
    Whatever comes back is kept by nobody and listed by no search engine.
    """
    if view is None:
        return lambda guarded: staff_only(guarded, permission=permission)

    @wraps(view)
    def guard(request, *args, **kwargs):
        status, reason = refusal(request, permission=permission)
        response = refused(request, status=status, reason=reason) if status else view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guard


def refusal(request: HttpRequest, *, permission: str) -> tuple[int, str]:
    """The status and the sentence with which a request is refused; 0 and nothing when it may pass."""
    user = request.user
    if not user.is_authenticated:
        return 401, SIGN_IN
    if not user.is_staff:
        return 403, NOT_STAFF
    if permission and not is_allowed(user, permission):
        return 403, NOT_ALLOWED
    return 0, ""


def is_allowed(user, permission: str) -> bool:
    """Whether somebody has a permission. As in the stock admin, who may change a thing may look at it."""
    return user.has_perm(permission) or user.has_perm(permission.replace(".view_", ".change_"))


def refused(request: HttpRequest, *, status: int, reason: str) -> HttpResponse:
    # A browser that opens an address names text/html; a script that calls one does not.
    if "text/html" in request.headers.get("Accept", ""):
        response = render(request, "403.html", status=status)
    else:
        response = JsonResponse({"error": reason}, status=status)
    if status == 401:
        # RFC 9110 wants the header. No browser knows this scheme, so none opens a password box of its own.
        response["WWW-Authenticate"] = "Session"
    return response
