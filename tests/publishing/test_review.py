"""Who may say what about which words, and what the database refuses whoever asks it."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests import factories
from therapies import publishing
from therapies.models import Article, JournalEntry, Review, SignOffRequest, Version
from therapies.publishing.corrections import refusals_of_correction, words_changed
from therapies.publishing.states import State, state_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def ana():
    return factories.staff("ana")


@pytest.fixture
def draft(ana):
    return factories.draft(factories.article(now=NOON), by=ana, now=NOON)


def approve(version, clinician, **choices):
    choices = {"decision": Review.APPROVED, "digest": version.digest, **choices}
    return publishing.decide(version, clinician=clinician, **choices)


# --- own words ---


def test_nobody_approves_words_that_they_wrote(draft, ana):
    publishing.submit(draft, by=ana)

    with pytest.raises(publishing.NotAllowed, match="Nobody approves words that they wrote themselves"):
        approve(draft, factories.clinician(account=ana))

    assert not Review.objects.exists()


def test_nobody_approves_a_text_to_which_they_contributed_since_the_last_approval(draft, ana):
    ben = factories.staff("ben")
    last = factories.draft(draft.article, title="By Ben", by=ben)
    publishing.submit(last, by=ben)

    with pytest.raises(publishing.NotAllowed, match="wrote themselves"):
        approve(last, factories.clinician(account=ana))


def test_who_wrote_what_was_approved_since_may_approve_what_others_wrote_later(draft, ana):
    publishing.submit(draft, by=ana)
    approve(draft, factories.clinician("Jane Roe"))
    last = factories.draft(draft.article, title="By Ben", by=factories.staff("ben"))
    publishing.submit(last, by=ana)

    review = approve(last, factories.clinician(account=ana))

    assert review.account == ana


def test_an_account_cannot_be_left_out_of_the_answer(draft, ana):
    publishing.submit(draft, by=ana)

    with pytest.raises(publishing.NotAllowed, match="wrote themselves"):
        approve(draft, factories.clinician(account=ana), account=factories.staff("ben"))


@pytest.mark.parametrize("signs", ["with the account", "without it"])
def test_the_database_refuses_a_review_of_own_words_too(draft, ana, signs):
    own = factories.clinician(account=ana)
    account = ana if signs == "with the account" else None

    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.create(
            version=draft, digest=draft.digest, clinician=own, signature="Ana, RN", account=account, written_by=None,
            decision=Review.APPROVED, due=date(2027, 6, 1),
        )  # fmt: skip

    assert not Review.objects.exists()


def test_the_database_refuses_a_review_of_other_words(draft):
    with pytest.raises(DatabaseError, match="A review is of the words of its version"), transaction.atomic():
        Review.objects.create(
            version=draft, digest="0" * 64, clinician=factories.clinician(), signature="x", decision=Review.APPROVED,
            due=date(2027, 6, 1),
        )  # fmt: skip


# --- which words ---


def test_an_approval_counts_for_exactly_its_words(draft, ana):
    publishing.submit(draft, by=ana)
    with pytest.raises(publishing.TextChanged):
        approve(draft, factories.clinician(), digest="0" * 64)

    approve(draft, factories.clinician("Jane Roe"))
    newer = factories.draft(draft.article, title="Newer", by=ana)

    assert (state_of(draft), state_of(newer)) == (State.APPROVED, State.DRAFT)
    with pytest.raises(publishing.NotPublishable, match="No clinician has approved these words yet"):
        publishing.publish(newer, by=ana)


def test_what_patients_read_may_be_called_still_right_while_a_draft_waits(draft):
    live = draft.article.versions.get(number=1)

    approve(live, factories.clinician())

    live.refresh_from_db()
    assert live.review.signature == "Maria Sample, RN"
    assert state_of(draft) == State.DRAFT


def test_the_database_refuses_to_publish_as_reviewed_what_nobody_approved(draft, ana):
    live = draft.article.versions.get(number=1)
    other = approve(live, factories.clinician())

    with pytest.raises(DatabaseError, match="approval of its very words"), transaction.atomic():
        Version.objects.filter(pk=draft.pk).update(
            review=other, live_from=NOON.replace(hour=13), published_at=NOON, published_as=Version.REVIEWED
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=draft.pk).update(
            live_from=NOON.replace(hour=13), published_at=NOON, published_as=Version.REVIEWED
        )


# --- what never changes ---


def rows_that_never_change():
    version = factories.article().versions.get()
    approve(version, factories.clinician())
    return Review.objects.all(), JournalEntry.objects.all()


@pytest.mark.parametrize("number", [0, 1], ids=["review", "log"])
def test_reviews_and_the_log_cannot_be_changed_by_anybody(number):
    rows = rows_that_never_change()[number]
    change = {"remark": "Else."} if number == 0 else {"detail": "Else."}

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        rows.update(**change)
    with (
        pytest.raises(DatabaseError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {rows.model._meta.db_table} SET id = id + 100")  # noqa: S608 - our own name


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize("number", [0, 1], ids=["review", "log"])
def test_postgresql_refuses_to_delete_them_too(number):
    rows = rows_that_never_change()[number]

    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete(rows.db)


def test_a_practice_page_never_reaches_patients():
    article = Article.objects.create(kind="guide", slug="practice", is_practice=True)
    version = factories.draft(article)
    factories.approved(version)

    with pytest.raises(publishing.NotPublishable, match="It never reaches patients"):
        publishing.publish(version, by=factories.staff())
    with pytest.raises(DatabaseError, match="practice page never reaches patients"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(live_from=NOON, published_at=NOON, published_as=Version.FILE)
    with pytest.raises(DatabaseError, match="practice page never reaches patients"), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(is_practice=False)


# --- asking ---


def test_asking_sends_a_draft_for_review_and_the_log_names_who_asked_whom(draft, ana):
    maria, jane = factories.clinician(), factories.clinician("Jane Roe", credential="MD")

    publishing.ask(draft, [maria, jane], by=ana)

    assert state_of(Version.objects.get(pk=draft.pk)) == State.IN_REVIEW
    assert {asked.clinician for asked in SignOffRequest.objects.all()} == {maria, jane}
    asked = JournalEntry.objects.filter(action="asked for sign-off").values_list("name", "detail")
    assert sorted(asked) == [("ana", "Asked: Jane Roe, MD"), ("ana", "Asked: Maria Sample, RN")]


def test_no_secret_stands_in_the_log(draft, ana):
    [(_, token)] = publishing.ask(draft, [factories.clinician()], by=ana)
    _, other = publishing.make_preview_link(draft, by=ana)

    written = str(list(JournalEntry.objects.values()))
    assert (token in written, other in written) == (False, False)


def test_an_approved_text_is_not_asked_about_again(draft, ana):
    factories.approved(draft)

    with pytest.raises(publishing.NotAllowed, match="is “approved”"):
        publishing.ask(draft, [factories.clinician("Jane Roe")], by=ana)


# --- small corrections ---

LIVE = """\
Bring an adult with you. Do not drive. Fast {{ fast_solids_h }} before.

