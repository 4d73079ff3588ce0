import html
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from therapies import publishing
from therapies.models import Article, Version
from therapies.text.articles import Source, parse_article

pytestmark = pytest.mark.django_db
MAY_EDIT = ("view_article", "change_article", "add_article")
MAY_PUBLISH = (*MAY_EDIT, "publish_article", "move_article")


@pytest.fixture
def nurse(client):
    person = factories.staff("ana", may=MAY_EDIT)
    client.force_login(person)
    return person


@pytest.fixture
def manager(client):
    person = factories.staff("maria", may=MAY_PUBLISH)
    client.force_login(person)
    return person


def change_url(article):
    return reverse("admin:therapies_article_change", args=[article.pk])


def form_of(client, article):
    """What the browser would send back without any change."""
    form = client.get(change_url(article)).context["adminform"].form
    return {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}


def sent(client, article, *, button="_continue", **changes):
    data = {name: form_value(value) for name, value in (form_of(client, article) | changes).items()}
    return client.post(change_url(article), data | {button: "1"}, follow=True)


def form_value(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def told(response):
    return [str(message) for message in response.context["messages"]]


def errors(response):
    return [message for messages in response.context["adminform"].form.errors.values() for message in messages]


def test_saving_writes_a_new_version_and_patients_still_read_the_old_one(client, nurse):
    article = factories.article(title="Old", body="Old words.\n")

    sent(client, article, title="New", body="New words.\r\n\r\nMore.\r\n", note="Clearer")

    newest = article.versions.first()
    assert (newest.number, newest.title, newest.note, newest.written_by) == (2, "New", "Clearer", nurse)
    assert parse_article(newest.text, kind="guide").body == "New words.\n\nMore.\n"
    assert Version.objects.live().get().title == "Old"


def test_saving_without_a_change_writes_no_version(client, nurse):
    article = factories.article(
        sources=(Source("key", "Title", "Publisher", 2022, "https://example.org/"),), about=("lidocaine",), owner="Us"
    )

    response = sent(client, article)

    assert article.versions.count() == 1
    assert told(response) == ["Nothing was changed, so nothing was saved."]


def test_every_field_of_the_text_can_be_changed(client, nurse):
    article = factories.article(kind="therapy", slug="x")

    sent(
        client, article, title="T", summary="S", approval="A", order="7", about="x\ny", safety="on", also_called="one\ntwo",
        owner="Team", sources="a | Title | Publisher | 2020\nb | Other | Publisher | 2021 | https://example.org/",
    )  # fmt: skip

    text = parse_article(article.versions.first().text, kind="therapy")
    assert (text.title, text.summary, text.approval, text.order, text.owner) == ("T", "S", "A", 7, "Team")
    assert (text.about, text.safety, text.also_called) == (("x", "y"), True, ("one", "two"))
    assert text.sources == (
        Source("a", "Title", "Publisher", 2020),
        Source("b", "Other", "Publisher", 2021, "https://example.org/"),
    )


def test_the_length_of_a_visit_is_one_of_the_whole_visit_or_what_a_file_says(client, nurse):
    usual = factories.visit()
    other = factories.visit(slug="other")
    factories.draft(other, visit_length="stay_with_h", appointment="Other", body=factories.PLAN)

    offered = [
        [key for key, _ in client.get(change_url(visit)).context["adminform"].form.fields["visit_length"].choices]
        for visit in (usual, other)
    ]

    whole = ["", "visit_lidocaine", "visit_ketamine", "visit_ketamine_mood"]
    assert offered == [whole, [*whole, "stay_with_h"]]


def test_a_new_article_is_made_with_its_first_version(client, nurse):
    response = client.post(
        reverse("admin:therapies_article_add"),
        {
            "kind": "guide", "slug": "rides", "language": "en", "title": "Rides", "summary": "How to get home.",
            "body": "Words.", "order": "100", "_continue": "1",
        },
        follow=True,
    )  # fmt: skip

    article = Article.objects.get()
    assert response.redirect_chain == [(change_url(article), 302)]
    assert (str(article), article.versions.get().title) == ("guide/rides", "Rides")


def test_the_address_of_another_page_is_refused_with_the_typing_kept(client, nurse):
    article = factories.article(slug="old")
    publishing.rename(article, slug="new")
    response = client.post(
        reverse("admin:therapies_article_add"),
        {
            "kind": "guide", "slug": "old", "language": "en", "title": "Mine", "summary": "S.", "body": "My words.",
            "order": "100", "_continue": "1",
        },
    )  # fmt: skip

    assert 'was once given out for "guide/new"' in errors(response)[0]
    assert response.context["adminform"].form["body"].value() == "My words."
    assert Article.objects.count() == 1


def test_a_save_onto_a_newer_version_is_refused_with_the_typing_kept(client, nurse):
    article = factories.article()
    mine = form_of(client, article)
    factories.draft(article, title="By someone else", by=factories.staff("ben"))

    response = client.post(change_url(article), mine | {"body": "My long text.", "_continue": "1"})

    assert errors(response) == [
        "Not saved yet: ben saved version 2 after you opened this page. Both texts are put together below. "
        "Read them through, and save again."
    ]
    assert response.context["adminform"].form["body"].value() == "My long text.\n"
    assert article.versions.count() == 2


def test_half_done_markdown_is_saved_with_what_is_left_to_mend(client, nurse):
    article = factories.article()

    response = sent(client, article, body="See {{ nonsense }}.\n")

    assert article.versions.count() == 2
    assert len(told(response)) == 2
    assert told(response)[0] == "Version 2 is saved as a draft. Patients do not read it yet."
    assert told(response)[1].startswith("Before patients can read this, line 1 of the text: ")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"sources": "just a title"},
            '"just a title" is not a source. Write: key | title | publisher | year | address',
        ),
        ({"approval": "x"}, "Leave this empty: it is only for a therapy."),
    ],
)
def test_a_field_that_cannot_be_kept_is_refused_in_words(client, nurse, changes, message):
    article = factories.article()
    data = {name: form_value(value) for name, value in form_of(client, article).items()}

    response = client.post(change_url(article), data | {"approval": ""} | changes | {"_continue": "1"})

    if "approval" not in changes:
        assert message in errors(response)[0]
    assert article.versions.count() == 1 or "approval" in changes


