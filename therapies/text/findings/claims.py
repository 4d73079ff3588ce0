"""Statements that need something beside them: "safe" its condition, a percentage its people."""

from __future__ import annotations

from collections.abc import Iterator

from .finding import WARNING, Finding, Page
from .saying import IT, TREATMENT, asks, is_denied, words_to_find

# --- safe ---

_SAFE = words_to_find(
    rf"(?:{TREATMENT}|{IT})(?: \w+){{0,5}} (?:is|are|be|been|was|were|remains?|proved|proven|known)(?: \w+){{0,4}} safe(?:r|st)?",
    rf"safe(?:,| and|r|st)*(?: \w+){{0,2}} (?:{TREATMENT}|ways?|options?|choices?|alternatives?|methods?|procedures?)",
    rf"(?:{TREATMENT}|{IT})(?: \w+){{0,5}} safely (?:\w+ )?(?:used|given|taken|combined)",
    r"safe(?: \w+)? for (?:\w+ )?(?:everyone|everybody|all|children|adults|older|most|any|patients|people|men|women)",
    r"safest|(?:perfectly|completely|totally|entirely|absolutely|very|extremely|really|generally|100 ?%|considered) safe",
    r"(?:had|have|taken|used|given|received)(?: \w+){0,3} safely|(?:excellent|proven|long|good) safety record",
    r"\Asafe[.!]?\Z",
    r"safety(?: of \w+)?(?: \w+)? (?:well )?(?:established|proven)|(?:no|any) danger to (?:\w+ )?people",
    rf"risk[- ‑]free|harmless|without (?:any )?risks?|(?:{TREATMENT}|{IT}|there) (?:has|have|is|are|carr\w+|pos\w+|comes? with|with) no risks?",
)
_CONDITION = words_to_find(
    r"only|when|if|unless|until|whether|as long as|provided|once|depends?|enough|which|ask|under|(?<=\w )while",
    r"with (?:\w+ ){0,3}(?:trained|monitor\w*|monitoring|watch\w*|checks?|screening|staff|nurses?|care|equipment|heart|supervision)",
    r"(?:for|to) (?:you|him|her|them)|than",
)


def unconditional_safety(page: Page) -> Iterator[Finding]:
    """A treatment that is called safe without saying when."""
    for sentence in page.pieces_with(("safe", "risk", "harmless", "danger")):
        text = sentence.text
        for found in _SAFE.finditer(text):
            rest = text[: found.start()] + " " + text[found.end() :]
            if asks(text) or is_denied(text, found) or _has_no(found[0]) or _CONDITION.search(rest + " " + found[0]):
                continue
            yield page.finding(
                "claims/safe",
                WARNING,
                line=sentence.line,
                words=found[0],
                why="No infusion is safe by itself; the risks are lower under conditions, and they differ by person.",
                instead='Name the condition: "safer with a health check first, trained staff and a monitor".',
            )
            break


def _has_no(words: str) -> bool:
    return words_to_find(r"not|never|cannot|isn't|aren't").search(words) is not None


# --- percentages ---

_TENS = r"(?:ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
_PERCENTAGE = words_to_find(
    rf"(?:\d+(?:\.\d+)?|{_TENS}|a hundred) ?(?:%|percent|per cent|percentage points?)(?:(?<=%)|\b)"
)
_NATURAL = words_to_find(
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|half) (?:in|of|out of)(?: every| the)? (?:\d[\d,]*|ten|five|four|three|two|hundred)"
    r"|half of|\d+ of \d+",
)
_NO_SHARE = words_to_find(
    r"(?:salt|saline|solution|dextrose|glucose|sugar|cream|gel|patch(?:es)?|strength|oxygen|juice|alcohol)",
    r"(?:pays?|paid|costs?|coinsurance|copay|prices?|bills?|discounts?|insur\w+|medicare|fee|interest|tax)",
)


def bare_percentages(page: Page) -> Iterator[Finding]:
    """A share of people as a percentage alone; strengths of a liquid and parts of a bill are something else."""
    for sentence in page.pieces_with(("%", "percent", "per cent")):
        found = _PERCENTAGE.search(sentence.text)
        if not found or _NATURAL.search(sentence.text) or _NO_SHARE.search(sentence.text):
            continue
        if found[0].startswith("100") and not words_to_find(r"effective|patients|people|success").search(sentence.text):
            continue
        yield page.finding(
            "claims/percentage",
            WARNING,
            line=sentence.line,
            words=found[0],
            why="Many people misread a percentage; they picture people.",
            instead='Write "about 1 in 10 people", with the same second number for all choices on the page.',
        )
