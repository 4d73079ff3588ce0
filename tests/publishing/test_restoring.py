"""Earlier texts come back as new drafts, and the log remembers when patients could not read a page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tests import factories
from therapies import publishing
from therapies.models import JournalEntry
from therapies.reading.withdrawals import past_withdrawals

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_a_restored_text_is_the_same_to_the_byte_and_goes_the_way_of_every_draft():
    article = factories.article(body="One.\n", now=MORNING)
    factories.draft(article, body="Two.\n", now=MORNING)
    ana = factories.staff("ana")

    restored = publishing.restore(article.versions.get(number=1), by=ana, newest_number=2, now=MORNING)

    first = article.versions.get(number=1)
    assert (restored.number, restored.text, restored.digest) == (3, first.text, first.digest)
    assert (restored.note, restored.written_by) == ("Text of version 1 of June 1, 2026", ana)
    assert publishing.state_of(restored, now=MORNING) == "draft"


@pytest.mark.parametrize(
    ("number", "seen", "reason"),
    [
        (1, 1, "Version 2 was written by a load of content files after you opened this page."),
        (2, 2, "Version 2, the newest, has exactly this text already."),
    ],
)
def test_a_restoration_that_would_lose_or_add_nothing_is_refused(number, seen, reason):
    article = factories.article(body="One.\n")
    factories.draft(article, body="Two.\n")
    lines = JournalEntry.objects.count()

    with pytest.raises(publishing.NotAllowed, match=reason):
        publishing.restore(article.versions.get(number=number), by=factories.staff(), newest_number=seen)

    assert (article.versions.count(), JournalEntry.objects.count()) == (2, lines)


@pytest.fixture
def reopened(time_machine):
    """A page that was withdrawn from June 3 to June 5, and again from June 8 to June 9."""
    time_machine.move_to(MORNING, tick=False)
    article = factories.article(slug="offer", body="One.\n")
    for withdrawn, opened in ((2, 4), (7, 8)):
        time_machine.move_to(MORNING + timedelta(days=withdrawn), tick=False)
        publishing.withdraw(article, notice="Gone for now.")
        time_machine.move_to(MORNING + timedelta(days=opened), tick=False)
        publishing.publish(factories.draft(article, body=f"Opened on day {opened}.\n"))
        article.refresh_from_db()
    publishing.rename(article, slug="new-offer")
    time_machine.move_to(MORNING + timedelta(days=20), tick=False)
    return article


def test_the_log_knows_when_patients_could_not_read_a_page(reopened):
    assert past_withdrawals(reopened) == [
        (MORNING + timedelta(days=7), MORNING + timedelta(days=8)),
        (MORNING + timedelta(days=2), MORNING + timedelta(days=4)),
    ]


def test_a_page_as_of_a_day_on_which_it_was_withdrawn_says_so(client, reopened):
    client.force_login(factories.staff(may=("view_article",)))
    address = reverse("article_as_of", args=[reopened.pk])

    answers = {day: client.get(address, {"on": f"2026-06-{day:02}T12:00"}) for day in (2, 3, 4, 6, 8, 9)}

    assert {day: answer.status_code for day, answer in answers.items()} == {
        2: 200,
        3: 404,
        4: 404,
        6: 200,
        8: 404,
        9: 200,
    }
    assert answers[4].context["sentence"] == "Patients could not read this page on June 4, 2026, 12:00 PM."


def test_a_load_of_files_leaves_a_page_alone_that_somebody_withdrew_and_keeps_a_day_that_was_set(tmp_path):
    from therapies.publishing.exporting import export_content

    soon, gone = factories.article(slug="soon"), factories.article(slug="gone")
    publishing.withdraw(soon, notice="Soon.", at=datetime(2126, 3, 1, tzinfo=UTC))
    publishing.withdraw(gone, notice="Gone.")

    assert export_content(tmp_path) == ["en/guide/soon.md"]
