"""Before a page moves or a notice goes out, staff see the links in e-mails that lead there, and cannot strand them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories

pytestmark = pytest.mark.django_db
QUESTIONS = "Some words.\n\n## Questions\n\n### Can I drive? {#can-i-drive}\n\nNo, not on that day.\n"


@pytest.fixture
def manager(client):
    may = ("view_article", "change_article", "move_article", "view_notice", "add_notice")
    person = factories.staff("maria", may=may)
    client.force_login(person)
    return person


@pytest.fixture
def old():
    return factories.article(slug="old", title="The old page", body=QUESTIONS)


@pytest.fixture
def new():
    return factories.article(slug="new", title="The new page")


def move_url(article, move):
    return reverse(f"admin:therapies_article_{move}", args=[article.pk])


def refusals(response):
    return response.context["form"].non_field_errors()


@pytest.mark.parametrize("move", ["withdraw", "rename", "merge"])
def test_links_in_use_are_listed_before_a_page_moves(client, manager, old, new, move):
    link = factories.link_in_use(old, by=manager, label="First mail")

    page = client.get(move_url(old, move))

    assert page.context["leading"].links == [link]
    assert f"{link}</a>: First mail" in page.content.decode()


def test_withdrawing_asks_for_another_page_and_leads_the_links_there(client, manager, old, new):
    link = factories.link_in_use(old, by=manager)
    asked = client.get(move_url(old, "withdraw")).context["form"].explanation

    refused = client.post(move_url(old, "withdraw"), {"notice": "It was wrong."})
    client.post(move_url(old, "withdraw"), {"notice": "It was wrong.", "read_instead": new.pk})

    assert asked.endswith(
        "1 link in e-mails or on paper would lose this page. Choose what to read instead: the links lead straight to "
        "it while this page is withdrawn."
    )
    assert refusals(refused) == [
        f"1 link in e-mails or on paper would lose the page: /e/{link.code} (confirmation e-mail). Choose a page to "
        "read instead: the links lead there while this page is withdrawn."
    ]
    assert "The new page" in client.get(link.get_absolute_url()).content.decode()


def test_merging_asks_only_where_a_linked_question_would_be_lost(client, manager, old, new):
    assert "links_follow" not in client.get(move_url(old, "merge")).context["form"].fields
    link = factories.link_in_use(old, by=manager, question="can-i-drive")

    refused = client.post(move_url(old, "merge"), {"into": new.pk})
    client.post(move_url(old, "merge"), {"into": new.pk, "links_follow": "on"})

    assert refusals(refused) == [
        "“guide/new” lacks questions that links in e-mails or on paper lead to: "
        f"/e/{link.code} (confirmation e-mail). Put them into that page first, or let these links lead to the whole page."
    ]
    assert "The new page" in client.get(link.get_absolute_url()).content.decode()


@pytest.mark.parametrize("place", ["article", "everywhere"])
def test_a_notice_says_which_links_it_reaches(client, manager, old, new, place):
    link, other = factories.link_in_use(old, by=manager), factories.link_in_use(new, by=manager)
    soon = timezone.localtime() + timedelta(days=1)
    values = {
        "words": "Do not eat.",
        "scope": f"article:{old.pk}" if place == "article" else "everywhere",
        "starts_at": f"{timezone.localtime():%Y-%m-%d %H:%M}",
        "ends_at": f"{soon:%Y-%m-%d %H:%M}",
    }

    page = client.post(reverse("admin:therapies_notice_add"), values)

    assert set(page.context["links"]) == ({link} if place == "article" else {link, other})
    assert "Patients who open one of these links in e-mails or on paper see it too:" in page.content.decode()
