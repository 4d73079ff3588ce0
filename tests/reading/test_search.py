"""What a search answers, on small sites made for it."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import factories
from therapies import publishing
from therapies.publishing.facts import change_fact
from therapies.reading.search import Hit, search
from therapies.text.facts import FactSheet

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
VISIT = """\
You rest in a chair.

## The ride home {#ride}

Have an adult take you home. You cannot drive for {{ drive_ketamine_h }}.

## Questions

### May I eat before? {#may-i-eat}

Stop food early. Ask us when: {{ clinic_phone }}.
"""


def addresses(typed, **choices):
    return [hit.address for hit in search(typed, **choices).hits]


def marked(hit):
    return [words for words, is_marked in hit.sentence if is_marked]


def sentence(hit):
    return "".join(words for words, _ in hit.sentence)


# --- What is found, and where it leads ---------------------------------------------------------


def test_a_page_is_found_by_its_title():
    factories.article(slug="visit", title="Your visit", summary="What to know.", body="Come on time.\n")
    factories.article(slug="other", title="Another page")

    results = search("visit")

    assert results.hits == (
        Hit("page", "Your visit", "Your visit", "/guide/visit/", (("What to know.", False),)),
    )  # fmt: skip
    assert (results.typed, results.searched, results.did_you_mean, results.nearest) == ("visit", "visit", "", ())


def test_a_section_leads_to_its_heading_and_its_sentence_is_marked():
    factories.article(slug="visit", title="Your visit", body=VISIT)

    best = search("ride").hits[0]

    assert (best.group, best.title, best.page_title) == ("page", "The ride home", "Your visit")
    assert best.address == "/guide/visit/#ride"
    assert marked(best) == ["adult", "take", "home"]


def test_a_question_leads_to_its_own_page():
    factories.article(slug="visit", title="Your visit", body=VISIT)

    best = search("can I eat").hits[0]

    assert (best.group, best.title, best.address) == ("question", "May I eat before?", "/questions/may-i-eat/")


def test_a_row_of_a_comparison_leads_to_itself():
    factories.article(kind="comparison", slug="both", title="Both")

    best = search("usual time").hits[0]

    assert (best.group, best.title, best.page_title) == ("row", "Usual time", "Both")
    assert best.address == "/comparison/both/#row_usual-time"


def test_a_word_leads_into_the_list_of_words():
    factories.article(kind="page", slug="words", title="Words", body="Some.\n\n## Words\n\n### cannula {#cannula}\n\nA thin tube.\n")  # fmt: skip

    assert search("cannula").hits[0] == Hit(
        "word",
        "cannula",
        "Words",
        "/words/#cannula",
        (("A ", False), ("thin", True), (" ", False), ("tube", True), (".", False)),
    )


def test_the_sentence_that_says_most_is_shown():
    body = "A visit is short. The tube stays in your arm. You may feel a sting from the tube in the arm.\n"
    factories.article(title="Your visit", body=body)

    best = search("sting tube arm").hits[0]

    assert sentence(best) == "You may feel a sting from the tube in the arm."
    assert marked(best) == ["sting", "tube", "arm"]


def test_facts_stand_in_a_sentence_as_patients_read_them():
    factories.article(title="Your visit", body=VISIT)
    change_fact("clinic_phone", "(212) 736-5000")

    assert sentence(search("ask").hits[0]) == "Ask us when: (212) 736-5000."
    unset = FactSheet.of_start_values().with_values(clinic_phone="")
    assert sentence(search("ask", facts=unset).hits[0]) == f"Ask us when: {unset.clinic_phone.text}."


def test_a_title_counts_more_than_a_mention():
    factories.article(slug="mention", title="A page", body="It speaks of shingles once.\n")
    factories.article(slug="named", title="Shingles")

    assert addresses("shingles") == ["/guide/named/", "/guide/mention/"]


def test_no_more_than_four_places_of_a_page_and_thirty_in_all_are_shown():
    body = "".join(f"## Shingles {n} {{#part-{n}}}\n\nWords.\n\n" for n in range(6))
    for number in range(9):
        factories.article(slug=f"page-{number}", title=f"Page {number}", body=body)

    found = addresses("shingles")

    assert len(found) == 30
    assert max(sum(address.startswith(f"/guide/page-{n}/") for address in found) for n in range(9)) == 4


def test_other_languages_are_not_searched():
    factories.article(slug="one", title="Shingles")
    factories.article(slug="dos", title="Shingles", language="es")

    assert addresses("shingles") == ["/guide/one/"]
    assert addresses("shingles", language="es") == ["/es/guide/dos/"]


# --- At every moment ---------------------------------------------------------------------------


def test_a_draft_is_not_found():
    factories.article(title="Shingles", live=False)

    assert addresses("shingles") == []


def test_a_scheduled_version_is_found_from_its_moment_on_and_the_old_one_until_then():
    article = factories.article(title="Shingles", now=NOON)
    later = factories.draft(article, title="Zoster and more")
    moment = datetime.now(UTC) + timedelta(days=7)
    publishing.publish(later, at=moment)

    assert [hit.title for hit in search("shingles", at=moment - timedelta(seconds=1)).hits] == ["Shingles"]
    assert [hit.title for hit in search("zoster", at=moment - timedelta(seconds=1)).hits] == ["Shingles"]
    assert [hit.title for hit in search("zoster", at=moment).hits] == ["Zoster and more"]


def test_a_withdrawn_page_is_gone_from_search_and_comes_back():
    article = factories.article(title="Shingles")
    version = article.versions.get()
    publishing.withdraw(article, notice="We are rewriting it.")

    assert addresses("shingles") == []
    article.refresh_from_db()
    publishing.publish(version)
    assert addresses("shingles") == ["/guide/a-page/"]


def test_a_merged_page_is_gone_from_search():
    one, other = factories.article(slug="one", title="Shingles"), factories.article(slug="other", title="Other")
    publishing.merge(one, into=other)

    assert addresses("shingles") == []


def test_a_renamed_page_is_found_at_its_new_address():
    article = factories.article(slug="old", title="Shingles")
    publishing.rename(article, slug="new")

    assert addresses("shingles") == ["/guide/new/"]


def test_what_a_new_version_no_longer_says_is_not_found():
    article = factories.article(title="Your visit", summary="What to know.", body="It speaks of shingles.\n", now=NOON)
    publishing.publish(factories.draft(article, title="Your visit", summary="What to know."))

    assert addresses("shingles") == []


def test_pages_that_are_not_live_do_not_crowd_out_those_that_are():
    for number in range(100):
        article = factories.article(slug=f"gone-{number}", title="Shingles")
        publishing.withdraw(article, notice="Gone.")
    factories.article(slug="there", title="Shingles")

    assert addresses("shingles") == ["/guide/there/"]


# --- Lay words and slips -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("k drip", "Ketamine infusion"),
        ("puke", "Vomiting"),
        ("throwing up", "Vomiting"),
        ("vomiting", "Throwing up"),
        ("hypertension", "High blood pressure"),
        ("high blood pressure", "Hypertension"),
        ("uber", "Your ride"),
        ("benzos", "Xanax and other calming pills"),
        ("xylocaine", "Lidocaine"),
        ("spravato", "Esketamine"),
        ("lidocane", "Lidocaine"),
    ],
)
def test_lay_words_medical_words_and_names_lead_to_each_other(typed, title):
    factories.article(slug="right", title=title)
    factories.article(slug="wrong", title="Opening hours")

    assert addresses(typed) == ["/guide/right/"]
    assert search(typed).did_you_mean == ""


@pytest.mark.parametrize("typed", ["shingels", "shinges", "shinglles", "shimgles", "Shingels!"])
def test_a_slip_of_one_letter_is_corrected_and_said(typed):
    factories.article(slug="right", title="Shingles")

    results = search(typed)

    assert [hit.address for hit in results.hits] == ["/guide/right/"]
    assert (results.searched, results.did_you_mean) == ("shingles", "shingles")


def test_the_rest_of_a_question_stays_when_a_word_is_corrected():
    factories.article(title="Shingles")

    assert search("what about shingels pain").did_you_mean == "what about shingles pain"


def test_a_correction_can_be_refused():
    factories.article(title="Shingles")

    results = search("shingels", as_typed=True)

    assert (results.hits, results.searched, results.did_you_mean) == ((), "shingels", "")


def test_a_word_that_pages_hold_is_no_slip():
    factories.article(slug="right", title="Pain")
    factories.article(slug="rare", title="Paint")

    assert addresses("paint") == ["/guide/rare/"]
    assert search("paint").did_you_mean == ""


def test_the_commoner_of_two_words_is_meant():
    factories.article(slug="one", title="Fibula")
    factories.article(slug="two", title="Fibulb")
    factories.article(slug="three", title="Fibulb again")

    assert search("fibulx").did_you_mean == "fibulb"


def test_a_word_of_a_page_to_come_or_withdrawn_is_not_offered():
    article = factories.article(title="Fibula")
    publishing.withdraw(article, notice="Gone.")
    later = factories.article(slug="later", title="Zygomatic", live=False)
    publishing.publish(later.versions.get(), at=datetime.now(UTC) + timedelta(days=7))

    assert (search("fibla").did_you_mean, search("zygomatik").did_you_mean) == ("", "")


def test_the_urgent_words_are_known_in_a_correction_too():
    factories.article(title="Seizure")

    results = search("siezure")

    assert results.urgent is True


# --- Nothing found -----------------------------------------------------------------------------


def test_nothing_found_leads_to_the_first_pages():
    factories.article(slug="second", title="Second", order=20)
    factories.article(slug="first", title="First", summary="What to know.", order=10)
    factories.article(slug="draft", title="Draft", live=False)

    results = search("quagmire")

    assert results.hits == ()
    assert [hit.address for hit in results.nearest] == ["/guide/first/", "/guide/second/"]
    assert results.nearest[0] == Hit("page", "First", "First", "/guide/first/", (("What to know.", False),))


@pytest.mark.parametrize("typed", ["", "   ", "?", "what is it", "\0", '"', "🙂"])
def test_words_that_say_nothing_lead_to_the_first_pages(typed):
    factories.article(slug="first", title="First")

    results = search(typed)

    assert (results.hits, [hit.address for hit in results.nearest]) == ((), ["/guide/first/"])


def test_only_words_of_the_sites_own_list_are_missed():
    factories.article(title="Opening hours")

    assert search("semaglutide for Jane Smith of Springfield").missed == ("semaglutide",)
    assert search("quagmire").missed == ()
    assert search("opening hours").missed == ()


# --- Whatever is typed -------------------------------------------------------------------------


def test_a_story_is_searched_by_its_beginning():
    factories.article(title="Shingles")

    results = search("shingles " + "and more " * 2_000)

    assert [hit.title for hit in results.hits] == ["Shingles"]
    assert len(results.typed) == 200


def test_few_questions_are_asked_of_the_database(django_assert_num_queries):
    factories.article(title="Zygomatic")
    facts = FactSheet.of_start_values()

    with django_assert_num_queries(3):  # the index, the places, their pages
        search("zygomatic", facts=facts)
    with django_assert_num_queries(7):  # the index, spellings; index, rows and pages of what is near; the index, places
        search("zygomatik", facts=facts)
    with django_assert_num_queries(3):  # the index, spellings, the first pages
        search("quagmire", facts=facts)
