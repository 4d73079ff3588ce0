"""Pages that are kept against pages that are made anew, over a generated history of what staff do.

`python -m tests.benchmarks.kept_pages [--sequences N] [--edits N] [--seed N]` makes sites of a dozen pages, changes them
at random, moves the clock, and asks two workers with one shelf for every public path after each edit. Each answer must
be, byte for byte, what Django says without any cache. It exits with 1 when a single one is not. The tests run the same
with a few edits (tests/reading/test_kept_pages_are_true.py). DATABASE_URL may name an empty PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # a Monday morning in New York, a week before the clocks change
TITLES = ("Alpha", "Beta", "Gamma")
ANSWER = "### Question {key}, asked {times} times? {{#{key}}}\n\nAn answer: {{{{ {fact} }}}}, {mark}.\n"
WORDS = "## Words\n\n### Drip {{#drip}}\n\nA bag, {mark}. {{{{ observe_min }}}}\n\n### Bag {{#bag}}\n\nA bag.\n"
# Where the way of a patient, the list of words and other languages lead.
ADDRESSES = (
    "en/therapy/lidocaine", "en/therapy/ketamine", "en/guide/how-to-prepare", "en/guide/when-to-call", "en/guide/one",
    "en/comparison/lidocaine-ketamine-other-none", "en/visit/first-visit", "en/page/words", "es/guide/one",
    "es/therapy/lidocaine",
)  # fmt: skip
FACTS_OF_TEXTS = {
    "observe_min": ("20 minutes", "40 minutes"), "session_lidocaine_min": ("50 minutes", "45 to 60 minutes"),
    "drive_ketamine_h": ("24 hours", "36 hours"), "visit_ketamine": ("2 to 6 hours", "5 to 6 hours"),
}  # fmt: skip
FACTS_OF_FRAME = {
    "clinic_phone": ("(212) 867-5309", "(212) 867-5308"), "clinic_name": ("Harbor Clinic", "Hill Clinic"),
    "brand_color": ("#0b5c6b", "#7a1f3d"), "announcement": ("We move.", "We moved."),
    "opening_hours": ("Monday to Friday, 8 am to 5 pm", "Monday to Friday, 9 am to 5 pm"),
    "fast_solids_h": ("6 hours", "8 hours"),
}  # fmt: skip
LISTS = ("", "therapies/", "guides/", "questions/", "questions/?about=lidocaine", "questions/?page=1", "words/", "changes/",
         "feed.atom")  # fmt: skip
FILES = ("sitemap.xml", "sitemap-lists.xml", "sitemap-pages.xml", "sitemap-questions.xml", "brand.css", "robots.txt",
         "site.webmanifest", ".well-known/security.txt", "api/v1/openapi.json")  # fmt: skip
# What of an answer must be the same, beside its words.
HEADERS = ("Location", "Content-Type", "Cache-Control", "X-Robots-Tag", "Content-Language")
MINUTES = (1, 45, 200, 9 * 60, 26 * 60, 8 * 24 * 60)


@dataclass
class History:
    """What staff do, at random. `wrong` lists each answer of a worker that is not the one without a cache."""

    seed: int
    clock: object  # time_machine's: shift(seconds)
    fresh: object  # the site without a cache, a WSGI application
    workers: list  # page caches around it
    folder: Path  # for article files
    share: float = 1.0  # of all paths, how many are asked for after each edit
    random: random.Random = field(init=False)
    done: Counter = field(default_factory=Counter)
    refused: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    asked: int = 0
    counted: int = 0
    says: dict[int, dict] = field(default_factory=dict)  # what the last text of each article was made of

    def __post_init__(self):
        self.random = random.Random(self.seed)

    def run(self, edits: int) -> None:
        from tests import factories

        self.person, self.clinician = factories.staff("editor-of-history"), factories.clinician()
        for address in self.random.sample(ADDRESSES, 7):
            self.new_page(address)
        self.new_link()
        self.look("the beginning")
        for _ in range(edits):
            self.look(self.edit())

    def edit(self) -> str:
        """One thing that staff did, or that the clock brought; what `publishing` refuses does not count."""
        from therapies import publishing
        from therapies.text.facts import FactValueError

        moves = [
            (self.new_page, 2), (self.new_draft, 1), (self.reword, 10), (self.choose_otherwise, 4), (self.schedule, 5),
            (self.correct, 2), (self.cancel_schedule, 1), (self.time_passes, 8), (self.fact_of_texts, 6),
            (self.fact_of_frame, 1), (self.propose, 1), (self.rename, 3), (self.merge, 1), (self.withdraw, 2),
            (self.withdraw_later, 2), (self.keep, 1), (self.open_again, 3), (self.notice, 4), (self.end_notice, 2),
            (self.review, 4), (self.new_link, 3), (self.lead, 2), (self.describe, 2), (self.load, 2), (self.restore, 1),
        ]  # fmt: skip
        while True:
            (move,) = self.random.choices([move for move, _ in moves], [weight for _, weight in moves])
            self.clock.shift(1)
            before = dict(self.says)
            try:
                made = move()
            except (
                publishing.NotPossible, publishing.NotPublishable, publishing.AddressTaken, publishing.NotAllowed,
                FactValueError,
            ):  # fmt: skip
                self.refused[move.__name__] += 1
                self.says = before
                continue
            if made is not False:
                self.done[move.__name__] += 1
                return move.__name__

    # --- Words ---

    def one_of(self, things):
        return self.random.choice(list(things)) if things else None

    def some_of(self, things) -> list:
        return [thing for thing in things if self.random.random() < 0.4]

    def articles(self, *, live: bool | None = None) -> list:
        from therapies.models import Article

        rows = Article.objects.filter(merged_into=None).order_by("pk")
        if live is not None:
            keys = Article.objects.live().values("pk")
            rows = rows.filter(pk__in=keys) if live else rows.exclude(pk__in=keys)
        return list(rows)

    def anything(self, *, kind: str, slug: str) -> dict:
        """What a text could be made of. A question stands on one page at a time, and moves."""
        taken = {key for says in self.says.values() for key in says["questions"]}
        free = [key for key in (f"q-{number}" for number in range(8)) if key not in taken]
        return {
            "title": self.one_of(TITLES),
            "order": self.one_of((1, 500)),
            "about": tuple(self.some_of(["lidocaine", "ketamine"])) if kind in ("guide", "visit") else (),
            "questions": self.some_of(free) if kind in ("guide", "therapy") else [],
            "facts": self.some_of(FACTS_OF_TEXTS),
        }

    def text_of(self, article, *, mark: str = "") -> str:
        from tests import factories

        says, mark = self.says[article.pk], mark or self.mark()
        body = f"Some words to read, {mark}.\n\n" + "".join(f"It is {{{{ {key} }}}}.\n\n" for key in says["facts"])
        if article.kind == "visit":
            body += factories.PLAN
        elif article.kind == "comparison":
            body += factories.TABLE
        elif article.address.page == "page/words":
            body += WORDS.format(mark=mark)
        elif says["questions"]:
            asked = (
                ANSWER.format(key=key, mark=mark, fact=self.one_of(FACTS_OF_TEXTS), times=self.random.randrange(9))
                for key in says["questions"]
            )
            body += "## Questions\n\n" + "\n".join(asked)
        more = {name: says[name] for name in ("title", "order", "about")}
        if article.kind == "visit":
            more["visit_length"] = "visit_ketamine"
        return factories.text(kind=article.kind, body=body, summary=says.get("summary", "What it says."), **more)

    def mark(self) -> str:
        """Letters only: a number would be too much for a small correction."""
        return "".join(self.random.choices("bcdfghjklm", k=8))

    def draft_of(self, article, **more):
        from therapies import publishing

        return publishing.save_draft(article, self.text_of(article, **more), note=self.mark())

    # --- Pages ---

    def new_draft(self, address: str = ""):
        from therapies import publishing
        from therapies.models import Article
        from therapies.text.addresses import Address

        there = {str(Path(article.address.path).with_suffix("")) for article in Article.objects.all()}
        address = address or self.one_of([one for one in ADDRESSES if one not in there])
        if not address:
            return False
        language, kind, slug = address.split("/")
        article = publishing.new_article(Address(language, kind, slug))
        self.says[article.pk] = self.anything(kind=kind, slug=slug)
        return self.draft_of(article)

    def new_page(self, address: str = ""):
        from therapies import publishing

        version = self.new_draft(address)
        return version and publishing.publish(version)

    def reword(self):
        """A new version as most are: other words, the same page."""
        from therapies import publishing

        article = self.one_of(self.articles(live=True))
        new = {"facts": self.some_of(FACTS_OF_TEXTS)}
        if self.random.random() < 0.5:
            new["summary"] = f"What it says, {self.mark()}."
        self.says[article.pk] = self.says[article.pk] | new
        version = self.draft_of(article)
        if self.random.random() < 0.3:
            from tests import factories

            factories.approved(version, clinician_=self.clinician)
            publishing.publish(version, by=self.person)
        else:
            publishing.publish(version)

    def choose_otherwise(self):
        """A new version that other pages may choose otherwise by."""
        from therapies import publishing

        article = self.one_of(self.articles(live=True))
        before = self.says[article.pk]
        new = self.anything(kind=article.kind, slug=article.slug)
        names = self.random.sample(["title", "order", "about", "questions"], self.random.randint(1, 2))
        self.says[article.pk] = before | {name: new[name] for name in names}
        publishing.publish(self.draft_of(article))

    def correct(self):
        from therapies import publishing
        from therapies.models import Version

        live = self.one_of(list(Version.objects.live().filter(article__kind="guide").order_by("pk")))
        if live is None:
            return False
        text = live.text.replace("Some words to read", self.one_of(("Some words to reed", "Words to read")), 1)
        version = publishing.save_draft(live.article, text, by=self.person)
        return publishing.publish(version, by=self.person, as_=Version.CORRECTION, reason="A slip.")

    def restore(self):
        from therapies import publishing
        from therapies.models import Version

        article = self.one_of(self.articles(live=True))
        versions = list(article.versions.order_by("number"))
        live = Version.objects.live().get(article=article)
        restored = publishing.restore(self.one_of(versions), by=self.person, newest_number=versions[-1].number)
        if self.random.random() < 0.5 or restored.digest == live.digest:
            return
        publishing.publish(restored)

    def load(self):
        """Files of some pages, one or two of them new."""
        from therapies.publishing.loading import load_content

        for article in self.random.sample(self.articles(), 2):
            path = self.folder / article.address.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.text_of(article))
        paths = [str(path.relative_to(self.folder)) for path in self.folder.rglob("*.md")]
        return bool(load_content(self.folder, publish=True, prefer_file=paths).published)

    # --- By the clock ---

    def soon(self) -> datetime:
        from django.utils import timezone

        return timezone.now() + timedelta(minutes=self.one_of(MINUTES))

    def schedule(self):
        from therapies import publishing

        article = self.one_of(self.articles(live=True))
        before = self.says[article.pk]
        if self.random.random() < 0.3:
            self.says[article.pk] = before | {"title": self.one_of(TITLES)}
        publishing.publish(self.draft_of(article), at=self.soon())

    def cancel_schedule(self):
        from django.utils import timezone

        from therapies import publishing
        from therapies.models import Version

        waiting = self.one_of(list(Version.objects.filter(live_from__gt=timezone.now()).order_by("pk")))
        return waiting is not None and publishing.cancel_schedule(waiting)

    def time_passes(self):
        self.clock.shift(60 * self.one_of(MINUTES))

    # --- Moves ---

    def rename(self):
        from therapies import publishing

        article = self.one_of(self.articles())
        former = [old.slug for old in article.former_addresses.order_by("pk")]
        publishing.rename(article, slug=self.one_of([*former, f"renamed-{self.random.randrange(100)}"]))

    def merge(self):
        from therapies import publishing

        article, into = self.random.sample(self.articles(live=True), 2)
        publishing.merge(article, into=into, links_follow=True, by=self.person)

    def withdraw(self, at: datetime | None = None):
        from therapies import publishing

        article, other = self.random.sample(self.articles(live=True), 2)
        instead = self.one_of([None, other, other])
        publishing.withdraw(article, notice=f"It is wrong, {self.mark()}.", read_instead=instead, at=at)

    def withdraw_later(self):
        self.withdraw(at=self.soon())

    def keep(self):
        from therapies import publishing

        waiting = [article for article in self.articles(live=True) if article.withdrawn_at]
        return bool(waiting) and publishing.cancel_withdrawal(self.one_of(waiting))

    def open_again(self):
        from therapies import publishing

        article = self.one_of([article for article in self.articles(live=False) if article.withdrawn_at])
        if article is None:
            return False
        # Some come back as they were.
        again = article.versions.once_live().first() if self.random.random() < 0.3 else self.draft_of(article)
        return publishing.publish(again)

    # --- Around the words ---

    def change_one(self, facts: dict):
        from therapies import publishing

        key = self.one_of(facts)
        publishing.change_fact(key, self.one_of(facts[key]), by=self.person)

    def fact_of_texts(self):
        self.change_one(FACTS_OF_TEXTS)

    def fact_of_frame(self):
        self.change_one(FACTS_OF_FRAME)

    def propose(self):
        from therapies import publishing

        publishing.ensure_facts()
        key = self.one_of(FACTS_OF_TEXTS)
        proposal = publishing.propose_fact(key, self.one_of(FACTS_OF_TEXTS[key]), by=self.person)
        publishing.decide_proposal(proposal, clinician=self.clinician, is_approved=True)

    def notice(self):
        from therapies import publishing

        starts, ends = sorted([self.soon(), self.soon()])
        scope = self.one_of(
            [{}, {"therapy": "lidocaine"}, {"article": self.one_of(self.articles())}, {"article": self.one_of(self.articles())}]
        )  # fmt: skip
        starts = self.one_of([None, starts])
        words = f"Take care, {self.mark()}."
        publishing.make_notice(words, by=self.person, starts_at=starts, ends_at=ends, **scope)

    def end_notice(self):
        from therapies import publishing
        from therapies.models import Notice

        notice = self.one_of(list(Notice.objects.order_by("pk")))
        return notice is not None and publishing.end_notice(notice, by=self.person)

    def review(self):
        from therapies import publishing
        from therapies.models import Review, Version

        version = self.one_of(list(Version.objects.live().order_by("pk")))
        decision, remark = self.one_of([(Review.APPROVED, ""), (Review.REMARK, "Well."), (Review.CHANGE, "Shorter.")])
        months = None if decision == Review.CHANGE else self.one_of([1, 12])
        publishing.decide(
            version, clinician=self.clinician, decision=decision, remark=remark, digest=version.digest, months=months
        )

    # --- Links ---

    def new_link(self):
        from tests import factories
        from therapies.linking.links import make_link
        from therapies.models import Link, Question, Version

        article = self.one_of(self.articles())
        keys = Question.objects.filter(version__in=Version.objects.live().filter(article=article))
        more = {
            "question": self.one_of(["", *keys.values_list("key", flat=True)]),
            "answers_with": self.one_of([Link.IN_PLACE, Link.IN_PLACE, Link.REDIRECT]),
        }
        make = factories.link_in_use if self.random.random() < 0.6 else make_link
        make(article, by=self.person, **more)

    def a_link(self):
        from therapies.models import Link

        return self.one_of(list(Link.objects.order_by("pk")))

    def lead(self):
        from therapies.publishing.permanent_links import lead_to

        lead_to([self.a_link()], self.one_of(self.articles(live=True)), by=self.person)

    def describe(self):
        from therapies.linking.describing import describe_link
        from therapies.models import Link

        describe_link(self.a_link(), label=self.mark(), answers_with=self.one_of(dict(Link.ANSWERS)), by=self.person)

    # --- What readers get ---

    def paths(self) -> Iterator[str]:
        """Every public path that there is or ever was."""
        from therapies.models import Article, FormerAddress, Link, Question

        for language in ("", "es/"):
            yield from (f"/{language}{name}" for name in LISTS)
            for key in sorted({*Question.objects.values_list("key", flat=True)}):
                yield f"/{language}questions/{key}/"
        yield from (f"/{name}" for name in FILES)
        for row in (*Article.objects.all(), *FormerAddress.objects.all()):
            yield from (f"{row.address.url}{more}" for more in ("", "sources/", "qr.svg"))
        for link in Link.objects.all():
            yield from (f"{language}{link}" for language in ("", "/es", "/pt-br"))
            yield f"{link}/qr.svg"

    def look(self, after: str) -> None:
        """Ask every worker for every path, and compare with what Django says now."""
        for worker in self.workers:
            # As half a second later, when a worker looks at the log of changes by itself.
            worker.follower.must_look()
        for path in dict.fromkeys(self.paths()):
            if self.share < 1 and self.random.random() >= self.share:
                continue
            now = answer_of(self.fresh, path)
            for number, worker in enumerate(self.workers):
                self.asked += 1
                kept = answer_of(worker, path)
                if kept != now:
                    self.wrong.append(f"seed {self.seed}, edit {self.done.total()} ({after}), worker {number}: {path}")
                    self.wrong.append(first_difference(kept, now))

    @property
    def hits(self) -> int:
        return sum(worker.counts["hits_memory"] + worker.counts["hits_shelf"] for worker in self.workers)


def answer_of(application, address: str) -> tuple:
    """Status, headers that readers and proxies go by, and the words."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "", "HTTP_HOST": "testserver",
        "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": BytesIO(), "wsgi.errors": sys.stderr,
        "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    said: list = []
    answer = application(environ, lambda status, headers, exc_info=None: said.extend([status, dict(headers)]))
    try:
        words = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    status, headers = said
    return status, *(headers.get(name) for name in HEADERS), words


