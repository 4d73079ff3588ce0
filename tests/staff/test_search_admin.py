"""Staff see which words patients look for in vain, and nothing else of a search."""

import re

import pytest
from django.urls import reverse

from tests import factories
from therapies import publishing
from therapies.models import MissedWord

pytestmark = pytest.mark.django_db
LIST = "admin:therapies_missedword_changelist"
CLEAR = "admin:therapies_missedword_clear"


def miss(word, *, times, language="en"):
    for _ in range(times):
        publishing.count_missed_words([word], language=language)


def sign_in(client, *may):
    client.force_login(factories.staff("ana", may=may))


def shown_to(client):
    html = client.get(reverse(LIST)).content.decode()
    return re.findall(r'<t[dh] class="field-(?:word|count)"[^>]*>([^<]*)<', html)


def test_words_that_were_missed_5_times_are_shown_the_most_missed_first(client):
    miss("parking", times=5)
    miss("insurance", times=7)
    miss("nausea", times=4)
    sign_in(client, "view_missedword")

    assert shown_to(client) == ["insurance", "7", "parking", "5"]


def test_the_page_says_what_it_shows(client):
    sign_in(client, "view_missedword")

    response = client.get(reverse(LIST))

    assert response.context["title"] == "Searches that found nothing"
    assert "A word is shown once it was missed 5 times." in response.content.decode()


def test_clearing_begins_to_count_anew(client):
    miss("parking", times=6)
    miss("nausea", times=1)
    sign_in(client, "view_missedword", "delete_missedword")

    response = client.post(reverse(CLEAR), follow=True)

    assert [str(message) for message in response.context["messages"]] == ["Counting begins anew. 2 words cleared."]
    assert MissedWord.objects.count() == 0


def test_who_may_only_look_has_no_button_and_may_not_clear(client):
    miss("parking", times=6)
    sign_in(client, "view_missedword")

    response = client.post(reverse(CLEAR))

    assert response.status_code == 403
    assert "Clear all counts" not in client.get(reverse(LIST)).content.decode()
    assert MissedWord.objects.get().count == 6


def test_a_link_cannot_clear(client):
    miss("parking", times=6)
    sign_in(client, "view_missedword", "delete_missedword")

    response = client.get(reverse(CLEAR))

    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert MissedWord.objects.count() == 1


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.post(reverse(CLEAR)).url.startswith(reverse("admin:login"))


def test_counts_are_neither_added_nor_changed_nor_deleted_by_hand(client):
    miss("parking", times=6)
    client.force_login(factories.staff("chief", superuser=True))
    one = MissedWord.objects.get()

    answers = {
        name: client.get(reverse(f"admin:therapies_missedword_{name}", args=args)).status_code
        for name, args in {"add": [], "change": [one.pk], "delete": [one.pk]}.items()
    }
    client.post(reverse("admin:therapies_missedword_change", args=[one.pk]), {"count": 0})

    assert answers == {"add": 403, "change": 200, "delete": 403}
    assert MissedWord.objects.get().count == 6
