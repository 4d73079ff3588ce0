"""All clinic facts by key, and the groups in the order in which staff see them."""

from .definitions_care import AFTER, CARE_DEFINITIONS, EATING, HEALTH, LENGTH
from .definitions_clinic import (
    APPOINTMENTS,
    CLINIC_DEFINITIONS,
    COST,
    LANGUAGE_AND_ACCESS,
    PHONES,
    THE_CLINIC,
)
from .types import FactDefinition, FactType

GROUPS: tuple[str, ...] = (
    THE_CLINIC,
    PHONES,
    EATING,
    LENGTH,
    HEALTH,
    AFTER,
    APPOINTMENTS,
    COST,
    LANGUAGE_AND_ACCESS,
)

FACTS: dict[str, FactDefinition] = {
    definition.key: definition
    for definition in sorted(
        (*CLINIC_DEFINITIONS, *CARE_DEFINITIONS), key=lambda definition: GROUPS.index(definition.group)
    )
}


def is_length_of_time(key: str) -> bool:
    """Whether this is a clinic fact that the plan of a visit can count with."""
    return key in FACTS and FACTS[key].type is FactType.DURATION


LENGTHS_OF_VISITS = tuple(key for key in FACTS if key.startswith("visit_") and is_length_of_time(key))
