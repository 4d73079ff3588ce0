"""Links to other sites, asked of a real server on this machine."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command

from tests import factories
from therapies.models import LinkCheck
from therapies.reading import outside_links
from therapies.text.articles import Source


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/slow":
            threading.Event().wait(3)
        status = {"/gone": 404, "/closed": 403, "/moved": 302}.get(self.path, 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://169.254.169.254/secret")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words):
        pass


@pytest.fixture
def site():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/there", ""),
        ("/gone", "answers 404"),
        ("/closed", ""),
        ("/slow", "no answer within 0.5 seconds"),
        ("/moved", "cannot be reached: leads into a private network"),
    ],
)
def test_an_address_answers_or_says_why_not(site, path, problem):
    assert outside_links.problem_of(site + path, timeout=0.5, also=["127.0.0.1"]) == problem


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        ("ftp://example.org/x", "is no web address"),
        ("https:///x", "is no web address"),
        ("http://127.0.0.1:8000/admin/", "leads into a private network"),
        ("http://[::1]/", "leads into a private network"),
        ("http://10.0.0.1/", "leads into a private network"),
        ("http://169.254.169.254/latest/", "leads into a private network"),
        ("http://no-such-host.invalid/", "has a host name that nobody knows"),
    ],
)
def test_what_does_not_lead_outside_is_not_asked(address, refusal):
    assert outside_links.problem_of(address, timeout=0.5) == refusal


@pytest.mark.django_db
def test_the_command_keeps_what_it_found_and_names_the_pages(site, capsys):
    source = Source("a-2020", "A trial", "A journal", 2020, f"{site}/gone")
    factories.article(slug="a", body=f"Words.[^a-2020] [There]({site}/there).\n", sources=(source,))
    factories.article(slug="draft", live=False, body=f"[Elsewhere]({site}/closed).\n")
    LinkCheck.objects.create(url="https://example.org/old", problem="answers 404")

    call_command("check_links", timeout=1, also=["127.0.0.1"])

    kept = LinkCheck.objects.values_list("url", "problem")
    assert list(kept) == [(f"{site}/gone", "answers 404"), (f"{site}/there", "")]
    said = capsys.readouterr()
    assert said.err == f"{site}/gone answers 404 (on guide/a)\n"
    assert said.out == "2 addresses asked, 1 of them with a problem.\n"


def test_a_wrong_time_is_refused_in_words():
    with pytest.raises(CommandError, match="Write a time from 1 to 120 seconds"):
        call_command("check_links", timeout=0)
