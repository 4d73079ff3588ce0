"""Queries that are put into SQL once give what their QuerySets give, for each of the values they are asked with."""

from datetime import timedelta

import pytest
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from tests import factories
from therapies.models import Version
from therapies.models.prepared import Prepared

pytestmark = pytest.mark.django_db
LIVE_AT = Prepared(
    lambda now, slug: Version.objects.live(at=now).filter(article__slug=slug),
    now=DateTimeField(),
    slug=CharField(),
)


def test_a_prepared_query_gives_what_its_queryset_gives_for_each_value(django_assert_num_queries):
    for slug in ("one", "two"):
        factories.article(slug=slug)
    now = timezone.now()
    with django_assert_num_queries(3):
        found = [LIVE_AT.first(now=now, slug=slug) for slug in ("one", "two", "three")]
        titles = [version and version.article.slug for version in found]

    assert found == [
        Version.objects.live(at=now).filter(article__slug=slug).first() for slug in ("one", "two", "three")
    ]
    assert titles == ["one", "two", None]
    assert found[0].live_from == Version.objects.get(article__slug="one").live_from


def test_a_prepared_query_asks_with_the_time_of_the_moment():
    live_from = factories.article(slug="one").versions.get().live_from

    assert LIVE_AT.first(now=live_from, slug="one") is not None
    assert LIVE_AT.first(now=live_from - timedelta(seconds=1), slug="one") is None
