"""Reminders of review dates: who is told, when, and never twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from tests import factories
from therapies import publishing
from therapies.models import JournalEntry, Reminder
from therapies.publishing.reminders import claim, due_pages

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 16, tzinfo=UTC)
TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def one_address(settings):
    settings.REVIEW_EMAIL = "reviews@clinic.example"
    settings.SITE_URL = "https://visits.clinic.example"


def page_due(days, *, slug="a-page", **fields):
    """A live page whose file says that it is due in so many days from June 1, 2026."""
    due = TODAY + timedelta(days=days)
    return factories.article(
        slug=slug,
        reviewed_by="Jane Roe, MD",
        reviewed_on=date(2025, 6, 1),
        review_due=due,
        now=NOON - timedelta(days=100),
        **fields,
    )


def sent():
    """The days for which reminders are written down."""
    return list(Reminder.objects.order_by("pk").values_list("article__slug", "days"))


@pytest.mark.parametrize(
    ("days", "threshold"),
    [(61, None), (60, 60), (15, 60), (14, 14), (1, 14), (0, 0), (-13, 0), (-14, -14), (-200, -14)],
)
def test_a_page_is_reminded_of_60_and_14_days_before_on_the_day_and_14_days_after(days, threshold):
    page_due(days)

    reminded = publishing.send_reminders(now=NOON)

    assert reminded == len(mail.outbox) == (threshold is not None)
    assert sent() == ([] if threshold is None else [("a-page", threshold)])


def test_one_mail_lists_all_pages_with_their_days_and_where_to_open_them():
    later, today, past = page_due(14, slug="later"), page_due(0, slug="today"), page_due(-14, slug="past")
    page_due(100, slug="far")
    factories.article(slug="never-reviewed", now=NOON)

    publishing.send_reminders(now=NOON)

    (message,) = mail.outbox
    address = "https://visits.clinic.example/admin/therapies/article/{}/change/"
    assert (message.to, message.subject) == (["reviews@clinic.example"], "3 pages to read again")
    assert message.body == (
        "Hello,\n\nThese pages are to be read again by a clinician:\n"
        "\n- Past\nwas due on May 18, 2026; the page tells patients so\n" + address.format(past.pk) + "\n"
        "\n- Today\ndue today, June 1, 2026\n" + address.format(today.pk) + "\n"
        "\n- Later\ndue on June 15, 2026, in 14 days\n" + address.format(later.pk) + "\n"
        "\nOpen a page, and send it for sign-off. When nothing has to change, the clinician says “still right”.\n\n"
    )
    assert message.content_subtype == "plain"


def test_signs_in_a_title_stay_as_they_are():
    page_due(0, title="Rides & food")

    publishing.send_reminders(now=NOON)

    assert "- Rides & food\n" in mail.outbox[0].body


def test_running_it_again_sends_nothing_until_the_next_day_that_counts():
    page_due(14)

    reminded = [
        publishing.send_reminders(now=NOON + timedelta(days=days)) for days in (0, 0, 1, 13, 14, 15, 27, 28, 99)
    ]

    assert reminded == [1, 0, 0, 0, 1, 0, 0, 1, 0]
    assert sent() == [("a-page", 14), ("a-page", 0), ("a-page", -14)]


def test_missed_days_are_caught_up_with_one_mail():
    page_due(60)

    publishing.send_reminders(now=NOON + timedelta(days=100))

    assert len(mail.outbox) == 1
    assert sent() == [("a-page", -14)]


def test_a_new_review_begins_anew():
    article = page_due(0)
    publishing.send_reminders(now=NOON)
    version = article.versions.get()

    publishing.decide(version, clinician=factories.clinician(), decision="approved", digest=version.digest, now=NOON)

    assert publishing.send_reminders(now=NOON + timedelta(days=1)) == 0
    # Twelve months later, so fifty days before it a reminder is due.
    assert publishing.send_reminders(now=NOON + timedelta(days=315)) == 1
    assert sent() == [("a-page", 0), ("a-page", 60)]


def test_pages_that_patients_do_not_read_are_not_reminded_of():
    publishing.withdraw(page_due(0, slug="gone"), notice="Gone.", now=NOON)
    publishing.merge(page_due(0, slug="merged"), into=factories.article(slug="into"), now=NOON)
    factories.article(slug="draft", live=False)

    assert publishing.send_reminders(now=NOON) == 0
    assert mail.outbox == []


def test_without_an_address_all_managers_who_work_here_are_told(settings):
    settings.REVIEW_EMAIL = ""
    managers, _ = Group.objects.get_or_create(name="Manager")
    for name, address, works in [
        ("b", "b@x.org", True),
        ("a", "a@x.org", True),
        ("c", "c@x.org", False),
        ("d", "", True),
    ]:
        person = factories.staff(name)
        person.email, person.is_active = address, works
        person.save()
        person.groups.add(managers)
    page_due(0)

    publishing.send_reminders(now=NOON)

    assert [message.to for message in mail.outbox] == [["a@x.org"], ["b@x.org"]]
    assert JournalEntry.objects.first().detail == "To 2 recipients."


def test_nobody_to_tell_fails_with_words_and_writes_nothing_down(settings):
    settings.REVIEW_EMAIL = ""
    page_due(0)

    with pytest.raises(CommandError, match="Nobody can be reminded. Write an address into REVIEW_EMAIL"):
        call_command("send_reminders")

    assert sent() == []


class BrokenServer(EmailBackend):
    """A mail server that takes no mail for the people it is told."""

    refuses = ("reviews@clinic.example",)

    def send_messages(self, messages):
        if set(messages[0].to) & set(self.refuses):
            raise OSError("Connection refused")
        return super().send_messages(messages)


def test_a_failed_mail_is_not_written_down_and_goes_out_the_next_time(settings):
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.BrokenServer"
    page_due(0)

    with pytest.raises(CommandError, match="could not be sent, and the next run tries again.*Connection refused"):
        call_command("send_reminders")
    assert (sent(), JournalEntry.objects.filter(action="sent reminders").count()) == ([], 0)

    settings.EMAIL_BACKEND = backend
    call_command("send_reminders")
    assert len(mail.outbox) == 1


def test_a_mail_that_only_some_got_says_who_did_not(settings):
    settings.REVIEW_EMAIL = ""
    settings.EMAIL_BACKEND = f"{__name__}.BrokenServer"
    managers, _ = Group.objects.get_or_create(name="Manager")
    for name in ("reviews", "other"):
        person = factories.staff(name)
        person.email = f"{name}@clinic.example"
        person.save()
        person.groups.add(managers)
    page_due(0)

    with pytest.raises(
        publishing.NotSent, match="went to 1 recipient, and could not be sent to: reviews@clinic.example"
    ):
        publishing.send_reminders(now=NOON)

    assert sent() == [("a-page", 0)]


class SlowServer(EmailBackend):
    """A mail server so slow that the next run begins before it has answered."""

    reminded = ()

    def send_messages(self, messages):
        SlowServer.reminded = (*SlowServer.reminded, publishing.send_reminders(now=NOON))
        return super().send_messages(messages)


def test_a_run_that_begins_while_another_sends_sends_nothing(settings):
    settings.EMAIL_BACKEND = f"{__name__}.SlowServer"
    page_due(0)

    assert publishing.send_reminders(now=NOON) == 1

    assert (SlowServer.reminded, len(mail.outbox), sent()) == ((0,), 1, [("a-page", 0)])


def test_of_two_runs_that_found_the_same_page_one_tells_of_it():
    page_due(0)
    (page,) = due_pages(today=TODAY)

    assert [claim(page, now=NOON), claim(page, now=NOON)] == [True, False]


def test_the_command_says_what_it_did(capsys, time_machine):
    time_machine.move_to(NOON, tick=False)
    page_due(0)

    call_command("send_reminders")
    call_command("send_reminders")

    assert capsys.readouterr().out == "Reminded of 1 page.\nNothing to remind of today.\n"


@pytest.mark.parametrize("pages", [1, 3])
def test_looking_for_pages_takes_the_same_queries_for_one_page_and_for_three(django_assert_num_queries, pages):
    for number in range(pages):
        page_due(100, slug=f"page-{number}")

    with django_assert_num_queries(2):
        assert publishing.send_reminders(now=NOON) == 0
