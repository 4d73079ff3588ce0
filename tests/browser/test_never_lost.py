"""Nothing that staff type is lost: crashes, sessions that end, two people at once. Two real sessions where it takes two."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from therapies.text.articles import parse_article

OLD = 1_600_000_000_000  # ms: September 2020
PUT = """(copy) => new Promise((resolve) => {
  const request = indexedDB.open("staff-typing", 1);
  request.onsuccess = () => {
    const change = request.result.transaction("drafts", "readwrite");
    change.objectStore("drafts").put(copy);
    change.oncomplete = () => { request.result.close(); resolve(); };
  };
})"""
BODY = "Eat nothing for 6 hours. Drink water.\n\n- Bring a list.\n\nCall us.\n"
SAVE = "Save as a draft"


@pytest.fixture
def article(transactional_db):
    return factories.article(slug="rides", title="Rides", body=BODY)


class Desk:
    """A computer with somebody signed in on it."""

    def __init__(self, browser, url, person):
        self.url, self.context = url, browser.new_context(viewport={"width": 1280, "height": 900})
        self.told = []
        self.sign_in(person)

    def sign_in(self, person):
        session, name = Client(), settings.SESSION_COOKIE_NAME
        session.force_login(person)
        self.context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": self.url}])

    def open(self, address):
        page = self.context.new_page()
        page.on("console", lambda message: self.told.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.told.append(str(error)))
        page.goto(self.url + address)
        return page


@pytest.fixture
def desk(browser, live_server, transactional_db):
    desks = []

    def sit_down(person):
        desks.append(Desk(browser, live_server.url, person))
        return desks[-1]

    return sit_down


@pytest.fixture
def ana(transactional_db):
    person = factories.staff("ana", superuser=True)
    person.first_name = "Ana"
    person.save()
    return person


@pytest.fixture
def ben(transactional_db):
    return factories.staff("ben", superuser=True)


def change_url(article):
    return reverse("admin:therapies_article_change", args=[article.pk])


def kept(page):
    expect(page.locator("[data-editor-kept]")).to_have_text(
        re.compile(r"Kept on this computer \d\d:\d\d:\d\d"), timeout=2_000
    )


def body_of(version):
    return parse_article(version.text, kind="guide").body


def saved(page):
    expect(page.locator(".messagelist")).to_contain_text("is saved as a draft")


def copies(page):
    """What this browser keeps of the typing of everybody."""
    return page.evaluate("""() => new Promise((resolve) => {
      const request = indexedDB.open("staff-typing", 1);
      request.onsuccess = () => {
        const all = request.result.transaction("drafts").objectStore("drafts").getAll();
        all.onsuccess = () => { request.result.close(); resolve(all.result); };
      };
    })""")


def nothing_is_kept(page):
    """Wait until the page that follows a save has let go of what was saved."""
    for _ in range(40):
        if not copies(page):
            return
        page.wait_for_timeout(50)
    assert copies(page) == []


def reads_well(page, *parts, told):
    """No axe rule is broken in parts of a page, and they fit the width of a small phone."""
    # To measure, axe writes styles into the page, which the page's policy refuses.
    before = list(told)
    page.set_viewport_size({"width": 320, "height": 900})
    found = Axe().run(page, context={"include": [[part] for part in parts]}).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert (
        page.evaluate(
            "(parts) => parts.flatMap((part) => [...document.querySelectorAll(part + ', ' + part + ' *')])"
            ".filter((element) => element.getBoundingClientRect().right > 321).map((element) => element.outerHTML)",
            list(parts),
        )
        == []
    )
    page.set_viewport_size({"width": 1280, "height": 900})
    told[:] = before


def test_typing_outlives_a_crash_and_goes_only_when_it_was_saved(desk, article, ana):
    computer = desk(ana)
    page = computer.open(change_url(article))
    page.locator("#id_title").fill("Rides home")
    page.locator("#id_body").fill(BODY.replace("a list", "your list").replace("Call us.", "Call us first."))
    page.locator("#id_safety").check()
    kept(page)
    page.close(run_before_unload=False)

    page = computer.open(change_url(article))
    offer = page.locator(".draft")
    expect(offer).to_contain_text(
        re.compile(r"You typed something here on \w+ \d+, \d{4} at .* that was never saved: 4 lines differ\.")
    )
    # Until somebody says so, the form says what the server says.
    assert page.locator("#id_body").input_value() == BODY
    offer.get_by_role("button", name="Show").click()
    assert offer.locator("ins").all_text_contents() == [
        "+ typed: Rides home", "+ typed: - Bring your list.", "+ typed: Call us first.", "+ typed: yes",
    ]  # fmt: skip
    reads_well(page, "[data-typing]", told=computer.told)
    offer.get_by_role("button", name="Take it over").click()
    expect(page.locator("#id_title")).to_have_value("Rides home")
    expect(page.locator("#id_safety")).to_be_checked()
    kept(page)
    assert len(copies(page)) == 1

    # A refused form is not a saved one.
    page.locator("#id_title").fill("")
    page.get_by_role("button", name=SAVE).click()
    expect(page.locator(".errornote:visible")).to_be_visible()
    kept(page)
    assert [dict(copy["fields"])["title#1"] for copy in copies(page)] == [""]
    expect(page.locator(".draft")).to_have_count(0)
    page.locator("#id_title").fill("Rides back")
    page.get_by_role("button", name=SAVE).click()

    saved(page)
    expect(page.locator(".draft")).to_have_count(0)
    nothing_is_kept(page)
    assert article.versions.first().title == "Rides back"
    assert computer.told == []


def test_a_new_page_is_kept_too_and_only_its_writer_is_offered_it(desk, ana, ben, article):
    computer, add = desk(ana), reverse("admin:therapies_article_add")
    page = computer.open(add)
    page.locator("#id_slug").fill("parking")
    page.locator("#id_body").fill("Park behind the house.")
    kept(page)
    page.evaluate(
        PUT, {"id": "old", "account": str(ana.pk), "article": "new", "at": OLD, "fields": [["body#1", "Old."]]}
    )

    # What is open in another tab is not lost; what is older than 30 days goes.
    beside = computer.open(add)
    expect(beside.locator("[data-editor-status]")).not_to_be_empty()
    assert [copy["id"] == "old" for copy in copies(beside)] == [False]
    expect(beside.locator(".draft")).to_have_count(0)
    page.close(run_before_unload=False)
    computer.sign_in(ben)
    beside.goto(computer.url + add)
    beside.wait_for_timeout(500)
    expect(beside.locator(".draft")).to_have_count(0)

    computer.sign_in(ana)
    beside.goto(computer.url + add)
    offer = beside.locator(".draft")
    offer.get_by_role("button", name="Throw away").click()
    expect(offer).to_contain_text("It is thrown away.")
    nothing_is_kept(beside)
    offer.get_by_role("button", name="No, keep it").click()
    offer.get_by_role("button", name="Take it over").click()
    expect(beside.locator("#id_slug")).to_have_value("parking")
    offer.get_by_role("button", name="Put back what was there").click()
    expect(beside.locator("#id_slug")).to_have_value("")
    assert computer.told == []


def test_a_session_that_ends_while_typing_is_told_and_the_text_is_saved_after_signing_in(desk, article, ana, ben):
    computer = desk(ana)
    page = computer.open(change_url(article))
    page.locator("#id_body").fill("Mine.\n")
    kept(page)
    Session.objects.all().delete()
    # The page looks again when it comes to the front, and every 10 seconds.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-presence-out]")).to_contain_text("You are no longer signed in. Your text is still here.")
    page.get_by_role("button", name=SAVE).click()
    # In sight, wherever on the long page the button was pressed.
    expect(page.locator("[data-editor-signed-out]")).to_be_in_viewport(ratio=1)

    # Somebody else at the same computer does not save it under their own name.
    computer.sign_in(ben)
    page.get_by_role("button", name=SAVE).click()
    expect(page.locator("[data-editor-somebody-else]")).to_be_visible()
    computer.sign_in(ana)
    # The token of the form is from before: a new session brings a new one.
    page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value = 'x'.repeat(64)")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-presence-out]")).to_be_hidden()
    page.get_by_role("button", name=SAVE).dblclick()

    saved(page)
    assert [body_of(version) for version in article.versions.all()] == ["Mine.\n", BODY]
    assert article.versions.first().written_by == ana


def test_a_session_that_ends_in_the_moment_of_saving_gives_the_text_back(desk, article, ana):
    computer = desk(ana)
    page = computer.open(change_url(article))
    page.locator("#id_body").fill("Mine.\n")
    # The form has asked, was told that all is well, and stands still just before it goes.
    page.evaluate("""() => {
      const form = document.querySelector("#article_form");
      form.requestSubmit = (button) => { window.goOn = () => HTMLFormElement.prototype.requestSubmit.call(form, button); };
    }""")
    page.get_by_role("button", name=SAVE).click()
    page.wait_for_function("() => window.goOn")
    Session.objects.all().delete()
    page.evaluate("goOn()")

    expect(page.get_by_role("alert")).to_contain_text("Not saved: you are no longer signed in.")
    expect(page.get_by_label("Text")).to_have_value("Mine.\n")
    reads_well(page, "#content", told=computer.told)
    computer.sign_in(ana)
    page.get_by_role("button", name="Save again").click()

    saved(page)
    nothing_is_kept(page)
    assert body_of(article.versions.first()) == "Mine.\n"


def test_two_people_save_the_same_page_and_no_word_is_lost(desk, article, ana, ben):
    hers, his = desk(ana), desk(ben)
    first, second = hers.open(change_url(article)), his.open(change_url(article))
    expect(second.locator("[data-presence-others] li")).to_have_text("Ana opened this just now.", timeout=15_000)
    first.locator("#id_body").fill(BODY.replace("6 hours", "8 hours").replace("a list", "your list"))
    second.locator("#id_body").fill(BODY.replace("6 hours", "4 hours").replace("Call us.", "Call us first."))
    second.locator("#id_title").fill("Rides home")
    first.get_by_role("button", name=SAVE).click()
    saved(first)

    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(second.locator("[data-presence-newer]")).to_contain_text(
        "Ana saved version 2 just now. Your save will be compared with it. See what changed", timeout=15_000
    )
    second.get_by_role("button", name=SAVE).click()
    expect(second.locator("[data-stale]")).to_contain_text("One place needs your choice")
    reads_well(second, "[data-typing]", "[data-stale]", told=his.told)
    text = second.locator("#id_body")
    expect(text).to_have_value(re.compile(r"- Bring your list\.\n\nCall us first\.\n$"))
    expect(second.locator("[data-choice] [data-choice-state]")).to_have_text("still open")
    second.get_by_role("button", name="Keep both").click()
    expect(second.locator("[data-choice] [data-choice-state]")).to_have_text("chosen")
    text.press("Control+z")
    expect(second.locator("[data-choice] [data-choice-state]")).to_have_text("still open")
    second.get_by_role("button", name="Take version 2").click()
    second.get_by_role("button", name=SAVE).click()

    saved(second)
    nothing_is_kept(second)
    newest = article.versions.first()
    assert (newest.number, newest.title, newest.written_by) == (3, "Rides home", ben)
    assert body_of(newest) == "Eat nothing for 8 hours. Drink water.\n\n- Bring your list.\n\nCall us first.\n"
    expect(second.locator(".draft")).to_have_count(0)
    first.close(run_before_unload=True)
    assert (hers.told, his.told) == ([], [])


def test_typing_that_began_with_an_older_version_is_put_together_with_the_newer_one(desk, article, ana, ben):
    computer = desk(ana)
    page = computer.open(change_url(article))
    page.locator("#id_body").fill(BODY.replace("Call us.", "Call us first."))
    kept(page)
    page.close(run_before_unload=False)
    factories.draft(article, by=ben, title="Rides", body=BODY.replace("6 hours", "8 hours"))

    page = computer.open(change_url(article))
    expect(page.locator("[data-draft-older]")).to_contain_text("It began with version 1")
    page.get_by_role("button", name="Take it over").click()
    page.get_by_role("button", name=SAVE).click()
    expect(page.locator("[data-stale]")).to_contain_text("Read them through, and save again.")
    page.get_by_role("button", name=SAVE).click()

    saved(page)
    assert body_of(article.versions.first()) == BODY.replace("6 hours", "8 hours").replace("Call us.", "Call us first.")


FORBIDDEN = "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no') } })"
FULL = "IDBObjectStore.prototype.put = () => { throw new DOMException('no', 'QuotaExceededError') }"


@pytest.mark.parametrize("storage", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_a_browser_that_keeps_nothing_says_so_and_saves_all_the_same(desk, article, ana, storage):
    computer = desk(ana)
    computer.context.add_init_script(storage)
    page = computer.open(change_url(article))
    page.locator("#id_body").fill("Mine.\n")
    expect(page.locator("[data-drafts-off]")).to_contain_text("This browser cannot keep a copy of what you type")
    expect(page.locator("[data-editor-kept]")).to_be_hidden()
    page.get_by_role("button", name=SAVE).click()

    saved(page)
    assert computer.told == []
