"""The forms with which staff bring a text to patients: send, take back, publish, correct. One form is one move."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.db.models import Q
from django.utils import timezone

from therapies import publishing
from therapies.models import Article, Clinician, Version
from therapies.publishing.corrections import WHAT_IT_IS, refusals_of_correction
from therapies.publishing.publish import reasons_not_to_publish
from therapies.publishing.review import has_email_of, writers_since_approval
from therapies.publishing.states import READ, State, may, state_of

from .move_form import MoveForm, newest_version
from .text_lines import in_line, in_text_field

NEWER = "Another version was written after you opened this page. Open the page again, and read that version."


class ReviewMove(MoveForm):
    """A move of one version. `number` says which, so that nobody sends or publishes words that they did not see."""

    permission = ""
    state_move = ""  # in `publishing.states.MOVES`
    shows_changes = True
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, article: Article, **kwargs):
        self.version = self.version_of(article)
        kwargs["initial"] = {"number": self.version and self.version.number, **kwargs.get("initial", {})}
        super().__init__(*args, article=article, **kwargs)

    @classmethod
    def version_of(cls, article: Article) -> Version | None:
        return newest_version(article)

    @classmethod
    def link_words(cls, article: Article) -> str:
        """What the link to this move says."""
        return cls.title

    @classmethod
    def makes_sense(cls, article: Article) -> bool:
        version = cls.version_of(article)
        return bool(version) and not article.merged_into_id and may(cls.state_move, version)

    def clean(self):
        super().clean()
        if not self.errors and (self.version is None or self.cleaned_data["number"] != self.version.number):
            raise forms.ValidationError(NEWER)

    def carry_out(self, *, by) -> bool:
        try:
            return super().carry_out(by=by)
        except (publishing.NotAllowed, publishing.TextChanged) as refusal:
            self.add_error(None, str(refusal))
        return False


class SendForm(ReviewMove):
    """Sends the newest version for review, and asks clinicians at private addresses."""

    title = "Send for review"
    button = "Send"
    permission = "therapies.change_article"
    state_move = "submit"
    clinicians = forms.ModelMultipleChoiceField(
        Clinician.objects.none(),
        required=False,
        label="Who is to read it",
        widget=forms.CheckboxSelectMultiple,
        help_text="Each gets an e-mail with a private address that works for 30 days. They need no account.",
        error_messages={
            "invalid_choice": "This clinician cannot be asked: they wrote some of these words, or have left.",
            "invalid_pk_value": "Choose clinicians from the list.",
        },
    )

    def __init__(self, *args, article: Article, **kwargs):
        super().__init__(*args, article=article, **kwargs)
        # Their addresses, each with its secret, for the page after the move; nothing keeps them.
        self.sent: list = []
        writers = writers_since_approval(self.version) if self.version else set()
        here = Clinician.objects.filter(left_at=None)
        here = here.filter(Q(account=None) | ~Q(account__in=writers))
        own = [clinician.pk for clinician in here if has_email_of(clinician, writers)] if writers else []
        self.fields["clinicians"].queryset = here.exclude(pk__in=own)

    @classmethod
    def link_words(cls, article):
        version = cls.version_of(article)
        return "Ask another clinician" if state_of(version) == State.IN_REVIEW else cls.title

    @classmethod
    def makes_sense(cls, article):
        version = cls.version_of(article)
        return super().makes_sense(article) or (version is not None and may("take back", version))

    def explain(self):
        return (
            "A clinician reads exactly these words, and says yes or what must change. Until then patients read what "
            "they read now. If you change the text after this, send it once more."
        )

    def problems(self) -> list[str]:
        """What keeps these words from patients even when they are approved. Better mended first."""
        if self.version is None:
            return []
        problems = reasons_not_to_publish(self.version)
        kind = self.article.kind
        return [
            f"{problem.message}{in_line(problem)}" for problem in in_text_field(problems, self.version.text, kind=kind)
        ]

    def move(self, *, by):
        self.sent = publishing.ask(self.version, self.cleaned_data["clinicians"], by=by)
        return f"Version {self.version.number} is sent for review."


class AskForm(SendForm):
    """Asks clinicians whether what patients read is still right."""

    title = "Ask whether it is still right"
    button = "Ask"

    @classmethod
    def version_of(cls, article):
        return Version.objects.live().filter(article=article).first()

    @classmethod
    def makes_sense(cls, article):
        version = cls.version_of(article)
        state = version and state_of(version)
        # While newer words are on their way, those are what a clinician is to read; unless it takes them too long.
        return state == State.REVIEW_DUE or (state in READ and version == newest_version(article))

    def explain(self):
        return (
            "A clinician reads the page as patients read it now, and says with one button that it is still right, or "
            "what must change. Their name and the day then stand on the page."
        )

    def move(self, *, by):
        if not self.cleaned_data["clinicians"]:
            raise publishing.NotAllowed("Choose who is to read it.")
        super().move(by=by)
        return f"Asked about version {self.version.number}."


class TakeBackForm(ReviewMove):
    title = button = "Take back from review"
    permission = "therapies.change_article"
    state_move = "take back"
    shows_changes = False

    def explain(self):
        return "The version is a draft again. Addresses that clinicians have say so when they are opened."

    def move(self, *, by):
        publishing.take_back(self.version, by=by)
        return f"Version {self.version.number} is a draft again."


class PublishForm(ReviewMove):
    title = button = "Publish"
    permission = "therapies.publish_article"
    state_move = "publish"

    def explain(self):
        return "A clinician approved exactly these words. Patients read them as soon as you press the button."

    def move(self, *, by):
        publishing.publish(self.version, by=by)
        return f"Patients now read version {self.version.number} of “{self.version.title}”."


class UnreviewedForm(ReviewMove):
    """Publishes what no clinician has seen; it is listed until one has."""

    published_as = ""
    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 2}), label="Why")

    def move(self, *, by):
        reason = " ".join(self.cleaned_data["reason"].split())
        publishing.publish(self.version, by=by, as_=self.published_as, reason=reason)
        return (
            f"Patients now read version {self.version.number} of “{self.version.title}”. "
            "It is listed until a clinician has looked: ask one now."
        )


class CorrectionForm(UnreviewedForm):
    title = button = "Publish as a small correction"
    permission = "therapies.correct_article"
    state_move = "publish a small correction"
    published_as = Version.CORRECTION

    @classmethod
    def makes_sense(cls, article):
        return super().makes_sense(article) and Version.objects.live().filter(article=article).exists()

    def explain(self):
        return WHAT_IT_IS

    def problems(self) -> list[str]:
        return refusals_of_correction(self.version) if self.version else []


class EmergencyForm(UnreviewedForm):
    title = button = "Publish in an emergency"
    permission = "therapies.move_article"
    state_move = "publish in an emergency"
    published_as = Version.EMERGENCY

    @classmethod
    def makes_sense(cls, article):
        return super().makes_sense(article) and not article.is_practice

    def explain(self):
        return (
            "Only when waiting for a clinician would do harm. Patients read it at once, the page says that no "
            "clinician has reviewed it, and it is listed until one has."
        )


class PreviewLinkForm(ReviewMove):
    title = "Preview link"
    button = "Make a link"
    permission = "therapies.change_article"
    shows_changes = False

    def __init__(self, *args, article: Article, **kwargs):
        super().__init__(*args, article=article, **kwargs)
        self.sent: list = []

    @classmethod
    def makes_sense(cls, article):
        version = cls.version_of(article)
        return version is not None and not was_read(version)

    def explain(self):
        return (
            "Whoever has the link reads this draft, for 30 days and without an account, and can do nothing else. The "
            "page says that it is a draft and not for patients. You can take the link back."
        )

    def move(self, *, by):
        self.sent = [publishing.make_preview_link(self.version, by=by)]
        return f"Made a link to version {self.version.number}."


def was_read(version: Version, *, now: datetime | None = None) -> bool:
    return version.live_from is not None and version.live_from <= (now or timezone.now())


REVIEW_MOVES: dict[str, type[ReviewMove]] = {
    "publish": PublishForm,
    "send": SendForm,
    "ask": AskForm,
    "take-back": TakeBackForm,
    "correct": CorrectionForm,
    "emergency": EmergencyForm,
    "preview-link": PreviewLinkForm,
}


def review_moves_of(article: Article, *, by) -> dict[str, str]:
    """The moves that make sense now and that somebody may make: name of the address → words of the link."""
    return {
        name: form.link_words(article)
        for name, form in REVIEW_MOVES.items()
        if by.has_perm(form.permission) and form.makes_sense(article)
    }
