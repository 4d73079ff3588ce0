"""What the editor's dialogs offer: pages, questions and words to link to, clinic facts, ids of new questions."""

import pytest
from django.test import Client

from tests import factories
from therapies import publishing
from therapies.models import Article

pytestmark = pytest.mark.django_db
LINKS, FACTS, QUESTION = "/admin/editor/links/", "/admin/editor/facts/", "/admin/editor/question/"
QUESTIONS = "Some words.\n\n## Questions\n\n### Can I drive home? {#can-i-drive-home}\n\nNo.\n"
WORDS = "Some words.\n\n## Words\n\n### sedative {#sedative}\n\nA medicine that makes you sleepy.\n"


@pytest.fixture
def nurse(client):
    client.force_login(factories.staff("ana", may=("change_article",)))
    return client


def found(nurse, q="", **fields):
    return [each["target"] for each in nurse.get(LINKS, {"q": q} | fields).json()["results"]]


def test_a_page_is_found_with_its_form_its_title_and_its_kind(nurse):
    factories.article(slug="how-to-prepare", title="How to prepare")

    answer = nurse.get(LINKS, {"q": "prepare"}).json()

    page = {"target": "guide/how-to-prepare", "title": "How to prepare", "kind": "Guide", "remark": ""}
    assert answer == {"results": [page], "count": 1}


def test_accents_and_capitals_make_no_difference(nurse):
    factories.article(slug="cafe", title="Café et “Crème”")

    assert found(nurse, "CAFE creme") == ["guide/cafe"]


def test_a_draft_says_that_it_is_one(nurse):
    factories.article(slug="rides", title="Rides", live=False)

    (page,) = nurse.get(LINKS, {"q": "rides"}).json()["results"]

    assert page["remark"] == "Draft: patients cannot read it yet"


def test_questions_and_words_of_live_pages_are_found_with_their_page(nurse):
    factories.article(slug="rides", title="Rides", body=QUESTIONS)
    factories.article(kind="page", slug="words", title="Words", body=WORDS)

    drive = nurse.get(LINKS, {"q": "drive"}).json()["results"]
    sedative = nurse.get(LINKS, {"q": "sedat"}).json()["results"]

    assert drive == [
        {
            "target": "question/can-i-drive-home",
            "title": "Can I drive home?",
            "kind": "Question",
            "remark": "On the page “Rides”",
        }
    ]
    assert [(each["target"], each["kind"]) for each in sedative] == [("word/sedative", "Word")]


def test_questions_of_a_draft_are_found(nurse):
    factories.article(slug="rides", title="Rides", body=QUESTIONS, live=False)

    assert found(nurse, "drive home") == ["question/can-i-drive-home"]


def test_titles_that_begin_with_the_words_come_first_and_pages_before_questions(nurse):
    factories.article(slug="a", title="The day after ketamine")
    factories.article(slug="b", title="Ketamine")
    factories.article(slug="c", title="Rides", summary="After ketamine somebody else drives.")
    factories.article(slug="d", title="Zzz", body=QUESTIONS.replace("Can I drive home", "Is ketamine safe"))

    assert found(nurse, "ketamine") == ["guide/b", "guide/a", "question/can-i-drive-home", "guide/c"]


def test_what_nobody_may_link_to_is_not_offered(nurse):
    publishing.withdraw(factories.article(slug="old", title="Rides of old"), notice="Gone.")
    practice = factories.article(slug="practice", title="Rides to practise", live=False)
    Article.objects.filter(pk=practice.pk).update(is_practice=True)
    factories.article(slug="viajes", title="Rides in Spanish", language="es")
    own = factories.article(slug="rides", title="Rides")

    assert found(nurse, "rides") == ["guide/rides"]
    assert found(nurse, "rides", article=own.pk) == ["guide/rides"]
    assert found(nurse, "rides", language="es") == ["guide/viajes"]


def test_20_at_most_are_given_and_all_are_counted(nurse):
    for number in range(23):
        factories.article(slug=f"page-{number}", title=f"Page {number}", live=False)

    answer = nurse.get(LINKS, {"q": "page"}).json()

    assert (len(answer["results"]), answer["count"]) == (20, 23)


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_pages_does_not_change_the_number_of_queries(nurse, count, django_assert_num_queries):
    for number in range(count):
        factories.article(slug=f"page-{number}", title=f"Page {number}", body=QUESTIONS.replace("-home", f"-{number}"))
        factories.article(slug=f"draft-{number}", title=f"Draft {number}", body=QUESTIONS, live=False)

    with django_assert_num_queries(9):
        nurse.get(LINKS, {"q": "drive"})


@pytest.mark.parametrize("query", ["\0", "9" * 5_000, "<script>", "%", "__", "'; DROP TABLE", "a " * 30_000])
@pytest.mark.parametrize("url", [LINKS, FACTS])
def test_strange_words_find_nothing_and_break_nothing(nurse, url, query):
    factories.article(slug="rides", title="Rides")

    response = nurse.get(url, {"q": query})

    assert response.status_code == 200
    if query not in ("\0", "a " * 30_000):
        assert response.json()["results"] == []


@pytest.mark.parametrize("number", ["9" * 5_000, "²", "-1", "x", "999999"])
def test_a_number_that_no_article_has_means_a_new_one(nurse, number):
    factories.article(slug="rides", title="Rides")

    assert found(nurse, "rides", article=number) == ["guide/rides"]


