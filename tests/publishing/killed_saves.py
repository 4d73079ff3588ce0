"""Kill the server in the middle of a save, again and again: nothing acknowledged is lost, nothing is half there.

`python -m tests.publishing.killed_saves 200` in a database of its own (DATABASE_URL, DATA_DIR). Each time a process
that serves the site is forked, one form is sent to it, and it is killed by SIGKILL at a random moment. Three forms
take turns: a draft, an emergency publication, a clinic fact.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import sys
import threading
import time
from urllib.parse import urlencode, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - settings come first
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from tests import factories  # noqa: E402
from therapies import publishing  # noqa: E402
from therapies.models import ClinicFact, JournalEntry, Question, Version  # noqa: E402

BODY = "Words of {n}.\n\n## Questions\n\n### May I ask? {{#may-i-ask}}\n\nYes, {n}.\n"
FACT = "visit_lidocaine"
ACKNOWLEDGED = 302


class Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        pass


class Site:
    """The rows, the session and the address of what is saved to."""

    def __init__(self):
        setup_test_environment()  # a page tells then which form it shows
        call_command("migrate", verbosity=0)
        publishing.ensure_facts()
        self.person = factories.staff("killed", superuser=True)
        self.article = factories.article(slug="killed", body=BODY.format(n=0))
        self.client = Client()
        self.client.force_login(self.person)
        self.usual = 0.0  # seconds that a save takes when nobody kills it
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.application = get_wsgi_application()
        self.change = reverse("admin:therapies_article_change", args=[self.article.pk])
        fact = ClinicFact.objects.get(key=FACT)
        self.fact = reverse("admin:therapies_clinicfact_change", args=[fact.pk])
        self.emergency = reverse("admin:therapies_article_emergency", args=[self.article.pk])

    def form(self, address: str, **values) -> tuple[str, dict[str, str]]:
        """An address and all fields of its form as a browser would send them, with some of them changed."""
        page = self.client.get(address)
        form = page.context["adminform"].form if "adminform" in page.context else page.context["form"]
        fields = {bound.html_name: bound.value() or "" for bound in form}
        ready = {name: "\n".join(v) if isinstance(v, tuple) else v for name, v in fields.items() if v is not False}
        return address, {**ready, "csrfmiddlewaretoken": page.context["csrf_token"], **values}

    def next_form(self, n: int) -> tuple[str, dict[str, str]]:
        if n % 3 == 0:
            return self.form(self.fact, value=f"{n % 100 + 1} hours", note=f"{n}", _confirmed="1", _continue="1")
        waits = self.article.versions.order_by("-number").first()
        if n % 3 == 1 or waits.live_from:
            return self.form(self.change, title=f"Text {n}", body=BODY.format(n=n), note=f"{n}", _continue="1")
        return self.form(self.emergency, reason=f"Reason {n}")

    def serve(self) -> None:
        """Answer requests until somebody kills this process."""
        server = WSGIServer(self.socket.getsockname(), Quiet, bind_and_activate=False)
        server.socket, server.server_name, server.server_port = self.socket, "localhost", self.socket.getsockname()[1]
        server.setup_environ()
        server.set_app(self.application)
        server.serve_forever(poll_interval=0.01)

    def send(self, address: str, fields: dict[str, str], answers: list[int]) -> None:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.client.cookies.items())
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
        connection = http.client.HTTPConnection("127.0.0.1", self.socket.getsockname()[1], timeout=20)
        try:
            connection.request("POST", address, urlencode(fields), headers)
            answer = connection.getresponse()
            answer.read()
            leads = urlsplit(answer.headers.get("Location", "")).path
            answers.append(answer.status if not leads.startswith("/admin/login") else 401)
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()

    def save_and_kill(self, n: int, *, after: float | None) -> int:
        """The status of the answer to save `n`, or 0 when the server died before it came. `after` in seconds."""
        address, fields = self.next_form(n)
        connections.close_all()
        process = os.fork()
        if process == 0:
            self.serve()
        answers: list[int] = []
        sender = threading.Thread(target=self.send, args=(address, fields, answers))
        begin = time.monotonic()
        sender.start()
        if after is None:
            sender.join()
            self.usual = max(self.usual, time.monotonic() - begin)
        else:
            time.sleep(after)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        sender.join()
        return answers[0] if answers else 0

    def look(self) -> dict[str, list]:
        """What is stored, in the order of writing."""
        changes = ClinicFact.objects.get(key=FACT).changes.order_by("pk")
        return {
            "drafts": list(self.article.versions.order_by("number").values_list("note", flat=True))[1:],
            "facts": list(changes.values_list("note", flat=True)),
            "published": list(
                Version.objects.filter(published_as=Version.EMERGENCY)
                .order_by("live_from")
                .values_list("publish_reason", flat=True)
            ),
        }

    def troubles(self) -> list[str]:
        """Everything that is half there."""
        found = []
        versions = list(self.article.versions.order_by("number"))
        if [version.number for version in versions] != list(range(1, len(versions) + 1)):
            found.append("version numbers have a gap")
        stored = self.look()
        for action, kind in (
            ("wrote a draft", "drafts"),
            ("changed a clinic fact", "facts"),
            ("published in an emergency", "published"),
        ):
            lines = JournalEntry.objects.filter(action=action, who=self.person).count()
            if lines != len(stored[kind]):
                found.append(f"{lines} lines of the log for {len(stored[kind])} {kind}")
        fact = ClinicFact.objects.get(key=FACT)
        last = fact.changes.order_by("pk").last()
        if last and fact.value != last.new_value:
            found.append("a clinic fact is not what its last change made it")
        for version in versions:
            questions = Question.objects.filter(version=version).count()
            if questions != (1 if version.live_from else 0):
                found.append(f"version {version.number} has {questions} questions")
        return found


def main(kills: int, seed: int) -> dict:
    site, choose = Site(), random.Random(seed)
    first = [site.save_and_kill(n, after=None) for n in range(3)]
    if first != [ACKNOWLEDGED] * 3:
        raise SystemExit(f"Without a kill the answers were {first}.")
    lost, troubles, acknowledged, killed = [], [], 0, 0
    for n in range(3, kills + 3):
        before = site.look()
        status = site.save_and_kill(n, after=choose.uniform(0.1, 1.2) * site.usual)
        after = site.look()
        is_there = before != after
        acknowledged += status == ACKNOWLEDGED
        killed += status == 0
        if status not in (0, ACKNOWLEDGED):
            troubles.append(f"save {n} was answered with {status}")
        if status == ACKNOWLEDGED and not is_there:
            lost.append(n)
        troubles += [f"after save {n}: {trouble}" for trouble in site.troubles()]
    return {
        "kills": kills,
        "before an answer": killed,
        "acknowledged": acknowledged,
        "lost": lost,
        "troubles": troubles,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]), seed=20261122)) + "\n")
    sys.stdout.flush()
    os._exit(0)
