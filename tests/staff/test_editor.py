import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from therapies import publishing
from therapies.models import Article, ClinicFact
from therapies.publishing.facts import ensure_facts
from therapies.publishing.loading import load_content
from therapies.staff.article_form import ArticleForm
from therapies.staff.editor import markdownify
from therapies.text.articles import Source
from therapies.text.facts import FACTS

pytestmark = pytest.mark.django_db
PREVIEW, CHECK, UPLOAD = "/admin/editor/preview/", "/admin/editor/check/", "/admin/editor/upload/"
BODY = """Eat nothing for {{ fast_solids_h }}.

::: emergency Call for help if:
You cannot breathe. Call {{ emergency_number }}.
:::

## Questions

### Can I drive? {#can-i-drive}

No.
"""
FIELDS = {"title": "Title", "summary": "Summary.", "body": BODY, "order": "100"}


@pytest.fixture
def nurse(client):
    person = factories.staff("ana", may=("change_article",))
    client.force_login(person)
    return person


def main_of(html):
    return html[html.index("<main") : html.index("</main>")]


def body_of(html):
    return html[html.index("<body") : html.index("</body>")]


def mark_of(html):
    """The mark of the version at the foot of a page."""
    return re.search(r'<span class="version-mark__mark">([^<]*)</span>', html)[1]


def fields_of(article, **changes):
    """What the editor's form sends for the newest words of an article."""
    form = ArticleForm(instance=article)
    values = {name: field.prepare_value(form.get_initial_for_field(field, name)) for name, field in form.fields.items()}
    return (
        {name: value for name, value in values.items() if value not in (None, False)}
        | {"article": article.pk}
        | changes
    )


def test_the_addresses_are_the_ones_that_markdownx_knows():
    assert (reverse("markdownx_markdownify"), reverse("markdownx_upload")) == (PREVIEW, UPLOAD)


CASES = {
    "guide": {"body": BODY + "See one.[^study]\n", "sources": (Source("study", "A study", "A journal", 2022),)},
    "therapy": {"body": f"Some words.\n\n{factories.EMERGENCY_LINE}", "also_called": ("A drip",), "owner": "Nurses"},
    "comparison": {},
    "visit": {"body": "## Before {#before}\n\n- [ ] Call {{ clinic_phone }}.\n"},
}


@pytest.mark.parametrize("kind", CASES)
def test_the_preview_is_the_public_page_but_for_the_mark_of_the_version(client, nurse, kind):
    fields = CASES[kind] | {"title": "Title", "summary": "Summary."}
    article = factories.article(kind=kind, slug="x", title="Old")

    version = factories.draft(article, **fields)
    answer = client.post(PREVIEW, fields_of(article)).json()["html"]
    publishing.publish(version)
    page = client.get(article.get_absolute_url()).text

    # The preview is of the version that a save would write now, one further than the one that was saved here.
    assert mark_of(answer) == mark_of(page).replace("Version 2", "Version 3") + " (draft)"
    assert body_of(answer).replace(mark_of(answer), mark_of(page)) == body_of(page)


@pytest.mark.parametrize(
    "page",
    ["guide/how-to-prepare", "guide/when-to-call", "therapy/ketamine", "comparison/lidocaine-ketamine-other-none"],
)
def test_the_preview_of_the_real_content_is_its_public_page(client, nurse, page):
    load_content(settings.CONTENT_DIR, publish=True)
    kind, slug = page.split("/")
    article = Article.objects.get(kind=kind, slug=slug)

    answer = client.post(PREVIEW, fields_of(article)).json()["html"]
    public = client.get(article.get_absolute_url()).text

    assert body_of(answer).replace(mark_of(answer), mark_of(public)) == body_of(public)


def test_the_preview_shows_the_notices_that_patients_see(client, nurse):
    article = factories.article(slug="x", title="Title", summary="Summary.", body=BODY)
    for place in ({}, {"article": article}):
        tomorrow = timezone.now() + timedelta(days=1)
        publishing.make_notice("Do not take it.", ends_at=tomorrow, by=factories.staff(str(place)[:9]), **place)

    answer = client.post(PREVIEW, fields_of(article)).json()["html"]

    assert answer.count("Do not take it.") == 2


def test_the_preview_of_another_language_says_which_it_is(client, nurse):
    fields = FIELDS | {"article": "", "kind": "guide", "slug": "new", "language": "es"}

    assert '<html lang="es"' in client.post(PREVIEW, fields).json()["html"]


