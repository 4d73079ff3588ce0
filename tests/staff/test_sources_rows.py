"""The form of an article carries what the rows of sources, the ticks and the list of questions need."""

import json
import re

import pytest
from django.urls import reverse

from tests import factories
from therapies import publishing
from therapies.staff.article_form import ArticleForm
from therapies.templatetags.editor import questions_of
from therapies.text.articles import Source

pytestmark = pytest.mark.django_db
ASK = "Bring an adult.\n\n## Questions\n\n### Can I drive home? {#can-i-drive}\n\nNo.\n"
SOURCE = Source("asa-2023", "Fasting", "ASA", 2023, "https://example.org/x")


@pytest.fixture
def nurse(client):
    client.force_login(factories.staff("ana", superuser=True))
    return client


def form_page(nurse, article):
    return nurse.get(reverse("admin:therapies_article_change", args=[article.pk])).text


def json_in(page, name):
    return json.loads(re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', page)[1])


def test_sources_are_lines_without_a_script_and_stay_the_same_lines(nurse):
    article = factories.article(slug="x", body="Fast.[^asa-2023]\n", sources=(SOURCE,))
    line = "asa-2023 | Fasting | ASA | 2023 | https://example.org/x"

    page = form_page(nurse, article)
    form = ArticleForm(data={"sources": line})
    form.is_valid()

    textarea = re.search(
        r'<div class="sources" data-sources>\s*<textarea name="sources"[^>]*>\s*([^<]*)</textarea>', page
    )
    assert textarea[1] == line
    assert form.cleaned_data["sources"] == (SOURCE,)


def test_a_pipe_in_a_title_is_refused_and_the_line_comes_back():
    line = "asa-2023 | Fasting | eating | ASA | 2023 | https://example.org/x"

    form = ArticleForm(data={"sources": line})

    assert form.errors["sources"] == [
        '"asa-2023 | Fasting | eating | ASA | 2023 | https://example.o" is not a source. '
        "Write: key | title | publisher | year | address"
    ]
    assert line in str(form["sources"])


def test_only_therapies_that_patients_can_read_are_offered(nurse):
    drip = factories.EMERGENCY_LINE + "A drip.\n"
    factories.article(kind="therapy", slug="lidocaine", title="Lidocaine & more", body=drip)
    factories.article(kind="therapy", slug="ketamine", title="Ketamine", body=drip, live=False)
    article = factories.article(slug="x")

    page = form_page(nurse, article)

    assert json_in(page, "choices-of-about") == {"lidocaine": "Lidocaine & more"}
    assert "Lidocaine \\u0026 more" in page


def test_the_form_knows_which_questions_were_published_and_who_links_to_them(nurse):
    asked = factories.article(slug="rides", title="Rides", body=ASK)
    factories.article(slug="day", body="See [Can I drive home?](question/can-i-drive).\n")
    factories.article(slug="draft", body="See [Can I drive home?](question/can-i-drive).\n", live=False)
    factories.draft(asked, title="Rides", body=ASK.replace("can-i-drive", "may-i-drive"))

    assert json_in(form_page(nurse, asked), "editor-published") == {
        "kind": "guide",
        "prefix": "/questions/",
        "questions": {"can-i-drive": {"words": "Can I drive home?", "links": 1}},
    }


def test_a_page_in_another_language_has_its_own_addresses_of_questions():
    article = factories.article(slug="rides", language="es", body=ASK)

    assert questions_of(article)["prefix"] == "/es/questions/"


def test_a_new_page_has_no_published_questions(nurse):
    page = nurse.get(reverse("admin:therapies_article_add")).text

    assert json_in(page, "editor-published") == {"kind": "", "prefix": "/questions/", "questions": {}}


def test_a_withdrawn_page_has_no_published_questions():
    article = factories.article(slug="rides", body=ASK)
    publishing.withdraw(article, notice="Gone.")

    assert questions_of(article)["questions"] == {}
