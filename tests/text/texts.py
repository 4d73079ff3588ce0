"""Short ways to write the texts that these tests are about."""

from therapies.text.articles import ArticleText
from therapies.text.checking import problems_in
from therapies.text.facts import FACTS, FactSheet

FACTS_OF_CLINIC = FactSheet(values={"clinic_phone": "(555) 555-0100", "fast_solids_h": "6 hours"})
SOURCE = "sources:\n- key: zhu-2019\n  title: A study\n  publisher: A journal\n  year: 2019\n"
OWN_FIELD = {
    "therapy": "approval: The FDA has approved it.\n",
    "comparison": "caption: Side by side\n",
    "visit": "appointment: First infusion\n",
}


def whole_text(body: str, *, kind: str = "guide", fields: str = "") -> str:
    """A sound text around a body. Without `fields`, the body of a guide begins on line 6."""
    return f"---\ntitle: How to prepare\nsummary: What to do before you come.\n{OWN_FIELD.get(kind, '')}{fields}---\n\n{body}"


def refusals(body: str, *, kind: str = "guide", fields: str = "", known_pictures=None) -> list[str]:
    """What is said about a body, each with its line in the body, or 0: `3: The heading skips a level…`."""
    text = whole_text(body, kind=kind, fields=fields)
    above = whole_text("", kind=kind, fields=fields).count("\n")
    problems = problems_in(text, kind=kind, path="x.md", known_facts=FACTS, known_pictures=known_pictures)
    return [f"{max(problem.line - above, 0)}: {problem.message}" for problem in problems]


def article_with(body: str, **fields) -> ArticleText:
    return ArticleText(title="How to prepare", summary="What to do before you come.", body=body, **fields)
