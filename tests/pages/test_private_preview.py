"""A draft at a private address: read by whoever has it, and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from therapies import publishing
from therapies.models import PreviewLink, Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return factories.staff("ana")


@pytest.fixture
def draft(ana):
    return factories.draft(
        factories.article(title="Rides", body="Old.\n"), title="Rides", body="Secret draft.\n", by=ana
    )


def link_to(version, *, by, now=None):
    _, token = publishing.make_preview_link(version, by=by, now=now)
    return f"/preview/{token}/"


def test_a_draft_is_read_with_a_banner_that_says_what_it_is(client, draft, ana, time_machine):
    time_machine.move_to("2036-06-01T12:00:00Z", tick=False)

    page = client.get(link_to(draft, by=ana))

    assert page.status_code == 200
    assert "Secret draft." in page.text
    assert "Draft, not for patients, until July 1, 2036." in page.text


def test_patients_go_on_reading_what_they_read(client, draft, ana):
    client.get(link_to(draft, by=ana))

    assert "Secret draft." not in client.get(draft.article.get_absolute_url()).text


def test_it_is_kept_by_nobody_and_names_its_own_address_nowhere(client, draft, ana, settings):
    settings.SITE_URL = "https://visits.example.org"
    address = link_to(draft, by=ana)

    page = client.get(address, secure=True)

    names = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")
    assert [page.headers[name] for name in names] == ["private, no-store", "noindex, nofollow", "no-referrer"]
    assert not page.cookies
    assert address not in page.text
    assert '<meta name="robots" content="noindex, nofollow">' in page.text


def test_nothing_can_be_sent_there(client, draft, ana):
    assert client.post(link_to(draft, by=ana)).status_code == 405


def test_only_its_digest_is_kept(draft, ana):
    token = link_to(draft, by=ana).split("/")[2]

    assert token not in str(PreviewLink.objects.values().get())


def test_an_address_that_was_never_given_out_is_answered_in_words(client):
    page = client.get("/preview/" + "x" * 43 + "/")

    assert (page.status_code, page.headers["Cache-Control"]) == (404, "private, no-store")
    assert "Nobody was given this address" in page.text


def test_a_link_ends_after_30_days(client, draft, ana):
    address = link_to(draft, by=ana, now=timezone.now() - timedelta(days=30))

    page = client.get(address)

    assert page.status_code == 410
    assert "Secret draft." not in page.text


def test_a_link_that_was_taken_back_is_closed(client, draft, ana):
    address = link_to(draft, by=ana)

    assert publishing.revoke_preview_link(PreviewLink.objects.get(), by=ana) is True
    assert publishing.revoke_preview_link(PreviewLink.objects.get(), by=ana) is False
    assert client.get(address).status_code == 410


def test_a_draft_that_went_out_leads_to_the_page(client, draft, ana):
    address = link_to(draft, by=ana)
    factories.approved(draft)
    publishing.publish(draft, by=ana)

    page = client.get(address)

    assert page.status_code == 410
    assert "http://testserver/guide/a-page/" in page.text


def test_what_patients_read_needs_no_link(ana):
    version = factories.article().versions.get()

    with pytest.raises(publishing.NotAllowed, match="Patients read these words already"):
        publishing.make_preview_link(version, by=ana)


def test_a_draft_that_cannot_be_shown_says_so(client, ana):
    article = factories.article()
    Version.objects.bulk_create([Version(article=article, number=2, text="No fields.\n", title="Broken")])

    page = client.get(link_to(article.versions.get(number=2), by=ana))

    assert page.status_code == 503
    assert "This draft cannot be shown" in page.text
