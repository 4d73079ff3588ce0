import pytest

from tests import factories
from therapies import publishing
from therapies.models import Article, FormerAddress, Mention, Version
from therapies.publishing import NotPublishable
from therapies.publishing.addresses import NotPossible
from therapies.publishing.drafts import AddressTaken
from therapies.text.addresses import Address

pytestmark = pytest.mark.django_db


def former():
    return sorted((row.slug, row.article.slug) for row in FormerAddress.objects.all())


def test_a_renamed_article_keeps_all_its_former_addresses():
    article = factories.article(slug="first")

    publishing.rename(article, slug="second")
    publishing.rename(article, slug="third")

    assert article.get_absolute_url() == "/guide/third/"
    assert former() == [("first", "third"), ("second", "third")]


def test_a_rename_back_takes_the_address_home():
    article = factories.article(slug="first")

    publishing.rename(article, slug="second")
    publishing.rename(article, slug="first")

    assert former() == [("second", "first")]


def test_a_rename_to_the_same_address_changes_nothing():
    article = factories.article(slug="first")

    publishing.rename(article, slug="first")

    assert former() == []


def test_a_renamed_therapy_is_the_one_its_versions_concern():
    therapy = factories.article(kind="therapy", slug="lidocaine-drip", about=("ketamine",))
    publishing.publish(factories.draft(therapy, about=("lidocaine-drip",)))

    publishing.rename(therapy, slug="lidocaine")

    concerned = Mention.objects.filter(what=Mention.ABOUT).values_list("version__number", "target")
    assert sorted(concerned) == [(1, "ketamine"), (1, "lidocaine"), (2, "lidocaine"), (2, "lidocaine-drip")]


def test_an_address_in_use_is_refused():
    factories.article(slug="taken")
    article = factories.article(slug="first")

    with pytest.raises(AddressTaken, match="Another page already has the address /guide/taken/. Choose another one."):
        publishing.rename(article, slug="taken")

    assert former() == []


def test_an_address_that_was_given_out_is_never_used_for_another_page():
    publishing.rename(factories.article(slug="first"), slug="second")

    with pytest.raises(AddressTaken, match='was once given out for "guide/second"'):
        publishing.new_article(Address("en", "guide", "first"))

    assert Article.objects.count() == 1


def test_a_merged_article_leads_to_its_successor_in_one_step():
    a, b, c = (factories.article(slug=slug) for slug in "abc")

    publishing.merge(a, into=b)
    publishing.merge(b, into=c)

    a.refresh_from_db()
    assert (a.merged_into, b.merged_into) == (c, c)
    assert list(Version.objects.live().values_list("article__slug", flat=True)) == ["c"]


def test_a_merged_article_is_not_published_again():
    a, b = (factories.article(slug=slug) for slug in "ab")
    publishing.merge(a, into=b)

    with pytest.raises(NotPublishable, match='This page was merged into "guide/b". Edit that page.'):
        publishing.publish(factories.draft(a))


@pytest.mark.parametrize(
    ("successor", "message"),
    [
        ({"slug": "a"}, "A page cannot be merged into itself."),
        ({"slug": "b", "live": False}, '"guide/b" is not live, so readers would find nothing there. Publish it first.'),
        ({"slug": "b", "language": "es"}, "A page can only be merged into a page of the same language."),
    ],
)
def test_a_merge_that_would_lose_readers_is_refused(successor, message):
    a = factories.article(slug="a")
    into = a if successor["slug"] == "a" else factories.article(**successor)

    with pytest.raises(NotPossible) as refusal:
        publishing.merge(a, into=into)

    assert str(refusal.value) == message


def test_a_withdrawn_article_is_not_live_and_publishing_brings_it_back():
    article = factories.article()
    publishing.withdraw(article, notice="We no longer offer this.", by=factories.staff())

    assert not Article.objects.live().exists()
    publishing.publish(factories.draft(article, title="Back"))

    article.refresh_from_db()
    assert [version.title for version in Version.objects.live()] == ["Back"]
    assert (article.withdrawn_at, article.withdrawal_notice, article.withdrawn_by) == (None, "", None)


@pytest.mark.parametrize(
    ("live", "notice", "message"),
    [
        (True, "  ", "Write a notice: patients who follow an old link will read it."),
        (False, "Gone.", "This page was never published, so there is nothing to withdraw."),
    ],
)
def test_a_withdrawal_that_would_leave_readers_without_words_is_refused(live, notice, message):
    article = factories.article(live=live)

    with pytest.raises(NotPossible) as refusal:
        publishing.withdraw(article, notice=notice)

    assert str(refusal.value) == message


def test_only_a_live_page_can_be_read_instead():
    article, other = factories.article(slug="a"), factories.article(slug="b", live=False)

    with pytest.raises(NotPossible, match='"guide/b" is not live, so it cannot be read instead.'):
        publishing.withdraw(article, notice="Gone.", read_instead=other)


def test_a_merged_article_cannot_be_withdrawn():
    a, b = (factories.article(slug=slug) for slug in "ab")
    publishing.merge(a, into=b)

    with pytest.raises(NotPossible, match='This page was merged into "guide/b"; withdraw that page.'):
        publishing.withdraw(a, notice="Gone.")


@pytest.mark.parametrize(("kind", "slug"), [("guide", "when-to-call"), ("page", "words")])
def test_a_page_that_the_site_itself_leads_to_keeps_its_address(kind, slug):
    article, other = factories.article(kind=kind, slug=slug), factories.article(slug="other")
    sentence = f'The site itself leads to "{kind}/{slug}", so this page keeps its address.'

    with pytest.raises(NotPossible) as renamed:
        publishing.rename(article, slug="new")
    with pytest.raises(NotPossible) as merged:
        publishing.merge(article, into=other)

    assert (str(renamed.value), str(merged.value)) == (sentence, sentence)
    article.refresh_from_db()
    assert (article.slug, article.merged_into) == (slug, None)


def test_the_page_on_when_to_call_is_never_withdrawn():
    article = factories.article(slug="when-to-call")

    with pytest.raises(NotPossible, match="Every page leads patients here. Publish a better text"):
        publishing.withdraw(article, notice="Gone.")

    assert Article.objects.live().exists()
