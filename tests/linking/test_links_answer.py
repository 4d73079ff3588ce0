"""A permanent link answers with the page in place, and nothing but the page tells what it is about."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from therapies import publishing
from therapies.linking.links import destination_of, link_at, make_link
from therapies.models import Article, JournalEntry, Link
from therapies.publishing.permanent_links import lead_to
from therapies.text.addresses import Address

pytestmark = pytest.mark.django_db

QUESTIONS = "Some words.\n\n## Questions\n\n### Can I drive? {#can-i-drive}\n\nNo, not on that day.\n"
CANONICAL = '<link rel="canonical" href="https://visits.example.org{}">'


@pytest.fixture
def ketamine():
    return factories.article(kind="therapy", slug="ketamine", title="Ketamine for nerve pain", body=QUESTIONS)


@pytest.fixture
def site_url(settings):
    settings.SITE_URL = "https://visits.example.org"


def shown(response):
    """Status and main heading."""
    return response.status_code, re.findall(r"<h1[^>]*>(.*?)</h1>", response.content.decode())


def head_of(response):
    return response.content.decode().partition("</head>")[0]


@pytest.mark.parametrize("kind", ["therapy", "guide", "comparison", "visit"])
def test_a_link_answers_with_the_page_in_place(client, kind):
    link = make_link(factories.article(kind=kind, slug="first", title="The first page"))

    assert shown(client.get(f"/e/{link.code}")) == (200, ["The first page"])


def test_a_link_to_a_question_answers_with_the_question(client, ketamine):
    link = make_link(ketamine, question="can-i-drive")

    assert shown(client.get(f"/e/{link.code}/s")) == (200, ["Can I drive?"])


@pytest.mark.parametrize(
    ("question", "canonical"), [("", "/therapy/ketamine/"), ("can-i-drive", "/questions/can-i-drive/")]
)
def test_nothing_in_the_head_tells_what_the_page_is_about(client, ketamine, site_url, question, canonical):
    publishing.change_fact("clinic_name", "Ketamine Center")
    link = make_link(ketamine, question=question)

    head = head_of(client.get(f"/e/{link.code}?utm_campaign=ketamine"))

    assert "<title>Information for your visit</title>" in head
    assert '<meta name="robots" content="noindex">' in head
    assert f'<meta property="og:url" content="https://visits.example.org/e/{link.code}">' in head
    assert head.count("canonical") == 1
    assert re.findall("ketamine|nerve|pain|drive", head.replace(CANONICAL.format(canonical), ""), re.IGNORECASE) == []


@pytest.mark.parametrize("state", ["withdrawn", "not published", "unreadable", "unknown"])
def test_no_other_answer_tells_it_either(client, ketamine, state):
    link = make_link(ketamine)
    if state == "withdrawn":
        publishing.withdraw(ketamine, notice="It was wrong.")
    if state == "not published":
        link = make_link(factories.article(slug="ketamine-to-come", title="Ketamine to come", live=False))
    if state == "unreadable":
        # Only an older program can have let it through.
        Article.objects.filter(pk=ketamine.pk).update(kind="comparison")
    code = "22222" if state == "unknown" else link.code

    response = client.get(f"/e/{code}")

    assert "<title>Information for your visit</title>" in head_of(response)
    assert "etamine" not in head_of(response)
    assert b"tel:" in response.content


@pytest.mark.parametrize(
    "form",
    ["/E/{}", "/e/{}/", "/e/{}/q", "/E/{}/Q/", "/e//{}", "/e/{}.", "/e/{}&utm_source=x", "/e/{}/?mc_eid=1", "/EN/e/{}"],
)
def test_every_way_to_write_a_code_leads_to_the_page(client, ketamine, form):
    link = make_link(ketamine)

    assert shown(client.get(form.format(link.code.upper()))) == (200, ["Ketamine for nerve pain"])


def test_a_link_may_answer_with_a_step_to_the_page_that_is_never_for_ever(client, ketamine):
    link = make_link(ketamine, answers_with=Link.REDIRECT)

    response = client.get(f"/e/{link.code}/e?utm_source=x&mc_eid=1")

    assert (response.status_code, response.headers["Location"]) == (302, "/therapy/ketamine/")
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_parameters_that_mail_programs_add_change_nothing(client, ketamine, site_url):
    link = make_link(ketamine)

    plain = client.get(f"/e/{link.code}").content
    marked = client.get(f"/e/{link.code}?utm_source=x&mc_eid=a1&gclid=2&fbclid=3&_hsenc=4").content

    assert marked == plain


def test_no_answer_sets_a_cookie_or_is_kept_by_a_proxy(client, ketamine):
    link = make_link(ketamine)

    answers = [client.get(f"/e/{code}") for code in (link.code, "22222")]

    for response in answers:
        assert list(response.cookies) == []
        assert "cookie" not in response.headers.get("Vary", "").lower()
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert response.headers["X-Robots-Tag"] == "noindex"


def test_head_answers_as_get_does_without_the_words(client, ketamine):
    link = make_link(ketamine)
    get, head = client.get(f"/e/{link.code}"), client.head(f"/e/{link.code}")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_a_link_can_only_be_read(client, ketamine, method):
    assert getattr(client, method)(f"/e/{make_link(ketamine).code}").status_code == 405


def test_a_code_that_was_never_given_out_gets_help_without_a_search(client):
    response = client.get("/e/22222")

    assert shown(response) == (404, ["This link is not complete"])
    assert b"tel:" in response.content


def test_a_page_that_is_not_published_yet_has_a_friendly_answer(client):
    link = make_link(factories.article(slug="to-come", live=False))

    assert shown(client.get(f"/e/{link.code}")) == (200, ["This page is not ready yet"])


def test_a_comparison_under_a_link_still_shows_what_a_reader_chose(client):
    link = make_link(factories.article(kind="comparison", slug="lidocaine-or-not"))

    html = client.get(f"/e/{link.code}?show=lidocaine&utm_source=x").content.decode()

    assert re.findall(r'value="([^"]*)" checked', html) == ["lidocaine"]
    assert "utm_source" not in html


# --- Changes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["fact", "words", "notice", "link"])
def test_a_change_shows_at_the_next_request(client, ketamine, change):
    link, nurse = make_link(ketamine), factories.staff()
    client.get(f"/e/{link.code}")

    if change == "fact":
        publishing.change_fact("clinic_name", "After the change")
    if change == "words":
        publishing.publish(factories.draft(ketamine, title="After the change", body=QUESTIONS))
    if change == "notice":
        publishing.make_notice("After the change", by=nurse, ends_at=timezone.now() + timedelta(days=1))
    if change == "link":
        lead_to([link], factories.article(slug="other", title="After the change"), by=nurse)

    assert "After the change" in client.get(f"/e/{link.code}").content.decode()


# --- Languages --------------------------------------------------------------------------------


def test_a_reader_may_choose_a_language_with_the_same_code(client):
    link = make_link(factories.article(slug="prepare", title="How to prepare"))
    factories.article(slug="prepare", title="Antes de venir", language="es")

    response = client.get(f"/es/e/{link.code}")

    assert shown(response) == (200, ["Antes de venir"])
    assert '<html lang="es"' in response.content.decode()


def test_without_that_language_the_page_comes_in_its_own_and_says_so(client):
    link = make_link(factories.article(slug="prepare", title="How to prepare"))

    response = client.get(f"/es/e/{link.code}")

    assert shown(response) == (200, ["How to prepare"])
    assert '<html lang="en"' in response.content.decode()
    assert '<p lang="es"><strong>Esta página todavía no está en español.</strong></p>' in response.content.decode()


def test_a_link_to_a_page_in_another_language_answers_in_that_language(client):
    link = make_link(factories.article(slug="prepare", title="Antes de venir", language="es"))

    response = client.get(f"/e/{link.code}")

    assert shown(response) == (200, ["Antes de venir"])
    assert '<html lang="es"' in response.content.decode()


# --- Making and leading elsewhere -------------------------------------------------------------


def test_making_a_link_is_written_down(ketamine):
    nurse = factories.staff()

    link = make_link(ketamine, question="can-i-drive", by=nurse, label=" For the mail ")

    entry = JournalEntry.objects.get(action="made a link")
    assert (entry.who, entry.about, entry.detail) == (
        nurse,
        f"/e/{link.code}",
        "It leads to /therapy/ketamine/ (can-i-drive).",
    )
    assert link_at(link.code.upper()).label == "For the mail"


def test_a_taken_code_is_never_given_out_again(ketamine, monkeypatch):
    taken = make_link(ketamine).code
    codes = iter([taken, taken, "zzzzz"])
    monkeypatch.setattr("therapies.linking.links.new_code", lambda length: next(codes))

    assert make_link(ketamine).code == "zzzzz"


def test_no_link_leads_to_a_question_that_the_page_lacks(ketamine):
    with pytest.raises(publishing.NotPossible, match='The page has no question with the id "nobody-asked".'):
        make_link(ketamine, question="nobody-asked")


def test_a_draft_may_have_a_link_to_a_question(client):
    draft = factories.article(slug="to-come", body=QUESTIONS, live=False)

    link = make_link(draft, question="can-i-drive")
    publishing.publish(draft.versions.get())

    assert shown(client.get(f"/e/{link.code}")) == (200, ["Can I drive?"])


def test_no_link_leads_to_the_practice_page():
    practice = publishing.new_article(Address("en", "page", "practice"))
    practice.is_practice = True

    with pytest.raises(publishing.NotPossible, match="Patients never see a page for practice"):
        make_link(practice)


def test_a_link_can_be_led_to_another_live_page(client, ketamine):
    nurse = factories.staff()
    link = make_link(ketamine, question="can-i-drive")
    prepare = factories.article(slug="prepare", title="How to prepare")

    lead_to([link], prepare, by=nurse)

    assert shown(client.get(f"/e/{link.code}")) == (200, ["How to prepare"])
    entry = JournalEntry.objects.get(action="led a link elsewhere")
    assert (entry.who, entry.detail) == (nurse, "/therapy/ketamine/ → /guide/prepare/")


def test_a_link_is_never_led_to_a_page_that_patients_cannot_read(ketamine):
    link = make_link(ketamine)

    with pytest.raises(publishing.NotPossible, match='"guide/to-come" is not live'):
        lead_to([link], factories.article(slug="to-come", live=False))


@pytest.mark.parametrize(("question", "queries"), [("", 1), ("can-i-drive", 1)])
def test_where_a_live_link_leads_is_one_query(ketamine, django_assert_num_queries, question, queries):
    link = link_at(make_link(ketamine, question=question).code)

    with django_assert_num_queries(queries):
        assert destination_of(link).version.article == ketamine
