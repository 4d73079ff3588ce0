"""Facts that are words: one line of plain text, a web address, the file name of a picture."""

import re
import unicodedata
from urllib.parse import urlsplit

from .types import FactValueError

LONGEST_ADDRESS = 500

ONE_LINE = "Write it on one line."
ANOTHER_FACT = "Write the words themselves: a value cannot contain the placeholder of another fact ({{ … }})."

_SIGNS = "<>*`[]{}|\\~"
_LINE_ENDS = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ENTITY = re.compile(r"&#?[a-zA-Z0-9]+;")
# An underscore inside a word is nothing in Markdown; at its edge it makes the word slanted.
_SLANTED = re.compile(r"(?<!\w)_|_(?!\w)|__")
_BLOCK_START = re.compile(r"(?:#|[-+]\s|:::|[0-9]{1,9}[.)]\s|={3,}$|-{3,}$)")

HTTPS_ONLY = "Begin the address with https://, such as https://example.com/book."
NO_HOST = "Write the whole address, such as https://example.com/book."
NO_SIGN_IN = "Leave the user name and password out of the address: everybody can read it."
ADDRESS_SIGNS = (
    "Copy the address from the address line of a browser: it cannot hold spaces, quotes or letters such as é."
)
_ADDRESS = re.compile(r"[!#$%&()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")

PICTURE_NAME = (
    "Write the file name of a picture: small letters, digits and hyphens, then .svg, .png or .webp, such as logo.svg."
)
_PICTURE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:svg|png|webp)")


def clean_text(raw: str, *, max_length: int, ends_a_sentence: bool = False) -> str:
    """One line of plain text with single spaces, in Unicode form C.

    Refuses Markdown, HTML, placeholders, control and invisible characters, and more than
    max_length characters. A value that ends a sentence of an article loses its own full stop.
    """
    text = raw.strip()
    if _LINE_ENDS.search(text):
        raise FactValueError(ONE_LINE)
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    # Before the checks: “---.” must not become a line of its own by losing its full stop.
    if ends_a_sentence:
        text = _without_full_stop(text)
    _refuse_invisible(text)
    if "{{" in text or "}}" in text:
        raise FactValueError(ANOTHER_FACT)
    _refuse_markup(text)
    if len(text) > max_length:
        raise FactValueError(f"Write at most {max_length} characters. These are {len(text)}.")
    return text


def _without_full_stop(text: str) -> str:
    last = text.split(" ")[-1]
    # "5 p.m." and "…" keep theirs: these belong to the word.
    one_at_the_end = len(last) > 1 and last.find(".") == len(last) - 1
    return text[:-1] if one_at_the_end else text


def _refuse_invisible(text: str) -> None:
    """Raise FactValueError at a control, formatting, private or unassigned character."""
    for character in text:
        if unicodedata.category(character).startswith("C"):
            raise FactValueError(
                f"There is an invisible character (U+{ord(character):04X}) in it. "
                "Type the value by hand instead of pasting it."
            )


def _refuse_markup(text: str) -> None:
    found = (
        next((sign for sign in text if sign in _SIGNS), "")
        or next((match[0] for pattern in (_ENTITY, _SLANTED) if (match := pattern.search(text))), "")
        or (match[0].strip() if (match := _BLOCK_START.match(text)) else "")
    )
    if found:
        raise FactValueError(f'Write plain words, without "{found}": formatting belongs into the article.')


def clean_web_address(raw: str) -> str:
    """An https address with scheme and host in small letters.

    Refuses other schemes, addresses without a host name (an IP number is none), credentials, and
    characters that an address may not hold.
    """
    address = raw.strip()
    if not _ADDRESS.fullmatch(address):
        raise FactValueError(ADDRESS_SIGNS)
    if len(address) > LONGEST_ADDRESS:
        raise FactValueError(f"Write an address of at most {LONGEST_ADDRESS} characters.")
    if not address.lower().startswith("https://"):
        raise FactValueError(HTTPS_ONLY)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise FactValueError(NO_HOST) from None
    if "@" in parts.netloc:
        raise FactValueError(NO_SIGN_IN)
    host = parts.hostname or ""
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise FactValueError(NO_HOST)
    return parts._replace(scheme="https", netloc=f"{host}:{port}" if port is not None else host).geturl()


def clean_picture(raw: str) -> str:
    """The file name of a picture. Whether there is such a file is for the caller to check."""
    name = raw.strip()
    if len(name) > 100 or not _PICTURE.fullmatch(name):
        raise FactValueError(PICTURE_NAME)
    return name
