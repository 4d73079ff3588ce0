"""The page of a version: what stands around its words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests import factories
from therapies.models import Article, Version
from therapies.publishing.drafts import draft_of
from therapies.reading.pages import (
    Crumb,
    NumberedSource,
    Page,
    Review,
    page_of,
    reading_minutes,
    review_of,
    version_mark,
)
from therapies.reading.teasers import Teaser
from therapies.text.addresses import Address
from therapies.text.articles import ArticleText, Source
from therapies.text.facts import FactSheet
from therapies.text.rendering import Part, Section

FACTS = FactSheet.of_start_values()
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def live(article):
    return Version.objects.live().get(article=article)


@pytest.mark.django_db
def test_a_page_holds_all_that_its_text_says():
    review = {"reviewed_by": "Jane Roe, MD", "reviewed_on": date(2026, 3, 1), "review_due": date(2026, 5, 31)}
    article = factories.article(
        kind="therapy",
        slug="lidocaine",
        title="Lidocaine infusion",
        summary="A numbing medicine by drip.",
        body="First.[^b]\n\n## Before {#before}\n\nFast.[^a]\n",
        also_called=("lidocaine drip",),
        approval="Approved for numbing.",
        owner="Nursing team",
        sources=(Source("a", "One", "A journal", 2019), Source("b", "Two", "A book", 2020, "https://example.org/")),
        now=NOON,
        **review,
    )
    other = factories.article(kind="guide", slug="prepare", title="Prepare", about=("lidocaine",))
    version = live(article)

    page = page_of(version, facts=FACTS, now=NOON)

    assert page == Page(
        article=article,
        version=version,
        address=Address("en", "therapy", "lidocaine"),
        url="/therapy/lidocaine/",
        title="Lidocaine infusion",
        summary="A numbing medicine by drip.",
        kind="therapy",
        kind_label="Therapy",
        approval="Approved for numbing.",
        caption="",
        appointment="",
        also_called=("lidocaine drip",),
        owner="Nursing team",
        sections=(
            Section("", "", (Part("text", f"<p>First.{reference(2)}</p>\n"),)),
            Section("before", "Before", (Part("text", f"<p>Fast.{reference(1)}</p>\n"),)),
        ),
        sources=(
            NumberedSource(1, "a", "One", "A journal", 2019, ""),
            NumberedSource(2, "b", "Two", "A book", 2020, "https://example.org/"),
        ),
        review=Review("Jane Roe, MD", date(2026, 3, 1), date(2026, 5, 31), is_overdue=True, is_reviewed=True),
        changed_on=date(2026, 6, 1),
        version_mark="Version 1, June 1, 2026",
        breadcrumb=(
            Crumb("Home", "/"),
            Crumb("Therapies", "/therapies/"),
            Crumb("Lidocaine infusion", "/therapy/lidocaine/"),
        ),
        related=(Teaser("Prepare", "What Prepare says.", other.get_absolute_url(), "guide", "Guide"),),
        contents=(),
        reading_minutes=1,
    )


def reference(number):
    return (
        f'<sup><a class="reference" href="#source-{number}">'
        f'<span class="visually-hidden">Source </span>{number}</a></sup>'
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "way"),
    [
        ("therapy", [Crumb("Home", "/"), Crumb("Therapies", "/therapies/")]),
        ("comparison", [Crumb("Home", "/"), Crumb("Therapies", "/therapies/")]),
        ("guide", [Crumb("Home", "/"), Crumb("Guides", "/guides/")]),
        ("visit", [Crumb("Home", "/"), Crumb("Guides", "/guides/")]),
        ("page", [Crumb("Home", "/")]),
    ],
)
def test_the_way_to_a_page_leads_through_the_list_it_stands_in(kind, way):
    page = page_of(live(factories.article(kind=kind, slug="it", title="It")), facts=FACTS)

    assert page.breadcrumb == (*way, Crumb("It", f"/{kind}/it/"))


@pytest.mark.django_db
def test_the_way_stays_in_the_language_of_the_page():
    page = page_of(live(factories.article(slug="antes", title="Antes", language="es")), facts=FACTS)

    assert page.breadcrumb == (
        Crumb("Home", "/es/"),
        Crumb("Guides", "/es/guides/"),
        Crumb("Antes", "/es/guide/antes/"),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sections", "contents"),
    [(2, ()), (3, (("part-0", "Part 0"), ("part-1", "Part 1"), ("part-2", "Part 2")))],
)
def test_a_list_of_contents_comes_with_3_sections(sections, contents):
    body = "First words.\n\n" + "\n".join(f"## Part {n} {{#part-{n}}}\n\nWords.\n" for n in range(sections))

    assert page_of(live(factories.article(body=body)), facts=FACTS).contents == contents


@pytest.mark.django_db
def test_the_page_of_a_text_that_is_in_no_database_can_be_made():
    """The editor's preview of a page that nobody has saved yet."""
    article = Article(language="en", kind="guide", slug="new")
    version = draft_of(article, factories.text(title="New"), number=1, now=NOON)

    page = page_of(version, facts=FACTS)

    assert (page.title, page.version_mark, page.changed_on) == (
        "New",
        "Version 1, June 1, 2026 (draft)",
        date(2026, 6, 1),
    )


