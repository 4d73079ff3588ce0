import pytest

from therapies.text.spelling import folded, is_one_slip, is_spelled, root_of, roots_in, spellings_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Can’t breathe", ["cant", "breathe"]),
        ("Myers' cocktail, today's", ["myers", "cocktail", "today"]),
        ("off-label / B12", ["off", "label", "b12"]),
        ("INFUSIÓN  café", ["infusion", "cafe"]),
        ("\u202eevil\u202c \x00 \"'*()", ["evil"]),
        ("", []),
    ],
)
def test_words_are_folded_and_signs_divide_them(text, words):
    assert words_of(text) == words


def test_a_folded_text_has_small_letters_without_accents():
    assert folded("Ça dépend, ÜBER") == "ca depend, uber"


@pytest.mark.parametrize(
    "forms",
    [
        ("drive", "drives", "driving"),
        ("infusion", "infusions"),
        ("therapy", "therapies"),
        ("stop", "stops", "stopped", "stopping"),
        ("addicted", "addiction", "addictive"),
        ("dizzy", "dizziness"),
        ("tingle", "tingling"),
        ("breath", "breathe", "breathing"),
        ("depressed", "depression"),
        ("dose", "doses"),
    ],
)
def test_forms_of_a_word_share_a_root(forms):
    assert len({root_of(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("liver", "live"), ("is", "i"), ("passes", "past"), ("drug", "drip")])
def test_other_words_have_other_roots(one, other):
    assert root_of(one) != root_of(other)


def test_a_text_has_the_roots_of_its_words_in_order():
    assert roots_in("Driving home after infusions") == ["driv", "hom", "after", "infus"]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("lidocane", "lidocaine"),
        ("lidocainee", "lidocaine"),
        ("lidacaine", "lidocaine"),
        ("lidocaien", "lidocaine"),
        ("lidocaine", "lidocaine"),
    ],
)
def test_one_letter_left_out_put_in_replaced_or_swapped_is_one_slip_and_shares_a_spelling(typed, word):
    assert is_one_slip(typed, word)
    assert not spellings_of(typed).isdisjoint(spellings_of(word))


@pytest.mark.parametrize(
    ("typed", "word"), [("lidocan", "lidocaine"), ("licodaine", "lidocaine"), ("ab", "cd"), ("", "it")]
)
def test_two_slips_are_not_one(typed, word):
    assert not is_one_slip(typed, word)


def test_short_words_numbers_and_endless_ones_have_no_slips():
    assert [word for word in ("pain", "pie", "2026", "b12x", "x" * 31) if is_spelled(word)] == ["pain"]
