"""The time of an appointment in an address: what to type so that a scheduling system fills it in, after the `#`.

What stands after the `#` never reaches a server. Each writing that is offered is one that the plan of a visit reads
(static/js/plan/times.js).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

# Letters first; no sign that would end an HTML attribute, a merge field or an address.
FIELD_NAME = re.compile(r"[A-Za-z](?:[A-Za-z0-9_.-]| (?=[A-Za-z0-9])){0,39}")


class FieldNameError(ValueError):
    """A name that no scheduling system gives to a field. Its text is for the person who typed it."""


@dataclass(frozen=True)
class MergeStyle:
    """How a family of systems marks a field: `{{date}}`, `[DATE]` or `%DATE%`."""

    key: str
    before: str
    after: str
    in_capitals: bool

    @property
    def label(self) -> str:
        return self.field("date")

    def field(self, name: str) -> str:
        return f"{self.before}{name.upper() if self.in_capitals else name}{self.after}"


@dataclass(frozen=True)
class TimeFormat:
    """A way in which systems write date and time.

    joint: what we put between the two fields.
    has_blanks: whether blanks are in it. Mail programs end an address in plain words at the first blank, so such a
        format serves only where the address stands in HTML.
    """

    key: str
    date: Callable[[datetime], str]
    time: Callable[[datetime], str]
    joint: str
    has_blanks: bool = True

    def filled(self, moment: datetime) -> str:
        return f"{self.date(moment)}{self.joint}{self.time(moment)}"


@dataclass(frozen=True)
class Variant:
    """What to paste for one system and one format.

    system, label: for a list of choices: "{{date}}" and "2026-12-08T09:00".
    fragment: what stands after the `#`, with the fields in it: "t={{date}}T{{time}}".
    fits_plain_text: False when blanks would end the address in a text message or a mail without HTML.
    """

    system: str
    label: str
    fragment: str
    style: MergeStyle
    format: TimeFormat

    @property
    def fits_plain_text(self) -> bool:
        return not self.format.has_blanks

    def filled(self, moment: datetime) -> str:
        """The fragment as patients get it, for a preview and to count the signs of a message."""
        return f"t={self.format.filled(moment)}"


def _hour(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment:%M}"


STYLES = (
    MergeStyle("braces", "{{", "}}", in_capitals=False),
    MergeStyle("brackets", "[", "]", in_capitals=True),
    MergeStyle("percent", "%", "%", in_capitals=True),
)
FORMATS = (
    TimeFormat("iso", lambda at: f"{at:%Y-%m-%d}", lambda at: f"{at:%H:%M}", "T", has_blanks=False),
    TimeFormat("numbers", lambda at: f"{at:%m/%d/%Y}", lambda at: f"{_hour(at)} {at:%p}", " "),
    TimeFormat("short", lambda at: f"{at:%b} {at.day}, {at.year}", lambda at: f"{_hour(at)}{at:%p}".lower(), " "),
    TimeFormat("long", lambda at: f"{at:%A, %B} {at.day}, {at.year}", lambda at: f"{_hour(at)} {at:%p}", " at "),
)
# What the list of formats shows; a wall clock, as a scheduling system writes it.
EXAMPLE = datetime(2026, 12, 8, 9, 0)


def merge_variants(*, date_field: str = "date", time_field: str = "time") -> list[Variant]:
    """Each style with each format. An empty `time_field` means that the system writes both into the date field.

    Raises FieldNameError for a name that would break the address.
    """
    names = (date_field, time_field) if time_field else (date_field,)
    fields = [checked_name(name) for name in names]
    return [
        Variant(
            system=style.label,
            label=format_.filled(EXAMPLE),
            fragment="t=" + format_.joint.join(style.field(name) for name in fields),
            style=style,
            format=format_,
        )
        for style in STYLES
        for format_ in FORMATS
    ]


def checked_name(name: str) -> str:
    if not FIELD_NAME.fullmatch(name):
        raise FieldNameError(
            f'"{name}" cannot be the name of a field. Write it without the marks around it: '
            "letters, digits, dots, dashes and single blanks, 40 at most, a letter first."
        )
    return name
