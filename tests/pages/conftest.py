"""What the tests of pages share."""

import pytest

from tests import factories
from therapies.models import Article, Version
from therapies.publishing.drafts import draft_of
from therapies.publishing.publish import make_live


@pytest.fixture
def many_articles():
    """Make live articles by the hundred, in a few queries. Their titles are numbered: Guide 000, Guide 001 …"""

    def make(number, *, first=0, kind="guide", now, **fields):
        articles = Article.objects.bulk_create(
            Article(language="en", kind=kind, slug=f"{kind}-{count:03}") for count in range(first, first + number)
        )
        versions = Version.objects.bulk_create(
            draft_of(article, text_of(article, **fields), number=1, now=now) for article in articles
        )
        make_live(versions, by=None, at=now, now=now)
        return articles

    def text_of(article, body=None, **fields):
        title = article.slug.replace("-", " ").capitalize()
        # A permanent id stands on one page only.
        body = body and body.replace("THIS", article.slug)
        return factories.text(kind=article.kind, title=title, body=body, **fields)

    return make
