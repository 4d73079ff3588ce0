"""Every kind of page, as a patient's browser meets it: accessibility, privacy, reflow, weight."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe

from clinic_site.static_storage import without_comments
from tests.browser.conftest import CODE_OF_A_DRAFT

pytestmark = pytest.mark.django_db
PAGES = (
    "/",
    "/therapies/",
    "/guides/",
    "/therapy/lidocaine/",
    "/therapy/ketamine/",
    "/therapy/lidocaine/sources/",
    "/comparison/lidocaine-ketamine-other-none/",
    "/comparison/lidocaine-ketamine-other-none/?show=lidocaine&show=no-infusion",
    "/guide/how-to-prepare/",
    "/guide/when-to-call/",
    "/visit/first-ketamine-visit-mood/",
    "/page/about/",
    "/questions/",
    "/questions/?about=ketamine",
    "/questions/can-i-drive-home/",
    "/words/",
    "/changes/",
    "/search/",
    "/search/?q=drive",
    "/search/?q=chest+pain",
    "/search/?q=zyzzyva",
    "/guide/withdrawn/",
    "/no-such-page/",
)
# Pages of a kind that another one stands for as well. They are looked at once in each scheme.
ALIKE = {
    "/therapy/ketamine/",
    "/comparison/lidocaine-ketamine-other-none/?show=lidocaine&show=no-infusion",
    "/guide/when-to-call/",
    "/questions/?about=ketamine",
    "/search/?q=zyzzyva",
}
# Permanent links that lead to no page: of a code that was never given out, and of a page that is still being written.
LINKS = ("/e/zzzzz", f"/e/{CODE_OF_A_DRAFT}")
RULES = {
    # Of what passes, axe would describe every element: on the long pages that takes longer than looking at them.
    "resultTypes": ["violations"],
    "preload": False,  # it would fetch every style sheet again, for nothing that these rules ask
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}
# All that changes with the scheme: the page is the same, element by element, and every other rule sees the light one.
RULES_ON_COLOURS = RULES | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@pytest.fixture
def reader(browser):
    """Opens a page as somebody with this screen; what the page does against our promises is collected."""
    contexts = []

    def opened(*, width, scheme, javascript=True):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(live_site, reader, width, scheme):
    page = reader(width=width, scheme=scheme)
    found = {}
    is_whole = (width, scheme) in ((320, "light"), (1280, "dark"))
    for path in (*PAGES, *LINKS) if is_whole else [path for path in PAGES if path not in ALIKE]:
        page.goto(live_site + path)
        violations = Axe().run(page, options=RULES if scheme == "light" else RULES_ON_COLOURS).response["violations"]
        found[path] = [
            f"{violation['id']}: {node['target']}" for violation in violations for node in violation["nodes"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found[path].append(f"{wide - width} px of sideways scroll")

    assert {path: problems for path, problems in found.items() if problems} == {}


def test_a_reader_leaves_no_trace_and_meets_no_stranger(live_site, reader):
    page = reader(width=390, scheme="light")
    told, asked = [], []
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES[:-2]:
        page.goto(live_site + path)
        page.evaluate("document.querySelectorAll('summary').forEach((summary) => summary.click())")

    assert told == []
    assert [url for url in asked if not url.startswith(live_site)] == []
    assert page.context.cookies() == []
    assert page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == []


def test_the_words_are_the_same_without_javascript(live_site, reader):
    for path in ("/guide/how-to-prepare/", "/comparison/lidocaine-ketamine-other-none/", "/questions/"):
        texts = []
        for javascript in (True, False):
            page = reader(width=390, scheme="light", javascript=javascript)
            page.goto(live_site + path)
            texts.append(set(page.locator("main :is(p, li, td, th, h1, h2, h3)").all_text_contents()) - {""})
        assert texts[1] - texts[0] == set(), path


def test_when_to_call_is_one_tap_away_on_every_page(live_site, reader):
    page = reader(width=320, scheme="light")
    for path in PAGES:
        page.goto(live_site + path)
        page.evaluate("window.scrollTo(0, 0)")
        links = page.locator("header a:visible, .urgent a:visible").evaluate_all(
            "(all) => all.map((a) => a.getAttribute('href'))"
        )
        assert {"tel:911", "tel:988", "/guide/when-to-call/"} <= set(links), path
        assert any(link.startswith("tel:+1") for link in links), path


def test_targets_are_large_enough_for_sore_hands(live_site, reader):
    page = reader(width=320, scheme="light")
    for path in ("/", "/therapy/lidocaine/", "/questions/", "/search/?q=chest+pain"):
        page.goto(live_site + path)
        # Links inside a sentence are as high as their line (WCAG 2.2, 2.5.8, exception "inline").
        small = page.evaluate(
            """() => [...document.querySelectorAll('a, button, summary, input')].filter((one) => {
              // A tap on its words ticks a box as well.
              const box = (one.closest('label') || one).getBoundingClientRect();
              const inSentence = one.matches('p a, li a, td a, dd a, sup a, figcaption a');
              return box.width > 1 && box.height > 1 && !inSentence && (box.height < 43.5);
            }).map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert small == [], path


def test_a_first_visit_is_light(live_site, reader):
    """60 kB for all of a first visit; 25 kB for the HTML and CSS of an article (compressed)."""
    for path in PAGES[:-2]:
        page = reader(width=390, scheme="light")
        answers = []
        page.on("response", lambda answer, seen=answers: seen.append(answer))
        page.goto(live_site + path)
        page.wait_for_load_state("networkidle")
        bodies = {"html": b"", "css": b"", "javascript": b"", "other": b""}
        for answer in answers:
            kind = answer.headers.get("content-type", "").partition(";")[0].removeprefix("text/")
            # When static files are collected, the style sheets are joined to one without comments: so they are weighed.
            body = without_comments(answer.text()).encode() if kind == "css" else answer.body()
            bodies[kind if kind in bodies else "other"] += body
        packed = {kind: len(gzip.compress(body)) for kind, body in bodies.items()}
        assert sum(packed.values()) <= 60_000, (path, packed)
        assert packed["html"] + packed["css"] <= 25_000, (path, packed)
        page.close()
