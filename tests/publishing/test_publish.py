from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import factories
from therapies import publishing
from therapies.models import Article, Mention, Question, Version
from therapies.publishing import NotPublishable
from therapies.publishing.facts import change_fact

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
QUESTIONS = "Some words.\n\n## Questions\n\n### Can I drive? {#can-i-drive}\n\nNo. Call {{ clinic_phone }}.\n"


def live_titles(*, at=None):
    return sorted(Version.objects.live(at=at).values_list("title", flat=True))


def test_a_draft_is_not_live():
    factories.article(slug="old", title="Old", live=False)

    assert live_titles() == []


def test_publishing_a_draft_replaces_the_live_version_and_keeps_it():
    article = factories.article(title="First", now=NOON)
    second = factories.draft(article, title="Second")

    assert live_titles() == ["First"]
    publishing.publish(second, now=NOON + timedelta(days=1))

    assert live_titles() == ["Second"]
    assert live_titles(at=NOON + timedelta(hours=1)) == ["First"]
    assert list(article.versions.values_list("number", "title")) == [(2, "Second"), (1, "First")]


def test_a_scheduled_version_becomes_live_by_the_clock_alone():
    article = factories.article(title="Now", now=NOON)
    later = factories.draft(article, title="Later")

    publishing.publish(later, at=NOON + timedelta(days=7), now=NOON)

    assert live_titles(at=NOON + timedelta(days=7, seconds=-1)) == ["Now"]
    assert live_titles(at=NOON + timedelta(days=7)) == ["Later"]


def test_a_schedule_can_be_cancelled_until_its_time_has_come():
    article = factories.article(title="Now", now=NOON)
    later = factories.draft(article, title="Later")
    publishing.publish(later, at=NOON + timedelta(days=7), now=NOON)

    assert publishing.cancel_schedule(later, now=NOON + timedelta(days=8)) is False
    assert publishing.cancel_schedule(later, now=NOON + timedelta(days=6)) is True

    assert live_titles(at=NOON + timedelta(days=9)) == ["Now"]


@pytest.mark.parametrize(
    ("moment", "message"),
    [
        (NOON - timedelta(days=1), "The time to publish has passed. Choose a later time, or publish now."),
        (
            NOON + timedelta(days=7),
            "Another version of this page is scheduled for the same time. Choose another.",
        ),
    ],
)
def test_a_time_that_cannot_be_kept_is_refused(moment, message):
    article = factories.article(now=NOON - timedelta(days=30))
    publishing.publish(factories.draft(article), at=NOON + timedelta(days=7), now=NOON)
    version = factories.draft(article, title="Third")

    with pytest.raises(NotPublishable) as refusal:
        publishing.publish(version, at=moment, now=NOON)

    assert [problem.message for problem in refusal.value.problems] == [message]


def test_a_live_version_cannot_be_scheduled_again():
    article = factories.article(now=NOON)

    with pytest.raises(NotPublishable, match="Patients read this version already"):
        publishing.publish(article.versions.get(), at=NOON + timedelta(days=9), now=NOON + timedelta(days=1))


def test_a_version_that_patients_read_once_is_not_brought_back_under_its_old_date():
    article = factories.article(title="First", now=NOON)
    publishing.publish(factories.draft(article, title="Second"), now=NOON + timedelta(days=1))

    with pytest.raises(NotPublishable, match="To bring it back, save its text as a new version"):
        publishing.publish(article.versions.get(number=1), now=NOON + timedelta(days=2))

    assert live_titles(at=NOON + timedelta(hours=1)) == ["First"]
    assert live_titles() == ["Second"]


def test_publishing_the_live_version_again_keeps_the_moment_it_became_live():
    version = factories.article(now=NOON).versions.get()

    publishing.publish(version, now=NOON + timedelta(days=1))

    version.refresh_from_db()
    assert version.live_from == NOON


def test_publishing_derives_questions_and_mentions():
    article = factories.article(slug="rides", body=QUESTIONS + "\n[Rides](guide/rides)\n")

    assert list(Question.objects.values_list("key", "question", "position")) == [("can-i-drive", "Can I drive?", 1)]
    assert sorted(Mention.objects.values_list("what", "target")) == [
        ("fact", "clinic_phone"),
        ("link", "guide/rides"),
    ]
    assert Question.objects.live().get().version.article == article


@pytest.mark.parametrize(
    ("kind", "about", "topics"),
    [
        ("guide", ("ketamine", "lidocaine"), ["ketamine", "lidocaine"]),
        ("therapy", (), ["it"]),
        ("therapy", ("ketamine", "it"), ["it", "ketamine"]),
        ("guide", (), []),
    ],
)
def test_publishing_derives_the_therapies_that_a_page_concerns(kind, about, topics):
    article = factories.article(kind=kind, slug="it", about=about)
    factories.draft(article, about=("secret",))

    rows = Mention.objects.filter(what=Mention.ABOUT)
    assert sorted(rows.values_list("version__article", "target")) == [(article.pk, topic) for topic in topics]


