"""E-mail links in the admin: made with one press, copied in six forms, written down where they are pasted."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from therapies import publishing
from therapies.linking.appointment_types import save_appointment_type
from therapies.linking.links import make_link
from therapies.linking.placements import record_placement
from therapies.models import AppointmentType, JournalEntry, Link, LinkCount, Placement

pytestmark = pytest.mark.django_db
QUERIES_OF_LINKS, QUERIES_OF_BUILDER, QUERIES_OF_LIST = 12, 11, 9
QUESTIONS = "Rest at home.\n\n## Questions\n\n### May I drive? {#may-i-drive}\n\nNot on the same day.\n"


@pytest.fixture(autouse=True)
def own_site(settings):
    settings.SITE_URL = "https://visits.clinic.example"


@pytest.fixture
def article():
    return factories.article(slug="after-your-visit", title="After your visit", body=QUESTIONS)


@pytest.fixture
def link(article):
    return make_link(article)


def signed_in(role="Writer"):
    session = Client()
    session.force_login(factories.staff(role.lower().replace(" ", "-"), role=role))
    return session


@pytest.fixture
def writer():
    return signed_in()


def page_of(link):
    return reverse("admin:therapies_link_change", args=[link.pk])


def opened(session, link, **chosen):
    response = session.get(page_of(link), chosen)
    assert response.status_code == 200
    return response.content.decode()


def field(page, name):
    """What the field with an id holds, as it would be copied."""
    return unescape(page.split(f'id="out-{name}"')[1].split(">", 1)[1].split("</textarea>")[0])


def told(response):
    return [str(message) for message in response.context["messages"]]


# --- Making -------------------------------------------------------------------------------------


def test_the_page_of_an_article_leads_to_its_links(writer, article):
    page = writer.get(reverse("admin:therapies_article_change", args=[article.pk])).content.decode()

    assert f'<a href="{reverse("article_links", args=[article.pk])}">E-mail links to this page</a>' in page


def test_a_list_is_called_what_it_lists(writer):
    page = writer.get(reverse("admin:therapies_link_changelist")).content.decode()

    assert "<h1>E-mail links</h1>" in page
    assert "to change" not in page


def test_one_press_makes_a_link_and_opens_its_page(writer, article):
    response = writer.post(reverse("link_make", args=[article.pk]), follow=True)

    made = Link.objects.get()
    assert response.redirect_chain == [(page_of(made), 302)]
    assert (made.article, made.question, made.made_by.username) == (article, "", "writer")
    assert told(response) == [f"/e/{made.code} is made. It works from now on, and for ever."]


def test_a_question_has_links_of_its_own(writer, article):
    writer.post(reverse("link_make", args=[article.pk]), {"question": "may-i-drive"})

    made = Link.objects.get()
    assert made.question == "may-i-drive"
    page = writer.get(reverse("article_links", args=[article.pk])).content.decode()
    assert page.index("May I drive?") < page.index(f"Open /e/{made.code}")


def test_a_question_that_the_page_lacks_gets_no_link_and_says_why(writer, article):
    response = writer.post(reverse("link_make", args=[article.pk]), {"question": "who-pays"}, follow=True)

    assert told(response) == ['The page has no question with the id "who-pays".']
    assert not Link.objects.exists()


def test_the_practice_page_offers_no_link(writer):
    practice = publishing.practice.practice_article()

    page = writer.get(reverse("article_links", args=[practice.pk])).content.decode()

    assert "Patients never see it, so no link can lead to it." in page
    assert "Make a link" not in page


def test_a_page_that_patients_cannot_read_says_so_before_its_link_is_made(writer):
    draft = factories.article(slug="soon", live=False)

    page = writer.get(reverse("article_links", args=[draft.pk])).content.decode()

    assert "Patients cannot read this page now." in page
    assert "Make a link" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_links_of_a_page_take_the_same_queries_for_one_and_for_three(
    django_assert_num_queries, writer, article, count
):
    for _ in range(count):
        record_placement(make_link(article), system="Mail", by=factories.staff(f"s{Link.objects.count()}"))
    address = reverse("article_links", args=[article.pk])
    writer.get(address)

    with django_assert_num_queries(QUERIES_OF_LINKS):
        writer.get(address)


# --- The six outputs ----------------------------------------------------------------------------


def test_the_builder_gives_every_output_with_its_channel(writer, link):
    page = opened(writer, link)

    base = f"https://visits.clinic.example/e/{link.code}"
    assert field(page, "short") == base
    assert f'href="{base}/e"' in field(page, "html")
    assert field(page, "text").splitlines()[-1] == f"{base}/e"
    assert field(page, "sms").endswith(f" {base}/s")
    assert field(page, "qr") == f"{base}/q".upper()
    assert f"{len(field(page, 'html').encode())} bytes" in page


def test_the_words_of_a_message_are_the_chosen_ones(writer, link):
    page = opened(writer, link, title="Before you come")

    assert "Read: Before you come" in field(page, "html")
    assert field(page, "text").splitlines()[0] == "Before you come"
    assert "Before you come" in field(page, "sms")


def test_words_that_name_a_drug_are_refused_and_the_neutral_ones_stay(writer, link):
    factories.article(kind="therapy", slug="ketamine-for-mood", body=factories.EMERGENCY_LINE)

    page = opened(writer, link, title="Your Ketamine visit")

    assert "“ketamine” names a treatment, and a locked phone shows it to everybody." in page
    assert field(page, "text").splitlines()[0] == "Information for your visit"


def test_merge_fields_stand_behind_the_hash_in_every_output_that_can_hold_them(writer, link):
    page = opened(writer, link, style="braces", format="iso", date_field="visit_date", time_field="visit_time")

    base = f"https://visits.clinic.example/e/{link.code}"
    fields = "#t={{visit_date}}T{{visit_time}}"
    assert field(page, "merge") == f"{base}/e{fields}"
    assert f'href="{base}/e{fields}"' in field(page, "html")
    assert field(page, "text").splitlines()[-1] == f"{base}/e{fields}"
    assert field(page, "sms").endswith(f"/s{fields}")
    assert f'href="{base}/e#t=2026-12-08T09:00"' in page
    assert field(page, "short") == base


def test_a_format_with_blanks_stays_out_of_plain_text_and_says_so(writer, link):
    page = opened(writer, link, style="percent", format="long")

    assert field(page, "merge").endswith("/e#t=%DATE% at %TIME%")
    assert field(page, "text").splitlines()[-1].endswith("/e")
    assert "a plain address ends at the first blank" in page


def test_a_field_name_that_would_break_the_address_is_refused_in_words(writer, link):
    page = opened(writer, link, style="braces", date_field="x#y")

    assert "cannot be the name of a field" in unescape(page)
    assert 'id="out-merge"' not in page


def test_a_choice_that_does_not_exist_breaks_nothing(writer, link):
    page = opened(writer, link, style="sideways", format="runes", title="x" * 5000)

    assert field(page, "text").splitlines()[0] == "Information for your visit"


def test_the_preview_is_the_block_alone_and_may_be_framed_by_this_site_only(writer, link):
    response = writer.get(reverse("link_block", args=[link.pk]), {"title": "Before you come"})

    assert field(opened(writer, link, title="Before you come"), "html") in response.content.decode()
    assert response["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_the_qr_code_comes_as_a_picture_and_as_a_file(writer, link, kind, begins):
    shown = writer.get(reverse(f"link_qr_{kind}", args=[link.pk]))
    kept = writer.get(reverse(f"link_qr_{kind}", args=[link.pk]) + "?download")

    assert shown.content.startswith(begins)
    assert "Content-Disposition" not in shown
    assert kept["Content-Disposition"] == f'attachment; filename="qr-{link.code}.{kind}"'


@pytest.mark.parametrize(("asked", "cards"), [("", 1), ("8", 8), ("1000000", 1), ("x", 1)])
def test_cards_are_printed_alone_or_eight_on_a_sheet(writer, link, asked, cards):
    page = writer.get(reverse("link_card", args=[link.pk]), {"cards": asked}).content.decode()

    assert page.count(f"visits.clinic.example/e/{link.code}/p") == cards
    assert "(555) 555-0100" in page


def test_the_builder_asks_the_same_questions_for_one_place_and_for_three(django_assert_num_queries, writer, link):
    ana = factories.staff("ana")
    record_placement(link, system="Mail", by=ana)
    opened(writer, link)
    for name in ("Text", "Leaflet"):
        record_placement(link, system=name, by=ana)
        save_appointment_type(AppointmentType(name=name, link=link), by=ana)

    with django_assert_num_queries(QUERIES_OF_BUILDER):
        opened(writer, link)


def test_a_link_to_a_withdrawn_page_says_what_patients_get(writer, article, link):
    publishing.withdraw(article, notice="We moved.")

    page = opened(writer, link)

    assert "It opens a notice that “After your visit” was withdrawn, with the phone number." in page


def test_a_link_whose_page_another_one_stands_in_for_says_so(writer, article, link):
    record_placement(link, system="Mail", by=factories.staff("ana"))
    publishing.withdraw(article, notice="We moved.", read_instead=factories.article(slug="new", title="The new page"))

    page = opened(writer, link)
    listed = writer.get(reverse("admin:therapies_link_changelist")).content.decode()

    assert "It opens “The new page”." in page
    assert "The page that this link was made for is withdrawn: guide/after-your-visit." in page
    assert "The new page (while “After your visit” is withdrawn)" in listed


@pytest.mark.parametrize("number", ["99", "²", "9" * 5_000])
@pytest.mark.parametrize("name", ["link", "feedkey", "notice"])
def test_a_link_a_key_or_a_notice_that_does_not_exist_leads_back_to_the_first_page(name, number):
    response = signed_in("Manager").get(f"/admin/therapies/{name}/{number}/change/")

    assert (response.status_code, response.url) == (302, "/admin/")


# --- Trying -------------------------------------------------------------------------------------


def trials(session, link):
    response = session.post(reverse("link_try", args=[link.pk]))
    assert response.status_code == 200
    return {trial.who: trial for trial in response.context["trials"]}


def test_the_three_trials_say_what_came_back(writer, link):
    found = trials(writer, link)

    assert [(trial.who, trial.problem) for trial in found.values()] == [
        ("A phone", ""),
        ("A mail scanner (HEAD)", ""),
        ("Safe Links", ""),
    ]
    phone = found["A phone"].said
    assert phone.startswith("The page “After your visit” came in ")
    assert phone.endswith("in place. The tab, and a preview in a chat, say “Information for your visit”.")
    assert f"It was led to /e/{link.code}/e#t=2026-12-08T09:00 in one step" in found["Safe Links"].said


def test_a_trial_is_not_counted(writer, link):
    trials(writer, link)

    from therapies.linking import counting

    counting.write_counts()
    assert not LinkCount.objects.exists()


def test_a_link_that_leads_on_is_tried_to_its_page(writer, article):
    link = make_link(article, answers_with=Link.REDIRECT)

    phone = trials(writer, link)["A phone"]

    assert (phone.problem, "after one step" in phone.said) == ("", True)


# --- The register -------------------------------------------------------------------------------


def test_a_place_is_written_down_confirmed_and_taken_out(writer, link):
    today = timezone.localdate()
    pasted_on = today - timedelta(days=30)
    response = writer.post(
        reverse("link_place_add", args=[link.pk]),
        {"system": "  Confirmation   e-mail ", "pasted_on": f"{pasted_on:%Y-%m-%d}"},
        follow=True,
    )
    place = Placement.objects.get()
    asked_on = pasted_on + timedelta(days=365)
    assert told(response) == [
        f"Written down: Confirmation e-mail. You are asked on {asked_on:%B} {asked_on.day}, {asked_on.year} "
        "whether it is still there."
    ]
    assert (place.system, place.pasted_on, place.confirmed_on) == ("Confirmation e-mail", pasted_on, pasted_on)

    writer.post(reverse("link_place_confirm", args=[place.pk]))
    place.refresh_from_db()
    assert (place.confirmed_on, place.removed_on) == (today, None)

    writer.post(reverse("link_place_remove", args=[place.pk]))
    place.refresh_from_db()
    assert place.removed_on == today
    assert list(Link.objects.in_use()) == []


def test_a_link_that_was_pasted_a_year_ago_is_asked_about_at_once(writer, link):
    response = writer.post(
        f"{reverse('link_place_add', args=[link.pk])}?style=brackets",
        {"system": "Reminder", "pasted_on": f"{timezone.localdate() - timedelta(days=365):%Y-%m-%d}"},
        follow=True,
    )

    assert told(response) == ["Written down: Reminder. That is a year ago: is it still there?"]
    assert "Look in that system: is it still there?" in response.content.decode()
    # What was chosen stays chosen.
    assert field(response.content.decode(), "merge").endswith("#t=[DATE]T[TIME]")


def test_a_day_to_come_and_an_empty_place_are_refused_with_what_was_typed(writer, link):
    tomorrow = timezone.localdate() + timedelta(days=1)
    address = reverse("link_place_add", args=[link.pk])

    late = writer.post(address, {"system": "Mail", "pasted_on": f"{tomorrow:%Y-%m-%d}"})
    empty = writer.post(address, {"system": " ", "pasted_on": "2026-01-05"})

    assert late.status_code == empty.status_code == 400
    assert "Choose a day up to today." in late.content.decode()
    assert 'value="Mail"' in late.content.decode()
    assert not Placement.objects.exists()


def test_pasting_again_into_the_same_system_confirms_the_place(link):
    ana = factories.staff("ana")
    first = record_placement(link, system="Mail", by=ana, pasted_on=date(2026, 1, 5))

    again = record_placement(link, system="mail", by=ana)

    assert (again.pk, Placement.objects.count()) == (first.pk, 1)
    assert again.confirmed_on == timezone.localdate()


def test_a_place_that_was_taken_out_cannot_be_confirmed(writer, link):
    place = record_placement(link, system="Mail", by=factories.staff("ana"))
    writer.post(reverse("link_place_remove", args=[place.pk]))

    response = writer.post(reverse("link_place_confirm", args=[place.pk]), follow=True)

    assert told(response)[-1] == "It was taken out. Write down anew where it is pasted."


# --- Appointment types --------------------------------------------------------------------------


def test_an_appointment_type_sends_one_link_and_says_which_it_was_before(article, link):
    manager, other = signed_in("Manager"), make_link(article)
    save_appointment_type(AppointmentType(name="Follow-up 30 min", link=other), by=None)

    response = manager.post(reverse("link_type_add", args=[link.pk]), {"name": "follow-up 30 min"}, follow=True)

    assert told(response) == [f"The feed now gives {link} for “Follow-up 30 min”. Before, it was {other}."]
    assert list(AppointmentType.objects.values_list("name", "link")) == [("Follow-up 30 min", link.pk)]


def test_an_unknown_appointment_type_is_made_and_taken_off_again(link):
    manager = signed_in("Manager")
    manager.post(reverse("link_type_add", args=[link.pk]), {"name": "First visit"})
    kind = AppointmentType.objects.get(name="First visit", link=link)

    manager.post(reverse("link_type_remove", args=[kind.pk]))

    kind.refresh_from_db()
    assert kind.link is None


def test_a_writer_changes_no_appointment_type(writer, link):
    response = writer.post(reverse("link_type_add", args=[link.pk]), {"name": "First visit"})

    assert response.status_code == 403
    assert not AppointmentType.objects.exists()


def test_appointment_types_name_the_page_of_their_link(article):
    link = make_link(article, question="may-i-drive")
    save_appointment_type(AppointmentType(name="First visit", link=link), by=None)
    manager = signed_in("Manager")

    listed = manager.get(reverse("admin:therapies_appointmenttype_changelist")).content.decode()
    offered = manager.get(reverse("admin:therapies_appointmenttype_add")).content.decode()

    assert '<td class="field-leads_to">After your visit</td>' in listed
    assert f"{link} – After your visit, question may-i-drive" in offered


def test_the_list_of_appointment_types_refuses_a_name_twice(link):
    manager = signed_in("Manager")
    address = reverse("admin:therapies_appointmenttype_add")
    manager.post(address, {"name": "First  visit", "link": link.pk})

    response = manager.post(address, {"name": "first visit"})

    assert "There is an appointment type with this name. Change that one." in response.content.decode()
    assert list(AppointmentType.objects.values_list("name", "link")) == [("First visit", link.pk)]
    assert JournalEntry.objects.filter(action="added an appointment type").count() == 1


# --- Changing -----------------------------------------------------------------------------------


def test_a_new_name_and_way_of_answering_leave_the_code(writer, link):
    code = link.code

    writer.post(reverse("link_describe", args=[link.pk]), {"label": "For first visits", "answers_with": "redirect"})

    link.refresh_from_db()
    assert (link.code, link.label, link.answers_with) == (code, "For first visits", "redirect")


def test_a_manager_leads_a_link_to_another_page(link):
    other = factories.article(slug="other", title="Other")

    response = signed_in("Manager").post(reverse("link_lead", args=[link.pk]), {"to": other.pk}, follow=True)

    assert told(response) == ["Everybody who opens this link now gets the page that you chose."]
    assert Link.objects.get().article == other


@pytest.mark.parametrize("target", ["", "999999", "x"])
def test_a_link_is_led_to_no_page_that_is_not_there(link, article, target):
    response = signed_in("Manager").post(reverse("link_lead", args=[link.pk]), {"to": target})

    assert response.status_code == 400
    assert Link.objects.get().article == article


# --- Counts and lists ---------------------------------------------------------------------------


def test_counts_are_rough_and_small_numbers_are_hidden(writer, link):
    today = timezone.localdate()
    for channel, reader, n in (("e", "human", 12), ("s", "human", 4), ("", "robot", 30)):
        LinkCount.objects.create(link=link, day=today, channel=channel, reader=reader, n=n)
    LinkCount.objects.create(link=link, day=today - timedelta(days=7), channel="e", reader="human", n=3)

    counts = writer.get(page_of(link)).context["counts"]

    assert [(week.people, week.robots) for week in counts.weeks[:3]] == [
        ("about 16", "about 30"),
        ("fewer than 5", "0"),
        ("0", "0"),
    ]
    assert counts.channels == [("e-mail", "about 15"), ("text message", "fewer than 5")]


def test_a_link_that_nobody_opened_says_that_only_numbers_are_kept(writer, link):
    assert "Nobody opened it in the last 8 weeks." in opened(writer, link)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_links_takes_the_same_queries_for_one_and_for_three(
    django_assert_num_queries, writer, article, count
):
    for number in range(count):
        made = make_link(article)
        save_appointment_type(AppointmentType(name=f"Visit {number}", link=made), by=None)
    address = reverse("admin:therapies_link_changelist")
    writer.get(address)

    with django_assert_num_queries(QUERIES_OF_LIST):
        page = writer.get(address).content.decode()

    assert page.count("After your visit") == count


def test_a_link_is_found_by_the_address_that_somebody_copied(writer, article):
    wanted, other = make_link(article), make_link(article)

    page = writer.get(
        reverse("admin:therapies_link_changelist"), {"q": f"https://visits.clinic.example/e/{wanted.code}/e"}
    ).content.decode()

    assert f"/e/{wanted.code}" in page
    assert f"/e/{other.code}" not in page


def test_links_in_use_are_told_from_others(writer, article):
    used, other = make_link(article), make_link(article)
    record_placement(used, system="Mail", by=factories.staff("ana"))

    page = writer.get(reverse("admin:therapies_link_changelist"), {"use": "yes"}).content.decode()

    assert (f"/e/{used.code}" in page, f"/e/{other.code}" in page) == (True, False)


def test_a_reader_of_the_builder_is_offered_nothing_that_changes(link):
    page = opened(signed_in("Clinical reviewer"), link)

    for words in ("I pasted it there", "Let it send this link", "Lead it there", "Still there"):
        assert words not in page
    assert "Writers and managers may change a link. Ask one of them." in page
