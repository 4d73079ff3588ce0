"""A few cases of each sort that `python -m tests.benchmarks.fuzz` throws by the hundred thousand, and all that it ever found."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests import factories
from tests.benchmarks.fuzzing import requests, targets
from therapies.linking.feed_keys import make_feed_key

BY_NAME = {target.name: target for target in targets.TARGETS}


def tried(target, *, cases):
    """How many cases the target was given; each of them must be answered or refused in words."""
    done = []

    # A busy machine takes its time to make a case.
    @settings(max_examples=cases, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(target.given)
    def all_cases(case):
        target.check(case)
        done.append(case)

    all_cases()
    return len(done)


@pytest.mark.parametrize("name", BY_NAME)
def test_anything_is_answered_or_refused_in_words(name):
    assert tried(BY_NAME[name], cases=8) >= 8


@pytest.mark.django_db
def test_any_request_is_answered_without_a_fault(client):
    factories.article(title="Ketamine")
    secret = make_feed_key("Scheduler", by=factories.staff("maria"))[1]

    counts = [tried(target, cases=4) for target in requests.targets(client, secret=secret)]

    assert min(counts) >= 4
