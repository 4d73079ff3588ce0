from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from therapies import publishing
from therapies.models import Article, JournalEntry, Version
from therapies.staff.article_moves import MOVES, moves_of

pytestmark = pytest.mark.django_db
LATER = datetime(2126, 3, 1, 22, 30, tzinfo=UTC)  # 5:30 in the afternoon in New York
MAY_EDIT = ("view_article", "change_article")


@pytest.fixture
def manager(client):
    person = factories.staff("maria", may=(*MAY_EDIT, "publish_article", "move_article"))
    client.force_login(person)
    return person


def move_url(article, move):
    return reverse(f"admin:therapies_article_{move}", args=[article.pk])


def moved(client, article, move, **data):
    return client.post(move_url(article, move), data, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


def errors(response):
    return [message for messages in response.context["form"].errors.values() for message in messages]


def approved(article, **fields):
    version = factories.draft(article, **fields)
    factories.approved(version)
    return version


def scheduled(article, *, at=LATER, **fields):
    version = approved(article, **fields)
    publishing.publish(version, by=version.submitted_by, at=at)
    return version


def when(number, *, day="2126-03-01", time="17:30"):
    return {"number": number, "day": day, "time": time}


def rows():
    """All that a move could change."""
    return list(Article.objects.order_by("pk").values()), list(Version.objects.order_by("pk").values())


# --- publish at a set time ---


def test_the_newest_version_is_published_at_the_time_of_the_clinic(client, manager):
    article = factories.article(title="Old")
    approved(article, title="New")

    page = client.get(move_url(article, "schedule"))
    response = moved(client, article, "schedule", **when(2))

    newest = article.versions.get(number=2)
    assert "Read New (version 2)" in page.text
    assert page.context["form"].fields["time"].help_text == (
        "Such as 07:30, by the clock of the clinic (America/New_York)."
    )
    assert (newest.live_from, newest.published_by) == (LATER, manager)
    assert told(response) == ["Patients read version 2 from March 1, 2126, 5:30 PM."]
    assert [version.title for version in Version.objects.live()] == ["Old"]


def test_a_schedule_that_stands_is_listed_and_can_be_cancelled(client, manager):
    article = factories.article()
    waiting = scheduled(article)

    page = client.get(move_url(article, "schedule"))
    response = moved(client, article, "cancel", planned=waiting.pk)

    waiting.refresh_from_db()
    assert page.context["form"].waiting == [waiting]
    assert "Version 2 is to be published on March 1, 2126, 5:30 PM." in page.text
    assert f'name="planned" value="{waiting.pk}">Cancel publishing version 2</button>' in page.text
    assert told(response) == ["Cancelled. Version 2 does not go out by itself any more."]
    assert waiting.live_from is None


def test_a_schedule_can_be_moved(client, manager):
    article = factories.article()
    waiting = scheduled(article, at=LATER + timedelta(days=1))

    moved(client, article, "schedule", **when(2))

    waiting.refresh_from_db()
    assert waiting.live_from == LATER


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (when(2, day=""), "This field is required."),
        (when(2, day="3000-01-01"), "Choose a day before the year 3000."),
        (
            when(2, day="2026-03-01"),
            "Not published: The time to publish has passed. Choose a later time, or publish now.",
        ),
        (
            when(2, day="2126-03-10", time="02:30"),
            "The clocks change in that hour, so it comes twice or not at all. Choose another time.",
        ),
        (
            when(1),
            "Another version was written after you opened this page. Open the page again, and read that version.",
        ),
    ],
)
def test_a_time_that_cannot_be_kept_is_refused_in_words(client, manager, data, message):
    article = factories.article()
    approved(article)
    before = rows()

    response = moved(client, article, "schedule", **data)

    assert errors(response) == [message]
    assert rows() == before


def test_two_versions_are_not_scheduled_for_the_same_time(client, manager):
    article = factories.article()
    scheduled(article)
    approved(article)

    response = moved(client, article, "schedule", **when(3))

    assert errors(response) == [
        "Not published: Another version of this page is scheduled for the same time. Choose another."
    ]


