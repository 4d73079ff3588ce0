"""What is pasted into appointment mails and texts: an HTML block, its plain twin and a text message."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from therapies.models import Link
from therapies.text.counting import counted
from therapies.text.facts import FactSheet

from .outputs import EMAIL, NEUTRAL_TITLE, SMS, address_of

LARGEST_BLOCK = 1_200  # bytes; one mail program hides what comes after some 100,000 bytes of a mail
LONGEST_SMS = 160  # signs of one message in the alphabet of GSM 03.38
LONGEST_UNICODE_SMS = 70
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = frozenset("^{}\\[~]|€")  # each takes the room of two
# Signs that editors put in by themselves and that would halve a message for nothing.
PLAINER = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})


@dataclass(frozen=True)
class Sms:
    """A text message. `signs` is its length as phones count it; `is_gsm` is False when only 70 signs fit into one."""

    text: str
    signs: int
    is_gsm: bool

    @property
    def fits(self) -> bool:
        return self.signs <= (LONGEST_SMS if self.is_gsm else LONGEST_UNICODE_SMS)


@dataclass(frozen=True)
class Wording:
    """What a message says beside its link. `minutes` is the time to read, 0 hides it; `fragment` follows the #.

    `filled` is the fragment as a patient gets it: its signs are counted, not those of the names of merge fields.
    """

    facts: FactSheet
    site_url: str
    title: str = NEUTRAL_TITLE
    minutes: int = 0
    fragment: str = ""
    filled: str = ""

    def address(self, link: Link, *, channel: str, fragment: str = "") -> str:
        return address_of(link, site_url=self.site_url, channel=channel, fragment=fragment or self.fragment)


def html_block(link: Link, wording: Wording) -> str:
    """One table to paste into an HTML mail, of 1,200 bytes at most.

    When it would be larger, the phone number goes first, then the name of the clinic, then the own title.
    """
    words = {
        "address": wording.address(link, channel=EMAIL),
        # To read and to type: without a scheme, and broken before the code and not within it.
        "host": wording.site_url.partition("://")[2],
        "path": address_of(link, site_url="", channel=EMAIL),
        "title": wording.title,
        "minutes": wording.minutes,
        "minutes_in_words": reading_time(wording.minutes),
        "clinic": wording.facts.value("clinic_name"),
        "phone": wording.facts.value("clinic_phone"),
    }
    block = ""
    for left_out in ({}, {"phone": ""}, {"clinic": ""}, {"title": NEUTRAL_TITLE}):
        words |= left_out
        block = render_to_string("email/link_block.html", words).replace("\n", "")
        if len(block.encode()) <= LARGEST_BLOCK:
            break
    return block


def text_block(link: Link, wording: Wording) -> str:
    """The plain twin: title, one line, and the address on a line of its own, where every mail program links it."""
    clinic, phone = wording.facts.value("clinic_name"), wording.facts.value("clinic_phone")
    line = f"From {clinic}."
    if wording.minutes:
        line += f" {reading_time(wording.minutes)}."
    if phone:
        line += f" Questions? Call {phone}."
    return f"{wording.title}\n{line}\n{wording.address(link, channel=EMAIL)}\n"


def sms_text(link: Link, wording: Wording) -> Sms:
    """One text message with the address at its end, since phones show a preview only of a link that stands last.

    What makes it too long is left out: first the name of the clinic, then the own title.
    """
    clinic = wording.facts.value("clinic_name").translate(PLAINER)
    own_title = wording.title.translate(PLAINER)
    sms = Sms("", 0, is_gsm=True)
    for words in (f"{clinic}: {own_title}", own_title, NEUTRAL_TITLE):
        sent = f"{words} {wording.address(link, channel=SMS, fragment=wording.filled)}"
        sms = Sms(f"{words} {wording.address(link, channel=SMS)}", signs_of(sent), is_gsm=is_gsm(sent))
        if sms.fits:
            break
    return sms


def reading_time(minutes: int) -> str:
    return f"About {counted(minutes, 'minute')} to read"


def is_gsm(text: str) -> bool:
    return set(text) <= GSM | GSM_TWICE


def signs_of(text: str) -> int:
    """The length as phones count it: some signs of the GSM alphabet count twice, and outside of it UTF-16 is sent."""
    if is_gsm(text):
        return sum(2 if sign in GSM_TWICE else 1 for sign in text)
    return len(text.encode("utf-16-le")) // 2
