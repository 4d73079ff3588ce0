"""All facts of one clinic at one moment, as a page needs them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from .definitions import FACTS
from .types import Shown
from .values import shown


@dataclass(frozen=True)
class FactSheet:
    """The canonical values by key, and the keys whose value nobody at the clinic has confirmed.

    A fact without an entry has its start value: a site that is newer than its database must not
    lose a phone number. Templates write {{ facts.clinic_phone }} and {{ facts.clinic_phone.href }}.
    """

    values: Mapping[str, str]
    samples: frozenset[str] = frozenset()
    # Until which day each of them holds, for those that a clinician must confirm again.
    due: Mapping[str, date] = field(default_factory=dict)

    def __hash__(self) -> int:
        return self._hash

    # What was made of a sheet is found again by it, 20 times for a page; a dict has no hash.
    @cached_property
    def _hash(self) -> int:
        return hash(frozenset(self.values.items()))

    @property
    def itself(self) -> "FactSheet":
        """The sheet, also of a lazy one."""
        return self

    @classmethod
    def of_start_values(cls) -> "FactSheet":
        return cls(
            values={key: definition.start for key, definition in FACTS.items()},
            samples=frozenset(key for key, definition in FACTS.items() if definition.start_is_sample),
        )

    def with_values(self, **values: str) -> "FactSheet":
        """The same sheet with other canonical values for some facts."""
        return replace(self, values={**self.values, **values})

    def value(self, key: str) -> str:
        """The canonical value, "" for none; raises KeyError for a key that is no clinic fact."""
        return self.values.get(key, FACTS[key].start)

    def shown(self, key: str) -> Shown:
        """The fact as patients read it; raises KeyError for a key that is no clinic fact."""
        return shown(FACTS[key], self.value(key))

    # A template asks for an item first: without one, each of the 50 facts of a page would cost it an error.
    __getitem__ = shown

    def __contains__(self, key: object) -> bool:
        return key in FACTS

    def __getattr__(self, name: str) -> Shown:
        if name not in FACTS:
            raise AttributeError(f'There is no clinic fact "{name}".', name=name, obj=self)
        return self.shown(name)
