"""US phone numbers: read any common writing, keep and show "(555) 555-0100 ext. 12", link with tel: or sms:."""

import re

from .types import FactValueError

EXAMPLE = "(555) 555-0100 or (555) 555-0100 ext. 12"
LETTERS = f"Write the number with digits only, like this: {EXAMPLE}."
TEN_DIGITS = f"Write a US number with 10 digits, like this: {EXAMPLE}."
OTHER_COUNTRY = "Write a US number, so that every patient can call it: 10 digits, after +1 if you like."
NO_SUCH_NUMBER = (
    "No US number begins like this: area code and exchange begin with 2 to 9 and do not end in 11. "
    "Please check the number."
)
ONE_NUMBER = "Write one number only. A second number needs a field of its own."

_EXTENSION = re.compile(r"[\s,;]*(?:ext(?:ension)?\b\.?|ext\.?(?=[0-9])|x|#)\s*[:=]?\s*([0-9]{1,7})$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s().\-/‐‑‒–—]+")
# Address books put these around a number that is copied.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_KEPT = re.compile(r"\(([0-9]{3})\) ([0-9]{3})-([0-9]{4})(?: ext\. ([0-9]{1,7}))?")


def clean_phone(raw: str, *, short_codes: tuple[str, ...] = ()) -> str:
    """The canonical writing of a number; with short codes only one of those.

    Refuses letters, other countries, and numbers that the North American Numbering Plan does not
    give out (area code or exchange that begins with 0 or 1 or ends in 11).
    """
    text = re.sub(r"^tel:\s*", "", _INVISIBLE.sub("", raw).strip(), flags=re.IGNORECASE)
    if short_codes:
        return _one_of(text, short_codes)
    extension = _EXTENSION.search(text)
    number = text[: extension.start()] if extension else text
    digits = _SEPARATORS.sub("", number)
    if re.search(r"[^0-9+]", digits):
        raise FactValueError(LETTERS)
    if digits.startswith("+") and not digits.startswith("+1"):
        raise FactValueError(OTHER_COUNTRY)
    digits = re.sub(r"^\+?1(?=[0-9]{10}$)", "", digits)
    if re.fullmatch("[0-9]{20,}", digits):
        raise FactValueError(ONE_NUMBER)
    if not re.fullmatch("[0-9]{10}", digits):
        raise FactValueError(TEN_DIGITS)
    if not re.fullmatch(r"(?:[2-9](?!11)[0-9]{2}){2}[0-9]{4}", digits):
        raise FactValueError(NO_SUCH_NUMBER)
    shown = f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    return f"{shown} ext. {extension[1]}" if extension else shown


def _one_of(text: str, short_codes: tuple[str, ...]) -> str:
    code = _SEPARATORS.sub("", text)
    if code not in short_codes:
        raise FactValueError(f"Write {' or '.join(short_codes)}: it is the number for the whole United States.")
    return code


def phone_href(value: str) -> str:
    """The link of a canonical number: "tel:+15555550100;ext=12" (RFC 3966), "tel:911" for a short code."""
    kept = _KEPT.fullmatch(value)
    if not kept:
        return f"tel:{value}"
    area, exchange, line, extension = kept.groups()
    return f"tel:+1{area}{exchange}{line}" + (f";ext={extension}" if extension else "")


def sms_href(value: str) -> str:
    """The link that begins a text message to a canonical number (RFC 5724), which knows no extensions."""
    return phone_href(value).replace("tel:", "sms:", 1).partition(";")[0]


def is_sample_phone(value: str) -> bool:
    """Whether a canonical number lies in 555-0100 to 555-0199, which is reserved for examples in every area code."""
    kept = _KEPT.fullmatch(value)
    return bool(kept) and kept[2] == "555" and kept[3].startswith("01")
