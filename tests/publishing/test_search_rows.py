from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from tests import factories
from therapies import publishing
from therapies.models import SearchRow, Spelling, Version
from therapies.publishing.derived import derive_outdated_rows, derive_rows
from therapies.reading.search.engine import Lookup, rows_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
BODY = """\
Come on *time*. Call {{ clinic_phone }}.

::: info Bring a list
All [medicines](#two) count.
:::

## One {#one}

- First entry
- Second entry

### Deep {#deep}

| When | What |
| --- | --- |
| Monday | Rest |

## Two {#two}

Sit down.

## Questions

### May I drive? {#may-i-drive}

No, not today.
"""


def rows(**conditions):
    columns = ("place", "key", "name", "also", "words")
    return list(SearchRow.objects.filter(**conditions).order_by("pk").values_list(*columns))


def found(*words, in_name=False):
    """Names of the rows that hold all these words, as the index knows them."""
    (answer,) = rows_of([Lookup(((words,),), in_name=in_name)])
    return sorted(SearchRow.objects.filter(pk__in=answer).values_list("name", flat=True))


def test_steps_of_a_plan_and_signs_of_a_symptom_clock_are_found_without_their_times():
    signs = "\n## If it does not pass {#pass}\n\n- [at once] Your lips tingle.\n- [drip +2 hours] You are sleepy.\n"
    plan = "## Your plan\n\n### The first week\n\n- [end +{{ drive_ketamine_h }}] You may drive.\n- [+1 day 9:00 am] We call.\n"
    factories.visit(body=plan + signs)

    assert [row[4] for row in rows(place="section")] == [
        "",
        "You may drive.\nWe call.",
        "Your lips tingle.\nYou are sleepy.",
    ]


def test_a_page_has_a_row_for_itself_each_section_and_each_question():
    factories.article(title="Your visit", summary="What to know.", also_called=("The day",), body=BODY)

    assert rows() == [
        ("page", "", "Your visit", "The day\nWhat to know.", "What to know.\nCome on time. Call {{ clinic_phone }}.\nBring a list\nAll medicines count."),
        ("section", "one", "One", "Your visit", "First entry\nSecond entry"),
        ("section", "deep", "Deep", "Your visit\nOne", "When: What\nMonday: Rest"),
        ("section", "two", "Two", "Your visit", "Sit down."),
        ("question", "may-i-drive", "May I drive?", "Your visit", "No, not today."),
    ]  # fmt: skip


def test_a_comparison_has_a_row_for_each_of_its_rows():
    factories.article(kind="comparison", slug="both", title="Both", summary="Side by side.")

    assert rows(place="row") == [
        ("row", "main-use", "Main use", "Both", "Lidocaine: nerve pain\nNo infusion: not known"),
        ("row", "usual-time", "Usual time", "Both", "Lidocaine: {{ session_lidocaine_min }}\nNo infusion: none"),
    ]
    assert rows(place="page") == [("page", "", "Both", "Side by side.", "Side by side.")]


def test_the_glossary_has_a_row_for_each_word():
    factories.article(kind="page", slug="words", title="Words", body="Some.\n\n## Words\n\n### drip {#drip}\n\nA slow flow.\n")  # fmt: skip

    assert rows(place="word") == [("word", "drip", "drip", "Words", "A slow flow.")]


def test_a_draft_has_no_rows():
    factories.article(live=False)

    assert rows() == []


def test_a_version_that_was_replaced_gives_its_rows_up_and_one_to_come_has_its_own():
    article = factories.article(title="Old", now=NOON)
    publishing.publish(factories.draft(article, title="New"), now=NOON + timedelta(days=1))
    publishing.publish(factories.draft(article, title="Next"), at=datetime(2126, 1, 1, tzinfo=UTC))

    assert [name for _, _, name, _, _ in rows()] == ["New", "Next"]


def test_rows_made_by_another_way_are_made_anew_for_the_versions_that_have_some():
    article = factories.article(title="Old", now=NOON)
    publishing.publish(factories.draft(article, title="New"), now=NOON + timedelta(days=1))
    SearchRow.objects.all().delete()
    Version.objects.update(derived_with=1)

    derive_outdated_rows()

    assert [name for _, _, name, _, _ in rows()] == ["New"]


def test_the_index_follows_new_changed_and_deleted_rows():
    article = factories.article(title="Tingling lips", summary="What to do.")
    row = SearchRow.objects.get()

    assert found("tingle") == ["Tingling lips"]
    SearchRow.objects.update(name="Ringing ears")
    assert (found("tingle"), found("ears", in_name=True)) == ([], ["Ringing ears"])
    row.delete()
    assert found("ears") == []
    derive_rows([article.versions.get()])
    assert found("lip", in_name=True) == ["Tingling lips"]


def test_the_index_tells_names_from_all_words_and_stems_both():
    factories.article(title="Driving", body="You may be dizzy/faint or nauseous.\n")

    assert found("drive", in_name=True) == ["Driving"]
    assert found("faint") == ["Driving"]
    assert found("dizzy", "nauseous") == ["Driving"]
    assert found("faint", in_name=True) == []
    assert found("faint", "missing") == []


def test_accents_make_no_difference():
    factories.article(title="Infusión")

    assert found("infusion", in_name=True) == ["Infusión"]


def test_a_publication_that_fails_leaves_no_rows():
    def publish_and_fail():
        with transaction.atomic():
            factories.article(title="Tingling")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        publish_and_fail()

    assert (rows(), found("tingle"), Spelling.objects.count()) == ([], [], 0)


def test_each_word_of_a_page_is_kept_once_with_its_spellings():
    factories.article(title="Pain", slug="one", summary="Pain", body="Pain, pain: 2026.\n")
    factories.article(title="Pain", slug="two", summary="Pain", body="Pain\n")

    assert sorted(Spelling.objects.values_list("language", "form", "word")) == [
        ("en", "ain", "pain"),
        ("en", "pai", "pain"),
        ("en", "pain", "pain"),
        ("en", "pan", "pain"),
        ("en", "pin", "pain"),
    ]


def test_deleting_a_version_takes_its_rows_out_of_the_index():
    version = factories.article(title="Tingling").versions.get()

    with transaction.atomic():
        version.delete()

    assert (rows(), found("tingle")) == ([], [])


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_sqlite_finds_its_index_whole():
    article = factories.article(title="Tingling")
    publishing.publish(factories.draft(article, title="Ringing"))
    with connection.cursor() as cursor:
        for index in ("therapies_searchname", "therapies_searchwords"):
            cursor.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608 - ours

    assert found("ringing") == ["Ringing"]


@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_back_and_forth():
    call_command("migrate", "therapies", "0002", verbosity=0)
    tables = connection.introspection.table_names()
    call_command("migrate", "therapies", verbosity=0)
    factories.article(title="Tingling")

    assert [table for table in tables if "search" in table or "spelling" in table or "missed" in table] == []
    assert found("tingle", in_name=True) == ["Tingling"]
