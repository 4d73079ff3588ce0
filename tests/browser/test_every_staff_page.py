"""Every page of staff, as a browser meets it: accessibility, reflow, what it complains of. At a desk, in the dark, on a phone."""

import io
import json
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tests import factories
from therapies import publishing
from therapies.linking.feed_keys import make_feed_key
from therapies.linking.links import make_link
from therapies.linking.placements import record_placement
from therapies.models import AppointmentType, ClinicFact, LinkCount, Review

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# `preload` would write the style sheets into the page, which the policy of the site refuses. The frames hold pages of
# patients, which have a test of their own, in a sandbox that does not answer: axe would wait for half a second.
OPTIONS = {"preload": False, "iframes": False, "resultTypes": ["violations"]}
ALL_RULES = OPTIONS | {"runOnly": {"type": "tag", "values": TAGS}}
# What else axe looks at is the same in the dark.
COLOURS = OPTIONS | {"runOnly": ["color-contrast", "link-in-text-block"]}
SCREENS = ((1280, "light", ALL_RULES), (1280, "dark", COLOURS), (320, "light", ALL_RULES))

BODY = """\
Bring an adult who can drive you home.

## Before {#before}

- Do not eat for {{ fast_solids_h }}.
- Wear soft clothes.

::: call Call us if:
You have a fever. Call {{ clinic_phone }}.
:::

## Questions {#questions}

### May I drive? {#may-i-drive}

Not on the same day. Read the [other page](guide/how-to-prepare).
"""


@pytest.fixture
def rows(transactional_db, settings, tmp_path):
    """A clinic at work: something of everything that staff's pages show."""
    settings.MEDIA_ROOT = tmp_path / "media"
    rows, now = {}, timezone.now()
    ana = rows["ana"] = factories.staff("ana", role="Manager")
    RecoveryCodes.activate(ana)
    ben = rows["ben"] = factories.staff("ben", role="Writer")
    clinician = rows["clinician"] = factories.clinician("Maria Sample", account=ana)
    outside = factories.clinician("Omar Sample", credential="MD")
    factories.article(slug="how-to-prepare", title="How to prepare", body="Drink water.\n")
    rows["comparison"] = factories.article(kind="comparison", slug="two-drips", title="Two drips compared")
    factories.article(kind="therapy", slug="lidocaine", title="Lidocaine", body=factories.EMERGENCY_LINE)

    then = now - timedelta(days=400)
    article = rows["article"] = factories.article(slug="rides", title="Rides", body=BODY, now=then)
    first = article.versions.get()
    publishing.decide(first, clinician=clinician, decision=Review.APPROVED, digest=first.digest, now=then)
    worse = BODY.replace("who can drive you", "who walks you").replace("soft clothes", "clothes")
    waits = rows["waits"] = factories.draft(article, title="Rides", body=worse, by=ben, note="Shorter.")
    [(_, rows["sign_off"])] = publishing.ask(waits, [outside], by=ben)

    new = rows["new"] = factories.article(slug="parking", title="Parking", body=BODY, live=False)
    [_, rows["preview"]] = publishing.make_preview_link(new.versions.get(), by=ben)
    ready = rows["ready"] = factories.article(slug="ready", title="Ready", live=False)
    factories.approved(ready.versions.get())
    rows["gone"] = factories.article(slug="gone", title="A page that went away")
    publishing.withdraw(rows["gone"], notice="We no longer offer this.", read_instead=article)

    publishing.ensure_facts()
    publishing.change_fact("clinic_phone", "(555) 555-0199", by=ana, note="New line.")
    publishing.propose_fact("fast_solids_h", "6 hours", by=ben)
    publishing.propose_fact("session_lidocaine_min", "90 minutes", by=ben)
    end = now + timedelta(days=5)
    rows["notice"] = publishing.make_notice("Do not use Sample drip. Call us.", by=ana, ends_at=end)
    picture = io.BytesIO()
    Image.linear_gradient("L").resize((900, 600)).convert("RGB").save(picture, "JPEG")
    rows["picture"] = publishing.keep_picture(picture.getvalue(), name="chair.jpeg", alt="A chair.", by=ana)
    publishing.count_missed_words(["zyzzyva", "parking"], language="en")
    link = rows["link"] = make_link(article, by=ana, label="For first visits")
    rows["key"], _ = make_feed_key("Scheduler", by=ana)
    record_placement(link, system="Confirmation e-mail", by=ana, pasted_on=timezone.localdate(then))
    record_placement(link, system="Leaflet", by=ana)
    rows["type"] = AppointmentType.objects.create(name="First visit 90 min", link=link)
    LinkCount.objects.create(link=link, day=timezone.localdate(), channel="e", reader="human", n=12)
    return rows


