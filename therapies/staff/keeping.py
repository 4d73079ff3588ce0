"""What an article form needs so that nothing typed into it is lost, whatever happened to its session."""

from __future__ import annotations

import re
from functools import wraps

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

from .article_form import ArticleForm

# The browser's name for what it sends. The script that keeps typing in the browser lets go of it only when it meets
# the name in this cookie, which is set after the save was committed.
KEPT = re.compile("[0-9a-f]{32}")
COOKIE = "saved_typing"
AT_MOST = 20  # names
DAYS = 30 * 24 * 60 * 60
FORMS = ("therapies_article_add", "therapies_article_change")
OF_THE_FORM = {"csrfmiddlewaretoken"}

# Why a form came back: words of templates/admin/article/unsent.html.
SIGNED_OUT, OLD_FORM, NOT_ALLOWED = "signed out", "old form", "not allowed"


class KeepsTyping:
    """For the ModelAdmin of articles, before `admin.ModelAdmin`."""

    def get_form(self, request, *args, **kwargs):
        form = super().get_form(request, *args, **kwargs)
        # A class of its own for this request, which Django has just made.
        form.reader = request.user
        return form

    def get_urls(self):
        urls = super().get_urls()
        for url in urls:
            if url.name in FORMS:
                url.callback = self.typing_comes_back(url.callback)
        return urls

    def typing_comes_back(self, view):
        """Answer a form from somebody who may not send it with what they typed; the stock admin drops it."""

        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.method != "POST":
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return unsent(request, status=401, reason=SIGNED_OUT)
            if not self.admin_site.has_permission(request):
                return unsent(request, status=403, reason=NOT_ALLOWED)
            try:
                return view(request, *args, **kwargs)
            except PermissionDenied:
                return unsent(request, status=403, reason=NOT_ALLOWED)

        return guarded

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        request.typing_is_saved = True

    def changeform_view(self, request, *args, **kwargs):
        response = super().changeform_view(request, *args, **kwargs)
        # Here the transaction is over. A redirect alone proves nothing: the admin sends away from a missing row too.
        if response.status_code == 302 and getattr(request, "typing_is_saved", False):
            acknowledge(request, response)
        return response


def acknowledge(request: HttpRequest, response: HttpResponse) -> None:
    """Tell the browser by name that what it sent is saved."""
    name = request.POST.get("_kept", "")
    if not KEPT.fullmatch(name):
        return
    earlier = [known for known in request.COOKIES.get(COOKIE, "").split(".") if KEPT.fullmatch(known)]
    response.set_cookie(
        COOKIE,
        ".".join([*earlier, name][-AT_MOST:]),
        max_age=DAYS,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )


def is_article_form(request: HttpRequest) -> bool:
    """Whether a request sends the form of an article."""
    try:
        return request.method == "POST" and resolve(request.path_info).url_name in FORMS
    except Resolver404:
        return False


def unsent(request: HttpRequest, *, status: int, reason: str) -> HttpResponse:
    """The page that gives back what somebody typed, with the reason and a form to send it once more."""
    fields, hidden = [], []
    for name, values in request.POST.lists():
        field = ArticleForm.base_fields.get(name)
        shown = isinstance(field, forms.CharField)
        for value in values if name not in OF_THE_FORM else ():
            (fields if shown and value else hidden).append((name, label_of(name, field), value))
    context = {"title": "Not saved", "reason": reason, "fields": fields, "hidden": hidden}
    response = render(request, "admin/article/unsent.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def label_of(name: str, field) -> str:
    return (field and field.label) or name.replace("_", " ").capitalize()
