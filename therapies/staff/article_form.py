"""The form in which staff edit an article. It reads an article text into fields and writes one from them."""

from __future__ import annotations

import re

from django import forms
from django.utils.text import capfirst
from markdownx.fields import MarkdownxFormField

from therapies.models import Article, Version
from therapies.publishing.drafts import AddressTaken, draft_of, refuse_taken_address
from therapies.publishing.links import dead_links, taken_ids
from therapies.text.addresses import LANGUAGES, SLUG_RULE, Address, is_slug
from therapies.text.articles import (
    DEFAULT_ORDER,
    FIELD_OF_KIND,
    MAX_LINE,
    MAX_NAME,
    MAX_ORDER,
    MAX_SUMMARY,
    MAX_TITLE,
    VISIT_LENGTH,
    ArticleText,
    Source,
    format_article,
    parse_article,
    read_article,
)
from therapies.text.checking import problems_in
from therapies.text.facts import FACTS, LENGTHS_OF_VISITS
from therapies.text.files import MAX_ARTICLE_BYTES, visible
from therapies.text.front_matter import MAX_FRONT_CHARACTERS
from therapies.text.pictures import known_pictures
from therapies.text.problems import ArticleFileError, Problem

from .merging import StaleSave, stale_save
from .sources_widget import SourcesWidget, TherapiesWidget
from .text_lines import in_text_field
from .widgets import EditorWidget

SOURCE_PARTS = ("key", "title", "publisher", "year", "address")
YEAR = re.compile("[0-9]{1,4}")


