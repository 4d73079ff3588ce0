"""Lists of pages and the pages to read next."""

import pytest

from tests import factories
from therapies import publishing
from therapies.models import Version
from therapies.reading.teasers import live_versions, related_to

pytestmark = pytest.mark.django_db


def live(article):
    return Version.objects.live().get(article=article)


def related_titles(article):
    return [teaser.title for teaser in related_to(live(article))]


def test_pages_of_the_same_therapy_come_first_then_pages_of_the_same_kind():
    guide = factories.article(slug="it", title="It", about=("lidocaine",))
    factories.article(slug="a", title="Another guide")
    factories.article(slug="b", title="Same therapy", about=("ketamine", "lidocaine"), order=900)
    factories.article(kind="therapy", slug="lidocaine", title="The therapy", order=950)
    factories.article(kind="therapy", slug="ketamine", title="Another therapy")
    factories.article(kind="page", slug="about", title="About us")

    assert related_titles(guide) == ["Same therapy", "The therapy", "Another guide"]


def test_a_therapy_leads_to_the_pages_about_it():
    therapy = factories.article(kind="therapy", slug="lidocaine")
    factories.article(slug="a", title="About it", about=("lidocaine",))
    factories.article(slug="b", title="About its patch", about=("lidocaine-patch",))

    assert related_titles(therapy) == ["About it"]


def test_at_most_6_pages_are_offered_in_the_order_of_lists():
    guide = factories.article(slug="it")
    for number in range(8):
        factories.article(slug=f"guide-{number}", title=f"Guide {number}", order=100 - number)

    assert related_titles(guide) == [f"Guide {number}" for number in (7, 6, 5, 4, 3, 2)]


def test_what_patients_cannot_read_is_not_offered():
    guide = factories.article(slug="it", about=("lidocaine",))
    factories.article(slug="draft", about=("lidocaine",), live=False)
    factories.article(slug="antes", language="es", about=("lidocaine",))
    unrelated = factories.article(kind="page", slug="about", title="About us")
    factories.draft(unrelated, about=("lidocaine",))

    assert related_titles(guide) == []


def test_a_page_that_shares_several_therapies_is_offered_once_and_takes_no_place_from_others():
    both = ("ketamine", "lidocaine")
    guide = factories.article(slug="it", about=both)
    for number in range(7):
        factories.article(slug=f"guide-{number}", title=f"Guide {number}", about=both)

    assert related_titles(guide) == [f"Guide {number}" for number in range(6)]


@pytest.mark.parametrize(("about", "sharing", "queries"), [(("lidocaine",), 6, 1), (("lidocaine",), 5, 2), ((), 0, 1)])
def test_related_pages_take_one_query_and_a_second_where_too_few_share_a_therapy(
    django_assert_num_queries, about, sharing, queries
):
    version = live(factories.article(slug="it", about=about))
    for number in range(sharing):
        factories.article(slug=f"guide-{number}", about=("lidocaine",))

    with django_assert_num_queries(queries):
        related_to(version)


def test_a_therapy_concerns_itself_once():
    version = live(factories.article(kind="therapy", slug="lidocaine", about=("ketamine", "lidocaine")))

    assert version.topics == ("lidocaine", "ketamine")


def test_a_renamed_therapy_still_leads_to_what_is_about_it():
    therapy = factories.article(kind="therapy", slug="lidocaine-drip", title="The therapy")
    guide = factories.article(slug="a", title="About it", about=("lidocaine",))

    publishing.rename(therapy, slug="lidocaine")

    assert (related_titles(therapy), related_titles(guide)) == (["About it"], ["The therapy"])


def test_lists_never_fetch_the_words_of_a_page(django_assert_num_queries):
    factories.article()

    with django_assert_num_queries(1) as asked:
        list(live_versions(language="en"))

    assert '"text"' not in asked.captured_queries[0]["sql"]
