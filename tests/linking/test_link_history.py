"""Every code ever given out answers, whatever staff do. The long history is tests/benchmarks/link_history.py."""

import pytest

from tests.benchmarks.link_history import History, asked_through

pytestmark = pytest.mark.django_db


def test_every_code_ever_given_out_answers_with_something_useful(client):
    history = History(1, asked_through(client))

    history.run(150, look_every=50)

    assert history.wrong == []
    # A history in which these never came up would show nothing.
    assert set(history.answers) >= {"the page", "the question", "the notice", "another page in its place"}
