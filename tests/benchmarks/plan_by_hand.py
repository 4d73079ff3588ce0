"""Measure how long it takes to give a plan the time of a visit by hand, for somebody whose link lost it.

    python -m tests.benchmarks.plan_by_hand --address http://127.0.0.1:8000/visit/…/

A phone of 390 pixels is tapped and typed on as somebody does who is neither quick nor used to it: 150 ms a key, 2 seconds
to find the day on a letter, 2 for the time, and 1 before each tap. The page waits as long as it needs. What is measured is
the typing; a phone may show a wheel or a calendar of its own in place of it, which no program can turn as a thumb does.
Needs a Chromium (CHROMIUM names it). Exits with 1 when it takes more than 20 seconds.
"""

from __future__ import annotations

import argparse
import sys
import time

from .chromium import opened_browser

GOAL_S = 20
A_KEY_MS = 150
TO_FIND, TO_TAP = 2, 1  # seconds


def seconds_by_hand(page) -> float:
    form = page.locator(".plan-ask")
    next_year = int(time.strftime("%Y")) + 1
    start = time.perf_counter()
    for label, keys in (("Day", f"0309{next_year}"), ("Time", "1015AM")):
        time.sleep(TO_FIND + TO_TAP)
        field = form.get_by_label(label)
        # The left end, where its first part is.
        field.tap(position={"x": 20, "y": 20})
        page.keyboard.type(keys, delay=A_KEY_MS)
    time.sleep(TO_TAP)
    form.get_by_role("button", name="Show my times").tap()
    page.get_by_role("heading", name="What now").wait_for()
    took = time.perf_counter() - start
    print(page.locator("[data-plan-status]").inner_text())
    return took


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.plan_by_hand")
    parser.add_argument("--address", required=True)
    options = parser.parse_args()
    with opened_browser() as browser:
        phone = browser.new_context(
            viewport={"width": 390, "height": 800}, is_mobile=True, has_touch=True, locale="en-US"
        )
        page = phone.new_page()
        page.goto(options.address)
        took = seconds_by_hand(page)
    print(f"{took:.1f} seconds by hand (goal: {GOAL_S})")
    return 0 if took <= GOAL_S else 1


if __name__ == "__main__":
    sys.exit(main())
