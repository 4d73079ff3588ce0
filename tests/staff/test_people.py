"""Managers invite people, give roles and end the access of who leaves; they cannot raise themselves."""

import re
import smtplib
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests import factories
from therapies import publishing
from therapies.models import JournalEntry, Opening, SignOffRequest
from therapies.publishing import people
from therapies.publishing.tokens import LASTS, new_token

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/auth/user/", "/admin/auth/user/add/"
NEW = {"username": "cleo", "first_name": "Cleo", "last_name": "O’Neil & Sons", "email": "cleo@clinic.example"}
PASSWORD = "four words that nobody knows"


@pytest.fixture
def manager(client):
    person = factories.staff("maria", role="Manager")
    client.force_login(person)
    factories.confirmed(client)
    return person


def page_of(person, step="change"):
    return reverse(f"admin:auth_user_{step}", args=[person.pk])


def link_in(text):
    return urlsplit(re.search(r"http://\S+/admin/account/invitation/[^\s\"]+", text)[0]).path


def errors(response):
    return [error for errors in response.context["adminform"].form.errors.values() for error in errors]


def log():
    return [(entry.name, entry.action, entry.about, entry.detail) for entry in JournalEntry.objects.order_by("pk")]


# --- Invitations --------------------------------------------------------------------------------


def test_an_invited_person_chooses_a_password_and_sets_up_a_second_step(client, manager):
    shown = client.post(ADD, NEW | {"groups": ["Writer"]})
    (letter,) = mail.outbox
    newcomer = Client()
    opened = newcomer.get(link_in(letter.body))
    asked = newcomer.get(opened.url)
    done = newcomer.post(opened.url, {"new_password1": PASSWORD, "new_password2": PASSWORD})

    cleo = User.objects.get(username="cleo")
    assert (cleo.email, cleo.first_name, cleo.is_staff, cleo.is_superuser) == (NEW["email"], "Cleo", True, False)
    assert [group.name for group in cleo.groups.all()] == ["Writer"]
    assert link_in(shown.text) == link_in(letter.body)
    assert (letter.to, letter.subject) == (["cleo@clinic.example"], "Sample Infusion Clinic: your account")
    assert letter.body.startswith("Hello Cleo O’Neil & Sons,\n\nmaria invites you")
    assert opened.url == "/admin/account/invitation/"
    assert "<strong>cleo</strong>" in asked.text
    assert done.url == "/admin/"
    assert newcomer.get("/admin/", headers={"accept": "text/html"}).url.startswith("/admin/account/")
    assert cleo.check_password(PASSWORD)
    assert log() == [
        ("maria", "invited", "cleo", "Writer"),
        ("cleo", "set a password", "cleo", ""),
        ("cleo", "signed in", "", ""),
    ]


def invited(client):
    client.post(ADD, NEW)
    return link_in(mail.outbox[-1].body)


def opens(link) -> bool:
    browser = Client()
    return browser.get(browser.get(link).url).status_code == 200


def test_a_link_works_once(client, manager):
    link = invited(client)
    assert opens(link)
    first, second = Client(), Client()
    for browser in (first, second):
        browser.get(link)

    first.post("/admin/account/invitation/", {"new_password1": PASSWORD, "new_password2": PASSWORD})
    late = second.post("/admin/account/invitation/", {"new_password1": "x" * 20, "new_password2": "x" * 20})

    assert late.status_code == 403
    assert "This link does not work any more." in late.text
    assert not opens(link)
    assert User.objects.get(username="cleo").check_password(PASSWORD)


