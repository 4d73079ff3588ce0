"""A clinician reads and answers at a private address, without an account."""

import io
import logging
from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from clinic_site.logs import NothingAboutReaders
from tests import factories
from therapies import publishing
from therapies.models import Clinician, Review, SignOffRequest, Version
from therapies.publishing.sign_off import is_same

pytestmark = pytest.mark.django_db
OLD, NEW = "Bring a friend.\n\nDrink water.\n", "Bring an adult who drives.\n\nDrink water.\n"


@pytest.fixture(autouse=True)
def nobody_is_paused():
    caches["limits"].clear()


@pytest.fixture
def ana():
    return factories.staff("ana")


@pytest.fixture
def maria():
    return factories.clinician("Maria Sample", credential="RN")


@pytest.fixture
def draft(ana):
    return factories.draft(factories.article(title="Rides", body=OLD), title="Rides", body=NEW, by=ana)


def asked_at(version, clinician, *, by, now=None):
    [(_, token)] = publishing.ask(version, [clinician], by=by, now=now)
    return f"/sign-off/{token}/"


def answer(client, address, version, *, decision="approved", name="Maria Sample", credential="RN", **data):
    sent = {"decision": decision, "name": name, "credential": credential, "digest": version.digest, **data}
    return client.post(address, sent, headers={"sec-fetch-site": "same-origin"})


# --- reading ---


def test_who_never_approved_the_page_reads_the_whole_of_it(client, draft, maria, ana):
    page = client.get(asked_at(draft, maria, by=ana))

    assert page.status_code == 200
    assert page.context["words"].changes is None
    assert "You have not approved this page before, so all of it is new to you." in page.text
    assert "Bring an adult who drives." in page.text


def test_who_approved_before_reads_only_what_changed_since(client, draft, maria, ana):
    first = draft.article.versions.get(number=1)
    publishing.decide(first, clinician=maria, decision=Review.APPROVED, digest=first.digest)

    changes = client.get(asked_at(draft, maria, by=ana)).context["words"].changes

    assert "<ins>" in changes
    assert "<del>" in changes
    assert "drives" in changes
    assert "Sources" not in changes


def test_a_clinic_fact_that_changed_since_is_shown_as_a_change(client, maria, ana):
    version = factories.article(title="Call", body="Call {{ clinic_phone }}.\n").versions.get()
    publishing.decide(version, clinician=maria, decision=Review.APPROVED, digest=version.digest)
    publishing.change_fact("clinic_phone", "(212) 555-0199")

    changes = client.get(asked_at(version, maria, by=ana)).context["words"].changes

    assert "555-0199" in changes


def test_what_another_clinician_approved_is_new_to_this_one(client, draft, maria, ana):
    other = factories.clinician("Jane Roe", credential="MD")
    first = draft.article.versions.get(number=1)
    publishing.decide(first, clinician=other, decision=Review.APPROVED, digest=first.digest)

    assert client.get(asked_at(draft, maria, by=ana)).context["words"].changes is None


def test_opening_changes_nothing(client, draft, maria, ana):
    address = asked_at(draft, maria, by=ana)
    before = (list(Version.objects.values()), list(SignOffRequest.objects.values()))

    for _ in range(3):
        client.get(address)
        client.head(address)

    assert (list(Version.objects.values()), list(SignOffRequest.objects.values())) == before
    assert not Review.objects.exists()


def test_the_page_is_kept_by_nobody_and_sets_no_cookie(client, draft, maria, ana):
    page = client.get(asked_at(draft, maria, by=ana))

    names = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")
    assert [page.headers[name] for name in names] == ["private, no-store", "noindex, nofollow", "no-referrer"]
    assert not page.cookies
    assert "Cookie" not in page.headers.get("Vary", "")


def test_the_page_names_neither_its_own_address_nor_the_clinician(client, draft, maria, ana, settings):
    settings.SITE_URL = "https://visits.example.org"
    address = asked_at(draft, maria, by=ana)

    page = client.get(address, secure=True)

    assert address not in page.text
    assert "Maria Sample" not in page.text


