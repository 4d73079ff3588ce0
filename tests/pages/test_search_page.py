"""The page of search results and the suggestions, as a reader without a script and as one with it gets them."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests import factories
from therapies import publishing
from therapies.models import MissedWord
from therapies.reading.pages import Crumb
from therapies.reading.search import Hit
from therapies.reading.search_page import grouped

pytestmark = pytest.mark.django_db

QUESTIONS = "Some words.\n\n## Questions\n\n### Can I drive home? {#can-i-drive}\n\nNo, an adult must take you home.\n"
WORDS = "## Words\n\n### drip {#drip}\n\nA medicine that runs slowly into a vein.\n"
URGENT = "Is this happening now? Get help first"


@pytest.fixture(autouse=True)
def site():
    factories.article(slug="after-your-infusion", title="After your infusion", body=QUESTIONS)
    factories.article(slug="how-to-prepare", title="How to prepare", summary="What to eat before a visit.")
    factories.article(kind="page", slug="words", title="Words", body=WORDS)


def words_of(response):
    """What stands in the main part of a page, without its tags."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", "<" + main)).strip()


def links_of(response):
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.findall(r'<h3 class="hits__title"><a class="hits__link" href="([^"]*)">', main)


def test_the_best_answer_comes_first(client):
    response = client.get("/search/", {"q": "can I drive home"})

    assert response.status_code == 200
    assert links_of(response)[0] == "/questions/can-i-drive/"
    assert "Answers for “can I drive home”" in words_of(response)


def test_nothing_typed_shows_the_box_and_ways_on(client):
    responses = [client.get("/search/"), client.get("/search/?q="), client.get("/search/", {"q": " \t \0 "})]

    assert [response.status_code for response in responses] == [200, 200, 200]
    assert [response.context["found"] for response in responses] == [None, None, None]
    assert ["Type what you want to know, in your own words." in words_of(response) for response in responses] == [
        True,
        True,
        True,
    ]
    assert responses[0].context["breadcrumb"] == (Crumb("Home", "/"), Crumb("Search", "/search/"))


def test_what_was_typed_stands_in_the_box_and_stays_text(client):
    html = client.get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()

    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html
    assert "<script>alert" not in html


def test_the_title_of_the_page_keeps_to_itself_what_was_typed(client):
    html = client.get("/search/", {"q": "drive"}).content.decode()

    assert re.findall("<title>([^<]*)</title>", html) == ["Answers – Sample Infusion Clinic"]


@pytest.mark.parametrize(
    "typed",
    [
        "q=%FF%FE",
        "q=%00",
        "q=%E2%80%AE%D7%90",
        "q=%22%27%29%28%2A%3A-%5E%7B",
        "q=AND+OR+NOT+NEAR(",
        "q=a&q=b",
        "Q=a",
        "q[]=a",
        "q=" + "x" * 3000,
        "q=%F0%9F%92%89",
        "q=%25%5F%5C",
    ],
)
def test_broken_input_gets_a_page(client, typed):
    response = client.get(f"/search/?{typed}")

    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


def test_a_long_story_is_searched_by_its_beginning_and_says_so(client):
    response = client.get("/search/", {"q": "can I drive home " + "after all of this " * 20})

    assert response.context["found"].results.typed == ("can I drive home " + "after all of this " * 20)[:200].strip()
    assert "That was a long text, so we looked for its first words." in words_of(response)
    assert links_of(response)[0] == "/questions/can-i-drive/"


def test_answers_stand_in_groups_after_the_best_three():
    hits = [
        Hit(group, f"{group} {number}", "A page", "/") for number in range(6) for group in ("page", "question", "row")
    ]

    groups = grouped(hits)

    assert [(group.title, len(group.hits), len(group.more)) for group in groups] == [
        ("Questions", 4, 2),
        ("Pages", 4, 2),
        ("In the comparison", 4, 2),
    ]
    assert [hit.title for hit in (*groups[1].hits, *groups[1].more)] == [f"page {number}" for number in range(6)]


# --- Urgent words -----------------------------------------------------------------------------


def test_urgent_words_put_the_numbers_above_everything(client):
    words = words_of(client.get("/search/", {"q": "chest pain"}))

    assert words.index(URGENT) < words.index("Call 911") < words.index("Call or text 988") < words.index("chest pain")


def test_urgent_words_at_the_end_of_a_long_story_are_seen(client):
    response = client.get("/search/", {"q": "It all began last week. " * 12 + "now I want to kill myself"})

    assert response.context["found"].urgent
    assert URGENT in words_of(response)


def test_other_words_raise_no_alarm(client):
    assert URGENT not in words_of(client.get("/search/", {"q": "drive"}))


# --- Nothing found ----------------------------------------------------------------------------


