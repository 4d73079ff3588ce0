"""The forms that confirm what staff decide about a whole page: when it is read, where it stands, whether it goes on."""

from __future__ import annotations

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils import timezone

from therapies import publishing
from therapies.models import Article, Link, Version
from therapies.publishing.permanent_links import links_to_pages
from therapies.publishing.states import may
from therapies.text.addresses import MAX_SLUG, SLUG_RULE, is_slug
from therapies.text.counting import counted
from therapies.text.files import visible

from .move_form import MoveForm, TimedForm, newest_version
from .pages import in_full


class WithdrawForm(TimedForm):
    """Takes a page from patients, now or on a day."""

    title = button = "Withdraw this page"
    field_order = ["notice", "read_instead", "day", "time"]
    notice = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Patients who follow an old link read this. Say why, and what to do now.",
    )
    read_instead = forms.ModelChoiceField(
        Article.objects.none(),
        required=False,
        empty_label="(nothing)",
        help_text="A page that patients can read instead.",
    )

    def __init__(self, *args, article: Article, **kwargs):
        waits = {"notice": article.withdrawal_notice, "read_instead": article.read_instead_id}
        if article.withdrawn_at:
            local = timezone.localtime(article.withdrawn_at)
            waits |= {"day": local.date(), "time": local.time()}
        super().__init__(*args, article=article, initial=waits, **kwargs)
        self.fields["read_instead"].queryset = other_live_pages(article)
        self.fields["read_instead"].label_from_instance = titles_of(article)
        for name in ("day", "time"):
            self.fields[name].required = False
        self.fields["day"].help_text = "Leave the day and the time empty to withdraw the page now."

    @classmethod
    def makes_sense(cls, article):
        return Version.objects.live().filter(article=article).exists()

    def explain(self):
        return (
            f"Patients who open {self.article.get_absolute_url()} will read your notice, the clinic’s phone number and "
            "what to read instead. Nothing is deleted; publishing a version brings the page back. With a day, patients "
            "read the page until then." + said_of_links(links_to_pages([self.article]))
        )

    def clean_notice(self) -> str:
        return visible(self.cleaned_data["notice"])

    def move(self, *, by):
        fields = ("notice", "read_instead", "at")
        publishing.withdraw(self.article, by=by, **{name: self.cleaned_data[name] for name in fields})
        if self.cleaned_data["at"]:
            return f"Patients read this page until {in_full(self.cleaned_data['at'])}, and your notice from then on."
        return "Withdrawn. Patients who follow a link to this page now read your notice."

    @property
    def logged(self):
        at = self.cleaned_data["at"]
        when = f" from {in_full(at)}" if at else ""
        return f"Withdrawn{when}: {self.article.withdrawal_notice}"


class KeepForm(MoveForm):
    """Takes back a withdrawal that has not come yet."""

    title = button = "Cancel the withdrawal"

    @classmethod
    def makes_sense(cls, article):
        return bool(withdrawal_in_words(article))

    def explain(self):
        if not self.makes_sense(self.article):
            return "No withdrawal of this page is planned."
        return f"The page is to be withdrawn on {in_full(self.article.withdrawn_at)}. Patients will go on reading it."

    def move(self, *, by):
        if not publishing.cancel_withdrawal(self.article, by=by):
            raise publishing.NotPossible("No withdrawal waits: it was cancelled, or its time has come.")
        return "Cancelled. Patients go on reading this page."


class ScheduleForm(TimedForm):
    """Publishes the newest version at a set time."""

    title = button = "Publish at a set time"
    permission = "therapies.publish_article"
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, article: Article, **kwargs):
        self.version = newest_version(article)
        self.waiting = list(waiting_versions(article))
        super().__init__(*args, article=article, initial={"number": self.version and self.version.number}, **kwargs)

    @classmethod
    def makes_sense(cls, article):
        newest = newest_version(article)
        is_gone = article.withdrawn_at and article.withdrawn_at <= timezone.now()
        return bool(newest) and not (article.merged_into_id or is_gone) and may("schedule", newest)

    def explain(self):
        return (
            "Patients read the version below from the time that you set. Until then they read what they read now. "
            "A version written later waits for a decision of its own."
        )

    def clean(self):
        super().clean()
        if self.errors:
            return
        if self.version is None or self.cleaned_data["number"] != self.version.number:
            raise forms.ValidationError(
                "Another version was written after you opened this page. Open the page again, and read that version."
            )

    def move(self, *, by):
        at = self.cleaned_data["at"]
        publishing.publish(self.version, by=by, at=at)
        return f"Patients read version {self.version.number} from {in_full(at)}."


