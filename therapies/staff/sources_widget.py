"""Fields of lines that a script shows as rows or ticks. What is sent stays lines, so forms know nothing of it."""

from __future__ import annotations

from django import forms
from django.forms import Script

from therapies.models import Version


class LinesWidget(forms.Textarea):
    """A textarea with the lines of a field. `part` tells the script how to show it."""

    template_name = "admin/sources_widget.html"
    part = ""

    class Media:
        js = [Script("admin/editor/sources.js", defer=True)]
        css = {"all": ["admin/grid.css"]}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"part": self.part, "choices": self.choices(), "choices_id": f"choices-of-{name}"}
        return context

    def choices(self) -> dict[str, str] | None:
        """What can be ticked: a line of the field, and the words that staff read; None for rows."""
        return None


class SourcesWidget(LinesWidget):
    """Sources, one a line: `key | title | publisher | year | address`."""

    part = "data-sources"


class TherapiesWidget(LinesWidget):
    """The therapies that patients can read about, one a line."""

    part = "data-ticks"

    def choices(self) -> dict[str, str]:
        live = Version.objects.live().filter(article__kind="therapy").order_by("order", "title")
        return dict(live.values_list("article__slug", "title"))
