"""A live text that this program refuses, as after an upgrade to one that is stricter, is in nobody's way."""

from datetime import UTC, datetime

import pytest

from tests import factories
from therapies import publishing
from therapies.models import Article, Mention, Question, Version
from therapies.publishing import NotPublishable
from therapies.publishing.derived import derive_outdated_rows
from therapies.text.markdown import MAX_SIGNS_IN_BLOCK

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TEXTS = {
    "fields": "Words without any front matter.\n",
    "body": factories.text(title="Broken", body="*" * (MAX_SIGNS_IN_BLOCK + 1) + "\n"),
}


@pytest.fixture(params=TEXTS)
def broken(request):
    """A live version whose text no door would have let in, with a row from better days."""
    article = Article.objects.create(kind="guide", slug="broken")
    (version,) = Version.objects.bulk_create(
        [
            Version(
                article=article,
                number=1,
                text=TEXTS[request.param],
                title="Broken",
                live_from=NOON,
                published_at=NOON,
                published_as=Version.FILE,
            )
        ]
    )
    Question.objects.create(version=version, key="can-i-drive", question="Can I drive?", answer="No.", position=1)
    Mention.objects.create(version=version, what=Mention.LINK, target="guide/other")
    return version


def test_the_next_version_of_its_page_can_be_published(broken):
    mended = factories.draft(broken.article, title="Mended")

    publishing.publish(mended)

    assert Version.objects.live().get() == mended


def test_other_pages_can_link_to_its_page_but_to_no_part_of_it(broken):
    factories.article(slug="whole", title="Whole", body="[Read](guide/broken).\n")
    part = factories.article(slug="part", body="[Read](guide/broken#part).\n", live=False).versions.get()

    with pytest.raises(NotPublishable) as refusal:
        publishing.publish(part)

    assert [problem.message for problem in refusal.value.problems] == [
        'The page guide/broken has no part with the id "part".'
    ]
    assert sorted(Version.objects.live().values_list("title", flat=True)) == ["Broken", "Whole"]


def test_a_page_that_it_may_link_to_can_give_up_an_id(broken):
    other = factories.article(slug="other", title="Other", body="## Part {#part}\n\nWords.\n")

    publishing.publish(factories.draft(other, title="Other without it"))

    assert sorted(Version.objects.live().values_list("title", flat=True)) == ["Broken", "Other without it"]


def test_it_keeps_its_rows_when_all_others_are_derived_anew(broken):
    other = factories.article(slug="other", body="## Questions\n\n### Can I eat? {#can-i-eat}\n\nNo.\n")
    Version.objects.update(derived_with=0)
    Question.objects.filter(version__article=other).delete()

    assert derive_outdated_rows() == 1

    assert sorted(Question.objects.values_list("key", flat=True)) == ["can-i-drive", "can-i-eat"]
