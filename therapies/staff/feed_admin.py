"""Keys of the feed in the admin: make one, which is shown once, see whether it is used, revoke it."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers

from therapies.linking.feed_keys import make_feed_key, revoke_feed_key
from therapies.models import FeedKey
from therapies.reading.clinic import absolute


class FeedKeyForm(forms.ModelForm):
    class Meta:
        model = FeedKey
        fields = ["partner"]
        help_texts = {"partner": "The company or the program. Make one key for each, so that you can revoke one alone."}

    def clean_partner(self) -> str:
        return " ".join(self.cleaned_data["partner"].split())


@admin.register(FeedKey)
class FeedKeyAdmin(admin.ModelAdmin):
    form = FeedKeyForm
    add_form_template = "admin/feed/form.html"
    list_display = ["partner", "opens_the_feed", "made_at", "made_by", "last_used_on"]
    actions = None

    def has_change_permission(self, request, key=None):
        # With this the admin shows the list and each key to those who may view. A key is revoked, never changed.
        return False

    def has_delete_permission(self, request, key=None):
        return False

    @admin.display(description="opens the feed", boolean=True)
    def opens_the_feed(self, key):
        return key.revoked_at is None

    def save_model(self, request, key, form, change):
        made, key.secret = make_feed_key(key.partner, by=request.user)
        key.pk = made.pk

    def log_addition(self, request, key, message):
        # `make_feed_key` writes the line of the log.
        return None

    def response_add(self, request, key, post_url_continue=None):
        """The one answer that holds the secret: it is kept nowhere, so no later page can show it."""
        shown = self.frame(request, key, title="The key is made") | {"secret": key.secret}
        response = render(request, "admin/feed/made.html", shown)
        add_never_cache_headers(response)
        return response

    def change_view(self, request, object_id, form_url="", extra_context=None):
        key = self.get_object(request, object_id)
        if key is None or not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        return render(request, "admin/feed/key.html", self.frame(request, key, title="Feed key"))

    def get_urls(self):
        revoke = path("<int:pk>/revoke/", self.admin_site.admin_view(self.revoke_view), name="therapies_feedkey_revoke")
        return [revoke, *super().get_urls()]

    def revoke_view(self, request, pk):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not super().has_change_permission(request):
            raise PermissionDenied
        key = get_object_or_404(FeedKey, pk=pk)
        if revoke_feed_key(key, by=request.user):
            messages.success(request, f"The key of {key.partner} opens the feed no more.")
        else:
            messages.info(request, "It was revoked already.")
        return HttpResponseRedirect(reverse("admin:therapies_feedkey_change", args=[pk]))

    def frame(self, request, key, *, title: str) -> dict:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "key": key,
            "may_revoke": super().has_change_permission(request) and key.revoked_at is None,
            "feed": [absolute(request, reverse(f"education_{form}")) for form in ("json", "csv")],
            "description_url": absolute(request, reverse("education_openapi")),
        }
