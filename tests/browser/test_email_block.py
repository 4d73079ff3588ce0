"""The block for mails as a phone shows it."""

import pytest

from therapies.linking.blocks import Wording, html_block
from therapies.models import Link
from therapies.text.facts import FactSheet

SIZES = """() => {
  const { width, height } = document.querySelector("a").getBoundingClientRect();
  return [document.documentElement.scrollWidth, width >= 44, height >= 44];
}"""


@pytest.mark.parametrize("width", [320, 600])
def test_the_block_fits_and_its_button_can_be_hit(page, width):
    facts = FactSheet.of_start_values().with_values(clinic_name="Riverside Infusion Center of Greater Springfield")
    wording = Wording(facts, "https://patients.riversideinfusion.example", minutes=4)
    block = html_block(Link(code="7k3qx"), wording)
    page.set_viewport_size({"width": width, "height": 600})

    page.set_content(f'<!doctype html><body style="margin:0">{block}')

    assert page.evaluate(SIZES) == [width, True, True]
