"""Article texts of a usual size (about 10 kB), each a little different."""

from __future__ import annotations

PARAGRAPH = (
    "Your nurse checks you before the drip starts. You can ask {number} questions at any time.[^study] "
    "Do not eat for {{{{ fast_solids_h }}}} before your visit, and read [the page after this one](guide/page-{next:05}).\n"
)
QUESTION = "### May I ask question {index}? {{#question-{number}-{index}}}\n\nYes. Call {{{{ clinic_phone }}}} when it cannot wait.\n"
THERAPY = """\
---
title: Lidocaine infusion
summary: What every sample article is about.
approval: Not approved for this use.
---

Some words.

::: emergency Call for help now if:
You cannot breathe. Call {{ emergency_number }}.
:::
"""


def sample_article(number: int, *, of: int, about: str = "lidocaine") -> str:
    """One guide about a therapy, with 8 parts, a table, 6 questions and a source."""
    parts = [
        f"## Part {part} {{#part-{part}}}\n\n"
        + (PARAGRAPH.format(number=part + number % 7, next=(number + 1) % of) + "\n") * 5
        + "- Bring your list of medicines.\n- Wear soft clothes.\n- Have a ride home.\n"
        for part in range(8)
    ]
    table = "| When | What to do |\n| --- | --- |\n" + "".join(
        f"| Day {day} | Rest and drink water. |\n" for day in range(7)
    )
    questions = [QUESTION.format(index=index, number=number) for index in range(6)]
    body = "\n".join([*parts, table, "## Questions {#questions}\n", *questions])
    return (
        f"---\ntitle: Page number {number:05}\nsummary: What to know before visit {number:05}.\nabout:\n- {about}\n"
        "sources:\n- key: study\n  title: A study\n  publisher: A journal\n  year: 2022\n"
        f"---\n\n{body.rstrip()}\n"
    )
