"""A text on its way to patients, as staff see it and click it in the admin."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from therapies import publishing
from therapies.models import Clinician, PreviewLink, Review, SignOffRequest, Version
from therapies.publishing.states import State, flagged_versions, state_of
from therapies.staff.review_forms import REVIEW_MOVES

pytestmark = pytest.mark.django_db
WRITER = ("view_article", "change_article", "correct_article", "publish_article")
QUESTION = "\n## Questions {#questions}\n\n### May I drive? {#may-i-drive}\n\nNot today.\n"
OLD, NEW = f"Bring a freind.\n{QUESTION}", f"Bring a friend.\n{QUESTION}"


@pytest.fixture
def writer(client):
    person = factories.staff("ana", may=WRITER)
    client.force_login(person)
    return person


@pytest.fixture
def maria():
    return factories.clinician()


@pytest.fixture
def draft(writer):
    return factories.draft(factories.article(title="Rides", body=OLD), title="Rides", body=NEW, by=writer)


def move_url(article, move):
    return reverse(f"admin:therapies_article_{move}", args=[article.pk])


def moved(client, version, move, **data):
    return client.post(move_url(version.article, move), {"number": version.number, **data}, follow=True)


def article_page(client, version):
    return client.get(reverse("admin:therapies_article_change", args=[version.article_id]))


def told(response):
    return [str(message) for message in response.context["messages"]]


def errors(response):
    return [message for messages in response.context["form"].errors.values() for message in messages]


# --- send ---


@pytest.fixture
def colleague(client, draft):
    """Somebody else than who wrote the draft is at work from now on."""
    person = factories.staff("ben", may=WRITER)
    client.force_login(person)
    return person


def test_sending_mails_a_private_address_and_shows_it_once(client, draft, maria, colleague):
    page = moved(client, draft, "send", clinicians=[maria.pk])

    [letter] = mail.outbox
    [address] = re.findall(r"http://testserver/sign-off/[\w-]{43}/", letter.body)
    assert (letter.to, letter.subject) == (["maria.sample@clinic.example"], "Please read: Rides")
    assert address in page.text
    assert "Maria Sample, RN: an e-mail was sent." in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert client.get(address).status_code == 200
    assert address not in article_page(client, draft).text
    assert state_of(Version.objects.get(pk=draft.pk)) == State.IN_REVIEW


def test_who_wrote_the_words_is_not_shown_the_address_at_which_they_are_approved(client, draft, maria):
    page = moved(client, draft, "send", clinicians=[maria.pk])

    assert "/sign-off/" in mail.outbox[0].body
    assert "Maria Sample, RN: an e-mail was sent." in page.text
    assert "/sign-off/" not in page.text
    assert "shown only now" not in page.text


def test_who_wrote_the_words_is_told_what_to_do_when_no_mail_goes_out(client, draft, maria, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1

    page = moved(client, draft, "send", clinicians=[maria.pk])

    assert "Ask a colleague who did not write it to send it again." in page.text
    assert "/sign-off/" not in page.text


def test_a_mail_that_cannot_be_sent_loses_nothing(client, draft, maria, settings, colleague):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1

    page = moved(client, draft, "send", clinicians=[maria.pk])

    assert "no e-mail was sent, because the mail server did not take it" in page.text
    [address] = re.findall(r"http://testserver/sign-off/[\w-]{43}/", page.text)
    assert client.get(address).status_code == 200


def test_the_mail_is_plain_words_and_names_nobody_but_who_asks(client, draft, maria):
    moved(client, draft, "send", clinicians=[maria.pk])

    [letter] = mail.outbox
    assert "ana asks you to read words for patients at" in letter.body
    assert "<" not in letter.body
    assert "Maria" not in letter.body
    assert letter.content_subtype == "plain"


def test_a_title_with_signs_of_html_stands_in_the_mail_as_it_is(client, draft, maria, writer):
    version = factories.draft(draft.article, title="Before & after", by=writer)

    moved(client, version, "send", clinicians=[maria.pk])

    assert "Before & after" in mail.outbox[0].body


def test_sending_to_nobody_leaves_it_to_clinicians_with_an_account(client, draft):
    response = moved(client, draft, "send")

    assert told(response) == ["Version 2 is sent for review."]
    assert "Nobody was asked by e-mail." in article_page(client, draft).text


def test_who_wrote_the_words_is_not_offered_and_not_asked(client, draft, writer, maria):
    own = factories.clinician("Ana Author", account=writer)

    page = client.get(move_url(draft.article, "send"))
    response = moved(client, draft, "send", clinicians=[own.pk])

    assert list(page.context["form"].fields["clinicians"].queryset) == [maria]
    assert errors(response) == ["This clinician cannot be asked: they wrote some of these words, or have left."]
    assert not SignOffRequest.objects.exists()


@pytest.mark.parametrize("wrong", ["x", "9" * 5_000, "\0", "-1"])
def test_nonsense_for_a_clinician_is_refused_in_words(client, draft, maria, wrong):
    response = moved(client, draft, "send", clinicians=[wrong])

    assert response.status_code == 200
    assert len(errors(response)) == 1
    assert not SignOffRequest.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "1", "9" * 5_000, "\0"])
@pytest.mark.parametrize("move", REVIEW_MOVES)
def test_a_version_that_was_not_shown_is_neither_sent_nor_published(client, draft, move, number):
    client.force_login(factories.staff("boss", superuser=True))
    number = "7" if (move, number) == ("ask", "1") else number

    response = client.post(
        move_url(draft.article, move), {"number": number, "reason": "Why.", "clinicians": []}, follow=True
    )

    assert response.status_code == 200
    assert errors(response)
    assert state_of(Version.objects.get(pk=draft.pk)) == State.DRAFT


def test_asking_whether_a_page_is_still_right_leaves_it_live(client, writer, maria):
    version = factories.article(title="Rides").versions.get()

    nobody = moved(client, version, "ask")
    moved(client, version, "ask", clinicians=[maria.pk])

    assert errors(nobody) == ["Choose who is to read it."]
    assert len(mail.outbox) == 1
    assert state_of(Version.objects.get(pk=version.pk)) == State.LIVE


def test_what_is_left_to_mend_is_said_before_a_clinician_is_asked(client, writer):
    version = factories.draft(factories.article(), body="[Nice](guide/nowhere)\n", by=writer)

    page = client.get(move_url(version.article, "send"))

    assert "There is no page guide/nowhere" in page.text
    assert "To mend before patients can read it:" in page.text


# --- take back, revoke ---


def test_a_text_is_taken_back(client, draft, maria):
    moved(client, draft, "send", clinicians=[maria.pk])

    response = moved(client, draft, "take-back")

    assert told(response) == ["Version 2 is a draft again."]
    assert state_of(Version.objects.get(pk=draft.pk)) == State.DRAFT


def test_an_open_request_is_listed_and_taken_back(client, draft, maria):
    moved(client, draft, "send", clinicians=[maria.pk])
    asked = SignOffRequest.objects.get()

    page = article_page(client, draft)
    url = reverse("revoke_sign_off", args=[asked.pk])
    response = client.post(url, follow=True)

    assert f'formaction="{url}"' in page.text
    assert "Waits for Maria Sample, RN (version 2), asked by ana on" in page.text
    assert told(response) == ["Taken back. The address of Maria Sample, RN works no more."]
    assert "Waits for" not in article_page(client, draft).text
    assert told(client.post(url, follow=True)) == ["It was closed already."]


def test_opening_the_address_of_a_button_changes_nothing(client, draft, maria):
    moved(client, draft, "send", clinicians=[maria.pk])

    assert client.get(reverse("revoke_sign_off", args=[SignOffRequest.objects.get().pk])).status_code == 405
    assert SignOffRequest.objects.get().revoked_at is None


# --- approve with an account ---


def reviewer(client):
    person = factories.staff("jane", may=("view_article", "review_article"))
    clinician = factories.clinician("Jane Roe", credential="MD", account=person)
    client.force_login(person)
    return clinician


def decide_url(version):
    return reverse("admin:therapies_article_decide", args=[version.article_id, version.number])


def test_a_clinician_with_an_account_reads_and_answers_in_the_admin(client, draft, maria):
    moved(client, draft, "send")
    jane = reviewer(client)

    page = article_page(client, draft)
    shown = client.get(decide_url(draft))
    response = client.post(
        decide_url(draft), {"decision": "approved", "digest": draft.digest, "months": 6}, follow=True
    )

    assert decide_url(draft) in page.text
    assert "You answer as Jane Roe, MD" in shown.text
    # Nobody answers for words that were folded away.
    assert '<details class="question" open>' in shown.text
    assert told(response) == ["Recorded: approved."]
    assert Review.objects.get().clinician == jane
    assert "Jane Roe, MD approved it on" in article_page(client, draft).text


def test_a_change_that_was_asked_for_stands_at_the_top_of_the_article(client, draft, writer):
    moved(client, draft, "send")
    reviewer(client)
    client.post(decide_url(draft), {"decision": "change", "digest": draft.digest, "remark": "Say 2 hours."})

    client.force_login(writer)
    page = article_page(client, draft).text

    assert "Version 2 is a draft" in page
    assert "Mend it, save it, and send it again." in page
    assert "“Say 2 hours.”" in page


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"decision": "change"}, "Write what must change, so that your colleagues can mend it."),
        ({"decision": ""}, "Choose one of the buttons at the end of the form."),
        ({"decision": "approved", "digest": "0" * 64}, "The text has changed since this was sent to you."),
        ({"decision": "approved", "months": "9" * 5_000}, "Select a valid choice."),
        ({"decision": "remark", "remark": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_an_answer_that_cannot_be_kept_is_refused_in_words(client, draft, data, message):
    moved(client, draft, "send")
    reviewer(client)

    response = client.post(decide_url(draft), {"digest": draft.digest, **data})

    assert any(error.startswith(message) for error in errors(response))
    assert not Review.objects.exists()


def test_an_account_without_a_clinician_answers_nothing(client, draft):
    moved(client, draft, "send")
    client.force_login(factories.staff("jane", may=("view_article", "review_article")))

    response = client.post(decide_url(draft), {"decision": "approved", "digest": draft.digest}, follow=True)

    assert told(response) == ["Your account belongs to no clinician. Ask a manager to link it, under Clinicians."]
    assert not Review.objects.exists()


def test_a_writer_cannot_answer(client, draft):
    moved(client, draft, "send")

    assert client.get(decide_url(draft)).status_code == 403
    assert client.post(decide_url(draft), {"decision": "approved", "digest": draft.digest}).status_code == 403


# --- publish ---


def test_an_approved_text_is_published(client, draft, writer):
    factories.approved(draft)

    page = client.get(move_url(draft.article, "publish"))
    response = moved(client, draft, "publish")

    assert "<ins>" in page.context["changes"]
    assert told(response) == ["Patients now read version 2 of “Rides”."]
    assert Version.objects.live().get() == draft


def test_what_nobody_approved_is_not_published(client, draft):
    response = moved(client, draft, "publish")

    assert errors(response) == ["Not published: No clinician has approved these words yet. Send them for review first."]
    assert Version.objects.live().get().number == 1


def test_a_small_correction_goes_out_at_once_and_is_flagged_until_a_clinician_looked(client, draft):
    response = moved(client, draft, "correct", reason="A typing mistake.")

    assert Version.objects.live().get() == draft
    assert list(flagged_versions()) == [draft]
    assert "It is listed until a clinician has looked" in told(response)[0]
    box = article_page(client, draft).text
    assert "No clinician has looked yet:" in box
    assert "“A typing mistake.”" in box


def test_what_is_no_small_correction_says_why_and_stays_a_draft(client, writer):
    article = factories.article(title="Rides", body="Wait 2 hours.\n")
    version = factories.draft(article, title="Rides", body="Wait 3 hours.\n", by=writer)

    page = client.get(move_url(article, "correct"))
    response = moved(client, version, "correct", reason="Clearer.")

    sentence = "This changes a number, or a word that counts or measures. Send it for review."
    assert sentence in page.text
    assert errors(response) == [f"Not published: {sentence}"]
    assert Version.objects.live().get().number == 1


def test_an_emergency_is_for_managers_and_says_why(client, draft):
    assert moved(client, draft, "emergency", reason="It was wrong.").status_code == 403
    client.force_login(factories.staff("boss", may=("view_article", "move_article")))

    nothing_said = moved(client, draft, "emergency", reason=" ")
    moved(client, draft, "emergency", reason="It was\nwrong.")

    assert errors(nothing_said) == ["This field is required."]
    live = Version.objects.live().get()
    assert (live, live.published_as, live.publish_reason) == (draft, Version.EMERGENCY, "It was wrong.")


# --- preview links ---


def test_a_preview_link_is_made_shown_once_and_taken_back(client, draft):
    page = moved(client, draft, "preview-link")
    [address] = re.findall(r"http://testserver/preview/[\w-]{43}/", page.text)
    url = reverse("revoke_preview", args=[PreviewLink.objects.get().pk])

    listed = article_page(client, draft).text
    opened = client.get(address).status_code
    response = client.post(url, follow=True)

    assert (opened, client.get(address).status_code) == (200, 410)
    assert "Preview link to version 2, made by ana on" in listed
    assert address not in listed
    assert told(response) == ["Taken back. The preview link works no more."]
    assert mail.outbox == []


# --- who may what ---


@pytest.mark.parametrize("move", REVIEW_MOVES)
def test_who_may_only_look_can_make_no_move(client, draft, move):
    factories.approved(draft)
    client.force_login(factories.staff("ben", may=("view_article",)))

    assert client.get(move_url(draft.article, move)).status_code == 403
    assert moved(client, draft, move, reason="Why.").status_code == 403
    assert state_of(Version.objects.get(pk=draft.pk)) == State.APPROVED


@pytest.mark.parametrize("move", REVIEW_MOVES)
def test_a_move_that_another_site_sends_is_refused(draft, move):
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(factories.staff("boss", superuser=True))

    assert stranger.post(move_url(draft.article, move), {"number": 2, "reason": "Why."}).status_code == 403
    assert state_of(Version.objects.get(pk=draft.pk)) == State.DRAFT


@pytest.mark.parametrize("move", REVIEW_MOVES)
def test_nobody_signed_in_is_led_to_the_door(draft, move):
    assert Client().get(move_url(draft.article, move)).status_code == 302


def moves_at(version, person):
    page = Client()
    page.force_login(person)
    return article_page(page, version).context["box"].moves


def offered(version, person):
    return list(moves_at(version, person))


def test_the_top_of_the_article_offers_what_makes_sense_now(draft, writer):
    moves = {State.DRAFT: offered(draft, writer)}
    publishing.submit(draft, by=writer)
    moves[State.IN_REVIEW] = offered(draft, writer)
    factories.approved(draft)
    moves[State.APPROVED] = offered(draft, writer)
    publishing.publish(draft, by=writer)
    moves[State.LIVE] = offered(draft, writer)

    assert moves == {
        State.DRAFT: ["send", "correct", "preview-link"],
        State.IN_REVIEW: ["send", "take-back", "correct", "preview-link"],
        State.APPROVED: ["publish", "preview-link"],
        State.LIVE: ["ask"],
    }


def test_who_has_sent_a_text_may_ask_another_clinician(draft, writer):
    before = moves_at(draft, writer)["send"]
    publishing.submit(draft, by=writer)

    assert (before, moves_at(draft, writer)["send"]) == ("Send for review", "Ask another clinician")


def test_a_practice_page_is_not_published_in_an_emergency_either(client):
    manager = factories.staff("boss", role="Manager")
    client.force_login(manager)
    client.post(reverse("practice_page"))
    draft = Version.objects.get(article__is_practice=True)

    assert "emergency" not in moves_at(draft, manager)


def test_a_page_past_its_date_says_what_to_do(client, writer, maria):
    version = factories.article(now=timezone.now() - timedelta(days=400)).versions.get()
    publishing.decide(
        version, clinician=maria, decision=Review.APPROVED, digest=version.digest,
        now=timezone.now() - timedelta(days=399),
    )  # fmt: skip

    page = article_page(client, version).text

    assert "Version 1 is review due" in page
    assert "Next: ask a clinician whether it is still right." in page


# --- clinicians ---


def test_a_clinician_is_added_changed_and_leaves(client, draft, maria):
    moved(client, draft, "send", clinicians=[maria.pk])
    client.force_login(factories.staff("boss", superuser=True))
    factories.confirmed(client)
    new = {"name": " Jane  Roe ", "credential": "MD", "email": "jane@clinic.example", "account": ""}

    client.post(reverse("admin:therapies_clinician_add"), new)
    data = {
        "name": "Maria Sample",
        "credential": "RN",
        "email": "maria@clinic.example",
        "account": "",
        "has_left": "on",
    }
    response = client.post(reverse("admin:therapies_clinician_change", args=[maria.pk]), data, follow=True)

    assert Clinician.objects.filter(name="Jane Roe", left_at=None).exists()
    maria.refresh_from_db()
    assert maria.left_at is not None
    assert SignOffRequest.objects.get().revoked_at is not None
    assert told(response)[1] == "Maria Sample, RN cannot sign off any more. Their private addresses are closed."
    assert client.post(reverse("admin:therapies_clinician_delete", args=[maria.pk])).status_code == 403


def test_who_changes_clinicians_shows_who_they_are_and_never_changes_their_own_row(client, maria):
    boss = factories.staff("boss", role="Manager")
    client.force_login(boss)
    own = factories.clinician("Boss Sample", credential="MD", account=boss)
    data = {"name": "Maria Sample", "credential": "RN", "email": "boss@clinic.example", "account": ""}

    unconfirmed = client.post(reverse("admin:therapies_clinician_change", args=[maria.pk]), data)
    factories.confirmed(client)
    of_own = client.post(reverse("admin:therapies_clinician_change", args=[own.pk]), data)

    maria.refresh_from_db()
    assert unconfirmed.url.startswith("/admin/account/")
    assert maria.email == "maria.sample@clinic.example"
    assert of_own.status_code == 403


def test_a_writer_adds_no_clinician(client, writer):
    assert client.get(reverse("admin:therapies_clinician_add")).status_code == 403
