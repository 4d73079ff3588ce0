import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapies.text.merging import marked_lines, merge_items, merge_text, proposal, sentences, stretches

from .texts import refusals

BASE = """Eat nothing for 6 hours. Drink water.

- Bring a list.
- Bring an adult.

Call us.
"""
# Few different items, so that the same ones come again and again: that is where merges go wrong.
ITEMS = st.lists(st.sampled_from("abc"), max_size=8)
TEXTS = st.lists(
    st.sampled_from(["Rest.", "Drink water. ", "No", "\n", "\n\n", "- one\n", "| a | b |\n", "==== Choice 1: end ====\n"]),
    max_size=12,
).map("".join)  # fmt: skip


def merged(base, theirs, yours):
    pieces = merge_text(base, theirs, yours)
    assert all(piece.merged is not None for piece in pieces)
    return proposal(pieces, theirs_named="theirs")


def open_places(base, theirs, yours):
    return [(p.base, p.theirs, p.yours) for p in merge_text(base, theirs, yours) if p.merged is None]


@given(base=ITEMS, theirs=ITEMS, yours=ITEMS)
def test_the_stretches_joined_again_are_the_three_sides(base, theirs, yours):
    found = stretches(base, theirs, yours)

    joined = [[item for stretch in found for item in getattr(stretch, side)] for side in ("base", "theirs", "yours")]
    assert joined == [base, theirs, yours]


@given(base=ITEMS, one=ITEMS)
def test_the_side_that_changed_nothing_gives_way(base, one):
    assert merge_items(base, one, base) == merge_items(base, base, one) == merge_items(base, one, one) == tuple(one)


@given(base=ITEMS, one=ITEMS, other=ITEMS)
def test_it_does_not_matter_who_was_first(base, one, other):
    assert merge_items(base, one, other) == merge_items(base, other, one)


@given(base=ITEMS, one=ITEMS, other=ITEMS)
def test_what_somebody_added_is_in_the_merged_list_or_left_to_choose(base, one, other):
    for stretch in stretches(base, one, other):
        if stretch.merged is not None:
            for mine, others in ((stretch.theirs, stretch.yours), (stretch.yours, stretch.theirs)):
                # Dropped is only what this side had not touched, and the other had.
                assert stretch.merged == mine or (mine == stretch.base and stretch.merged == others)


@given(text=TEXTS)
def test_the_sentences_joined_again_are_the_text(text):
    assert "".join(sentences(text)) == text


@given(base=TEXTS, theirs=TEXTS, yours=TEXTS)
def test_every_word_of_both_sides_is_in_the_pieces(base, theirs, yours):
    pieces = merge_text(base, theirs, yours)

    assert "".join(piece.base for piece in pieces) == base
    assert "".join(piece.theirs for piece in pieces) == theirs
    assert "".join(piece.yours for piece in pieces) == yours


@given(base=TEXTS, theirs=TEXTS, yours=TEXTS)
def test_both_sides_of_every_open_place_stand_in_the_proposal(base, theirs, yours):
    pieces = merge_text(base, theirs, yours)

    text = proposal(pieces, theirs_named="theirs", first=7)

    for number, piece in enumerate([piece for piece in pieces if piece.merged is None], 7):
        _, _, after = text.partition(f"==== Choice {number}: your words ====\n")
        mine, _, after = after.partition(f"==== Choice {number}: theirs ====\n")
        others, end, _ = after.partition(f"==== Choice {number}: end ====\n")
        assert (mine.removesuffix("\n"), others.removesuffix("\n")) == (
            piece.yours.removesuffix("\n"), piece.theirs.removesuffix("\n")
        )  # fmt: skip
        assert end


@given(theirs=TEXTS.map(lambda text: text + "\n"), yours=TEXTS.map(lambda text: text + "\n"))
def test_without_a_common_beginning_no_line_of_either_side_goes(theirs, yours):
    text = proposal(merge_text(None, theirs, yours), theirs_named="theirs")

    lines = text.split("\n")
    assert [line for line in (theirs + "\n" + yours).split("\n") if line and line not in lines] == []


