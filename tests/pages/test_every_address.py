"""What holds for every address that a reader can have."""

import re

import pytest
from django.urls import get_resolver

from tests import factories
from therapies import publishing
from therapies.text.articles import Source

pytestmark = pytest.mark.django_db

QUESTIONS = "Some words.\n\n## Questions\n\n### Can I drive? {#can-i-drive}\n\nNo, not on that day.\n"
WORDS = "Some words.\n\n## Words\n\n### infusion {#infusion}\n\nA medicine that runs slowly into a vein.\n"

PAGES = [
    "/",
    "/therapies/",
    "/guides/",
    "/questions/",
    "/questions/?about=lidocaine",
    "/questions/can-i-drive/",
    "/words/",
    "/changes/",
    "/therapy/lidocaine/",
    "/therapy/lidocaine/sources/",
    "/comparison/lidocaine-or-not/",
    "/comparison/lidocaine-or-not/?show=lidocaine",
    "/visit/first-visit/",
    "/es/",
    "/es/guides/",
    "/es/guide/antes-de-venir/",
]
FILES = [
    "/feed.atom",
    "/sitemap.xml",
    "/sitemap-lists.xml",
    "/sitemap-pages.xml",
    "/sitemap-questions.xml",
    "/robots.txt",
    "/.well-known/security.txt",
    "/site.webmanifest",
    "/brand.css",
    "/favicon.ico",
    "/visit/first-visit/qr.svg",
    "/api/v1/openapi.json",
    "/keep-worker.js",
]
SEARCHES = ["/search/", "/search/?q=lidocaine", "/search/suggestions.json?q=lido", "/es/search/?q=antes"]
ELSEWHERE = ["/guide/old-name/", "/guide/merged/", "/Therapy/Lidocaine", "/guide/withdrawn/"]
EVERY_ADDRESS = PAGES + FILES + SEARCHES + ELSEWHERE


@pytest.fixture(autouse=True)
def site():
    source = Source("zhu-2019", "A trial", "A journal", 2019)
    lidocaine = factories.article(kind="therapy", slug="lidocaine", body=QUESTIONS, sources=(source,))
    factories.article(kind="comparison", slug="lidocaine-or-not", about=("lidocaine",))
    factories.article(kind="visit", slug="first-visit")
    factories.article(kind="page", slug="words", body=WORDS)
    factories.article(kind="guide", slug="antes-de-venir", language="es")
    publishing.rename(factories.article(slug="old-name"), slug="new-name")
    publishing.merge(factories.article(slug="merged"), into=lidocaine)
    publishing.withdraw(factories.article(slug="withdrawn"), notice="It was wrong.")
    publishing.change_fact("brand_color", "#0b5c6b")


# Each test asks all addresses in one go and compares with what all must say: making the site costs more than asking it.


def test_no_address_sets_a_cookie_or_depends_on_one(client):
    answers = {address: client.get(address) for address in EVERY_ADDRESS}

    assert {response.status_code for response in answers.values()} == {200, 301, 410}
    assert {address: list(response.cookies) for address, response in answers.items() if response.cookies} == {}
    assert [address for address, response in answers.items() if varies_with_cookies(response)] == []


def test_a_visitor_with_a_session_gets_the_same_bytes(client):
    without = {address: client.get(address).content for address in EVERY_ADDRESS}
    client.force_login(factories.staff())

    answers = {address: client.get(address) for address in EVERY_ADDRESS}

    assert {address: response.content for address, response in answers.items()} == without
    assert [address for address, response in answers.items() if response.cookies] == []
    assert [address for address, response in answers.items() if varies_with_cookies(response)] == []


def varies_with_cookies(response):
    return "Set-Cookie" in response.headers or "cookie" in response.headers.get("Vary", "").lower()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_readers_can_only_read(client, method):
    answers = {address: getattr(client, method)(address) for address in EVERY_ADDRESS}

    assert {(response.status_code, response.headers["Allow"]) for response in answers.values()} == {(405, "GET, HEAD")}


def test_what_has_not_changed_is_not_sent_again(client):
    tags = {address: client.get(address).headers["ETag"] for address in PAGES + FILES}

    again = {address: client.get(address, headers={"if-none-match": tag}) for address, tag in tags.items()}

    assert {(response.status_code, response.content) for response in again.values()} == {(304, b"")}


def test_a_changed_clinic_fact_shows_at_the_next_request(client):
    addresses = [*PAGES, "/feed.atom", "/site.webmanifest"]
    before = {address: client.get(address) for address in addresses}

    publishing.change_fact("clinic_name", "Harbor Infusion Center")
    after = {
        address: client.get(address, headers={"if-none-match": response.headers["ETag"]})
        for address, response in before.items()
    }

    assert [address for address in addresses if b"Harbor Infusion Center" in before[address].content] == []
    assert [address for address in addresses if b"Harbor Infusion Center" not in after[address].content] == []


def test_browsers_ask_again_each_time_and_may_show_yesterdays_page_while_the_site_is_down(client):
    rules = {address: client.get(address).headers["Cache-Control"] for address in EVERY_ADDRESS}

    assert {rule for address, rule in rules.items() if address not in SEARCHES} == {
        "public, max-age=0, s-maxage=10, stale-while-revalidate=5, stale-if-error=86400"
    }
    assert {rules[address] for address in SEARCHES} == {"private, no-store"}


def test_head_answers_as_get_does_without_the_words(client):
    get = {address: client.get(address).headers["Content-Type"] for address in PAGES + FILES + SEARCHES}

    head = {address: client.head(address) for address in PAGES + FILES + SEARCHES}

    assert {address: response.headers["Content-Type"] for address, response in head.items()} == get
    assert {(response.status_code, response.content) for response in head.values()} == {(200, b"")}


def test_every_page_has_one_main_heading_and_its_language(client):
    pages = {address: client.get(address).content.decode() for address in PAGES}

    assert {address: re.findall(r'<html lang="([^"]*)"', html) for address, html in pages.items()} == {
        address: ["es" if address.startswith("/es/") else "en"] for address in PAGES
    }
    assert [address for address, html in pages.items() if html.count("<h1") != 1] == []


def test_the_canonical_address_carries_no_choice(client, settings):
    settings.SITE_URL = "https://visits.example.org"

    named = {
        address: re.findall(r'<link rel="canonical" href="([^"]*)"', client.get(address).content.decode())
        for address in PAGES
    }

    assert named == {address: [f"https://visits.example.org{address.partition('?')[0]}"] for address in PAGES}


def test_these_are_all_addresses_of_the_site():
    """A new address must be added to the lists above, so that all of this holds for it too."""
    resolver = get_resolver("therapies.urls")
    # A picture is kept for a year and says so; tests/publishing/test_kept_pictures.py has what holds for it.
    # Private addresses have rules of their own: tests/pages/test_sign_off.py and test_private_preview.py.
    # So have permanent links and the feed for partners, who have a key: tests/linking.
    others = {"picture", "sign_off", "private_preview", "link", "link_qr", "education_json", "education_csv"}
    names = {name for name in resolver.reverse_dict if isinstance(name, str)} - others

    met = {resolver.resolve(address.partition("?")[0]).url_name for address in PAGES + FILES + SEARCHES}

    assert met == names
