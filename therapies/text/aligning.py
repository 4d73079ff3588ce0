"""Which parts of two sequences are the same, in time that no text can blow up.

Python's own `difflib` compares every word with every equal one: two texts of 10,000 times the same word take
minutes. Here items that stand once on both sides are the anchors (patience diff, Bram Cohen), and what lies
between two anchors is compared cell by cell only while it is small; beyond that it counts as rewritten.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Sequence

MOST_CELLS = 10_000  # of one stretch between anchors, items × items
ALL_CELLS = 200_000  # of one alignment
DEEPEST = 12

Pairs = list[tuple[int, int]]


def aligned(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs:
    """Index pairs of equal items, both rising. At most 12 walks over both sequences and 200,000 comparisons."""
    left = ALL_CELLS
    found: Pairs = []
    waiting = [(0, len(old), 0, len(new), 0)]
    while waiting:
        a, a_end, b, b_end, depth = waiting.pop()
        while a < a_end and b < b_end and old[a] == new[b]:
            found.append((a, b))
            a, b = a + 1, b + 1
        while a < a_end and b < b_end and old[a_end - 1] == new[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
            found.append((a_end, b_end))
        cells = (a_end - a) * (b_end - b)
        if not cells:
            continue
        anchors = anchors_in(old, new, (a, a_end), (b, b_end)) if depth < DEEPEST else []
        if anchors:
            found += anchors
            ends = [*anchors, (a_end, b_end)]
            begins = [(a, b), *((i + 1, j + 1) for i, j in anchors)]
            waiting += [(i, i_end, j, j_end, depth + 1) for (i, j), (i_end, j_end) in zip(begins, ends, strict=True)]
        elif cells <= min(MOST_CELLS, left):
            left -= cells
            same = best_path(a_end - a, b_end - b, lambda i, j, a=a, b=b: old[a + i] == new[b + j])
            found += [(a + i, b + j) for i, j in same]
    return sorted(found)


def anchors_in(old: Sequence[Hashable], new: Sequence[Hashable], span: tuple, other: tuple) -> Pairs:
    """Items that stand exactly once in both stretches, as many as keep their order."""
    counts = Counter(old[span[0] : span[1]]), Counter(new[other[0] : other[1]])
    once = {item for item, count in counts[0].items() if count == 1 and counts[1][item] == 1}
    if not once:
        return []
    places = {old[i]: i for i in range(*span) if old[i] in once}
    return longest_rising([(places[new[j]], j) for j in range(*other) if new[j] in once])


def longest_rising(pairs: Pairs) -> Pairs:
    """The longest choice of pairs, given by their second numbers, whose first numbers rise too."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for index, (i, _) in enumerate(pairs):
        place = bisect_left(ends, i)
        before.append(at[place - 1] if place else None)
        ends[place : place + 1] = [i]
        at[place : place + 1] = [index]
    chosen = []
    index = at[-1] if at else None
    while index is not None:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]


def best_path(rows: int, columns: int, worth: Callable[[int, int], float]) -> Pairs:
    """Rising pairs with the greatest sum of worth; pairs of no worth are left out. `rows` × `columns` calls of `worth`."""
    table = [[worth(i, j) for j in range(columns)] for i in range(rows)]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            together = best[i + 1][j + 1] + table[i][j] if table[i][j] else 0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    path: Pairs = []
    i = j = 0
    while i < rows and j < columns:
        if table[i][j] and best[i][j] == best[i + 1][j + 1] + table[i][j]:
            path.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return path
