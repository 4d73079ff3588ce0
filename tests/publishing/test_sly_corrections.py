"""What a small correction must not smuggle to patients, however it is written."""

import time

import pytest

from tests import factories
from therapies.publishing.corrections import changes_of_meaning, refusals_of_correction
from therapies.text.articles import ArticleText

NUMBER = "This changes a number, or a word that counts or measures."
LIMIT = "This changes a word such as not, never, no, only or before."
LETTERS = "This brings in letters of another alphabet, which can look like ours."
PICTURE = "This changes a picture."
MANY = 200_000  # characters: more than any article may have


def changes(old, new):
    return changes_of_meaning(*(ArticleText(title="A page", summary="What it says.", body=body) for body in (old, new)))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("You may eat.", "You may n**o**t eat.", LIMIT),
        ("You may eat.", "You may n&shy;ot eat.", LIMIT),
        ("You may eat.", "You may n\N{SOFT HYPHEN}ot eat.", LIMIT),
        ("You may eat.", "You may n[o](/guide/a/)t eat.", LIMIT),
        ("You may eat.", "You may n\N{CYRILLIC SMALL LETTER O}t eat.", LETTERS),
        ("Take ½ of it.", "Take ¼ of it.", NUMBER),
        ("Take ½ of it.", "Take &#xbe; of it.", NUMBER),
        ("Take thirteen.", "Take fourteen.", NUMBER),
        ("Rinse it daily.", "Rinse it hourly.", NUMBER),
        ("At 5 a.m. sharp.", "At 5 p.m. sharp.", NUMBER),
        ("Come at noon.", "Come at midnight.", NUMBER),
        ("Increase the drip.", "Decrease the drip.", LIMIT),
        ("It is safe.", "It is unsafe.", LIMIT),
        ("In the left arm.", "In the right arm.", LIMIT),
        ("![A pump](a.png)", "![A pump](b.png)", PICTURE),
        ("[Call us](tel:+15550100)", "[Call us](tel:+15550199)", NUMBER),
    ],
)  # fmt: skip
def test_a_change_of_meaning_is_seen_however_it_is_written(old, new, sentence):
    assert sentence in changes(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Bring a freind.", "Bring a friend."),
        ("See [our page](https://old.example/).", "See [our page](https://new.example/)."),
        ("It’s a café.", "It is a café."),
        ("A *very* kind word.", "A very kind word."),
    ],
)
def test_a_typing_mistake_a_dead_link_and_an_emphasis_stay_small(old, new):
    assert changes(old, new) == []


@pytest.mark.django_db
def test_one_therapy_does_not_become_another():
    factories.article(kind="therapy", slug="ketamine", live=False)
    article = factories.article(body="Lidocaine helps.\n")

    version = factories.draft(article, title="A page", body="Ketamine helps.\n")

    assert refusals_of_correction(version) == ["This changes the name of a therapy. Send it for review."]


@pytest.mark.parametrize("piece", ["{{ a ", "a", "::: warning x\n", "![a", "[a](", "1", "n"])
def test_the_longest_text_is_judged_at_once(piece):
    text = (piece * MANY)[:MANY]
    began = time.process_time()

    changes(text, text + ".")

    assert time.process_time() - began < 10  # seconds; minutes, when a pattern begins anew at each sign
