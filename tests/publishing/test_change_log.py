"""Whatever readers see anew stands in the log of changes, in the same transaction, and as little else as possible."""

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from inspect import isfunction
from shutil import rmtree

import pytest
from django.conf import settings
from django.utils import timezone

from tests import factories
from tests.staff.hostile_files import picture
from therapies import publishing
from therapies.linking.describing import describe_link
from therapies.linking.links import make_link
from therapies.models import Article, Link, Mention, PageChange, Review
from therapies.publishing.change_log import EVERYTHING, LISTS, prune_changes, touch
from therapies.publishing.derived import derive_outdated_rows, mentions_of
from therapies.publishing.drafts import draft_of
from therapies.publishing.loading import load_content
from therapies.publishing.permanent_links import lead_to
from therapies.publishing.touched import ON_EVERY_PAGE
from therapies.text.addresses import Address
from therapies.text.facts import FACTS, FactSheet
from therapies.text.files import read_article_file
from therapies.text.folders import files_in
from therapies.text.pictures import folder_of
from therapies.text.rendering import render_sections

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
FASTING = "Stop eating {{ fast_solids_h }} before.\n"
SESSION = "It takes {{ session_lidocaine_min }}.\n"
QUESTION = "## Questions\n\n### May I drive? {#may-i-drive}\n\nNot on that day.\n"


@dataclass
class Written:
    """What came into the log: what is touched, and from when on."""

    now: list[list[str]] = field(default_factory=list)
    later: list[tuple[list[str], object]] = field(default_factory=list)


@contextmanager
def log() -> Iterator[Written]:
    last = PageChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    written = Written()
    yield written
    for row in PageChange.objects.filter(pk__gt=last).order_by("pk"):
        if row.due:
            written.later.append((row.touched, row.due))
        else:
            written.now.append(row.touched)


@pytest.fixture
def person():
    return factories.staff("ana")


# --- New words --------------------------------------------------------------------------------


def test_another_wording_touches_its_page_and_the_lists():
    page = factories.article(slug="a-page", title="A page", body=QUESTION)

    with log() as written:
        publishing.publish(factories.draft(page, title="A page", summary="Other words.", body=f"New.\n\n{QUESTION}"))

    assert written == Written(now=[[LISTS, "/guide/a-page/"]])


def test_the_glossary_is_touched_where_readers_find_it():
    body = "## Words\n\n### Drip {#drip}\n\nA bag.\n"
    glossary = factories.article(kind="page", slug="words", title="Words", body=body)

    with log() as written:
        publishing.publish(factories.draft(glossary, title="Words", body=body.replace("bag", "bottle")))

    assert written == Written(now=[[LISTS, "/page/words/", "/words/"]])


@pytest.mark.parametrize(
    "changed",
    [{"title": "B page"}, {"order": 3}, {"about": ("ketamine",)}, {"body": QUESTION.replace("may-i", "can-i")}],
    ids=lambda changed: next(iter(changed)),
)
def test_what_other_pages_choose_by_touches_everything(changed):
    before = {"title": "A page", "order": 5, "body": QUESTION}
    page = factories.article(**before)

    with log() as written:
        publishing.publish(factories.draft(page, **before | changed))

    assert written == Written(now=[[EVERYTHING]])


def test_a_new_page_touches_everything():
    with log() as written:
        factories.article()

    assert written == Written(now=[[EVERYTHING]])


def test_a_draft_touches_nothing(person):
    page = factories.article()

    with log() as written:
        publishing.new_article(Address("en", "guide", "other"))
        publishing.submit(factories.draft(page, body="New.\n", by=person), by=person)

    assert written == Written()


# --- By the clock -----------------------------------------------------------------------------


def test_a_scheduled_version_touches_its_page_when_its_time_comes():
    page, now = factories.article(title="A page"), timezone.now()

    with log() as written:
        publishing.publish(factories.draft(page, title="A page", body="New.\n"), at=now + DAY)

    assert written == Written(later=[([LISTS, "/guide/a-page/"], now + DAY)])


def test_a_schedule_that_follows_other_words_than_was_thought_touches_everything():
    page, now = factories.article(title="A page"), timezone.now()
    publishing.publish(factories.draft(page, title="A page", body="New.\n"), at=now + 2 * DAY)

    with log() as written:
        publishing.publish(factories.draft(page, title="Another title"), at=now + DAY)

    # Two days from now the title changes back.
    assert written == Written(later=[([EVERYTHING], now + 2 * DAY), ([EVERYTHING], now + DAY)])


def test_what_waits_for_its_time_follows_a_page_to_its_new_address():
    page, now = factories.article(title="A page"), timezone.now()
    publishing.publish(factories.draft(page, title="A page", body="New.\n"), at=now + DAY)

    with log() as written:
        publishing.rename(page, slug="better-name")

    assert written == Written(now=[[EVERYTHING]], later=[(["/guide/better-name/"], now + DAY)])


