"""Pictures from staff, added and shown in a real browser."""

import io
import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as site
from django.test import Client
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests import factories
from tests.staff.hostile_files import hostile_files
from therapies.models import Picture

RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}
ADD, ALL = "/admin/therapies/picture/add/", "/admin/therapies/picture/"
SHOWN = "(image) => image.decode().then(() => [image.naturalWidth, image.currentSrc.replace(/.*-/, '')])"


@pytest.fixture
def nurse(transactional_db, settings, tmp_path, live_server, browser):
    """Opens a signed-in page with this screen; `told` collects what the browser complains of."""
    settings.MEDIA_ROOT = tmp_path / "media"
    session = Client()
    session.force_login(factories.staff("ana", may=("change_article", "add_picture", "view_article")))
    cookie = {"name": site.SESSION_COOKIE_NAME, "value": session.cookies[site.SESSION_COOKIE_NAME].value}
    contexts = []

    def opened(*, width=360, scheme="light", javascript=True):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=javascript,
            reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        context.add_cookies([cookie | {"url": live_server.url}])
        page = context.new_page()
        page.told = []
        page.on("console", lambda message: page.told.append(message.text) if message.type == "error" else None)
        return page

    opened.url = live_server.url
    yield opened
    for context in contexts:
        context.close()


def photograph() -> bytes:
    """As a phone takes it: lying on its side, with a note on how to turn it."""
    image = Image.linear_gradient("L").resize((1_200, 1_800)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.ellipse((300, 300, 900, 900), fill="teal")
    exif = Image.Exif()
    exif[0x0112] = 6
    written = io.BytesIO()
    image.save(written, "JPEG", exif=exif)
    return written.getvalue()


def chosen(page, content: bytes, *, name="IMG_0001.JPG", words="A nurse checks the drip of a patient in a chair"):
    page.set_input_files("#id_file", {"name": name, "mimeType": "image/jpeg", "buffer": content})
    page.fill("#id_alt", words)


def look(page, name: str) -> None:
    """With PICTURES_OF set, keep a screenshot there."""
    if folder := os.environ.get("PICTURES_OF"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_photograph_travels_from_a_form_without_javascript_to_a_page(nurse):
    page = nurse(javascript=False)
    page.goto(nurse.url + ADD)
    nine, nothing = hostile_files()["nine-megabytes"][1], hostile_files()["html-as-png"][1]
    for content, said in ((nine, "The file is larger than 8 MB."), (nothing, "This is a web page or a program")):
        chosen(page, content)
        page.get_by_role("button", name="Add this picture").click()
        expect(page.get_by_role("alert")).to_contain_text(f"Not added: {said}")
        expect(page.locator("#id_alt")).to_have_value("A nurse checks the drip of a patient in a chair")
    look(page, "refused")
    chosen(page, photograph())
    page.get_by_role("button", name="Add this picture").click()

    expect(page.locator(".messagelist")).to_contain_text("The picture is here.")
    line = page.locator(".pictures__line").text_content()
    row = Picture.objects.get()
    assert line == f"![A nurse checks the drip of a patient in a chair](media/{row.key})"
    article = factories.article(slug="rides", title="Rides", body=f"Bring an adult.\n\n{line}\n")
    for width, wanted in ((360, "800.webp"), (1_280, "800.webp")):
        reader = nurse(width=width)
        reader.goto(nurse.url + article.get_absolute_url())
        image = reader.get_by_role("img", name="A nurse checks the drip of a patient in a chair")
        image.scroll_into_view_if_needed()
        assert image.evaluate(SHOWN)[1] == wanted
        box = image.bounding_box()
        # Upright means wider than high here, and nothing is squeezed.
        assert abs(box["width"] / box["height"] - 1.5) < 0.02
        assert box["x"] + box["width"] <= width
        assert reader.evaluate("document.documentElement.scrollWidth") <= width
        look(reader, f"page-{width}")
        assert reader.told == []
    alone = nurse()
    alone.goto(f"{nurse.url}/media/{row.key}-800.jpg")
    assert alone.locator("img").evaluate("(image) => image.naturalWidth") == 800


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_about_pictures_read_well(nurse, scheme):
    page = nurse(width=1_280, scheme=scheme)
    page.goto(nurse.url + ADD)
    chosen(page, photograph())
    page.get_by_role("button", name="Add this picture").click()
    row = Picture.objects.get()
    factories.article(slug="rides", title="Rides", body=f"![A drip](media/{row.key})\n")
    change, remove = f"{ALL}{row.pk}/change/", f"{ALL}{row.pk}/remove/"

    for address in (ADD, ALL, change, remove):
        for width in (320, 360, 1_280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(nurse.url + address)
            look(page, f"{address.strip('/').replace('/', '-')}-{width}-{scheme}")
            assert (address, width, page.evaluate("document.documentElement.scrollWidth") <= width) == (
                address, width, True,
            )  # fmt: skip
        assert page.told == []
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(address, rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
        # To measure, axe writes styles into the page, which the page's policy refuses.
        page.told.clear()


def test_the_editor_takes_a_picture_and_puts_its_line_into_the_text(nurse):
    article = factories.article(slug="rides", title="Rides", body="Bring an adult.\n")
    page = nurse(width=1_280)
    page.goto(f"{nurse.url}/admin/therapies/article/{article.pk}/change/")

    answer = page.evaluate(
        """async ([url, bytes]) => {
          const form = new FormData();
          form.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
          form.set("alt", "A drip");
          form.set("file", new Blob([new Uint8Array(bytes)]), "photo.jpg");
          const answer = await fetch(url, { method: "POST", body: form });
          return [answer.status, await answer.json()];
        }""",
        ["/admin/pictures/upload/", list(photograph())],
    )
    page.locator("#id_body").fill(f"Bring an adult.\n\n{answer[1]['markdown']}\n")

    image = page.frame_locator("iframe[data-editor-frame]").get_by_role("img", name="A drip")
    expect(image).to_be_visible()
    image.scroll_into_view_if_needed()
    assert (answer[0], image.evaluate(SHOWN)[0] > 0) == (201, True)
    assert page.told == []
