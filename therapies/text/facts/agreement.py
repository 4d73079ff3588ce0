"""Clinic facts that must fit each other: no light meal stops before the large one, and no visit ends before its drip."""

from __future__ import annotations

from dataclasses import dataclass

from .definitions import FACTS
from .durations import minutes_of
from .sheet import FactSheet
from .types import FactValueError


@dataclass(frozen=True)
class Pair:
    """Two lengths of time: `shorter` may be as long as `longer`, and not longer. `why` is what a patient would read."""

    shorter: str
    longer: str
    why: str


FOOD = "Patients would be told to stop {} before {}."
VISIT = "The visit would be over before its drip."
PAIRS = (
    Pair("fast_solids_h", "fast_heavy_meal_h", FOOD.format("light food", "large meals")),
    Pair("fast_clear_h", "fast_solids_h", FOOD.format("water", "food")),
    Pair("session_lidocaine_min", "visit_lidocaine", VISIT),
    Pair("session_ketamine_pain", "visit_ketamine", VISIT),
    Pair("session_ketamine_mood", "visit_ketamine_mood", VISIT),
)


def disagreements_in(facts: FactSheet, *, about: str = "") -> list[str]:
    """What does not fit, a sentence each; with `about`, only what that fact takes part in.

    Of ranges both ends are compared: "2 to 6 hours" is longer than "1 to 4 hours". A fact without a value fits all.
    """
    return [
        f"“{FACTS[pair.shorter].label}” is {facts.value(pair.shorter)}, and "
        f"“{FACTS[pair.longer].label}” is {facts.value(pair.longer)}. {pair.why}"
        for pair in PAIRS
        if about in ("", pair.shorter, pair.longer) and not fits(facts.value(pair.shorter), facts.value(pair.longer))
    ]


def fits(shorter: str, longer: str) -> bool:
    if not (shorter and longer):
        return True
    return all(one <= other for one, other in zip(minutes_of(shorter), minutes_of(longer), strict=True))


def refuse_disagreement(key: str, value: str, facts: FactSheet) -> None:
    """Raises FactValueError, with a sentence for staff, when a canonical value would not fit the other facts."""
    found = disagreements_in(facts.with_values(**{key: value}), about=key)
    if found:
        raise FactValueError(f"{' '.join(found)} Do both change? Then change the other one first.")
