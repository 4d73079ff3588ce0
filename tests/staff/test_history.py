"""The past of a page: the list of its versions, comparing two of them, and bringing an earlier text back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from therapies import publishing
from therapies.models import JournalEntry, Version
from therapies.publishing.restoring import restore

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 6, 1, 12, tzinfo=UTC)  # 8 o'clock at the clinic


@pytest.fixture
def nurse(client):
    person = factories.staff("ana", may=("view_article", "change_article"))
    client.force_login(person)
    return person


def versions_url(article, **query):
    return reverse("article_versions", args=[article.pk], query=query)


def compare_url(article, **query):
    return reverse("article_compare", args=[article.pk], query=query)


def restore_url(article, number):
    return reverse("article_restore", args=[article.pk, number])


def rows():
    return list(Version.objects.order_by("pk").values()), list(JournalEntry.objects.order_by("pk").values())


def words(response):
    """The words of the page, without tags, each space one."""
    import re

    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


# --- the list ---


def test_a_version_says_who_wrote_sent_approved_and_published_it_and_why(client, nurse, time_machine):
    time_machine.move_to(MORNING, tick=False)
    article = factories.article(body="First words.\n")
    time_machine.move_to(MORNING + timedelta(days=1), tick=False)
    writer = factories.staff("wanda")
    version = factories.draft(article, by=writer, note="New hours.", body="Second words.\n")
    review = factories.approved(version)
    publishing.publish(version, by=nurse)

    page = words(client.get(versions_url(article)))

    assert "Version 2 live New hours. Written June 2, 2026, 8:00 AM by wanda" in page
    assert "Sent for review June 2, 2026, 8:00 AM by sender" in page
    assert f"{review.signature} approved, June 2, 2026, 8:00 AM" in page
    assert (
        "Patients read it from June 2, 2026, 8:00 AM: approved by a clinician (Maria Sample, RN, June 2, 2026), "
        "published by ana"
    ) in page
    assert (
        "Version 1 earlier Nobody wrote what changed. Written June 1, 2026, 8:00 AM by a load of content files" in page
    )


def test_a_small_correction_and_a_request_for_a_change_say_why(client, nurse):
    article = factories.article(body="One of the words is worng.\n")
    version = factories.draft(article, body="One of the words is wrong.\n")
    publishing.submit(version, by=nurse)
    publishing.decide(
        version, clinician=factories.clinician(), decision="change", digest=version.digest, remark="Say it shorter."
    )
    publishing.publish(version, by=nurse, as_=Version.CORRECTION, reason="A slip of the pen.")

    page = words(client.get(versions_url(article)))

    assert "Maria Sample, RN asked for a change" in page
    assert "“Say it shorter.”" in page
    assert "small correction, published by ana. Why: A slip of the pen." in page


def test_what_happened_to_the_address_is_told_under_every_address_it_had(client, nurse):
    article = factories.article(slug="old")
    publishing.rename(article, slug="new", by=nurse)
    publishing.withdraw(article, notice="Gone for now.", by=nurse)
    factories.article(slug="other")
    publishing.withdraw(factories.article(slug="third"), notice="Not this one.", by=nurse)

    response = client.get(versions_url(article))

    events = [(event.name, event.action, event.about, event.detail) for event in response.context["events"]]
    assert events == [
        ("ana", "withdrew", "/guide/new/", "Gone for now."),
        ("ana", "renamed", "/guide/new/", "/guide/old/ leads there now."),
    ]


def test_there_are_25_versions_on_a_sheet(client, nurse):
    article = factories.article()
    for number in range(26):
        factories.draft(article, body=f"Text {number}.\n")

    first, second = client.get(versions_url(article)), client.get(versions_url(article, page="2"))

    assert [step.version.number for step in first.context["steps"]] == list(range(27, 2, -1))
    assert [step.version.number for step in second.context["steps"]] == [2, 1]
    assert [step.is_newest for step in second.context["steps"]] == [False, False]
    assert "Sheet 2 of 2" in second.text


@pytest.mark.parametrize("sheet", ["x", "-1", "99", "9" * 5_000, "\x00"])
def test_a_sheet_that_is_none_is_the_nearest_one(client, nurse, sheet):
    article = factories.article()

    assert [step.version.number for step in client.get(versions_url(article, page=sheet)).context["steps"]] == [1]


@pytest.mark.parametrize("versions", [1, 3])
def test_the_list_takes_the_same_queries_for_one_version_and_for_three(
    client, nurse, django_assert_num_queries, versions
):
    article = factories.article()
    for number in range(versions - 1):
        factories.approved(factories.draft(article, by=factories.staff(f"w{number}"), body=f"Text {number}.\n"))
    client.get(versions_url(article))

    # Session, user, its permissions (2), the article, its title, how many versions, the live one, the newest number,
    # versions, reviews, the last one read, its successor, former addresses, the clinic facts, the log.
    with django_assert_num_queries(16):
        response = client.get(versions_url(article))

    assert len(response.context["steps"]) == versions


# --- comparing ---


def test_two_versions_are_compared_as_patients_read_them(client, nurse):
    article = factories.article(title="Rides", body="Bring an adult.\n\nCall {{ clinic_phone }}.\n")
    factories.draft(article, title="Rides home", body="Bring an adult who drives.\n\nCall {{ clinic_phone }}.\n")

    page = client.get(compare_url(article, old=1, new=2))

    added = '<span class="visually-hidden">added: </span>'
    assert f"Bring an adult<ins>{added} who drives</ins>." in page.text
    assert f"<p>Rides<ins>{added} home</ins></p>" in page.text
    assert page.context["title"] == "Version 1 and version 2"
    assert f'<a href="{reverse("admin:therapies_article_change", args=[article.pk])}">Rides home</a> ›' in page.text


def test_the_whole_page_and_the_written_text_can_be_compared_too(client, nurse):
    blocks = [f"Paragraph number {number}.\n" for number in range(6)]
    article = factories.article(body="\n".join(blocks))
    factories.draft(article, body="\n".join([*blocks[:5], "Paragraph number five.\n"]))

    changes, whole, text = (
        client.get(compare_url(article, old=1, new=2, show=way)).text for way in ("changes", "page", "text")
    )

    assert ("Paragraph number 0." in changes, "Paragraph number 4." in changes) == (False, True)
    assert "Paragraph number 0." in whole
    assert "Paragraph number <ins>five</ins>." in text
    assert "[…]" in text


def test_a_comparison_without_numbers_is_of_the_newest_version_with_the_one_before(client, nurse):
    article = factories.article()
    factories.draft(article, body="Two.\n")
    factories.draft(article, body="Three.\n")

    chosen = [
        (shown.context["comparison"].old.number, shown.context["comparison"].new.number)
        for shown in (
            client.get(compare_url(article)),
            client.get(compare_url(article, old=3, new=1)),
            client.get(compare_url(article, old="x", new="99", show="all")),
            client.get(compare_url(article, old="9" * 5_000, new="\x00")),
            client.get(compare_url(article, old=2, new=2)),
        )
    ]

    assert chosen == [(2, 3), (1, 3), (2, 3), (2, 3), (2, 2)]


def test_two_equal_texts_are_called_the_same(client, nurse):
    article = factories.article()
    restore(factories.draft(article, body="Two.\n").article.versions.get(number=1), by=nurse, newest_number=2)

    assert "The two texts are the same." in client.get(compare_url(article, old=1, new=3)).text


def test_words_that_look_like_html_stay_words(client, nurse):
    article = factories.article(body="Words.\n")
    factories.draft(article, note="<script>alert(1)</script>", body="Words <script>x</script>.\n")

    for way in ("changes", "page", "text"):
        page = client.get(compare_url(article, old=1, new=2, show=way)).text
        assert "<script>alert" not in page
        assert "<script>x" not in page


# --- restoring ---


def test_an_earlier_text_comes_back_as_a_draft_in_two_clicks(client, nurse, time_machine):
    time_machine.move_to(MORNING, tick=False)
    article = factories.article(body="What was right.\n")
    time_machine.move_to(MORNING + timedelta(days=30), tick=False)
    publishing.publish(factories.draft(article, body="What is wrong.\n"))

    asked = client.get(restore_url(article, 1))
    response = client.post(restore_url(article, 1), {"newest": "2"}, follow=True)

    newest = article.versions.first()
    assert f'href="{restore_url(article, 1)}"' in client.get(versions_url(article)).text
    assert '<span class="visually-hidden">added: </span>' in asked.text
    assert (newest.number, newest.note, newest.written_by) == (3, "Text of version 1 of June 1, 2026", nurse)
    assert newest.text == article.versions.get(number=1).text
    assert [str(message) for message in response.context["messages"]] == [
        "Version 3 has the text of version 1. It is a draft: patients do not read it yet."
    ]
    assert Version.objects.live().get().number == 2
    line = JournalEntry.objects.first()
    assert (line.who, line.action, line.detail) == (nurse, "restored", "It has the text of version 1.")


def test_last_months_text_is_two_clicks_from_the_page_of_the_article(client, nurse):
    article = factories.article()
    factories.draft(article, body="Newer.\n")

    page = client.get(reverse("admin:therapies_article_change", args=[article.pk])).text

    assert f'href="{restore_url(article, 1)}"' in page
    assert f'href="{restore_url(article, 2)}"' not in page
    assert f'href="{versions_url(article)}"' in page


def test_looking_at_a_restoration_changes_nothing(client, nurse):
    article = factories.article()
    factories.draft(article, body="Newer.\n")
    before = rows()

    assert client.get(restore_url(article, 1)).status_code == 200
    assert rows() == before


@pytest.mark.parametrize(
    ("newest", "sentence"),
    [
        ("2", "Version 3 was written by a load of content files after you opened this page."),
        ("", "Version 3 was written by a load of content files after you opened this page."),
        ("9" * 5_000, "Version 3 was written by a load of content files after you opened this page."),
    ],
)
def test_a_restoration_that_somebody_overtook_is_refused_with_the_new_comparison(client, nurse, newest, sentence):
    article = factories.article(body="One.\n")
    factories.draft(article, body="Two.\n")
    factories.draft(article, body="Three.\n")
    before = rows()

    response = client.post(restore_url(article, 1), {"newest": newest})

    assert response.status_code == 409
    assert sentence in response.text
    assert response.context["comparison"].old.number == 3
    assert rows() == before


def test_what_is_the_newest_text_already_is_not_written_again(client, nurse):
    article = factories.article(body="One.\n")
    before = rows()

    response = client.post(restore_url(article, 1), {"newest": "1"})

    assert response.status_code == 409
    assert "Version 1, the newest, has exactly this text already." in response.text
    assert rows() == before


def test_a_merged_page_is_not_written_any_more(client, nurse):
    article, other = factories.article(slug="a"), factories.article(slug="b")
    factories.draft(article, body="Two.\n")
    publishing.merge(article, into=other)

    response = client.post(restore_url(article, 1), {"newest": "2"})

    assert response.status_code == 409
    assert "This page was merged into “guide/b”. Edit that page." in response.text
    assert f'href="{restore_url(article, 1)}"' not in client.get(versions_url(article)).text


# --- who may ---


def test_only_who_may_see_articles_sees_their_history(client):
    article = factories.article()
    addresses = [versions_url(article), compare_url(article), restore_url(article, 1)]

    assert [client.get(address).status_code for address in addresses] == [401, 401, 401]
    client.force_login(factories.staff("porter"))
    assert [client.get(address).status_code for address in addresses] == [403, 403, 403]
    client.force_login(factories.staff("reader", may=("view_article",)))
    assert [client.get(address).status_code for address in addresses] == [200, 200, 403]


def test_who_may_only_look_is_offered_no_restoration_and_makes_none(client):
    client.force_login(factories.staff("reader", may=("view_article",)))
    article = factories.article()
    factories.draft(article, body="Two.\n")
    before = rows()

    assert client.post(restore_url(article, 1), {"newest": "2"}).status_code == 403
    assert restore_url(article, 1) not in client.get(versions_url(article)).text + client.get(compare_url(article)).text
    assert rows() == before


def test_a_restoration_that_another_site_sends_is_refused(nurse):
    client = Client(enforce_csrf_checks=True)
    client.force_login(nurse)
    article = factories.article()
    factories.draft(article, body="Two.\n")

    assert client.post(restore_url(article, 1), {"newest": "2"}).status_code == 403
    assert article.versions.count() == 2


def test_a_history_that_is_none_is_not_found(client, nurse):
    article = factories.article()

    missing = ["/admin/articles/999/versions/", restore_url(article, 7), f"/admin/articles/{'9' * 5_000}/versions/"]
    assert [client.get(address).status_code for address in missing] == [404, 404, 404]
