import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests import factories
from therapies.models import Version
from therapies.text.articles import Source, parse_article

pytestmark = pytest.mark.django_db
MAY_EDIT = ("view_article", "change_article", "add_article")
BODY = "Eat nothing for 6 hours. Drink water.\n\n- Bring a list.\n- Bring an adult.\n\nCall us.\n"
NAME = "0123456789abcdef" * 2


@pytest.fixture
def ben(client):
    person = factories.staff("ben", may=MAY_EDIT)
    client.force_login(person)
    return person


@pytest.fixture
def ana(db):
    return factories.staff("ana", may=MAY_EDIT)


def change_url(article):
    return reverse("admin:therapies_article_change", args=[article.pk])


def form_of(response):
    return response.context["adminform"].form


def sent_by_browser(form):
    values = {name: form[name].value() for name in form.fields}
    return {
        name: "" if value is None else getattr(value, "isoformat", lambda value=value: value)()
        for name, value in values.items()
    }


def opened(client, article):
    """What the browser would send back without any change."""
    return sent_by_browser(form_of(client.get(change_url(article))))


def words(version):
    return parse_article(version.text, kind=version.article.kind)


def stale_after(client, article, mine, theirs, *, by):
    """The page that somebody gets who changed `mine`, after another saved `theirs`."""
    page = opened(client, article)
    factories.draft(article, by=by, **theirs)
    return client.post(change_url(article), page | mine | {"_continue": "1"})


def test_changes_of_different_places_are_put_together_and_saved_as_the_next_version(client, ben, ana):
    article = factories.article(title="Rides", body=BODY, summary="S.")

    response = stale_after(
        client, article, {"body": BODY.replace("Call us.", "Call us first.")},
        {"title": "Rides home", "body": BODY.replace("6 hours", "8 hours"), "summary": "S."}, by=ana,
    )  # fmt: skip
    form = form_of(response)
    refused = form.non_field_errors()
    again = client.post(change_url(article), sent_by_browser(form) | {"_continue": "1"})

    assert refused == [
        "Not saved yet: ana saved version 2 after you opened this page. Both texts are put together below. "
        "Read them through, and save again."
    ]
    assert (form["title"].value(), form["base_version"].value()) == ("Rides home", 2)
    assert again.status_code == 302
    newest = article.versions.first()
    assert (newest.number, newest.written_by, words(newest).title) == (3, ben, "Rides home")
    assert words(newest).body == BODY.replace("6 hours", "8 hours").replace("Call us.", "Call us first.")


def test_the_same_sentence_changed_twice_comes_back_with_both_and_a_choice(client, ben, ana):
    article = factories.article(title="Rides", body=BODY, summary="S.")
    mine = BODY.replace("6 hours", "4 <b>hours</b>")

    response = stale_after(
        client, article, {"body": mine}, {"title": "Rides", "body": BODY.replace("6 hours", "8 hours"), "summary": "S."}, by=ana
    )  # fmt: skip
    form, page = form_of(response), response.text

    assert form.non_field_errors()[0].endswith("One place needs your choice; then save again.")
    assert (
        form["body"].value()
        == (
            "==== Choice 1: your words ====\n"
            "Eat nothing for 4 <b>hours</b>. Drink water.\n"
            "==== Choice 1: the words of version 2 ====\n"
            "Eat nothing for 8 hours. Drink water.\n"
            "==== Choice 1: end ====\n"
        )
        + BODY.partition("\n")[2]
    )
    # Both whole texts stand on the page too, to be copied.
    wholes = [text.strip() for text in re.findall(r"<textarea readonly[^>]*>(.*?)</textarea>", page, re.DOTALL)]
    assert wholes == [
        mine.replace("<b>", "&lt;b&gt;").replace("</b>", "&lt;/b&gt;").strip(),
        BODY.replace("6 hours", "8 hours").strip(),
    ]
    assert article.versions.count() == 2


def test_what_is_still_to_choose_can_be_saved_but_not_published(client, ana):
    manager = factories.staff("maria", superuser=True)
    client.force_login(manager)
    article = factories.article(title="Rides", body="One.\n", summary="S.")
    form = form_of(
        stale_after(
            client, article, {"body": "Mine.\n"}, {"title": "Rides", "body": "Hers.\n", "summary": "S."}, by=ana
        )
    )

    client.post(change_url(article), sent_by_browser(form) | {"_continue": "1"})

    newest = article.versions.first()
    assert newest.number == 3
    assert "==== Choice 1: the words of version 2 ====" in newest.text
    assert Version.objects.live().get().number == 1