def test_a_withdrawal_that_waits_touches_everything_when_its_time_comes():
    page, now = factories.article(), timezone.now()

    with log() as written:
        publishing.withdraw(page, notice="It is out of date.", at=now + DAY)

    assert written == Written(later=[([EVERYTHING], now + DAY)])


def test_a_withdrawal_that_waits_touches_the_links_that_lead_elsewhere_at_once(person):
    gone, page, instead = (factories.article(slug=slug) for slug in ("gone", "page", "instead"))
    link, now = factories.link_in_use(gone, by=person), timezone.now()
    publishing.withdraw(gone, notice="It is out of date.", read_instead=page)

    with log() as written:
        publishing.withdraw(page, notice="It is out of date.", read_instead=instead, at=now + DAY)

    assert written == Written(now=[[link.get_absolute_url()]], later=[([EVERYTHING], now + DAY)])


def test_a_notice_on_one_page_touches_it_when_it_begins_and_when_it_ends(person):
    page, now = factories.article(), timezone.now()

    with log() as written:
        publishing.make_notice("Closed.", by=person, article=page, starts_at=now + DAY, ends_at=now + 2 * DAY)

    touched = [LISTS, "/guide/a-page/"]
    assert written == Written(later=[(touched, now + DAY), (touched, now + 2 * DAY)])


def test_a_notice_that_never_began_ends_without_a_word(person):
    now = timezone.now()
    notice = publishing.make_notice("Closed.", by=person, starts_at=now + DAY, ends_at=now + 2 * DAY)

    with log() as written:
        publishing.end_notice(notice, by=person)

    assert written == Written()


# --- Clinic facts -----------------------------------------------------------------------------


def test_a_fact_of_texts_touches_the_pages_that_show_it():
    factories.article(slug="shows", body=SESSION)
    factories.article(slug="does-not")
    factories.article(slug="not-live", body=SESSION, live=False)

    with log() as written:
        publishing.change_fact("session_lidocaine_min", "50 minutes")

    assert written == Written(now=[[LISTS, "/guide/shows/"]])


def test_a_fact_of_the_frame_touches_everything():
    with log() as written:
        publishing.change_fact("clinic_phone", "(212) 867-5309")

    assert written == Written(now=[[EVERYTHING]])


def test_a_fact_that_nobody_shows_and_one_that_stays_as_it_is_touch_nothing():
    publishing.change_fact("clinic_phone", "(212) 867-5309")

    with log() as written:
        publishing.change_fact("session_lidocaine_min", "50 minutes")
        publishing.change_fact("clinic_phone", "(212) 867-5309")

    assert written == Written()


# Pages of readers; those of staff and letters ask for their facts by themselves.
TEMPLATES = [
    path
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.html"))
    if not {"admin", "account", "mfa", "email", "sign_off"} & {*path.relative_to(settings.BASE_DIR).parts}
]
READING = [
    *sorted((settings.BASE_DIR / "therapies/reading").rglob("*.py")),
    *sorted((settings.BASE_DIR / "therapies").glob("*.py")),
    settings.BASE_DIR / "therapies/templatetags/clinic.py",
]


def named_in_code(source: str) -> set[str]:
    """Every word of a program that could be the key of a fact."""
    nodes = list(ast.walk(ast.parse(source)))
    strings = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return strings | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def test_every_fact_that_templates_and_views_name_is_known_to_stand_on_every_page():
    in_templates = {
        word for path in TEMPLATES for word in re.findall(r"facts\.(\w+)", path.read_text(encoding="utf-8"))
    }
    in_code = {word for path in READING for word in named_in_code(path.read_text(encoding="utf-8"))}
    # They only say what the components look like.
    samples = named_in_code((settings.BASE_DIR / "therapies/component_examples.py").read_text(encoding="utf-8"))

    assert ((in_templates | in_code) & FACTS.keys()) - ON_EVERY_PAGE - samples == set()
    assert ON_EVERY_PAGE - in_templates - in_code == set()


class Watched(dict):
    """The values of a fact sheet, and which of them somebody has looked at."""

    def __init__(self, values) -> None:
        super().__init__(values)
        self.seen: set[str] = set()

    def get(self, key, default=None):
        self.seen.add(key)
        return super().get(key, default)


