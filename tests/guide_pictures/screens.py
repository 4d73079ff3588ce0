"""The screens of the guide: a sample clinic, and the walk to each of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.browser.conftest import ARGUMENTS, chromium
from therapies import publishing
from therapies.models import ClinicFact, Review

FOLDER = Path(settings.BASE_DIR) / "static" / "admin" / "guide"
SIZE = {"width": 1280, "height": 800}
MOST_BYTES = 60_000
QUALITIES = range(90, 30, -5)

BEFORE = """\
You go home with a small bandage on your arm. Keep it dry for one day.

## The first evening {#evening}

- Drink a glass of water every two hours.
- Eat what you like.
- Go to bed early.

Call {{ clinic_phone }} if you do not feel well.

## The next day {#next-day}

Rest, and do nothing that tires you. Lift nothing heavy with that arm.

## Questions {#questions}

### May I take a shower? {#shower}

Yes, when the bandage is off.
"""
AFTER = BEFORE.replace("small bandage", "light bandage").replace("Keep it dry for one day", "Keep it dry for two days")
AFTER = AFTER.replace("Rest, and do nothing that tires you.", "Rest. Ask us before you drive.")


def take() -> dict[str, int]:
    """Write all pictures; gives the size of each in bytes."""
    call_command("migrate", interactive=False, verbosity=0)
    settings.ALLOWED_HOSTS = ["localhost"]
    rows = sample_clinic()
    server = LiveServer("localhost")
    FOLDER.mkdir(exist_ok=True)
    try:
        with sync_playwright() as player:
            as_root = ["--no-sandbox"]
            browser = player.chromium.launch(executable_path=chromium(), args=ARGUMENTS + as_root)
            staff = browser.new_context(viewport=SIZE, base_url=server.url, reduced_motion="reduce")
            staff.add_cookies([session_of(rows["ana"]) | {"url": server.url}])
            page = staff.new_page()
            sizes = {name: kept(name, shot(page, rows)) for name, shot in SCREENS.items()}
            browser.close()
    finally:
        server.stop()
        connections.close_all()
    return sizes


def sample_clinic() -> dict:
    ana = factories.staff("ana", role="Manager")
    ana.first_name, ana.last_name = "Ana", "Sample"
    ana.save()
    maria = factories.clinician("Maria Sample", credential="RN")
    then = timezone.now() - timedelta(days=40)
    page = {"slug": "after-your-drip", "title": "After your drip"}
    article = factories.article(body=BEFORE, now=then, **page)
    first = article.versions.get()
    publishing.decide(first, clinician=maria, decision=Review.APPROVED, digest=first.digest, now=then)
    factories.article(
        slug="getting-here",
        title="Getting here",
        body="Ring at the side door. Call {{ clinic_phone }} if you are late.\n",
    )
    factories.article(slug="parking", title="Parking", body="Park behind the house. Full? Call {{ clinic_phone }}.\n")
    visit = factories.visit(title="Your first visit", summary="What to do, and when.")
    draft = factories.draft(
        article, title="After your drip", body=AFTER, by=ana, note="Two days, as the new bandages need."
    )
    [(_, token)] = publishing.ask(draft, [maria], by=ana)
    publishing.ensure_facts()
    return {"ana": ana, "article": article, "visit": visit, "token": token}


def session_of(person) -> dict[str, str]:
    session = Client()
    session.force_login(person)
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.cookies[settings.SESSION_COOKIE_NAME].value}


# --- The walk to each screen ------------------------------------------------------------------


def editor(page: Page, rows: dict) -> bytes:
    page.goto(reverse("admin:therapies_article_change", args=[rows["article"].pk]))
    text = page.locator("#id_body")
    text.fill(AFTER + "\nThis drip is completely safe.\n")
    page.locator(".findings li").first.wait_for()
    page.frame_locator("iframe[data-editor-frame]").get_by_role("heading", level=1).wait_for()
    page.locator("#id_body").evaluate("(text) => { text.scrollTop = 0; }")
    page.evaluate("window.scrollTo(0, document.querySelector('.editor').getBoundingClientRect().top + scrollY - 16)")
    page.wait_for_timeout(1500)
    return page.screenshot()


def steps(page: Page, rows: dict) -> bytes:
    page.goto(reverse("admin:therapies_article_change", args=[rows["visit"].pk]))
    panel = page.locator("[data-steps]")
    panel.locator("summary").click()
    panel.locator('[data-part="that-day"] li').first.get_by_label("When").focus()
    page.frame_locator("iframe[data-editor-frame]").get_by_role("heading", level=1).wait_for()
    page.evaluate(
        "window.scrollTo(0, document.querySelector('[data-steps]').getBoundingClientRect().top + scrollY - 16)"
    )
    page.wait_for_timeout(1500)
    return page.screenshot()


def sign_off(page: Page, rows: dict) -> bytes:
    page.goto(reverse("sign_off", args=[rows["token"]]))
    return page.screenshot()


def fact(page: Page, rows: dict) -> bytes:
    page.goto(reverse("admin:therapies_clinicfact_change", args=[ClinicFact.objects.get(key="clinic_phone").pk]))
    page.locator("#id_value").fill("(555) 555-0142")
    page.get_by_role("button", name="See what changes").click()
    page.get_by_role("button", name="Change it for patients now").wait_for()
    return page.screenshot()


def compare(page: Page, rows: dict) -> bytes:
    page.goto(reverse("article_compare", args=[rows["article"].pk]) + "?old=1&new=2")
    return page.screenshot()


SCREENS: dict[str, Callable[[Page, dict], bytes]] = {
    "editor": editor,
    "sign-off": sign_off,
    "fact": fact,
    "steps": steps,
    "compare": compare,
}


def kept(name: str, screenshot: bytes) -> int:
    """Write one picture as well as its size allows."""
    image = Image.open(io.BytesIO(screenshot)).convert("RGB")
    for quality in QUALITIES:
        written = io.BytesIO()
        image.save(written, "WEBP", quality=quality, method=6)
        if written.tell() <= MOST_BYTES:
            break
    (FOLDER / f"{name}.webp").write_bytes(written.getvalue())
    return written.tell()
