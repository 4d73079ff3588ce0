"""From a changed sentence to what patients read: a writer, a clinician without an account, a patient."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from therapies import publishing
from therapies.models import Review, Version

RULES = {
    # It would fetch the style sheets again and write them into the page, which the policy of the site refuses.
    "preload": False,
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}
BODY = "Bring an adult.\n\nDrink water.\n\n## After {#after}\n\nRest at home. Call {{ clinic_phone }}.\n"
WRITER = ("view_article", "change_article", "publish_article", "correct_article")


@pytest.fixture
def article(transactional_db):
    made = factories.article(slug="rides", title="Rides", body=BODY)
    first = made.versions.get()
    maria = factories.clinician("Maria Sample", credential="RN")
    publishing.decide(first, clinician=maria, decision=Review.APPROVED, digest=first.digest)
    return made


def signed_in(context, url, person):
    session = Client()
    session.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": url}])
    return context.new_page()


def listened(page):
    page.told = []
    page.on("console", lambda message: page.told.append(message.text) if message.type == "error" else None)
    return page


def is_well(page, *, context=None):
    """No violation that axe finds, light and dark, and no sideways scrolling on the smallest phone."""
    told = list(page.told)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        # The admin lets the colours of links fade; axe would measure one in between.
        page.evaluate("Promise.allSettled(document.getAnimations().map((fade) => fade.finished))")
        found = Axe().run(page, context=context, options=RULES).response["violations"]
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []
    page.set_viewport_size({"width": 320, "height": 700})
    part = page.locator(context or "html")
    assert part.evaluate("(part) => part.scrollWidth <= part.clientWidth && part.getBoundingClientRect().right <= 320")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    # What the browser says about axe is not about the page.
    page.told[:] = told


def test_a_changed_sentence_goes_to_a_clinician_without_an_account_and_on_to_patients(
    article, live_server, context, browser
):
    ana = factories.staff("ana", may=WRITER)
    writer = listened(signed_in(context, live_server.url, ana))
    writer.goto(live_server.url + reverse("admin:therapies_article_change", args=[article.pk]))

    # Three clicks after opening the page.
    writer.locator("#id_body").fill(BODY.replace("Bring an adult.", "Bring an adult who drives."))
    writer.get_by_role("button", name="Save and send for review").click()
    expect(writer.get_by_role("heading", name="What patients will read differently")).to_be_visible()
    is_well(writer, context="#content-main")
    writer.get_by_role("checkbox", name="Maria Sample, RN").check()
    writer.get_by_role("button", name="Send").click()
    expect(writer.locator("#content-main")).to_contain_text("Maria Sample, RN: an e-mail was sent.")
    is_well(writer, context="#content-main")

    [address] = re.findall(r"http://\S+/sign-off/\S+/", mail.outbox[0].body)
    outside = browser.new_context(viewport={"width": 390, "height": 800})
    clinician = listened(outside.new_page())
    clinician.goto(address)
    changes = clinician.get_by_role("region", name="What changed since you approved this page")
    expect(changes.locator(".changed ins")).to_have_text(["added: who drives"])
    expect(changes).not_to_contain_text("Rest at home.")
    is_well(clinician)
    clinician.get_by_label("Your name").fill("maria sample")
    clinician.get_by_label("Your credential").fill("RN")
    # Enter in a field sends nothing: nobody approves by accident.
    clinician.keyboard.press("Enter")
    assert not Review.objects.filter(version__number=2).exists()
    clinician.get_by_role("button", name="Approve", exact=True).click()
    expect(clinician.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert outside.cookies() == []
    clinician.goto(address)
    expect(clinician.get_by_role("heading", level=1)).to_have_text("This address is closed")
    is_well(clinician)

    writer.get_by_role("link", name="Back to the article").click()
    expect(writer.locator(".state-box")).to_contain_text("Version 2 is approved")
    is_well(writer, context=".state-box")
    writer.get_by_role("link", name="Publish", exact=True).click()
    writer.get_by_role("button", name="Publish").click()
    expect(writer.locator(".messagelist")).to_contain_text("Patients now read version 2")

    patient = listened(outside.new_page())
    patient.goto(live_server.url + article.get_absolute_url())
    expect(patient.locator("main")).to_contain_text("Bring an adult who drives.")
    expect(patient.locator(".review")).to_contain_text("Reviewed by Maria Sample, RN")
    outside.close()
    assert Version.objects.live().get().number == 2
    # A closed address is answered with 410, and the browser says so.
    assert [told for page in (writer, clinician, patient) for told in page.told if "410" not in told] == []