# --- Review -----------------------------------------------------------------------------------

TODAY = date(2026, 6, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "review"),
    [
        ({}, Review()),
        ({"reviewed_by": "Jane Roe, MD"}, Review()),
        ({"reviewed_on": YESTERDAY}, Review()),
        ({"reviewed_by": "Jane Roe, MD", "reviewed_on": TOMORROW}, Review()),
        (
            {"reviewed_by": "Jane Roe, MD", "reviewed_on": TODAY},
            Review("Jane Roe, MD", TODAY, None, is_overdue=False, is_reviewed=True),
        ),
        (
            {"reviewed_by": "Jane Roe, MD", "reviewed_on": YESTERDAY, "review_due": TODAY},
            Review("Jane Roe, MD", YESTERDAY, TODAY, is_overdue=False, is_reviewed=True),
        ),
        (
            {"reviewed_by": "Jane Roe, MD", "reviewed_on": YESTERDAY, "review_due": YESTERDAY},
            Review("Jane Roe, MD", YESTERDAY, YESTERDAY, is_overdue=True, is_reviewed=True),
        ),
    ],
)
def test_a_page_is_reviewed_only_when_a_clinician_and_a_day_that_has_come_are_named(fields, review):
    text = ArticleText("A page", "A summary.", "Words.\n", **fields)

    assert review_of(text, on=TODAY) == review


# --- Marks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("live_from", "mark"),
    [
        (NOON, "Version 3, June 1, 2026"),
        # Half past midnight in Greenwich is still the evening before at the clinic.
        (datetime(2026, 6, 1, 0, 30, tzinfo=UTC), "Version 3, May 31, 2026"),
        (None, "Version 3, May 15, 2026 (draft)"),
    ],
)
def test_the_mark_of_a_version_names_the_day_at_the_clinic(live_from, mark):
    version = Version(number=3, live_from=live_from, written_at=datetime(2026, 5, 15, 12, tzinfo=UTC))

    assert version_mark(version) == mark


@pytest.mark.parametrize(
    ("body", "minutes"),
    [
        ("", 1),
        ("word " * 200, 1),
        ("word " * 201, 2),
        ("don't " * 200, 1),
        ("[word](guide/how-to-prepare#before-you-come) " * 200, 1),
        ("word[^zhu-2019] " * 200, 1),
        ("## word {#a-long-stable-id}\n\n" * 200, 1),
        ('![word](a-picture.svg "Caption here") ' * 100, 1),
        ("| word | word |\n" * 101, 2),
    ],
)
def test_only_what_is_read_counts_for_the_minutes(body, minutes):
    assert reading_minutes(body) == minutes
