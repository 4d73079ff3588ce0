"""The pages that confirm a move, on a phone."""

from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import factories
from therapies import publishing
from therapies.staff.article_moves import MOVES


@pytest.mark.parametrize("move", MOVES)
def test_a_move_fits_a_phone_and_every_field_has_its_name(transactional_db, live_server, context, move):
    article = factories.article(slug="a-page-with-an-address-as-long-as-they-come-on-this-site")
    factories.article(slug="another-page-with-an-address-as-long-as-they-come-here")
    publishing.publish(factories.draft(article), at=datetime(2126, 3, 1, 22, 30, tzinfo=UTC))
    session = Client()
    session.force_login(factories.staff("maria", superuser=True))
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.set_viewport_size({"width": 375, "height": 800})

    page.goto(live_server.url + reverse(f"admin:therapies_article_{move}", args=[article.pk]))

    found = Axe().run(page, context="#content-main").response["violations"]
    assert [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 375
