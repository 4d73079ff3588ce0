"""Clinic facts in the admin: set a value once, see where patients will read it."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.cache import add_never_cache_headers

from therapies import publishing
from therapies.models import ClinicFact, Mention, Version, fact_sheet
from therapies.publishing.touched import AROUND_PAGES
from therapies.reading.fact_impact import impact_of
from therapies.text.counting import counted
from therapies.text.facts import FACTS, GROUPS, shown
from therapies.text.files import visible
from therapies.text.spelling import folded

from .fact_decisions import clinician_of
from .fact_form import FactForm
from .recent import ask_again, is_recent
from .sign_off_mail import send

LONGEST_SEARCH = 200  # characters


class GroupFilter(admin.SimpleListFilter):
    title = "group"
    parameter_name = "group"

    def lookups(self, request, model_admin):
        return [(group, group) for group in GROUPS]

    def queryset(self, request, facts):
        if self.value() is None:
            return facts
        return facts.filter(key__in=[key for key, fact in FACTS.items() if fact.group == self.value()])


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("sample", "sample to confirm"), ("unset", "not set"), ("set", "set by the clinic")]

    def queryset(self, request, facts):
        states = {
            "sample": Q(is_sample=True),
            "unset": Q(is_sample=False, value=""),
            "set": Q(is_sample=False) & ~Q(value=""),
        }
        return facts.filter(states[self.value()]) if self.value() in states else facts


@admin.register(ClinicFact)
class ClinicFactAdmin(admin.ModelAdmin):
    form = FactForm
    change_form_template = "admin/fact_change_form.html"
    list_display = ["label", "group", "patients_read", "state", "check_again", "in_a_text"]
    list_filter = [GroupFilter, StateFilter]
    list_per_page = 100
    search_fields = ["key", "value"]
    actions = None

    def has_add_permission(self, request):
        # Facts are defined in the code, where their type and help stand; staff set their values.
        return False

    def has_delete_permission(self, request, fact=None):
        return False

    def get_queryset(self, request):
        publishing.ensure_facts()
        return super().get_queryset(request).filter(key__in=FACTS)

    def get_search_results(self, request, facts, search_term):
        # Their names stand in the code, so that no column could be asked for them.
        words = folded(visible(search_term[:LONGEST_SEARCH])).split()
        named = [
            key
            for key, fact in FACTS.items()
            if all(word in folded(f"{fact.label} {fact.group} {key}") for word in words)
        ]
        return facts.filter(key__in=named) if words else facts, False

    @admin.display(description="clinic fact")
    def label(self, fact):
        return fact.definition.label

    @admin.display(description="group")
    def group(self, fact):
        return fact.definition.group

    @admin.display(description="state")
    def state(self, fact):
        if fact.is_sample:
            return "sample to confirm"
        return "set" if fact.value else "not set"

    @admin.display(description="patients read")
    def patients_read(self, fact):
        return in_words(fact.key, fact.value)

    @admin.display(description="look at it again", ordering="review_due")
    def check_again(self, fact):
        if not fact.review_due:
            return "–"
        late = "late, was due on " if fact.review_due < timezone.localdate() else ""
        return f"{late}{formats.date_format(fact.review_due, 'N j, Y')}"

    @admin.display(description="in a text, write")
    def in_a_text(self, fact):
        return f"{{{{ {fact.key} }}}}" if fact.definition.example else "–"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """First what a new value would change for patients, then, confirmed, the change."""
        fact = self.get_object(request, unquote(object_id))
        asks_first = request.method == "POST" and "_confirmed" not in request.POST
        if asks_first and fact and self.has_change_permission(request, fact):
            form = FactForm(request.POST, instance=fact)
            if form.is_valid():
                return self.show_impact(request, fact, form)
        elif request.method == "POST" and fact and fact.definition.needs_sign_off and not is_recent(request):
            return ask_again(request)
        return super().change_view(request, object_id, form_url, extra_context)

    def show_impact(self, request, fact, form):
        value, facts = form.cleaned_data["value"], fact_sheet()
        context = {
            **self.admin_site.each_context(request),
            "title": f"What changes: {fact}",
            "opts": self.opts,
            "fact": fact,
            "before": in_words(fact.key, facts.value(fact.key)),
            "after": in_words(fact.key, value),
            "impacts": impact_of(fact.key, value, facts=facts),
            "is_around_pages": fact.key in AROUND_PAGES,
            "is_confirmation": value == fact.value and not fact.is_sample,
            "hidden": [
                (name, each)
                for name in form.fields
                for each in request.POST.getlist(name)
                if name not in ("seen", "clinician")
            ],
            "seen": form.present,
            "clinicians": form.fields["clinician"].queryset if fact.definition.needs_sign_off else None,
        }
        return render(request, "admin/fact_impact.html", context)

    def save_model(self, request, fact, form, change):
        if fact.definition.needs_sign_off:
            return self.propose(request, fact, form)
        publishing.change_fact(fact.key, form.cleaned_data["value"], by=request.user, note=form.cleaned_data["note"])
        fact.refresh_from_db()
        pages = pages_showing(fact.key)
        if fact.key in AROUND_PAGES:
            messages.info(request, "Patients now see this around every page.")
        elif pages:
            messages.info(request, f"Patients now read this on {counted(len(pages), 'page')}.")
        else:
            messages.info(request, "Saved. No page that patients read shows it.")
        return None

    def propose(self, request, fact, form):
        """Patients go on reading the present value until a clinician has answered."""
        value, note = form.cleaned_data["value"], form.cleaned_data["note"]
        proposal = publishing.propose_fact(fact.key, value, by=request.user, note=note)
        fact.refresh_from_db()
        is_same = value == fact.value and not fact.is_sample
        messages.info(
            request,
            "The value stays as it is. Its date is new when a clinician has agreed."
            if is_same
            else "Patients read the earlier value until a clinician has agreed.",
        )
        chosen = form.cleaned_data["clinician"]
        request.asked = publishing.ask_about_fact(proposal, [chosen], by=request.user) if chosen else []

    def response_change(self, request, fact):
        # Without the stock "was changed successfully": a proposal has changed nothing for patients.
        change_url = reverse("admin:therapies_clinicfact_change", args=[fact.pk])
        if not getattr(request, "asked", []):
            return HttpResponseRedirect(change_url)
        context = {
            **self.admin_site.each_context(request),
            "title": f"A clinician was asked about: {fact}",
            "fact": fact,
            "back": "the clinic fact",
            "opts": self.opts,
            "change_url": change_url,
            "sent": [send(request, asked, token) for asked, token in request.asked],
        }
        # It shows an address with its secret, this one time.
        return kept_by_nobody(render(request, "admin/review/sent.html", context))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            context |= {
                "definition": obj.definition,
                "patients_read": in_words(obj.key, fact_sheet().value(obj.key)),
                "in_a_text": self.in_a_text(obj),
                "pages": pages_showing(obj.key),
                "is_around_pages": obj.key in AROUND_PAGES,
                "changes": obj.changes.select_related("changed_by")[:20],
                "proposals": obj.proposals.select_related("proposed_by", "clinician")[:5],
                "is_late": obj.review_due is not None and obj.review_due < timezone.localdate(),
                "may_decide": clinician_of(request.user) is not None,
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def kept_by_nobody(response):
    add_never_cache_headers(response)
    return response


def in_words(key: str, value: str) -> str:
    """What patients read of a fact. One without an example stands around the pages alone: empty, it is not there."""
    definition = FACTS[key]
    return shown(definition, value).text if value or definition.example else "nothing"


def pages_showing(key: str) -> list[Version]:
    """The live pages whose text shows a clinic fact. The frame of every page shows a few more."""
    mentions = Mention.objects.live().filter(what=Mention.FACT, target=key)
    return list(Version.objects.filter(mentions__in=mentions).select_related("article"))