def test_a_fact_is_found_by_its_label_its_key_and_its_help_with_its_present_value(nurse):
    (fact,) = nurse.get(FACTS, {"q": "fast_solids_h"}).json()["results"]

    assert (fact["key"], fact["value"], fact["is_sample"], fact["is_set"]) == ("fast_solids_h", "6 hours", True, True)
    for words in (fact["label"], fact["help"][:30].upper()):
        assert fact in nurse.get(FACTS, {"q": words}).json()["results"]


def test_a_confirmed_fact_is_no_sample(nurse):
    publishing.change_fact("fast_solids_h", "8 hours", by=None)

    (fact,) = nurse.get(FACTS, {"q": "fast_solids_h"}).json()["results"]

    assert (fact["value"], fact["is_sample"]) == ("8 hours", False)


def test_facts_of_the_layout_are_not_for_texts(nurse):
    assert nurse.get(FACTS, {"q": "brand_color"}).json()["results"] == []


def asked(nurse, words, **fields):
    return nurse.post(QUESTION, {"words": words} | fields)


def test_a_question_gets_an_id_from_its_words_and_one_question_mark(nurse):
    assert asked(nurse, "  ## Can I  drive\nhome ?!").json() == {
        "heading": "### Can I drive home? {#can-i-drive-home}",
        "elsewhere": "",
    }


@pytest.mark.parametrize("live", [True, False])
def test_an_id_of_another_page_is_not_given_twice(nurse, live):
    factories.article(slug="rides", title="Rides", body=QUESTIONS, live=live)

    assert asked(nurse, "Can I drive home?").json() == {
        "heading": "### Can I drive home? {#can-i-drive-home-2}",
        "elsewhere": "The page “Rides” has a question like this. Is a link to it enough?",
    }


def test_an_id_of_an_earlier_version_of_another_page_is_not_given_again(nurse):
    page = factories.article(slug="rides", title="Rides", body=QUESTIONS)
    publishing.publish(factories.draft(page, title="Rides", body="Nothing is asked any more.\n"))

    assert "{#can-i-drive-home-2}" in asked(nurse, "Can I drive home?").json()["heading"]


def test_the_own_page_may_have_its_question_back(nurse):
    page = factories.article(slug="rides", title="Rides", body=QUESTIONS)

    assert asked(nurse, "Can I drive home?", article=page.pk, body="Words.\n").json() == {
        "heading": "### Can I drive home? {#can-i-drive-home}",
        "elsewhere": "",
    }


def test_an_id_that_stands_in_the_text_already_is_not_given_twice(nurse):
    body = "## Way home {#can-i-drive}\n\nWords.\n"

    assert asked(nurse, "Can I drive?", body=body).json()["heading"] == "### Can I drive? {#can-i-drive-2}"


def test_a_question_of_the_same_page_is_refused_with_its_line(nurse):
    response = asked(nurse, "can i drive home", body=QUESTIONS)

    assert (response.status_code, response.json()) == (400, {"error": "Line 5 of this page asks that already."})


@pytest.mark.parametrize("words", ["Sources?", "Letter from my doctor?", "Main?"])
def test_ids_that_the_page_itself_uses_are_not_given(nurse, words):
    assert "{#about-" in asked(nurse, words).json()["heading"]


def test_a_long_question_keeps_a_short_id(nurse):
    words = "May I eat and drink " + "and sleep " * 12

    heading = asked(nurse, words).json()["heading"]

    assert len(heading.partition("{#")[2].rstrip("}")) <= 60


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"words": ""}, "Write the question in words, such as: Can I drive home?"),
        ({"words": "\0 ???"}, "Write the question in words, such as: Can I drive home?"),
        ({"words": "why " * 200}, "Write at most 150 characters."),
        ({"words": "Why?", "body": "a" * 70_000}, "The text has more than 60,000 characters. Split it into several articles."),
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused_in_words(nurse, fields, error):
    response = nurse.post(QUESTION, fields)

    assert (response.status_code, response.json()) == (400, {"error": error})


def test_html_in_a_question_stays_plain_words(nurse):
    assert asked(nurse, "Why <b>?").json()["heading"] == "### Why <b>? {#why-b}"


@pytest.mark.parametrize(("url", "method"), [(LINKS, "get"), (FACTS, "get"), (QUESTION, "post")])
def test_others_are_refused_in_json(url, method):
    stranger = Client()
    assert getattr(stranger, method)(url).status_code == 401

    stranger.force_login(factories.staff("ben"))
    response = getattr(stranger, method)(url)

    assert response.status_code == 403
    assert response.json() == {"error": "Your account may not do this. Ask whoever gives out the accounts."}


@pytest.mark.parametrize(("url", "method"), [(LINKS, "post"), (FACTS, "post"), (QUESTION, "get")])
def test_the_wrong_way_of_asking_is_refused(nurse, url, method):
    assert getattr(nurse, method)(url).status_code == 405


def test_facts_that_are_named_so_come_before_those_that_only_speak_of_it(nurse):
    labels = [fact["label"] for fact in nurse.get(FACTS, {"q": "phone"}).json()["results"]]

    named = [label for label in labels if "phone" in label.lower()]
    assert labels[: len(named)] == named
    assert "Opening hours" in labels[len(named) :]
