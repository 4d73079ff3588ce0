"""The log in the admin: to read and to search. Nobody adds, changes or deletes a line."""

from __future__ import annotations

from django.contrib import admin

from therapies.models import JournalEntry

LONGEST_SEARCH = 200  # characters


class ActionFilter(admin.SimpleListFilter):
    title = "what was done"
    parameter_name = "action"

    def lookups(self, request, model_admin):
        actions = JournalEntry.objects.order_by("action").values_list("action", flat=True).distinct()
        return [(action, action) for action in actions if not action.startswith("scheduled for ")]

    def queryset(self, request, entries):
        return entries.filter(action=self.value()) if self.value() else entries


@admin.register(JournalEntry)
class JournalAdmin(admin.ModelAdmin):
    list_display = ["at", "name", "action", "about", "detail"]
    list_display_links = None
    list_filter = [ActionFilter, ("at", admin.DateFieldListFilter)]
    search_fields = ["name", "action", "about"]
    list_per_page = 100
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, entry=None):
        return False

    def has_delete_permission(self, request, entry=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        return lookup == ActionFilter.parameter_name or lookup in ("at__gte", "at__lt")

    def get_search_results(self, request, entries, search_term):
        # Each word is a condition, and SQLite takes 1,000 at most.
        return super().get_search_results(request, entries, search_term[:LONGEST_SEARCH])
