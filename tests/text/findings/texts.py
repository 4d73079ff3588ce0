"""Short ways to ask what the rules say of some words."""

from datetime import date

from therapies.text.facts import FactSheet
from therapies.text.findings import Finding, findings_in

from ..texts import SOURCE, whole_text

TODAY = date(2026, 6, 1)
START_VALUES = FactSheet.of_start_values().values


def findings(body: str, *, kind: str = "guide", fields: str = SOURCE, group: str = "", **choices) -> list[Finding]:
    """What is found in a body with one source, zhu-2019; with `group` only by the rules of that name."""
    text = whole_text(body, kind=kind, fields=fields)
    found = findings_in(text, kind=kind, path="x.md", **{"fact_values": START_VALUES, "today": TODAY} | choices)
    return [finding for finding in found if finding.rule.startswith(group)]


def rules(body: str, *, fields: str = SOURCE, group: str = "", **choices) -> list[str]:
    """Line in the body, or 0 for the fields, and rule: `1 claims/promise`."""
    above = whole_text("", kind=choices.get("kind", "guide"), fields=fields).count("\n")
    found = findings(body, fields=fields, group=group, **choices)
    return [f"{max(finding.line - above, 0)} {finding.rule}" for finding in found]
