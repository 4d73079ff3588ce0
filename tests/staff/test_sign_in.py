"""Staff sign in with a password and a second step; guessing is slow; sessions end."""

import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import factories
from therapies.models import JournalEntry

pytestmark = pytest.mark.django_db
PASSWORD = "a long pass phrase"
HOME, LOGIN, ACCOUNT = "/admin/", "/admin/login/", "/admin/account/"
SECOND_STEP = "/admin/account/second-step/"
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SCRIPT = {"accept": "*/*", "sec-fetch-dest": "empty"}


@pytest.fixture
def nurse():
    return factories.staff("ana", superuser=True)


def give_password(client, *, name="ana", password=PASSWORD, **request):
    return client.post(LOGIN, {"login": name, "password": password}, **request)


def give_code(client, code=None):
    return client.post(SECOND_STEP, {"code": code or factories.code_of()})


def errors(response):
    return re.findall(r'errornote" role="alert">\s*([^<]+?)\s*<', response.text)


def log(*, but=()):
    return [entry.action for entry in JournalEntry.objects.order_by("pk") if entry.action not in but]


# --- The two steps ----------------------------------------------------------------------------


def test_a_password_and_a_code_let_in_and_lead_where_one_wanted_to_go(client, nurse):
    wanted = reverse("admin:therapies_clinicfact_changelist")
    asked = client.get(wanted)
    first = client.post(asked.url, {"login": "ana", "password": PASSWORD, "next": wanted})
    in_between = client.get(HOME)
    second = give_code(client)

    assert asked.url == f"{LOGIN}?next={wanted}"
    assert (first.status_code, first.url) == (302, SECOND_STEP)
    assert in_between.url == f"{LOGIN}?next={HOME}"
    assert (second.status_code, second.url) == (302, wanted)
    assert client.get(wanted).status_code == 200
    assert log() == ["signed in"]


def test_a_wrong_code_is_refused_in_words_and_logged(client, nurse):
    give_password(client)

    response = give_code(client, "000000" if factories.code_of() != "000000" else "000001")

    assert errors(response) == ["That is not right, or the code is over. Wait for the next code, and type that one."]
    assert log() == ["failed to sign in"]
    assert client.get(HOME).status_code == 302


def test_a_code_that_somebody_looked_over_the_shoulder_for_does_not_work_again(client, nurse):
    code = factories.code_of()
    give_password(client)
    give_code(client, code)
    thief = Client()
    give_password(thief)

    give_code(thief, code)

    assert client.get(HOME).status_code == 200
    assert thief.get(HOME).status_code == 302


def test_who_took_the_wrong_name_can_begin_again(client, nurse):
    give_password(client)
    assert client.get(LOGIN).url == SECOND_STEP

    client.post("/admin/logout/")

    assert client.get(LOGIN).status_code == 200


def test_a_new_person_is_led_to_a_second_step_and_then_in(client, django_capture_on_commit_callbacks):
    factories.staff("ana", superuser=True, second_factor=False)
    signed_in = give_password(client)
    led = client.get(HOME, headers=BROWSER)
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r"data-secret>([A-Z2-7]+)<", page.text)[1]
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(reverse("mfa_activate_totp"), {"code": factories.code_of(secret)})
    codes = client.get(done.url)

    assert signed_in.url == HOME
    assert (led.status_code, led.url) == (302, f"{ACCOUNT}?next=%2Fadmin%2F")
    assert done.url == reverse("mfa_view_recovery_codes")
    assert len(re.findall(r"<code>\d{8}</code>", codes.text)) == 10
    assert client.get(HOME).status_code == 200
    assert log() == ["signed in", "added a second step", "added a second step"]


def test_a_recovery_code_lets_in_once(client, nurse):
    client.force_login(nurse)
    factories.confirmed(client)
    client.post(reverse("mfa_generate_recovery_codes"))
    code = re.search(r"<code>(\d{8})</code>", client.get(reverse("mfa_view_recovery_codes")).text)[1]

    first, second = Client(), Client()
    for browser in (first, second):
        give_password(browser)
        give_code(browser, code)

    assert first.get(HOME).status_code == 200
    assert second.get(HOME).status_code == 302
    assert "used a recovery code" in log()