def fact_page(key):
    return reverse("admin:therapies_clinicfact_change", args=[ClinicFact.objects.get(key=key).pk])


def article_pages(rows):
    """The pages about words on their way to patients."""
    pk, new, ready = rows["article"].pk, rows["new"].pk, rows["ready"].pk
    yield reverse("admin:therapies_article_changelist")
    yield reverse("admin:therapies_article_changelist") + "?state=live&q=rides"
    yield reverse("admin:therapies_article_add")
    for article in ("article", "comparison", "ready", "gone"):
        yield reverse("admin:therapies_article_change", args=[rows[article].pk])
    for move in ("take-back", "emergency", "correct", "preview-link", "withdraw", "rename", "merge"):
        yield reverse(f"admin:therapies_article_{move}", args=[pk])
    yield reverse("admin:therapies_article_send", args=[new])
    yield reverse("admin:therapies_article_ask", args=[rows["comparison"].pk])
    yield reverse("admin:therapies_article_publish", args=[ready])
    yield reverse("admin:therapies_article_schedule", args=[ready])
    yield reverse("admin:therapies_article_decide", args=[pk, 2])
    yield reverse("article_versions", args=[pk])
    yield reverse("article_compare", args=[pk]) + "?old=1&new=2"
    yield reverse("article_compare", args=[pk]) + "?old=1&new=2&show=text"
    yield reverse("article_restore", args=[pk, 1])
    yield reverse("article_as_of", args=[pk]) + f"?on={timezone.localdate():%Y-%m-%d}"
    yield reverse("version_page", args=[rows["waits"].pk])
    yield reverse("reviews_due")
    yield reverse("sign_off", args=[rows["sign_off"]])
    yield reverse("private_preview", args=[rows["preview"]])


def other_pages(rows):
    """Everything else: the first page, facts, notices, pictures, people, signing in."""
    yield reverse("admin:index")
    for model in ("clinicfact", "notice", "clinician", "picture", "journalentry", "missedword"):
        yield reverse(f"admin:therapies_{model}_changelist")
    for key in ("clinic_phone", "fast_solids_h"):
        yield fact_page(key)
    yield reverse("admin:therapies_notice_add")
    yield reverse("admin:therapies_notice_change", args=[rows["notice"].pk])
    yield reverse("admin:therapies_clinician_add")
    yield reverse("admin:therapies_clinician_change", args=[rows["clinician"].pk])
    yield reverse("article_links", args=[rows["article"].pk])
    yield reverse("admin:therapies_link_changelist")
    yield reverse("admin:therapies_link_change", args=[rows["link"].pk])
    yield (
        reverse("admin:therapies_link_change", args=[rows["link"].pk])
        + "?title=Your+ketamine+visit&style=percent&format=long"
    )
    yield reverse("link_card", args=[rows["link"].pk])
    yield reverse("link_card", args=[rows["link"].pk]) + "?cards=8"
    yield reverse("admin:therapies_appointmenttype_changelist")
    yield reverse("admin:therapies_appointmenttype_change", args=[rows["type"].pk])
    yield reverse("admin:therapies_feedkey_changelist")
    yield reverse("admin:therapies_feedkey_change", args=[rows["key"].pk])
    yield reverse("picture_add")
    yield reverse("admin:therapies_picture_change", args=[rows["picture"].pk])
    yield reverse("admin:therapies_picture_remove", args=[rows["picture"].pk])
    yield reverse("admin:auth_user_changelist")
    yield reverse("admin:auth_user_add")
    yield reverse("admin:auth_user_change", args=[rows["ben"].pk])
    yield reverse("admin:auth_user_leave", args=[rows["ben"].pk])
    yield reverse("staff_guide")
    yield reverse("admin:password_change")
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_add_webauthn"):
        yield reverse(name)
    for name in ("account_reauthenticate", "mfa_deactivate_totp"):
        yield reverse(name)


