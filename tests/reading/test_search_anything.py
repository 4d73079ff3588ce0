"""Nothing that can be typed breaks a search, on either database."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from therapies.reading.search import Results, is_urgent, search, suggestions

pytestmark = pytest.mark.django_db
SIGNS = st.sampled_from(
    [*"\"'*:()^-+&|!<>\\{}[]%_;,./?~@#$=\0\n\t\u202e\u200b\ud800é½Ⅷ字ไทย🙂", "AND", "OR", "NOT", "NEAR", "pain"]
)


@pytest.fixture
def page():
    factories.article(title="Shingles")


@pytest.mark.usefixtures("page")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=60), st.lists(SIGNS, max_size=30).map(" ".join), st.lists(SIGNS).map("".join)))
def test_any_text_is_answered(typed):
    results = search(typed)

    assert isinstance(results, Results)
    assert bool(results.hits) != bool(results.nearest)
    assert isinstance(is_urgent(typed), bool)
    assert len(suggestions(typed)) <= 8


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        "shingles " * 2_000,
        '"' * 10_000,
        "ﷺ" * 10_000,
        "a " * 5_000,
        "شلل וכאב",
        "shingles\0pain",
        "name:shingles OR rowid:1",
        "'; DROP TABLE therapies_searchrow; --",
        "' | ! & <-> :*",
    ],
    ids=range(10),
)
def test_hostile_texts_are_answered(typed):
    results = search(typed)

    assert len(results.typed) <= 200
    assert bool(results.hits) != bool(results.nearest)
