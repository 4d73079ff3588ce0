"""All processes are killed while words are being published: what is served afterwards is what the database holds."""

import os
import random
import signal
import threading
import time

from django.urls import reverse

from tests.faults.site import Site
from tests.faults.staff import Forms, Staff

# Few, because each starts the site anew.
KILLS = 2
ARTICLE, PAGE, LIST = 1, "/guide/how-to-prepare/", "/guides/"
LIVE = "SELECT title FROM therapies_version WHERE article_id = 1 AND live_from IS NOT NULL ORDER BY number DESC LIMIT 1"


def publish_and_kill(site: Site, n: int, *, after: float) -> int:
    """Publish "Text n", kill everything after so many seconds, start again. The status of the answer, 0 for none."""
    staff = Staff(site)
    assert staff.sign_in().status == 302
    path, form = staff.form_of_article(ARTICLE)
    assert staff.ask(path, form=form | {"title": f"Text {n}", "_continue": "1"}).status == 302
    site.read_all_once()
    address = reverse("admin:therapies_article_emergency", args=[ARTICLE])
    fields = next(fields for fields in Forms(staff.ask(address).words).forms.values() if "reason" in fields)
    answers = []
    sender = threading.Thread(
        target=lambda: answers.append(staff.ask(address, form=fields | {"reason": f"Reason {n}"}))
    )
    sender.start()
    time.sleep(after)
    os.killpg(site.process.pid, signal.SIGKILL)
    site.process.wait()
    sender.join()
    site.start()
    return answers[0].status


def served_otherwise(site: Site) -> list[str]:
    """Pages that do not show the title that is live in the database, asked for in more than each worker."""
    [(title,)] = site.written(LIVE)
    pages = [(path, site.ask(path)) for path in (PAGE, LIST) for _ in range(4)]
    return [f"{path} {page.status}" for path, page in pages if page.status != 200 or f"{title}<" not in page.words]


def test_no_page_differs_from_the_database_after_everything_was_killed(prepared, tmp_path):
    choose = random.Random(20261122)

    with Site(prepared, tmp_path / "data") as site:
        site.read_all_once()
        for n in range(1, KILLS + 1):
            status = publish_and_kill(site, n, after=choose.uniform(0.02, 0.25))

            # A worker that has just begun shows its last good copy while it makes its first page, for a second or so.
            site.wait_until(lambda: served_otherwise(site) == [], 10, "pages are served that are not in the database")
            if status == 302:
                assert site.written(LIVE) == [(f"Text {n}",)]
        assert site.written("PRAGMA integrity_check") == [("ok",)]
