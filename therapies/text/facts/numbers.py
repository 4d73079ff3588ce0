"""Facts that are numbers: amounts of money, times of day, whole numbers."""

import re
from decimal import Decimal

from .types import FactDefinition, FactValueError

DEAREST = Decimal(100_000)

MONEY_FORM = "Write the price in US dollars, like this: $450 or $400 to $600."
MONEY_NEGATIVE = "A price cannot be below zero. Write it like this: $450."
MONEY_UPSIDE_DOWN = "Write the lower price first, such as $400 to $600."
MONEY_TOO_HIGH = "Write $100,000 or less."
_DOLLARS = re.compile(r"(?:us)?\$?\s*(?:usd\s*)?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(\.[0-9]{2})?\s*(?:usd|dollars?)?")

TIME_FORM = "Write the time like this: 8:30 am, 5 pm, noon or midnight."
AM_OR_PM = "Write am or pm too, such as 8:30 am."
NO_SUCH_TIME = "There is no such time of day. Write it like this: 8:30 am or 5 pm."
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(?:([ap])\.?\s?m?\.?)?")

WHOLE_NUMBER = "Write a whole number in digits, such as 18."


def clean_money(raw: str) -> str:
    """ "$450", "$1,200.50" or "$400 to $600"; refuses below zero, above $100,000, other currencies."""
    text = re.sub("[‐‑‒–—−]", "-", raw.strip().lower())
    if text.startswith(("-", "$-", "$ -")):
        raise FactValueError(MONEY_NEGATIVE)
    sides = [_DOLLARS.fullmatch(side.strip()) for side in re.split(r"-|\bto\b", text)]
    if len(sides) > 2 or not all(sides):
        raise FactValueError(MONEY_FORM)
    amounts = [Decimal(side[1].replace(",", "") + (side[2] or "")) for side in sides]
    if max(amounts) > DEAREST:
        raise FactValueError(MONEY_TOO_HIGH)
    if amounts[0] > amounts[-1]:
        raise FactValueError(MONEY_UPSIDE_DOWN)
    return " to ".join(dict.fromkeys(_dollars(amount) for amount in amounts))


def _dollars(amount: Decimal) -> str:
    return f"${amount:,.0f}" if amount == int(amount) else f"${amount:,.2f}"


def clean_time_of_day(raw: str) -> str:
    """ "08:30" on the 24-hour clock. Without am or pm, only a time that can mean nothing else is taken.

    That is a time with two digits for the hour ("08:30", "17:00"), as clocks of 24 hours show it.
    """
    text = " ".join(raw.lower().split())
    if text in ("noon", "12 noon", "midnight", "12 midnight"):
        return "12:00" if text.endswith("noon") else "00:00"
    written = _TIME.fullmatch(text)
    if not written:
        raise FactValueError(TIME_FORM)
    hour, minute, half = int(written[1]), int(written[2] or 0), written[3]
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise FactValueError(NO_SUCH_TIME)
    if not half and (len(written[1]) == 1 or written[2] is None):
        raise FactValueError(AM_OR_PM)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}"


def time_of_day_in_words(value: str) -> str:
    """ "8:30 am", "5 pm", "noon" or "midnight" for a canonical time."""
    hour, minute = (int(part) for part in value.split(":"))
    if minute == 0 and hour in (0, 12):
        return "noon" if hour else "midnight"
    minutes = f":{minute:02}" if minute else ""
    return f"{hour % 12 or 12}{minutes} {'pm' if hour >= 12 else 'am'}"


def clean_number(raw: str, *, definition: FactDefinition) -> str:
    """A whole number between the bounds of the definition, both allowed."""
    text = raw.strip()
    # Longer than any bound: int() of a million digits would keep a worker busy.
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise FactValueError(WHOLE_NUMBER)
    number = int(text)
    if not definition.lowest <= number <= definition.highest:
        raise FactValueError(f"Write a number from {definition.lowest} to {definition.highest}.")
    return str(number)
