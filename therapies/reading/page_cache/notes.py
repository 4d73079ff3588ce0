"""What a view says about its answer: that it may be kept, and what else changes it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest

# Where the WSGI environment carries the note. What a request sends has names that begin with HTTP_.
NOTE = "clinic.page"
# Set in the environment by whoever counts answers itself, so that no view counts them too.
COUNTS = "clinic.counts"
LISTS = "(lists)"  # home, lists, questions, words, changes, feeds and sitemaps, in every language


@dataclass
class PageNote:
    """Leave to keep an answer.

    `shows` names the pages, besides its own, whose change makes it untrue: paths as a browser asks for them, and tags
    in brackets. `count` is what is counted at each answer, kept or not: the id of a link.
    """

    shows: set[str] = field(default_factory=set)
    count: int | None = None
    may_be_kept: bool = True


def let_keep(request: HttpRequest) -> None:
    """Begin a note: this answer is for everybody, and depends on nothing but its address and what the note names."""
    request.META[NOTE] = PageNote()


def shows(request: HttpRequest, *names: str) -> None:
    """Say that the answer shows something of other pages, or is one of the lists."""
    if note := note_of(request.META):
        note.shows.update(names)


def count_at_each_answer(request: HttpRequest, what: int) -> None:
    """Have each answer counted, also those that no view makes."""
    if note := note_of(request.META):
        note.count = what


def keep_not(request: HttpRequest) -> None:
    """Make this answer anew each time, as for what a stranger may ask for in endless ways."""
    if note := note_of(request.META):
        note.may_be_kept = False


def note_of(environ: dict) -> PageNote | None:
    return environ.get(NOTE)
