"""Once a year staff are asked whether a link is still where it was pasted: on the first page, and by e-mail."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from tests import factories
from therapies.linking.links import make_link
from therapies.linking.placements import confirm, due_questions, record_placement, remove, send_questions
from therapies.models import JournalEntry, Placement
from therapies.publishing import NotSent
from therapies.staff.dashboard import lists_for

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 16, tzinfo=UTC)
TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def one_address(settings):
    settings.REVIEW_EMAIL = "reviews@clinic.example"
    settings.SITE_URL = "https://visits.clinic.example"


@pytest.fixture
def ana():
    return factories.staff("ana", role="Manager")


@pytest.fixture
def link(ana):
    return make_link(factories.article(slug="a-page"), by=ana)


def pasted(link, days, *, by, system="Confirmation e-mail"):
    """A place in which the link was seen so many days before June 1, 2026."""
    return record_placement(link, system=system, by=by, pasted_on=TODAY - timedelta(days=days), now=NOON)


@pytest.mark.parametrize(("days", "is_asked"), [(364, False), (365, True), (4000, True)])
def test_a_place_is_asked_about_a_year_after_somebody_saw_the_link_there(link, ana, days, is_asked):
    pasted(link, days, by=ana)

    assert send_questions(now=NOON) == len(mail.outbox) == is_asked


def test_the_mail_names_each_place_and_where_to_answer(link, ana):
    pasted(link, 400, by=ana)
    pasted(link, 366, by=ana, system="Leaflet & card")

    send_questions(now=NOON)

    (message,) = mail.outbox
    address = f"https://visits.clinic.example/admin/therapies/link/{link.pk}/change/"
    assert (message.to, message.subject) == (["reviews@clinic.example"], "2 e-mail links: still in use?")
    assert message.body == (
        "Hello,\n\nNobody has looked for a year whether these links are still in use:\n"
        f"\n- /e/{link.code}, Confirmation e-mail\nlast seen there on April 27, 2025\n{address}\n"
        f"\n- /e/{link.code}, Leaflet & card\nlast seen there on May 31, 2025\n{address}\n"
        "\nLook in that system. Then open the link above, and press “Still there” or “Taken out”.\n\n"
    )


def test_nobody_is_asked_again_for_30_days_nor_after_an_answer(link, ana):
    place = pasted(link, 400, by=ana)
    asked = [send_questions(now=NOON + timedelta(days=days)) for days in (0, 0, 29, 30, 31)]

    confirm(Placement.objects.get(), by=ana, now=NOON + timedelta(days=40))
    asked += [send_questions(now=NOON + timedelta(days=40 + days)) for days in (0, 30, 364, 365)]
    remove(place, by=ana, now=NOON + timedelta(days=500))
    asked.append(send_questions(now=NOON + timedelta(days=999)))

    assert asked == [1, 0, 0, 1, 0, 0, 0, 0, 1, 0]


class BrokenServer(EmailBackend):
    def send_messages(self, messages):
        raise OSError("Connection refused")


def test_a_mail_that_was_refused_goes_out_the_next_time(link, ana, settings):
    pasted(link, 400, by=ana)
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.BrokenServer"

    with pytest.raises(NotSent, match="could not be sent, and the next run tries again.*Connection refused"):
        send_questions(now=NOON)
    settings.EMAIL_BACKEND = backend

    assert send_questions(now=NOON) == 1
    assert JournalEntry.objects.filter(action="asked about e-mail links").count() == 1


def test_the_command_asks_about_places_too(link, ana, capsys, time_machine):
    time_machine.move_to(NOON, tick=False)
    pasted(link, 400, by=ana)

    call_command("send_reminders")
    call_command("send_reminders")

    assert capsys.readouterr().out == "Asked about 1 link place.\nNothing to remind of today.\n"


def test_without_anybody_to_ask_the_command_says_so_once(link, ana, settings):
    settings.REVIEW_EMAIL = ""
    pasted(link, 400, by=ana)

    with pytest.raises(CommandError, match="Nobody can be reminded"):
        call_command("send_reminders")


def test_the_first_page_lists_the_places_to_look_at(link, ana):
    pasted(link, 400, by=ana)
    pasted(link, 20, by=ana, system="Leaflet")

    [waiting] = [each for each in lists_for(ana, now=NOON) if each.title == "E-mail links: still in use?"]

    assert [(entry.text, entry.about, entry.url) for entry in waiting.entries] == [
        (
            f"/e/{link.code} in Confirmation e-mail",
            "last confirmed on April 27, 2025",
            f"/admin/therapies/link/{link.pk}/change/#places",
        )
    ]
    assert [place.system for place in due_questions(TODAY)] == ["Confirmation e-mail"]
