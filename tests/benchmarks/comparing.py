"""Comparing two versions of an article of 20,000 characters, against rendering one of them."""

from __future__ import annotations

import os
import statistics
import time

from .samples import sample_article

ROUNDS, TIMES = 5, 8
# Both are read into trees, compared word by word and cleaned once more.
GOAL = 6.0
CHARACTERS = 20_000


def run() -> bool:
    """Print milliseconds and the ratio; True when the goal is met."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    import django

    django.setup()
    from django.template.loader import render_to_string

    from therapies.reading.comparing import rendered_changes
    from therapies.text.articles import parse_article
    from therapies.text.facts import FactSheet
    from therapies.text.rendering import render_sections

    facts = FactSheet.of_start_values()

    def html_of(text: str) -> str:
        sections = render_sections(parse_article(text, kind="guide"), facts=facts)
        page = {"page": {"sections": sections}, "shown_options": frozenset()}
        return render_to_string("components/article_body.html", page)

    texts = [long_article(number) for number in range(ROUNDS * TIMES)]
    # Every second paragraph has other words, as after a year of small changes.
    changed = [text.replace("before the drip starts", "when you arrive", 25) for text in texts]
    html_of(texts[0])
    rendering, comparing = [], []
    for old, new in zip(texts, changed, strict=True):
        start = time.process_time()
        before = html_of(old)
        rendering.append(time.process_time() - start)
        after = html_of(new)
        start = time.process_time()
        rendered_changes(before, after)
        comparing.append(time.process_time() - start)
    ratio = statistics.median(comparing) / statistics.median(rendering)
    late = statistics.quantiles(comparing, n=20)[-1] * 1000
    print(
        f"comparing two texts of {len(texts[0]) / 1000:.0f} kB: {statistics.median(comparing) * 1000:.1f} ms, "
        f"19 of 20 within {late:.1f} ms, ratio to rendering one {ratio:.1f} (goal {GOAL})"
    )
    return ratio <= GOAL


def long_article(number: int) -> str:
    """An article of at least so many characters, with ids and questions that stand once."""
    text = sample_article(number, of=10_000)
    body = text.split("\n---\n\n", 1)[1]
    more = body.replace("{#", "{#more-")
    while len(text) < CHARACTERS:
        text += "\n" + more
        more = more.replace("{#more-", "{#more-more-")
    return text
