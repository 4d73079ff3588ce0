"""Sentences that say something else than a rule of the clinic without a number: drink plenty, drink nothing, drive home."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import CAPTION, Finding, Page
from .hours import AFTER, ALCOHOL, DRINK, EAT
from .saying import words_to_find
from .set_by_clinic import by_drug, is_of_this_clinic, typed
from .times import times_in

_SIGNS = ("drink", "water", "fluid", "liquid", "hydrat", "midnight", "drive", "empty")
_PLENTY = words_to_find(
    r"(?:drink|drinking|have|sip) (?:\w+ ){0,2}(?:plenty|lots|a lot|as much|loads|big glass|large glass)(?: of)?",
    r"drink (?:\w+ ){0,2}(?:right )?up (?:to|until) (?:your|the) (?:visit|drip|infusion|appointment)",
    r"(?:well[- ])?hydrated|(?:big|large|tall|full) glass(?:es)? of water|(?:plenty|lots) of (?:water|fluids|liquids)",
)
_NOTHING = words_to_find(
    # "Do not drink extra before the visit" is another rule, and right.
    r"(?:do not|don't|don’t|never|avoid) (?:eat(?:ing)? or )?drink(?:ing)?(?: (?:anything|water|at all))?"
    r"(?=[.,;!]|$| (?:for|before|after|on|until|in|from|at|prior|past|within|the (?:morning|day|night)|that) ?)",
    r"nothing (?:to eat or )?(?:to )?drink|no (?:food or )?(?:drinks?|water|liquids?|fluids?)",
    r"(?:after|from|past) midnight",
)
_VISIT = words_to_find(
    r"before|visit|infusion|drip|appointment|treatment|session|morning|day of|midnight|arriv\w+|clinic|you come|come in"
)
_WHILE_ILL = words_to_find(r"if|while|until staff|and drive|drive|as long as|too sleepy")
_MAY_DRIVE = words_to_find(
    r"(?:you|patients|people) (?:can|may|could|are able to|are free to|are allowed to) (?:\w+ )?drive (?:\w+ )?(?:home|yourself|right away|the same|afterwards|back)",
    r"drive (?:yourself )?home (?:after|from|on your own|alone)|safe to drive (?:home|the same)|no (?:need for a )?driver (?:is )?needed",
)
_NEGATIVE = words_to_find(r"no|not|never|cannot|nobody|none|can't|can’t|don't|don’t|must not|need not|without")


def contradictions(page: Page) -> Iterator[Finding]:
    """Sentences without a number that say something else than the clinic's rule: drink plenty, drink nothing, drive home."""
    for sentence in page.pieces_with(_SIGNS):
        text = sentence.text
        if sentence.where == CAPTION or not is_of_this_clinic(text):
            continue
        found = _drinking_against_the_rule(text)
        if found:
            yield typed(page, "literals/fasting", sentence, found[0], ("fast_clear_h",), is_other=True)
        found = _MAY_DRIVE.search(text)
        if (
            found
            and not _NEGATIVE.search(text)
            and not words_to_find(r"if|until|when|only|bring|who|adult").search(text)
        ):
            keys = by_drug(text, "drive_lidocaine_h", "drive_ketamine_h")
            yield typed(page, "literals/driving", sentence, found[0], keys, is_other=True)


def _drinking_against_the_rule(text: str) -> re.Match[str] | None:
    if ALCOHOL.search(text) or "fast_clear_h" in text or times_in(text):
        # A time beside it is looked at as a time.
        return None
    plenty = _PLENTY.search(text)
    if plenty:
        is_denied = _NEGATIVE.search(text[: plenty.start()])
        is_later = AFTER.search(text) and not words_to_find("before|morning|on the way").search(text)
        return None if is_denied or is_later else plenty
    nothing = _NOTHING.search(text)
    if nothing and (EAT.search(text) or DRINK.search(text)) and _VISIT.search(text):
        is_other = (
            _WHILE_ILL.search(text) or AFTER.search(text) or words_to_find("do not have to|need not").search(text)
        )
        return None if is_other else nothing
    return None
