"""The address of a link as it is pasted."""

import pytest

from therapies.linking.outputs import address_of, qr_address
from therapies.models import Link

SITE = "https://patients.clinic.example"
LINK = Link(code="7k3qx")


@pytest.mark.parametrize(
    ("choices", "address"),
    [
        ({}, f"{SITE}/e/7k3qx"),
        ({"channel": "s"}, f"{SITE}/e/7k3qx/s"),
        ({"channel": "e", "fragment": "t={{date}}T{{time}}"}, f"{SITE}/e/7k3qx/e#t={{{{date}}}}T{{{{time}}}}"),
    ],
)
def test_the_address_holds_the_code_then_the_channel_then_the_time(choices, address):
    assert address_of(LINK, site_url=SITE, **choices) == address


def test_an_unknown_channel_is_refused():
    with pytest.raises(ValueError, match=r'^There is no channel "x"\. Choose one of e, s, q and p, or none\.$'):
        address_of(LINK, site_url=SITE, channel="x")


def test_the_address_of_a_qr_code_is_in_capitals():
    assert qr_address(LINK, site_url=SITE) == "HTTPS://PATIENTS.CLINIC.EXAMPLE/E/7K3QX/Q"
