"""How a text is built: lists, paragraphs, boxes, links, pictures, tables, reviews, the emergency line.

Order of headings, empty link words and missing descriptions of pictures are refused by `checking`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import takewhile

from markdown_it.token import Token

from ..callouts import callout_of
from ..counting import counted
from ..markdown import Inline, plain_text
from ..prose import PARAGRAPH
from .finding import ERROR, WARNING, Finding, Page
from .saying import words_to_find

MAX_ENTRIES = 7
MAX_SENTENCES = 3
MAX_CALLOUTS = 2
MAX_LINK_WORDS = 12
LEAST_ALT_WORDS = 3
MONTHS, SAFETY_MONTHS, MOST_MONTHS = 12, 6, 24
_INTRODUCTIONS = ("paragraph_close", "bullet_list_close", "ordered_list_close")
EMERGENCY_FACT = "emergency_number"

# Words that say "a page" and not which. `checking` refuses those that say nothing at all.
_VAGUE_LINKS = words_to_find(
    r"(?:this|that|the|our|another|a|next|other) (?:page|article|guide|site|website|list|section|part|link|text|document|leaflet|table)",
    r"(?:see|find|get|read|click|tap|go|press)(?: out)?(?: (?:more|here|there|below|above|on|it|this|details|information|now|this page))*",
    r"(?:more )?(?:details|info|information)|website|page|article|guide|continue|next|details here|find out more|over there|there",
)
_ALT_OPENING = words_to_find(
    r"(?:an? |the )?(?:image|picture|photo|photograph|graphic|drawing|illustration|icon|screenshot|figure|diagram) (?:of|showing|that shows)"
)
_FILE_NAME = re.compile(r"\.(?:svg|png|jpe?g|gif|webp)\b", re.IGNORECASE)


def long_lists(page: Page) -> Iterator[Finding]:
    """Lists of more than 7 entries; an entry inside an entry counts in its own list."""
    lists: list[list[int]] = []
    for token in page.body.tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append([token.map[0] + 1, 0])
        elif token.type == "list_item_open":
            lists[-1][1] += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            line, entries = lists.pop()
            if entries > MAX_ENTRIES:
                yield page.finding(
                    "structure/list-length",
                    WARNING,
                    line=line,
                    words=counted(entries, "item"),
                    why=f"Nobody keeps more than {MAX_ENTRIES} things in mind.",
                    instead="Split the list under two headings, or join entries that call for the same step.",
                )


def long_paragraphs(page: Page) -> Iterator[Finding]:
    """Paragraphs of more than 3 sentences. An answer such as "No." and a bold label in front are not counted."""
    labels = set(_bold_labels(page.body.tokens))
    paragraphs = [sentence for sentence in page.sentences if sentence.where == PARAGRAPH]
    lengths = Counter(
        sentence.block
        for sentence in paragraphs
        if len(sentence.words) > 1 and (sentence.line, sentence.text) not in labels
    )
    for block, sentences in lengths.items():
        if sentences > MAX_SENTENCES:
            first = next(sentence for sentence in paragraphs if sentence.block == block)
            yield page.finding(
                "structure/paragraph-length",
                WARNING,
                line=first.line,
                words=_beginning(first.text),
                why=f"The paragraph has {counted(sentences, 'sentence')}; a tired reader skips a block of text.",
                instead=f"Break it after at most {MAX_SENTENCES} sentences, or make a list of it.",
            )


def _bold_labels(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The line and the words of each "**Rare but serious.** …" that opens a paragraph."""
    for token in tokens:
        children = token.children or []
        if token.type == "inline" and token.map and [child.type for child in children[:2]] == ["text", "strong_open"]:
            bold = takewhile(lambda child: child.type != "strong_close", children[2:])
            yield token.map[0] + 1, plain_text(list(bold))


def many_callouts(page: Page) -> Iterator[Finding]:
    """Boxes beyond the second, each."""
    openings = [token for token in page.body.tokens if token.type == "container_callout_open"]
    for token in openings[MAX_CALLOUTS:]:
        yield page.finding(
            "structure/callouts",
            WARNING,
            line=token.map[0] + 1,
            words=callout_of(token, page.body.lines).title,
            why=f"It is box {openings.index(token) + 1} of the page; readers pass over many boxes as if they were advertisements.",
            instead=f"Keep the {MAX_CALLOUTS} that matter most, and make the others paragraphs.",
        )


def poor_links(page: Page) -> Iterator[Finding]:
    """Link words that do not name the page, or that are whole sentences, or that lead to two places."""
    targets: dict[str, str] = {}
    for words, address, line in _links(page.body.inlines):
        small = words.casefold().strip(" .!:,")
        if _VAGUE_LINKS.fullmatch(small):
            why, instead = "Read alone, it does not say where it leads.", "Name what stands there: [How to prepare](…)."
        elif len(words.split()) > MAX_LINK_WORDS:
            why, instead = "A long link is hard to hear and to press.", "Link the few words that name the page."
        elif targets.setdefault(small, address) != address:
            why = f"The same words lead to {targets[small]} on this page."
            instead = "Give each link words of its own."
        else:
            continue
        yield page.finding("structure/link-text", WARNING, line=line, words=words, why=why, instead=instead)


