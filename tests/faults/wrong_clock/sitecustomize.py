"""Python loads this at the start of every program that has this folder in PYTHONPATH: its clock is wrong by WRONG_BY.

The file that the variable names holds the seconds, and is looked at again and again. How long something lasts is told by
the monotonic clock, which nobody sets, here neither.
"""

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import time_machine

LOOK_EVERY = 0.1  # seconds
FILE = Path(os.environ["WRONG_BY"])

travel = time_machine.travel(datetime.now(UTC), tick=True).start()
wrong_by = 0.0


def follow() -> None:
    global wrong_by
    while not threading.Event().wait(LOOK_EVERY):
        asked = float(FILE.read_text()) if FILE.exists() else 0.0
        if asked != wrong_by:
            travel.shift(asked - wrong_by)
            wrong_by = asked


def begin() -> None:
    threading.Thread(target=follow, name="wrong-clock", daemon=True).start()


begin()
os.register_at_fork(after_in_child=begin)