def test_publishing_a_comparison_derives_its_options_rows_and_cells():
    article = factories.article(kind="comparison")

    version = article.versions.get()
    assert [option.label for option in version.options.all()] == ["Lidocaine", "No infusion"]
    assert [[row.label, *(cell.words for cell in row.cells.all())] for row in version.rows.all()] == [
        ["Main use", "nerve pain", "not known"],
        ["Usual time", "{{ session_lidocaine_min }}", "none"],
    ]


def test_the_groups_of_a_comparison_are_derived_as_one():
    body = f"{factories.TABLE}\n## Later\n\n{factories.TABLE.replace('Main', 'Other').replace('Usual', 'Driving')}"

    version = factories.article(kind="comparison", body=body).versions.get()

    assert [option.label for option in version.options.all()] == ["Lidocaine", "No infusion"]
    assert [(row.position, row.label) for row in version.rows.all()] == [
        (1, "Main use"),
        (2, "Usual time"),
        (3, "Other use"),
        (4, "Driving time"),
    ]


def test_all_reasons_against_publishing_are_told_together():
    version = factories.article(slug="bad", live=False, body="Take {{ nonsense }}.\n\n<b>Bold</b>\n").versions.get()

    with pytest.raises(NotPublishable) as refusal:
        publishing.publish(version)

    assert [problem.line for problem in refusal.value.problems] == [6, 8]
    assert live_titles() == []


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("guide/how-to-prepar", "There is no page guide/how-to-prepar. Did you mean guide/how-to-prepare?"),
        ("therapy/none", "There is no page therapy/none. Correct or remove the link."),
        ("guide/how-to-prepare#fastin", 'The page guide/how-to-prepare has no part with the id "fastin". Did you mean fasting?'),
        ("question/nobody-asked", 'There is no question with the id "nobody-asked".'),
        ("word/nonsense", 'There is no word with the id "nonsense" in page/words.'),
        ("guide/a-draft", "There is no page guide/a-draft. Correct or remove the link."),
    ],
)  # fmt: skip
def test_a_dead_link_keeps_a_text_from_patients(target, message):
    factories.article(slug="how-to-prepare", body="## Fasting {#fasting}\n\nWords.\n")
    factories.article(slug="a-draft", live=False)
    version = factories.article(slug="page", live=False, body=f"Words.\n\n[A link to it]({target})\n").versions.get()

    with pytest.raises(NotPublishable) as refusal:
        publishing.publish(version)

    assert [(problem.line, problem.message) for problem in refusal.value.problems] == [(8, message)]


def test_a_link_to_a_withdrawn_page_is_refused_with_what_happened_to_it():
    publishing.withdraw(factories.article(slug="gone"), notice="We stopped.")
    version = factories.article(slug="page", live=False, body="[The page that went away](guide/gone)\n").versions.get()

    with pytest.raises(
        NotPublishable, match="The page guide/gone was withdrawn. Link to another page, or remove the link."
    ):
        publishing.publish(version)


def test_a_link_to_a_former_address_is_alive():
    moved = factories.article(slug="old-name")
    publishing.rename(moved, slug="new-name")

    factories.article(slug="page", body="[The page that moved](guide/old-name)\n")

    assert live_titles() == ["Old name", "Page"]


def test_links_to_all_former_addresses_of_a_page_are_alive():
    moved = factories.article(slug="first-name")
    publishing.rename(moved, slug="second-name")
    publishing.rename(moved, slug="third-name")

    factories.article(slug="page", body="[What it was](guide/first-name), [what it became](guide/second-name)\n")

    assert live_titles() == ["First name", "Page"]


def test_a_page_may_link_to_itself_and_to_its_own_question():
    factories.article(
        slug="rides", body="[Driving](question/can-i-drive), [Rides](guide/rides#questions).\n\n" + QUESTIONS
    )

    assert live_titles() == ["Rides"]


def test_a_question_id_of_another_page_is_refused():
    factories.article(slug="rides", body=QUESTIONS)
    version = factories.article(slug="other", live=False, body=QUESTIONS).versions.get()

    with pytest.raises(NotPublishable, match='The question id "can-i-drive" is in use on the page guide/rides'):
        publishing.publish(version)


def test_a_question_may_move_once_the_other_page_has_let_it_go():
    first = factories.article(slug="rides", body=QUESTIONS)
    publishing.publish(factories.draft(first, title="Rides"))

    other = factories.article(slug="other", body=QUESTIONS)

    assert Question.objects.live().get().version.article == other