def _links(inlines: Sequence[Inline]) -> Iterator[tuple[str, str, int]]:
    """The words, the address and the line of each link that has words."""
    for index, inline in enumerate(inlines):
        if inline.token.type == "link_open":
            following = (inlines[each].token for each in range(index + 1, len(inlines)))
            inside = list(takewhile(lambda token: token.type != "link_close", following))
            words = " ".join(plain_text(inside).split())
            if words:
                yield words, str(inline.token.attrs["href"]), inline.line


def poor_descriptions(page: Page) -> Iterator[Finding]:
    """Descriptions of pictures that are too short, begin with "image of", or are a file's name."""
    for inline in page.body.inlines:
        if inline.token.type != "image":
            continue
        alt = " ".join(plain_text(inline.token.children or []).split())
        if not alt:
            continue
        opening = _ALT_OPENING.match(alt)
        if _FILE_NAME.search(alt):
            why = "It is the name of a file."
        elif opening:
            why = f'Screen readers say that it is a picture; "{opening[0]}" makes them say it twice.'
        elif len(alt.split()) < LEAST_ALT_WORDS:
            why = "It is too short to say what the picture says."
        elif alt.casefold() == str(inline.token.attrs.get("title", "")).casefold():
            why = "It says the same as the caption, and is heard twice."
        else:
            continue
        yield page.finding(
            "structure/alt-text",
            WARNING,
            line=inline.line,
            words=alt,
            why=why,
            instead="Write what a person learns from the picture: ![A nurse checks the drip and the pump](…).",
        )


def bare_tables(page: Page) -> Iterator[Finding]:
    """Tables without a paragraph or a list above them that says how to read them.

    One paragraph below a heading of the second level is enough for the tables below its headings of the third.
    """
    before, is_section_introduced = "", False
    for token in page.body.tokens:
        if token.type == "heading_open":
            is_section_introduced = is_section_introduced and token.tag != "h2"
        is_section_introduced = is_section_introduced or (before == "h2" and token.type == "paragraph_open")
        if (
            token.type == "table_open"
            and before not in _INTRODUCTIONS
            and not (is_section_introduced and before != "h2")
        ):
            yield page.finding(
                "structure/table-introduction",
                WARNING,
                line=token.map[0] + 1,
                words=page.body.lines[token.map[0]].strip(),
                why="Nothing says how to read the table.",
                instead='Put a sentence above it: "Each row is a sign; the last column says what to do."',
            )
        if token.level == 0 and token.nesting <= 0 and token.type != "inline":
            before = token.tag if token.type == "heading_close" else token.type


# --- reviews ---


def review_dates(page: Page) -> Iterator[Finding]:
    """A review that is over, that lies in the future, or whose next date is missing or too far away."""
    article = page.article
    if not article.reviewed_on:
        return
    months = SAFETY_MONTHS if article.safety else MONTHS
    latest = later_by_months(article.reviewed_on, months)
    what = "A safety page" if article.safety else "A page"
    due = article.review_due or latest
    severity = WARNING
    if article.reviewed_on > page.today:
        why, instead = "The review lies in the future.", "Write the day on which a clinician read the text."
    elif due < page.today:
        why = "The date of the next review has passed; the page tells patients so."
        instead = "Let a clinician read it again, and write the new dates."
    elif due > later_by_months(article.reviewed_on, MOST_MONTHS):
        severity = ERROR
        why, instead = f"No page waits more than {MOST_MONTHS} months.", f"Write {latest}, or an earlier day."
    elif not article.review_due:
        why, instead = f"{what} is reviewed every {months} months.", f"Write review_due: {latest}, or an earlier day."
    elif due > latest:
        why, instead = f"{what} is reviewed every {months} months.", f"Write {latest}, or an earlier day."
    else:
        return
    words = f"review_due: {article.review_due}" if article.review_due else f"reviewed_on: {article.reviewed_on}"
    yield page.finding("structure/review-dates", severity, line=0, words=words, why=why, instead=instead)


def later_by_months(day: date, months: int) -> date:
    """The same day some months later, or the last one of a month that is too short."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


# --- the emergency line ---


def missing_emergency_line(page: Page) -> Iterator[Finding]:
    """A therapy or a safety page without an `emergency` box that names the emergency number."""
    if page.kind != "therapy" and not page.article.safety:
        return
    if not any(_names_the_number(tokens) for tokens in _emergency_callouts(page.body.tokens)):
        yield page.finding(
            "structure/emergency-line",
            ERROR,
            line=0,
            words="",
            why="A patient in danger may have only this page open, and it does not say whom to call.",
            instead=f"Add a box: ::: emergency Call for help now if: … Call {{{{ {EMERGENCY_FACT} }}}}. … :::",
        )


def _emergency_callouts(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    inside: list[Token] | None = None
    for token in tokens:
        if token.type == "container_callout_open" and token.info.split()[:1] == ["emergency"]:
            inside = []
        elif token.type == "container_callout_close" and inside is not None:
            yield inside
            inside = None
        elif inside is not None:
            inside.append(token)


def _names_the_number(tokens: Sequence[Token]) -> bool:
    facts = (child for token in tokens for child in token.children or [] if child.type == "fact")
    return any(fact.meta["key"] == EMERGENCY_FACT for fact in facts)


def _beginning(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"
