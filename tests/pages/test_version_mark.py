"""Every page says at its foot, on the screen and on paper, which wording it is."""

from datetime import UTC, datetime

import pytest

from tests import factories
from tests.factories import EMERGENCY_LINE
from therapies.text.addresses import KINDS

pytestmark = pytest.mark.django_db
MARK = '<span class="version-mark__mark">Version 1, June 1, 2026</span>'


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_every_kind_has_its_version_mark(client, kind):
    body = None if kind == "comparison" else f"Some words.\n\n{EMERGENCY_LINE}"
    article = factories.article(kind=kind, slug="a-page", body=body, now=datetime(2026, 6, 1, 16, tzinfo=UTC))

    assert client.get(article.get_absolute_url()).text.count(MARK) == 1


def test_the_list_of_words_has_the_mark_of_the_glossary(client):
    body = "## Words {#words}\n\n### Infusion {#infusion}\n\nA slow drip.\n"
    factories.article(kind="page", slug="words", body=body, now=datetime(2026, 6, 1, 16, tzinfo=UTC))

    assert client.get("/words/").text.count(MARK) == 1