class LinesField(forms.CharField):
    """A list of texts, one a line; the value is a tuple."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value):
        written = super().to_python(value)
        if len(written) > MAX_FRONT_CHARACTERS:
            raise forms.ValidationError(f"Write at most {MAX_FRONT_CHARACTERS:,} characters.")
        return tuple(line.strip() for line in written.splitlines() if line.strip())

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else "\n".join(value)


class SourcesField(LinesField):
    """Sources, one a line: `key | title | publisher | year | address`; the value is a tuple of Source."""

    widget = SourcesWidget(attrs={"rows": 5})

    def to_python(self, value):
        return tuple(self.source_in(line) for line in super().to_python(value))

    def source_in(self, line: str) -> Source:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) not in (4, 5) or not YEAR.fullmatch(parts[3]):
            raise forms.ValidationError(
                f'"{line[:60]}" is not a source. Write: key | title | publisher | year | address'
            )
        return Source(parts[0], parts[1], parts[2], int(parts[3]), parts[4] if len(parts) == 5 else "")

    def prepare_value(self, value):
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(" | ".join(str(getattr(source, part)) for part in SOURCE_PARTS) for source in value)


def words_in(version: Version) -> ArticleText:
    """The text of a version as fields, as far as it can be read: one that no longer can is mended in this form."""
    read = read_article(version.text, kind=version.article.kind, path="this page")
    return read.article or ArticleText(title=version.title, summary=version.summary, body=read.body or version.text)


def lengths_of_time() -> list[tuple[str, str]]:
    """Clinic facts that say how long a whole visit takes."""
    return [("", "not given"), *((key, FACTS[key].label) for key in LENGTHS_OF_VISITS)]


class ArticleForm(forms.ModelForm):
    """All of an article text as fields. Half-done Markdown may be saved; `problems` says what keeps it from patients."""

    title = forms.CharField(max_length=MAX_TITLE)
    summary = forms.CharField(max_length=MAX_SUMMARY, widget=forms.Textarea(attrs={"rows": 2}))
    body = MarkdownxFormField(label="Text", widget=EditorWidget(), strip=False)
    sources = SourcesField(
        required=False, help_text="One a line: key | title | publisher | year | address. In the text: [^key]."
    )
    about = LinesField(
        required=False,
        widget=TherapiesWidget(attrs={"rows": 3}),
        help_text="Therapies this page is about, one a line, as in their addresses: lidocaine",
    )
    safety = forms.BooleanField(
        required=False,
        label="Safety page",
        help_text="Tells patients what to do in danger: it has the emergency line, and is reviewed every 6 months.",
    )
    also_called = LinesField(required=False, help_text="Other words that patients search for, one a line.")
    approval = forms.CharField(
        required=False,
        max_length=MAX_LINE,
        help_text="Only for a therapy: what the FDA has approved, and what not.",
    )
    caption = forms.CharField(
        required=False, max_length=MAX_LINE, help_text="Only for a comparison: what its tables show."
    )
    appointment = forms.CharField(
        required=False, max_length=MAX_LINE, help_text="Only for a visit: the kind of appointment."
    )
    visit_length = forms.ChoiceField(
        required=False,
        choices=lengths_of_time,
        label="Length of the visit",
        help_text="Only for a visit: steps such as [end +24 hours] count from its longest end.",
    )
    order = forms.IntegerField(
        min_value=0, max_value=MAX_ORDER, initial=DEFAULT_ORDER, help_text="Small numbers come first in lists."
    )
    owner = forms.CharField(required=False, max_length=MAX_NAME, help_text="The team that keeps this page right.")
    note = forms.CharField(
        required=False,
        max_length=300,
        label="What changed and why",
        help_text="Patients read this on the page of changes. Name no person.",
    )
    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = ["language", "kind", "slug"]

    stale: StaleSave | None = None
    reader = None  # who writes; the admin sets it

    def __init__(self, *args, instance=None, check_stale=True, **kwargs):
        self.check_stale = check_stale
        self.newest = instance.versions.first() if instance and instance.pk else None
        if self.newest:
            text = words_in(self.newest)
            written = {name: getattr(text, name) for name in ArticleText.__dataclass_fields__}
            kwargs["initial"] = {**written, "base_version": self.newest.number, **kwargs.get("initial", {})}
        super().__init__(*args, instance=instance, **kwargs)
        written = self.initial.get(VISIT_LENGTH)
        if written and written not in LENGTHS_OF_VISITS:
            # A file may name another length of time, and saving the page must not lose it.
            self.fields[VISIT_LENGTH].choices = [*lengths_of_time(), (written, FACTS[written].label)]

    def clean_language(self) -> str:
        # Addresses begin with it: "/e.co" would make one that leads to another site.
        if self.cleaned_data["language"] not in LANGUAGES:
            raise forms.ValidationError(f"Write one of {', '.join(LANGUAGES)}.")
        return self.cleaned_data["language"]

    def clean_slug(self) -> str:
        if not is_slug(self.cleaned_data["slug"]):
            raise forms.ValidationError(f"Use {SLUG_RULE}, such as how-to-prepare.")
        return self.cleaned_data["slug"]

    def clean_note(self) -> str:
        return visible(self.cleaned_data["note"])

    def clean_body(self) -> str:
        if len(self.cleaned_data["body"]) > MAX_ARTICLE_BYTES:
            raise forms.ValidationError(f"Write at most {MAX_ARTICLE_BYTES:,} characters, or split the page.")
        # Browsers send CRLF; files and versions keep LF and end with one line break.
        lines = self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
        return lines.strip("\n") + "\n"

    def clean(self):
        super().clean()
        self.refuse_stale_save()
        self.refuse_taken_slug()
        if self.errors:
            return
        kind = self.cleaned_data.get("kind") or self.instance.kind
        for only_kind, name in FIELD_OF_KIND.items():
            if kind == only_kind and not self.cleaned_data[name]:
                self.add_error(name, f"A {only_kind} needs this: {self.fields[name].help_text}")
            if kind != only_kind and self.cleaned_data[name]:
                self.add_error(name, f"Leave this empty: it is only for a {only_kind}.")
        if kind != "visit" and self.cleaned_data[VISIT_LENGTH]:
            self.add_error(VISIT_LENGTH, "Leave this empty: it is only for a visit.")
        if not self.errors:
            self.clean_text(kind)

    def refuse_taken_slug(self) -> None:
        if self.instance.pk or self.errors:
            return
        try:
            refuse_taken_address(self.address)
        except AddressTaken as refusal:
            self.add_error("slug", str(refusal))

    def refuse_stale_save(self) -> None:
        """Refuse to write over a version that came after the page was opened; the form then holds both changes."""
        # What cannot be read cannot be put together: the fields are mended first, and the next save is compared.
        if not self.check_stale or not self.newest or self.errors:
            return
        # Locked, because the other save may be under way; it waits for us or we for it.
        Article.objects.select_for_update().get(pk=self.instance.pk)
        newest = self.instance.versions.order_by("-number").first()
        opened = self.cleaned_data.get("base_version")
        if opened == newest.number:
            return
        base = self.instance.versions.filter(number=opened).first() if opened else None
        self.newest = newest
        self.stale = stale_save(self, base=base, newest=newest, reader=self.reader, words_in=words_in)
        if self.stale:
            raise forms.ValidationError(self.stale.message)

    def clean_text(self, kind: str) -> None:
        article = self.article_text()
        self.text = format_article(article)
        try:
            parse_article(self.text, kind=kind, path="this page")
        except ArticleFileError as error:
            for problem in error.problems:
                self.add_error(None, capfirst(self.in_labels(problem.message)))

    def in_labels(self, message: str) -> str:
        """A sentence about a file's fields, with the names that the fields have here."""
        for name in self.fields:
            if "_" in name:
                message = message.replace(name, f'"{self[name].label}"')
        return message

    def article_text(self) -> ArticleText:
        """The fields as one text. A review that came with a file is one of its words: it falls when they change."""
        values = {name: self.cleaned_data[name] for name in ArticleText.__dataclass_fields__ if name in self.fields}
        self.review_fell = False
        if not self.newest:
            return ArticleText(**values)
        before = words_in(self.newest)
        is_same = all(getattr(before, name) == values[name] for name in ("title", "summary", "body"))
        self.review_fell = bool(before.reviewed_on) and not is_same
        if is_same:
            values |= {name: getattr(before, name) for name in ("reviewed_by", "reviewed_on", "review_due")}
        return ArticleText(**values)

    @property
    def sent_name(self) -> str:
        """The browser's name for the typing that it sent, when this is a form that was sent and came back."""
        return self.data.get("_kept", "") if self.is_bound else ""

    @property
    def address(self) -> Address:
        if self.instance.pk:
            return self.instance.address
        return Address(self.cleaned_data["language"], self.cleaned_data["kind"], self.cleaned_data["slug"])

    def problems(self) -> list[Problem]:
        """What would keep the text from patients, each with its line in the text field."""
        kind = self.address.kind
        problems = problems_in(
            self.text, kind=kind, path="this page", known_facts=FACTS, known_pictures=known_pictures()
        )
        if not problems:
            version = self.unsaved_version()
            # Of a page without a row nobody can say whether an id is its own.
            problems = sorted(dead_links(version) + (taken_ids(version) if version.article.pk else []))
        return in_text_field(problems, self.text, kind=kind)

    @property
    def words_changed(self) -> bool:
        return not self.newest or self.newest.text != self.text

    def unsaved_version(self) -> Version:
        """The text as a version that is in no database, for the preview."""
        article = self.instance
        if not article.pk:
            article = Article(**{name: getattr(self.address, name) for name in ("language", "kind", "slug")})
        number = self.newest.number + 1 if self.newest else 1
        return draft_of(article, self.text, number=number)
