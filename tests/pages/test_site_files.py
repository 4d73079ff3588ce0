"""The small files that programs look for at fixed addresses, and the clinic's colour."""

from datetime import UTC, datetime

import pytest
from django.conf import settings as site_settings

from tests import factories
from therapies import publishing

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = "https://visits.example.org"


def test_robots_may_read_everything_but_the_side_of_staff(client):
    response = client.get("/robots.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "User-agent: *\nDisallow: /admin/\n\nSitemap: https://visits.example.org/sitemap.xml\n"
    )


def test_security_txt_names_the_contact_of_the_settings(client, settings, time_machine):
    time_machine.move_to(NOON, tick=False)
    settings.SECURITY_CONTACT = "mailto:security@example.org"

    response = client.get("/.well-known/security.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "Contact: mailto:security@example.org\n"
        "Expires: 2026-11-28T00:00:00Z\n"
        "Preferred-Languages: en\n"
        "Canonical: https://visits.example.org/.well-known/security.txt\n"
    )


def test_security_txt_names_the_policy_when_there_is_one(client, settings):
    settings.SECURITY_POLICY = "https://clinic.example/security"

    text = client.get("/.well-known/security.txt").text

    assert text.endswith("/.well-known/security.txt\nPolicy: https://clinic.example/security\n")


def test_without_a_contact_security_txt_leads_to_the_page_with_the_clinics_phone(client, settings):
    settings.SECURITY_CONTACT = ""

    assert client.get("/.well-known/security.txt").content.startswith(b"Contact: https://visits.example.org/\n")


def test_security_txt_stays_the_same_for_a_whole_day_of_the_clinic(client, time_machine):
    texts = []
    for moment in ("2026-06-01T04:00:00Z", "2026-06-02T03:59:59Z", "2026-06-02T04:00:00Z"):
        time_machine.move_to(moment, tick=False)
        texts.append(client.get("/.well-known/security.txt").content)

    assert texts[0] == texts[1] != texts[2]


def test_the_manifest_carries_the_name_and_the_colour_of_the_clinic(client):
    publishing.change_fact("clinic_name", "Harbor Infusion Center")
    publishing.change_fact("brand_color", "#0b5c6b")

    response = client.get("/site.webmanifest")

    assert response.headers["Content-Type"] == "application/manifest+json"
    assert response.json() == {
        "name": "Harbor Infusion Center",
        "short_name": "My clinic",
        "start_url": "/",
        "scope": "/",
        "display": "browser",
        "background_color": "#ffffff",
        "theme_color": "#0b5c6b",
        "icons": [
            {"src": "/static/img/icon-192.png", "sizes": "192x192", "type": "image/png"},
            {"src": "/static/img/icon-512.png", "sizes": "512x512", "type": "image/png"},
            {"src": "/static/img/favicon.svg", "sizes": "any", "type": "image/svg+xml"},
        ],
    }


@pytest.mark.parametrize("icon", ["icon-192.png", "icon-512.png", "favicon.svg", "favicon.ico"])
def test_every_icon_that_is_named_exists(icon):
    assert (site_settings.BASE_DIR / "static" / "img" / icon).is_file()


def test_a_short_name_of_a_clinic_stands_under_its_icon(client):
    publishing.change_fact("clinic_name", "Harbor")

    assert client.get("/site.webmanifest").json()["short_name"] == "Harbor"


def test_the_icon_is_where_browsers_look_for_it_unbidden(client):
    response = client.get("/favicon.ico")

    assert response.headers["Content-Type"] == "image/x-icon"
    assert response.content == (site_settings.BASE_DIR / "static" / "img" / "favicon.ico").read_bytes()


def test_the_script_for_kept_pages_is_at_the_root_and_asked_for_again_each_time(client):
    response = client.get("/keep-worker.js")

    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert (
        response.headers["Cache-Control"]
        == "public, max-age=0, s-maxage=10, stale-while-revalidate=5, stale-if-error=86400"
    )
    assert response.content == (site_settings.BASE_DIR / "static" / "js" / "plan" / "worker.js").read_bytes()


def test_a_site_without_a_colour_of_its_own_asks_for_no_style_sheet(client):
    home = client.get("/")

    assert home.context["brand_css_url"] == ""
    assert b"brand.css" not in home.content
    assert client.get("/brand.css").content == b""


def test_the_colour_of_the_clinic_is_a_style_sheet_for_light_and_dark_screens(client):
    publishing.change_fact("brand_color", "#0b5c6b")

    response = client.get("/brand.css")

    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert response.content.decode() == (
        ":root {\n  --brand: #0b5c6b;\n  --on-brand: #ffffff;\n}\n"
        "@media (prefers-color-scheme: dark) {\n"
        "  :root {\n    --brand: #80aab2;\n    --on-brand: #10181c;\n  }\n}\n"
    )


def test_the_style_sheet_is_kept_for_a_year_under_the_address_that_pages_name(client):
    publishing.change_fact("brand_color", "#0b5c6b")
    address = str(client.get("/").context["brand_css_url"])
    named = client.get(address).headers["Cache-Control"]

    publishing.change_fact("brand_color", "#7a1f3d")

    assert named == "public, max-age=31536000, immutable"
    # Whoever still asks for the old address gets the new colour, but not for a year.
    assert (
        client.get(address).headers["Cache-Control"]
        == "public, max-age=0, s-maxage=10, stale-while-revalidate=5, stale-if-error=86400"
    )
    assert str(client.get("/").context["brand_css_url"]) != address


def test_addresses_come_from_the_request_when_the_settings_name_none(client, settings):
    settings.SITE_URL = ""
    settings.ALLOWED_HOSTS = ["clinic.example.org"]

    response = client.get("/robots.txt", headers={"host": "clinic.example.org:8443"}, secure=True)

    assert b"Sitemap: https://clinic.example.org:8443/sitemap.xml" in response.content


def test_a_forged_host_is_refused_and_reflected_nowhere(client, settings):
    settings.SITE_URL = ""
    settings.ALLOWED_HOSTS = ["clinic.example.org"]
    factories.article()

    for place in ("/robots.txt", "/sitemap.xml", "/feed.atom", "/.well-known/security.txt", "/", "/guide/a-page/"):
        response = client.get(place, headers={"host": "evil.example.com"})

        assert response.status_code == 400
        assert b"evil" not in response.content
