"""The form in which a clinician answers: who they are, what they say, and about which text exactly."""

from __future__ import annotations

from django import forms

from therapies.models import Review, SignOffRequest
from therapies.publishing.review_dates import MONTHS, SAFETY_MONTHS, months_of
from therapies.text.files import visible

LONGEST_REMARK = 2_000
AGAIN = [(SAFETY_MONTHS, f"{SAFETY_MONTHS} months"), (MONTHS, f"{MONTHS} months")]
NO_BUTTON = "Choose one of the buttons at the end of the form."
NO_REMARK = {
    Review.REMARK: "Write your remark, or choose “Approve”.",
    Review.CHANGE: "Write what must change, so that your colleagues can mend it.",
}


class DecisionForm(forms.Form):
    """What a clinician says about a text, with or without an account."""

    remark = forms.CharField(
        required=False,
        max_length=LONGEST_REMARK,
        label="Your remark, or what must change",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    months = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=AGAIN, label="Ask me again in", initial=MONTHS
    )
    decision = forms.ChoiceField(
        choices=Review.DECISIONS, error_messages={"required": NO_BUTTON, "invalid_choice": NO_BUTTON}
    )
    digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean_remark(self) -> str:
        return visible(self.cleaned_data["remark"].replace("\r\n", "\n")).strip()

    def clean(self):
        super().clean()
        remark, decision = self.cleaned_data.get("remark"), self.cleaned_data.get("decision")
        if remark == "" and decision in NO_REMARK:
            self.add_error("remark", NO_REMARK[decision])
        # Nobody's words are lost because they pressed the button beside.
        if remark and decision == Review.APPROVED:
            self.cleaned_data["decision"] = Review.REMARK

    @property
    def buttons_error(self) -> str:
        return next(iter(self.errors.get("decision", [])), "")


class SignOffForm(DecisionForm):
    """The same at a private address, where name and credential stand for the account."""

    name = forms.CharField(max_length=100, label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    credential = forms.CharField(
        max_length=60,
        label="Your credential",
        help_text="Such as MD, RN or PharmD.",
        widget=forms.TextInput(attrs={"autocomplete": "honorific-suffix"}),
    )
    field_order = ["name", "credential", "remark", "months"]

    def __init__(self, data=None, *, asked: SignOffRequest):
        initial = {"digest": asked.version.digest, "months": months_of(asked.version)} if asked.version else {}
        # No heading of a text has an id with such a sign.
        super().__init__(data, initial=initial, auto_id="sign_%s")
        if not asked.version:
            del self.fields["months"]
