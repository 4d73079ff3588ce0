"""A permanent link answers with the page, whatever has become of it."""

import re

import pytest

from tests import factories
from therapies.linking.links import make_link
from therapies.models import Link

pytestmark = pytest.mark.django_db

QUESTIONS = "Some words.\n\n## Questions\n\n### Can I drive? {#can-i-drive}\n\nNo, not on that day.\n"


@pytest.fixture
def ketamine():
    return factories.article(kind="therapy", slug="ketamine", title="Ketamine for nerve pain", body=QUESTIONS)


def heading(response):
    return re.findall(r"<h1[^>]*>(.*?)</h1>", response.content.decode())


def test_a_link_answers_with_the_page_in_place(client, ketamine):
    link = make_link(ketamine)

    response = client.get(f"/e/{link.code}")

    assert (response.status_code, heading(response)) == (200, ["Ketamine for nerve pain"])


def test_nothing_in_the_head_tells_what_the_page_is_about(client, ketamine, settings):
    settings.SITE_URL = "https://visits.example.org"
    link = make_link(ketamine)

    html = client.get(f"/e/{link.code}").content.decode()
    head = html.partition("</head>")[0].replace(
        '<link rel="canonical" href="https://visits.example.org/therapy/ketamine/">', ""
    )

    assert "<title>Information for your visit</title>" in head
    assert re.findall("ketamine|nerve|pain", head, re.IGNORECASE) == []
    assert f'<meta property="og:url" content="https://visits.example.org/e/{link.code}">' in head


@pytest.mark.parametrize(
    "form", ["/E/{}", "/e/{}/", "/e/{}/q", "/E/{}/Q/", "/e//{}", "/e/{}.", "/e/{}&utm_source=x", "/e/{}/?mc_eid=1"]
)
def test_every_way_to_write_a_code_leads_to_the_page(client, ketamine, form):
    link = make_link(ketamine)

    response = client.get(form.format(link.code.upper()))

    assert (response.status_code, heading(response)) == (200, ["Ketamine for nerve pain"])


def test_a_link_may_answer_with_a_step_to_the_page(client, ketamine):
    link = make_link(ketamine, answers_with=Link.REDIRECT)

    response = client.get(f"/e/{link.code}/e?utm_source=x")

    assert (response.status_code, response.headers["Location"]) == (302, "/therapy/ketamine/")
