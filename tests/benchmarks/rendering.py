"""Rendering one article of about 10 kB: our whole way from text to safe HTML, against bare Markdown alone."""

from __future__ import annotations

import os
import statistics
import time

from .samples import sample_article

ROUNDS, TIMES = 5, 20
# Front matter, facts, references, questions and the allowlist may cost as much again as Markdown twice over.
GOAL = 4.0


def run() -> bool:
    """Print milliseconds and the ratio; True when the goal is met."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    import django

    django.setup()
    from markdown_it import MarkdownIt

    from therapies.text.articles import parse_article
    from therapies.text.facts import FactSheet
    from therapies.text.rendering import render_sections

    bare = MarkdownIt("commonmark").enable("table")
    facts = FactSheet.of_start_values()
    # A different text each time: a cache must not answer for the renderer.
    texts = [sample_article(number, of=10_000) for number in range(ROUNDS * TIMES)]

    ours, theirs = [], []
    for number in range(ROUNDS):
        chunk = texts[number * TIMES : (number + 1) * TIMES]
        bodies = [parse_article(text, kind="guide").body for text in chunk]
        theirs.append(seconds(lambda body: bare.render(body), bodies))
        ours.append(seconds(lambda text: render_sections(parse_article(text + "\n", kind="guide"), facts=facts), chunk))
    whole, markdown = statistics.median(ours) * 1000, statistics.median(theirs) * 1000
    print(
        f"one article of {len(texts[0]) / 1000:.0f} kB: {whole:.1f} ms, bare Markdown {markdown:.1f} ms, ratio {whole / markdown:.1f} (goal {GOAL})"
    )
    return whole / markdown <= GOAL


def seconds(work, things) -> float:
    """CPU seconds of the work for one thing, on average."""
    start = time.process_time()
    for thing in things:
        work(thing)
    return (time.process_time() - start) / len(things)
