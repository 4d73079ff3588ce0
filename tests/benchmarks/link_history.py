"""Permanent links over a generated history of edits: every code ever given out must answer with something useful.

`python -m tests.benchmarks.link_history [edits] [seed]` runs 10,000 edits on a fresh SQLite file, asks for every code
after each 500 of them through the whole site, and exits with 1 when a single answer is not what it must be. The tests
run the same with a few hundred edits (tests/linking/test_link_history.py).
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

MOST_PAGES = 40
ANSWER = "### Question number {key}? {{#{key}}}\n\nAn answer of two lines to {key}.\n"
SOON = timedelta(milliseconds=30)


@dataclass
class History:
    """Edits as staff make them, at random. `wrong` lists each answer that a patient could not use."""

    seed: int
    answer_to: object  # what asks the site: an address → status, first heading, where it leads, words
    random: random.Random = field(init=False)
    done: Counter = field(default_factory=Counter)
    refused: Counter = field(default_factory=Counter)
    answers: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    question_number: int = 0

    def __post_init__(self):
        self.random = random.Random(self.seed)

    def run(self, edits: int, *, look_every: int) -> None:
        from django.contrib.auth.models import User

        self.editor = User.objects.create_user("editor-of-history")
        for _ in range(3):
            self.new_page()
        for number in range(1, edits + 1):
            self.edit()
            if number % look_every == 0 or number == edits:
                self.look()

    def edit(self) -> None:
        """One edit that was made; what `publishing` refuses does not count."""
        from therapies import publishing

        moves = [
            (self.new_page, 2), (self.new_draft, 1), (self.new_version, 10), (self.schedule, 3), (self.rename, 6),
            (self.merge, 1), (self.withdraw, 4), (self.withdraw_later, 3), (self.keep, 1), (self.open_again, 5),
            (self.new_link, 8), (self.paste, 4), (self.take_out, 1), (self.retarget, 1), (self.drop_questions, 3),
        ]  # fmt: skip
        while True:
            (move,) = self.random.choices([move for move, _ in moves], [weight for _, weight in moves])
            try:
                made = move()
            except (publishing.NotPossible, publishing.NotPublishable, publishing.AddressTaken):
                self.refused[move.__name__] += 1
                continue
            if made is not False:
                self.done[move.__name__] += 1
                return

    # --- Edits ---

    def pages(self, *, live: bool | None = None):
        from therapies.models import Article

        rows = Article.objects.filter(merged_into=None, kind="guide")
        if live is not None:
            keys = Article.objects.live().values("pk")
            rows = rows.filter(pk__in=keys) if live else rows.exclude(pk__in=keys)
        return list(rows.order_by("pk"))

    def one_of(self, things):
        return self.random.choice(things) if things else None

    def draft_of(self, article, *, questions):
        from tests import factories

        mark = f"{article.slug} {self.random.random():.6f}"
        body = f"Words of {mark}.\n"
        if questions:
            body += "\n## Questions\n\n" + "\n".join(ANSWER.format(key=key) for key in questions)
        return factories.draft(article, title=f"Page {mark}", body=body)

    def fresh_questions(self) -> list[str]:
        number = self.random.randint(0, 2)
        self.question_number += number
        return [f"question-{self.question_number - back}" for back in range(number)]

    def questions_of(self, article) -> list[str]:
        from therapies.models import Question

        newest = article.versions.order_by("-live_from").exclude(live_from=None).first()
        return sorted(Question.objects.filter(version=newest).values_list("key", flat=True)) if newest else []

    def new_page(self):
        from therapies import publishing

        article = self.new_draft()
        return article and publishing.publish(article.versions.get())

    def new_draft(self):
        from therapies import publishing
        from therapies.models import Article
        from therapies.text.addresses import Address

        if len(self.pages()) >= MOST_PAGES:
            return False
        article = publishing.new_article(Address("en", "guide", f"page-{Article.objects.count()}"))
        self.draft_of(article, questions=self.fresh_questions())
        return article

    def new_version(self):
        from therapies import publishing

        article = self.one_of(self.pages())
        publishing.publish(self.draft_of(article, questions=[*self.questions_of(article)[:3], *self.fresh_questions()]))

    def drop_questions(self):
        from therapies import publishing

        article = self.one_of(self.pages(live=True))
        if article is None or not self.questions_of(article):
            return False
        publishing.publish(self.draft_of(article, questions=self.questions_of(article)[1:]))
        return True

    def schedule(self):
        from django.utils import timezone

        from therapies import publishing

        article = self.one_of(self.pages())
        version, now = self.draft_of(article, questions=self.questions_of(article)[:4]), timezone.now()
        publishing.publish(version, at=now + SOON, now=now)
        if self.random.random() < 0.3:
            publishing.cancel_schedule(version, now=now)
        time.sleep(SOON.total_seconds())

    def rename(self):
        from therapies import publishing

        article = self.one_of(self.pages())
        former = [old.slug for old in article.former_addresses.all()]
        slug = self.one_of([*former, f"renamed-{self.random.randrange(10**6)}"])
        publishing.rename(article, slug=slug)

    def merge(self):
        from therapies import publishing

        article, into = self.one_of(self.pages(live=True)), self.one_of(self.pages(live=True))
        if article is None or len(self.pages(live=True)) < 4:
            return False
        publishing.merge(article, into=into, links_follow=self.random.random() < 0.5, by=self.editor)
        return True

    def withdraw(self, after=None):
        from django.utils import timezone

        from therapies import publishing

        article = self.one_of(self.pages(live=True))
        others = [page for page in self.pages(live=True) if page != article]
        if not others:
            return False
        instead = self.one_of([None, *self.random.sample(others, min(2, len(others)))])
        notice, now = f"Notice about {article.slug}.", timezone.now()
        publishing.withdraw(article, notice=notice, read_instead=instead, at=after and now + after, now=now)
        return True

    def withdraw_later(self):
        made = self.withdraw(after=self.random.choice([SOON, timedelta(days=1)]))
        time.sleep(SOON.total_seconds())
        return made

    def keep(self):
        from therapies import publishing

        waiting = [page for page in self.pages(live=True) if page.withdrawn_at]
        return bool(waiting) and publishing.cancel_withdrawal(self.one_of(waiting))

    def open_again(self):
        from therapies import publishing

        article = self.one_of([page for page in self.pages(live=False) if page.withdrawn_at])
        if article is None:
            return False
        publishing.publish(self.draft_of(article, questions=self.questions_of(article)))
        return True

    def new_link(self):
        from therapies.linking.links import make_link
        from therapies.linking.placements import record_placement
        from therapies.models import Link

        article = self.one_of(self.pages())
        question = self.one_of(["", *self.questions_of(article)])
        answers_with = self.one_of([Link.IN_PLACE, Link.IN_PLACE, Link.REDIRECT])
        link = make_link(article, question=question, by=self.editor, answers_with=answers_with)
        if self.random.random() < 0.6:
            record_placement(link, system="confirmation e-mail", by=self.editor)

    def paste(self):
        from therapies.linking.placements import record_placement
        from therapies.models import Link

        link = self.one_of(list(Link.objects.order_by("pk")))
        if link is None:
            return False
        record_placement(link, system=f"system {self.random.randrange(5)}", by=self.editor)
        return True

    def take_out(self):
        from therapies.linking.placements import remove
        from therapies.models import Placement

        place = self.one_of(list(Placement.objects.filter(removed_on=None).order_by("pk")))
        if place is None:
            return False
        remove(place, by=self.editor)
        return True

    def retarget(self):
        from therapies.models import Link
        from therapies.publishing.permanent_links import lead_to

        link, to = self.one_of(list(Link.objects.order_by("pk"))), self.one_of(self.pages(live=True))
        if not (link and to):
            return False
        lead_to([link], to, by=self.editor)
        return True

    # --- What patients get ---

    def look(self) -> None:
        """Ask for every code ever given out, and judge each answer by what the rows say by themselves."""
        from therapies.models import Link

        for link in Link.objects.select_related("article__merged_into"):
            kind = self.kind_of(link, *self.answer_to(f"/e/{link.code}"))
            self.answers[kind] += 1
            if kind.startswith("wrong"):
                self.wrong.append(f"after {sum(self.done.values())} edits, {link}: {kind}")

    def kind_of(self, link, status: int, heading: str, led_to: str, words: str) -> str:
        """What came back, judged without the code that chose it."""
        from therapies.models import Question, Version

        if led_to:
            status, heading, further, words = self.answer_to(led_to)
            if further:
                return f"wrong: a second step to {further}"
        if status != 200:
            return f"wrong: status {status}"
        if "tel:" not in words:
            return "wrong: no phone number"
        article = link.article.merged_into or link.article
        live = {version.article_id: version.title for version in Version.objects.live()}
        question = Question.objects.live().filter(key=link.question).first() if link.question else None
        if question:
            return "the question" if heading == question.question else f"wrong: {heading} instead of a question"
        if article.pk in live:
            return "the page" if heading == live[article.pk] else f"wrong: {heading} instead of {live[article.pk]}"
        if article.versions.once_live().exists():
            if heading in live.values():
                return "another page in its place"
            return "the notice" if article.withdrawal_notice in words else f"wrong: {heading}, and no notice"
        return "not ready yet" if "not ready yet" in heading else f"wrong: {heading}"


def asked_through(client):
    """A way to ask the site as a reader does, with Django's test client."""
    import re

    def answer_to(address):
        response = client.get(address)
        words = response.content.decode()
        headings = re.findall(r"<h1[^>]*>(.*?)</h1>", words)
        return response.status_code, headings[0] if headings else "", response.headers.get("Location", ""), words

    return answer_to


def main(edits: int = 10_000, seed: int = 20261122) -> int:
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"DATA_DIR": place, "DJANGO_SETTINGS_MODULE": "clinic_site.settings", "LOG_LEVEL": "ERROR"}
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.test import Client

        from therapies.models import Link

        settings.ALLOWED_HOSTS = ["*"]
        settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
        call_command("migrate", verbosity=0)
        history, start = History(seed, asked_through(Client())), time.monotonic()
        history.run(edits, look_every=500)
        asked = sum(history.answers.values())
        print(f"{edits:,} edits, {Link.objects.count():,} codes, {time.monotonic() - start:.0f} s")
        print(f"made: {dict(history.done.most_common())}")
        print(f"refused: {dict(history.refused.most_common())}")
        print(f"{asked:,} answers: {dict(history.answers.most_common())}")
        print(f"useful: {asked - len(history.wrong):,} of {asked:,} (goal: all)")
        print("\n".join(history.wrong[:10]))
        return 1 if history.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
