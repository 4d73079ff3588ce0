"""All questions, and one question."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests import factories
from therapies import publishing
from therapies.reading.pages import Crumb, NumberedSource, Review
from therapies.reading.teasers import Teaser
from therapies.text.articles import Source
from therapies.text.rendering import RenderedQuestion

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ZHU = Source("zhu-2019", "A trial", "A journal", 2019)


def questions(*pairs):
    """A body with questions: ("can-i-drive", "Can I drive?", "No.")."""
    entries = [f"### {question} {{#{key}}}\n\n{answer}\n" for key, question, answer in pairs]
    return "Some words.\n\n## Questions\n\n" + "\n".join(entries)


DRIVE = ("can-i-drive", "Can I drive?", "No.")
EAT = ("can-i-eat", "Can I eat?", "Not for {{ fast_solids_h }}.")
PAIN = ("does-it-hurt", "Does it hurt?", "A little.")


def keys(context):
    return [(teaser.title, [entry.key for entry in entries]) for teaser, entries in context["groups"]]


# --- All questions ----------------------------------------------------------------------------


def test_questions_stand_under_their_page_with_their_answers(client):
    publishing.change_fact("fast_solids_h", "7 hours")
    factories.article(slug="prepare", title="Prepare", order=20, body=questions(EAT))
    factories.article(slug="after", title="After", order=10, body=questions(DRIVE, PAIN))

    groups = client.get("/questions/").context["groups"]

    assert groups == [
        (
            Teaser("After", "What After says.", "/guide/after/", "guide", "Guide"),
            [
                RenderedQuestion("can-i-drive", "Can I drive?", "<p>No.</p>\n"),
                RenderedQuestion("does-it-hurt", "Does it hurt?", "<p>A little.</p>\n"),
            ],
        ),
        (
            Teaser("Prepare", "What Prepare says.", "/guide/prepare/", "guide", "Guide"),
            [RenderedQuestion("can-i-eat", "Can I eat?", "<p>Not for 7 hours.</p>\n")],
        ),
    ]


def test_references_and_local_links_of_an_answer_lead_to_its_page(client):
    body = questions(("is-it-proven", "Is it proven?", "Partly.[^zhu-2019] See [our other questions](#questions)."))
    factories.article(slug="prepare", body=body, sources=(ZHU,))

    answer = client.get("/questions/").context["groups"][0][1][0].answer

    assert 'href="/guide/prepare/#source-1"' in answer
    assert 'href="/guide/prepare/#questions"' in answer


def test_questions_can_be_narrowed_to_a_therapy(client):
    factories.article(kind="therapy", slug="lidocaine", title="Lidocaine", body=questions(PAIN))
    factories.article(kind="therapy", slug="lidocaine-patch", title="Lidocaine patch", body=questions(EAT))
    factories.article(slug="driving", title="Driving", about=("ketamine", "lidocaine"), body=questions(DRIVE))

    context = client.get("/questions/?about=lidocaine").context

    assert keys(context) == [("Driving", ["can-i-drive"]), ("Lidocaine", ["does-it-hurt"])]
    assert context["filters"] == [
        {"key": "", "label": "All questions", "url": "/questions/", "current": False},
        {"key": "lidocaine", "label": "Lidocaine", "url": "/questions/?about=lidocaine", "current": True},
        {
            "key": "lidocaine-patch",
            "label": "Lidocaine patch",
            "url": "/questions/?about=lidocaine-patch",
            "current": False,
        },
    ]


@pytest.mark.parametrize("about", ["aspirin", "", "%", '"', "lidocain", "LIDOCAINE"])
def test_an_unknown_therapy_shows_all_questions(client, about):
    factories.article(kind="therapy", slug="lidocaine", title="Lidocaine", body=questions(PAIN))
    factories.article(slug="prepare", title="Prepare", body=questions(EAT))

    context = client.get("/questions/", {"about": about}).context

    assert keys(context) == [("Lidocaine", ["does-it-hurt"]), ("Prepare", ["can-i-eat"])]
    assert [choice["key"] for choice in context["filters"] if choice["current"]] == [""]


def test_questions_of_drafts_and_withdrawn_pages_are_not_listed(client):
    article = factories.article(slug="live", title="Live", body=questions(DRIVE))
    factories.draft(article, body=questions(("secret", "Secret?", "Secret.")))
    factories.article(slug="draft", body=questions(("secret-too", "Secret?", "Secret.")), live=False)
    publishing.withdraw(
        factories.article(slug="withdrawn", body=questions(("secret-three", "Secret?", "Secret."))), notice="Wrong."
    )

    response = client.get("/questions/")

    assert keys(response.context) == [("Live", ["can-i-drive"])]
    assert b"Secret" not in response.content


def test_a_scheduled_question_is_listed_and_answers_from_its_time_on(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    article = factories.article(slug="prepare", title="Prepare", body=questions(DRIVE))
    publishing.publish(factories.draft(article, title="Prepare", body=questions(EAT)), at=NOON + timedelta(hours=1))

    def seen():
        return keys(client.get("/questions/").context), client.get("/questions/can-i-eat/").status_code

    before = seen()
    time_machine.move_to(NOON + timedelta(hours=1), tick=False)
    after = seen()

    assert before == ([("Prepare", ["can-i-drive"])], 404)
    assert after == ([("Prepare", ["can-i-eat"])], 200)


def test_questions_come_in_sheets_of_100(client, many_articles):
    body = questions(("can-i-THIS", "Can I?", "Yes."), ("may-i-THIS", "May I?", "Yes."))
    many_articles(51, now=NOON, body=body)

    first, second = client.get("/questions/").context, client.get("/questions/?page=2").context

    assert [sum(len(entries) for _, entries in context["groups"]) for context in (first, second)] == [100, 2]
    assert keys(second) == [("Guide 050", ["can-i-guide-050", "may-i-guide-050"])]


# --- One question -----------------------------------------------------------------------------


def test_a_question_has_an_address_of_its_own(client):
    body = questions(("is-it-proven", "Is it proven?", "Partly.[^zhu-2019]"), DRIVE)
    review = {"reviewed_by": "Jane Roe, MD", "reviewed_on": date(2026, 3, 1)}
    other = Source("other-2020", "Another trial", "A journal", 2020)
    factories.article(slug="prepare", title="Prepare", body=body, sources=(other, ZHU), **review)

    context = client.get("/questions/is-it-proven/").context

    answer = '<p>Partly.<sup><a class="reference" href="#source-1"><span class="visually-hidden">Source </span>1</a></sup></p>\n'
    assert context["question"] == RenderedQuestion("is-it-proven", "Is it proven?", answer)
    assert context["page_link"] == Teaser("Prepare", "What Prepare says.", "/guide/prepare/", "guide", "Guide")
    assert context["related"] == [Teaser("Can I drive?", "", "/questions/can-i-drive/", "question", "Question")]
    assert context["sources"] == (NumberedSource(1, "zhu-2019", "A trial", "A journal", 2019, ""),)
    assert context["review"] == Review("Jane Roe, MD", date(2026, 3, 1), None, is_overdue=False, is_reviewed=True)
    assert context["breadcrumb"] == (
        Crumb("Home", "/"),
        Crumb("Questions and answers", "/questions/"),
        Crumb("Is it proven?", "/questions/is-it-proven/"),
    )


def test_an_answer_that_links_into_its_page_leads_there_for_sources_too(client):
    body = questions(("is-it-proven", "Is it proven?", "Partly.[^zhu-2019] See [our other questions](#questions)."))
    factories.article(slug="prepare", body=body, sources=(ZHU,))

    context = client.get("/questions/is-it-proven/").context

    assert 'href="/guide/prepare/#source-1"' in context["question"].answer
    assert context["sources"] == ()


def test_a_question_that_moved_to_another_page_still_answers(client):
    old = factories.article(slug="old", title="Old", body=questions(DRIVE, EAT))
    publishing.publish(factories.draft(old, title="Old", body=questions(EAT)))
    factories.article(slug="new", title="New", body=questions(DRIVE))

    context = client.get("/questions/can-i-drive/").context

    assert context["page_link"].title == "New"


def test_a_question_that_was_taken_out_is_gone_and_names_its_page(client):
    article = factories.article(slug="prepare", title="Prepare", body=questions(DRIVE, EAT))
    publishing.publish(factories.draft(article, title="Prepare", body=questions(EAT)))

    response = client.get("/questions/can-i-drive/")

    assert response.status_code == 410
    assert response.context["article_title"] == "Can I drive?"
    assert response.context["notice"] == ""
    assert response.context["instead"].url == "/guide/prepare/"


def test_a_question_of_a_withdrawn_page_shows_the_notice_of_the_page(client):
    instead = factories.article(slug="new", title="New")
    article = factories.article(slug="old", body=questions(DRIVE))
    publishing.withdraw(article, notice="It was wrong.", read_instead=instead)

    response = client.get("/questions/can-i-drive/")

    assert response.status_code == 410
    assert response.context["notice"] == "It was wrong."
    assert response.context["instead"].title == "New"


def test_a_question_of_a_merged_page_names_the_successor(client):
    article = factories.article(slug="old", body=questions(DRIVE))
    publishing.merge(article, into=factories.article(slug="new", title="New"))

    response = client.get("/questions/can-i-drive/")

    assert response.status_code == 410
    assert response.context["instead"].title == "New"


@pytest.mark.parametrize("key", ["never-was", "secret"])
def test_a_question_that_was_never_live_is_not_found(client, key):
    article = factories.article(slug="live", body=questions(DRIVE))
    factories.draft(article, body=questions(("secret", "Secret?", "Secret.")))

    assert client.get(f"/questions/{key}/").status_code == 404


def test_a_question_of_another_language_is_found_without_its_prefix(client):
    factories.article(slug="antes", language="es", body=questions(("puedo-conducir", "¿Puedo conducir?", "No.")))

    response = client.get("/questions/puedo-conducir/")

    assert (response.status_code, response.headers["Location"]) == (301, "/es/questions/puedo-conducir/")
    assert client.get("/es/questions/puedo-conducir/").context["question"].question == "¿Puedo conducir?"


def test_at_most_6_other_questions_are_offered(client):
    body = questions(*((f"question-{number}", f"Question {number}?", "Yes.") for number in range(8)))
    factories.article(slug="prepare", body=body)

    context = client.get("/questions/question-0/").context

    assert [teaser.title for teaser in context["related"]] == [f"Question {number}?" for number in range(1, 7)]
