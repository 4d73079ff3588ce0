"""A load that is killed leaves every article as it was or as it should be; the next load completes it."""

import json
import random
import signal
import subprocess
import sys
import time

from django.conf import settings

from tests import factories

ARTICLES, KILLS = 60, 8
BODY = "{words}\n\n## Questions\n\n### May I ask {n}? {{#may-i-ask-{n}}}\n\nYes.\n"
# What a reader could see: for each article the live text, its derived questions, and how many versions there are.
LOOK = """
import django, json
django.setup()
from therapies.models import Article, Question, Version
live = {str(v.article): v for v in Version.objects.live()}
print(json.dumps([
    [str(a), live[str(a)].title if str(a) in live else "", a.versions.count(),
     Question.objects.live().filter(version__article=a).count()]
    for a in Article.objects.all()
]))
"""


def manage(environment, *arguments):
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]


def write_files(folder, *, title):
    for n in range(ARTICLES):
        path = folder / "en" / "guide" / f"page-{n:03}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(factories.text(title=title, body=BODY.format(words=f"{title} words.", n=n)))


def look(environment):
    answer = subprocess.run([sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=True)
    return json.loads(answer.stdout.splitlines()[-1])


def test_a_killed_load_leaves_whole_articles_and_is_completed_by_the_next(environment, tmp_path):
    folder = tmp_path / "content"
    load = manage(environment, "load_content", str(folder), "--publish")
    subprocess.run(manage(environment, "migrate", "-v0"), env=environment, check=True)
    write_files(folder, title="Old")
    begin = time.monotonic()
    subprocess.run(load, env=environment, check=True, capture_output=True)
    whole = time.monotonic() - begin
    choose = random.Random(20261121)

    interrupted = 0
    for kill in range(1, KILLS + 1):
        write_files(folder, title=f"New {kill}")
        process = subprocess.Popen(load, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(choose.uniform(0.3, 1.0) * whole)
        process.send_signal(signal.SIGKILL)
        interrupted += process.wait() == -signal.SIGKILL
        rows = look(environment)
        assert len(rows) == ARTICLES
        # Live with its questions, whatever the moment; never two texts in one article, never none.
        assert {questions for *_, questions in rows} == {1}

    assert interrupted > 0, "no load was killed before it ended; the moments are chosen too late"
    subprocess.run(load, env=environment, check=True, capture_output=True)
    assert {title for _, title, _, _ in look(environment)} == {f"New {KILLS}"}
