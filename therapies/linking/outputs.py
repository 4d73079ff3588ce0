"""The address of a link as it is pasted: short, neutral, with nothing in it about the person who gets it."""

from __future__ import annotations

from therapies.models import Link, LinkCount

# It stands in mails, in previews of messages and on locked screens, so it names no medicine and no illness.
NEUTRAL_TITLE = "Information for your visit"
EMAIL, SMS, QR, PAPER = LinkCount.EMAIL, LinkCount.SMS, LinkCount.QR, LinkCount.PAPER
CHANNELS = frozenset(channel for channel, _ in LinkCount.CHANNELS)


def address_of(link: Link, *, site_url: str, channel: str = "", fragment: str = "") -> str:
    """The full address: https://clinic.example/e/7k3qx/e#t=2026-12-08T09:00.

    `site_url` has no slash at its end. `channel` is one of CHANNELS, "" for "not said"; any other raises ValueError.
    `fragment` is what stands after the `#`, without it; browsers never send that part to a server.
    """
    if channel not in CHANNELS:
        raise ValueError(f'There is no channel "{channel}". Choose one of e, s, q and p, or none.')
    path = link.get_absolute_url() + (f"/{channel}" if channel else "")
    return f"{site_url}{path}" + (f"#{fragment}" if fragment else "")


def qr_address(link: Link, *, site_url: str) -> str:
    """The address for the QR code, in capitals: a short host then needs 25 modules a side instead of 29.

    Hosts know no capitals, and our codes are taken in either writing. There is no fragment: `#` is not among the signs
    of that mode.
    """
    return address_of(link, site_url=site_url, channel=QR).upper()
