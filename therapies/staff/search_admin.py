"""Searches that found nothing, in the admin: words that patients look for and the site does not answer."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse

from therapies import publishing
from therapies.models import MissedWord
from therapies.text.counting import counted

LIST = "admin:therapies_missedword_changelist"
MAY_CLEAR = "therapies.delete_missedword"


@admin.register(MissedWord)
class MissedWordAdmin(admin.ModelAdmin):
    """Shows and clears. The site itself counts, and nobody corrects what it counted."""

    change_list_template = "admin/missed_words.html"
    list_display = ["word", "language", "count"]
    list_display_links = None
    list_filter = ["language"]
    list_per_page = 100
    ordering = ["-count", "language", "word"]
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, word=None):
        return False

    def has_delete_permission(self, request, word=None):
        # One by one there is nothing to decide: a word that has its answer now is gone with all the others.
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).worth_showing()

    def get_urls(self):
        clear = path("clear/", self.admin_site.admin_view(self.clear), name="therapies_missedword_clear")
        return [clear, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        shown = {
            "title": "Searches that found nothing",
            "shown_from": MissedWord.SHOWN_FROM,
            "may_clear": request.user.has_perm(MAY_CLEAR),
        }
        return super().changelist_view(request, shown | (extra_context or {}))

    def clear(self, request):
        """Begin to count anew, as after pages were written that answer."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm(MAY_CLEAR):
            raise PermissionDenied
        number = publishing.clear_missed_words(by=request.user)
        messages.success(request, f"Counting begins anew. {counted(number, 'word').capitalize()} cleared.")
        return HttpResponseRedirect(reverse(LIST))
