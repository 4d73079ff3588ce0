"""Every state and every move of the one table: what it allows changes the state as it says, the rest changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import factories
from therapies import publishing
from therapies.models import Article, Clinician, Review, Version
from therapies.publishing.states import MOVES, State, flagged_versions, may, state_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOW = NOON + timedelta(days=1)
LATER = NOW + timedelta(days=7)
OLD, NEW = "Bring a friend with you.\n", "Bring a freind with you.\n"


@pytest.fixture(autouse=True)
def people():
    factories.staff("ana")
    factories.staff("sender")
    factories.clinician()


def ana():
    return factories.User.objects.get(username="ana")


def draft_of_page():
    article = factories.article(title="Rides", body=NEW, now=NOON - timedelta(days=400))
    return factories.draft(article, title="Rides", body=OLD, by=ana(), now=NOON)


def in_review():
    version = draft_of_page()
    publishing.submit(version, by=ana(), now=NOON)
    return version


def approved():
    version = in_review()
    factories.approved(version, now=NOON)
    return version


def scheduled():
    version = approved()
    publishing.publish(version, by=ana(), at=LATER, now=NOON)
    return version


def live():
    version = approved()
    publishing.publish(version, by=ana(), now=NOON)
    return version


def review_due():
    article = factories.article(title="Rides", body=OLD, live=False, now=NOON - timedelta(days=400))
    version = article.versions.get()
    factories.approved(version, now=NOON - timedelta(days=399))
    publishing.publish(version, by=ana(), now=NOON - timedelta(days=398))
    return version


def withdrawn():
    version = live()
    publishing.withdraw(version.article, notice="Gone.", now=NOON + timedelta(hours=1))
    return version


def earlier():
    version = live()
    publishing.publish(
        factories.draft(version.article, title="Newer", body=OLD, now=NOON), now=NOON + timedelta(hours=1)
    )
    return version


MADE = {
    State.DRAFT: draft_of_page,
    State.IN_REVIEW: in_review,
    State.APPROVED: approved,
    State.SCHEDULED: scheduled,
    State.LIVE: live,
    State.REVIEW_DUE: review_due,
    State.WITHDRAWN: withdrawn,
    State.EARLIER: earlier,
}


def decide(version, decision):
    remark = "Say more." if decision == Review.CHANGE else ""
    publishing.decide(
        version, clinician=Clinician.objects.get(), decision=decision, digest=version.digest, remark=remark, now=NOW
    )


DONE = {
    "submit": lambda version: publishing.submit(version, by=ana(), now=NOW),
    "take back": lambda version: publishing.take_back(version, by=ana(), now=NOW),
    "approve": lambda version: decide(version, Review.APPROVED),
    "ask for a change": lambda version: decide(version, Review.CHANGE),
    "publish": lambda version: publishing.publish(version, by=ana(), now=NOW),
    "schedule": lambda version: publishing.publish(version, by=ana(), at=LATER + timedelta(days=1), now=NOW),
    "cancel the schedule": lambda version: publishing.cancel_schedule(version, now=NOW),
    "publish a small correction": lambda version: publishing.publish(
        version, by=ana(), as_=Version.CORRECTION, reason="A typing mistake.", now=NOW
    ),
    "publish in an emergency": lambda version: publishing.publish(
        version, by=ana(), as_=Version.EMERGENCY, reason="It was wrong.", now=NOW
    ),
    "withdraw": lambda version: publishing.withdraw(version.article, notice="Gone.", now=NOW),
}
# A page is withdrawn as a whole, whatever the state of a version that patients do not read.
OF_THE_PAGE = {State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SCHEDULED, State.EARLIER}


def rows():
    return (
        list(Article.objects.order_by("pk").values()),
        list(Version.objects.order_by("pk").values()),
        list(Review.objects.order_by("pk").values()),
    )


@pytest.mark.parametrize("state", MADE)
def test_each_state_follows_from_who_did_what(state):
    assert state_of(MADE[state](), now=NOW) == state


def test_the_matrix_is_whole():
    assert set(MADE) == set(State)
    assert set(DONE) == set(MOVES)


@pytest.mark.parametrize(
    ("move", "state"),
    [(move, state) for move in MOVES for state in State if move != "withdraw" or state not in OF_THE_PAGE],
)
def test_a_move_leads_where_the_table_says_or_changes_nothing(move, state):
    version = MADE[state]()
    before = rows()

    if may(move, version, now=NOW):
        assert DONE[move](version) is not False
        assert state_of(Version.objects.get(pk=version.pk), now=NOW) == MOVES[move][state]
        return
    if move == "cancel the schedule":
        assert DONE[move](version) is False
    else:
        refusals = (publishing.NotAllowed, publishing.NotPublishable, publishing.NotPossible, publishing.TextChanged)
        with pytest.raises(refusals, match=r"\w"):
            DONE[move](version)
    assert rows() == before


# --- what is listed until a clinician has looked ---


def out_of(as_, *, body=OLD):
    article = factories.article(title="Rides", body=NEW, now=NOON)
    version = factories.draft(article, title="Rides", body=body, by=ana(), now=NOON)
    publishing.publish(version, by=ana(), as_=as_, reason="Why.", now=NOON + timedelta(hours=1))
    return version


@pytest.mark.parametrize("as_", [Version.CORRECTION, Version.EMERGENCY])
def test_what_went_out_without_a_review_is_listed_until_a_clinician_approves_it(as_):
    version = out_of(as_)

    assert list(flagged_versions()) == [version]
    decide(version, Review.CHANGE)
    assert list(flagged_versions()) == [version]
    decide(version, Review.APPROVED)

    assert list(flagged_versions()) == []


def test_an_approval_of_a_newer_version_takes_it_off_the_list():
    version = out_of(Version.EMERGENCY)
    newer = factories.draft(version.article, title="Rides", body="Else.\n", by=ana(), now=NOON)

    factories.approved(newer, now=NOW)

    assert list(flagged_versions()) == []


def test_an_approval_of_an_older_version_does_not():
    article = factories.article(title="Rides", body=NEW, now=NOON)
    factories.approved(article.versions.get(), now=NOON)
    version = factories.draft(article, title="Rides", body=OLD, by=ana(), now=NOON)

    publishing.publish(version, by=ana(), as_=Version.CORRECTION, reason="Why.", now=NOW)

    assert list(flagged_versions()) == [version]


def test_what_is_reviewed_or_from_a_file_is_not_listed():
    live()

    assert list(flagged_versions()) == []


def test_the_list_costs_one_query(django_assert_num_queries):
    out_of(Version.EMERGENCY)

    with django_assert_num_queries(1):
        assert [(version.article.slug, version.published_by.username) for version in flagged_versions()] == [
            ("a-page", "ana")
        ]