@given(lines=st.lists(st.text("abcdefg", min_size=1, max_size=4), min_size=5, max_size=12, unique=True), data=st.data())
def test_changes_that_do_not_touch_lose_no_line(lines, data):
    cut = data.draw(st.integers(1, len(lines) - 2))
    text = "\n".join(lines) + "\n"
    theirs = "\n".join([*(f"{line} theirs" for line in lines[:cut]), *lines[cut:]]) + "\n"
    yours = "\n".join([*lines[: cut + 1], *(f"{line} yours" for line in lines[cut + 1 :])]) + "\n"

    result = merged(text, theirs, yours)

    assert result.split("\n") == [*theirs.split("\n")[: cut + 1], *yours.split("\n")[cut + 1 :]]


def test_two_sentences_of_one_paragraph_are_two_changes():
    theirs = BASE.replace("6 hours", "8 hours")
    yours = BASE.replace("Drink water", "Drink a glass of water")

    assert merged(BASE, theirs, yours) == BASE.replace(
        "Eat nothing for 6 hours. Drink water.", "Eat nothing for 8 hours. Drink a glass of water."
    )


def test_a_source_behind_the_full_stop_belongs_to_its_sentence():
    assert sentences("Rest.[^cdc-2022] **Drink.** Go\n\n2.5 mg.\n") == [
        "Rest.[^cdc-2022]", " ", "**Drink.**", " ", "Go", "\n\n", "2.5 mg.", "\n",
    ]  # fmt: skip


def test_two_points_of_one_list_are_two_changes():
    theirs = BASE.replace("a list", "your list")
    yours = BASE.replace("an adult", "an adult who drives")

    assert merged(BASE, theirs, yours) == BASE.replace("a list", "your list").replace("an adult", "an adult who drives")


def test_the_same_sentence_changed_twice_has_to_be_chosen():
    theirs = BASE.replace("6 hours", "8 hours")
    yours = BASE.replace("6 hours", "4 hours").replace("Call us.", "Call us first.")

    assert open_places(BASE, theirs, yours) == [
        (
            "Eat nothing for 6 hours. Drink water.\n",
            "Eat nothing for 8 hours. Drink water.\n",
            "Eat nothing for 4 hours. Drink water.\n",
        )
    ]
    assert (
        proposal(merge_text(BASE, theirs, yours), theirs_named="words of version 4")
        == (
            "==== Choice 1: your words ====\n"
            "Eat nothing for 4 hours. Drink water.\n"
            "==== Choice 1: words of version 4 ====\n"
            "Eat nothing for 8 hours. Drink water.\n"
            "==== Choice 1: end ====\n"
        )
        + yours.partition("\n")[2]
    )


def test_a_changed_sentence_that_the_other_deleted_has_to_be_chosen():
    assert open_places(BASE, BASE.replace("Call us.\n", ""), BASE.replace("Call us.", "Call us first.")) == [
        ("Call us.\n", "", "Call us first.\n")
    ]


def test_two_paragraphs_added_at_the_same_place_have_to_be_chosen():
    assert open_places(BASE, BASE + "\nTheirs.\n", BASE + "\nYours.\n") == [("", "\nTheirs.\n", "\nYours.\n")]


def test_marks_that_are_left_keep_a_text_from_patients():
    body = proposal(merge_text("One.\n", "Two.\n", "Three.\n"), theirs_named="the words of version 4")

    assert refusals("Words.\n\n" + body) == [
        "3: Choice 1 is still open: two people changed this place. Keep the words you want, and delete the lines that "
        'begin with "==== Choice 1".'
    ]
    assert marked_lines(body.split("\n")) == [(1, 1), (3, 1), (5, 1)]


@pytest.mark.parametrize("unit", ["a\n", "a. ", "\n", "==== Choice 1: end ====\n", "| a | b |\n"])
def test_a_text_of_one_repeated_line_is_merged_like_any_other(unit):
    base = unit * (200_000 // len(unit))

    pieces = merge_text(base, "First.\n" + base, base + "Last.\n")

    assert "".join(piece.merged or "" for piece in pieces).strip("\n").startswith("First.")
