from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from tests import factories
from therapies import publishing
from therapies.models import LinkCheck, Mention, MissedWord, Review, Version
from therapies.publishing.exporting import export_content
from therapies.publishing.loading import load_content
from therapies.publishing.practice import practice_article
from therapies.staff.dashboard import due_versions, lists_for
from therapies.text.facts import FACTS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 15, tzinfo=UTC)


@pytest.fixture
def ana():
    return factories.staff("ana", superuser=True)


def entries(title, *, person, now=NOW):
    found = next(waiting for waiting in lists_for(person, now=now) if waiting.title == title)
    return [(entry.text, entry.about, entry.urgency) for entry in found.entries]


def test_my_drafts_are_mine_and_say_who_asked_for_what(ana):
    article = factories.article(slug="ride", title="Ride")
    factories.draft(article, by=ana, title="Ride home", now=NOW)
    factories.draft(factories.article(slug="food", title="Food"), by=factories.staff("ben"), now=NOW)
    sent_back = factories.draft(factories.article(slug="rest", title="Rest"), by=ana, title="Rest well", now=NOW)
    publishing.submit(sent_back, by=ana, now=NOW)
    publishing.decide(
        sent_back,
        clinician=factories.clinician("Jo Sample", credential="MD"),
        decision=Review.CHANGE,
        remark="Say how long.",
        digest=sent_back.digest,
        now=NOW,
    )

    assert entries("My drafts", person=ana) == [
        ("Ride home", "June 10, 2026", ""),
        ("Rest well", "Jo Sample, MD asked for a change: “Say how long.”", "late"),
    ]


def test_what_waits_for_review_says_how_long(ana):
    for slug, waits in (("a", timedelta(minutes=5)), ("b", timedelta(hours=5)), ("c", timedelta(days=3, hours=2))):
        version = factories.draft(factories.article(slug=slug), by=ana, title=slug.upper(), now=NOW - timedelta(days=9))
        publishing.submit(version, by=ana, now=NOW - waits)

    assert entries("Waiting for review", person=ana) == [
        ("C", "for 3 days, sent by ana", ""),
        ("B", "for 5 hours, sent by ana", ""),
        ("A", "for a few minutes, sent by ana", ""),
    ]


def test_what_is_approved_waits_to_be_published_until_it_is_scheduled(ana):
    article = factories.article(slug="a")
    now = timezone.now()
    version = factories.draft(article, by=ana, title="A", now=now)
    factories.approved(version, now=now)
    assert entries("Approved: publish these", person=ana, now=now) == [("A", "approved", "")]

    publishing.publish(version, by=ana, at=datetime(2126, 3, 1, 15, tzinfo=UTC), now=now)

    assert entries("Approved: publish these", person=ana, now=now) == []
    assert entries("Scheduled", person=ana, now=now) == [("A", "from March 1, 2126, 10:00 AM", "")]


def test_reviews_are_late_or_soon_by_the_review_and_by_the_file(ana):
    for slug, due in (("a", date(2026, 6, 10)), ("b", date(2026, 7, 10)), ("c", date(2026, 7, 11))):
        review = {"reviewed_by": "Jo Sample, MD", "reviewed_on": date(2025, 6, 10), "review_due": due}
        factories.article(slug=slug, title=slug.upper(), now=NOW - timedelta(days=300), **review)
    looked_again = Version.objects.get(title="A")
    factories.clinician()
    review = Review.objects.create(
        version=looked_again,
        digest=looked_again.digest,
        clinician=factories.clinician("Jo Sample", credential="MD"),
        signature="Jo Sample, MD",
        decision=Review.APPROVED,
        due=date(2026, 6, 1),
    )
    Version.objects.filter(pk=looked_again.pk).update(review=review)

    assert entries("Review due", person=ana) == [
        ("A", "was due on June 1, 2026", "late"),
        ("B", "due on July 10, 2026", "soon"),
    ]
    assert [version.title for version in due_versions()] == ["A", "B", "C"]


def test_what_went_out_unseen_is_listed_with_its_reason(ana):
    version = factories.draft(factories.article(slug="a", now=NOW - timedelta(days=1)), by=ana, title="B", now=NOW)
    publishing.publish(version, by=ana, as_=Version.EMERGENCY, reason="A recall", now=NOW)

    assert entries("Published before a clinician looked", person=ana) == [
        ("B", "emergency of June 10, 2026: A recall", "")
    ]


def test_links_that_lead_nowhere_are_listed_and_others_are_not(ana):
    target = factories.article(
        slug="ride", title="Ride", body="Words.\n\n## Questions\n\n### Who? {#who}\n\nAn adult.\n"
    )
    factories.article(slug="food", title="Food", body="[Ride](guide/ride) and [who](question/who).\n")
    publishing.rename(target, slug="way-home", by=ana)
    assert entries("Broken links", person=ana) == []

    food = Version.objects.get(title="Food")
    Mention.objects.create(version=food, what=Mention.LINK, target="guide/never-was")
    LinkCheck.objects.create(url="https://example.org/x", problem="answers 404", checked_at=NOW)
    LinkCheck.objects.create(url="https://example.org/y", problem="", checked_at=NOW)

    assert entries("Broken links", person=ana) == [
        ("Food → guide/never-was", "leads to no page", "late"),
        ("https://example.org/x", "answers 404, asked on June 10, 2026", ""),
    ]


