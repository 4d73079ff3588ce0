"""Ask again who is there, before what must not be done at somebody else's open screen."""

from __future__ import annotations

import time
from functools import wraps
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.internal.httpkit import serialize_request
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

# A form may be opened in the first minutes, and sent in all of them: there is time to fill it in.
TO_OPEN_SECONDS = 5 * 60
TO_SEND_SECONDS = 15 * 60


def recently_signed_in(view=None, *, when=None):
    """Decorator: whoever showed who they are longer ago confirms it first, and goes on where they were.

    `when(request)` says whether it is needed at all. What was sent is kept in the session and carried out after the
    confirmation; nothing typed is lost. Put it inside the check of permissions: who may not do a thing is not asked.
    """
    if view is None:
        return lambda guarded: recently_signed_in(guarded, when=when)

    @wraps(view)
    def guard(request, *args, **kwargs):
        needed = when is None or when(request)
        if needed and not is_recent(request):
            return ask_again(request)
        return view(request, *args, **kwargs)

    return guard


def is_recent(request: HttpRequest) -> bool:
    """Whether the person at this session signed in, or confirmed it, in the last minutes."""
    records = get_authentication_records(request, request.user)
    longest = TO_OPEN_SECONDS if request.method in ("GET", "HEAD") else TO_SEND_SECONDS
    return bool(records) and time.time() - records[-1]["at"] < longest


def ask_again(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks for the password, a code or a passkey, and back."""
    back = request.get_full_path()
    if request.method == "POST":
        # Only an address without its query is taken up again with what was sent to it.
        back = request.path
        request.session[STATE_SESSION_KEY] = {"request": serialize_request(request)}
    method = get_adapter().get_reauthentication_methods(request.user)[0]
    return HttpResponseRedirect(f"{method['url']}?{urlencode({'next': back})}")