def test_a_text_that_is_not_fit_is_not_scheduled(client, manager):
    article = factories.article()
    approved(article, body="Words.\n\n[Somewhere](guide/nowhere)\n")

    response = moved(client, article, "schedule", **when(2))

    assert [message.split(" There")[0] for message in errors(response)] == ["Not published, line 3 of the text:"]


def test_what_no_clinician_has_approved_is_not_scheduled(client, manager):
    article = factories.article()
    factories.draft(article)

    response = moved(client, article, "schedule", **when(2))

    assert errors(response) == ["Not published: No clinician has approved these words yet. Send them for review first."]


def test_what_a_file_has_scheduled_is_moved_by_nobody_without_an_approval(client, manager):
    article = factories.article()
    publishing.publish(factories.draft(article), at=LATER + timedelta(days=1))

    response = moved(client, article, "schedule", **when(2))

    assert errors(response) == ["Not published: No clinician has approved these words yet. Send them for review first."]


def test_what_patients_read_already_is_not_scheduled(client, manager):
    article = factories.article()

    response = moved(client, article, "schedule", **when(1))

    assert errors(response) == ["Not published: Patients read this version already. Write a new version to schedule."]


def test_a_withdrawn_page_does_not_come_back_before_the_time_that_was_set(client, manager):
    article = factories.article()
    approved(article)
    publishing.withdraw(article, notice="Gone.")

    response = moved(client, article, "schedule", **when(2))

    assert errors(response) == [
        "Not published: This page is withdrawn, and cannot wait for a time. Publish a version now instead."
    ]
    assert list(Article.objects.live()) == []


def test_what_patients_read_already_cannot_be_cancelled(client, manager):
    article = factories.article()

    response = moved(client, article, "cancel", planned=article.versions.get().pk)

    assert errors(response) == ["This version does not wait any more. Look at the list of versions."]
    assert [version.article for version in Version.objects.live()] == [article]


# --- change the address ---


def test_a_page_gets_another_address_and_the_old_one_leads_there(client, manager):
    article = factories.article(slug="old")
    factories.article(slug="b", title="Linking", body="[The page](guide/old)\n")

    page = client.get(move_url(article, "rename"))
    response = moved(client, article, "rename", slug="new")

    article.refresh_from_db()
    assert [version.title for version in page.context["leading"].pages] == ["Linking"]
    assert page.context["form"].explanation == (
        "The page stands at /guide/old/. That address will lead to the new one for ever, so links in e-mails and on "
        "other pages go on working. No other page can have it."
    )
    assert told(response) == ["The page is now at /guide/new/. /guide/old/ leads there."]
    assert article.slug == "new"
    assert client.get("/guide/old/").headers["Location"] == "/guide/new/"


def test_who_links_to_a_former_address_still_links_here(client, manager):
    article = factories.article(slug="old")
    factories.article(slug="b", title="Linking", body="[The page](guide/old)\n")
    publishing.rename(article, slug="new")

    page = client.get(move_url(article, "withdraw"))

    assert [version.title for version in page.context["leading"].pages] == ["Linking"]


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        ("", "This field is required."),
        (
            "Old Page",
            "Use small letters a-z, numerals and single hyphens, at most 60 characters, such as how-to-prepare.",
        ),
        ("mine", "The page has this address already. Write another one."),
        ("theirs", "Another page already has the address /guide/theirs/. Choose another one."),
        (
            "once",
            'The address /guide/once/ was once given out for "guide/theirs" and leads there for ever. Choose another one.',
        ),
    ],
)
def test_an_address_that_cannot_be_had_is_refused_in_words(client, manager, slug, message):
    article = factories.article(slug="mine")
    publishing.rename(factories.article(slug="once"), slug="theirs")
    before = rows()

    response = moved(client, article, "rename", slug=slug)

    assert errors(response) == [message]
    assert rows() == before


# --- merge ---


def test_a_merged_page_leads_to_the_one_that_takes_its_place(client, manager):
    article, other = factories.article(slug="a"), factories.article(slug="b")

    response = moved(client, article, "merge", into=other.pk)

    article.refresh_from_db()
    assert told(response) == ["Merged. /guide/a/ now leads to /guide/b/."]
    assert article.merged_into == other
    assert client.get("/guide/a/").headers["Location"] == "/guide/b/"


