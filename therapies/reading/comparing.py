"""What changed between two texts, as patients read them: rendered HTML with marks around the words that changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import escape
from itertools import takewhile

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from therapies.models import Version
from therapies.text.aligning import aligned, best_path
from therapies.text.facts import FactSheet
from therapies.text.html_trees import SINGLE, Element, opening, tree_of
from therapies.text.rendering import NOTHING, marked_changes, render_sections

WORD = re.compile(r"\w+(?:['’.,]\w+)*|\s+|[^\w\s]")
ALIKE = 0.3  # share of words in common from which two blocks are one block that was changed
MOST_COMPARED = 100  # blocks × blocks between two that stayed the same; more are paired in their order
SHORT = 3  # letters: between two changes, one word of so few is no thread to hold on to
SAME, ADDED, REMOVED = "same", "added", "removed"
MARKS = {ADDED: "ins", REMOVED: "del"}
HEADINGS = ("h2", "h3", "h4")
# Around other blocks; the only one between two that stayed is the same one, whatever stands in it now.
WRAPPERS = ("blockquote", "div", "dl", "ol", "table", "tbody", "thead", "ul")
# Containers in which a line may say that something is left out.
ROOMY = ("", "div", "blockquote", "section")


def rendered_changes(old_html: str, new_html: str, *, only_changes: bool = False) -> SafeString:
    """The new HTML with what was added in `ins` and what was removed in `del`, word by word inside blocks and cells.

    Both are HTML that our own templates and renderer wrote. Links, classes and table scopes stay; ids, forms and
    signs do not. With `only_changes`: the blocks that changed, their headings and one block on each side; nothing
    when nothing changed.
    """
    shown = _Comparing().both(tree_of(old_html), tree_of(new_html))
    if only_changes:
        if not shown.is_changed:
            return NOTHING
        shown = only_what_changed(shown)
    return marked_changes(shown.html())


def body_html(version: Version, *, facts: FactSheet) -> str:
    """The body of a version's page as patients read it, with these clinic facts. No query.

    Raises ArticleFileError when the text cannot be read.
    """
    sections = render_sections(version.article_text(), facts=facts, language=version.article.language)
    return render_to_string(
        "components/article_body.html", {"page": {"sections": sections}, "shown_options": frozenset()}
    )


@dataclass
class Shown:
    """One element of the marked HTML: `parts` are elements, or words already written as HTML."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    parts: list[Shown | str] = field(default_factory=list)
    is_changed: bool = False

    def html(self) -> str:
        inside = "".join(part if isinstance(part, str) else part.html() for part in self.parts)
        return f"{opening(self.tag, self.attributes)}{inside}</{self.tag}>" if self.tag else inside

    @property
    def is_block(self) -> bool:
        return all(isinstance(part, str) for part in self.parts)


@dataclass(frozen=True)
class Atom:
    """A word, a space, a sign or a picture, with the inline elements it stands in."""

    inside: tuple[str, ...]
    written: str
    # Which elements those are: two links side by side may look the same and stay two.
    path: tuple[int, ...] = field(default=(), compare=False)

    @property
    def is_space(self) -> bool:
        return self.written.isspace()


class _Comparing:
    """One comparison. `columns` are those of the table that is being compared: old number, new number, or None."""

    def __init__(self) -> None:
        self.columns: list[tuple[int | None, int | None]] = []

    def both(self, old: Element, new: Element) -> Shown:
        """Two elements of one kind as one."""
        if old.key == new.key:
            return self.one(new, SAME)
        if old.is_leaf and new.is_leaf:
            return Shown(new.tag, new.attributes, [changed_words(old, new)], is_changed=True)
        if new.tag == "tr" and self.fits(old, new):
            pairs = [
                (None if i is None else old.units[i], None if j is None else new.units[j]) for i, j in self.columns
            ]
            return self.container(new, [self.cell(*pair) for pair in pairs])
        outer, self.columns = self.columns, columns_of(old, new) if new.tag == "table" else self.columns
        shown = self.container(new, [self.pair(*pair) for pair in paired(old.units, new.units)])
        self.columns = outer
        return shown

    def container(self, new: Element, parts: list[Shown]) -> Shown:
        return Shown(new.tag, new.attributes, parts, is_changed=any(part.is_changed for part in parts))

    def pair(self, old: Element | None, new: Element | None) -> Shown:
        if old and new:
            return self.both(old, new)
        return self.one(new, ADDED) if new else self.one(old, REMOVED)

    def cell(self, old: Element | None, new: Element | None) -> Shown:
        """One cell of a row; a cell that its row never had is empty, so that columns stay columns."""
        return self.pair(old, new) if old or new else Shown("td")

    def fits(self, old: Element, new: Element) -> bool:
        """Whether both rows have the columns of their tables."""
        olds, news = ([side[at] for side in self.columns if side[at] is not None] for at in (0, 1))
        return bool(self.columns) and (len(old.units), len(new.units)) == (len(olds), len(news))

    def one(self, element: Element, mark: str) -> Shown:
        """An element that stands on one side only, or is the same on both: all of its words get the mark."""
        if element.is_leaf:
            words = written([(mark, atom) for atom in atoms_of(element)])
            return Shown(element.tag, element.attributes, [words], is_changed=mark != SAME)
        parts = [self.one(unit, mark) for unit in element.units]
        side = {ADDED: 1, REMOVED: 0}.get(mark)
        if element.tag == "tr" and side is not None:
            numbers = [column[side] for column in self.columns]
            if len([number for number in numbers if number is not None]) == len(parts):
                parts = [Shown("td") if number is None else parts[number] for number in numbers]
        return Shown(element.tag, element.attributes, parts, is_changed=mark != SAME)