def test_only_the_digest_of_an_address_is_kept(draft, maria, ana):
    token = asked_at(draft, maria, by=ana).split("/")[2]

    row = SignOffRequest.objects.values().get()
    assert len(token) == 43  # 256 bits
    assert token not in str(row)


@pytest.mark.parametrize("stuck", ["", ".", ",", ">", "/.", ")"])
def test_what_a_mail_program_put_behind_the_address_does_no_harm(client, draft, maria, ana, stuck):
    address = asked_at(draft, maria, by=ana).rstrip("/")

    assert client.get(address + stuck).status_code == 200


# --- answering ---


def test_an_approval_is_bound_to_the_words_and_becomes_the_review_line(client, draft, maria, ana, time_machine):
    time_machine.move_to("2036-06-01T12:00:00Z", tick=False)
    address = asked_at(draft, maria, by=ana)

    thanks = answer(client, address, draft, months="12")
    publishing.publish(Version.objects.get(pk=draft.pk), by=ana)

    review = Review.objects.get()
    assert (review.digest, review.signature, review.decision, review.due) == (
        draft.digest, "Maria Sample, RN", Review.APPROVED, date(2037, 6, 1),
    )  # fmt: skip
    assert "Your answer is recorded: approved." in thanks.text
    page = client.get(draft.article.get_absolute_url())
    assert "Reviewed by Maria Sample, RN on" in page.text
    assert (page.context["page"].review.by, page.context["page"].review.on) == ("Maria Sample, RN", date(2036, 6, 1))


@pytest.mark.parametrize(
    ("name", "credential"), [("maria  SAMPLE", "rn"), ("MariaSample", " R.N. "), ("Maria Sample", "RN")]
)
def test_capitals_and_spaces_make_no_other_person(client, draft, maria, ana, name, credential):
    answer(client, asked_at(draft, maria, by=ana), draft, name=name, credential=credential)

    assert Review.objects.get().clinician == maria


@pytest.mark.parametrize(("name", "credential"), [("Jane Roe", "RN"), ("Maria Sample", "MD"), (".", ".")])
def test_another_name_or_credential_is_refused_in_words_and_nothing_typed_is_lost(
    client, draft, maria, ana, name, credential
):
    address = asked_at(draft, maria, by=ana)

    page = answer(client, address, draft, name=name, credential=credential, remark="Long words.")

    assert page.status_code == 400
    assert "This is not the name and credential of the clinician whom we asked." in page.text
    assert "Long words." in page.text
    assert not Review.objects.exists()
    assert answer(client, address, draft).status_code == 200


def test_five_wrong_names_close_the_address_for_a_while(client, draft, maria, ana):
    address = asked_at(draft, maria, by=ana)

    statuses = [answer(client, address, draft, name="Somebody").status_code for _ in range(6)]

    assert statuses == [400] * 5 + [429]
    assert answer(client, address, draft).status_code == 429
    assert not Review.objects.exists()
    caches["limits"].clear()
    assert answer(client, address, draft).status_code == 200


def test_a_remark_is_never_lost_by_the_button_beside(client, draft, maria, ana):
    answer(client, asked_at(draft, maria, by=ana), draft, decision="approved", remark="Good.\r\nThank you.")

    review = Review.objects.get()
    assert (review.decision, review.remark) == (Review.REMARK, "Good.\nThank you.")


def test_a_change_needs_words_and_sends_the_text_back(client, draft, maria, ana):
    address = asked_at(draft, maria, by=ana)

    refused = answer(client, address, draft, decision="change")
    answer(client, address, draft, decision="change", remark="Say 2 hours.")

    assert refused.status_code == 400
    assert "Write what must change" in refused.text
    review = Review.objects.get()
    assert (review.decision, review.remark, review.due) == (Review.CHANGE, "Say 2 hours.", None)
    draft.refresh_from_db()
    assert publishing.state_of(draft) == publishing.State.DRAFT


