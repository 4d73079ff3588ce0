"""The lists for search engines: which addresses they hold, where those lead, and since when they say the same."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from tests import factories
from therapies import publishing
from therapies.models import Article
from therapies.sitemaps import Section

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LISTS = ["/", "/therapies/", "/guides/", "/questions/", "/changes/"]


def entries(client, address):
    """Address and day of each entry of a file."""
    root = ElementTree.fromstring(client.get(address).content)  # noqa: S314 - our own answer
    return [(entry.findtext(f"{SITEMAP}loc"), entry.findtext(f"{SITEMAP}lastmod")) for entry in root]


def asking(question, key):
    return f"Some words.\n\n## Questions\n\n### {question} {{#{key}}}\n\nNo.\n"


@pytest.fixture
def site(time_machine, settings):
    """Live pages in two languages, one of them corrected, and all that search engines must not see."""
    time_machine.move_to(NOON + timedelta(days=9), tick=False)
    settings.SITE_URL = "https://visits.example.org"
    prepare = factories.article(slug="prepare", body=asking("Can I eat?", "can-i-eat"), now=NOON)
    factories.article(kind="therapy", slug="lidocaine", body=asking("Can I drive?", "can-i-drive"), now=NOON)
    # Half past midnight in Greenwich is still the day before at the clinic.
    corrected = factories.draft(prepare, body=asking("Can I eat?", "can-i-eat"))
    publishing.publish(corrected, now=datetime(2026, 6, 4, 0, 30, tzinfo=UTC))
    factories.draft(prepare, body=asking("Secret draft?", "secret-draft"))
    publishing.publish(
        factories.draft(prepare, body=asking("Secret plan?", "secret-plan")), at=NOON + timedelta(days=10)
    )
    factories.article(slug="draft", live=False)
    withdrawn = factories.article(slug="withdrawn", body=asking("Secret error?", "secret-error"), now=NOON)
    publishing.withdraw(withdrawn, notice="It was wrong.", now=NOON + timedelta(days=3))
    factories.article(slug="antes", language="es", body=asking("¿Puedo conducir?", "puedo-conducir"), now=NOON)
    factories.article(kind="page", slug="words", now=NOON)


@pytest.mark.usefixtures("site")
def test_the_sitemap_leads_to_lists_pages_and_questions(client):
    response = client.get("/sitemap.xml")

    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert ElementTree.fromstring(response.content).tag == f"{SITEMAP}sitemapindex"  # noqa: S314 - our own answer
    assert entries(client, "/sitemap.xml") == [
        ("https://visits.example.org/sitemap-lists.xml", None),
        ("https://visits.example.org/sitemap-pages.xml", None),
        ("https://visits.example.org/sitemap-questions.xml", None),
    ]


@pytest.mark.usefixtures("site")
def test_lists_stand_without_a_day(client):
    assert entries(client, "/sitemap-lists.xml") == [(f"https://visits.example.org{path}", None) for path in LISTS]


@pytest.mark.usefixtures("site")
def test_every_live_page_stands_with_the_day_at_the_clinic_since_which_patients_read_it(client):
    response = client.get("/sitemap-pages.xml")

    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert ElementTree.fromstring(response.content).tag == f"{SITEMAP}urlset"  # noqa: S314 - our own answer
    assert entries(client, "/sitemap-pages.xml") == [
        ("https://visits.example.org/guide/prepare/", "2026-06-03"),
        ("https://visits.example.org/therapy/lidocaine/", "2026-06-01"),
        ("https://visits.example.org/es/guide/antes/", "2026-06-01"),
        ("https://visits.example.org/words/", "2026-06-01"),
    ]


@pytest.mark.usefixtures("site")
def test_every_live_question_stands_with_the_day_of_its_page(client):
    assert entries(client, "/sitemap-questions.xml") == [
        ("https://visits.example.org/questions/can-i-drive/", "2026-06-01"),
        ("https://visits.example.org/questions/can-i-eat/", "2026-06-03"),
        ("https://visits.example.org/es/questions/puedo-conducir/", "2026-06-01"),
    ]


@pytest.mark.usefixtures("site")
def test_every_address_in_it_answers(client):
    files = [address for address, _ in entries(client, "/sitemap.xml")]
    paths = [
        address.removeprefix("https://visits.example.org") for file in files for address, _ in entries(client, file)
    ]

    assert len(paths) == 12
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_without_a_site_address_it_holds_the_host_of_the_request(client, settings):
    settings.SITE_URL = ""
    settings.ALLOWED_HOSTS = ["clinic.example.org"]
    factories.article(now=NOON)
    asked = {"headers": {"host": "clinic.example.org:8443"}, "secure": True}

    assert (
        b"<loc>https://clinic.example.org:8443/sitemap-pages.xml</loc>" in client.get("/sitemap.xml", **asked).content
    )
    assert (
        b"<loc>https://clinic.example.org:8443/guide/a-page/</loc>" in client.get("/sitemap-pages.xml", **asked).content
    )


def test_a_large_site_has_several_files_of_pages(client, many_articles, monkeypatch):
    monkeypatch.setattr(Section, "limit", 4)
    many_articles(9, now=NOON)

    files = [address.removeprefix("http://testserver") for address, _ in entries(client, "/sitemap.xml")]
    pages = [address for file in files if "pages" in file for address, _ in entries(client, file)]

    assert files == [
        "/sitemap-lists.xml",
        "/sitemap-lists.xml?p=2",
        "/sitemap-pages.xml",
        "/sitemap-pages.xml?p=2",
        "/sitemap-pages.xml?p=3",
        "/sitemap-questions.xml",
    ]
    assert pages == [f"http://testserver/guide/guide-{number:03}/" for number in range(9)]


@pytest.mark.parametrize(
    "file", ["secret.xml", "1.xml", "pages.xml?p=0", "pages.xml?p=2", f"pages.xml?p={10**30}", "pages.xml?p=last"]
)
def test_a_file_that_does_not_exist_is_not_found(client, file):
    factories.article()

    assert client.get(f"/sitemap-{file}").status_code == 404


def test_a_program_that_asks_by_day_hears_of_a_withdrawal(client):
    old = factories.article(slug="old", now=NOON)
    factories.article(slug="new", now=NOON + timedelta(days=1))
    since = {"if-modified-since": "Wed, 03 Jun 2026 12:00:00 GMT"}
    before = client.get("/sitemap-pages.xml", headers=since).content

    publishing.withdraw(old, notice="It was wrong.")
    after = client.get("/sitemap-pages.xml", headers=since)

    assert b"/guide/old/" in before
    assert (after.status_code, b"/guide/old/" in after.content) == (200, False)


def test_an_empty_site_has_its_lists(client):
    assert Article.objects.count() == 0

    assert entries(client, "/sitemap-lists.xml") == [(f"http://testserver{path}", None) for path in LISTS]
    assert entries(client, "/sitemap-pages.xml") == entries(client, "/sitemap-questions.xml") == []