def test_nothing_is_published_while_the_phone_is_missing():
    version = factories.article(live=False).versions.get()
    fact = change_fact("clinic_phone", "(555) 555-0100")
    type(fact).objects.filter(pk=fact.pk).update(value="")

    with pytest.raises(NotPublishable, match="has no value. Set it first; every page needs it"):
        publishing.publish(version)


# --- what must never happen is refused by the database itself ---


@pytest.mark.parametrize("column", ["text", "title", "note", "number", "digest", "summary"])
def test_the_words_of_a_version_cannot_be_changed(column):
    version = factories.article().versions.get()

    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(**{column: 7 if column == "number" else "other"})


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"submitted_at": NOON}, "version_submission_has_a_person_and_a_time"),
        ({"live_from": NOON, "published_as": "file"}, "version_publication_has_its_times"),
        ({"live_from": NOON, "published_at": NOON}, "version_publication_says_what_it_is"),
        ({"published_as": "file"}, "version_publication_says_what_it_is"),
    ],
)
def test_half_a_decision_is_refused(change, constraint):
    version = factories.article(live=False).versions.get()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(**change)


def test_two_versions_cannot_be_live_from_the_same_moment():
    article = factories.article(now=NOON)
    second = factories.draft(article)

    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=second.pk).update(live_from=NOON, published_at=NOON, published_as=Version.FILE)


def test_two_articles_cannot_have_one_address():
    factories.article(slug="rides")

    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.create(kind="guide", slug="rides")


def test_a_withdrawal_without_a_notice_is_refused():
    article = factories.article()

    with pytest.raises(IntegrityError, match="article_withdrawal_has_a_notice"), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(withdrawn_at=NOON)


LINKED = "Words.\n\n## Part {#part}\n\nMore words.\n"


def test_an_id_that_another_page_links_to_cannot_be_given_up():
    article = factories.article(slug="linked", body=LINKED)
    factories.article(slug="linking", body="[The part](guide/linked#part)\n")
    version = factories.draft(article, body=LINKED.replace("{#part}", "{#other}"))

    with pytest.raises(NotPublishable) as refusal:
        publishing.publish(version)

    assert [problem.message for problem in refusal.value.problems] == [
        "The page guide/linking links to guide/linked#part, which would be gone. Keep its id, or change that page first."
    ]


def test_a_question_that_another_page_links_to_cannot_be_given_up():
    article = factories.article(slug="rides", body=QUESTIONS)
    linking = factories.article(slug="linking", body="[Driving](question/can-i-drive)\n")
    version = factories.draft(article)

    with pytest.raises(NotPublishable, match="The page guide/linking links to question/can-i-drive"):
        publishing.publish(version)
    publishing.publish(factories.draft(linking))
    publishing.publish(version)

    assert not Question.objects.live().exists()


def test_an_older_scheduled_version_must_be_cancelled_before_a_newer_one_goes_live():
    article = factories.article(title="Now", now=NOON)
    publishing.publish(factories.draft(article, title="Later"), at=NOON + timedelta(days=7), now=NOON)
    urgent = factories.draft(article, title="Urgent")

    with pytest.raises(
        NotPublishable, match="Version 2 is scheduled and would replace this one later. Cancel that first."
    ):
        publishing.publish(urgent, now=NOON + timedelta(days=1))

    assert live_titles(at=NOON + timedelta(days=8)) == ["Later"]


def test_publishing_sees_a_withdrawal_that_came_meanwhile():
    article = factories.article()
    version = factories.draft(article, title="Back")
    publishing.withdraw(Article.objects.get(), notice="Gone.")

    publishing.publish(version)

    assert live_titles() == ["Back"]


# --- what a file is refused for, staff cannot publish either ---


@pytest.mark.parametrize(
    ("as_", "is_refused"), [(Version.REVIEWED, True), (Version.CORRECTION, True), (Version.EMERGENCY, False)]
)
def test_a_promise_reaches_no_patient_but_an_emergency_waits_for_no_style(as_, is_refused):
    article = factories.article(slug="a", now=NOON)
    nurse = factories.staff()
    version = factories.draft(article, by=nurse, body="Some words for patients. It cures pain.\n", now=NOON)
    if as_ == Version.REVIEWED:
        factories.approved(version)

    refused = []
    try:
        publishing.publish(version, by=nurse, as_=as_, reason="It cannot wait")
    except publishing.NotPublishable as refusal:
        refused = [problem.message for problem in refusal.problems]

    version.refresh_from_db()
    assert bool(refused) == is_refused
    assert (version.live_from is None) == is_refused
    assert not refused or refused == [
        "“cures”: No treatment here is known to take a long illness away. Say what it may do: "
        '"It may ease pain for some people, for a short time."'
    ]
