"""How long a search takes among 10,000 articles, on SQLite: the questions of searches.tsv, and the hardest ones.

The articles are made of the sentences of the real pages, put together anew by chance, so that their words are as
common as they are on the site: thousands of places hold "infusion", "you" and "ketamine", few hold "shingles".
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time

from .searches import answered, load_pages, print_table, typed_questions

PLACES = 17  # of an article
# Milliseconds in which 99 of 100 searches are answered.
GOAL = 30.0
# Words that most places hold, alone and many together; words that none holds; a whole story; one slip.
HARD = (
    "infusion",
    "ketamine",
    "drip",
    "you",
    "what is it",
    "lidocaine ketamine infusion drip pain medicine nurse call clinic help",
    "you can ask your nurse about your infusion at any time before the drip starts and after it ends",
    "pain medicine infusion",
    "ketamine infusion for pain or mood with a nurse and a drip at the clinic on the day of the visit",
    "zebra xylophone quagmire",
    "ketamine zebra",
    "ketamien infusoin",
    "i have had pain in my back and my legs for ten years and nothing my doctor gave me has worked so now i want to know "
    "if a ketamine drip can help me and how much it costs and whether i can drive home after it",
)
# Each search counts with the fastest of so many: other work on the machine is not its own.
ROUNDS = 3


def run(articles: int) -> bool:
    """Print how many questions are answered right, then p50 and p99; True when all goals are met."""
    with tempfile.TemporaryDirectory() as place:
        environment = os.environ | {
            "DATA_DIR": place,
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
        }
        command = [sys.executable, "-m", "tests.benchmarks.search_speed", str(articles)]
        answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    *lines, last = answer.stdout.splitlines()
    print("\n".join(lines))
    row = json.loads(last)
    print(
        f"{row['searches']} searches over {row['articles']:,} articles ({row['places']:,} places): "
        f"p50 {row['p50']:.1f} ms, p99 {row['p99']:.1f} ms, slowest {row['slowest']:.1f} ms for "
        f'"{row["slowest_words"][:40]}" (goal p99 at most {GOAL:.0f} ms); suggestions p99 {row["suggestions"]:.1f} ms'
    )
    return row["p99"] <= GOAL and row["right"]


def measure_here(articles: int) -> None:
    """Fill a fresh database and print milliseconds of CPU time as JSON."""
    import django
    from django.core.management import call_command

    django.setup()
    from therapies.models import SearchRow
    from therapies.reading.search import search, suggestions

    call_command("migrate", verbosity=0)
    load_pages()
    right = print_table(answered(typed_questions())).are_enough
    fill(articles)
    typed = [*HARD, *(words for words, _ in typed_questions())]
    # Other workers have answered searches before, so the lists of words are read.
    search("warm up")
    times = sorted((fastest(search, words), words) for words in typed)
    begun = sorted(fastest(suggestions, words[:length]) for words in typed for length in (2, 4, 8, 16))
    at = [spent for spent, _ in times]
    print(
        json.dumps(
            {
                "right": right,
                "articles": articles,
                "places": SearchRow.objects.count(),
                "searches": len(times),
                "p50": at[len(at) // 2],
                "p99": at[int(len(at) * 0.99)],
                "slowest": at[-1],
                "slowest_words": times[-1][1],
                "suggestions": begun[int(len(begun) * 0.99)],
            }
        )
    )


def fastest(work, words: str) -> float:
    """Milliseconds of CPU time that a call takes."""
    return min(milliseconds(work, words) for _ in range(ROUNDS))


def milliseconds(work, words: str) -> float:
    start = time.process_time()
    work(words)
    return (time.process_time() - start) * 1000


def fill(articles: int) -> None:
    """Live articles with places made of the words of the real ones."""
    from django.utils import timezone

    from therapies.models import Article, SearchRow, Version

    chance = random.Random(1)
    real = list(SearchRow.objects.values_list("place", "name", "words"))
    names = [(place, name) for place, name, _ in real]
    sentences = [line for _, _, words in real for line in words.splitlines() if line]
    now = timezone.now()
    for start in range(0, articles, 500):
        made = Article.objects.bulk_create(
            Article(language="en", kind="guide", slug=f"made-{n}") for n in range(start, min(start + 500, articles))
        )
        versions = Version.objects.bulk_create(
            Version(
                article=article, number=1, text="", digest="", title=chance.choice(names)[1][:65], summary="",
                live_from=now, published_at=now,
            )
            for article in made
        )  # fmt: skip
        SearchRow.objects.bulk_create(
            place_of(version, count, names=names, sentences=sentences, chance=chance)
            for version in versions
            for count in range(PLACES)
        )


def place_of(version, count: int, *, names, sentences, chance):
    from therapies.models import SearchRow

    place, name = chance.choice(names)
    return SearchRow(
        version=version,
        place=place if count else SearchRow.PAGE,
        key=f"place-{count}",
        name=f"{name} {chance.choice(names)[1]}"[:120] if chance.random() < 0.5 else name,
        also=version.title if count else "",
        words="\n".join(chance.choices(sentences, k=8)),
    )


if __name__ == "__main__":
    measure_here(int(sys.argv[1]))
