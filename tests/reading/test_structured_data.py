"""What search engines are told: nothing that the page does not show, no review that nobody made."""

from datetime import UTC, date, datetime

import pytest

from tests import factories
from therapies import publishing
from therapies.models import ClinicFact

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CLINIC = {
    "@type": "MedicalOrganization",
    "name": "Sample Infusion Clinic",
    "url": "https://visits.example.org/",
}


@pytest.fixture(autouse=True)
def address(settings, time_machine):
    settings.SITE_URL = "https://visits.example.org"
    time_machine.move_to(NOON, tick=False)


def data_of(client, path):
    return client.get(path).context["structured_data"]


def test_a_page_that_nobody_reviewed_claims_no_review(client):
    factories.article(slug="prepare", title="Prepare", summary="How to prepare.")

    assert data_of(client, "/guide/prepare/") == [
        {
            "@context": "https://schema.org",
            "@type": "MedicalWebPage",
            "name": "Prepare",
            "description": "How to prepare.",
            "url": "https://visits.example.org/guide/prepare/",
            "inLanguage": "en",
            "dateModified": "2026-06-01",
            "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
            "publisher": CLINIC,
        },
        {
            "@context": "https://schema.org",
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": "Home", "item": "https://visits.example.org/"},
                {"@type": "ListItem", "position": 2, "name": "Guides", "item": "https://visits.example.org/guides/"},
                {
                    "@type": "ListItem",
                    "position": 3,
                    "name": "Prepare",
                    "item": "https://visits.example.org/guide/prepare/",
                },
            ],
        },
    ]


def test_a_reviewed_therapy_names_its_reviewer_and_its_other_names(client):
    factories.article(
        kind="therapy",
        slug="lidocaine",
        title="Lidocaine",
        also_called=("lidocaine drip",),
        reviewed_by="Jane Roe, MD",
        reviewed_on=date(2026, 3, 1),
    )

    page = data_of(client, "/therapy/lidocaine/")[0]

    assert page["lastReviewed"] == "2026-03-01"
    assert page["reviewedBy"] == {"@type": "Person", "name": "Jane Roe, MD"}
    assert page["about"] == {"@type": "MedicalTherapy", "name": "Lidocaine", "alternateName": ["lidocaine drip"]}


def test_a_review_that_is_still_to_come_is_not_claimed(client):
    factories.article(slug="prepare", reviewed_by="Jane Roe, MD", reviewed_on=date(2026, 6, 2))

    assert {"lastReviewed", "reviewedBy"}.isdisjoint(data_of(client, "/guide/prepare/")[0])


def test_words_of_staff_cannot_end_the_block_of_data(client):
    factories.article(slug="prepare")
    publishing.change_fact("clinic_name", "Harbor")
    # Past the checks, as somebody with a database tool could.
    ClinicFact.objects.filter(key="clinic_name").update(value="</script><b>Harbor")

    html = client.get("/guide/prepare/").content.decode()

    assert "</script><b>" not in html
    assert "\\u003C/script\\u003E\\u003Cb\\u003EHarbor" in html


def test_the_clinic_itself_stands_on_the_home_page_without_a_sample_phone(client):
    assert data_of(client, "/") == {"@context": "https://schema.org"} | CLINIC


def test_a_confirmed_phone_is_passed_on(client):
    publishing.change_fact("clinic_phone", "(212) 555-3456")

    assert data_of(client, "/")["telephone"] == "(212) 555-3456"


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("/therapies/", ["/", "/therapies/"]),
        ("/questions/", ["/", "/questions/"]),
        ("/changes/", ["/", "/changes/"]),
        ("/guide/x/sources/", ["/", "/guides/", "/guide/x/", "/guide/x/sources/"]),
        ("/questions/can-i-eat/", ["/", "/questions/", "/questions/can-i-eat/"]),
    ],
)
def test_the_way_to_every_page_is_told(client, path, way):
    factories.article(slug="x", body="Words.\n\n## Questions\n\n### Can I eat? {#can-i-eat}\n\nNo.\n")

    response = client.get(path)

    data = response.context["structured_data"]
    assert data["@type"] == "BreadcrumbList"
    assert [step["item"] for step in data["itemListElement"]] == [f"https://visits.example.org{step}" for step in way]
    assert response.text.count('<script type="application/ld+json">') == 1
