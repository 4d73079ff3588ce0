"""Phone numbers and prices, typed into a text though the clinic sets them in one place.

A typed value goes stale when the clinic changes its own. One that differs already is an error: two pages would tell a
patient two things. What a study, a guideline or another clinic did is no value of this clinic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..prose import Sentence
from .finding import ERROR, Finding, Page
from .saying import has_one_of, words_to_find
from .set_by_clinic import as_set, is_of_this_clinic, typed, with_row_names

# --- phone numbers ---

_PHONE = re.compile(
    r"(?<![\w.-])(?:\+?1[ .‑-]?)?\(?[2-9]\d{2}\)?[ .‑-]{0,2}\d{3}[ .‑-]\d{4}(?![\w-])"
    r"|(?<![\w.-])1?[ .‑-]?8(?:00|33|44|55|66|77|88)[ .‑-][A-Z0-9]{3}[ .‑-]?[A-Z0-9]{4}(?![\w-])"
)
_OF_OTHERS = words_to_find(
    r"poison|medwatch|fda|medicare|medicaid|no surprises|cms|veterans?|va|help desk|helpline|lifeline|hotline|quitline",
    r"department|insurance commissioner|samhsa|relay|government|state",
)
DIGITS = tuple("0123456789")
_TO_TEXT = re.compile(r"\W*text", re.IGNORECASE)
_EMERGENCY = re.compile(r"(?<![\w.$-])9[- ‑]?1[- ‑]?1(?![\w-])(?! (?:people|patients|adults|trials))")
_CRISIS = re.compile(r"(?<![\w.$-])988(?![\w-])(?! (?:people|patients|adults|trials))")


def typed_phone_numbers(page: Page) -> Iterator[Finding]:
    """Numbers of the clinic, of emergency services and of the crisis line. Help lines of others have no fact."""
    for sentence in page.pieces_with(DIGITS):
        for pattern, key in ((_EMERGENCY, "emergency_number"), (_CRISIS, "crisis_line")):
            found = pattern.search(sentence.text)
            if found:
                yield _number(page, "literals/emergency", sentence, found[0], (key,))
        found = _PHONE.search(sentence.text)
        if found and not _OF_OTHERS.search(sentence.text):
            keys = ("text_line",) if _TO_TEXT.match(sentence.text) else ("clinic_phone", "after_hours_phone")
            yield _number(page, "literals/phone", sentence, found[0], keys)


def _number(page: Page, rule: str, sentence: Sentence, words: str, keys: Sequence[str]) -> Finding:
    return page.finding(
        rule,
        ERROR,
        line=sentence.line,
        words=words,
        why=f"A typed number stays when the clinic changes its own, and nobody can press it. {as_set(keys, page.fact_values)}.",
        instead=f"Write {' or '.join(f'{{{{ {key} }}}}' for key in keys)}.",
    )


# --- prices ---

_MONEY = re.compile(
    r"(?:\$|USD ?)\d[\d,]*(?:\.\d\d)?(?:\s?(?:to|-|–)\s?\$?\d[\d,]*)?|\b\d[\d,]* (?:dollars|USD|bucks)\b", re.IGNORECASE
)
_SUMS = ("$", "usd", "dollar", "buck")
_LAW = words_to_find(
    r"estimate|dispute|law|act|above|over the|more than the|example|medicare|insurers?|plans? pays?|tax"
)
_DEPOSIT = words_to_find("deposit|down payment|book(?:ing)? fee|hold your (?:place|spot)")


def typed_prices(page: Page) -> Iterator[Finding]:
    """Sums of money that could be the clinic's own."""
    for sentence, text in with_row_names(page):
        found = _MONEY.search(text) if has_one_of(_SUMS, text) else None
        if found and not _LAW.search(text) and is_of_this_clinic(text):
            key = "deposit" if _DEPOSIT.search(text) else "prices"
            is_other = bool(page.fact_values.get(key)) and _digits(found[0]) != _digits(page.fact_values[key])
            yield typed(page, "literals/price", sentence, found[0], (key,), is_other=is_other)


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text.replace(",", ""))
