from datetime import UTC, datetime, timedelta

import pytest

from tests import factories
from therapies import publishing
from therapies.models import Article, ClinicFact, Question, Version
from therapies.publishing import derived
from therapies.publishing.exporting import export_content
from therapies.publishing.loading import load_content

pytestmark = pytest.mark.django_db
QUESTION = "Words.\n\n## Questions\n\n### Can I drive? {#can-i-drive}\n\nNo.\n"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "content"


def write(folder, path, *, raw=None, **fields):
    """An article file; its kind is in its path."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    words = factories.text(kind=file.parent.name, **fields) if raw is None else raw
    file.write_bytes(words if isinstance(words, bytes) else words.encode())
    return file


def summary(report):
    return {
        name: getattr(report, name)
        for name in ("new", "changed", "adopted", "published", "missing", "unchanged")
        if getattr(report, name)
    }


def messages(report):
    return [str(problem) for problem in report.problems]


def live_texts():
    return {str(version.article): version.text for version in Version.objects.live()}


def test_a_new_file_becomes_a_draft(folder):
    write(folder, "en/guide/rides.md", title="Rides")

    report = load_content(folder)

    assert summary(report) == {"new": ["content/en/guide/rides.md"]}
    assert live_texts() == {}
    assert (Version.objects.get().written_by, Version.objects.get().note) == (None, "")


def test_a_draft_from_a_file_is_published_by_a_later_load(folder):
    write(folder, "en/guide/rides.md", title="Rides")
    load_content(folder)

    report = load_content(folder, publish=True)

    assert summary(report) == {"adopted": ["content/en/guide/rides.md"], "published": ["content/en/guide/rides.md"]}
    assert list(live_texts()) == ["guide/rides"]


def test_an_unchanged_folder_costs_nothing_the_second_time(folder, django_assert_num_queries):
    for number in range(3):
        write(folder, f"en/guide/page-{number}.md")
    load_content(folder, publish=True)

    with django_assert_num_queries(10):
        report = load_content(folder, publish=True)

    assert summary(report) == {"unchanged": 3}
    assert Version.objects.count() == 3


def test_a_changed_file_becomes_the_next_version(folder):
    write(folder, "en/guide/rides.md", body="Old.\n")
    load_content(folder, publish=True)
    file = write(folder, "en/guide/rides.md", body="New.\n")

    report = load_content(folder, publish=True)

    assert summary(report) == {"changed": ["content/en/guide/rides.md"], "published": ["content/en/guide/rides.md"]}
    assert live_texts() == {"guide/rides": file.read_text()}
    assert list(Version.objects.values_list("number", flat=True)) == [2, 1]


def test_a_dry_run_says_the_same_and_changes_nothing(folder):
    write(folder, "en/guide/rides.md")

    report = load_content(folder, publish=True, dry_run=True)

    assert summary(report) == {"new": ["content/en/guide/rides.md"], "published": ["content/en/guide/rides.md"]}
    assert not Article.objects.exists()


def test_text_that_staff_changed_is_kept_when_the_file_did_not(folder):
    write(folder, "en/guide/rides.md")
    load_content(folder, publish=True)
    publishing.publish(factories.draft(Article.objects.get(), title="By staff"))

    report = load_content(folder, publish=True)

    assert summary(report) == {"unchanged": 1}
    assert Version.objects.live().get().title == "By staff"


def conflict(folder):
    write(folder, "en/guide/rides.md", title="First")
    load_content(folder, publish=True)
    publishing.publish(factories.draft(Article.objects.get(), title="By staff"))
    return write(folder, "en/guide/rides.md", title="In the file")


def test_a_text_changed_in_both_places_is_a_conflict_and_nothing_is_overwritten(folder):
    conflict(folder)

    report = load_content(folder, publish=True)

    assert messages(report) == [
        "content/en/guide/rides.md: Both this file and the page in the admin were changed since the last load; "
        "nothing was overwritten. To keep the admin's text, run: manage.py export_content --only en/guide/rides.md. "
        "To keep the file's text, run: manage.py load_content --prefer-file en/guide/rides.md."
    ]
    assert Version.objects.live().get().title == "By staff"
    assert Version.objects.count() == 2


def test_a_conflict_ends_when_the_file_is_preferred(folder):
    conflict(folder)

    report = load_content(folder, publish=True, prefer_file=["en/guide/rides.md"])

    assert report.problems == []
    assert Version.objects.live().get().title == "In the file"
    assert [version.title for version in Version.objects.all()] == ["In the file", "By staff", "First"]


def test_a_conflict_ends_when_the_admin_text_is_exported(folder):
    file = conflict(folder)

    export_content(folder, only=["en/guide/rides.md"])
    report = load_content(folder, publish=True)

    assert "By staff" in file.read_text()
    assert summary(report) == {"adopted": ["content/en/guide/rides.md"]}
    assert summary(load_content(folder, publish=True)) == {"unchanged": 1}


def test_an_exported_live_text_is_no_conflict_with_a_later_draft(folder):
    conflict(folder)
    factories.draft(Article.objects.get(), title="Not yet")

    export_content(folder)
    report = load_content(folder, publish=True)

    assert (summary(report), report.problems) == ({"adopted": ["content/en/guide/rides.md"]}, [])
    assert Version.objects.live().get().title == "By staff"


def test_a_file_that_is_gone_is_reported_and_its_page_stays(folder):
    write(folder, "en/guide/rides.md")
    file = write(folder, "en/guide/other.md")
    load_content(folder, publish=True)
    file.unlink()

    report = load_content(folder, publish=True)

    assert summary(report) == {"missing": ["content/en/guide/other.md"], "unchanged": 1}
    assert sorted(live_texts()) == ["guide/other", "guide/rides"]


def test_a_withdrawn_page_is_not_brought_back_by_a_load(folder):
    write(folder, "en/guide/rides.md", title="Old")
    load_content(folder, publish=True)
    publishing.withdraw(Article.objects.get(), notice="Gone.")
    write(folder, "en/guide/rides.md", title="New")

    report = load_content(folder, publish=True)

    assert summary(report) == {"changed": ["content/en/guide/rides.md"]}
    assert live_texts() == {}


def test_a_scheduled_version_is_not_published_early_by_a_load(folder):
    write(folder, "en/guide/rides.md")
    load_content(folder)
    later = datetime.now(UTC) + timedelta(days=7)
    publishing.publish(Version.objects.get(), at=later)

    report = load_content(folder, publish=True)

    assert summary(report) == {"unchanged": 1}
    assert Version.objects.get().live_from == later


def test_a_new_file_is_not_taken_in_while_an_older_text_is_scheduled(folder):
    write(folder, "en/guide/rides.md", title="First")
    load_content(folder)
    publishing.publish(Version.objects.get(), at=datetime.now(UTC) + timedelta(days=7))
    write(folder, "en/guide/rides.md", title="Second")

    report = load_content(folder, publish=True)

    assert messages(report) == [
        "content/en/guide/rides.md: A version of this page is scheduled and would replace this text when its time "
        "comes; nothing was taken in. Wait until then, or take back the schedule in the admin."
    ]
    assert Version.objects.get().title == "First"


LINKED = "Words.\n\n## Part {#part}\n\nMore words.\n"


def test_a_file_cannot_give_up_an_id_that_a_page_outside_the_load_links_to(folder):
    write(folder, "en/guide/linked.md", body=LINKED)
    load_content(folder, publish=True)
    factories.article(slug="linking", body="[The part](guide/linked#part)\n")
    write(folder, "en/guide/linked.md", body=LINKED.replace("{#part}", "{#other}"))

    report = load_content(folder, publish=True)

    assert messages(report) == [
        "content/en/guide/linked.md: The page guide/linking links to guide/linked#part, which would be gone. Keep its "
        "id, or change that page first."
    ]
    assert "{#part}" in live_texts()["guide/linked"]


def test_two_files_may_change_an_id_and_the_link_to_it_together(folder):
    write(folder, "en/guide/linked.md", body=LINKED)
    write(folder, "en/guide/linking.md", body="[The part](guide/linked#part)\n")
    load_content(folder, publish=True)
    write(folder, "en/guide/linked.md", body=LINKED.replace("{#part}", "{#other}"))
    write(folder, "en/guide/linking.md", body="[The part](guide/linked#other)\n")

    report = load_content(folder, publish=True)

    assert (report.problems, len(report.published)) == ([], 2)


def test_a_question_may_move_from_one_file_to_another(folder):
    write(folder, "en/guide/a.md", body=QUESTION)
    write(folder, "en/guide/b.md")
    write(folder, "en/guide/c.md", body="[Driving](question/can-i-drive)\n")
    load_content(folder, publish=True)
    write(folder, "en/guide/a.md")
    write(folder, "en/guide/b.md", body=QUESTION)

    report = load_content(folder, publish=True)

    assert report.problems == []
    assert Question.objects.live().get().version.article.slug == "b"


def test_a_bad_file_does_not_stop_the_others_and_all_problems_are_told(folder):
    write(folder, "en/guide/good.md")
    write(folder, "en/guide/bad.md", body="{{ nonsense }}\n\n<i>x</i>\n")
    write(folder, "en/guide/worse.md", raw="no front matter")
    write(folder, "en/recipe/soup.md", raw="x")

    report = load_content(folder, publish=True)

    assert list(live_texts()) == ["guide/good"]
    assert [(problem.path, problem.line) for problem in report.problems] == [
        ("content/en/guide/bad.md", 6),
        ("content/en/guide/bad.md", 8),
        ("content/en/guide/worse.md", 1),
        ("content/en/recipe/soup.md", 0),
    ]


def test_files_may_link_to_each_other_in_a_circle(folder):
    write(folder, "en/guide/a.md", body="[The other page](guide/b)\n")
    write(folder, "en/guide/b.md", body="[The first page](guide/a)\n")

    report = load_content(folder, publish=True)

    assert (report.problems, sorted(live_texts())) == ([], ["guide/a", "guide/b"])


def test_a_file_that_links_to_a_refused_one_is_refused_too(folder):
    write(folder, "en/guide/a.md", body="[The next page](guide/b)\n")
    write(folder, "en/guide/b.md", body="[The bad page](guide/c)\n")
    write(folder, "en/guide/c.md", body="{{ nonsense }}\n")
    write(folder, "en/guide/d.md")

    report = load_content(folder, publish=True)

    assert [(problem.path[-4:], problem.message.split(".")[0]) for problem in report.problems] == [
        ("a.md", "The page guide/b is refused because of its own problems"),
        ("b.md", "The page guide/c is refused because of its own problems"),
        ("c.md", 'There is no clinic fact "nonsense"'),
    ]
    assert list(live_texts()) == ["guide/d"]


def test_a_file_with_problems_has_its_dead_links_told_in_the_same_run(folder):
    write(folder, "en/guide/a.md", body="{{ nonsense }}\n\n[Other](guide/b) [None](guide/zzz)\n")
    write(folder, "en/guide/b.md", body="{{ nonsense }}\n")

    report = load_content(folder)

    assert [(problem.path[-4:], problem.line, problem.message.split(".")[0]) for problem in report.problems] == [
        ("a.md", 6, 'There is no clinic fact "nonsense"'),
        ("a.md", 8, "There is no page guide/zzz"),
        ("b.md", 6, 'There is no clinic fact "nonsense"'),
    ]


def test_a_draft_of_staff_that_says_what_the_file_says_waits_for_them(folder):
    write(folder, "en/guide/rides.md", title="Rides")
    load_content(folder, publish=True)
    article, ana = Article.objects.get(), factories.staff()
    as_in_file = article.versions.get().text
    by_staff = factories.draft(article, title="Rides home", by=ana)
    factories.approved(by_staff)
    publishing.publish(by_staff, by=ana)
    publishing.save_draft(article, as_in_file, by=ana)

    report = load_content(folder, publish=True)

    assert summary(report) == {"unchanged": 1}
    assert "title: Rides home" in live_texts()["guide/rides"]


def test_a_changed_file_may_link_to_a_page_that_is_live_already(folder):
    factories.article(slug="by-staff", body="## Part {#part}\n\nWords.\n")
    write(folder, "en/guide/a.md", body="[The part](guide/by-staff#part)\n")

    report = load_content(folder, publish=True)

    assert (report.problems, sorted(live_texts())) == ([], ["guide/a", "guide/by-staff"])


def test_a_question_id_in_two_files_is_refused_in_the_second(folder):
    write(folder, "en/guide/a.md", body=QUESTION)
    write(folder, "en/guide/b.md", body=QUESTION)

    report = load_content(folder, publish=True)

    assert messages(report) == [
        'content/en/guide/b.md:10: The question id "can-i-drive" is in use in content/en/guide/a.md. Choose another one.'
    ]
    assert Question.objects.live().get().version.article.slug == "a"


def test_a_question_id_of_a_live_page_is_refused(folder):
    factories.article(slug="by-staff", body=QUESTION)
    write(folder, "en/guide/b.md", body=QUESTION)

    report = load_content(folder, publish=True)

    assert messages(report) == [
        'content/en/guide/b.md:10: The question id "can-i-drive" is in use on the page guide/by-staff. Choose another one.'
    ]


def test_a_file_at_a_former_address_is_told_where_the_page_is_now(folder):
    write(folder, "en/guide/old.md")
    load_content(folder, publish=True)
    publishing.rename(Article.objects.get(), slug="new")

    report = load_content(folder, publish=True)

    assert messages(report) == [
        "content/en/guide/old.md: This address was given up: the page is now guide/new. Rename the file to "
        "en/guide/new.md, or delete it."
    ]


def test_nothing_is_published_while_the_phone_is_missing(folder):
    publishing.ensure_facts()
    publishing.change_fact("clinic_phone", "(555) 555-0199")
    ClinicFact.objects.filter(key="clinic_phone").update(value="")
    write(folder, "en/guide/rides.md")

    report = load_content(folder, publish=True)

    assert len(report.problems) == 1
    assert "has no value. Set it first; every page needs it" in messages(report)[0]
    assert live_texts() == {}


def test_rows_that_another_way_of_deriving_made_are_made_anew(folder):
    write(folder, "en/guide/rides.md", body=QUESTION)
    load_content(folder, publish=True)
    Question.objects.all().delete()
    Version.objects.update(derived_with=0)

    load_content(folder, publish=True)

    assert [question.key for question in Question.objects.live()] == ["can-i-drive"]
    assert Version.objects.get().derived_with == derived.WAY


def changing_while_it_loads(folder, change):
    """Load a folder, with something happening between the check of the files and the first write."""
    return load_content(folder, publish=True, pictures=Changing(change))


class Changing(frozenset):
    """The known pictures, which the check asks for last; being asked lets somebody else act once."""

    def __new__(cls, change):
        made = super().__new__(cls)
        made.change, made.done = change, False
        return made

    def __contains__(self, name):
        if not self.done:
            self.done = True
            self.change()
        return True


PICTURE = "![A chair](chair.svg)\n"


def test_a_page_saved_during_the_load_keeps_what_staff_wrote(folder):
    write(folder, "en/guide/rides.md", body=PICTURE)
    load_content(folder, publish=True, pictures={"chair.svg"})
    write(folder, "en/guide/rides.md", title="In the file", body=PICTURE)

    report = changing_while_it_loads(folder, lambda: factories.draft(Article.objects.get(), title="By staff"))

    assert messages(report) == [
        "content/en/guide/rides.md: This file or its page was changed while the load was running; nothing was taken "
        "in. Load again."
    ]
    assert Article.objects.get().versions.first().title == "By staff"
    assert summary(report) == {}


def test_a_page_made_during_the_load_keeps_its_address(folder):
    write(folder, "en/guide/rides.md", title="In the file", body=PICTURE)

    report = changing_while_it_loads(folder, lambda: factories.article(slug="rides", title="By staff"))

    assert len(report.problems) == 1
    assert Article.objects.get().versions.get().title == "By staff"


def test_a_file_changed_during_the_load_is_left_for_the_next(folder):
    write(folder, "en/guide/rides.md", title="Checked", body=PICTURE)

    report = changing_while_it_loads(folder, lambda: write(folder, "en/guide/rides.md", title="Not checked"))

    assert len(report.problems) == 1
    assert not Article.objects.exists()


def test_what_was_loaded_is_exported_byte_for_byte(folder, tmp_path):
    files = [
        write(folder, "en/guide/rides.md", body=QUESTION),
        write(folder, "en/comparison/both.md"),
        # Accepted, though written in another layout than ours.
        write(
            folder,
            "en/therapy/x.md",
            raw=f'---\nsummary: "S"\ntitle: "T"\napproval: A\n---\n{factories.EMERGENCY_LINE}\n\n\n',
        ),
    ]
    load_content(folder, publish=True)

    written = export_content(tmp_path / "copy")

    assert written == ["en/comparison/both.md", "en/guide/rides.md", "en/therapy/x.md"]
    for file in files:
        assert (tmp_path / "copy" / file.relative_to(folder)).read_bytes() == file.read_bytes()


# --- what the words say ---


def test_a_file_with_an_error_in_its_words_is_not_taken_in(folder):
    write(folder, "en/guide/bad.md", body="It cures pain.\n")
    write(folder, "en/guide/good.md")

    report = load_content(folder, publish=True)

    assert summary(report) == {"new": ["content/en/guide/good.md"], "published": ["content/en/guide/good.md"]}
    assert messages(report) == [
        'content/en/guide/bad.md:6: claims/promise: "cures": No treatment here is known to take a long illness away. '
        'Say what it may do: "It may ease pain for some people, for a short time."'
    ]


def test_a_warning_on_words_is_reported_and_keeps_nothing_back(folder):
    write(folder, "en/guide/rides.md", body="Watch us for 30 minutes. We watch you for 30 minutes after the drip.\n")

    report = load_content(folder, publish=True)

    assert list(live_texts()) == ["guide/rides"]
    assert [(finding.rule, finding.line) for finding in report.warnings] == [("literals/watching", 6)]
    assert load_content(folder, publish=True).warnings == []


def test_typed_hours_are_compared_with_what_the_clinic_has_set(folder):
    write(folder, "en/guide/rides.md", body="We watch you for 30 minutes after the drip.\n")
    publishing.change_fact("observe_min", "45 minutes")

    report = load_content(folder, publish=True)

    assert live_texts() == {}
    assert messages(report) == [
        'content/en/guide/rides.md:6: literals/watching: "30 minutes": The text says something else than the clinic: '
        "Watching time after the drip: 45 minutes. Write {{ observe_min }}."
    ]


def test_an_export_leaves_out_drafts_withdrawn_and_merged_pages(tmp_path):
    kept = factories.article(slug="kept", title="Live")
    factories.draft(kept, title="Draft")
    publishing.withdraw(factories.article(slug="gone"), notice="Gone.")
    publishing.merge(factories.article(slug="merged"), into=kept)
    factories.article(slug="only-a-draft", live=False)

    written = export_content(tmp_path)

    assert written == ["en/guide/kept.md", "en/guide/only-a-draft.md"]
    assert "title: Live" in (tmp_path / "en/guide/kept.md").read_text()
    assert export_content(tmp_path, drafts=True) == ["en/guide/kept.md"]
    assert "title: Draft" in (tmp_path / "en/guide/kept.md").read_text()


def test_an_export_writes_only_what_changed(tmp_path):
    factories.article(slug="kept")

    assert export_content(tmp_path) == ["en/guide/kept.md"]
    assert export_content(tmp_path) == []
