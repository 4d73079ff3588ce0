"""No decision about a page leaves the readers of a link without one."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from therapies import publishing
from therapies.linking.appointment_types import send_link
from therapies.linking.links import make_link
from therapies.linking.placements import remove
from therapies.models import AppointmentType, JournalEntry, Link
from therapies.publishing.loading import load_content

pytestmark = pytest.mark.django_db

BODY = "Some words.\n"
QUESTIONS = "Some words.\n\n## Questions\n\n### Can I drive? {#can-i-drive}\n\nNo, not on that day.\n"


@pytest.fixture
def nurse():
    return factories.staff()


@pytest.fixture
def old():
    return factories.article(slug="old", title="The old page", body=QUESTIONS)


@pytest.fixture
def new():
    return factories.article(slug="new", title="The new page")


def shown(client, link):
    response = client.get(link.get_absolute_url())
    return response.status_code, re.findall(r"<h1[^>]*>(.*?)</h1>", response.content.decode())


OLD, NEW = (200, ["The old page"]), (200, ["The new page"])


def test_a_renamed_page_keeps_its_link(client, old):
    link = make_link(old)

    publishing.rename(old, slug="newer")

    assert shown(client, link) == OLD


@pytest.mark.parametrize("answers_with", [Link.IN_PLACE, Link.REDIRECT])
def test_a_merged_page_leads_to_its_successor_in_one_step(client, old, new, answers_with):
    link = make_link(old, answers_with=answers_with)
    last = factories.article(slug="last", title="The last page")

    publishing.merge(old, into=new)
    publishing.merge(new, into=last)

    response = client.get(link.get_absolute_url())
    if answers_with == Link.REDIRECT:
        assert (response.status_code, response.headers["Location"]) == (302, "/guide/last/")
    else:
        assert shown(client, link) == (200, ["The last page"])


@pytest.mark.parametrize("answers_with", [Link.IN_PLACE, Link.REDIRECT])
def test_a_withdrawn_page_answers_with_its_notice_and_what_to_read_instead(client, old, new, answers_with):
    link = make_link(old, answers_with=answers_with)

    publishing.withdraw(old, notice="It was wrong about food.", read_instead=new)

    html = client.get(link.get_absolute_url()).content.decode()
    assert shown(client, link) == OLD
    assert "It was wrong about food." in html
    assert 'href="/guide/new/"' in html
    assert "tel:" in html


def test_a_page_under_a_link_in_use_is_not_withdrawn_without_another_to_read(old, nurse):
    link = factories.link_in_use(old, by=nurse, label="First mail")
    send_link(AppointmentType(name="First visit"), link, by=nurse)

    with pytest.raises(publishing.NotPossible) as refusal:
        publishing.withdraw(old, notice="It was wrong.")

    assert str(refusal.value) == (
        f"1 link in e-mails or on paper would lose the page: /e/{link.code} (“First mail”; confirmation e-mail; "
        "appointment type First visit). Choose a page to read instead: the links lead there while this page is "
        "withdrawn."
    )
    old.refresh_from_db()
    assert old.withdrawn_at is None


def test_its_links_then_lead_straight_to_the_other_page(client, old, new, nurse):
    link = factories.link_in_use(old, by=nurse)

    publishing.withdraw(old, notice="It was wrong.", read_instead=new, by=nurse)

    assert shown(client, link) == NEW
    entry = JournalEntry.objects.get(action="led a link elsewhere")
    assert (entry.about, entry.detail) == (f"/e/{link.code}", "/guide/new/ while /guide/old/ is withdrawn.")


def test_the_other_page_cannot_be_withdrawn_from_under_them_either(client, old, new, nurse):
    link = factories.link_in_use(old, by=nurse)
    publishing.withdraw(old, notice="It was wrong.", read_instead=new)
    last = factories.article(slug="last", title="The last page")

    with pytest.raises(publishing.NotPossible, match=f"1 link in e-mails or on paper .*/e/{link.code}"):
        publishing.withdraw(new, notice="Wrong too.")
    publishing.withdraw(new, notice="Wrong too.", read_instead=last)

    assert shown(client, link) == (200, ["The last page"])


def test_a_page_that_comes_back_has_its_links_again(client, old, new, nurse):
    link = factories.link_in_use(old, by=nurse)
    publishing.withdraw(old, notice="It was wrong.", read_instead=new)

    publishing.publish(factories.draft(old, title="The old page", body=QUESTIONS))

    assert shown(client, link) == OLD
    link.refresh_from_db()
    assert link.after_withdrawal is None


def test_links_of_a_page_that_is_withdrawn_on_a_day_lead_on_from_that_day(client, old, new, nurse):
    link, now = factories.link_in_use(old, by=nurse), timezone.now()
    publishing.withdraw(old, notice="It was wrong.", read_instead=new, at=now + timedelta(days=3))
    before = shown(client, link)

    type(old).objects.filter(pk=old.pk).update(withdrawn_at=now - timedelta(seconds=1))

    assert (before, shown(client, link)) == (OLD, NEW)


def test_a_cancelled_withdrawal_leaves_the_links_alone(client, old, new, nurse):
    link = factories.link_in_use(old, by=nurse)
    publishing.withdraw(old, notice="It was wrong.", read_instead=new, at=timezone.now() + timedelta(days=3))

    publishing.cancel_withdrawal(old)

    link.refresh_from_db()
    assert (shown(client, link), link.after_withdrawal) == (OLD, None)


def test_a_page_that_will_be_withdrawn_itself_cannot_stand_in(old, new, nurse):
    factories.link_in_use(old, by=nurse)
    publishing.withdraw(new, notice="Soon.", at=timezone.now() + timedelta(days=1))

    with pytest.raises(publishing.NotPossible, match='"guide/new" will be withdrawn as well'):
        publishing.withdraw(old, notice="It was wrong.", read_instead=new)


def test_a_link_that_was_taken_out_everywhere_keeps_no_page_up(client, old, nurse):
    link = factories.link_in_use(old, by=nurse)
    remove(link.placements.get(), by=nurse)

    publishing.withdraw(old, notice="It was wrong.")

    assert "It was wrong." in client.get(link.get_absolute_url()).content.decode()


def test_a_merged_page_counts_for_its_successor(old, new, nurse):
    link = factories.link_in_use(old, by=nurse)
    publishing.merge(old, into=new)

    with pytest.raises(publishing.NotPossible, match=f"/e/{link.code}"):
        publishing.withdraw(new, notice="Wrong too.")


# --- Questions --------------------------------------------------------------------------------


def test_a_version_that_drops_a_linked_question_is_not_published(old, nurse):
    link = factories.link_in_use(old, by=nurse, question="can-i-drive")

    with pytest.raises(publishing.NotPublishable) as refusal:
        publishing.publish(factories.draft(old, title="The old page", body=BODY))

    assert [problem.message for problem in refusal.value.problems] == [
        f"/e/{link.code} (confirmation e-mail) leads to the question {{#can-i-drive}}, which would be gone. Keep the "
        "question and its id, or first choose on the page of that link where it leads instead."
    ]


def test_nor_is_a_content_file_that_drops_it_taken_in(tmp_path, old, nurse):
    link = factories.link_in_use(old, by=nurse, question="can-i-drive")
    file = tmp_path / "en" / "guide" / "old.md"
    file.parent.mkdir(parents=True)
    file.write_text(factories.text(title="The old page", body=BODY))

    report = load_content(tmp_path, publish=True, prefer_file=["en/guide/old.md"])

    assert [problem.message.partition(" (")[0] for problem in report.problems] == [f"/e/{link.code}"]


def test_a_question_that_moved_to_another_page_keeps_its_link(client, old, new):
    link = make_link(old, question="can-i-drive")
    publishing.publish(factories.draft(old, title="The old page", body=BODY))
    publishing.publish(factories.draft(new, title="The new page", body=QUESTIONS))

    assert shown(client, link) == (200, ["Can I drive?"])


def test_the_page_stands_in_for_a_question_that_is_gone_and_says_so(client, old):
    link = make_link(old, question="can-i-drive")
    publishing.publish(factories.draft(old, title="The old page", body=BODY))

    assert shown(client, link) == OLD
    assert "We took down the answer that your link led to." in client.get(link.get_absolute_url()).content.decode()


def test_a_merger_that_loses_a_linked_question_is_refused(old, new, nurse):
    link = factories.link_in_use(old, by=nurse, question="can-i-drive")

    with pytest.raises(publishing.NotPossible, match=f"lacks questions that links .* lead to: /e/{link.code}"):
        publishing.merge(old, into=new)


def test_a_merger_may_let_such_links_lead_to_the_whole_page(client, old, new, nurse):
    link = factories.link_in_use(old, by=nurse, question="can-i-drive")

    publishing.merge(old, into=new, links_follow=True, by=nurse)

    assert shown(client, link) == NEW
    assert "We took down" not in client.get(link.get_absolute_url()).content.decode()


def test_a_page_is_not_merged_into_one_that_will_be_withdrawn(old, new):
    publishing.withdraw(new, notice="Soon.", at=timezone.now() + timedelta(days=1))

    with pytest.raises(publishing.NotPossible, match='"guide/new" will be withdrawn. Choose a page that stays'):
        publishing.merge(old, into=new)


def test_a_page_may_go_on_linking_to_one_that_was_merged(old, new):
    words = "Read [the old page](guide/old).\n"
    linking = factories.article(slug="linking", title="A page with a link", body=words)
    publishing.merge(old, into=new)

    publishing.publish(factories.draft(linking, title="A page with a link", body=words + "\nMore words.\n"))

    assert linking.versions.live().get().number == 2