def test_a_review_falls_with_the_words_it_was_about(client, nurse):
    article = factories.article(
        reviewed_by="Jane Roe, MD", reviewed_on=date(2026, 3, 1), review_due=date(2027, 3, 1), body="Old.\n"
    )

    response = sent(client, article, body="New.\n")

    newest = article.versions.first()
    assert (newest.reviewed_by, newest.reviewed_on, newest.review_due) == ("", None, None)
    assert any("so the review line of the file was removed" in message for message in told(response))


def test_nobody_types_a_review_into_the_form(client, nurse):
    article = factories.article(body="Old.\n")

    sent(client, article, body="New.\n", reviewed_by="Jane Roe, MD", reviewed_on="2026-03-01", review_due="2027-03-01")

    newest = article.versions.first()
    assert (newest.number, newest.reviewed_by, newest.reviewed_on, newest.review_due) == (2, "", None, None)


def test_a_review_stays_when_only_lists_change(client, nurse):
    article = factories.article(reviewed_by="Jane Roe, MD", reviewed_on=date(2026, 3, 1))

    sent(client, article, order="5")

    assert article.versions.first().reviewed_by == "Jane Roe, MD"


def test_saving_and_sending_leads_to_the_page_that_asks_who_is_to_read_it(client, nurse):
    article = factories.article(title="Old")

    response = sent(client, article, button="_send", title="New", body="[Somewhere nice](guide/nowhere)\n")

    assert response.redirect_chain == [(reverse("admin:therapies_article_send", args=[article.pk]), 302)]
    assert told(response) == ["Version 2 is saved as a draft. Patients do not read it yet."]
    [problem] = response.context["form"].problems()
    assert problem.startswith("There is no page guide/nowhere")
    assert Version.objects.live().get().title == "Old"