def test_a_second_refusal_numbers_its_choices_after_those_that_are_open(client, ben, ana):
    article = factories.article(title="Rides", body="One.\n\nTwo.\n", summary="S.")
    first = form_of(
        stale_after(
            client, article, {"body": "Mine.\n\nTwo.\n"}, {"title": "Rides", "body": "Hers.\n\nTwo.\n", "summary": "S."}, by=ana
        )
    )  # fmt: skip
    mine = sent_by_browser(first)
    mine["body"] = mine["body"].replace("Two.", "Two of mine.")
    factories.draft(article, by=ana, title="Rides", body="Hers.\n\nTwo of hers.\n", summary="S.")

    form = form_of(client.post(change_url(article), mine | {"_continue": "1"}))

    assert form["body"].value().count("==== Choice 1: ") == 3
    assert form["body"].value().count("==== Choice 2: ") == 3
    assert form["base_version"].value() == 3


def test_lists_are_put_together_and_other_fields_stand_side_by_side(client, ben, ana):
    source = Source("cdc-2022", "A guideline", "CDC", 2022)
    kept = {"body": BODY, "summary": "S.", "sources": (source,)}
    article = factories.article(title="Rides", also_called=("ride",), owner="Nurses", order=5, **kept)

    response = stale_after(
        client, article, {"title": "My rides", "also_called": "ride\ntaxi", "order": "7"},
        {"title": "Her rides", "also_called": ("lift", "ride"), "owner": "Team", "order": 5, **kept}, by=ana,
    )  # fmt: skip
    form = form_of(response)

    assert (form["title"].value(), form["owner"].value(), form["order"].value()) == ("My rides", "Team", 7)
    assert form["also_called"].value() == "lift\nride\ntaxi"
    assert [(each.label, each.yours, each.theirs) for each in form.stale.open_fields] == [
        ("Title", "My rides", "Her rides")
    ]
    assert [each.name for each in form.stale.taken] == ["owner"]
    assert "Her rides" in response.text
    assert form.stale.message.endswith("One place needs your choice; then save again.")


def test_a_second_click_that_arrives_after_the_first_writes_nothing_twice(client, ben):
    article = factories.article(title="Rides", body=BODY)
    page = opened(client, article) | {"title": "New", "_continue": "1"}

    first, second = client.post(change_url(article), page), client.post(change_url(article), page, follow=True)

    assert first.status_code == 302
    assert [str(message) for message in second.context["messages"]][-1] == "Nothing was changed, so nothing was saved."
    assert article.versions.count() == 2


@pytest.mark.parametrize("base", ["", "99", "9" * 30])
def test_without_a_version_that_both_began_with_nothing_of_either_is_dropped(client, ben, base):
    article = factories.article(title="Rides", body=BODY)
    page = opened(client, article) | {"body": BODY + "\nMine.\n", "base_version": base}

    form = form_of(client.post(change_url(article), page | {"_continue": "1"}))

    assert form["body"].value() == BODY + "\nMine.\n"
    assert form["base_version"].value() == 1
    assert article.versions.count() == 1


@pytest.mark.parametrize("base", ["x", "9" * 5_000])
def test_a_base_that_is_no_number_is_refused_with_the_typing_kept(client, ben, base):
    article = factories.article(title="Rides", body=BODY)
    page = opened(client, article) | {"body": "Mine.\n", "base_version": base}

    response = client.post(change_url(article), page | {"_continue": "1"})

    assert (response.status_code, form_of(response)["body"].value()) == (200, "Mine.\n")
    assert article.versions.count() == 1


def test_a_field_that_cannot_be_read_is_mended_before_texts_are_put_together(client, ben, ana):
    article = factories.article(title="Rides", body=BODY)
    page = opened(client, article)
    factories.draft(article, by=ana, title="Rides", body="Hers.\n")

    form = form_of(client.post(change_url(article), page | {"body": "Mine.\n", "order": "x", "_continue": "1"}))
    mended = form_of(client.post(change_url(article), sent_by_browser(form) | {"order": "5", "_continue": "1"}))

    assert (form.stale, form["body"].value(), list(form.errors)) == (None, "Mine.\n", ["order"])
    assert mended.stale.choices[0].theirs == "Hers.\n"


