"""Facts that are one of a few answers: yes or no, and choices."""

import re

from .types import FactDefinition, FactValueError

YES_OR_NO = "Write yes or no."
_ANSWERS = {
    **dict.fromkeys(("yes", "y", "true", "on", "1"), "yes"),
    **dict.fromkeys(("no", "n", "false", "off", "0"), "no"),
}


def clean_yes_no(raw: str) -> str:
    answer = _ANSWERS.get(raw.strip().lower())
    if answer is None:
        raise FactValueError(YES_OR_NO)
    return answer


def clean_choice(raw: str, *, definition: FactDefinition) -> str:
    """The stored word of a choice, given by that word or by what patients read.

    With several choices they are given with commas or "and", and kept in the order of the
    definition, each once.
    """
    known = {word.lower(): stored for stored, shown in definition.choices for word in (stored, shown)}
    whole = " ".join(raw.lower().split())
    if whole in known:
        return known[whole]
    # Longest first, because "vitamin and nutrient drips" has an "and" of its own.
    rest, chosen = whole, set()
    for word in sorted(known, key=len, reverse=True) if definition.several else ():
        if (without := re.sub(rf"(?<![\w-]){re.escape(word)}(?![\w-])", "", rest)) != rest:
            rest = without
            chosen.add(known[word])
    if not chosen or re.sub(r"\band\b|[,;\s]", "", rest):
        raise FactValueError(_what_to_write(definition))
    return ", ".join(stored for stored, _ in definition.choices if stored in chosen)


def _what_to_write(definition: FactDefinition) -> str:
    words = [stored for stored, _ in definition.choices]
    either = f"{', '.join(words[:-1])} or {words[-1]}"
    return f"Write {either}; several with commas." if definition.several else f"Write {either}."


def choices_in_words(value: str, *, definition: FactDefinition) -> str:
    """What patients read for a stored choice; several as "lidocaine, ketamine and vitamin drips"."""
    shown = [dict(definition.choices)[stored] for stored in value.split(", ")]
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]
