"""Permanent links and appointment types in the admin: their lists. The page of one link is the builder (link_builder)."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from therapies.linking.appointment_types import save_appointment_type
from therapies.models import AppointmentType, Link, Question, Version
from therapies.text.counting import counted

from . import link_builder

LONGEST_SEARCH = 200  # characters
NAME_TAKEN = "There is an appointment type with this name. Change that one."


class UseFilter(admin.SimpleListFilter):
    title = "use"
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("yes", "in use"), ("no", "not known to be used")]

    def queryset(self, request, links):
        if self.value() == "yes":
            return links.in_use()
        if self.value() == "no":
            return links.exclude(pk__in=Link.objects.in_use())
        return links


@admin.register(Link)
class LinkAdmin(admin.ModelAdmin):
    change_list_template = "admin/links/list.html"
    list_display = ["address", "leads_to", "label", "pasted_in", "sent_with", "made_on"]
    empty_value_display = "–"
    list_filter = [UseFilter]
    list_per_page = 100
    search_fields = ["code", "label", "article__slug", "question", "placements__system", "appointment_types__name"]
    actions = None

    def has_add_permission(self, request):
        # A link is made on the page of an article, where it is clear what it leads to.
        return False

    def has_delete_permission(self, request, link=None):
        # A code that was given out answers for ever.
        return False

    def get_queryset(self, request):
        live = Version.objects.live().filter(article=OuterRef("article")).values("title")[:1]
        stand_in = Version.objects.live().filter(article=OuterRef("after_withdrawal")).values("title")[:1]
        newest = Version.objects.newest().filter(article=OuterRef("article")).values("title")[:1]
        asked = Question.objects.live().filter(key=OuterRef("question"), version__article=OuterRef("article"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                live_title=Subquery(live),
                newest_title=Subquery(newest),
                stand_in_title=Subquery(stand_in),
                asked=Subquery(asked.values("question")[:1]),
                places=Count("placements", filter=Q(placements__removed_on=None), distinct=True),
            )
            .select_related("article")
            .prefetch_related("appointment_types")
        )

    def get_search_results(self, request, links, search_term):
        # People copy the whole address: /e/7k3qx/e. Each word is a condition, and SQLite takes 1,000 at most.
        term = search_term[:LONGEST_SEARCH].partition("/e/")[2].split("/")[0] or search_term[:LONGEST_SEARCH]
        return super().get_search_results(request, links, term)

    @admin.display(description="address", ordering="code")
    def address(self, link):
        return str(link)

    @admin.display(description="leads to")
    def leads_to(self, link):
        if link.asked:
            return f"{link.asked} ({link.live_title})"
        title = link.live_title or link.newest_title or str(link.article)
        if link.stand_in_title and not link.live_title:
            return f"{link.stand_in_title} (while “{title}” is withdrawn)"
        return title if link.live_title else f"{title} (patients cannot read it now)"

    @admin.display(description="pasted in")
    def pasted_in(self, link):
        return counted(link.places, "place") if link.places else "–"

    @admin.display(description="appointment types")
    def sent_with(self, link):
        return ", ".join(kind.name for kind in link.appointment_types.all()) or "–"

    @admin.display(description="made on", ordering="made_at")
    def made_on(self, link):
        return date_format(timezone.localdate(link.made_at), "M j, Y")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        link = self.get_object(request, object_id)
        if link is None or not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        return link_builder.builder(request, link)


class AppointmentTypeForm(forms.ModelForm):
    class Meta:
        model = AppointmentType
        fields = ["name", "link"]
        help_texts = {
            "name": "Letter for letter as in the scheduling system, so that the feed and the system agree.",
            "link": "The link that its e-mails carry. Make links on the page of an article.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "link" in self.fields:
            self.fields["link"].queryset = Link.objects.select_related("article")
            titles = dict(Version.objects.live().values_list("article", "title"))
            self.fields["link"].label_from_instance = lambda link: link_in_words(link, titles)
            self.fields["link"].empty_label = "no link"

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if AppointmentType.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(NAME_TAKEN)
        return name


@admin.register(AppointmentType)
class AppointmentTypeAdmin(admin.ModelAdmin):
    form = AppointmentTypeForm
    list_display = ["name", "link", "leads_to"]
    list_per_page = 100
    search_fields = ["name"]
    actions = None

    def has_delete_permission(self, request, kind=None):
        # The feed may have named it to the scheduling system. Without a link it says nothing any more.
        return False

    def get_queryset(self, request):
        live = Version.objects.live().filter(article=OuterRef("link__article")).values("title")[:1]
        return super().get_queryset(request).annotate(live_title=Subquery(live)).select_related("link__article")

    def get_search_results(self, request, kinds, search_term):
        return super().get_search_results(request, kinds, search_term[:LONGEST_SEARCH])

    @admin.display(description="leads to")
    def leads_to(self, kind):
        return kind.live_title or kind.link.article if kind.link else "nowhere: choose a link"

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        # Without the stock buttons beside it, which open the builder in a small window.
        return db_field.formfield(**kwargs)

    def save_model(self, request, kind, form, change):
        save_appointment_type(kind, by=request.user)

    def response_add(self, request, kind, post_url_continue=None):
        return self.saved(request, kind)

    def response_change(self, request, kind):
        return self.saved(request, kind)

    def saved(self, request, kind):
        told = f"The feed now gives {kind.link} for it." if kind.link else "It has no link."
        messages.success(request, f"“{kind.name}” is saved. {told}")
        return HttpResponseRedirect(reverse("admin:therapies_appointmenttype_changelist"))


def link_in_words(link: Link, titles: Mapping[int, str]) -> str:
    """A link in a list of choices; `titles` are those of the articles that patients can read."""
    title = titles.get(link.article_id, str(link.article))
    where = f"{title}, question {link.question}" if link.question else title
    return f"{link} – {link.label} ({where})" if link.label else f"{link} – {where}"
