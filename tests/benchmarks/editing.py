"""The editor's answers while a nurse types in a text of 20,000 characters: the preview, and the check of the text.

A real page is cut to that length. Each answer is to a text in which one sentence is another one, as after a pause in
typing. The baseline is bare Markdown of the same text in the same run.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

PAGE = ("guide", "how-sure-are-we")
CHARACTERS = 20_000
TIMES = 60
# Milliseconds in which 95 of 100 are answered, and how many times as long as bare Markdown they may take.
PREVIEW_MS, CHECK_MS = 250.0, 150.0
PREVIEW_RATIO, CHECK_RATIO = 6.0, 9.0


def run() -> bool:
    """Print p50 and p95 of both; True when the ratios are met."""
    with tempfile.TemporaryDirectory() as place:
        environment = os.environ | {
            "DATA_DIR": place,
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
            "STAFF_SECOND_FACTOR": "off",
        }
        command = [sys.executable, "-m", "tests.benchmarks.editing", "here"]
        answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    row = json.loads(answer.stdout.splitlines()[-1])
    print(f"an editor's text of {row['characters']:,} characters: bare Markdown {row['bare']:.1f} ms")
    met = []
    for name, most_ms, most in (("preview", PREVIEW_MS, PREVIEW_RATIO), ("check", CHECK_MS, CHECK_RATIO)):
        p50, p95 = row[name]
        ratio = p50 / row["bare"]
        print(
            f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms (wanted {most_ms:.0f} ms), "
            f"ratio of p50 {ratio:.1f} (goal at most {most:.0f})"
        )
        met.append(ratio <= most)
    return all(met)


def measure_here() -> None:
    """Load the real content into a fresh database and print CPU milliseconds as JSON."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client
    from markdown_it import MarkdownIt

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("load_content", publish=True, verbosity=0)
    client = Client()
    client.force_login(User.objects.create_superuser("nurse"))
    fields, body = form_and_body()
    texts = [f"{body}\n\nThis is sentence number {number}.\n" for number in range(TIMES)]
    bare = MarkdownIt("commonmark").enable("table")

    # As the site does when it starts: see clinic_site.wsgi.
    client.get("/")
    gc.collect()
    gc.freeze()

    times = {
        name: milliseconds(lambda text, url=url: answered(client.post(url, fields | {"body": text})), texts)
        for name, url in (("preview", "/admin/editor/preview/"), ("check", "/admin/editor/check/"))
    }
    row = {name: (statistics.median(each), each[int(len(each) * 0.95)]) for name, each in times.items()}
    row |= {"bare": statistics.median(milliseconds(bare.render, texts)), "characters": len(texts[0])}
    print(json.dumps(row))


def form_and_body() -> tuple[dict, str]:
    """The fields that the editor's form sends for the page, and its text, cut behind a paragraph."""
    from therapies.models import Article

    article = Article.objects.get(kind=PAGE[0], slug=PAGE[1])
    text = article.versions.first().article_text()
    parts = ("key", "title", "publisher", "year", "address")
    sources = "\n".join(" | ".join(str(getattr(source, part)) for part in parts) for source in text.sources)
    body = (text.body * 2)[: CHARACTERS - 100].rpartition("\n\n")[0]
    return {
        "article": article.pk,
        "title": text.title,
        "summary": text.summary,
        "order": text.order,
        "sources": sources,
    }, body


def answered(response) -> None:
    if response.status_code != 200:
        raise SystemExit(f"{response.request['PATH_INFO']} answered {response.status_code}: {response.text[:300]}")


def milliseconds(work, texts) -> list[float]:
    """CPU time of each, sorted, without the first ones, which read lists and templates."""
    times = []
    for text in texts:
        start = time.process_time()
        work(text)
        times.append((time.process_time() - start) * 1000)
    return sorted(times[3:])


if __name__ == "__main__":
    measure_here() if sys.argv[1:] == ["here"] else sys.exit(0 if run() else 1)