def test_a_search_that_finds_nothing_leads_on(client):
    response = client.get("/search/", {"q": "zyzzyva"})

    assert "Nothing found for “zyzzyva”" in words_of(response)
    assert "call (555) 555-0100" in words_of(response)
    assert "/guide/how-to-prepare/" in links_of(response)


def test_a_new_phone_of_the_clinic_stands_there_at_once(client):
    publishing.change_fact("clinic_phone", "+1 415 555 2671")

    assert "call (415) 555-2671" in words_of(client.get("/search/", {"q": "zyzzyva"}))


def test_a_word_of_the_sites_own_that_nothing_answers_is_counted_and_no_other(client):
    for _ in range(2):
        client.get("/search/", {"q": "zyzzyva nausea"})

    assert list(MissedWord.objects.values_list("language", "word", "count")) == [("en", "nausea", 2)]


# --- Slips ------------------------------------------------------------------------------------


def test_a_slip_is_corrected_and_can_be_searched_for_all_the_same(client):
    response = client.get("/search/", {"q": "prepaer"})

    assert links_of(response)[0] == "/guide/how-to-prepare/"
    assert "We searched for prepare. Search for “prepaer” instead" in words_of(response)
    as_typed = client.get("/search/?q=prepaer&as_typed=1")
    assert '<a href="?q=prepaer&amp;as_typed=1">' in response.content.decode()
    assert "Nothing found for “prepaer”" in words_of(as_typed)


# --- What only live pages may say --------------------------------------------------------------


def test_drafts_scheduled_and_withdrawn_pages_are_not_found(client):
    factories.article(slug="secret-draft", title="Secret draft", live=False)
    scheduled = factories.article(slug="secret-plan", title="Secret plan", live=False)
    publishing.publish(scheduled.versions.get(), at=datetime.now(UTC) + timedelta(days=1))
    publishing.withdraw(factories.article(slug="secret-error", title="Secret error"), notice="It was wrong.")

    page, suggestions = client.get("/search/?q=secret"), client.get("/search/suggestions.json?q=secret")

    assert [address for address in links_of(page) if "secret" in address] == []
    assert suggestions.json() == []


# --- Kept by nobody ---------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/search/", "/search/?q=drive", "/search/suggestions.json?q=drive"])
def test_a_search_is_kept_by_no_browser_and_no_search_engine(client, address):
    response = client.get(address)

    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "ETag" not in response.headers


def test_a_search_leaves_nothing_in_the_log(client, caplog):
    caplog.set_level("DEBUG")
    for address in (
        "/search/?q=zyzzyva",
        "/search/suggestions.json?q=zyzzyva",
        "/search?q=zyzzyva",
        "/Search/?q=zyzzyva",
    ):
        client.get(address)

    # The database's own lines are written in DEBUG only, which is never on for patients.
    lines = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert [line for line in lines if "zyzzyva" in line] == []


# --- Suggestions ------------------------------------------------------------------------------


def test_suggestions_are_words_and_addresses(client):
    response = client.get("/search/suggestions.json", {"q": "how to prep"})

    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == [{"words": "How to prepare", "address": "/guide/how-to-prepare/"}]


def test_urgent_words_have_no_suggestions_but_an_alarm(client):
    assert client.get("/search/suggestions.json", {"q": "how to prepare for chest pain"}).json() == {"urgent": True}


@pytest.mark.parametrize("query", ["", "?q=", "?q=%00", "?q=%FF", "?q=zyzzyva"])
def test_nothing_to_suggest_is_an_empty_list(client, query):
    assert client.get(f"/search/suggestions.json{query}").json() == []


# --- Where the box is -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "boxes"),
    [
        ("/", ["search_large"]),
        ("/search/", ["search_large"]),
        ("/no-such-page/", ["search_large"]),
        ("/guide/how-to-prepare/", ["search_small"]),
        ("/questions/", ["search_small"]),
    ],
)
def test_every_page_has_one_box_with_a_label(client, address, boxes):
    html = client.get(address).content.decode()

    assert re.findall(r'<input class="search__input" id="([^"]*)"', html) == boxes
    assert re.findall(r'<label class="search__label[^>]* for="([^"]*)"', html) == boxes
    assert re.findall(r'<form class="search[^>]* action="([^"]*)"', html) == ["/search/"]


# --- Other languages --------------------------------------------------------------------------


def test_another_language_has_a_search_of_its_own_once_something_is_written_in_it(client):
    before = client.get("/es/search/?q=casa").status_code
    factories.article(slug="a-casa", title="En casa", language="es")

    after = client.get("/es/search/?q=casa")

    assert (before, after.status_code) == (404, 200)
    assert links_of(after) == ["/es/guide/a-casa/"]
    assert 'action="/es/search/"' in after.content.decode()
