"""A picture in an article: where it stands, in the dark, on paper, with colours set by the device."""

import io
import re

import pytest
from django.test import Client
from PIL import Image

from tests import factories
from tests.pictures import drawing

ALT = "A visit in 5 steps, from a checklist at home to the ride home."
CAPTION = "Your visit: 1 get ready, 2 arrive, 3 have the drip, 4 rest, 5 go home."


@pytest.fixture
def page_url(transactional_db, live_server):
    """An article with one picture, far enough down to be loaded late."""
    words = "Some words for patients.\n\n" * 40
    article = factories.article(body=f'{words}![{ALT}](visit-timeline.svg "{CAPTION}")\n')
    return live_server.url + article.get_absolute_url()


@pytest.fixture
def answer(settings):
    """The picture as the site answers with it: the test server gives files away without the site's headers."""
    settings.WHITENOISE_USE_FINDERS = True
    response = Client().get("/static/img/articles/visit-timeline.svg")
    answer = {"status": response.status_code, "headers": dict(response.headers), "body": b"".join(response)}
    response.close()
    assert answer["status"] == 200
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; sandbox", answer["headers"]["Content-Security-Policy"]
    )
    return answer


@pytest.fixture
def figure_of(browser, page_url, answer):
    """The picture with its caption, loaded, as somebody with this screen meets it."""
    contexts = []

    def opened(*, width=390, scheme="light", colours="none", media="screen"):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            forced_colors=colours,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.route("**/visit-timeline.svg", lambda route: route.fulfill(**answer))
        page.goto(page_url)
        page.emulate_media(media=media, color_scheme=scheme, forced_colors=colours)
        figure = page.locator("figure")
        figure.scroll_into_view_if_needed()
        page.wait_for_function("(img) => img.complete && img.naturalWidth", arg=figure.locator("img").element_handle())
        return figure

    yield opened
    for context in contexts:
        context.close()


def colours_of(figure):
    """The colours that cover a hundredth of the picture or more, as in tokens.css."""
    image = Image.open(io.BytesIO(figure.locator("img").screenshot(animations="disabled"))).convert("RGB")
    counted = image.getcolors(maxcolors=image.width * image.height)
    return {
        "#{:02x}{:02x}{:02x}".format(*colour) for count, colour in counted if count * 100 >= image.width * image.height
    }


def named(*, dark):
    colours = drawing.tokens(dark=dark)
    return {colours[name] for name in ("surface", "brand-tint", "ink", "brand")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_as_light_or_dark_as_the_page_under_the_sites_own_policy(figure_of, scheme):
    assert colours_of(figure_of(scheme=scheme)) == named(dark=scheme == "dark")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_it_is_light_and_has_its_caption(figure_of, scheme):
    figure = figure_of(scheme=scheme, media="print", width=794)

    assert colours_of(figure) == named(dark=False)
    caption = figure.locator("figcaption")
    assert caption.is_visible()
    assert caption.inner_text() == CAPTION
    assert caption.evaluate("(words) => getComputedStyle(words).color") == "rgb(34, 34, 34)"


def test_on_paper_it_leaves_room_for_words(figure_of):
    box = figure_of(media="print", width=794).locator("img").bounding_box()

    assert box["width"] == pytest.approx(11 / 2.54 * 96, abs=1)


def test_where_the_device_sets_all_colours_it_keeps_a_ground_of_its_own(figure_of):
    assert colours_of(figure_of(scheme="dark", colours="active")) == named(dark=True)
    assert colours_of(figure_of(scheme="light", colours="active")) == named(dark=False)


@pytest.mark.parametrize(("width", "expected"), [(320, 262), (360, 302), (1280, 640)])
def test_it_fits_the_screen_in_its_own_shape(figure_of, width, expected):
    box = figure_of(width=width).locator("img").bounding_box()

    assert box["width"] == expected
    assert box["height"] == pytest.approx(expected * 448 / 640, abs=1)


def test_its_room_is_kept_before_it_is_there(browser, page_url):
    page = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    page.route("**/*.svg", lambda route: route.abort())
    page.goto(page_url)

    box = page.locator("figure").locator("img").bounding_box()

    assert box["height"] == pytest.approx(box["width"] * 448 / 640, abs=1)
    page.context.close()


@pytest.mark.parametrize("arrives", [True, False], ids=["there", "not there yet"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_sign_in_a_cell_has_its_size_before_it_is_there(browser, transactional_db, live_server, width, arrives):
    table = '| For | How sure |\n|---|---|\n| Nerve pain | ![](level-3.svg "decorative") Few or small studies |\n'
    article = factories.article(body=f"Find your row.\n\n{table}")
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    if not arrives:
        page.route("**/*.svg", lambda route: route.abort())
    page.goto(live_server.url + article.get_absolute_url())

    box = page.locator("td img").bounding_box()

    rem = page.evaluate("() => parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert (box["width"], box["height"]) == (4 * rem, 2 * rem)
    page.context.close()


def test_those_who_hear_it_get_its_words_and_its_caption(figure_of):
    figure = figure_of()

    assert figure.locator("img").get_attribute("alt") == ALT
    snapshot = f'- \'figure "{CAPTION}"\':\n  - img "{ALT}"\n  - text: "{CAPTION}"'
    assert figure.aria_snapshot() == snapshot


def test_opened_alone_in_the_dark_it_is_dark_on_its_own_ground(figure_of, live_server):
    figure = figure_of(scheme="dark")
    page = figure.page
    page.goto(live_server.url + figure.locator("img").get_attribute("src"))

    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")

    assert "#{:02x}{:02x}{:02x}".format(*image.getpixel((2, image.height // 8))) in named(dark=True)