def test_the_choice_is_among_the_other_live_pages_of_the_language(client, manager):
    article = factories.article(slug="a")
    other = factories.article(slug="b")
    factories.article(slug="c", live=False)
    factories.article(slug="d", language="es")

    page = client.get(move_url(article, "merge"))

    assert list(page.context["form"].fields["into"].queryset) == [other]


@pytest.mark.parametrize("choice", ["itself", "draft", "spanish"])
def test_a_page_where_readers_would_find_nothing_is_refused_in_words(client, manager, choice):
    article = factories.article(slug="itself")
    factories.article(slug="draft", live=False)
    factories.article(slug="spanish", language="es")
    before = rows()

    response = moved(client, article, "merge", into=Article.objects.get(slug=choice).pk)

    assert errors(response) == ["That page is not live in the same language. Choose another one."]
    assert rows() == before


def test_a_page_is_not_merged_while_others_link_to_what_only_it_has(client, manager):
    questions = "## Facts {#facts}\n\nWords.\n\n## Questions {#questions}\n\n### Why? {#why}\n\nSo.\n"
    article, other = factories.article(slug="a", body=questions), factories.article(slug="b")
    factories.article(slug="c", title="Linking", body="[Why](question/why) and [the facts](guide/a#facts).\n")
    before = rows()

    page = client.get(move_url(article, "merge"))
    response = moved(client, article, "merge", into=other.pk)

    assert [(version.title, words) for version, words in page.context["leading"].entries] == [("Linking", "Why?")]
    assert errors(response) == [
        "The page guide/c links to guide/a#facts, which would be gone. Keep its id, or change that page first. "
        "The page guide/c links to question/why, which would be gone. Keep its id, or change that page first."
    ]
    assert rows() == before


def test_a_section_that_the_other_page_has_too_is_not_missed(client, manager):
    body = "## Facts {#facts}\n\nWords.\n"
    article, other = factories.article(slug="a", body=body), factories.article(slug="b", body=body)
    factories.article(slug="c", title="Linking", body="[The facts](guide/a#facts).\n")

    response = moved(client, article, "merge", into=other.pk)

    assert told(response) == ["Merged. /guide/a/ now leads to /guide/b/."]


# --- withdraw, now or on a day ---


def test_a_page_can_be_withdrawn_on_a_day(client, manager, time_machine):
    article = factories.article(slug="a", title="Old offer")

    response = moved(client, article, "withdraw", notice="We stopped.", day="2126-03-01", time="17:30")

    article.refresh_from_db()
    assert told(response) == ["Patients read this page until March 1, 2126, 5:30 PM, and your notice from then on."]
    assert (article.withdrawn_at, article.withdrawn_by) == (LATER, manager)
    assert client.get("/guide/a/").status_code == 200
    assert response.context["state"] == "version 1; to be withdrawn on March 1, 2126, 5:30 PM"
    assert publishing.state_of(article.versions.get()) == "live"
    time_machine.move_to(LATER, tick=False)
    gone = client.get("/guide/a/")
    assert (gone.status_code, "We stopped." in gone.text) == (410, True)


def test_a_withdrawal_on_a_day_can_be_changed_and_cancelled(client, manager):
    article = factories.article()
    moved(client, article, "withdraw", notice="We stopped.", day="2126-03-01", time="17:30")

    form = client.get(move_url(article, "withdraw")).context["form"]
    moved(client, article, "withdraw", notice="We stop.", day="2126-04-01", time="08:00")
    article.refresh_from_db()
    changed = article.withdrawn_at, article.withdrawal_notice
    asked = client.get(move_url(article, "keep"))
    response = moved(client, article, "keep")

    article.refresh_from_db()
    assert (form["notice"].initial, f"{form['day'].initial}", f"{form['time'].initial}") == (
        "We stopped.",
        "2126-03-01",
        "17:30:00",
    )
    assert changed == (datetime(2126, 4, 1, 12, tzinfo=UTC), "We stop.")
    assert asked.context["form"].explanation == (
        "The page is to be withdrawn on April 1, 2126, 8:00 AM. Patients will go on reading it."
    )
    assert told(response) == ["Cancelled. Patients go on reading this page."]
    assert (article.withdrawn_at, article.withdrawal_notice) == (None, "")


