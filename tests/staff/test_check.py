import pytest
from django.conf import settings

from tests import factories
from therapies.linking.links import make_link
from therapies.linking.placements import record_placement
from therapies.models import Article, ClinicFact
from therapies.publishing.facts import ensure_facts
from therapies.publishing.loading import load_content
from therapies.text.articles import MAX_LINE

pytestmark = pytest.mark.django_db
CHECK = "/admin/editor/check/"
FIELDS = {"title": "Title", "summary": "Summary.", "order": "100"}


@pytest.fixture
def check(client):
    """What the check says of a text: the answer to the fields of a form, of the article `x` unless they say otherwise."""
    client.force_login(factories.staff("ana", may=("change_article",)))
    article = factories.article(slug="x")

    def ask(body, **fields):
        response = client.post(CHECK, FIELDS | {"article": article.pk, "body": body} | fields)
        assert response.status_code == 200
        return response.json()

    return ask


def short(answer):
    return [(entry["level"], entry["line"], entry["field"], entry["rule"]) for entry in answer["found"]]


def test_a_text_without_fault_has_only_figures(check):
    answer = check("Bring your list.\n")

    assert answer["found"] == []
    assert [(figure["label"], figure["value"], figure["misses"]) for figure in answer["figures"]] == [
        ("Reading grade", "-2.6", False),
        ("SMOG grade", "3.1", False),
        ("Words", "3", False),
        ("Minutes to read", "1", False),
        ("Sentences over 20 words", "0", False),
        ("“You” in 1,000 words", "333", False),
    ]


def test_what_keeps_it_from_patients_stands_first_and_every_entry_has_its_line_in_the_text_field(check):
    body = "It is a miracle.\n\nCall 555-123-4567.\n\nSee {{ nonsense }} and [How to sleep](guide/nowhere).\n"

    answer = check(body)

    assert short(answer) == [
        ("block", 5, "", "format/inline"),
        ("block", 5, "", "format/file"),
        ("error", 1, "", "claims/promise"),
        ("error", 3, "", "literals/phone"),
    ]
    assert answer["found"][2]["words"] == "miracle"


def test_empty_lines_above_the_text_count(check):
    (entry,) = check("\r\n\r\nSee {{ nonsense }}.")["found"]

    assert (entry["level"], entry["line"]) == ("block", 3)


def test_a_line_that_a_message_names_is_one_of_the_text_field(check):
    (entry,) = check("## One {#a}\n\nWords.\n\n## Two {#a}\n\nWords.\n")["found"]

    assert entry["line"] == 5
    assert "line 1" in entry["message"]


@pytest.mark.parametrize("field", ["title", "summary"])
def test_words_in_another_field_lead_to_that_field(check, field):
    (entry,) = check("Words.\n", **{field: "A miracle"})["found"]

    assert (entry["level"], entry["line"], entry["field"], entry["label"]) == ("error", 0, field, field.capitalize())
    assert entry["words"] == "miracle"


def test_a_finding_on_the_whole_page_has_no_line(check):
    body = "The anesthesiologist administers intravenous medication continuously.\n\n" * 20

    found = [entry for entry in check(body)["found"] if entry["rule"] == "plain-words/grade"]

    assert [(entry["line"], entry["field"]) for entry in found] == [(0, "")]


def test_the_text_is_checked_while_other_fields_are_unfinished(check):
    answer = check("A miracle.\n", title="", order="x")

    assert [(entry["level"], entry["field"], entry["line"]) for entry in answer["found"]] == [
        ("block", "title", 0),
        ("block", "order", 0),
        ("error", "", 1),
    ]
    assert answer["found"][0]["message"] == "Fill this in."


def test_a_text_of_a_new_page_is_checked_without_a_row(check):
    answer = check("[Somewhere](guide/nowhere)\n", article="", kind="guide", slug="new", language="en")

    (entry,) = answer["found"]
    assert (entry["level"], entry["line"]) == ("block", 1)
    assert entry["message"].startswith("There is no page guide/nowhere.")


def test_an_id_that_another_page_has_is_said(check):
    question = "## Questions {#questions}\n\n### Can I drive? {#can-i-drive}\n\nNo.\n"
    factories.article(slug="other", body=question)

    (entry,) = check(question)["found"]

    assert (entry["level"], entry["line"]) == ("block", 3)
    assert "can-i-drive" in entry["message"]


def test_a_link_that_would_lose_its_target_is_said(check):
    factories.article(slug="target", body="## Part {#part}\n\nWords.\n")
    factories.article(slug="other", body="[Part](guide/target#part)\n")

    (entry,) = check("Words.\n", article=Article.objects.get(slug="target").pk)["found"]

    assert (entry["level"], entry["line"]) == ("block", 0)
    assert entry["message"].startswith("The page guide/other links to guide/target#part")