def test_the_preview_of_a_new_article_needs_no_row(client, nurse):
    answer = client.post(PREVIEW, FIELDS | {"article": "", "kind": "guide", "slug": "new", "language": "en"}).json()

    assert "Eat nothing for 6 hours." in answer["html"]


def test_the_preview_names_the_facts_and_their_places_and_does_not_change_a_byte_for_it(client, nurse):
    article = factories.article(slug="x")
    ensure_facts()
    phone = ClinicFact.objects.get(key="clinic_phone")
    body = "É 😀 > Call {{ clinic_phone }}, then {{ fast_solids_h }}.\n\n- [Again](guide/x) {{ clinic_phone }}\n"

    answer = client.post(PREVIEW, FIELDS | {"article": article.pk, "body": body}).json()

    words = unescape(re.sub(r"<[^>]*>", "", main_of(answer["html"]))).encode("utf-16-le")
    assert [(fact["key"], fact["label"], fact["value"]) for fact in answer["facts"]] == [
        ("clinic_phone", FACTS["clinic_phone"].label, "(555) 555-0100"),
        ("fast_solids_h", FACTS["fast_solids_h"].label, "6 hours"),
    ]
    assert [
        [words[2 * start : 2 * end].decode("utf-16-le") for start, end in fact["places"]] for fact in answer["facts"]
    ] == [["(555) 555-0100"] * 2, ["6 hours"]]
    assert answer["facts"][0]["url"] == f"/admin/therapies/clinicfact/{phone.pk}/change/"
    assert re.findall("[\ufffe\uffff]", answer["html"]) == []


def test_the_preview_of_an_unfinished_form_is_empty(client, nurse):
    article = factories.article(slug="x")

    answer = client.post(PREVIEW, FIELDS | {"article": article.pk, "title": ""}).json()

    assert answer == {"html": "", "facts": []}


@pytest.mark.parametrize("body", ["[" * 6_000, "a" * 70_000, "|a" * 60 + "\n", "\ufffe", "a\0b"])
def test_the_preview_of_a_text_that_cannot_be_read_is_empty(client, nurse, body):
    article = factories.article(slug="x")

    answer = client.post(PREVIEW, FIELDS | {"article": article.pk, "body": body}).json()

    assert answer == {"html": "", "facts": []}


@pytest.mark.parametrize("number", ["9" * 5_000, "²", "-1", "", "x"])
def test_a_number_that_no_article_has_is_a_new_article(client, nurse, number):
    fields = FIELDS | {"article": number, "kind": "guide", "slug": "new", "language": "en"}

    assert "<main" in client.post(PREVIEW, fields).json()["html"]


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>"]
)
def test_hostile_markdown_is_harmless_in_the_preview(client, nurse, hostile):
    article = factories.article(slug="x")

    answer = client.post(PREVIEW, FIELDS | {"article": article.pk, "body": hostile}).json()

    body = main_of(answer["html"])
    assert "<script" not in body
    assert 'href="javascript' not in body
    assert "<img src=x" not in body


@pytest.mark.parametrize("url", [PREVIEW, CHECK, UPLOAD])
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_refused_in_json(url, method):
    # A stranger has no token of a form either; the page that says so is no answer to a program.
    stranger = Client(enforce_csrf_checks=True)

    response = getattr(stranger, method)(url, FIELDS)

    assert (response.status_code, response.json()) == (401, {"error": "Sign in at /admin/ first."})


@pytest.mark.parametrize("url", [PREVIEW, CHECK, UPLOAD])
def test_people_without_the_permission_are_refused_in_json(client, url):
    client.force_login(factories.staff("ben"))

    response = client.post(url, FIELDS)

    assert response.status_code == 403
    assert response.json() == {"error": "Your account may not do this. Ask whoever gives out the accounts."}


@pytest.mark.parametrize("url", [PREVIEW, CHECK])
def test_nothing_is_answered_to_get(client, nurse, url):
    assert client.get(url).status_code == 405


def test_a_post_without_the_form_token_is_refused(nurse):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(nurse)

    assert strict.post(PREVIEW, FIELDS).status_code == 403


@pytest.mark.parametrize("pk", ["", "x", "999999"])
def test_an_article_that_is_not_there_is_an_unfinished_form(client, nurse, pk):
    answer = client.post(PREVIEW, FIELDS | {"article": pk})

    assert answer.status_code == 200
    assert answer.json()["html"] == ""


def test_the_package_renders_markdown_as_patients_see_it():
    assert (
        markdownify("Eat **nothing** for {{ fast_solids_h }}.") == "<p>Eat <strong>nothing</strong> for 6 hours.</p>\n"
    )
