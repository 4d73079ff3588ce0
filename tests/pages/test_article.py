"""The page of an article and the page of its sources."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from tests import factories
from therapies import publishing
from therapies.reading.pages import Crumb, NumberedSource, Review
from therapies.reading.search import search
from therapies.text.articles import Source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TABLE = """\
| Question | Lidocaine | Ketamine | No infusion |
| --- | --- | --- | --- |
| Main use | nerve pain | low mood | not known |
"""


def test_a_page_shows_the_live_words_with_the_clinic_facts_in_them(client):
    publishing.change_fact("fast_solids_h", "7 hours")
    factories.article(slug="how-to-prepare", body="Stop eating {{ fast_solids_h }} before.\n")

    response = client.get("/guide/how-to-prepare/")

    assert response.status_code == 200
    assert response.context["page"].sections[0].parts[0].html == "<p>Stop eating 7 hours before.</p>\n"
    assert "Stop eating 7 hours before." in response.content.decode()


def test_a_draft_of_a_live_page_changes_nothing_for_patients(client):
    article = factories.article(slug="how-to-prepare", title="Prepare", body="Eat nothing.\n")
    before = client.get("/guide/how-to-prepare/").content

    factories.draft(article, title="Secret", summary="Secret.", body="Secret words.\n")

    assert client.get("/guide/how-to-prepare/").content == before


def test_a_page_that_is_only_a_draft_is_not_found(client):
    factories.article(slug="how-to-prepare", title="Secret", live=False)

    response = client.get("/guide/how-to-prepare/")

    assert response.status_code == 404
    assert b"Secret" not in response.content


def test_a_scheduled_version_replaces_the_old_one_at_its_time_and_not_before(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    article = factories.article(slug="how-to-prepare", title="Old words")
    publishing.publish(factories.draft(article, title="New words"), at=NOON + timedelta(hours=1))
    titles = []

    for seconds in (0, 3599, 3600):
        time_machine.move_to(NOON + timedelta(seconds=seconds), tick=False)
        titles.append(client.get("/guide/how-to-prepare/").context["page"].title)

    assert titles == ["Old words", "Old words", "New words"]


def test_a_page_that_waits_for_its_time_is_not_found_before(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    article = factories.article(slug="how-to-prepare", live=False)
    publishing.publish(article.versions.get(), at=NOON + timedelta(hours=1))

    before = client.get("/guide/how-to-prepare/").status_code
    time_machine.move_to(NOON + timedelta(hours=1), tick=False)
    after = client.get("/guide/how-to-prepare/").status_code

    assert (before, after) == (404, 200)


@pytest.mark.parametrize(
    "address", ["/guide/never-was/", "/therapy/how-to-prepare/", "/es/guide/how-to-prepare/", "/secret/how-to-prepare/"]
)
def test_an_address_that_was_never_given_out_is_not_found(client, address):
    factories.article(slug="how-to-prepare")

    assert client.get(address).status_code == 404


def test_the_page_of_a_language_stands_under_its_prefix(client):
    factories.article(slug="antes", language="es", title="Antes de venir")

    page = client.get("/es/guide/antes/").context["page"]

    assert (page.title, page.url) == ("Antes de venir", "/es/guide/antes/")
    assert client.get("/guide/antes/").status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", set()),
        ("?show=lidocaine", {"lidocaine"}),
        ("?show=lidocaine&show=no-infusion", {"lidocaine", "no-infusion"}),
        ("?show=lidocaine&show=lidocaine", {"lidocaine"}),
        ("?show=aspirin", set()),
        ("?show=lidocaine&show=<script>", {"lidocaine"}),
    ],
)
def test_a_reader_chooses_the_columns_of_a_comparison_in_the_address(client, query, shown):
    factories.article(kind="comparison", slug="all", body=TABLE)

    response = client.get(f"/comparison/all/{query}")

    assert response.context["shown_options"] == shown
    assert b"<script>" not in response.content


GROUPED = """\
## Side by side

Words.

### Before

| Question | Lidocaine | No infusion |
| --- | --- | --- |
| Main use | nerve pain | not known |

### Your visit

| Question | Lidocaine | No infusion |
| --- | --- | --- |
| Driving | not that day | as always |
"""


def test_one_choice_serves_all_groups_of_a_comparison(client):
    factories.article(kind="comparison", slug="all", body=GROUPED, caption="Two choices")

    response = client.get("/comparison/all/?show=lidocaine")

    html = response.content.decode()
    assert re.findall(r'<form class="choices"|<h3 id="[^"]+"|<table|<tr class="comparison__row" id="[^"]+"', html) == [
        '<form class="choices"',
        '<h3 id="before"',
        "<table",
        '<tr class="comparison__row" id="row_main-use"',
        '<h3 id="your-visit"',
        "<table",
        '<tr class="comparison__row" id="row_driving"',
    ]
    assert re.findall(r'data-option="([^"]+)" hidden', html) == ["no-infusion"] * 4
    assert re.findall(r'<div class="comparison"[^>]* aria-label="([^"]+)"', html) == [
        "Before: Two choices",
        "Your visit: Two choices",
    ]


def test_a_found_row_of_any_group_leads_to_the_row(client):
    factories.article(kind="comparison", slug="all", body=GROUPED, caption="Two choices")

    hits = search("driving").hits

    assert [(hit.group, hit.title, hit.address) for hit in hits] == [
        ("row", "Driving", "/comparison/all/#row_driving"),
    ]
    assert 'id="row_driving"' in client.get("/comparison/all/").content.decode()


def test_sources_stand_on_a_page_of_their_own(client):
    source = Source("zhu-2019", "A trial", "A journal", 2019, "https://example.org/trial")
    factories.article(slug="how-to-prepare", title="Prepare", body="Fast.[^zhu-2019]\n", sources=(source,))

    context = client.get("/guide/how-to-prepare/sources/").context

    assert context["page"].sources == (
        NumberedSource(1, "zhu-2019", "A trial", "A journal", 2019, "https://example.org/trial"),
    )
    assert context["breadcrumb"] == (
        Crumb("Home", "/"),
        Crumb("Guides", "/guides/"),
        Crumb("Prepare", "/guide/how-to-prepare/"),
        Crumb("Sources", "/guide/how-to-prepare/sources/"),
    )


def test_a_page_without_a_review_says_so_and_names_nobody(client):
    factories.article(slug="how-to-prepare")

    response = client.get("/guide/how-to-prepare/")

    assert response.context["page"].review == Review()
    assert "Not yet reviewed by a clinician" in response.content.decode()


def test_a_review_shows_until_it_is_due_and_is_called_late_afterwards(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    review = {"reviewed_by": "Jane Roe, MD", "reviewed_on": date(2026, 3, 1), "review_due": date(2027, 3, 1)}
    factories.article(slug="how-to-prepare", **review)

    # The clinic's day ends at midnight in New York, five hours later than in UTC.
    time_machine.move_to(datetime(2027, 3, 2, 4, 59, tzinfo=UTC), tick=False)
    due = client.get("/guide/how-to-prepare/").context["page"].review
    time_machine.move_to(datetime(2027, 3, 2, 5, 0, tzinfo=UTC), tick=False)
    late = client.get("/guide/how-to-prepare/").context["page"].review

    assert due == Review("Jane Roe, MD", date(2026, 3, 1), date(2027, 3, 1), is_overdue=False, is_reviewed=True)
    assert late == Review("Jane Roe, MD", date(2026, 3, 1), date(2027, 3, 1), is_overdue=True, is_reviewed=True)