# --- the session ended ---


def test_a_form_without_a_session_comes_back_with_all_that_was_typed_and_can_be_sent_again(ana):
    article = factories.article(title="Rides", body=BODY)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ana)
    page = browser.get(change_url(article))
    typed = sent_by_browser(form_of(page)) | {"body": "Mine </textarea>.", "_continue": "1", "_kept": NAME}
    Session.objects.all().delete()

    token = page.context["csrf_token"]
    lost = browser.post(change_url(article), typed | {"csrfmiddlewaretoken": str(token)})
    browser.force_login(ana)
    again = browser.post(change_url(article), typed | {"csrfmiddlewaretoken": "x" * 64})
    saved = browser.post(change_url(article), typed | {"csrfmiddlewaretoken": str(again.context["csrf_token"])})

    assert (lost.status_code, again.status_code, saved.status_code) == (401, 403, 302)
    for response, sentence in ((lost, "you are no longer signed in"), (again, "you signed in again")):
        assert sentence in response.text
        assert "Mine &lt;/textarea&gt;." in response.text
        assert f'<input type="hidden" name="_kept" value="{NAME}">' in response.text
        assert response["Cache-Control"] == "no-store"
    assert words(article.versions.first()).body == "Mine </textarea>.\n"
    assert saved.cookies["saved_typing"].value == NAME


def test_a_new_page_without_a_session_comes_back_too(client):
    response = client.post(reverse("admin:therapies_article_add"), {"title": "Rides", "body": "Mine.", "slug": "rides"})

    assert response.status_code == 401
    assert ">Mine.</textarea>" in response.text


def test_who_lost_the_permission_meanwhile_gets_the_text_back(client, ben):
    article = factories.article(title="Rides", body=BODY)
    typed = opened(client, article) | {"body": "Mine.\n"}
    ben.user_permissions.clear()
    refused = client.post(change_url(article), typed)
    ben.is_staff = False
    ben.save()
    left = client.post(change_url(article), typed)

    for response in (refused, left):
        assert response.status_code == 403
        assert "your account may not change this page any more" in response.text
        assert "Mine." in response.text
    assert article.versions.count() == 1


def test_another_form_without_its_token_says_what_it_always_said():
    response = Client(enforce_csrf_checks=True).post("/admin/logout/")

    assert (response.status_code, "This form is too old" in response.text) == (403, True)


def test_opening_a_form_without_a_session_leads_to_signing_in(client):
    assert client.get(reverse("admin:therapies_article_add")).status_code == 302


def test_only_what_was_saved_is_named_as_saved(client, ben):
    article = factories.article(title="Rides", body=BODY)
    page = opened(client, article) | {"_continue": "1", "_kept": NAME}

    refused = client.post(change_url(article), page | {"title": ""})
    gone = client.post(reverse("admin:therapies_article_change", args=[article.pk + 1]), page)
    saved = client.post(change_url(article), page | {"title": "New"})

    assert ("saved_typing" in refused.cookies, "saved_typing" in gone.cookies) == (False, False)
    assert f'data-sent="{NAME}"' in refused.text
    cookie = saved.cookies["saved_typing"]
    assert (cookie.value, cookie["path"], cookie["samesite"], cookie["max-age"]) == (NAME, "/admin/", "Strict", 2592000)


@pytest.mark.parametrize("name", ["x", "", NAME + "0", NAME.upper(), "a;b=c", "\r\nSet-Cookie: a"])
def test_a_name_that_no_script_of_ours_makes_is_no_cookie(client, ben, name):
    article = factories.article(title="Rides")

    response = client.post(
        change_url(article), opened(client, article) | {"title": "New", "_continue": "1", "_kept": name}
    )

    assert (response.status_code, "saved_typing" in response.cookies) == (302, False)


def test_the_cookie_keeps_the_last_twenty_names_and_forgets_what_is_none(client, ben):
    article = factories.article(title="Rides")
    client.cookies["saved_typing"] = ".".join(["<script>", *(f"{number:032x}" for number in range(25))])

    response = client.post(
        change_url(article), opened(client, article) | {"title": "New", "_continue": "1", "_kept": NAME}
    )

    assert response.cookies["saved_typing"].value == ".".join([*(f"{number:032x}" for number in range(6, 25)), NAME])
    assert settings.SESSION_COOKIE_NAME not in response.cookies
