"""The log: what was done, by whom; to read and to search, and for nobody to change."""

import pytest
from django.db import Error, transaction
from django.urls import reverse

from tests import factories
from therapies import publishing
from therapies.models import Article, JournalEntry
from therapies.publishing.exporting import export_content
from therapies.publishing.loading import load_content

pytestmark = pytest.mark.django_db
LIST = "/admin/therapies/journalentry/"


@pytest.fixture
def manager(client):
    person = factories.staff("maria", role="Manager")
    client.force_login(person)
    return person


def shown(response):
    return [(entry.name, entry.action, entry.about) for entry in response.context["cl"].result_list]


def lines():
    return [(entry.name, entry.action, entry.about, entry.detail) for entry in JournalEntry.objects.order_by("pk")]


def test_the_log_shows_the_newest_line_first(client, manager):
    publishing.record("did one thing", by=manager, about="a page")
    publishing.record("did another", name="Tom Sample, RN", detail="because")

    response = client.get(LIST)

    assert shown(response) == [("Tom Sample, RN", "did another", ""), ("maria", "did one thing", "a page")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "tom"}, ["did another"]),
        ({"q": "page"}, ["did one thing"]),
        ({"q": "did"}, ["did another", "did one thing"]),
        ({"q": "because"}, []),
        ({"action": "did another"}, ["did another"]),
        ({"action": "' OR 1=1"}, []),
        ({"q": "x " * 3_000}, []),
        ({"q": "\x00"}, ["did another", "did one thing"]),
    ],
)
def test_the_log_can_be_searched_and_filtered(client, manager, query, found):
    publishing.record("did one thing", by=manager, about="a page")
    publishing.record("did another", name="Tom Sample, RN", detail="because")

    assert [action for _, action, _ in shown(client.get(LIST, query))] == found


def test_the_log_can_be_filtered_by_day(client, manager, time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    publishing.record("did one thing", by=manager)
    time_machine.move_to("2026-06-20T12:00:00Z", tick=False)
    publishing.record("did another", by=manager)
    client.force_login(manager)

    week = client.get(LIST, {"at__gte": "2026-06-14 00:00:00-04:00", "at__lt": "2026-06-21 00:00:00-04:00"})

    assert shown(week) == [("maria", "did another", "")]


def test_any_other_lookup_is_refused(client, manager):
    publishing.record("did one thing", by=manager)

    for lookup in ("who__password__startswith", "detail__regex", "who__email"):
        assert client.get(LIST, {lookup: "("}).status_code == 400


def test_nobody_changes_the_log(client):
    client.force_login(factories.staff("root", superuser=True))
    entry = publishing.record("did one thing")
    pages = [reverse("admin:therapies_journalentry_add")]
    pages += [reverse(f"admin:therapies_journalentry_{what}", args=[entry.pk]) for what in ("change", "delete")]

    answers = [client.post(page, {"action": "x", "name": "x", "post": "yes"}).status_code for page in pages]
    bulk = client.post(LIST, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    with pytest.raises(Error), transaction.atomic():
        JournalEntry.objects.update(action="nothing")

    assert answers == [403, 403, 403]
    assert bulk.status_code in (200, 302, 403)
    assert lines() == [("the site", "did one thing", "", "")]


def test_the_log_costs_the_same_for_one_and_for_thirty_lines(client, manager, django_assert_num_queries):
    for number in range(30):
        if number in (1, 29):
            with django_assert_num_queries(8):
                client.get(LIST)
        publishing.record("did one thing", by=manager)


# --- What writes a line -------------------------------------------------------------------------


def test_what_staff_do_to_a_page_stands_in_the_log():
    ana = factories.staff("ana")
    article = factories.article(slug="a-page", live=False)
    draft = publishing.save_draft(article, factories.text(title="New"), by=ana, note="Clearer")
    publishing.publish(draft, by=ana, as_="emergency", reason="A wrong number")
    publishing.withdraw(article, notice="Gone.", by=ana)

    assert [line for line in lines() if line[0] == "ana"] == [
        ("ana", "wrote a draft", "New (version 2)", "Clearer"),
        ("ana", "published in an emergency", "New (version 2)", "A wrong number"),
        ("ana", "withdrew", "/guide/a-page/", "Gone."),
    ]


def test_clearing_the_searches_stands_in_the_log():
    publishing.clear_missed_words(by=factories.staff("ana"))

    assert lines() == [("ana", "cleared the searches that found nothing", "0 words", "")]


def test_a_load_and_an_export_stand_in_the_log(tmp_path):
    file = tmp_path / "in" / "en" / "guide" / "x.md"
    file.parent.mkdir(parents=True)
    file.write_text("---\ntitle: X\nsummary: What X says.\n---\n\nWords.\n")
    for _ in range(2):
        load_content(tmp_path / "in", publish=True)
        export_content(tmp_path / "out")

    assert Article.objects.count() == 1
    assert lines() == [
        ("the site", "loaded and published files", "1 page", "guide/x"),
        ("the site", "exported into files", "1 page", "en/guide/x.md"),
    ]


def test_a_fact_stands_in_the_log_with_both_values():
    publishing.change_fact("session_lidocaine_min", "60 minutes", by=factories.staff("ana"))

    ((name, action, about, detail),) = lines()
    assert (name, action) == ("ana", "changed a clinic fact")
    assert "60" in detail
    assert about
