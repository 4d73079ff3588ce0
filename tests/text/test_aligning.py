from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapies.text import aligning
from therapies.text.aligning import aligned, best_path


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ("abc", "abc", [(0, 0), (1, 1), (2, 2)]),
        ("", "abc", []),
        ("abc", "axc", [(0, 0), (2, 2)]),
        ("abcd", "bcda", [(1, 0), (2, 1), (3, 2)]),
        ("aab", "aaab", [(0, 0), (1, 1), (2, 3)]),
        ("xabab", "ababy", [(1, 0), (2, 1), (3, 2), (4, 3)]),
    ],
)
def test_what_is_the_same_keeps_its_order(old, new, pairs):
    assert aligned(old, new) == pairs


@given(st.text("abc", max_size=40), st.text("abc", max_size=40))
def test_pairs_are_equal_and_rise_on_both_sides(old, new):
    pairs = aligned(old, new)

    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    assert (len(pairs) == len(old) == len(new)) == (old == new)


class Counted(str):
    """A word that counts how often it is compared."""

    comparisons = 0
    __hash__ = str.__hash__

    def __eq__(self, other):
        Counted.comparisons += 1
        return str.__eq__(self, other)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["a"] * 10_000, ["a"] * 9_000 + ["b"] + ["a"] * 500),
        (["a", "b"] * 5_000, ["b", "a", "c"] * 4_000),
        (["b", *["a"] * 10_000, "c"], ["c", *["a"] * 10_000, "b"]),
        ([str(n % 90) for n in range(10_000)], [str(n % 77) for n in range(10_000)]),
    ],
)
def test_10_000_short_words_do_not_explode(old, new):
    Counted.comparisons = 0

    aligned([Counted(word) for word in old], [Counted(word) for word in new])

    # Walks over both, not one against the other (100 million).
    assert Counted.comparisons < 3 * aligning.ALL_CELLS


def test_the_best_path_takes_what_is_worth_most():
    worth = {(0, 0): 0.4, (0, 1): 0.9, (1, 1): 0.5, (1, 2): 0.3}

    assert best_path(2, 3, lambda i, j: worth.get((i, j), 0)) == [(0, 1), (1, 2)]