# --- which block became which ---


def paired(old: list[Element], new: list[Element]) -> list[tuple[Element | None, Element | None]]:
    """Every block of both sides, once, in order: with its partner, or alone."""
    same = aligned([each.key for each in old], [each.key for each in new])
    pairs: list[tuple[Element | None, Element | None]] = []
    i = j = 0
    for i_same, j_same in [*same, (len(old), len(new))]:
        pairs += partners(old[i:i_same], new[j:j_same])
        if i_same < len(old):
            pairs.append((old[i_same], new[j_same]))
        i, j = i_same + 1, j_same + 1
    return pairs


def partners(old: list[Element], new: list[Element]) -> list[tuple[Element | None, Element | None]]:
    """The same for blocks of which none stayed as it was: those that begin alike, then those that say much the same."""
    if not (old and new):
        return [(each, None) for each in old] + [(None, each) for each in new]
    pairs = []
    i = j = 0
    for i_same, j_same in [*aligned([name(each) for each in old], [name(each) for each in new]), (len(old), len(new))]:
        pairs += by_likeness(old[i:i_same], new[j:j_same])
        if i_same < len(old):
            pairs.append((old[i_same], new[j_same]))
        i, j = i_same + 1, j_same + 1
    return pairs


def by_likeness(old: list[Element], new: list[Element]) -> list[tuple[Element | None, Element | None]]:
    if len(old) == len(new) == 1 and kind(old[0]) == kind(new[0]) in WRAPPERS:
        path = [(0, 0)]
    elif len(old) * len(new) <= MOST_COMPARED:
        path = best_path(len(old), len(new), lambda i, j: likeness(old[i], new[j]))
    else:
        path = [(i, i) for i in range(min(len(old), len(new))) if kind(old[i]) == kind(new[i])]
    pairs = []
    i = j = 0
    for i_same, j_same in [*path, (len(old), len(new))]:
        pairs += [(each, None) for each in old[i:i_same]] + [(None, each) for each in new[j:j_same]]
        if i_same < len(old):
            pairs.append((old[i_same], new[j_same]))
        i, j = i_same + 1, j_same + 1
    return pairs


def kind(element: Element) -> str:
    return element.tag or "p"


def name(element: Element) -> tuple:
    """What an element is known by when its words change: a row by its first cell, a section by its heading."""
    first = element
    while not first.is_leaf:
        first = first.units[0]
    return (kind(element), first.words if first is not element else element.words[:4])


def likeness(old: Element, new: Element) -> float:
    """The share of words in common, from 0 to 1; 0 below the limit, and for blocks of two kinds."""
    if kind(old) != kind(new):
        return 0
    words, others = set(old.words), set(new.words)
    share = 2 * len(words & others) / ((len(words) + len(others)) or 1)
    return share if share >= ALIKE else 0


def columns_of(old: Element, new: Element) -> list[tuple[int | None, int | None]]:
    """Which column of a table became which, by the headings of both."""
    heads = [head_cells(table) for table in (old, new)]
    places = [{id(cell): number for number, cell in enumerate(cells)} for cells in heads]
    return [(a and places[0][id(a)], b and places[1][id(b)]) for a, b in paired(*heads)]


def head_cells(table: Element) -> list[Element]:
    row = table
    while row.tag != "tr":
        inner = [unit for unit in row.units if unit.tag in ("thead", "tbody", "tr")]
        if not inner:
            return []
        row = inner[0]
    return row.units


# --- words ---


