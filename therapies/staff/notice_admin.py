"""Safety notices in the admin: write one, see what it will reach, end it. Its words never change."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone

from therapies import publishing
from therapies.models import Article, Notice, Version
from therapies.publishing.notices import scope_of
from therapies.publishing.permanent_links import links_to_pages
from therapies.reading.notices import pages_of_notice
from therapies.text.counting import counted
from therapies.text.files import visible

USUAL_DAYS, MOST_DAYS = 7, 365
EVERYWHERE = "everywhere"


class NoticeForm(forms.ModelForm):
    """What patients read, where, and how long."""

    words = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="What patients read",
        help_text="Say what happened and what to do: “Do not use … Call us before your visit.” Plain words, no links.",
    )
    scope = forms.ChoiceField(label="Where")
    starts_at = forms.DateTimeField(
        label="From", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    ends_at = forms.DateTimeField(
        label="Until",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="It ends by itself. Make a new one if it is still needed then.",
    )

    class Meta:
        model = Notice
        fields = ["words", "starts_at", "ends_at"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        now = timezone.localtime()
        self.fields["scope"].choices = scopes()
        self.fields["starts_at"].initial = now
        self.fields["ends_at"].initial = now + timedelta(days=USUAL_DAYS)

    def clean_words(self) -> str:
        return visible(" ".join(self.cleaned_data["words"].split()))

    def clean(self):
        super().clean()
        starts, ends = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        if not (starts and ends):
            return
        if ends <= max(starts, timezone.now()):
            self.add_error("ends_at", "It must end later than it starts, and later than now.")
        elif ends - starts > timedelta(days=MOST_DAYS):
            self.add_error(
                "ends_at", "A notice stays for a year at most. What is true for longer belongs on the pages."
            )

    @property
    def place(self) -> dict:
        """The chosen scope as `make_notice` takes it."""
        kind, _, key = self.cleaned_data["scope"].partition(":")
        if kind == "therapy":
            return {"therapy": key}
        return {"article": Article.objects.get(pk=key)} if kind == "article" else {}

    def unsaved(self) -> Notice:
        # The admin's own tick box "now" has no seconds; a moment that has passed means now.
        starts = max(self.cleaned_data["starts_at"], timezone.now())
        ends = self.cleaned_data["ends_at"]
        return Notice(words=self.cleaned_data["words"], starts_at=starts, ends_at=ends, **self.place)


def scopes() -> list:
    """Everywhere, each therapy, each page that patients read."""
    live = list(Version.objects.live().defer("text").order_by("title"))
    therapies = [(f"therapy:{v.article.slug}", v.title) for v in live if v.article.kind == "therapy"]
    pages = [(f"article:{v.article_id}", v.title) for v in live]
    return [(EVERYWHERE, "On every page"), ("On all pages about a therapy", therapies), ("On one page", pages)]


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    form = NoticeForm
    add_form_template = "admin/notice_form.html"
    list_display = ["words", "where", "state", "starts_at", "ends_at", "made_by"]
    list_display_links = ["words"]
    actions = None
    fieldsets = [(None, {"fields": ["words", "scope", "starts_at", "ends_at"]})]

    def has_delete_permission(self, request, notice=None):
        # What patients were told stays on record; a notice is ended instead.
        return False

    def has_change_permission(self, request, notice=None):
        # Its words never change. With this the admin shows the list and each notice to those who may view.
        return False

    @admin.display(description="where")
    def where(self, notice):
        return scope_of(notice)

    @admin.display(description="state")
    def state(self, notice):
        return state_of(notice)

    def add_view(self, request, form_url="", extra_context=None):
        """First what the notice will reach, then, confirmed, the notice."""
        if request.method == "POST" and "_confirmed" not in request.POST and self.has_add_permission(request):
            form = NoticeForm(request.POST)
            if form.is_valid():
                return self.show_reach(request, form)
        return super().add_view(request, form_url, extra_context)

    def show_reach(self, request, form):
        notice = form.unsaved()
        context = {
            **self.admin_site.each_context(request),
            "title": "What the notice reaches",
            "opts": self.opts,
            "notice": notice,
            "where": scope_of(notice),
            **reached_by(notice),
            "hidden": [(name, form.data.get(name, "")) for name in form.fields],
        }
        return render(request, "admin/notice_reach.html", context)

    def save_model(self, request, notice, form, change):
        wanted = form.unsaved()
        made = publishing.make_notice(
            wanted.words, by=request.user, starts_at=wanted.starts_at, ends_at=wanted.ends_at, **form.place
        )
        notice.pk = made.pk
        notice.refresh_from_db()

    def response_add(self, request, notice, post_url_continue=None):
        reached = counted(len(pages_of_notice(notice)), "page")
        when = "now" if notice.starts_at <= timezone.now() else "from the time you chose"
        messages.success(request, f"Patients read the notice {when}, {scope_of(notice)}: {reached}.")
        return HttpResponseRedirect(notice_url(notice))

    def log_addition(self, request, notice, message):
        # `make_notice` writes the line of the log.
        return None

    def change_view(self, request, object_id, form_url="", extra_context=None):
        notice = self.get_object(request, object_id)
        if notice is None or not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "title": "Safety notice",
            "opts": self.opts,
            "notice": notice,
            "where": scope_of(notice),
            "state": state_of(notice),
            **reached_by(notice),
            "may_end": self.has_add_permission(request) and notice.ends_at > timezone.now(),
        }
        return render(request, "admin/notice.html", context)

    def get_urls(self):
        end = path("<int:pk>/end/", self.admin_site.admin_view(self.end_view), name="therapies_notice_end")
        return [end, *super().get_urls()]

    def end_view(self, request, pk):
        notice = get_object_or_404(Notice, pk=pk)
        if request.method != "POST" or not self.has_add_permission(request):
            return HttpResponseRedirect(notice_url(notice))
        if publishing.end_notice(notice, by=request.user):
            messages.success(request, "Patients do not see the notice any more.")
        else:
            messages.info(request, "It had ended already.")
        return HttpResponseRedirect(notice_url(notice))


def reached_by(notice: Notice) -> dict:
    """The pages that show a notice, and the permanent links in use that lead to one of them."""
    pages = pages_of_notice(notice)
    return {"pages": pages, "links": list(links_to_pages([version.article for version in pages]))}


def state_of(notice: Notice) -> str:
    now = timezone.now()
    if notice.ends_at <= now:
        return "ended"
    return "patients see it" if notice.starts_at <= now else "waits"


def notice_url(notice: Notice) -> str:
    return reverse("admin:therapies_notice_change", args=[notice.pk])
