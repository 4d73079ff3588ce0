"""What a search answers with: plain data, so that a page or a list of suggestions can show it as it likes."""

from __future__ import annotations

from dataclasses import dataclass

PAGE = "page"
QUESTION = "question"
ROW = "row"
WORD = "word"

# A sentence in parts, in order; True where a part is one of the words that were searched for.
Sentence = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Hit:
    """One place that answers. `group` is page (also a section of one), question, row (of a comparison) or word.

    `title` is that of the place itself, `page_title` that of the page it stands on, and both are the same for a page.
    `address` is a path with its `#id`. `sentence` is plain text with the clinic facts filled in; it may be empty.
    """

    group: str
    title: str
    page_title: str
    address: str
    sentence: Sentence = ()


@dataclass(frozen=True)
class Results:
    """What was found. `typed` is what the reader typed, without spaces around it.

    `searched` is what was looked for. It differs from `typed` when a slip was corrected; then `did_you_mean` says
    the same, else it is "". `search(typed, as_typed=True)` looks for exactly what was typed.
    `urgent` is True when the words may be those of an emergency or a crisis, whatever was found.
    `hits` are ranked, the best first, at most 30; `nearest` is where to go on when there are none.
    `missed` are words of the site's own vocabulary that nothing was found for. A view hands them to
    `publishing.count_missed_words`; nothing else of a search is kept.
    """

    typed: str
    searched: str
    did_you_mean: str = ""
    urgent: bool = False
    hits: tuple[Hit, ...] = ()
    nearest: tuple[Hit, ...] = ()
    missed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """What somebody who begins to type may be looking for, and where it is."""

    words: str
    address: str
