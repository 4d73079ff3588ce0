"""Who may do what: every address of staff, opened and sent to by each kind of person."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.utils import timezone

from tests import factories
from tests.staff.role_table import TABLE
from therapies import publishing
from therapies.linking.feed_keys import make_feed_key
from therapies.linking.links import make_link
from therapies.linking.placements import record_placement
from therapies.models import (
    AppointmentType,
    Article,
    ClinicFact,
    FactProposal,
    JournalEntry,
    MissedWord,
    Notice,
    Picture,
    PreviewLink,
    SignOffRequest,
)  # fmt: skip
from therapies.publishing import roles
from therapies.publishing.tokens import LASTS, new_token

pytestmark = pytest.mark.django_db
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def patterns_below(patterns, above="", namespace=""):
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or route}", route
        else:
            yield from patterns_below(
                pattern.url_patterns, route, f"{pattern.namespace}:" if pattern.namespace else namespace
            )


def addresses() -> dict[str, str]:
    """Name → route of every address of staff. The admin's own redirects and its last resort have no name."""
    found = dict(patterns_below(get_resolver().url_patterns))
    return {
        name: route
        for name, route in found.items()
        if route.startswith("admin/") and not name.startswith("admin:admin")
    }


@pytest.fixture
def rows():
    """A row for each kind of thing that an address can name, by the name of its model or of the address."""
    ana = factories.staff("ana")
    article = factories.article(slug="a-page")
    draft = factories.draft(article, title="Coming", by=ana)
    clinician = factories.clinician()
    soon = timezone.now() + timedelta(days=1)
    fact = publishing.change_fact("fast_solids_h", "6 hours", by=ana)
    proposal = FactProposal.objects.create(fact=fact, value="7 hours", proposed_by=ana)
    picture = Picture.objects.create(key="a" * 32, alt="A chair", width=1, height=1, uploaded_by=ana)
    request = SignOffRequest.objects.create(
        version=draft, clinician=clinician, token_digest=new_token()[1], asked_by=ana, ends_at=timezone.now() + LASTS
    )
    preview = PreviewLink.objects.create(
        version=draft, token_digest=new_token()[1], made_by=ana, ends_at=timezone.now() + LASTS
    )
    link = make_link(article, by=ana)
    place = record_placement(link, system="Mail", by=ana)
    kind = AppointmentType.objects.create(name="First visit", link=link)
    links = ("block", "card", "describe", "lead", "place_add", "qr_png", "qr_svg", "try", "type_add")
    return {
        "link": link,
        "appointmenttype": kind,
        **{f"link_{name}": link for name in links},
        "link_place_confirm": place,
        "link_place_remove": place,
        "link_type_remove": kind,
        "user": ana,
        "article": article,
        "clinician": clinician,
        "clinicfact": ClinicFact.objects.get(pk=fact.pk),
        "feedkey": make_feed_key("Scheduler", by=ana)[0],
        "journalentry": JournalEntry.objects.first(),
        "notice": Notice.objects.create(words="Closed", ends_at=soon, made_by=ana),
        "picture": picture,
        "missedword": MissedWord.objects.create(language="en", word="x", count=9),
        "version_page": draft,
        "fact_proposal_decide": proposal,
        "fact_proposal_take_back": proposal,
        "revoke_sign_off": request,
        "revoke_preview": preview,
    }


def path_of(name, route, rows):
    model = re.match(r"admin:[a-z]+_([a-z]+)_", name)
    row = rows.get(model[1] if model else name, rows["article"])
    number = 2 if "restore" in name or "decide" in name else 1
    values = {
        "pk": row.pk, "object_id": row.pk, "number": number, "content_type_id": 1, "uid": "x", "token": "x",
        "app_label": "therapies", "pk_or_slug": row.pk,
    }  # fmt: skip
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", route)
    try:
        return reverse(name, kwargs={one: values[one] for one in wanted})
    except NoReverseMatch:
        return reverse(name, args=[values[one] for one in wanted])