def test_publishing_leaves_a_withdrawal_on_a_day_as_it_is(client, manager):
    article = factories.article()
    moved(client, article, "withdraw", notice="We stopped.", day="2126-03-01", time="17:30")

    publishing.publish(factories.draft(article, body="Better words.\n"))

    article.refresh_from_db()
    assert article.withdrawn_at == LATER
    with pytest.raises(publishing.NotPublishable, match="This page will be withdrawn before that."):
        publishing.publish(factories.draft(article, body="Late words.\n"), at=LATER)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"day": "2026-03-01", "time": "08:00"}, "That time has passed. Choose a later one, or withdraw the page now."),
        ({"day": "2126-03-01"}, "Write both the day and the time, or neither."),
        ({"time": "08:00"}, "Write both the day and the time, or neither."),
        ({"day": "3000-01-01", "time": "08:00"}, "Choose a day before the year 3000."),
        ({"day": "soon", "time": "08:00"}, "Enter a valid date."),
        ({"day": "\x00", "time": "9" * 5_000}, "Enter a valid date."),
    ],
)
def test_a_day_of_withdrawal_that_cannot_be_kept_is_refused_in_words(client, manager, data, message):
    article = factories.article()
    before = rows()

    response = moved(client, article, "withdraw", notice="We stopped.", **data)

    assert errors(response)[0] == message
    assert rows() == before


def test_there_is_nothing_to_cancel_where_no_withdrawal_waits(client, manager):
    live, gone = factories.article(slug="live"), factories.article(slug="gone")
    publishing.withdraw(gone, notice="Gone.")
    before = rows()

    messages = [errors(moved(client, article, "keep")) for article in (live, gone)]

    assert messages == [["No withdrawal waits: it was cancelled, or its time has come."]] * 2
    assert rows() == before


def test_what_leads_to_a_page_is_shown_before_it_moves(client, manager):
    article = factories.article(kind="therapy", slug="lidocaine", title="Lidocaine")
    table = factories.TABLE.replace("nerve pain", "[nerve pain](therapy/lidocaine)").replace(
        "| Lidocaine |", "| [Lidocaine](therapy/lidocaine) |"
    )
    factories.article(kind="comparison", slug="side-by-side", title="Side by side", body=table)
    gone = factories.article(slug="gone")
    publishing.withdraw(gone, notice="Gone.", read_instead=article)

    page = client.get(move_url(article, "withdraw"))

    leading = page.context["leading"]
    assert [version.title for version in leading.pages] == ["Side by side"]
    assert [str(cell) for cell in leading.cells] == ["Main use, Lidocaine"]
    assert [(option.version.title, option.label) for option in leading.columns] == [("Side by side", "Lidocaine")]
    assert leading.instead == [gone]
    assert "the cell “Main use, Lidocaine”" in page.text
    assert "No other page leads here." in client.get(move_url(gone, "rename")).text


def test_each_move_writes_one_line_into_the_log(client, manager):
    article, other = factories.article(slug="a"), factories.article(slug="b")
    start = JournalEntry.objects.count()

    moved(client, article, "withdraw", notice="Soon gone.", day="2126-03-01", time="17:30")
    moved(client, article, "keep")
    moved(client, article, "rename", slug="c")
    moved(client, article, "withdraw", notice="Gone.")
    moved(client, other, "merge", into=factories.article(slug="d").pk)

    lines = JournalEntry.objects.order_by("pk")[start:]
    assert [(line.who, line.action, line.about, line.detail) for line in lines if line.who] == [
        (manager, "set a day to withdraw", "/guide/a/", "2126-03-01 17:30 EST: Soon gone."),
        (manager, "cancelled the withdrawal", "/guide/a/", ""),
        (manager, "renamed", "/guide/c/", "/guide/a/ leads there now."),
        (manager, "withdrew", "/guide/c/", "Gone."),
        (manager, "merged", "/guide/b/", "It leads to /guide/d/ now."),
    ]


