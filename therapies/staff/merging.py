"""A save onto a newer version: it is refused, and the form then holds both changes put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from therapies.models import Version
from therapies.text.articles import ArticleText
from therapies.text.merging import Piece, marked_lines, merge_items, merge_text, proposal

from .names import author_of, changes_since

NOTHING = object()


@dataclass(frozen=True)
class FieldMerge:
    """One field that differs between what somebody wrote and the newest version. The three texts are as in the form."""

    name: str
    label: str
    base: str
    theirs: str
    yours: str
    value: object = field(repr=False)  # what the form shows now
    is_open: bool = False  # both changed it; somebody has to choose


@dataclass(frozen=True)
class Choice:
    """One place of the text that both changed, under the number of its marks."""

    number: int
    base: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class StaleSave:
    """What the page of a refused save shows."""

    newest: Version
    who: str
    base_number: int | None
    url: str  # what was saved meanwhile
    fields: tuple[FieldMerge, ...]
    choices: tuple[Choice, ...]

    @property
    def open_fields(self) -> list[FieldMerge]:
        return [each for each in self.fields if each.is_open and each.name != "body"]

    @property
    def whole_texts(self) -> list[FieldMerge]:
        return [each for each in self.fields if each.name == "body"]

    @property
    def taken(self) -> list[FieldMerge]:
        """Fields that now say what the newest version says, because nobody else touched them."""
        return [each for each in self.fields if not each.is_open and each.yours == each.base and each.name != "body"]

    @property
    def open_count(self) -> int:
        return len(self.open_fields) + len(self.choices)

    @property
    def message(self) -> str:
        words = f"Not saved yet: {self.who} saved version {self.newest.number} after you opened this page."
        if self.open_count == 1:
            return f"{words} Both texts are put together below. One place needs your choice; then save again."
        if self.open_count:
            return (
                f"{words} Both texts are put together below. {self.open_count} places need your choice; "
                "then save again."
            )
        return f"{words} Both texts are put together below. Read them through, and save again."


def stale_save(form, *, base: Version | None, newest: Version, reader, words_in: Callable[[Version], ArticleText]):
    """Put what a form holds and the newest version together; the form then shows the result and stands on `newest`.

    None when the form says what the newest version says, as after a second click on the button. `words_in` reads a
    version as fields.
    """
    theirs, before = words_in(newest), words_in(base) if base else None
    differing = []
    for name in ArticleText.__dataclass_fields__:
        if name in form.fields:
            old = getattr(before, name) if before else NOTHING
            values = {"old": old, "theirs": getattr(theirs, name), "ours": form.cleaned_data[name]}
            if values["ours"] != values["theirs"]:
                differing.append(field_merge(form, name, **values))
    if not differing:
        return None
    first = 1
    choices: list[Choice] = []
    for place, each in enumerate(differing):
        if each.name == "body" and each.is_open:
            pieces = merge_text(before.body if before else None, theirs.body, each.value)
            first = 1 + max((number for _, number in marked_lines((theirs.body + each.yours).split("\n"))), default=0)
            body = proposal(pieces, theirs_named=f"the words of version {newest.number}", first=first)
            choices = choices_in(pieces, first=first)
            differing[place] = FieldMerge("body", each.label, each.base, each.theirs, each.yours, body, bool(choices))
    for each in differing:
        show(form, each.name, each.value)
    show(form, "base_version", newest.number)
    return StaleSave(
        newest=newest,
        who=author_of(newest, reader=reader),
        base_number=base.number if base else None,
        url=changes_since(base.number if base else None, newest),
        fields=tuple(differing),
        choices=tuple(choices),
    )


def field_merge(form, name: str, *, old: object, theirs: object, ours: object) -> FieldMerge:
    """Whose words a field keeps when they differ. The text itself is put together by the caller."""
    merged = NOTHING
    if ours == old:
        merged = theirs
    elif theirs == old:
        merged = ours
    elif isinstance(ours, tuple) and old is not NOTHING:
        both = merge_items(old, theirs, ours)
        merged = NOTHING if both is None else both
    shown = [as_shown(form, name, value) for value in (old, theirs, ours)]
    is_open = merged is NOTHING
    return FieldMerge(name, form[name].label, *shown, value=ours if is_open else merged, is_open=is_open)


def as_shown(form, name: str, value: object) -> str:
    if value is NOTHING or value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    prepared = form.fields[name].prepare_value(value)
    return prepared if isinstance(prepared, str) else str(prepared)


def choices_in(pieces: list[Piece], *, first: int) -> list[Choice]:
    left = [piece for piece in pieces if piece.merged is None]
    return [Choice(number, piece.base, piece.theirs, piece.yours) for number, piece in enumerate(left, first)]


def show(form, name: str, value: object) -> None:
    """Let a sent form show another value than was sent, whatever widget the field has."""
    # Each form has fields of its own, so this reaches no other form.
    form.fields[name].bound_data = lambda data, initial: value