def test_sending_what_was_saved_before_needs_no_change(client, nurse):
    article = factories.article(live=False)

    response = sent(client, article, button="_send")

    assert response.redirect_chain == [(reverse("admin:therapies_article_send", args=[article.pk]), 302)]
    assert article.versions.count() == 1


def test_the_list_publishes_the_newest_versions(client, manager):
    article = factories.article(slug="a", live=False, title="A")
    unread = factories.article(slug="b", live=False, title="B")
    factories.article(slug="c", live=False, title="C")
    factories.approved(article.versions.get())

    response = client.post(
        reverse("admin:therapies_article_changelist"),
        {"action": "publish_newest", "_selected_action": [article.pk, unread.pk]},
        follow=True,
    )

    assert [version.title for version in Version.objects.live()] == ["A"]
    assert told(response) == [
        'Patients now read version 1 of "A".',
        '"B" was not published: No clinician has approved these words yet. Send them for review first.',
    ]


def test_the_list_says_what_patients_see(client, manager):
    factories.draft(factories.article(slug="a", title="A"))
    factories.article(slug="b", title="B", live=False)
    publishing.withdraw(factories.article(slug="c", title="C"), notice="Gone.")
    kept = factories.article(slug="d", title="D")
    publishing.merge(factories.article(slug="e", title="E"), into=kept)
    later = factories.draft(factories.article(slug="f", title="F"), title="F")
    publishing.publish(later, at=datetime(2126, 3, 1, 17, 30, tzinfo=UTC))

    changelist = client.get(reverse("admin:therapies_article_changelist")).context["cl"]

    model_admin = changelist.model_admin
    assert {model_admin.title(a): model_admin.state(a) for a in changelist.result_list} == {
        "A page": "version 1; version 2 is not published",
        "B": "nothing yet",
        "C": "withdrawn",
        "D": "version 1",
        "E": "merged into another page",
        "F": "version 1; version 2 from March 1, 2126, 12:30 PM",
    }


@pytest.mark.parametrize(("state", "slugs"), [("live", ["a"]), ("draft", ["b"]), ("withdrawn", ["c"])])
def test_the_list_can_be_narrowed_to_what_patients_see(client, manager, state, slugs):
    factories.article(slug="a")
    factories.article(slug="b", live=False)
    publishing.withdraw(factories.article(slug="c"), notice="Gone.")

    response = client.get(reverse("admin:therapies_article_changelist"), {"state": state})

    assert [article.slug for article in response.context["cl"].result_list] == slugs


def test_the_list_costs_the_same_with_three_and_thirty_articles(client, manager, django_assert_num_queries):
    for number in range(3):
        factories.article(slug=f"a-{number}")
    with django_assert_num_queries(10):
        client.get(reverse("admin:therapies_article_changelist"))

    for number in range(27):
        factories.article(slug=f"b-{number}")
    with django_assert_num_queries(10):
        client.get(reverse("admin:therapies_article_changelist"))


