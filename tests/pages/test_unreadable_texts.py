"""A live text that this program refuses, as after an upgrade to one that is stricter: patients never meet a fault."""

from datetime import UTC, date, datetime

import pytest

from tests import factories
from therapies import publishing
from therapies.models import Article, Mention, Question, Version, Word
from therapies.publishing.drafts import draft_of
from therapies.reading.lists import Glossary
from therapies.reading.pages import Review
from therapies.reading.teasers import Teaser
from therapies.text.articles import Source
from therapies.text.markdown import MAX_SIGNS_IN_BLOCK
from therapies.text.rendering import RenderedQuestion, RenderedWord

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
WITHOUT_FIELDS = "Secret words without any front matter.\n"
# More signs than anybody reads, so it is refused wherever it stands.
TOO_MUCH = "*" * (MAX_SIGNS_IN_BLOCK + 1)


def broken(*, text=WITHOUT_FIELDS, kind="guide", slug="broken", **columns):
    """A live version whose text no door would have let in."""
    article = Article.objects.create(kind=kind, slug=slug)
    version = Version(article=article, number=1, text=text, title="Broken", summary="What it said.", **columns)
    version.live_from = version.published_at = version.written_at = NOON
    version.published_as = Version.FILE
    return Version.objects.bulk_create([version])[0]


def too_much(**fields):
    """The same with fields that can be read, above words that cannot."""
    return factories.text(title="Broken", body=f"{TOO_MUCH}\n", **fields)


def ask(version, *, answer="No.", key="can-i-drive"):
    return Question.objects.create(version=version, key=key, question="Can I drive?", answer=answer, position=1)


def logged(caplog):
    """The addresses whose texts the log says could not be read."""
    return [record.args[0] for record in caplog.records if record.name == "therapies.reading.pages"]


# --- Its page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [WITHOUT_FIELDS, too_much()], ids=["fields", "body"])
@pytest.mark.parametrize("address", ["/guide/broken/", "/guide/broken/sources/"])
def test_the_page_says_so_and_whom_to_call_and_what_else_to_read(client, text, address):
    publishing.change_fact("clinic_phone", "(555) 555-0142")
    Mention.objects.create(version=broken(text=text), what=Mention.ABOUT, target="lidocaine")
    factories.article(slug="other", title="Other words", summary="Read this.")

    response = client.get(address)

    html = response.content.decode()
    assert response.status_code == 503
    assert response.context["article_title"] == "Broken"
    assert response.context["related"] == (Teaser("Other words", "Read this.", "/guide/other/", "guide", "Guide"),)
    assert html.count("<h1") == 1
    assert "This page cannot be shown right now" in html
    assert 'href="tel:+15555550142"' in html
    assert 'href="/guide/other/"' in html
    assert "Secret words" not in html


def test_nobody_keeps_the_notice_and_nobody_is_known_by_it(client):
    broken()

    response = client.get("/guide/broken/")

    assert response.headers["Cache-Control"] == "no-store"
    assert (list(response.cookies), "cookie" in response.headers.get("Vary", "").lower()) == ([], False)


def test_the_log_names_the_address_and_the_reason_in_one_line(client, caplog):
    broken()

    client.get("/guide/broken/")

    (record,) = (record for record in caplog.records if record.name.startswith("therapies"))
    assert record.getMessage() == (
        "The text of /guide/broken/ cannot be read: en/guide/broken.md:1: "
        "The first line must be --- alone. Below it stand the fields, then --- again, then the text."
    )
    assert (record.levelname, record.exc_info) == ("ERROR", None)


def test_the_page_is_back_with_the_next_version_that_can_be_read(client):
    version = broken()
    mended = draft_of(version.article, factories.text(title="Mended"), number=2)
    mended.save()
    publishing.publish(mended)

    assert client.get("/guide/broken/").status_code == 200


# --- Lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [WITHOUT_FIELDS, too_much()], ids=["fields", "body"])
def test_every_list_stands(client, text):
    ask(broken(text=text))
    factories.article(slug="other", title="Other words")

    places = ["/", "/therapies/", "/guides/", "/questions/", "/words/", "/changes/", "/feed.atom"]
    files = ["/sitemap.xml", "/sitemap-pages.xml", "/sitemap-questions.xml"]
    answers = {place: client.get(place) for place in (*places, *files, "/guide/other/")}

    assert {place: response.status_code for place, response in answers.items()} == dict.fromkeys(answers, 200)
    assert [teaser.title for teaser in answers["/guides/"].context["guides"]] == ["Broken", "Other words"]
    assert [teaser.title for teaser in answers["/guide/other/"].context["page"].related] == ["Broken"]


def test_an_answer_that_can_be_read_stands_without_its_sources(client, caplog):
    ask(broken(), answer="Partly.[^a]")

    (group,) = client.get("/questions/").context["groups"]

    assert group == (
        Teaser("Broken", "What it said.", "/guide/broken/", "guide", "Guide"),
        [RenderedQuestion("can-i-drive", "Can I drive?", "<p>Partly.</p>\n")],
    )
    assert logged(caplog) == ["/guide/broken/"]


def test_an_answer_that_cannot_be_read_is_left_out_of_the_list(client, caplog):
    ask(broken(text=factories.text(title="Broken")), answer=TOO_MUCH)
    factories.article(
        slug="other", title="Other", body="Words.\n\n## Questions\n\n### Can I eat? {#can-i-eat}\n\nNo.\n"
    )

    groups = client.get("/questions/").context["groups"]

    assert [(teaser.title, [entry.key for entry in entries]) for teaser, entries in groups] == [
        ("Other", ["can-i-eat"])
    ]
    assert logged(caplog) == ["/guide/broken/"]


# --- One question -----------------------------------------------------------------------------


def test_a_question_answers_without_the_text_of_its_page(client):
    review = {"reviewed_by": "Jane Roe, MD", "reviewed_on": date(2026, 3, 1)}
    ask(broken(**review), answer="Partly.[^a]")

    response = client.get("/questions/can-i-drive/")

    assert response.status_code == 200
    assert response.context["question"] == RenderedQuestion("can-i-drive", "Can I drive?", "<p>Partly.</p>\n")
    assert response.context["sources"] == ()
    assert response.context["review"] == Review("Jane Roe, MD", date(2026, 3, 1), None, is_reviewed=True)


def test_a_question_whose_answer_cannot_be_read_shows_the_notice(client):
    ask(broken(text=factories.text(title="Broken")), answer=TOO_MUCH)

    response = client.get("/questions/can-i-drive/")

    assert (response.status_code, response.context["article_title"]) == (503, "Broken")


# --- Words ------------------------------------------------------------------------------------


def test_the_words_of_a_glossary_stand_without_what_was_written_around_them(client):
    source = Source("a", "A trial", "A journal", 2019)
    version = broken(kind="page", slug="words", text=too_much(sources=(source,), owner="Nursing team"))
    for position, (key, meaning) in enumerate(
        [("vein", "A vessel.[^a]"), ("drip", "A slow way in."), ("bad", TOO_MUCH)]
    ):
        Word.objects.create(version=version, key=key, word=key, meaning=meaning, position=position)

    response = client.get("/words/")

    assert response.status_code == 200
    assert response.context["glossary"] == Glossary(
        summary="What it said.",
        words=(
            RenderedWord("drip", "drip", "<p>A slow way in.</p>\n"),
            RenderedWord("vein", "vein", "<p>A vessel.</p>\n"),
        ),
        review=Review(),
        version_mark="Version 1, June 1, 2026",
    )