def test_a_link_in_e_mails_that_would_lose_its_question_is_said_before_a_clinician_reads_the_text(check):
    article = factories.article(slug="cost", body="## Questions\n\n### What does it cost? {#what-cost}\n\nAsk us.\n")
    link = make_link(article, question="what-cost")
    record_placement(link, system="Price mail", by=factories.staff("front-desk"))

    (entry,) = check("Words.\n", article=article.pk)["found"]

    assert (entry["level"], entry["line"]) == ("block", 0)
    assert entry["message"].startswith(
        f"{link} (Price mail) leads to the question {{#what-cost}}, which would be gone."
    )


def test_a_fact_that_no_page_can_do_without_is_said(check):
    ensure_facts()
    ClinicFact.objects.filter(key="clinic_phone").update(value="", is_sample=False)

    (entry,) = check("Words.\n")["found"]

    assert (entry["level"], entry["line"], entry["field"]) == ("block", 0, "")
    assert "Clinic phone" in entry["message"] or "phone" in entry["message"].lower()


def test_english_rules_are_not_asked_about_another_language(check):
    answer = check("A miracle.\n", article="", kind="guide", slug="new", language="es")

    assert answer["found"] == []
    assert [figure["label"] for figure in answer["figures"]] == ["Words", "Minutes to read"]


@pytest.mark.parametrize("body", ["[" * 6_000, "a" * 70_000, "|a" * 60 + "\n"])
def test_a_text_that_is_too_large_to_read_is_told_once(check, body):
    answer = check(body)

    assert [(entry["level"], entry["field"]) for entry in answer["found"]] == [("block", "")]
    assert answer["figures"] == []


@pytest.mark.parametrize("field", ["sources", "about", "also_called", "owner", "note", "body"])
def test_more_than_a_field_can_hold_is_refused_before_it_is_read(check, field):
    answer = check(**{"body": "Words.\n"} | {field: "a\n" * 500_000})

    assert [(entry["level"], entry["field"]) for entry in answer["found"]] == [("block", field)]
    assert "at most" in answer["found"][0]["message"]


@pytest.mark.parametrize(
    "body", ["\ufffe", "a\0b", "\u202eabc", "<script>alert(1)</script>", "::: emergency", "\ud7ff" * 9]
)
def test_hostile_words_are_answered_with_words(check, body):
    assert isinstance(check(body)["found"], list)


@pytest.mark.parametrize("year", ["²", "9" * 5_000, "٢٠١٩", "20x"])
def test_a_year_that_is_no_number_is_no_source(check, year):
    (entry,) = check("Words.\n", sources=f"a | b | c | {year}")["found"]

    assert (entry["level"], entry["field"]) == ("block", "sources")
    assert entry["message"].endswith("is not a source. Write: key | title | publisher | year | address")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("language", "xx", "Write one of en, es, pt-br."),
        ("language", "/e.co", "Write one of en, es, pt-br."),
        ("slug", "Bad_Slug", "Use small letters a-z"),
        ("slug", "a--b", "Use small letters a-z"),
    ],
)
def test_an_address_that_the_site_cannot_have_is_refused(check, field, value, message):
    address = {"article": "", "kind": "guide", "slug": "new", "language": "en"} | {field: value}

    (entry,) = check("Words.\n", **address)["found"]

    assert (entry["level"], entry["field"]) == ("block", field)
    assert entry["message"].startswith(message)


def test_a_field_of_another_kind_is_refused(check):
    (entry,) = check("Words.\n", approval="a" * MAX_LINE)["found"]

    assert (entry["level"], entry["field"]) == ("block", "approval")


def test_nothing_keeps_the_real_content_from_patients(check):
    load_content(settings.CONTENT_DIR, publish=True)

    said = {}
    for article in Article.objects.live().exclude(slug="x"):
        text = article.versions.first().article_text()
        sources = "\n".join(
            " | ".join(map(str, (each.key, each.title, each.publisher, each.year, each.address)))
            for each in text.sources
        )
        own = {
            name: getattr(text, name)
            for name in ("title", "summary", "approval", "caption", "appointment", "visit_length")
        }
        fields = own | {"about": "\n".join(text.about), "sources": sources, "article": article.pk}
        fields |= {"safety": "on"} if text.safety else {}
        said[str(article)] = [entry for entry in check(text.body, **fields)["found"] if entry["level"] != "warning"]

    assert {page: found for page, found in said.items() if found} == {}
