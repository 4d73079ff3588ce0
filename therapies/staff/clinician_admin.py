"""Clinicians in the admin: who may sign off, under which name, and who has left."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages

from therapies import publishing
from therapies.models import Clinician

from .recent import ask_again, is_recent


class ClinicianForm(forms.ModelForm):
    has_left = forms.BooleanField(
        required=False,
        help_text="They cannot sign off any more, and the private addresses they have stop working. "
        "Pages go on showing what they signed.",
    )

    class Meta:
        model = Clinician
        fields = ["name", "credential", "email", "account"]
        help_texts = {
            "name": "As it stands on the page: Jane Roe. They write it to sign.",
            "email": "Their own address at work. Private addresses are sent there.",
            "account": "Only when they also sign in here.",
        }

    def __init__(self, *args, instance=None, initial=None, **kwargs):
        has_left = bool(instance and instance.left_at)
        super().__init__(*args, instance=instance, initial={"has_left": has_left, **(initial or {})}, **kwargs)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_credential(self) -> str:
        return " ".join(self.cleaned_data["credential"].split())


@admin.register(Clinician)
class ClinicianAdmin(admin.ModelAdmin):
    form = ClinicianForm
    fields = ["name", "credential", "email", "account", "has_left"]
    list_display = ["name", "credential", "email", "works_here"]
    search_fields = ["name", "email"]

    @admin.display(description="works here", boolean=True)
    def works_here(self, clinician):
        return clinician.left_at is None

    def has_change_permission(self, request, clinician=None):
        # Who could change their own mailbox here could answer in the place of somebody else.
        is_own = clinician is not None and clinician.account_id == request.user.pk
        return super().has_change_permission(request, clinician) and not is_own

    def changeform_view(self, request, *args, **kwargs):
        """Whoever changes who may sign off shows first who they are."""
        may = self.has_add_permission(request) or self.has_change_permission(request)
        if request.method == "POST" and may and not is_recent(request):
            return ask_again(request)
        return super().changeform_view(request, *args, **kwargs)

    def get_fields(self, request, clinician=None):
        return self.fields if clinician else [name for name in self.fields if name != "has_left"]

    def has_delete_permission(self, request, clinician=None):
        # Pages show what they signed for as long as the words are there.
        return False

    def save_model(self, request, clinician, form, change):
        has_left = form.cleaned_data.get("has_left", False)
        publishing.save_clinician(clinician, by=request.user, has_left=has_left)
        if has_left and "has_left" in form.changed_data:
            messages.info(request, f"{clinician} cannot sign off any more. Their private addresses are closed.")
