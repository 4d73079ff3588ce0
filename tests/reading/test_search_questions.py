"""The questions that patients type lead to their answers, on the real pages."""

import pytest
from django.conf import settings

from tests.benchmarks.searches import answered, print_table, typed_questions
from therapies.models import Question, Version
from therapies.publishing.loading import load_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def content():
    report = load_content(settings.CONTENT_DIR, publish=True)
    assert report.problems == []


@pytest.mark.usefixtures("content")
def test_most_questions_are_answered_first_and_nearly_all_among_the_first_three():
    questions = typed_questions()

    shares = print_table(answered(questions))

    assert len(questions) >= 120
    assert shares.first >= 0.80
    assert shares.three >= 0.95


@pytest.mark.usefixtures("content")
def test_the_answers_are_there():
    """A page that is renamed or a question that moves to another id must not lower the bar unseen."""
    pages = {f"{kind}/{slug}" for kind, slug in Version.objects.live().values_list("article__kind", "article__slug")}
    keys = set(Question.objects.live().values_list("key", flat=True))
    answers = {answer for _, answers in typed_questions() for answer in answers}

    gone = {
        answer
        for answer in answers
        for kind, _, name in [answer.partition("#")[0].partition("/")]
        if kind != "word" and (name not in keys if kind == "question" else f"{kind}/{name}" not in pages)
    }
    assert gone == set()