def test_a_link_works_for_three_days(client, manager, time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    factories.confirmed(client)
    client.force_login(manager)
    factories.confirmed(client)
    link = invited(client)

    time_machine.move_to("2026-06-04T11:59:00Z", tick=False)
    assert opens(link)
    time_machine.move_to("2026-06-04T12:00:01Z", tick=False)
    assert not opens(link)


def test_opening_a_link_changes_nothing(client, manager):
    link = invited(client)
    before = User.objects.get(username="cleo").password

    for _ in range(3):
        assert opens(link)

    assert User.objects.get(username="cleo").password == before


@pytest.mark.parametrize("uid", ["MQ", "!", "é", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
@pytest.mark.parametrize("token", ["a-b", "0", "%00", "c" * 5_000])
def test_a_made_up_link_leads_nowhere(client, uid, token):
    response = client.get(f"/admin/account/invitation/{uid}/{token}/", follow=True)

    assert response.status_code == 403
    assert "This link does not work any more." in response.text


def test_a_weak_password_is_refused(client, manager):
    link = invited(client)
    browser = Client()
    browser.get(link)

    response = browser.post("/admin/account/invitation/", {"new_password1": "cleo", "new_password2": "cleo"})

    assert "This password is too short." in response.text
    assert not User.objects.get(username="cleo").has_usable_password()


def test_a_link_does_not_lead_past_the_second_step(client, manager):
    ana = factories.staff("ana")
    User.objects.filter(pk=ana.pk).update(email="ana@clinic.example")
    client.post(page_of(ana, "invite"))
    browser = Client()
    browser.get(link_in(mail.outbox[0].body))

    response = browser.post("/admin/account/invitation/", {"new_password1": PASSWORD, "new_password2": PASSWORD})

    assert response.url == "/admin/account/second-step/"
    assert browser.get("/admin/").status_code == 302


def test_when_the_mail_cannot_go_out_the_link_is_there_to_copy(client, manager, settings):
    settings.EMAIL_BACKEND = "tests.staff.test_people.Broken"

    response = client.post(ADD, NEW)

    assert "The mail to cleo@clinic.example could not be sent." in response.text
    assert opens(link_in(response.text))


class Broken:
    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("gone")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"username": "MARIA"}, "Somebody has this name already. Choose another one."),
        ({"username": ""}, "This field is required."),
        ({"username": "a b"}, "Enter a valid username."),
        ({"username": "\x00"}, "Null characters are not allowed."),
        ({"email": "cleo"}, "Enter a valid email address."),
        ({"email": "a@b.example\nBcc: x@y.example"}, "Enter a valid email address."),
        ({"first_name": "x" * 5_000}, "Ensure this value has at most 150 characters"),
        ({"groups": ["9" * 500]}, "is not one of the available choices."),
        ({"groups": ["x\x00"]}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_is_refused_in_words(client, manager, changes, message):
    response = client.post(ADD, NEW | changes)

    assert response.status_code == 200
    assert message in " ".join(errors(response))
    assert (User.objects.count(), len(mail.outbox)) == (1, 0)


# --- Roles --------------------------------------------------------------------------------------


def test_a_manager_changes_roles_and_the_log_says_which(client, manager):
    ana = factories.staff("ana", role="Writer")

    client.post(
        page_of(ana),
        {"first_name": "Ana", "last_name": "B", "email": "ana@clinic.example", "groups": ["Clinical reviewer"]},
    )

    ana.refresh_from_db()
    assert (ana.first_name, ana.email, [group.name for group in ana.groups.all()]) == (
        "Ana", "ana@clinic.example", ["Clinical reviewer"]
    )  # fmt: skip
    assert log() == [("maria", "changed roles", "ana", "Writer → Clinical reviewer")]


def test_nobody_becomes_more_than_the_form_offers(client, manager):
    ana = factories.staff("ana")
    more = {"is_superuser": "on", "is_staff": "on", "user_permissions": ["1"], "password": "x", "username": "root"}
    other = Group.objects.create(name="Something else")

    client.post(page_of(ana), NEW | more | {"groups": ["Writer"]})
    refused = client.post(page_of(ana), NEW | {"groups": [other.name]})

    ana.refresh_from_db()
    assert (ana.username, ana.is_superuser, ana.user_permissions.count()) == ("ana", False, 0)
    assert [group.name for group in ana.groups.all()] == ["Writer"]
    assert ana.check_password("a long pass phrase")
    assert errors(refused) == ["Select a valid choice. Something else is not one of the available choices."]


def test_managers_change_their_own_name_and_not_their_roles(client, manager):
    form = client.get(page_of(manager)).context["adminform"].form

    client.post(page_of(manager), NEW | {"groups": ["Writer"]})

    manager.refresh_from_db()
    assert set(form.fields) == {"first_name", "last_name", "email"}
    assert (manager.first_name, [group.name for group in manager.groups.all()]) == ("Cleo", ["Manager"])


@pytest.mark.parametrize("step", ["leave", "reset", "invite"])
def test_managers_take_no_step_with_themselves_or_with_who_runs_the_site(client, manager, step):
    root = factories.staff("root", superuser=True)

    own = client.post(page_of(manager, step), follow=True)
    others = client.post(page_of(root, step))

    assert [str(message) for message in own.context["messages"]] == [
        "Nobody changes their own access. Ask another manager."
    ]
    assert others.status_code == 403
    assert client.post(page_of(root), NEW).status_code == 403
    assert client.get(page_of(root)).status_code == 200
    assert all(person.is_active and person.has_usable_password() for person in User.objects.all())
    assert Authenticator.objects.count() == 2
    assert log() == []


def test_publishing_itself_refuses_too():
    manager, root = factories.staff("maria", role="Manager"), factories.staff("root", superuser=True)

    for refused in (people.leave, people.reset_second_factor, people.invite_again):
        with pytest.raises(publishing.NotAllowed):
            refused(root, by=manager)
        with pytest.raises(publishing.NotAllowed):
            refused(manager, by=manager)


def test_nobody_is_deleted(client):
    client.force_login(factories.staff("root", superuser=True))
    factories.confirmed(client)
    ana = factories.staff("ana")

    assert client.post(page_of(ana, "delete"), {"post": "yes"}).status_code == 403
    assert User.objects.count() == 2


def test_roles_and_secrets_have_no_pages(client):
    client.force_login(factories.staff("root", superuser=True))

    for path in ("auth/group/", "mfa/authenticator/", "account/emailaddress/"):
        assert client.get(f"/admin/{path}").status_code == 404


# --- Confirming ---------------------------------------------------------------------------------


def test_who_signed_in_long_ago_confirms_it_and_nothing_typed_is_lost(client, manager, time_machine):
    now = 1_780_000_000
    time_machine.move_to(now, tick=False)
    client.force_login(manager)
    factories.confirmed(client)
    assert client.get(ADD).status_code == 200

    time_machine.move_to(now + 15 * 60 + 1, tick=False)
    asked = client.post(ADD, NEW)
    before = User.objects.count()
    client.post(asked.url, {"password": "wrong"})
    done = client.post("/admin/account/confirm/", {"password": "a long pass phrase", "next": ADD})

    assert asked.url == "/admin/account/confirm/?next=%2Fadmin%2Fauth%2Fuser%2Fadd%2F"
    assert before == 1
    assert "A mail with this link is on its way to <strong>cleo@clinic.example</strong>." in done.text
    assert User.objects.filter(username="cleo").exists()


def test_a_code_confirms_too(client, manager):
    client = Client()
    client.force_login(manager)
    asked = client.get(ADD)
    ways = client.get(asked.url)

    done = client.post("/admin/account/confirm/code/", {"code": factories.code_of(), "next": ADD})

    assert "Use a code from your app" in ways.text
    assert done.url == ADD
    assert client.get(ADD).status_code == 200


# --- Leaving ------------------------------------------------------------------------------------


def test_who_leaves_has_no_access_from_the_next_request_on_and_what_they_did_stays(client, manager):
    ana, browser = factories.staff("ana", role="Writer"), Client()
    clinician = factories.clinician(account=ana)
    version = factories.draft(factories.article(), by=ana)
    request = SignOffRequest.objects.create(
        version=version, clinician=factories.clinician("Tom Sample"), token_digest=new_token()[1], asked_by=ana,
        ends_at=version.written_at + LASTS,
    )  # fmt: skip
    Opening.objects.create(article=version.article, person=ana)
    browser.force_login(ana)
    assert browser.get("/admin/").status_code == 200

    told = client.post(page_of(ana, "leave"), follow=True)

    assert browser.get("/admin/").status_code == 302
    assert people.sessions_of(ana) == []
    assert not Client().login(username="ana", password="a long pass phrase")
    assert [str(message) for message in told.context["messages"]] == ["ana has no access any more."]
    clinician.refresh_from_db()
    assert clinician.left_at is not None
    assert SignOffRequest.objects.open().get() == request
    assert version.written_by == ana
    assert not Opening.objects.exists()
    assert log()[-1] == ("maria", "ended the access", "ana", "")


def test_who_left_can_come_back(client, manager):
    ana = factories.staff("ana")
    User.objects.filter(pk=ana.pk).update(email="ana@clinic.example")
    clinician = factories.clinician(account=ana)
    client.post(page_of(ana, "leave"))

    client.post(page_of(ana, "invite"))

    ana.refresh_from_db()
    clinician.refresh_from_db()
    assert (ana.is_active, ana.has_usable_password(), clinician.left_at) == (True, False, None)
    assert opens(link_in(mail.outbox[0].body))


def test_a_new_link_ends_the_password_and_the_link_before(client, manager):
    first = invited(client)
    cleo = User.objects.get(username="cleo")

    client.post(page_of(cleo, "invite"))

    assert not opens(first)
    assert opens(link_in(mail.outbox[1].body))


def test_a_manager_resets_the_second_step_of_who_lost_the_phone(client, manager):
    ana, browser = factories.staff("ana"), Client()
    browser.force_login(ana)

    client.post(page_of(ana, "reset"))

    assert not people.has_second_factor(ana)
    assert browser.get("/admin/").status_code == 302
    assert log() == [("maria", "reset the second step", "ana", "")]


def test_opening_a_step_changes_nothing(client, manager):
    ana = factories.staff("ana")

    for step in ("leave", "reset", "invite"):
        assert client.get(page_of(ana, step)).status_code == 200

    ana.refresh_from_db()
    assert ana.is_active
    assert ana.has_usable_password()
    assert people.has_second_factor(ana)
    assert log() == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, manager, number, django_assert_num_queries):
    for name in ("ana", "ben", "cleo")[:number]:
        factories.staff(name, role="Writer")
    client.get(LIST)

    with django_assert_num_queries(10):
        response = client.get(LIST)

    assert response.text.count("Writer</td>") == number


def test_a_session_that_is_over_counts_no_more(manager, client, time_machine):
    assert len(people.sessions_of(manager)) == 1
    session = client.session
    session.set_expiry(-timedelta(seconds=1))
    session.save()

    assert people.sessions_of(manager) == []