def test_still_right_is_one_answer_about_a_live_page(client, maria, ana, time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    version = factories.article().versions.get()
    address = asked_at(version, maria, by=ana)

    page = client.get(address)
    answer(client, address, version, months="6")

    version.refresh_from_db()
    assert ">Still right</button>" in page.text
    assert (version.review.due, version.review.signature) == (date(2026, 12, 1), "Maria Sample, RN")


@pytest.mark.parametrize("months", ["7", "x", "9" * 5_000, "-6", "240"])
def test_another_time_than_offered_is_refused(client, draft, maria, ana, months):
    page = answer(client, asked_at(draft, maria, by=ana), draft, months=months)

    assert page.status_code == 400
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {"name": "Ma\0ria"}, {"remark": "a\0b"}, {"remark": "<script>alert(1)</script>", "decision": "change", "name": "x"},
        {"name": "x" * 100_000}, {"decision": "nonsense"}, {"decision": ""}, {"digest": "y" * 70},
        {"decision": ["approved", "nonsense"]}, {"remark": "z" * 1_000_000},
    ],
)  # fmt: skip
def test_bad_input_is_answered_in_words_and_records_nothing(client, draft, maria, ana, data):
    page = answer(client, asked_at(draft, maria, by=ana), draft, **data)

    assert page.status_code in (400, 409)
    assert "<script>alert" not in page.text
    assert not Review.objects.exists()


def test_an_empty_form_says_what_is_missing(client, draft, maria, ana):
    page = client.post(asked_at(draft, maria, by=ana), {}, headers={"sec-fetch-site": "same-origin"})

    assert page.status_code == 400
    assert "Choose one of the buttons at the end of the form." in page.text
    assert page.context["form"].errors["name"] == ["This field is required."]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "null"}, 200),
        ({}, 200),
    ],
)
def test_an_answer_that_another_site_sends_is_refused(draft, maria, ana, headers, status):
    data = {"decision": "approved", "name": "Maria Sample", "credential": "RN", "digest": draft.digest}

    response = Client(enforce_csrf_checks=True).post(asked_at(draft, maria, by=ana), data, headers=headers)

    assert response.status_code == status
    assert Review.objects.exists() is (status == 200)


# --- what is closed ---


def test_an_address_that_was_never_given_out_is_answered_in_words(client):
    page = client.get("/sign-off/" + "x" * 43 + "/")

    assert (page.status_code, page.headers["Cache-Control"]) == (404, "private, no-store")
    assert "Nobody was given this address" in page.text
    assert "(555) 555-0100" in page.text


def test_an_answered_address_says_so_and_takes_no_second_answer(client, draft, maria, ana):
    address = asked_at(draft, maria, by=ana)
    answer(client, address, draft)

    again = answer(client, address, draft, decision="change", remark="No.")

    assert (client.get(address).status_code, again.status_code) == (410, 410)
    assert "You answered on" in again.text
    assert Review.objects.count() == 1


def test_an_address_ends_after_30_days(client, draft, maria, ana):
    address = asked_at(draft, maria, by=ana, now=timezone.now() - timedelta(days=30))

    page = answer(client, address, draft)

    assert page.status_code == 410
    assert "This address ended on" in page.text
    assert not Review.objects.exists()


def test_an_address_that_was_taken_back_is_closed(client, draft, maria, ana):
    address = asked_at(draft, maria, by=ana)
    publishing.revoke(SignOffRequest.objects.get(), by=ana)

    assert "This address was taken back." in client.get(address).text
    assert answer(client, address, draft).status_code == 410


def test_the_addresses_of_a_clinician_who_left_are_closed(client, draft, maria, ana):
    address = asked_at(draft, maria, by=ana)
    publishing.save_clinician(maria, by=ana, has_left=True)

    assert client.get(address).status_code == 410
    assert answer(client, address, draft).status_code == 410