def first_difference(kept: tuple, now: tuple) -> str:
    """The first line in which two answers differ."""
    pairs = zip([*kept[:-1], *kept[-1].splitlines()], [*now[:-1], *now[-1].splitlines()], strict=False)
    return next((f"    kept {one!r}\n    now  {other!r}" for one, other in pairs if one != other), "    one is longer")


def workers_of(site, folder: Path, *, number: int = 2, threads: int = 0) -> list:
    """Page caches as the workers of one machine have them: a memory each, and one shelf."""
    from django.conf import settings

    from clinic_site.pages import no_room
    from therapies.linking.mending import link_path
    from therapies.reading.page_cache import Keys, PageCache

    return [
        PageCache(
            site, keys=Keys(link_path=link_path), refuse=no_room, zone=settings.TIME_ZONE,
            shelf=folder / "pages" / "pages.sqlite3", release="one", threads=threads,
        )
        for _ in range(number)
    ]  # fmt: skip


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests end without closing the connection, and with it the transaction that takes all of this back again."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    signals = [signal for signal in (request_started, request_finished) if signal.disconnect(close_old_connections)]
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def begun_anew(seed: int, clock, place: Path, **more) -> History:
    """A history on an empty site."""
    from django.core.handlers.wsgi import WSGIHandler

    site = WSGIHandler()
    return History(seed, clock, site, workers_of(site, place), place / "content", **more)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--sequences", type=int, default=20)
    asked.add_argument("--edits", type=int, default=60)
    asked.add_argument("--seed", type=int, default=1)
    choice = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"DATA_DIR": place, "DJANGO_SETTINGS_MODULE": "clinic_site.settings", "LOG_LEVEL": "ERROR"}
        import django

        django.setup()
        from django.conf import settings
        from django.test.utils import setup_databases, teardown_databases

        settings.ALLOWED_HOSTS = ["testserver"]
        settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        databases = setup_databases(verbosity=0, interactive=False)
        try:
            return run_all(choice, Path(place))
        finally:
            teardown_databases(databases, verbosity=0)


def run_all(choice, place: Path) -> int:
    import time_machine
    from django.db import transaction

    done, refused, wrong, asked, hits, start = Counter(), Counter(), [], 0, 0, time.perf_counter()
    for seed in range(choice.seed, choice.seed + choice.sequences):
        with time_machine.travel(START, tick=False) as clock, one_connection(), transaction.atomic():
            history = begun_anew(seed, clock, place / str(seed))
            history.run(choice.edits)
            transaction.set_rollback(True)
        for worker in history.workers:
            worker.close()
        done, refused = done + history.done, refused + history.refused
        wrong, asked, hits = [*wrong, *history.wrong], asked + history.asked, hits + history.hits
    print(f"{choice.sequences:,} sequences, {done.total():,} edits, {time.perf_counter() - start:.0f} s")
    print(f"made: {dict(done.most_common())}")
    print(f"refused: {dict(refused.most_common())}")
    print(f"{asked:,} answers of workers, {hits:,} of them kept ({hits / asked:.0%})")
    print(f"as without a cache: {asked - len(wrong) // 2:,} of {asked:,} (goal: all)")
    print("\n".join(wrong[:20]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
