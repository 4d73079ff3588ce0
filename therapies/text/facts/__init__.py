"""Clinic facts: values that a clinic sets in one place and that pages show everywhere.

Pure Python. What is kept and who changed it belongs to the models, how it stands on a page to rendering.
"""

from .agreement import disagreements_in, refuse_disagreement
from .colours import BrandShades, brand_shades, contrast
from .definitions import EATING, FACTS, GROUPS, LENGTHS_OF_VISITS, is_length_of_time
from .durations import minutes_of
from .opening_hours import hours_for_scripts, spans_of
from .phones import is_sample_phone
from .sheet import FactSheet
from .types import ASK_THE_CLINIC, FactDefinition, FactType, FactValueError, Shown
from .values import clean_value, shown

__all__ = [
    "ASK_THE_CLINIC",
    "EATING",
    "FACTS",
    "GROUPS",
    "LENGTHS_OF_VISITS",
    "BrandShades",
    "FactDefinition",
    "FactSheet",
    "FactType",
    "FactValueError",
    "Shown",
    "brand_shades",
    "clean_value",
    "contrast",
    "disagreements_in",
    "hours_for_scripts",
    "is_length_of_time",
    "is_sample_phone",
    "minutes_of",
    "refuse_disagreement",
    "shown",
    "spans_of",
]