def test_every_fact_in_the_articles_of_the_site_is_a_mention():
    found, _problems = files_in(settings.CONTENT_DIR)
    values = FactSheet.of_start_values().values
    unmentioned = {}

    for file in found:
        article = Article(language=file.address.language, kind=file.address.kind, slug=file.address.slug)
        version = draft_of(article, read_article_file(file.path, shown_as=file.shown_as), number=1)
        watched, words = Watched(values), version.article_text()
        render_sections(words, facts=FactSheet(watched), language=article.language)
        mentions = {mention.target for mention in mentions_of(version, words) if mention.what == Mention.FACT}
        if missing := watched.seen - mentions:
            unmentioned[file.shown_as] = missing

    assert len(found) > 15
    assert unmentioned == {}


# --- Reviews, links, files --------------------------------------------------------------------


def test_a_look_at_a_page_that_is_live_touches_it_and_one_at_a_draft_nothing():
    page = factories.article()
    live, clinician = page.versions.get(), factories.clinician()

    with log() as written:
        publishing.decide(live, clinician=clinician, decision=Review.CHANGE, digest=live.digest, remark="Shorter.")
        factories.approved(factories.draft(page, body="New.\n"))
        publishing.decide(live, clinician=clinician, decision=Review.APPROVED, digest=live.digest)

    assert written == Written(now=[[LISTS, "/guide/a-page/"]])


def test_a_link_that_answers_otherwise_is_touched_alone(person):
    link = make_link(factories.article(), by=person)

    with log() as written:
        describe_link(link, label="Before the visit", answers_with=Link.IN_PLACE, by=person)
        describe_link(link, label="Before the visit", answers_with=Link.REDIRECT, by=person)
        lead_to([link], factories.article(slug="other"), by=person)

    assert written == Written(now=[[str(link)], [EVERYTHING], [str(link)]])


def test_a_link_is_touched_when_its_page_gets_a_twin_in_another_language(client, person):
    page, instead = factories.article(), factories.article(slug="en-cambio", language="es", title="En cambio")
    link = factories.link_in_use(page, by=person)
    publishing.withdraw(page, notice="Old.", read_instead=instead, at=timezone.now() + DAY)
    before = client.get(f"/es{link}").content

    with log() as written:
        publishing.new_article(Address("es", "guide", "a-page"))

    assert client.get(f"/es{link}").content != before
    assert written == Written(now=[[str(link)]])


def test_a_file_that_changed_touches_its_page_and_one_that_did_not_nothing(tmp_path):
    guides = tmp_path / "en" / "guide"
    guides.mkdir(parents=True)
    for name in ("same", "changed"):
        (guides / f"{name}.md").write_text(factories.text(title=name.capitalize()))
    load_content(tmp_path, publish=True)
    (guides / "changed.md").write_text(factories.text(title="Changed", body="Other words.\n"))

    with log() as first:
        load_content(tmp_path, publish=True)
    with log() as again:
        load_content(tmp_path, publish=True)

    assert (first, again) == (Written(now=[[LISTS, "/guide/changed/"]]), Written())


def test_rows_that_are_derived_in_another_way_touch_everything():
    version = factories.article().versions.get()
    type(version).objects.update(derived_with=0)

    with log() as written:
        derive_outdated_rows()
        derive_outdated_rows()

    assert written == Written(now=[[EVERYTHING]])


# --- The log itself ---------------------------------------------------------------------------


def test_many_pages_are_everything():
    with log() as written:
        touch(f"/guide/{number}/" for number in range(50))
        touch(f"/guide/{number}/" for number in range(51))

    assert [len(touched) for touched in written.now] == [50, 1]
    assert written.now[1] == [EVERYTHING]


def test_old_rows_go_but_for_the_newest_and_for_what_is_still_to_come():
    now = timezone.now()
    for name, due in (("old", None), ("to come", now + DAY), ("came long ago", now - 31 * DAY), ("newest", None)):
        touch([name], due=due)
    PageChange.objects.update(written_at=now - 31 * DAY)

    removed = prune_changes(now=now)

    assert (removed, [row.touched for row in PageChange.objects.all()]) == (2, [["to come"], ["newest"]])


# --- Whatever publishing can do ---------------------------------------------------------------

# Why no reader sees anything of it.
CHANGES_NOTHING = {
    "ask": "it sends a letter, and at most a draft for review",
    "ask_about_fact": "it sends a letter",
    "cancel_schedule": "what was to come does not come; what readers have stays",
    "clean_picture_words": "it writes nothing",
    "clear_missed_words": "only staff see these counts",
    "count_missed_words": "only staff see these counts",
    "describe_picture": "texts keep the words that they got",
    "delete_picture": "no page may show it, and its files are never kept",
    "flagged_versions": "it writes nothing",
    "has_fixed_address": "it writes nothing",
    "make_preview_link": "its address is private, and never kept",
    "new_article": "there are no words yet; a link that may lead elsewhere then is touched, as a test says",
    "propose_fact": "the value waits for a clinician",
    "record": "only staff see the log",
    "restore": "it writes a draft",
    "revoke": "it closes a private address",
    "revoke_preview_link": "it closes a private address",
    "save_clinician": "reviews keep the name of their day",
    "save_draft": "a draft is not for readers",
    "send_fact_reminders": "it sends letters",
    "send_reminders": "it sends letters",
    "state_of": "it writes nothing",
    "submit": "a draft is not for readers",
    "take_back": "a draft is not for readers",
    "withdraw_proposal": "the value was not for readers yet",
}


