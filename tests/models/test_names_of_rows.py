"""Rows name themselves for staff, in the admin and in messages."""

import pytest

from tests import factories
from therapies import publishing
from therapies.models import ClinicFactChange, ComparisonCell, FormerAddress, Mention

pytestmark = pytest.mark.django_db
BODY = "See {{ clinic_phone }}.\n\n## Questions\n\n### May I drive? {#may-i-drive}\n\nNo.\n"
WORDS = "Words.\n\n## Words\n\n### drip {#drip}\n\nA slow flow.\n"


def test_articles_versions_and_addresses():
    article = factories.article(slug="rides", title="Rides")
    publishing.rename(article, slug="getting-home")

    assert str(article) == "guide/getting-home"
    assert str(article.versions.get()) == "Rides (version 1)"
    assert str(FormerAddress.objects.get()) == "guide/rides → guide/getting-home"


def test_rows_made_from_a_text():
    version = factories.article(title="Rides", body=BODY).versions.get()
    words = factories.article(kind="page", slug="words", body=WORDS).versions.get()
    comparison = factories.article(kind="comparison", slug="both").versions.get()

    assert str(version.questions.get()) == "May I drive?"
    assert str(words.words.get()) == "drip"
    assert [str(option) for option in comparison.options.all()] == ["Lidocaine", "No infusion"]
    assert str(comparison.rows.first()) == "Main use"
    assert str(ComparisonCell.objects.first()) == "Main use, Lidocaine"
    assert str(Mention.objects.get(version=version)) == "Rides (version 1) mentions clinic_phone"


def test_clinic_facts_and_their_changes():
    fact = publishing.change_fact("min_age", "21")

    assert str(fact) == "Youngest age treated"
    assert str(ClinicFactChange.objects.get()) == "Youngest age treated: 18 → 21"