# --- all of them ---


@pytest.mark.parametrize(("kind", "slug"), [("guide", "when-to-call"), ("page", "words")])
def test_a_page_that_the_site_itself_leads_to_keeps_its_address(client, manager, kind, slug):
    article = factories.article(kind=kind, slug=slug)
    other = factories.article(slug="other")
    sentence = f'The site itself leads to "{kind}/{slug}", so this page keeps its address.'

    assert errors(moved(client, article, "rename", slug="new")) == [sentence]
    assert errors(moved(client, article, "merge", into=other.pk)) == [sentence]
    assert list(moves_of(article, by=manager)) == ["withdraw"]


def test_a_page_offers_the_moves_that_make_sense(manager):
    live, draft = factories.article(slug="live"), factories.article(slug="draft", live=False)
    waits, gone, merged = (factories.article(slug=slug) for slug in ("waits", "gone", "merged"))
    scheduled(waits)
    factories.draft(gone)
    publishing.withdraw(gone, notice="Gone.")
    publishing.merge(merged, into=live)

    offered = {article.slug: list(moves_of(article, by=manager)) for article in (live, draft, waits, gone, merged)}

    assert offered == {
        "live": ["rename", "merge", "withdraw"],
        "draft": ["rename"],
        "waits": ["schedule", "cancel", "rename", "merge", "withdraw"],
        "gone": ["rename", "merge"],
        "merged": [],
    }


def test_the_page_of_an_article_links_to_its_moves(client, manager):
    article = factories.article()
    change_url = reverse("admin:therapies_article_change", args=[article.pk])

    page = client.get(change_url).text

    assert [move for move in MOVES if move_url(article, move) in page] == ["rename", "merge", "withdraw"]
    client.force_login(factories.staff("ana", may=MAY_EDIT))
    assert [move for move in MOVES if move_url(article, move) in client.get(change_url).text] == []


@pytest.mark.parametrize("move", MOVES)
def test_looking_at_a_move_changes_nothing(client, manager, move):
    article = factories.article()
    scheduled(article)
    before = rows()

    page = client.get(move_url(article, move))

    assert page.context["title"] == MOVES[move].title
    assert rows() == before


@pytest.mark.parametrize("move", MOVES)
def test_who_may_only_edit_can_make_no_move(client, move):
    client.force_login(factories.staff("ana", may=MAY_EDIT))
    article, other = factories.article(slug="a"), factories.article(slug="b")
    waiting = scheduled(article)
    before = rows()
    data = {"notice": "Gone.", "slug": "new", "into": other.pk, "planned": waiting.pk, **when(2)}

    assert client.get(move_url(article, move)).status_code == 403
    assert moved(client, article, move, **data).status_code == 403
    assert rows() == before


@pytest.mark.parametrize("move", MOVES)
def test_a_move_that_another_site_sends_is_refused(manager, move):
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    article = factories.article()
    before = rows()

    response = client.post(move_url(article, move), {"notice": "Gone.", "slug": "new"})

    assert response.status_code == 403
    assert rows() == before


@pytest.mark.parametrize(
    ("move", "words"),
    [
        ("schedule", "Patients read version 2 from March 1, 2126, 5:30 PM."),
        ("cancel", "Cancelled. Version 2 does not go out by itself any more."),
        ("rename", "The page is now at /guide/new/. /guide/a/ leads there."),
        ("merge", "Merged. /guide/a/ now leads to /guide/b/."),
        ("withdraw", "Withdrawn from March 1, 2126, 5:30 PM: We stopped."),
    ],
)
def test_a_move_stands_in_the_history_of_the_page(client, manager, move, words):
    article, other = factories.article(slug="a"), factories.article(slug="b")
    waiting = scheduled(article, at=timezone.now() + timedelta(days=2))
    data = {"notice": "We stopped.", "slug": "new", "into": other.pk, "planned": waiting.pk, **when(2)}

    moved(client, article, move, **data)

    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (manager, str(article.pk), words)