@pytest.fixture
def page(browser, live_server, rows):
    """A manager's browser, signed in a moment ago. `told` collects what the browser complains of."""
    session = Client()
    session.force_login(rows["ana"])
    factories.confirmed(session)
    context = browser.new_context(reduced_motion="reduce", base_url=live_server.url)
    cookie = {"name": site.SESSION_COOKIE_NAME, "value": session.cookies[site.SESSION_COOKIE_NAME].value}
    context.add_cookies([cookie | {"url": live_server.url}])
    opened = context.new_page()
    opened.told = []
    opened.on("console", lambda said: opened.told.append(said.text) if said.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: opened.told.append(str(error)))
    yield opened
    context.close()


def look(page) -> list[str]:
    """What is wrong with the open page, on all screens."""
    found = []
    page.evaluate(AXE_SCRIPT)
    for width, scheme, options in SCREENS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        # Links of the admin change their colour slowly; axe would measure one that is on its way.
        page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
        violations = page.evaluate(f"axe.run(document, {json.dumps(options)}).then((all) => all.violations)")
        found += [
            f"{width} {scheme} {one['id']}: {node['target']} {node['html'][:150]}"
            for one in violations
            for node in one["nodes"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{width}: {wide - width} px of sideways scroll")
    found += page.told
    page.told.clear()
    return found


def looked_at(page, addresses) -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        answer = page.goto(address)
        assert answer.status == 200, address
        assert page.url.endswith(address), page.url
        found[address] = look(page)
    return {address: problems for address, problems in found.items() if problems}


def test_pages_about_articles_have_no_fault(page, rows):
    assert looked_at(page, article_pages(rows)) == {}


def test_all_other_pages_of_staff_have_no_fault(page, rows):
    assert looked_at(page, other_pages(rows)) == {}


def test_pages_that_only_an_answer_shows_have_no_fault(page, rows):
    found = {}
    page.goto(fact_page("clinic_phone"))
    page.locator("#id_value").fill("(555) 555-0123")
    page.get_by_role("button", name="See what changes").click()
    found["what a fact changes"] = look(page)

    page.goto(reverse("admin:therapies_feedkey_add"))
    page.get_by_label("Who reads the feed").fill("Scheduler")
    page.get_by_role("button", name="Make the key").click()
    found["a new feed key"] = look(page)

    page.goto(reverse("admin:therapies_notice_add"))
    page.get_by_label("What patients read").fill("Do not use it. Call us.")
    page.get_by_role("button", name="See what it reaches").click()
    found["what a notice reaches"] = look(page)

    page.goto(reverse("admin:therapies_article_send", args=[rows["new"].pk]))
    page.get_by_role("checkbox", name="Omar Sample, MD").check()
    page.get_by_role("button", name="Send").click()
    found["sent"] = look(page)

    page.goto(reverse("admin:therapies_link_change", args=[rows["link"].pk]))
    page.get_by_role("button", name="Test it").click()
    found["a link that was tried"] = look(page)

    page.goto(reverse("admin:therapies_article_rename", args=[rows["new"].pk]))
    page.locator("form:not(#logout-form) input[type=text]").first.fill("how-to-prepare")
    page.locator("#content-main input[type=submit]").click()
    found["a refused move"] = look(page)

    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    found["sign in"] = look(page)
    page.get_by_label("Name").fill("ana")
    page.get_by_label("Password").fill("a long pass phrase")
    page.get_by_role("button", name="Sign in", exact=True).click()
    found["second step"] = look(page)

    assert {name: problems for name, problems in found.items() if problems} == {}


def test_the_gallery_fits_every_screen(page):
    # It shows components out of their place: several headings of the first level, the same landmark twice.
    page.goto(reverse("gallery"))
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
