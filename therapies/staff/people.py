"""People in the admin: invite, change roles, help with a lost phone, end the access of who leaves."""

from __future__ import annotations

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401 - it registers, as the line above
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth import admin as _registers  # noqa: F401
from django.contrib.auth.models import Group, User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator

from therapies import publishing
from therapies.publishing import people
from therapies.publishing.roles import ROLES

from . import invitations
from .recent import recently_signed_in

# Importing the stock modules registered them. Roles stand in the code, and secrets of people on no page.
admin.site.unregister([User, Group, EmailAddress, Authenticator])

ROLES_HELP = (
    "Writer: writes pages, sends them for review, publishes what a clinician approved. "
    "Clinical reviewer: reads and approves. Manager: all of this, and clinic facts, notices, moving pages and people."
)


class PersonForm(forms.ModelForm):
    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label="Roles",
        required=False,
        # A number of 500 digits is too much for SQLite.
        to_field_name="name",
        widget=forms.CheckboxSelectMultiple,
        help_text=ROLES_HELP,
    )

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "groups")
        help_texts = {"username": "The name to sign in with. Letters, numbers and @ . + - _ only."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "groups" in self.fields:
            self.fields["groups"].queryset = Group.objects.filter(name__in=ROLES)
        for name in {"first_name", "email"} & set(self.fields):
            self.fields[name].required = True

    def clean_username(self):
        username = self.cleaned_data["username"]
        # Signing in takes a name in any case, so that two names must differ in more than that.
        if User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Somebody has this name already. Choose another one.")
        UnicodeUsernameValidator()(username)
        return username


class StepForm(forms.Form):
    """Confirms one step with one person. A new step is a subclass and a line in STEPS."""

    title = button = explanation = done = ""

    @staticmethod
    def makes_sense(person: User) -> bool:
        return True

    @staticmethod
    def carry_out(person: User, *, by: User) -> None:
        raise NotImplementedError


class LeaveForm(StepForm):
    title = button = "End the access"
    explanation = (
        "Use this when somebody leaves the clinic. They are signed out everywhere at once and cannot sign in again. "
        "What they wrote and whom they asked for a sign-off stays, under their name."
    )
    done = "has no access any more."

    @staticmethod
    def makes_sense(person):
        return person.is_active

    @staticmethod
    def carry_out(person, *, by):
        people.leave(person, by=by)


class ResetForm(StepForm):
    title = button = "Reset the second step"
    explanation = (
        "Use this when somebody lost their phone. Speak to them first: somebody else may be asking. "
        "They are signed out, and set up a new second step when they next sign in."
    )
    done = "sets up a new second step when they next sign in."

    @staticmethod
    def makes_sense(person):
        return people.has_second_factor(person)

    @staticmethod
    def carry_out(person, *, by):
        people.reset_second_factor(person, by=by)


class InviteAgainForm(StepForm):
    title = button = "Send a new link"
    explanation = (
        "Use this when somebody lost their password or their first link, or comes back. Their password ends now; "
        "the link lets them choose a new one. Their second step stays."
    )

    @staticmethod
    def carry_out(person, *, by):
        people.invite_again(person, by=by)


STEPS = {"leave": LeaveForm, "reset": ResetForm, "invite": InviteAgainForm}


@admin.register(User)
@method_decorator(recently_signed_in, name="confirmed")
class PersonAdmin(admin.ModelAdmin):
    form = PersonForm
    change_form_template = "admin/people/change_form.html"
    list_display = ["username", "full_name", "email", "roles", "second_step", "works_here", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["-is_active", "username"]
    actions = None

    def get_queryset(self, request):
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=people.SECOND_FACTORS)
        found = super().get_queryset(request).filter(is_staff=True).annotate(has_step=Exists(factors))
        return found.prefetch_related(Prefetch("groups", Group.objects.order_by("name")))

    @admin.display(description="name", ordering="first_name")
    def full_name(self, person):
        return person.get_full_name()

    @admin.display(description="roles")
    def roles(self, person):
        return "Runs the site" if person.is_superuser else people.in_words(person.groups.all())

    @admin.display(description="second step", boolean=True, ordering="has_step")
    def second_step(self, person):
        return person.has_step

    @admin.display(description="works here", boolean=True, ordering="is_active")
    def works_here(self, person):
        return person.is_active

    # --- who may ---

    def has_delete_permission(self, request, person=None):
        # What somebody did stays under their name; who leaves loses the access.
        return False

    def has_change_permission(self, request, person=None):
        may = super().has_change_permission(request, person)
        return may and (person is None or request.user.is_superuser or not person.is_superuser)

    def lookup_allowed(self, lookup, value, request):
        # Only what the filters ask. A lookup of the password would tell its hash, sign by sign.
        return lookup in ("is_active__exact", "groups__id__exact")

    def get_readonly_fields(self, request, person=None):
        fixed = ["username", "roles", "second_step", "last_login"] if person else []
        # The form has the field of its own accord; only one that is fixed is taken out of it.
        return [*fixed, "groups"] if person and person.pk == request.user.pk else fixed

    def get_fields(self, request, person=None):
        own = person and person.pk == request.user.pk
        asked = ["username", "first_name", "last_name", "email", "roles" if own else "groups"]
        return [*asked, *(["second_step", "last_login"] if person else [])]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "People"} | (extra_context or {}))

    # --- one person ---

    def confirmed(self, request, answer):
        """Answer, when whoever asks has lately shown who they are."""
        return answer(request)

    def add_view(self, request, *args, **kwargs):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self.confirmed(request, lambda request: super(PersonAdmin, self).add_view(request, *args, **kwargs))

    def change_view(self, request, object_id, *args, **kwargs):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return self.confirmed(
            request, lambda request: super(PersonAdmin, self).change_view(request, object_id, *args, **kwargs)
        )

    def save_form(self, request, form, change):
        return form.instance

    def save_model(self, request, person, form, change):
        words = {name: form.cleaned_data[name] for name in ("first_name", "last_name", "email")}
        roles = form.cleaned_data.get("groups")
        if not change:
            made = people.invite(username=form.cleaned_data["username"], roles=roles, by=request.user, **words)
            person.pk = made.pk
            person.refresh_from_db()
            return
        people.change_person(person, roles=roles, by=request.user, **words)

    def save_related(self, request, form, formsets, change):
        """`publishing` has set the roles already."""

    def response_add(self, request, person, post_url_continue=None):
        return self.show_link(request, person)

    def show_link(self, request, person):
        """Send the private address, and show it this once for somebody whose mail does not come."""
        address = invitations.address_for(request, person)
        was_sent = invitations.send(request, person, address=address)
        context = self.frame(request, person, title="The link is made") | {"address": address, "was_sent": was_sent}
        return render(request, "admin/people/link.html", context)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= {"title": obj.get_username() if obj else "Invite somebody", "show_save_and_add_another": False}
        context["show_save_and_continue"] = False
        mine = obj and obj.pk == request.user.pk
        if obj and not mine and self.has_change_permission(request, obj):
            context["steps"] = [
                {"title": form.title, "address": reverse(f"admin:auth_user_{step}", args=[obj.pk])}
                for step, form in STEPS.items()
                if form.makes_sense(obj)
            ]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # --- steps ---

    def get_urls(self):
        view = self.admin_site.admin_view(self.step_view)
        own = [path(f"<int:pk>/{step}/", view, {"step": step}, name=f"auth_user_{step}") for step in STEPS]
        return own + super().get_urls()

    def step_view(self, request, pk, step):
        person = get_object_or_404(User, pk=pk, is_staff=True) if self.has_change_permission(request) else None
        if not person or not self.has_change_permission(request, person):
            raise PermissionDenied
        return self.confirmed(request, lambda request: self.step(request, person, STEPS[step]))

    def step(self, request, person, step):
        form = step(request.POST or None)
        if request.method == "POST":
            try:
                step.carry_out(person, by=request.user)
            except publishing.NotAllowed as refusal:
                messages.error(request, str(refusal))
            else:
                if step is InviteAgainForm:
                    return self.show_link(request, person)
                messages.success(request, f"{person.get_full_name() or person.get_username()} {step.done}")
            return HttpResponseRedirect(reverse("admin:auth_user_changelist"))
        return render(request, "admin/people/step.html", self.frame(request, person, title=step.title) | {"form": form})

    def frame(self, request, person, *, title: str) -> dict:
        return {**self.admin_site.each_context(request), "title": title, "person": person, "opts": self.opts}
