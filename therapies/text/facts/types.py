"""What a clinic fact is: its type, its definition, and the form in which a page shows it."""

from dataclasses import dataclass
from enum import StrEnum

ASK_THE_CLINIC = "ask the clinic"
MAX_TEXT = 160


class FactType(StrEnum):
    DURATION = "duration"
    PHONE = "phone"
    TEXT = "text"
    TIME_OF_DAY = "time_of_day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    MONEY = "money"
    COLOUR = "colour"
    WEB_ADDRESS = "web_address"
    NUMBER = "number"
    PICTURE = "picture"
    OPENING_HOURS = "opening_hours"


class FactValueError(ValueError):
    """A value that cannot be kept. Its text is one or two sentences for the staff member who typed it."""


@dataclass(frozen=True, kw_only=True)
class FactDefinition:
    """One value that a clinic sets in one place and that pages show everywhere.

    example: a sentence of an article that uses the fact, with its placeholder; "" when only the
        layout of the site uses it. The value must be written so that it fits into that sentence.
    start: the value of a new site in its canonical form; "" when only the clinic can know it.
    choices: (stored, shown) pairs of a CHOICE; of a YES_NO, the phrases for "yes" and "no".
    several: a CHOICE that may hold more than one of its choices, stored with ", " between them.
    short_codes: the only numbers that this PHONE may hold, such as 911. Any other PHONE refuses them.
    for_texts: whether a link to this PHONE begins a text message; any other begins a call.
    lowest, highest: bounds of a NUMBER, both allowed.
    unit: word that is shown after a NUMBER ("years"); "" for none.
    max_length: of a TEXT, in characters.
    when_empty: what patients read while no value is set.
    needs_sign_off: a change alters what patients do with their body, so a clinician must agree to it.
    """

    key: str
    label: str
    group: str
    type: FactType
    help: str
    example: str = ""
    start: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    several: bool = False
    short_codes: tuple[str, ...] = ()
    for_texts: bool = False
    lowest: int = 0
    highest: int = 1_000_000
    unit: str = ""
    max_length: int = MAX_TEXT
    when_empty: str = ASK_THE_CLINIC
    required: bool = False
    needs_sign_off: bool = False

    @property
    def ends_a_sentence(self) -> bool:
        """Whether articles put their full stop right after it, so that the value must not bring its own."""
        return self.example.endswith("}}.")

    @property
    def start_is_sample(self) -> bool:
        """Whether the start value is a guess that the clinic has to confirm (911 and 988 are not)."""
        return bool(self.start) and not self.short_codes


@dataclass(frozen=True)
class Shown:
    """A fact as patients read it: plain text, not yet escaped, and a link where there is one.

    href: "tel:+15555550100", "sms:+15555550100" or an https address; "" for none.
    is_set: False while the clinic has given no value; text then says what to do instead.
    is_on: for yes/no facts whether the answer is yes; for all others the same as is_set.
    """

    text: str
    href: str = ""
    is_set: bool = True
    is_on: bool = True

    def __str__(self) -> str:
        return self.text

    # `{% if facts.telehealth %}` is what a template author writes; an object that is always true
    # would show the video visits of a clinic that has none.
    def __bool__(self) -> bool:
        return self.is_on