## Before you come {#before}

- Eat nothing for 6 hours.

::: emergency Call for help now if:
You cannot breathe. Call {{ emergency_number }}.
:::

| Question | Answer |
| --- | --- |
| Main use | nerve pain |
"""


@pytest.mark.parametrize(
    ("old", "new", "refusals"),
    [
        ("an adult with you", "an adult along", []),
        ("Bring an", "Please bring an", []),
        ("6 hours", "8 hours", ["This changes a number, or a word that counts or measures. Send it for review."]),
        ("6 hours", "six hours", ["This changes a number, or a word that counts or measures. Send it for review."]),
        ("6 hours", "6 days", ["This changes a number, or a word that counts or measures. Send it for review."]),
        ("{{ fast_solids_h }}", "{{ fast_clear_h }}", ["This changes a clinic fact in the text. Send it for review."]),
        (
            "Do not drive.", "Do drive.",
            ["This changes a word such as not, never, no, only or before. Send it for review."],
        ),
        (
            "Do not drive.", "Don’t drive.",
            ["This changes a word such as not, never, no, only or before. Send it for review."],
        ),
        ("You cannot breathe.", "You cannot breathe well.", ["This changes a callout. Send it for review."]),
        ("nerve pain", "pain", ["This changes a table. Send it for review."]),
        ("## Before you come", "## Before your visit", ["This changes a heading or a question. Send it for review."]),
        (
            "Bring an adult", "Bring " + "a very kind and patient friend " * 5 + "an adult",
            ["This changes 30 words, and a small correction at most 25. Send it for review."],
        ),
    ],
)  # fmt: skip
def test_a_small_correction_changes_no_meaning(ana, old, new, refusals):
    assert old in LIVE
    article = factories.article(title="Rides", body=LIVE)
    version = factories.draft(article, title="Rides", body=LIVE.replace(old, new, 1), by=ana)

    assert refusals_of_correction(version) == refusals
    if refusals:
        with pytest.raises(publishing.NotPublishable) as refusal:
            publishing.publish(version, by=ana, as_=Version.CORRECTION, reason="Clearer.")
        assert [problem.message for problem in refusal.value.problems] == refusals
    else:
        publishing.publish(version, by=ana, as_=Version.CORRECTION, reason="Clearer.")
        assert Version.objects.live().get() == version


def test_a_page_that_nobody_reads_yet_has_nothing_to_correct(ana):
    version = factories.article(live=False).versions.get()

    assert refusals_of_correction(version) == [
        "Patients read nothing of this page yet, so there is nothing to correct. Send it for review."
    ]


def test_a_long_text_of_one_word_is_compared_in_good_time():
    assert words_changed("very " * 9_000, "good " * 9_000) == 9_000


@pytest.mark.parametrize("as_", [Version.CORRECTION, Version.EMERGENCY])
def test_what_cannot_wait_says_why(draft, ana, as_):
    with pytest.raises(publishing.NotPublishable, match="Say why this cannot wait"):
        publishing.publish(draft, by=ana, as_=as_)


# --- the review line ---


def test_a_correction_keeps_the_review_line_and_says_when(client, ana, time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    article = factories.article(title="Rides", body="Bring a freind.\n")
    approve(article.versions.get(), factories.clinician())
    time_machine.move_to("2026-06-05T12:00:00Z", tick=False)
    version = factories.draft(article, title="Rides", body="Bring a friend.\n", by=ana)

    publishing.publish(version, by=ana, as_=Version.CORRECTION, reason="A typing mistake.")

    page = client.get("/guide/a-page/")
    review = page.context["page"].review
    assert (review.by, review.on, review.corrected_on) == ("Maria Sample, RN", date(2026, 6, 1), date(2026, 6, 5))
    assert 'Small correction on <time datetime="2026-06-05">June 5, 2026</time>.' in page.text
    assert "Small correction." in client.get("/changes/").text


def test_a_correction_of_what_a_file_says_was_reviewed_keeps_that_line(client, ana):
    article = factories.article(
        title="Rides", body="Bring a freind.\n", reviewed_by="Jane Roe, MD", reviewed_on=date(2026, 3, 1)
    )
    version = factories.draft(article, title="Rides", body="Bring a friend.\n", by=ana)

    publishing.publish(version, by=ana, as_=Version.CORRECTION, reason="A typing mistake.")

    review = client.get("/guide/a-page/").context["page"].review
    assert (review.by, review.on, review.corrected_on is not None) == ("Jane Roe, MD", date(2026, 3, 1), True)


def test_an_emergency_says_that_no_clinician_has_reviewed_it(client, ana):
    article = factories.article(title="Rides", body="Old.\n")
    approve(article.versions.get(), factories.clinician())
    version = factories.draft(article, title="Rides", body="New.\n", by=ana)

    publishing.publish(version, by=ana, as_=Version.EMERGENCY, reason="It was wrong.")

    assert "Not yet reviewed by a clinician." in client.get("/guide/a-page/").text


def test_a_page_past_its_date_says_so_within_a_day_also_to_who_has_kept_it(client, time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    article = factories.article()
    review = approve(article.versions.get(), factories.clinician(), months=6)
    fresh = client.get("/guide/a-page/")

    time_machine.move_to("2026-12-02T06:00:00Z", tick=False)
    late = client.get("/guide/a-page/", headers={"if-none-match": fresh.headers["ETag"]})

    assert review.due == date(2026, 12, 1)
    assert fresh.context["page"].review.is_overdue is False
    assert late.status_code == 200
    assert "The next check was due on" in late.text


def test_reviewed_pages_cost_the_same_queries(client, django_assert_num_queries):
    body = "Some words.\n\n## Questions\n\n### Can I drive? {#can-i-drive}\n\nNo.\n"
    article = factories.article(body=body)
    with django_assert_num_queries(8):
        client.get("/guide/a-page/")
        client.get("/questions/can-i-drive/")
    approve(article.versions.get(), factories.clinician())

    with django_assert_num_queries(8):
        client.get("/guide/a-page/")
        client.get("/questions/can-i-drive/")