def atoms_of(leaf: Element, inside: tuple[str, ...] = (), path: tuple[int, ...] = ()) -> list[Atom]:
    atoms: list[Atom] = []
    for child in leaf.children:
        if isinstance(child, str):
            atoms += [Atom(inside, escape(word), path) for word in WORD.findall(child)]
            continue
        tag = opening(child.tag, child.attributes) if child.tag else ""
        if child.tag in SINGLE:
            atoms.append(Atom(inside, tag, path))
        elif child.tag:
            atoms += atoms_of(child, (*inside, tag), (*path, id(child)))
        else:
            atoms += atoms_of(child, inside, path)
    return atoms


def changed_words(old: Element, new: Element) -> str:
    """The words of two leaves as one stretch of marked HTML."""
    before, after = atoms_of(old), atoms_of(new)
    marked: list[tuple[str, Atom]] = []
    i = j = 0
    for i_same, j_same in [*threads(before, after), (len(before), len(after))]:
        marked += [(REMOVED, atom) for atom in before[i:i_same]] + [(ADDED, atom) for atom in after[j:j_same]]
        if i_same < len(before):
            marked.append((SAME, after[j_same]))
        i, j = i_same + 1, j_same + 1
    return written(marked)


def threads(before: list[Atom], after: list[Atom]) -> list[tuple[int, int]]:
    """Pairs of equal words that hold a sentence together: a lone space or short word between two changes is none."""
    runs: list[list[tuple[int, int]]] = []
    for i, j in aligned(before, after):
        if runs and runs[-1][-1] == (i - 1, j - 1):
            runs[-1].append((i, j))
        else:
            runs.append([(i, j)])
    kept = []
    for run in runs:
        at_start = run[0] == (0, 0)
        at_end = run[-1] == (len(before) - 1, len(after) - 1)
        letters = sum(len(before[i].written) for i, _ in run if not before[i].is_space)
        if at_start or at_end or letters > SHORT:
            kept += run
    return kept


def written(marked: list[tuple[str, Atom]]) -> str:
    """HTML of a stretch of words, with one mark around each run, and its word for those who hear the page."""
    out: list[str] = []
    index = 0
    while index < len(marked):
        mark = marked[index][0]
        run = []
        while index < len(marked) and marked[index][0] == mark:
            run.append(marked[index][1])
            index += 1
        words = nested(run)
        if mark == SAME:
            out.append(words)
        elif any(not atom.is_space for atom in run):
            out.append(f'<{MARKS[mark]}><span class="visually-hidden">{mark}: </span>{words}</{MARKS[mark]}>')
        elif mark == ADDED:
            out.append(words)
    return "".join(out)


def nested(run: list[Atom]) -> str:
    """Words inside their inline elements, each opened once for the words that share it."""
    out: list[str] = []
    last = Atom((), "")
    for atom in [*run, Atom((), "")]:
        shared = len(list(takewhile(lambda two: two[0] == two[1], zip(last.path, atom.path, strict=False))))
        out += [f"</{each[1:-1].split()[0]}>" for each in reversed(last.inside[shared:])]
        out += [*atom.inside[shared:], atom.written]
        last = atom
    return "".join(out)


# --- only what changed ---


def only_what_changed(shown: Shown) -> Shown:
    """A tree without what stayed the same, but for headings above a change and the blocks beside it."""
    if shown.is_block or shown.tag in ("tr", "thead"):
        return shown
    parts = shown.parts
    kept = {index for index, part in enumerate(parts) if part.is_changed}
    for index in sorted(kept):
        kept |= set(headings_above(parts, index))
        kept |= {near for near in (index - 1, index + 1) if 0 <= near < len(parts) and parts[near].is_block}
    kept |= {index for index, part in enumerate(parts) if part.tag in ("thead", "caption")}
    out: list[Shown | str] = []
    for index in sorted(kept):
        if shown.tag in ROOMY and index and index - 1 not in kept:
            out.append(Shown("p", (("class", "changes__gap"),), ["[…]"]))
        part = parts[index]
        if shown.tag == "ol" and part.tag == "li":
            part = replace(part, attributes=(*part.attributes, ("value", str(index + 1))))
        out.append(only_what_changed(part) if part.is_changed else part)
    return replace(shown, parts=out)


def headings_above(parts: list[Shown | str], index: int) -> list[int]:
    """The headings that a block stands below: the last one above it, and those of higher levels above that."""
    found, level = [], "h9"
    for above in range(index - 1, -1, -1):
        tag = parts[above].tag
        if tag in HEADINGS and tag < level:
            found.append(above)
            level = tag
    return found