def test_facts_that_patients_read_as_ask_the_clinic_are_listed(ana):
    publishing.ensure_facts()
    unset = [fact.label for fact in FACTS.values() if fact.example and not fact.start]

    assert [text for text, *_ in entries("Clinic facts without a value", person=ana)] == unset


def test_a_page_that_no_clinician_ever_read_is_listed_until_one_has(ana):
    factories.article(slug="a", title="A")
    review = {"reviewed_by": "Jo Sample, MD", "reviewed_on": date(2026, 6, 1), "review_due": date(2027, 6, 1)}
    factories.article(slug="b", title="B", now=NOW, **review)

    assert entries("Never read by a clinician", person=ana) == [
        ("A", "patients read that no clinician reviewed it", "")
    ]


def test_a_page_that_is_to_be_withdrawn_is_among_what_is_scheduled(ana):
    article = factories.article(slug="a", title="A")
    publishing.withdraw(article, notice="Gone.", at=datetime(2126, 3, 1, 15, tzinfo=UTC), by=ana)

    assert entries("Scheduled", person=ana, now=timezone.now()) == [("A", "withdrawn on March 1, 2126, 10:00 AM", "")]


def test_the_number_beside_a_list_counts_all_of_it(ana):
    for number in range(15):
        MissedWord.objects.create(language="en", word=f"pump{number}", count=7)

    found = next(waiting for waiting in lists_for(ana, now=NOW) if waiting.title == "Searches that found nothing")

    assert (found.count, len(found.shown)) == (15, 10)


def test_searches_that_found_nothing_are_words_and_counts(ana):
    MissedWord.objects.create(language="en", word="pump", count=7)
    MissedWord.objects.create(language="en", word="rare", count=1)

    assert entries("Searches that found nothing", person=ana) == [("pump", "looked for 7 times", "")]


def test_an_empty_site_says_what_to_do(client, ana):
    publishing.ensure_facts()
    client.force_login(ana)

    html = client.get(reverse("admin:index")).text

    for sentence in (
        "You have no unfinished text. Open a page below Articles to change it.",
        "Nothing waits for a clinician.",
        "No page changes by itself.",
        "Patients see no safety notice.",
        "Links to other sites were never asked",
    ):
        assert sentence in html


def test_nobody_is_shown_what_they_may_not_see(client):
    person = factories.staff("ben", may=("view_article",))
    assert [waiting.title for waiting in lists_for(person)] == [
        "My drafts",
        "Waiting for review",
        "Approved: publish these",
        "Scheduled",
        "Review due",
        "Never read by a clinician",
        "Published before a clinician looked",
        "Broken links",
    ]

    person.user_permissions.set(Permission.objects.filter(codename="view_missedword"))
    person = type(person).objects.get(pk=person.pk)
    assert [waiting.title for waiting in lists_for(person)] == ["Searches that found nothing"]


def test_the_first_page_costs_the_same_with_two_and_with_thirty_drafts(client, ana, django_assert_max_num_queries):
    client.force_login(ana)
    client.get(reverse("admin:index"))  # what Django remembers for a process is asked for now
    asked = []
    for count in (2, 30):
        for number in range(count):
            version = factories.draft(factories.article(slug=f"p-{count}-{number}"), by=ana)
            if number % 2:
                publishing.submit(version, by=ana)
        with django_assert_max_num_queries(60) as queries:
            client.get(reverse("admin:index"))
        asked.append(len(queries))

    assert asked[0] == asked[1]


# --- the practice page ---


def test_the_practice_page_is_one_and_never_reaches_patients(client, ana):
    client.force_login(ana)

    first, second = (client.post(reverse("practice_page")) for _ in range(2))
    version = Version.objects.get(article__is_practice=True)
    factories.approved(version)
    with pytest.raises(publishing.NotPublishable, match="practice page"):
        publishing.publish(version, by=ana)
    with pytest.raises(publishing.NotPublishable, match="practice page"):
        publishing.publish(version, by=ana, as_=Version.EMERGENCY, reason="I insist")

    assert first.url == second.url == reverse("admin:therapies_article_change", args=[version.article_id])
    assert client.get("/guide/practice-page/").status_code == 404
    assert entries("Approved: publish these", person=ana, now=timezone.now()) == []
    assert client.get(first.url).status_code == 200


def test_the_guide_is_for_staff(client, ana):
    assert client.get(reverse("staff_guide")).status_code == 401

    client.force_login(ana)
    assert "Words reach patients in four steps" in client.get(reverse("staff_guide")).text


def test_the_practice_page_is_neither_exported_nor_loaded(tmp_path, ana):
    factories.article(slug="ride")
    practice = practice_article()

    written = export_content(tmp_path)
    path = tmp_path / practice.address.path
    path.write_text(factories.text(title="Written by hand"))
    report = load_content(tmp_path, publish=True, prefer_file=[practice.address.path])

    assert written == ["en/guide/ride.md"]
    assert (report.published, report.missing) == ([], [])
    assert Version.objects.filter(article=practice, live_from=None).count() == practice.versions.count()


def test_a_folder_without_the_practice_page_misses_nothing(tmp_path, ana):
    practice_article()

    assert load_content(tmp_path).missing == []
