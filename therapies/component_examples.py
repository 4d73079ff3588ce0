"""One example of each page component. The gallery for staff shows them, and the tests of the components use the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from django.core.paginator import Paginator
from django.template import engines
from django.utils.safestring import SafeString

from therapies.models import Notice
from therapies.reading.pages import Crumb, NumberedSource, Review
from therapies.reading.search import Hit
from therapies.reading.teasers import Teaser
from therapies.reading.way import along_the_way
from therapies.text.facts import FactSheet
from therapies.text.plan_parts import plan_shown
from therapies.text.rendering import (
    ComparisonTable,
    Option,
    RenderedQuestion,
    RenderedSymptom,
    RenderedWord,
    Row,
    render_inline,
    render_snippet,
)
from therapies.text.steps import plan_in


@dataclass(frozen=True)
class Example:
    """How a component is written in a template, with the values that the writing names."""

    name: str
    about: str
    markup: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.name.replace("_", " ").capitalize()

    def html(self) -> SafeString:
        """What the component makes of its example. Raises TypeError or KeyError for a wrong argument."""
        return engines["django"].from_string(self.markup).render(dict(self.values))


FACTS = FactSheet.of_start_values()
SAFETY_NOTICE_FROM = datetime(2026, 11, 2, 15, tzinfo=UTC)
FACTS_WITH_NOTICE = FACTS.with_values(announcement="We are closed on July 4.")

LIDOCAINE = Teaser("Lidocaine infusion", "A numbing medicine by drip.", "/therapy/lidocaine/", "therapy", "Therapy")
PREPARING = Teaser("How to prepare", "What to eat and what to bring.", "/guide/how-to-prepare/", "guide", "Guide")

QUESTIONS = (
    RenderedQuestion(
        "can-i-drive", "Can I drive home?", render_snippet("No. An adult must take you home.\n", facts=FACTS)
    ),
    RenderedQuestion("does-it-hurt", "Does it hurt?", render_snippet("You feel a short sting.\n", facts=FACTS)),
)
WORDS = (
    RenderedWord("iv", "IV", render_snippet("Short for: into a vein.\n", facts=FACTS)),
    RenderedWord("drip", "drip", render_snippet("A medicine that runs slowly into a vein.\n", facts=FACTS)),
)
TABLE = ComparisonTable(
    caption="Two choices side by side",
    row_heading="Question",
    options=(Option("lidocaine", "Lidocaine", "/therapy/lidocaine/"), Option("no-infusion", "No infusion", "")),
    rows=tuple(
        Row(key, label, tuple(render_inline(cell, facts=FACTS) for cell in cells))
        for key, label, cells in (
            ("drip-time", "Drip time", ("{{ session_lidocaine_min }}", "No drip.")),
            ("driving", "Driving", ("Not on **the same day**.", "As always.")),
        )
    ),
)
PLAN = plan_shown(
    plan_in(
        "## Your plan\n\n### Before you leave home\n\n"
        "- [-{{ fast_solids_h }}] **Stop eating.**\n  - Missed it? Call us before you leave home.\n\n"
        "### At the clinic\n\n- [0] Your visit begins.\n"
    ),
    facts=FACTS,
    visit_length="visit_ketamine",
    intro="",
    inline=lambda words: render_inline(words, facts=FACTS),
)
SOURCES = (
    NumberedSource(1, "zhu-2019", "Lidocaine for nerve pain", "Frontiers in Neurology", 2019, "https://doi.org/10.1"),
    NumberedSource(2, "leaflet", "Lidocaine drip", "A hospital", 2022, ""),
)
REVIEWED = Review(by="Jane Roe, MD", on=date(2026, 3, 1), due=date(2027, 3, 1), is_reviewed=True)

EXAMPLES = (
    Example(
        "urgent_bar",
        "Stays at the top of every page. Leaves out a number that the clinic has not set.",
        "{% urgent_bar facts=facts label=label %}",
        # The gallery itself has such a bar at its top; two of one name could not be told apart.
        {"facts": FACTS, "label": "Example of urgent help"},
    ),
    Example(
        "announcement",
        "The band at the top of every page, from the clinic fact of that name.",
        "{% announcement facts=facts %}",
        {"facts": FACTS_WITH_NOTICE},
    ),
    Example(
        "safety_notices",
        "Below that band, in bold: dated notices on every page, on those about a therapy, or on one page.",
        "{% safety_notices notices=notices %}",
        {"notices": (Notice(words="Call us before you take the new pump home.", starts_at=SAFETY_NOTICE_FROM),)},
    ),
    Example(
        "breadcrumb",
        "The way from the home page to the page that is open.",
        "{% breadcrumb crumbs=crumbs %}",
        {"crumbs": (Crumb("Home", "/"), Crumb("Therapies", "/therapies/"), Crumb(LIDOCAINE.title, LIDOCAINE.url))},
    ),
    *(
        Example(
            f"callout_{kind}",
            f"In an article: ::: {kind} {title}",
            f'{{% callout kind="{kind}" title=title %}}<p>{{{{ words }}}}</p>{{% endcallout %}}',
            {"title": title, "words": words},
        )
        for kind, title, words in (
            ("emergency", "Call 911 if:", "You cannot breathe."),
            ("call", "Call us the same day if:", "The spot gets red & hot."),
            ("warning", "Tell us first if:", "You had a seizure."),
            ("info", "It may take more than one visit", "We plan the next step with you."),
        )
    ),
    Example(
        "review_line",
        "Who stands by the words. Says so plainly when nobody does yet, or when the next check is late.",
        "{% review_line review=review reading_minutes=6 %}",
        {"review": REVIEWED},
    ),
    Example(
        "review_line_overdue",
        "The same, after the date of the next check has passed.",
        "{% review_line review=review %}",
        {"review": replace(REVIEWED, is_overdue=True)},
    ),
    Example(
        "review_line_corrected",
        "The same, after a small correction that changed no meaning.",
        "{% review_line review=review %}",
        {"review": replace(REVIEWED, corrected_on=date(2026, 4, 2))},
    ),
    Example(
        "review_line_missing",
        "The same, before a clinician has read the page.",
        "{% review_line review=review %}",
        {"review": Review()},
    ),
    Example(
        "contents",
        "The parts of a page. Folded on a phone, open beside the text on a wide screen.",
        "{% contents entries=entries %}",
        {"entries": (("what-it-is", "What it is"), ("risks", "Risks"))},
    ),
    Example(
        "questions",
        "Questions with their answers. A link to an answer opens it.",
        "{% questions questions=questions level=3 %}",
        {"questions": QUESTIONS},
    ),
    Example(
        "choices",
        "Above the tables of a comparison: a reader chooses which options to see.",
        "{% choices options=options shown=shown %}",
        {"options": TABLE.options, "shown": frozenset()},
    ),
    Example(
        "comparison",
        "Options side by side; cards on a phone.",
        "{% comparison table=table shown=shown %}",
        {"table": TABLE, "shown": frozenset()},
    ),
    Example(
        "plan",
        "The plan of a visit. Scripts add clock times and tools; without them it reads like this.",
        "{% plan plan=plan title=title %}",
        {"plan": PLAN, "title": "Your plan"},
    ),
    Example(
        "symptoms",
        "Below a plan: what may be felt after the drip, and from when on to call. A script makes clock times of it.",
        "{% symptoms symptoms=symptoms facts=facts %}",
        {
            "symptoms": (
                RenderedSymptom(render_inline("Your lips tingle.", facts=FACTS), "", None),
                RenderedSymptom(render_inline("You are still sleepy.", facts=FACTS), "2 hours", 120),
            ),
            "facts": FACTS,
        },
    ),
    Example("words", "Words and what they mean.", "{% words words=words letters=True %}", {"words": WORDS}),
    Example(
        "sources_list",
        "The numbered sources of a page.",
        "{% sources_list sources=sources folded=True %}",
        {"sources": SOURCES},
    ),
    Example(
        "version_mark",
        "Which wording this is, for a page on paper.",
        "{% version_mark mark=mark owner=owner %}",
        {"mark": "Version 3, November 2, 2026", "owner": "Nursing team"},
    ),
    Example("call_card", "Who to call, on every page.", "{% call_card facts=facts level=3 %}", {"facts": FACTS}),
    Example(
        "call_to_action",
        "Ways to reach the clinic, as far as it has them.",
        "{% call_to_action facts=facts title=title level=3 %}",
        {"facts": FACTS, "title": "Talk to us"},
    ),
    Example("cards", "Links to pages.", "{% cards teasers=teasers level=3 %}", {"teasers": (LIDOCAINE, PREPARING)}),
    Example("card", "A link to one page.", "{% card teaser=teaser level=3 %}", {"teaser": PREPARING}),
    Example(
        "stages",
        "The way of a patient, on the home page.",
        "{% stages stages=stages level=3 %}",
        {"stages": along_the_way([PREPARING])},
    ),
    Example(
        "search_box",
        "A box to search this site with. The header has a small one.",
        "{% search_box facts=facts typed=typed is_large=True %}",
        {"facts": FACTS, "typed": "can I drive"},
    ),
    Example(
        "related",
        "Pages to read next. Nothing is shown when there are none.",
        "{% related teasers=teasers title=title %}",
        {"teasers": (LIDOCAINE, PREPARING), "title": "Read next"},
    ),
    Example(
        "sheets",
        "The way through a list that is too long for one page.",
        "{% sheets sheet=sheet query=query %}",
        {"sheet": Paginator(range(9), 3).page(2), "query": "about=ketamine"},
    ),
    Example(
        "hits",
        "Answers of a search.",
        "{% hits hits=hits %}",
        {
            "hits": (
                Hit(
                    "page",
                    "What to bring",
                    PREPARING.title,
                    f"{PREPARING.url}#bring",
                    (("A list of your ", False), ("pills", True), (".", False)),
                ),
                Hit("word", "IV", "Words", "/words/#iv", (("Short for: into a vein.", False),)),
            )
        },
    ),
    Example(
        "urgent_help",
        "Above the answers of a search for urgent words.",
        "{% urgent_help facts=facts %}",
        {"facts": FACTS},
    ),
    Example("icon", "A drawing without words.", "{% icon name=name %}", {"name": "phone"}),
    Example("back_to_top", "The way back up a long page.", "{% back_to_top %}"),
    Example(
        "structured_data",
        "What search engines are told. Nothing can be seen.",
        "{% structured_data data=data %}",
        {"data": {"@type": "MedicalWebPage", "name": "</script> & more"}},
    ),
)
