"""No text becomes a part of a page, or a script, on the pages for readers that need nothing of the kind."""

import pytest
from playwright.sync_api import Page

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

TRY = """(path) => {
  const tried = (what) => { try { what(); return "let through"; } catch (error) { return error.name; } };
  return [
    tried(() => { document.createElement("div").innerHTML = "<b>a</b>"; }),
    tried(() => { document.createElement("script").src = "https://evil.example/a.js"; }),
    tried(() => { document.createElement("script").src = path; }),
    tried(() => new DOMParser().parseFromString("<p>a</p>", "text/html")),
  ];
}"""
REFUSED = "TypeError"


def test_no_text_becomes_a_part_of_a_page(page: Page, live_server):
    factories.article(slug="how-to-prepare")

    page.goto(f"{live_server.url}/guide/how-to-prepare/")

    assert page.evaluate(TRY, "/static/js/plan/save.js") == [REFUSED] * 4
