"""The two things that are done with the value of a fact: make it canonical, and show it."""

from collections.abc import Callable

from .choices import choices_in_words, clean_choice, clean_yes_no
from .colours import clean_colour
from .durations import clean_duration
from .numbers import clean_money, clean_number, clean_time_of_day, time_of_day_in_words
from .opening_hours import clean_opening_hours
from .phones import clean_phone, phone_href, sms_href
from .plain_words import clean_picture, clean_text, clean_web_address
from .types import FactDefinition, FactType, FactValueError, Shown

# Nothing that is canonical comes near it; what is longer is a paste by mistake or an attack.
LONGEST_RAW = 2_000

_CLEAN: dict[FactType, Callable[[str, FactDefinition], str]] = {
    FactType.DURATION: lambda raw, _: clean_duration(raw),
    FactType.PHONE: lambda raw, definition: clean_phone(raw, short_codes=definition.short_codes),
    FactType.TEXT: lambda raw, definition: clean_text(
        raw, max_length=definition.max_length, ends_a_sentence=definition.ends_a_sentence
    ),
    FactType.TIME_OF_DAY: lambda raw, _: clean_time_of_day(raw),
    FactType.YES_NO: lambda raw, _: clean_yes_no(raw),
    FactType.CHOICE: lambda raw, definition: clean_choice(raw, definition=definition),
    FactType.MONEY: lambda raw, _: clean_money(raw),
    FactType.COLOUR: lambda raw, _: clean_colour(raw),
    FactType.WEB_ADDRESS: lambda raw, _: clean_web_address(raw),
    FactType.NUMBER: lambda raw, definition: clean_number(raw, definition=definition),
    FactType.PICTURE: lambda raw, _: clean_picture(raw),
    FactType.OPENING_HOURS: lambda raw, _: clean_opening_hours(raw),
}


def clean_value(definition: FactDefinition, raw: str) -> str:
    """The canonical string of what a staff member wrote; "" for nothing.

    Raises FactValueError with a sentence that says what to write instead. A canonical value comes
    back unchanged.
    """
    if len(raw) > LONGEST_RAW:
        raise FactValueError(f"Write at most {LONGEST_RAW} characters.")
    if raw.strip():
        return _CLEAN[definition.type](raw, definition)
    if definition.required:
        raise FactValueError(f'Fill in "{definition.label}": pages cannot do without it.')
    return ""


def shown(definition: FactDefinition, value: str) -> Shown:
    """A canonical value as patients read it; the words for an empty one tell them whom to ask."""
    if not value:
        return Shown(definition.when_empty, is_set=False, is_on=False)
    is_on = definition.type is not FactType.YES_NO or value == "yes"
    return Shown(_in_words(definition, value), href=_href(definition, value), is_on=is_on)


def _in_words(definition: FactDefinition, value: str) -> str:
    match definition.type:
        case FactType.TIME_OF_DAY:
            return time_of_day_in_words(value)
        case FactType.CHOICE:
            return choices_in_words(value, definition=definition)
        case FactType.YES_NO:
            return dict(definition.choices).get(value, value)
        case FactType.WEB_ADDRESS:
            return value.removeprefix("https://").removesuffix("/")
        case FactType.NUMBER if definition.unit:
            return f"{value} {definition.unit}"
    return value


def _href(definition: FactDefinition, value: str) -> str:
    match definition.type:
        case FactType.PHONE:
            return sms_href(value) if definition.for_texts else phone_href(value)
        case FactType.WEB_ADDRESS:
            return value
    return ""
