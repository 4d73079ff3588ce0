"""Signing in with a real browser: a password, a code of an app, a passkey; nothing against the policy, nothing for axe."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import factories
from therapies.models import JournalEntry

RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}
SCREENS = [(320, "light"), (320, "dark"), (1280, "dark"), (1280, "light")]


@pytest.fixture
def page(context, transactional_db):
    opened = context.new_page()
    opened.told = []
    opened.on("console", lambda message: opened.told.append(message.text) if message.type == "error" else None)
    return opened


def look(page, screens=SCREENS) -> list[str]:
    """What axe finds on the open page, and whether it scrolls sideways, on some screens."""
    page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    found, told = [], len(page.told)
    for width, scheme in screens:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        # Links of the admin change their colour slowly; axe would measure one that is on its way.
        page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
        for violation in Axe().run(page, options=RULES).response["violations"]:
            found += [f"{width} {scheme} {violation['id']}: {node['target']}" for node in violation["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}: scrolls sideways")
    # What the browser complains of while axe measures is axe's own doing.
    del page.told[told:]
    return found


def give_password(page):
    page.get_by_label("Name").fill("ana")
    page.get_by_label("Password").fill("a long pass phrase")
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_new_nurse_sets_up_the_app_of_her_phone_and_signs_in_with_it(page, live_server):
    factories.staff("ana", superuser=True, second_factor=False)
    problems = {}
    page.goto(live_server.url + "/admin/")
    problems["sign in"] = look(page)
    give_password(page)
    expect(page.get_by_text("Before you go on, set up a second step.")).to_be_visible()
    problems["account"] = look(page)
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("[data-secret]").inner_text()
    page.wait_for_load_state()
    assert page.locator(".account__qr").evaluate("(picture) => picture.naturalWidth") > 0
    problems["app"] = look(page, SCREENS[::2])
    page.get_by_label("Type the 6 numbers").fill(factories.code_of(secret))
    page.get_by_role("button", name="Go on").click()
    codes = page.locator(".account__codes code")
    expect(codes).to_have_count(10)
    code = codes.first.inner_text()
    problems["codes"] = look(page, SCREENS[::2])
    page.get_by_role("link", name="I have kept them. Go on").click()
    expect(page).to_have_url(live_server.url + "/admin/")
    page.get_by_role("button", name="Sign out").click()
    give_password(page)
    expect(page).to_have_url(re.compile("second-step"))
    problems["second step"] = look(page, SCREENS[::2])
    page.get_by_label("Code").fill(factories.code_of(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(live_server.url + "/admin/")
    page.get_by_role("button", name="Sign out").click()
    give_password(page)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(live_server.url + "/admin/")

    assert {name: found for name, found in problems.items() if found} == {}
    assert page.told == []


def test_a_passkey_signs_in_alone_and_confirms(page, live_server):
    factories.staff("ana", superuser=True, second_factor=False)
    # Chromium's own stand-in for a finger: a key inside this computer that always says yes.
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": key | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    problems = {}
    page.goto(live_server.url + "/admin/")
    give_password(page)
    page.get_by_role("link", name="Add a passkey").click()
    problems["add"] = look(page)
    page.get_by_label("A name for it").fill("my laptop")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.locator(".account__codes code")).to_have_count(10)
    page.get_by_role("link", name="I have kept them. Go on").click()
    page.get_by_role("button", name="Sign out").click()

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page).to_have_url(live_server.url + "/admin/")
    page.get_by_role("link", name="How you sign in").click()
    expect(page.get_by_role("main")).to_contain_text("my laptop")
    problems["account"] = look(page)
    assert {name: found for name, found in problems.items() if found} == {}
    assert page.told == []
    actions = [entry.action for entry in JournalEntry.objects.order_by("pk")]
    assert actions == ["signed in", "added a second step", "added a second step", "signed out", "signed in"]


def test_a_manager_invites_somebody(page, live_server):
    manager = factories.staff("ana", role="Manager")
    ben = factories.staff("ben", role="Writer")
    page.goto(live_server.url + "/admin/auth/user/")
    give_password(page)
    page.get_by_label("Code").fill(factories.code_of())
    page.get_by_role("button", name="Sign in", exact=True).click()
    problems = {"people": look(page, SCREENS[::2])}
    page.get_by_role("link", name=re.compile("Add user|Invite")).first.click()
    problems["invite"] = look(page, SCREENS[::2])
    page.get_by_label("Username").fill("cleo")
    page.get_by_label("First name").fill("Cleo")
    page.get_by_label("Email").fill("cleo@clinic.example")
    page.get_by_label("Writer").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("The link.")).to_have_value(re.compile("/admin/account/invitation/"))
    problems["link"] = look(page, SCREENS[::2])
    link = page.get_by_label("The link.").input_value()
    for name, path in {"person": "change", "leave": "leave"}.items():
        page.goto(live_server.url + f"/admin/auth/user/{ben.pk}/{path}/")
        problems[name] = look(page, SCREENS[::2])
    page.get_by_role("button", name="End the access").click()
    page.goto(live_server.url + "/admin/therapies/journalentry/")
    expect(page.get_by_role("main")).to_contain_text("ended the access")
    problems["log"] = look(page, SCREENS[::2])
    page.goto(link)
    problems["welcome"] = look(page, SCREENS[::2])

    assert {name: found for name, found in problems.items() if found} == {}
    assert page.told == []
    assert manager.is_active