def test_a_newer_address_closes_the_earlier_one_of_the_same_clinician_only(client, draft, maria, ana):
    jane = factories.clinician("Jane Roe", credential="MD")
    first, other = asked_at(draft, maria, by=ana), asked_at(draft, jane, by=ana)
    newer = asked_at(draft, maria, by=ana)

    assert [client.get(address).status_code for address in (first, other, newer)] == [410, 200, 200]


def test_a_text_that_changed_meanwhile_says_so_and_whom_to_ask(client, draft, maria, ana):
    address = asked_at(draft, maria, by=ana)
    factories.draft(draft.article, title="Rides", body="Newer.\n", by=ana)

    shown, answered = client.get(address), answer(client, address, draft)

    assert (shown.status_code, answered.status_code) == (409, 409)
    assert "Ask ana for the newest text" in shown.text
    assert not Review.objects.exists()


def test_a_text_that_was_taken_back_takes_no_answer(client, draft, maria, ana):
    address = asked_at(draft, maria, by=ana)
    draft.refresh_from_db()
    publishing.take_back(draft, by=ana)

    assert client.get(address).status_code == 409


def test_other_words_than_those_that_were_shown_are_not_approved(client, draft, maria, ana):
    page = answer(client, asked_at(draft, maria, by=ana), draft, digest="0" * 64)

    assert page.status_code == 409
    assert SignOffRequest.objects.get().answered_at is None


def test_who_wrote_the_words_cannot_sign_them_at_an_address_either(client, draft, ana):
    own = factories.clinician("Ana Author", credential="RN", account=ana)
    address = asked_at(draft, own, by=ana)

    page = answer(client, address, draft, name="Ana Author")

    assert page.status_code == 410
    assert "Nobody approves words that they wrote themselves." in page.text
    assert not Review.objects.exists()


def test_a_proposed_clinic_fact_is_signed_off_in_the_same_way(client, maria, ana):
    publishing.ensure_facts()
    proposal = publishing.propose_fact("fast_solids_h", "6 hours", by=ana, note="New guideline.")
    [(_, token)] = publishing.ask_about_fact(proposal, [maria], by=ana)
    address = f"/sign-off/{token}/"

    page = client.get(address)
    sent = {"decision": "approved", "name": "Maria Sample", "credential": "RN"}
    client.post(address, sent, headers={"sec-fetch-site": "same-origin"})

    proposal.refresh_from_db()
    assert "New guideline." in page.text
    assert (proposal.is_approved, proposal.clinician) == (True, maria)


# --- the log ---


def test_the_secret_of_an_address_never_reaches_the_log(draft, maria, ana, monkeypatch):
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(NothingAboutReaders())
    logging.getLogger().addHandler(handler)
    address = asked_at(draft, maria, by=ana)
    secret = address.split("/")[2]
    # Django's own, in the middle of our page: every address must be safe when something breaks.
    monkeypatch.setattr("django.template.base.Template.render", lambda *args: 1 / 0)
    client = Client(raise_request_exception=False)

    statuses = [client.get(path).status_code for path in (address, f"/preview/{secret}/", f"{address}x/y/")]

    logging.getLogger().removeHandler(handler)
    assert statuses[:2] == [500, 500]
    assert "/sign-off/…/" in written.getvalue()
    assert secret not in written.getvalue()


def test_gunicorn_writes_no_secret_either(capsys):
    from gunicorn.config import Config

    from clinic_site.gunicorn import PrivateLogger

    PrivateLogger(Config()).exception("Error handling request %s", "/sign-off/abc-secret_x/?a=b")

    assert "secret" not in capsys.readouterr().err


def test_names_are_compared_as_people_read_them():
    assert is_same("José Núñez", "Jose\u0301 Nu\u0301n\u0303ez")
    assert not is_same("", "")


def test_who_has_left_is_not_asked(draft, maria, ana):
    publishing.save_clinician(maria, by=ana, has_left=True)

    with pytest.raises(publishing.NotAllowed, match="has left the clinic"):
        publishing.ask(draft, [Clinician.objects.get()], by=ana)

    draft.refresh_from_db()
    assert (draft.submitted_at, SignOffRequest.objects.count()) == (None, 0)