class CancelForm(MoveForm):
    """Takes back a publication that has not come yet."""

    title = button = "Cancel a publication"
    permission = "therapies.publish_article"
    planned = forms.ModelChoiceField(
        Version.objects.none(),
        empty_label=None,
        label="Version",
        error_messages={"invalid_choice": "This version does not wait any more. Look at the list of versions."},
    )

    def __init__(self, *args, article: Article, **kwargs):
        super().__init__(*args, article=article, **kwargs)
        self.fields["planned"].queryset = waiting_versions(article)
        self.fields["planned"].label_from_instance = lambda planned: (
            f"Version {planned.number}, from {in_full(planned.live_from)}"
        )

    @classmethod
    def makes_sense(cls, article):
        return waiting_versions(article).exists()

    def explain(self):
        return "The version does not go out by itself any more. Patients go on reading what they read now."

    def move(self, *, by):
        planned = self.cleaned_data["planned"]
        if not publishing.cancel_schedule(planned, by=by):
            raise publishing.NotPossible("Its time has just come: patients read this version already.")
        return f"Cancelled. Version {planned.number} does not go out by itself any more."


class RenameForm(MoveForm):
    """Gives a page another address."""

    title = button = "Change the address"
    slug = forms.CharField(
        label="New address",
        max_length=MAX_SLUG,
        help_text=f"The last part of the address: {SLUG_RULE}, such as how-to-prepare.",
    )

    def __init__(self, *args, article: Article, **kwargs):
        super().__init__(*args, article=article, initial={"slug": article.slug}, **kwargs)

    @classmethod
    def makes_sense(cls, article):
        return super().makes_sense(article) and not publishing.has_fixed_address(article)

    def explain(self):
        return (
            f"The page stands at {self.article.address.url}. That address will lead to the new one for ever, so links "
            "in e-mails and on other pages go on working. No other page can have it."
        )

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if not is_slug(slug):
            raise forms.ValidationError(f"Use {SLUG_RULE}, such as how-to-prepare.")
        if slug == self.article.slug:
            raise forms.ValidationError("The page has this address already. Write another one.")
        return slug

    def move(self, *, by):
        old = self.article.address
        publishing.rename(self.article, slug=self.cleaned_data["slug"], by=by)
        return f"The page is now at {self.article.address.url}. {old.url} leads there."


class MergeForm(MoveForm):
    """Lets another page take the place of this one."""

    title = button = "Merge into another page"
    into = forms.ModelChoiceField(
        Article.objects.none(),
        label="Page that takes its place",
        empty_label="(choose a page)",
        error_messages={"invalid_choice": "That page is not live in the same language. Choose another one."},
    )
    links_follow = forms.BooleanField(
        required=False,
        label="Links to questions",
        help_text="Tick it when links in e-mails to questions that the other page lacks may lead to that whole page.",
    )

    def __init__(self, *args, article: Article, **kwargs):
        super().__init__(*args, article=article, **kwargs)
        self.fields["into"].queryset = other_live_pages(article)
        self.fields["into"].label_from_instance = titles_of(article)
        if not links_to_pages([article]).exclude(question="").exists():
            del self.fields["links_follow"]

    @classmethod
    def makes_sense(cls, article):
        once_read = Version.objects.once_live().filter(article=article).exists()
        return once_read and super().makes_sense(article) and not publishing.has_fixed_address(article)

    def explain(self):
        return (
            f"Patients who open {self.article.address.url} will be led to the other page, for ever. The words of this "
            "page are kept for staff, and patients read them no more, nor its questions: put what they still need "
            "into the other page first. A merger cannot be taken back."
        )

    def move(self, *, by):
        into = self.cleaned_data["into"]
        publishing.merge(self.article, into=into, links_follow=self.cleaned_data.get("links_follow", False), by=by)
        return f"Merged. {self.article.address.url} now leads to {into.get_absolute_url()}."


MOVES: dict[str, type[MoveForm]] = {
    "schedule": ScheduleForm,
    "cancel": CancelForm,
    "rename": RenameForm,
    "merge": MergeForm,
    "withdraw": WithdrawForm,
    "keep": KeepForm,
}


def moves_of(article: Article, *, by: AbstractBaseUser) -> dict[str, str]:
    """The moves that make sense now and that somebody may make: name of the address → words of the link."""
    return {
        name: form.title for name, form in MOVES.items() if by.has_perm(form.permission) and form.makes_sense(article)
    }


def withdrawal_in_words(article: Article) -> str:
    """When a page is to be withdrawn, for the end of a sentence; "" when no day is set."""
    waits = article.withdrawn_at and article.withdrawn_at > timezone.now()
    return f"; to be withdrawn on {in_full(article.withdrawn_at)}" if waits else ""


def said_of_links(links: QuerySet[Link]) -> str:
    """What a withdrawal asks for while links in use lead to the page; "" when none does."""
    number = links.count()
    if not number:
        return ""
    what = f" {counted(number, 'link')} in e-mails or on paper would lose this page. Choose what to read instead: "
    return what + "the links lead straight to it while this page is withdrawn."


def waiting_versions(article: Article):
    return article.versions.filter(live_from__gt=timezone.now()).order_by("live_from")


def other_live_pages(article: Article):
    return Article.objects.live().filter(language=article.language).exclude(pk=article.pk)


def titles_of(article: Article):
    """How a list of the other live pages names each: its title, as patients know it, then its address."""
    titles = dict(Version.objects.live().filter(article__language=article.language).values_list("article_id", "title"))
    return lambda page: f"{titles.get(page.pk, page)} ({page})"
