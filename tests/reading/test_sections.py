"""What is kept of a page's words and of its frame is never older than what it was made of, and never more than a few."""

import pytest

from therapies import fragments
from therapies.reading import sections
from therapies.reading.sections import sections_of
from therapies.templatetags.clinic import call_card
from therapies.text import pictures
from therapies.text.articles import ArticleText
from therapies.text.facts import FactSheet

FACTS = FactSheet.of_start_values()
TEXT = ArticleText("T", "S", "Call {{ clinic_phone }}.\n\n![A bag](bag.svg)\n")


def html(article=TEXT, *, facts=FACTS):
    return sections_of(article, facts=facts, language="en")[0].parts[0].html


@pytest.fixture
def drawings(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "PICTURES", tmp_path)
    return tmp_path


def test_words_that_were_rendered_follow_the_facts_and_the_pictures(drawings):
    before = html()
    (drawings / "bag.svg").write_text('<svg viewBox="0 0 200 100"></svg>')
    with_picture = html()

    changed = html(facts=FACTS.with_values(clinic_phone="(212) 867-5309"))

    assert "img" not in before
    assert 'width="200" height="100"' in with_picture
    assert "(212) 867-5309" in changed
    assert "(212) 867-5309" not in with_picture
    assert html() == with_picture


def test_the_frame_of_a_page_follows_the_facts():
    call_card(facts=FACTS)

    changed = call_card(facts=FACTS.with_values(clinic_phone="(212) 867-5309"))

    assert "(212) 867-5309" in changed
    assert "(212) 867-5309" not in call_card(facts=FACTS)


def test_no_more_is_kept_than_was_said(drawings):
    for number in range(2 * sections.MOST):
        html(ArticleText(f"Page {number}", "S", "Words.\n"))
    for number in range(2 * fragments.MOST):
        call_card(facts=FACTS, level=number)

    assert sections._rendered.cache_info().currsize == sections.MOST
    assert fragments._written.cache_info().currsize == fragments.MOST