@pytest.fixture
def people():
    """A session for each kind of person, in the order of the table."""
    User.objects.create_user("patient", password="a long pass phrase")
    sessions = [Client() for _ in range(6)]
    persons = [
        None,
        User.objects.get(username="patient"),
        factories.staff("porter"),
        factories.staff("writer", role=roles.WRITER),
        factories.staff("reviewer", role=roles.REVIEWER),
        factories.staff("manager", role=roles.MANAGER),
    ]
    for session, person in zip(sessions, persons, strict=True):
        if person:
            session.force_login(person)
            factories.confirmed(session)
    return sessions


def answer(session, method, path) -> str:
    """The status, with a + when the request wrote a line of the log. What it did is taken back."""
    cookies = session.cookies.output(header="", sep=";")
    lines = JournalEntry.objects.count()
    with transaction.atomic():
        response = getattr(session, method)(path, headers=BROWSER)
        did = "+" if JournalEntry.objects.count() > lines else ""
        transaction.set_rollback(True)
    # Signing out takes the cookie away, and so does a session that the address itself ends.
    session.cookies.load(cookies)
    return f"{response.status_code}{did}"


# Two tests, so that two processes share the work.
@pytest.mark.parametrize("half", [0, 1])
def test_every_address_answers_every_kind_of_person_as_the_table_says(rows, people, half):
    found = {}
    for name, route in sorted(addresses().items())[half::2]:
        path = path_of(name, route, rows)
        opened = " ".join(answer(one, "get", path) for one in people)
        # What strangers send is refused in tests/security, by every method.
        sent = " ".join(answer(one, "post", path) for one in people[2:])
        found[name] = (opened, sent)

    # A new address is a line of the table. Look at it before you copy it: who may open it, and who may send to it?
    assert {name: answers for name, answers in found.items() if TABLE.get(name) != answers} == {}


def test_the_table_has_no_line_for_an_address_that_is_gone():
    assert TABLE.keys() - addresses().keys() == set()


# --- The roles themselves -----------------------------------------------------------------------


def permissions_of(role):
    found = Group.objects.get(name=role).permissions.select_related("content_type")
    return {f"{permission.content_type.app_label}.{permission.codename}" for permission in found}


def test_the_roles_are_there_with_their_permissions():
    assert {name: permissions_of(name) for name in roles.ROLES} == {name: set(of) for name, of in roles.ROLES.items()}


def test_nobody_may_delete_but_begin_to_count_anew():
    deleting = {name for of in roles.ROLES.values() for name in of if ".delete_" in name}

    assert deleting == {"therapies.delete_missedword"}


def test_writers_do_not_review_and_reviewers_do_not_write():
    assert "therapies.review_article" not in roles.ROLES[roles.WRITER]
    assert not {"therapies.change_article", "therapies.publish_article"} & roles.ROLES[roles.REVIEWER]
    assert roles.ROLES[roles.WRITER] | roles.ROLES[roles.REVIEWER] < roles.ROLES[roles.MANAGER]


def test_migrating_gives_the_roles_out_anew_and_leaves_people_in_them():
    writer = factories.staff("ana", role=roles.WRITER)
    Group.objects.get(name=roles.WRITER).permissions.clear()
    Group.objects.get(name=roles.MANAGER).delete()

    call_command("migrate", verbosity=0)

    assert permissions_of(roles.WRITER) == set(roles.ROLES[roles.WRITER])
    assert permissions_of(roles.MANAGER) == set(roles.ROLES[roles.MANAGER])
    assert [group.name for group in writer.groups.all()] == [roles.WRITER]


def test_the_stock_permissions_of_the_page_are_not_enough_to_reach_patients():
    article = factories.article(slug="a-page", live=False)
    session = Client()
    session.force_login(factories.staff("ana", role=roles.WRITER))

    session.post(reverse("admin:therapies_article_emergency", args=[article.pk]), {"reason": "I want it"})

    assert not Article.objects.live().exists()
