"""What the forms of all moves of a page share: what a move says and needs, and a moment by the clock of the clinic."""

from __future__ import annotations

from datetime import date, datetime

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.forms.utils import from_current_timezone
from django.utils import timezone

from therapies import publishing
from therapies.models import Article, Version

from .text_lines import in_line, in_text_field


def newest_version(article: Article) -> Version | None:
    return article.versions.order_by("-number").first()


class MoveForm(forms.Form):
    """Asks for what one move needs, says what it does, and makes it. A new move is a subclass and a line in
    MOVES (article_moves)."""

    title = ""  # of the page, and of the link that leads to it
    button = ""
    permission = "therapies.move_article"

    # The page shows these where a form sets them.
    version: Version | None = None
    waiting: list[Version] = []

    def __init__(self, *args, article: Article, **kwargs):
        super().__init__(*args, **kwargs)
        self.article = article
        # Written before the move: a new address would stand in the words about the old one.
        self.explanation = self.explain()

    @classmethod
    def makes_sense(cls, article: Article) -> bool:
        """Whether the page of the article offers this move. `publishing` refuses what is not possible, offered or not."""
        return not article.merged_into_id

    def explain(self) -> str:
        raise NotImplementedError

    def move(self, *, by: AbstractBaseUser) -> str:
        """Make the move and say in plain words what is so now."""
        raise NotImplementedError

    @property
    def logged(self) -> str:
        """What the history of the page says."""
        return self.done

    def carry_out(self, *, by: AbstractBaseUser) -> bool:
        """Make the move; False, with the reasons in the form's errors, when that is not possible."""
        try:
            self.done = self.move(by=by)
        except (publishing.NotPossible, publishing.AddressTaken) as refusal:
            self.add_error(None, str(refusal))
        except publishing.NotPublishable as refusal:
            for problem in in_text_field(refusal.problems, self.version.text, kind=self.article.kind):
                self.add_error(None, f"Not published{in_line(problem)}: {problem.message}")
        return self.is_valid()


class TimedForm(MoveForm):
    """Asks for a moment by the clock of the clinic, in `cleaned_data["at"]`; None where none has to be given."""

    day = forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), help_text="Such as 2026-03-01."
    )
    time = forms.TimeField(widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name()
        self.fields["time"].help_text = f"Such as 07:30, by the clock of the clinic ({zone})."

    def clean_day(self) -> date | None:
        # The last days of the calendar have no end in every time zone.
        if self.cleaned_data["day"] and self.cleaned_data["day"].year > 2999:
            raise forms.ValidationError("Choose a day before the year 3000.")
        return self.cleaned_data["day"]

    def clean(self):
        super().clean()
        if self.errors:
            return
        day, clock = self.cleaned_data["day"], self.cleaned_data["time"]
        self.cleaned_data["at"] = None
        if bool(day) != (clock is not None):
            raise forms.ValidationError("Write both the day and the time, or neither.")
        if not day:
            return
        try:
            self.cleaned_data["at"] = from_current_timezone(datetime.combine(day, clock))
        except forms.ValidationError:
            message = "The clocks change in that hour, so it comes twice or not at all. Choose another time."
            self.add_error("time", message)
