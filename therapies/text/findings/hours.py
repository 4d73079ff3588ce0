"""Lengths of time that the clinic sets, typed into a sentence: fasting, driving, watching, the length of a drip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .finding import Finding, Page
from .saying import has_one_of, words_to_find
from .set_by_clinic import by_drug, is_of_this_clinic, typed, with_row_names
from .times import Time, times_in

_UNITS = (
    "min",
    "hour",
    "hr",
    "day",
    "week",
    *(f"{digit}h" for digit in range(10)),
    *(f"{digit} h" for digit in range(10)),
)
_FREQUENCY = re.compile(r"\b(?:every|each|per|once an?|times an?|times in)\s+$", re.IGNORECASE)
_MOOD = words_to_find("moods?|depression|ptsd|anxiety")
_PAIN = words_to_find("pain|crps|nerve")

EAT = words_to_find(
    r"eat(?:ing|en|s)?|ate|food|meals?|solids?|fast(?:ing)?|breakfast|empty stomach|stomach (?:\w+ ){0,2}empty|by mouth|without food|snacks?"
)
DRINK = words_to_find(r"drink(?:ing|s)?|drank|liquids?|fluids?|water|clear drinks?|coffee|juice|tea|hydrat\w+|sips?")
_EAT_AND_DRINK = words_to_find(
    r"(?:eat|eating|food|solids?|meals?) (?:or|and|nor) (?:to )?(?:drink|drinks|drinking|water|liquids?|fluids?)"
    r"|(?:drink|drinking|drinks) (?:or|and|nor) (?:eat|eating|food)|empty stomach|stomach (?:\w+ ){0,2}empty|by mouth",
)
_BIG_MEAL = words_to_find(r"(?:large|big|heavy|fatty|fried|greasy)(?:,? (?:or )?\w+)? (?:meals?|foods?)")
ALCOHOL = words_to_find(r"alcohol|beer|wine|liquor|cannabis|marijuana|street drugs|booze")
_BEFORE = words_to_find(
    r"before|prior|ahead|until|up to|stop|beforehand|earlier|morning|day of|arriv\w+|midnight|fast|fasting|empty|by mouth|come"
)
AFTER = words_to_find(r"after(?:wards?)?(?! midnight)|at home|later|once you|following|when you (?:get|are) home")
_WHEN_SICK = words_to_find(r"throw(?:n|ing)? up|threw up|vomit\w*|diarrhea|keep (?:\w+ )?down")
_DRIVE = words_to_find(r"drive|driving|behind the wheel|ride a bike|use (?:heavy )?machin\w+|operate \w+")
_DISTANCE = words_to_find(r"live|away|drive of|hours['’] drive|hour['’]s drive|minutes['’] drive|road")
_WATCH = words_to_find(
    r"watch(?:ed|es|ing)?|monitor(?:ed|s|ing)?|observ\w+|keep an eye|stay with us|(?:stay|rest|wait) (?:here|in the clinic|at the clinic|in recovery)|recovery room"
)
_WATCHED_AFTER = words_to_find(r"after(?:wards?)?|once|when the drip|before you (?:go|leave)|recovery|then")
_STAY_WITH = words_to_find(
    r"(?:someone|somebody|adult|friend|person|partner|family)(?: \w+){0,4} (?:stay|be|remain)s? (?:\w+ )?with you|stay with (?:him|her|them|the person)"
)
_DECIDE = words_to_find(r"decisions?|contracts?|sign(?:ing)?|legal papers|big purchases")
_CANCEL = words_to_find(
    r"cancel(?:ing|ling|led|lation)?|reschedul\w+|move your (?:visit|appointment)|change your (?:visit|appointment)"
)
_LENGTH = re.compile(
    r"\b(?P<what>visits?|appointments?|infusions?|drips?|sessions?|treatments?)\b(?:\s+(?!last)[\w,]+){0,5}?\s+"
    r"(?:takes?|taking|lasts?|lasting|runs?|running|is|are|goes|for|over|given)\s+(?:(?:on|for|over|about|around|roughly|approximately|at least|up to"
    r"|only|just|between|usually|mostly|often|from|nearly|almost|less than|more than|in)\s+)*$",
    re.IGNORECASE,
)
_LENGTH_BEFORE = re.compile(
    r"\s*[-‑ ]?(?:long )?(?:lidocaine |ketamine |mood |pain )*(?P<what>visits?|appointments?|infusions?|drips?|sessions?)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:plan|allow|set aside|spend|be here|be with us|stay with us|reserve|count on|expect)\b[^.]{0,40}$",
    re.IGNORECASE,
)
_PLANNED_FOR = re.compile(
    r"\s*(?:or so |in total )?(?:for|at|in|with|on)? ?(?:the|your|a|each|our|this)? ?(?:whole |entire |first )?"
    r"(?P<what>clinic|visits?|appointments?|infusions?|drips?|sessions?)\b",
    re.IGNORECASE,
)
_EFFECT = words_to_find(
    r"relief|effects?|feel\w*|better|pain (?:is|was|fell)|fades?|benefits?|numb\w*|tired|after (?:the|your|a) (?:drip|infusion|visit)"
)


# In one sentence. Where there are more, it is a table of numbers that somebody has pasted.
MOST_TIMES = 10


class Topic(NamedTuple):
    """The facts that a length of time may stand for, and the rule that finds it.

    With `is_all` it stands for each of them: "Do not eat or drink for 6 hours" is wrong when only food stops then.
    """

    rule: str
    keys: tuple[str, ...]
    is_all: bool = False


def typed_times(page: Page) -> Iterator[Finding]:
    """Hours of fasting, driving, watching and the like, and the length of a drip or a visit."""
    for sentence, text in with_row_names(page):
        if not has_one_of(_UNITS, text) or not is_of_this_clinic(text):
            continue
        for time in times_in(text)[:MOST_TIMES]:
            if _FREQUENCY.search(text[: time.start]):
                continue
            topic = _topic_of(text, time)
            if topic:
                is_other = _differs(time, topic, [page.fact_values.get(key, "") for key in topic.keys])
                yield typed(page, topic.rule, sentence, time.words, topic.keys, is_other=is_other)
                break


def _differs(time: Time, topic: Topic, values: list[str]) -> bool:
    same = [time.is_as(value) for value in values if value]
    return bool(same) and not (all(same) if topic.is_all else any(same))


def _topic_of(text: str, time: Time) -> Topic | None:
    for topic_of in (_alcohol, _fasting, _driving, _staying, _deciding, _cancelling, _watching, _length):
        topic = topic_of(text, time)
        if topic:
            return topic
    return None


def _alcohol(text: str, time: Time) -> Topic | None:
    if not ALCOHOL.search(text) or time.high < 60:
        return None
    if AFTER.search(text) and not words_to_find("before").search(text):
        return Topic("literals/alcohol", ("no_alcohol_after_h",))
    return Topic("literals/alcohol", ("no_alcohol_before_h", "no_alcohol_after_h"))


def _fasting(text: str, time: Time) -> Topic | None:
    eats, drinks = EAT.search(text), DRINK.search(text)
    if not (eats or drinks) or time.high > 48 * 60 or ALCOHOL.search(text) or _WHEN_SICK.search(text):
        return None
    if not (_BEFORE.search(text) or words_to_find("no|not|nothing|avoid|without|skip").search(text)) or AFTER.search(
        text
    ):
        return None
    if _BIG_MEAL.search(text):
        return Topic("literals/fasting", ("fast_heavy_meal_h",))
    if _EAT_AND_DRINK.search(text):
        return Topic("literals/fasting", ("fast_solids_h", "fast_clear_h"), is_all=True)
    # "No food for 6 hours and no drink for 2": each time belongs to the word nearest before it.
    before = text[: time.start]
    nearest = [max((found.start() for found in words.finditer(before)), default=-1) for words in (EAT, DRINK)]
    is_food = nearest[0] > nearest[1] if nearest != [-1, -1] else eats is not None
    return Topic("literals/fasting", ("fast_solids_h",) if is_food else ("fast_clear_h",))


def _driving(text: str, time: Time) -> Topic | None:
    if not _DRIVE.search(text) or _DISTANCE.search(text):
        return None
    return Topic("literals/driving", by_drug(text, "drive_lidocaine_h", "drive_ketamine_h"))


def _staying(text: str, time: Time) -> Topic | None:
    return Topic("literals/staying", ("stay_with_h",)) if _STAY_WITH.search(text) else None


def _deciding(text: str, time: Time) -> Topic | None:
    return Topic("literals/decisions", ("no_decisions_h",)) if _DECIDE.search(text) else None


def _cancelling(text: str, time: Time) -> Topic | None:
    return Topic("literals/cancelling", ("cancel_notice_h",)) if _CANCEL.search(text) else None


def _watching(text: str, time: Time) -> Topic | None:
    if _WATCH.search(text) and _WATCHED_AFTER.search(text) and time.high <= 24 * 60:
        return Topic("literals/watching", ("observe_min",))
    return None


def _length(text: str, time: Time) -> Topic | None:
    """The length of a drip or of a visit; how long an effect lasts is another thing."""
    if time.high > 12 * 60 or _EFFECT.search(text[: time.start]):
        return None
    before = _LENGTH.search(text[: time.start])
    behind = _LENGTH_BEFORE.match(text, time.end)
    planned = _PLANNED_FOR.match(text, time.end) if _PLANNED.search(text[: time.start]) else None
    found = before or behind or planned
    if not found:
        return None
    what = found["what"].lower()
    if what.startswith(("visit", "appointment", "clinic")):
        return Topic("literals/session", by_drug(text, "visit_lidocaine", "visit_ketamine"))
    drips = by_drug(text, "session_lidocaine_min", "ketamine")
    if "ketamine" not in drips:
        return Topic("literals/session", drips)
    is_mood, is_pain = _MOOD.search(text) is not None, _PAIN.search(text) is not None
    ketamine = ("session_ketamine_pain",) * (is_pain or not is_mood) + ("session_ketamine_mood",) * (
        is_mood or not is_pain
    )
    return Topic("literals/session", (*drips[:-1], *ketamine))
