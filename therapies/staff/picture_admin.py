"""Pictures in the admin: look at them, see where they are used, change their words, delete those that nobody needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse

from therapies import publishing
from therapies.models import Picture
from therapies.publishing.pictures import Use, uses_of
from therapies.text.files import visible
from therapies.text.pictures import markdown_of, uploaded_picture

LONGEST_SEARCH = 200
MAY_KEEP = "therapies.add_picture"


class PictureForm(forms.ModelForm):
    """The words about a picture; the picture itself never changes."""

    alt = forms.CharField(
        label="What it shows, in words",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Read aloud to people who cannot see it. Pages that show the picture already keep their words.",
    )
    is_decorative = forms.BooleanField(
        label="It only decorates",
        required=False,
        help_text="It shows nothing that the text does not say. Then leave the words empty.",
    )

    class Meta:
        model = Picture
        fields = ["alt", "is_decorative"]

    def clean(self):
        cleaned = super().clean()
        if "alt" not in cleaned:
            return cleaned
        try:
            words = publishing.clean_picture_words(cleaned["alt"], is_decorative=cleaned["is_decorative"])
        except publishing.PictureRefused as refusal:
            self.add_error("alt", str(refusal))
            return cleaned
        return cleaned | {"alt": words}

    def _post_clean(self):
        # The row is changed by `publishing`, which reads it anew; this instance stays as it is for the message.
        return


@dataclass(frozen=True)
class Shown:
    """A picture with all that staff want to see of it. `pages` are (article, title, state)."""

    picture: Picture
    url: str
    pages: list[tuple]


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    form = PictureForm
    change_list_template = "admin/picture_list.html"
    change_form_template = "admin/picture_change_form.html"
    search_fields = ["alt", "original_name", "key"]
    list_select_related = ["uploaded_by"]
    list_per_page = 24
    actions = None

    def has_view_permission(self, request, picture=None):
        return super().has_view_permission(request, picture) or request.user.has_perm(MAY_KEEP)

    def has_change_permission(self, request, picture=None):
        return request.user.has_perm(MAY_KEEP)

    def has_delete_permission(self, request, picture=None):
        # The stock page knows nothing of the pages that need the picture; `delete` below does.
        return False

    def lookup_allowed(self, lookup, value, request):
        return False

    def get_urls(self):
        delete = self.admin_site.admin_view(self.delete)
        return [path("<int:pk>/remove/", delete, name="therapies_picture_remove"), *super().get_urls()]

    def get_search_results(self, request, pictures, search_term):
        return super().get_search_results(request, pictures, visible(search_term[:LONGEST_SEARCH]))

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, {"title": "Pictures"} | (extra_context or {}))
        shown = getattr(response, "context_data", None) or {}
        if "cl" in shown:
            shown["pictures"] = as_shown(shown["cl"].result_list)
        return response

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            (shown,) = as_shown([obj])
            context |= {"title": "Picture", "subtitle": None, "shown": shown, "show_save_and_add_another": False}
            context |= {"markdown": markdown_of(obj.key, alt=obj.alt), "may_keep": request.user.has_perm(MAY_KEEP)}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, picture, form, change):
        words = {name: form.cleaned_data[name] for name in ("alt", "is_decorative")}
        publishing.describe_picture(picture, **words, by=request.user)
        picture.refresh_from_db()

    def delete(self, request, pk):
        """Ask, then delete a picture that no page needs, and none that patients ever read."""
        if not request.user.has_perm(MAY_KEEP):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "POST"])
        picture = get_object_or_404(Picture, pk=pk)
        if request.method == "POST":
            return self.deleted(request, picture)
        (seen,) = as_shown([picture])
        title = "This picture cannot be deleted" if seen.pages else "Delete this picture?"
        shown = {"title": title, "opts": self.opts, "shown": seen}
        return render(request, "admin/picture_remove.html", self.admin_site.each_context(request) | shown)

    def deleted(self, request, picture):
        try:
            publishing.delete_picture(picture, by=request.user)
        except publishing.PictureInUse as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:therapies_picture_change", args=[picture.pk]))
        messages.success(request, "The picture is deleted.")
        return HttpResponseRedirect(reverse("admin:therapies_picture_changelist"))


def as_shown(pictures: Iterable[Picture]) -> list[Shown]:
    pictures = list(pictures)
    uses = uses_of([picture.key for picture in pictures])
    shown = []
    for picture in pictures:
        files = uploaded_picture(f"media/{picture.key}")
        shown.append(Shown(picture, files.url if files else "", pages_of(uses[picture.key])))
    return shown


def pages_of(uses: list[Use]) -> list[tuple]:
    """One entry a page: the article, the title of the first version that has the picture, and which versions these are."""
    pages: dict = {}
    for use in uses:
        _title, states = pages.setdefault(use.version.article, (use.version.title, []))
        states.append(in_words(use))
    return [(article, title, ", ".join(states)) for article, (title, states) in pages.items()]


def in_words(use: Use) -> str:
    number = f"version {use.version.number}"
    if use.is_live:
        return f"{number}, live"
    return f"{number}, a draft" if use.is_newest and not use.version.live_from else number