def test_an_article_cannot_be_deleted(client):
    client.force_login(factories.staff(superuser=True))
    article = factories.article()

    response = client.post(reverse("admin:therapies_article_delete", args=[article.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert Article.objects.count() == 1


def test_withdrawing_asks_for_a_notice_and_shows_who_links_here(client, manager):
    article = factories.article(slug="a")
    other = factories.article(slug="b", title="Linking", body="[The first page](guide/a)\n")
    url = reverse("admin:therapies_article_withdraw", args=[article.pk])

    page = client.get(url)
    refused = client.post(url, {"notice": "  "})
    done = client.post(url, {"notice": "We stopped.", "read_instead": other.pk}, follow=True)

    article.refresh_from_db()
    assert [version.title for version in page.context["leading"].pages] == ["Linking"]
    assert refused.context["form"].errors["notice"] == ["This field is required."]
    assert (article.withdrawal_notice, article.read_instead, article.withdrawn_by) == ("We stopped.", other, manager)
    assert told(done) == ["Withdrawn. Patients who follow a link to this page now read your notice."]


def test_withdrawing_what_was_never_live_is_refused_in_words(client, manager):
    article = factories.article(live=False)

    response = client.post(reverse("admin:therapies_article_withdraw", args=[article.pk]), {"notice": "Gone."})

    assert response.context["form"].non_field_errors() == [
        "This page was never published, so there is nothing to withdraw."
    ]


def test_who_may_only_edit_cannot_withdraw(client, nurse):
    article = factories.article()

    response = client.post(reverse("admin:therapies_article_withdraw", args=[article.pk]), {"notice": "Gone."})

    assert response.status_code == 403
    assert Article.objects.live().exists()


@pytest.mark.parametrize("note", ["[1]", '[{"added": {"name": "x", "object": "y"}}]', "[]", '["a"]'])
def test_a_note_is_kept_as_words_whatever_it_looks_like(client, nurse, note):
    article = factories.article()

    sent(client, article, body="New words.\n", note=note)

    assert f"“{note}”" in html.unescape(client.get(f"{change_url(article)[:-7]}history/").text)


def test_characters_that_cannot_be_seen_fall_out_of_what_patients_read(client, manager):
    article = factories.article(slug="x")

    sent(client, article, body="New words.\n", note="one\x0btwo\u202e")
    client.post(reverse("admin:therapies_article_withdraw", args=[article.pk]), {"notice": "Wrong.\x0bCall us."})

    article.refresh_from_db()
    assert article.versions.first().note == "one two "
    assert article.withdrawal_notice == "Wrong. Call us."


@pytest.mark.parametrize("query", ["q=" + "a+" * 1_900, "q=%00", "p=" + "9" * 5_000, "o=x.y", "state=nonsense"])
def test_a_hostile_query_of_the_list_is_answered(client, nurse, query):
    factories.article()

    assert client.get(reverse("admin:therapies_article_changelist") + f"?{query}").status_code == 200


@pytest.mark.parametrize("lookup", ["slug__regex=(", "versions__written_by__password__startswith=p", "kind__in=guide"])
def test_the_list_answers_no_questions_but_its_filters(client, nurse, lookup):
    assert client.get(reverse("admin:therapies_article_changelist") + f"?{lookup}").status_code == 400


def test_a_text_that_can_no_longer_be_read_is_mended_in_the_same_form(client, manager):
    article = Article.objects.create(kind="guide", slug="broken")
    version = Version(article=article, number=1, text="No fields here.\n", title="Broken", summary="What it said.")
    version.live_from = version.published_at = timezone.now()
    version.published_as = Version.FILE
    Version.objects.bulk_create([version])

    sent(client, article, body="Mended words.\n")

    assert article.versions.first().article_text().body == "Mended words.\n"


def test_who_may_only_read_is_led_to_the_page_and_sees_no_empty_fields(client):
    article = factories.article()
    client.force_login(factories.staff("rita", may=("view_article",)))

    html = client.get(reverse("admin:therapies_article_change", args=[article.pk])).text

    assert reverse("version_page", args=[article.versions.get().pk]) in html
    assert "Read version 1 as a page" in html
    assert "<textarea" not in html
    assert "readonly" not in html
    assert "data-typing" not in html  # its script looks for the editor


def test_who_may_only_read_is_offered_no_restoring(client):
    article = factories.article()
    factories.draft(article)
    address = reverse("article_restore", args=[article.pk, 1])
    change_url = reverse("admin:therapies_article_change", args=[article.pk])

    client.force_login(factories.staff("rita", may=("view_article",)))
    assert address not in client.get(change_url).text
    client.force_login(factories.staff("ana", superuser=True))
    assert address in client.get(change_url).text


def test_staff_who_may_not_do_something_are_told_whom_to_ask(client):
    client.force_login(factories.staff("rita", may=("view_article",)))

    response = client.get(reverse("admin:auth_user_changelist"))

    assert response.status_code == 403
    assert "Ask a manager, or go back to the" in response.text
