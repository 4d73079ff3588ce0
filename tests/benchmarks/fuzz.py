"""Throw as many cases as wanted at all that reads what strangers and staff write: `python -m tests.benchmarks.fuzz --cases 100000`.

Prints a line for each target; exits with 1 and the smallest case when something crashes that should have been refused.
`--seed` repeats a run, `--only` names a target.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback

from hypothesis import HealthCheck, Phase, given, seed, settings


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    print(f"seed {asked.seed}")
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"DATA_DIR": place, "DATABASE_URL": "", "CACHE_URL": "", "LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "clinic_site.settings"
        targets = [target for target in prepared() if asked.only in target.name]
        whole = sum(target.share for target in targets)
        done = [
            run(target, cases=-(-int(asked.cases * target.share) // int(whole)), number=asked.seed)
            for target in targets
        ]
    print(
        f"{sum(cases for cases, _ in done):,} cases, {sum(not is_sound for _, is_sound in done)} targets with a crash (goal 0)"
    )
    return 0 if all(is_sound for _, is_sound in done) else 1


def prepared() -> list:
    """All targets; those that ask the site have one with its real content."""
    import django

    django.setup()
    from django.conf import settings as site_settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client

    from therapies.linking.feed_keys import make_feed_key

    from .fuzzing import requests, targets

    site_settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_content", publish=True, verbosity=0)
    secret = make_feed_key("Fuzz", by=get_user_model().objects.create_user("fuzz"))[1]
    client = Client(raise_request_exception=True)
    return [*targets.TARGETS, *requests.targets(client, secret=secret)]


def run(target, *, cases: int, number: int) -> tuple[int, bool]:
    """How many cases there were, and whether none of them crashed. Hypothesis makes a case that does as small as it can."""
    counted = 0

    @seed(number)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(target.given)
    def all_cases(case):
        nonlocal counted
        counted += 1
        target.check(case)

    start, is_sound = time.process_time(), True
    try:
        all_cases()
    except Exception:  # whatever it is, it is what was looked for
        is_sound = False
        traceback.print_exc(limit=-4)
    seconds = time.process_time() - start
    print(
        f"{target.name:<24} {counted:>8,} cases {seconds:>7.1f} s of CPU  {'sound' if is_sound else 'CRASHED'}",
        flush=True,
    )
    return counted, is_sound


if __name__ == "__main__":
    sys.exit(main())
