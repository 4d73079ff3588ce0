"""How this room says no to staff."""

from __future__ import annotations


class NotPossible(Exception):
    """A change that would leave readers without a page. Its message is for staff."""
