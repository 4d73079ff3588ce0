"""The form in which staff give a clinic fact its value."""

from __future__ import annotations

from django import forms
from django.contrib.staticfiles import finders

from therapies.models import ClinicFact, Clinician, fact_sheet
from therapies.text.facts import FactType, FactValueError, clean_value, refuse_disagreement


class SeveralField(forms.MultipleChoiceField):
    """More than one choice, kept as one text with ", " between them."""

    def prepare_value(self, value):
        return value.split(", ") if isinstance(value, str) else value

    def clean(self, value):
        return ", ".join(super().clean(value))

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class FactForm(forms.ModelForm):
    """One value, checked by its type."""

    note = forms.CharField(required=False, max_length=300, label="Why", help_text="For your colleagues.")
    # The value that its sender saw: what a colleague has set since is not written over.
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    # Chosen on the page that shows what the value changes.
    clinician = forms.ModelChoiceField(
        Clinician.objects.filter(left_at=None), required=False, widget=forms.HiddenInput, empty_label=None
    )

    class Meta:
        model = ClinicFact
        fields = ["value"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        definition = self.instance.definition
        self.present = self.instance.value
        self.initial["seen"] = self.present
        self.fields["value"] = self.value_field(definition)
        self.fields["value"].label = definition.label
        self.fields["value"].help_text = definition.help

    def clean_seen(self) -> str:
        seen = self.cleaned_data["seen"].replace("\r\n", "\n")
        if "seen" in self.data and seen != self.present:
            raise forms.ValidationError(
                f"Not saved: a colleague has set this to “{self.present or 'nothing'}” since you opened the page. "
                "Open it again, and look whether your change is still needed."
            )
        return seen

    def value_field(self, definition) -> forms.Field:
        if definition.type == FactType.YES_NO:
            return forms.ChoiceField(required=False, choices=[("", "not set"), ("yes", "yes"), ("no", "no")])
        if definition.type == FactType.CHOICE:
            if definition.several:
                return SeveralField(required=False, choices=definition.choices, widget=forms.CheckboxSelectMultiple)
            return forms.ChoiceField(required=False, choices=[("", "not set"), *definition.choices])
        rows = 3 if definition.type in (FactType.TEXT, FactType.OPENING_HOURS) else 1
        return forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": rows, "cols": 60}))

    def clean_value(self) -> str:
        definition = self.instance.definition
        try:
            value = clean_value(definition, self.cleaned_data["value"])
            refuse_disagreement(definition.key, value, fact_sheet())
        except FactValueError as error:
            raise forms.ValidationError(str(error)) from error
        if definition.type == FactType.PICTURE and value and not finders.find(f"img/{value}"):
            raise forms.ValidationError(f"There is no picture static/img/{value}. Ask whoever runs the site to add it.")
        return value