def test_without_a_second_step_no_page_of_staff_opens_and_scripts_are_told_why(client):
    client.force_login(factories.staff("ana", superuser=True, second_factor=False))
    paths = [HOME, "/admin/components/", reverse("admin:therapies_article_changelist"), "/admin/password_change/"]

    pages = [client.get(path, headers=BROWSER) for path in paths]
    data = client.post(reverse("markdownx_markdownify"), {"body": "x"})

    assert [(page.status_code, page.url.partition("?")[0]) for page in pages] == [(302, ACCOUNT)] * len(paths)
    assert (data.status_code, json.loads(data.content)) == (
        403,
        {"error": "Set up your second step first, at /admin/account/. It takes a minute."},
    )
    assert client.get(ACCOUNT).status_code == 200
    assert client.post("/admin/logout/").url == LOGIN


def test_the_second_step_can_be_switched_off_to_try_the_site(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    factories.staff("ana", superuser=True, second_factor=False)

    give_password(client)

    assert client.get(HOME).status_code == 200


def test_the_only_second_step_cannot_be_removed(client, nurse):
    client.force_login(nurse)
    factories.confirmed(client)

    response = client.post(reverse("mfa_deactivate_totp"))

    assert errors(response) == ["This is your only second step. Add another one first."]
    assert Authenticator.objects.filter(user=nurse).exists()


def test_the_first_second_step_ends_what_was_open_with_the_password_alone(client, django_capture_on_commit_callbacks):
    nurse, thief = factories.staff("ana", superuser=True, second_factor=False), Client()
    give_password(thief)
    give_password(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r"data-secret>([A-Z2-7]+)<", page.text)[1]

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": factories.code_of(secret)})

    assert client.get(HOME).status_code == 200
    assert thief.get(HOME).status_code == 302
    assert Session.objects.count() == 1
    assert nurse.is_active


def test_only_the_page_with_the_code_of_the_app_may_show_pictures_that_stand_in_it(client):
    client.force_login(factories.staff("ana", superuser=True, second_factor=False))
    factories.confirmed(client)

    policies = [client.get(path).headers["Content-Security-Policy"] for path in (reverse("mfa_activate_totp"), ACCOUNT)]

    assert [re.search("img-src ([^;]+)", policy)[1] for policy in policies] == ["'self' data:", "'self'"]
    assert re.search("script-src ([^;]+)", policies[0])[1] == "'self'"


def test_nobody_signs_up(client):
    for name in ("signup", "email", "confirm-email", "password/reset", "inactive", "social", "signup/passkey"):
        for below in ("admin/account", "accounts", "account", "admin"):
            response = client.get(f"/{below}/{name}/", follow=True)
            assert response.status_code == 404 or response.request["PATH_INFO"] == LOGIN, (below, name)


# --- Who ----------------------------------------------------------------------------------------


def test_only_people_who_work_here_sign_in_and_the_words_are_the_same_for_all(client, nurse):
    User.objects.create_user("patient", password=PASSWORD)
    left = factories.staff("left")
    User.objects.filter(pk=left.pk).update(is_active=False)

    answers = [
        give_password(Client(), name=name, password=password)
        for name, password in (("patient", PASSWORD), ("left", PASSWORD), ("ana", "wrong"), ("nobody", "wrong"))
    ]

    assert {answer.status_code for answer in answers} == {200}
    assert [errors(answer) for answer in answers] == [["The name or the password is not right. Try again."]] * 4


def test_an_unknown_name_takes_as_long_as_a_known_one(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    factories.staff("ana")

    def seconds(name):
        begun = time.perf_counter()
        give_password(Client(), name=name, password="wrong")
        return time.perf_counter() - begun

    seconds("ana")
    known, unknown = (min(seconds(name) for _ in range(2)) for name in ("ana", "nobody"))

    assert 0.4 < unknown / known < 2.5


def test_a_failed_sign_in_is_logged_with_the_name_only_if_somebody_has_it(client, nurse):
    give_password(client, password="my secret")
    give_password(client, name="my secret")

    entries = [(entry.name, entry.action, entry.about, entry.detail) for entry in JournalEntry.objects.all()]
    assert entries == [("ana", "failed to sign in", "ana", "wrong password")]


# --- Guessing -----------------------------------------------------------------------------------


def test_the_sixth_try_waits_even_with_the_right_password_and_for_names_that_nobody_has(client, nurse, time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    said = {
        name: [errors(give_password(client, name=name, password="wrong")) for _ in range(6)] for name in ("ana", "x")
    }
    right = give_password(client)
    time_machine.move_to("2026-06-01T12:05:01Z", tick=False)

    assert said["ana"] == said["x"]
    assert said["ana"][4:] == [
        ["The name or the password is not right. Try again."],
        ["Too many wrong tries. Wait 5 minutes, then try again."],
    ]
    assert errors(right) == ["Too many wrong tries. Wait 5 minutes, then try again."]
    assert give_password(client).url == SECOND_STEP


def test_all_processes_count_wrong_passwords_together(client, nurse):
    for _ in range(5):
        give_password(client, password="wrong")
    # What a second worker has of its own: nothing.
    caches["default"].clear()

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM staff_limits WHERE cache_key LIKE %s", ["%login_failed%"])
        assert cursor.fetchone()[0] >= 3
    assert errors(give_password(client)) == ["Too many wrong tries. Wait 5 minutes, then try again."]


def test_a_stranger_cannot_keep_a_nurse_out_from_everywhere(client, nurse):
    for _ in range(6):
        give_password(Client(REMOTE_ADDR="203.0.113.9"), password="wrong")

    assert give_password(client).url == SECOND_STEP


def test_a_name_that_is_tried_from_everywhere_waits(client, nurse):
    for number in range(50):
        give_password(Client(REMOTE_ADDR=f"203.0.113.{number}"), password="wrong")

    assert errors(give_password(client)) == ["Too many wrong tries. Wait 5 minutes, then try again."]


@pytest.mark.parametrize("believed", [True, False])
def test_a_made_up_address_does_not_begin_the_count_anew(client, nurse, settings, believed):
    settings.TRUSTS_PROXY = believed
    for number in range(5):
        give_password(client, password="wrong", headers={"x-forwarded-for": f"198.51.100.{number}, 203.0.113.9"})

    response = give_password(client, headers={"x-forwarded-for": "192.0.2.1, 203.0.113.9"})

    assert errors(response) == ["Too many wrong tries. Wait 5 minutes, then try again."]


def test_guessing_codes_waits_too(client, nurse):
    give_password(client)
    wrong = "000000" if factories.code_of() != "000000" else "000001"

    said = [errors(give_code(client, wrong)) for _ in range(6)]

    assert said[5] == ["Too many wrong tries. Wait 5 minutes, then try again."]
    assert errors(give_code(client)) == ["Too many wrong tries. Wait 5 minutes, then try again."]


# --- Sessions -----------------------------------------------------------------------------------


def moved(time_machine, seconds):
    time_machine.move_to(1_780_000_000 + seconds, tick=False)


def test_a_session_ends_after_half_an_hour_without_work(client, nurse, time_machine):
    moved(time_machine, 0)
    client.force_login(nurse)
    for minute in range(0, 100, 25):
        moved(time_machine, minute * 60)
        assert client.get(HOME).status_code == 200
    for minute in range(80, 110, 5):
        moved(time_machine, minute * 60)
        # The editor asks by itself who else has the page open; nobody need be sitting there.
        client.get("/admin/editor/presence/1/")

    moved(time_machine, 75 * 60 + 30 * 60 + 1)
    page, data = client.get(HOME + "therapies/article/", headers=BROWSER), client.get(HOME, headers=SCRIPT)

    assert (page.status_code, page.url) == (302, f"{LOGIN}?next=/admin/therapies/article/")
    assert (data.status_code, json.loads(data.content)) == (401, {"error": "Sign in at /admin/ first."})
    assert client.post(reverse("markdownx_markdownify"), headers=SCRIPT).status_code == 401


def test_a_session_ends_after_twelve_hours_of_work(client, nurse, time_machine):
    moved(time_machine, 0)
    client.force_login(nurse)
    for minute in range(0, 12 * 60, 20):
        moved(time_machine, minute * 60)
        assert client.get(HOME).status_code == 200

    moved(time_machine, 12 * 60 * 60 + 1)

    assert client.get(HOME).status_code == 302


def test_signing_in_gives_a_new_key_and_signing_out_ends_it_on_the_server(client, nurse):
    give_password(client)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    give_code(client)
    after = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/admin/logout/")
    thief = Client()

    assert before != after
    for key in (before, after):
        thief.cookies[settings.SESSION_COOKIE_NAME] = key
        assert thief.get(HOME).status_code == 302
    assert log() == ["signed in", "signed out"]


def test_a_new_password_ends_the_other_sessions(client, nurse):
    client.force_login(nurse)
    other = Client()
    other.force_login(nurse)
    new = "four words that nobody knows"

    response = client.post("/admin/password_change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert response.status_code == 302
    assert client.get(HOME).status_code == 200
    assert other.get(HOME).status_code == 302
    assert User.objects.get().check_password(new)
    assert log() == ["changed the password"]


def test_one_can_sign_out_everywhere_else(client, nurse):
    client.force_login(nurse)
    other, stranger = Client(), Client()
    other.force_login(nurse)
    stranger.force_login(factories.staff("ben", superuser=True))
    assert "in 1 other browser." in client.get(ACCOUNT).text

    client.post(reverse("sign_out_elsewhere"))

    assert [each.get(HOME).status_code for each in (client, other, stranger)] == [200, 302, 200]


def test_pages_about_signing_in_are_closed_to_accounts_that_are_not_of_staff(client):
    client.force_login(User.objects.create_user("patient"))

    assert client.get(ACCOUNT).status_code == 403
    assert client.get("/admin/password_change/").status_code == 403
    assert client.get(LOGIN).status_code == 200


# --- Lost phones --------------------------------------------------------------------------------


def test_the_command_resets_a_second_step(client, nurse, capsys):
    client.force_login(nurse)

    call_command("reset_second_factor", "Ana")

    assert capsys.readouterr().out == "ana sets up a new second step when they next sign in.\n"
    assert not Authenticator.objects.exists()
    assert client.get(HOME).status_code == 302
    assert [(entry.name, entry.action, entry.about) for entry in JournalEntry.objects.all()] == [
        ("the site", "reset the second step", "ana")
    ]


def test_the_command_knows_who_is_there(nurse):
    with pytest.raises(CommandError) as refusal:
        call_command("reset_second_factor", "eve")

    assert str(refusal.value) == "Nobody signs in with the name eve."


# --- Nonsense -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["\x00", "9" * 5_000, "<b>", "[]", "null", "{}", '{"response": 1}', '{"id": "x"}', "é" * 500]
)
@pytest.mark.parametrize(
    ("path", "field"),
    [
        (LOGIN, "login"),
        (SECOND_STEP, "code"),
        (SECOND_STEP, "credential"),
        ("/admin/account/passkeys/login/", "credential"),
    ],
)
def test_nonsense_is_answered_with_words(client, nurse, path, field, value):
    if path == SECOND_STEP:
        give_password(client)
    client.get("/admin/account/passkeys/login/", headers={"accept": "application/json"})

    response = client.post(path, {field: value, "password": value})

    assert response.status_code in (200, 302)
    assert client.get(HOME).status_code == 302