class Site:
    """A small site to do something to. Each method is named for the function of `publishing` that it tries."""

    def __init__(self, person) -> None:
        self.person = person
        self.page = factories.article(title="A page", body=SESSION)
        self.other = factories.article(slug="other")
        self.paths = ["/", "/guide/a-page/", "/guide/other/"]

    def answer(self) -> Callable:
        asked, _ = publishing.ask(self.live, [factories.clinician()], by=self.person)[0]
        who = {"name": "Maria Sample", "credential": "RN", "digest": self.live.digest}
        return lambda: publishing.answer(asked, decision=Review.APPROVED, **who)

    def cancel_withdrawal(self) -> Callable:
        """Meanwhile readers of its link who ask for Spanish are led to the page that will stand in for it."""
        link = factories.link_in_use(self.page, by=self.person)
        factories.article(slug="a-page", language="es", live=False)
        instead = factories.article(slug="en-cambio", language="es")
        publishing.withdraw(self.page, notice="Old.", read_instead=instead, at=timezone.now() + DAY)
        self.paths.append(f"/es{link}")
        return lambda: publishing.cancel_withdrawal(self.page)

    def change_fact(self) -> Callable:
        return lambda: publishing.change_fact("session_lidocaine_min", "55 minutes")

    def decide(self) -> Callable:
        words = {"clinician": factories.clinician(), "digest": self.live.digest}
        return lambda: publishing.decide(self.live, decision=Review.APPROVED, **words)

    def decide_proposal(self) -> Callable:
        publishing.ensure_facts()
        proposal = publishing.propose_fact("session_lidocaine_min", "55 minutes", by=self.person)
        return lambda: publishing.decide_proposal(proposal, clinician=factories.clinician(), is_approved=True)

    def end_notice(self) -> Callable:
        notice = publishing.make_notice("Closed.", by=self.person, ends_at=timezone.now() + DAY)
        return lambda: publishing.end_notice(notice, by=self.person)

    def ensure_facts(self) -> Callable:
        """It gives a fact that was confirmed long ago its review date, after which a plan shows no time of it."""
        factories.visit()
        self.paths.append("/visit/first-visit/")
        fact = publishing.change_fact("drive_ketamine_h", "24 hours")
        type(fact).objects.update(review_due=None)
        return publishing.ensure_facts

    def keep_picture(self) -> Callable:
        """The same upload brings files back that were lost."""
        data = picture()
        kept = publishing.keep_picture(data, alt="A drip.", by=self.person)
        factories.article(slug="shown", body=f"![A drip.](media/{kept.key})\n")
        self.paths.append("/guide/shown/")
        rmtree(folder_of(kept.key))
        return lambda: publishing.keep_picture(data, alt="A drip.", by=self.person)

    def make_notice(self) -> Callable:
        return lambda: publishing.make_notice("Closed.", by=self.person, ends_at=timezone.now() + DAY)

    def merge(self) -> Callable:
        return lambda: publishing.merge(self.page, into=self.other)

    def publish(self) -> Callable:
        version = factories.draft(self.page, title="A page", body="New.\n")
        return lambda: publishing.publish(version)

    def rename(self) -> Callable:
        return lambda: publishing.rename(self.page, slug="better-name")

    def withdraw(self) -> Callable:
        return lambda: publishing.withdraw(self.page, notice="It is out of date.")

    @property
    def live(self):
        return self.page.versions.get()


FUNCTIONS = {name for name in publishing.__all__ if isfunction(getattr(publishing, name))}
TRIED = {name for name, tried in vars(Site).items() if isfunction(tried) and not name.startswith("_")}


def test_of_every_function_of_publishing_it_is_said_whether_readers_see_it():
    assert FUNCTIONS - TRIED - CHANGES_NOTHING.keys() == set()
    assert (TRIED | CHANGES_NOTHING.keys()) - FUNCTIONS == set()
    assert TRIED & CHANGES_NOTHING.keys() == set()


@pytest.mark.parametrize("name", sorted(TRIED))
def test_what_readers_see_anew_stands_in_the_log(name, client, person, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    site = Site(person)
    act = getattr(site, name)()
    before = [client.get(path).content for path in site.paths]

    with log() as written:
        act()

    assert [client.get(path).content for path in site.paths] != before
    assert written.now
