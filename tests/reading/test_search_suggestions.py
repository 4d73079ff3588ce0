from datetime import UTC, datetime, timedelta

import pytest

from tests import factories
from therapies import publishing
from therapies.reading.search import Suggestion, suggestions

pytestmark = pytest.mark.django_db
VISIT = """\
Some words.

## The ride home {#ride}

Words.

## Questions

### Can I drive home? {#can-i-drive}

No.

### Can I drink water? {#can-i-drink}

Ask.
"""


def words(beginning, **choices):
    return [suggestion.words for suggestion in suggestions(beginning, **choices)]


def test_titles_questions_and_words_that_begin_so_are_suggested_and_sections_are_not():
    factories.article(slug="rides", title="Rides and drivers", body=VISIT)
    factories.article(
        kind="page", slug="words", title="Words", body="Some.\n\n## Words\n\n### drip {#drip}\n\nA flow.\n"
    )

    assert suggestions("dri") == [
        Suggestion("drip", "/words/#drip"),
        Suggestion("Rides and drivers", "/guide/rides/"),
        Suggestion("Can I drive home?", "/questions/can-i-drive/"),
        Suggestion("Can I drink water?", "/questions/can-i-drink/"),
    ]


def test_what_begins_like_the_question_comes_first():
    factories.article(title="Drinks and rides", body=VISIT)

    assert words("can i dri")[:2] == ["Can I drive home?", "Can I drink water?"]
    assert words("can i drive ho") == ["Can I drive home?"]


def test_lay_words_and_names_of_medicines_suggest_what_pages_say():
    factories.article(title="Lidocaine infusion")
    factories.article(slug="sick", title="Throwing up")

    assert words("xyloc") == ["Lidocaine infusion"]
    assert words("puk") == ["Throwing up"]


def test_only_live_pages_of_the_language_are_suggested():
    gone = factories.article(slug="gone", title="Shingles gone")
    publishing.withdraw(gone, notice="Gone.")
    later = factories.article(slug="later", title="Shingles later", live=False)
    publishing.publish(later.versions.get(), at=datetime.now(UTC) + timedelta(days=7))
    factories.article(slug="dos", title="Shingles dos", language="es")
    factories.article(slug="there", title="Shingles there")

    assert words("shing") == ["Shingles there"]
    assert words("shing", language="es") == ["Shingles dos"]


def test_no_more_than_eight_are_suggested_and_none_twice():
    for number in range(12):
        factories.article(slug=f"page-{number}", title=f"Shingles {min(number, 9)}")

    assert words("shin") == [f"Shingles {number}" for number in range(8)]


@pytest.mark.parametrize("beginning", ["", "s", "what is", "the", "\0", "*", '"', "zzz"])
def test_what_says_nothing_suggests_nothing(beginning):
    factories.article(title="Shingles")

    assert suggestions(beginning) == []


def test_four_questions_are_asked_of_the_database_at_most(django_assert_num_queries):
    factories.article(title="Shingles")

    with django_assert_num_queries(4):
        suggestions("shin")
