"""Each component makes of its example what patients need, and refuses a wrong argument."""

import json
import re
from dataclasses import replace

import pytest
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError, engines

from therapies.component_examples import EXAMPLES, FACTS, LIDOCAINE, TABLE
from therapies.components import ICONS, columns_of, comparison_rows, icon_of_page
from therapies.templatetags.clinic import register

BY_NAME = {example.name: example for example in EXAMPLES}


def html_of(name, **other_values):
    """The example's HTML, with some of its values replaced; white space between tags and words made one blank."""
    example = BY_NAME[name]
    example = replace(example, values={**example.values, **other_values})
    return re.sub(r"\s+", " ", example.html())


def render(markup, **values):
    return engines["django"].from_string(markup).render(values)


# The piece of each component without which it would fail its reader.
PIECES = {
    "urgent_bar": '<a class="urgent__link" href="tel:911"><span class="urgent__label">Emergency</span> '
    '<strong class="urgent__number">911</strong></a>',
    "announcement": "<span>We are closed on July 4.</span>",
    "safety_notices": "<strong>Safety notice, November 2:</strong> Call us before you take the new pump home.</span>",
    "breadcrumb": '<li class="breadcrumb__step"><span aria-current="page">Lidocaine infusion</span></li>',
    "callout_emergency": 'Emergency<span class="visually-hidden">:</span></span> Call 911 if:</h3>',
    "callout_call": '<div class="callout__body"><p>The spot gets red &amp; hot.</p></div>',
    "callout_warning": 'Take care<span class="visually-hidden">:</span></span> Tell us first if:</h3>',
    "callout_info": '<div class="callout callout--info">',
    "review_line": 'Reviewed by Jane Roe, MD on <time datetime="2026-03-01">March 1, 2026</time>. '
    'Next check: <time datetime="2027-03-01">March 1, 2027</time>.',
    "review_line_overdue": 'The next check was due on <time datetime="2027-03-01">March 1, 2027</time> and is late. '
    "If you are not sure, call us.",
    "review_line_corrected": 'Small correction on <time datetime="2026-04-02">April 2, 2026</time>.',
    "review_line_missing": "<span>Not yet reviewed by a clinician. If you are not sure, call us.</span>",
    "contents": '<li><a class="contents__link" href="#what-it-is">What it is</a></li>',
    "questions": '<div class="question__answer" id="can-i-drive"> <p>No. An adult must take you home.</p>',
    "choices": '<input class="choice__box" type="checkbox" name="show" value="lidocaine" checked>',
    "comparison": '<td class="comparison__cell" data-option="lidocaine"><span class="comparison__name">Lidocaine</span>'
    '<div class="comparison__text">30 to 60 minutes</div></td>',
    "words": '<div class="words__entry" id="drip"> <dt class="words__word">drip</dt>',
    "sources_list": '<li class="sources__entry" id="source-1"><a class="sources__link" href="https://doi.org/10.1" '
    'rel="noopener">Lidocaine for nerve pain</a>. Frontiers in Neurology, 2019.</li>',
    "version_mark": 'Kept by: Nursing team. <span class="version-mark__mark">Version 3, November 2, 2026</span>',
    "call_card": '988</a><span class="call-card__when">Thoughts of suicide. Call or text, day or night.</span>',
    "call_to_action": "Call (555) 555-0100</a>",
    "cards": '<h3 class="card__title"><a class="card__link" href="/therapy/lidocaine/">Lidocaine infusion</a></h3>',
    "card": '<p class="card__text">What to eat and what to bring.</p>',
    "stages": '</svg> Before your visit</h3> <ul class="stage__list"> '
    '<li><a class="stage__link" href="/guide/how-to-prepare/">How to prepare</a></li>',
    "plan": '<p class="plan__when" data-step-when>6 hours before your visit</p> <div class="plan__words" data-step-words> '
    '<strong>Stop eating.</strong> </div> <p class="plan__missed" data-step-missed>Missed it? Call us before you leave home.',
    "symptoms": '<span class="symptoms__words">You are still sleepy.</span> '
    '<strong class="symptoms__call">Call us if it lasts longer than 2 hours after your drip ends.</strong>',
    "search_box": 'id="search_large" type="search" name="q" value="can I drive"',
    "hits": '<span class="hits__page">How to prepare<span class="visually-hidden">:</span></span> What to bring</a></h3> '
    '<p class="hits__sentence">A list of your <mark>pills</mark>.</p>',
    "urgent_help": "Call or text 988</a> <span>You think of suicide or of harm to yourself.</span>",
    "related": '<nav class="related" aria-labelledby="related"> <h2 class="related__title" id="related">Read next</h2>',
    "sheets": '<span class="sheets__place">Part 2 of 3</span>',
    "icon": '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">',
    "back_to_top": '<a class="back-to-top__link" href="#top">',
    "structured_data": '"name": "\\u003C/script\\u003E \\u0026 more"}</script>',
}


def test_every_component_has_an_example():
    # A page has one header and one footer; the gallery has them around it.
    assert {re.match(r"{% (\w+)", example.markup)[1] for example in EXAMPLES} == set(register.tags) - {
        "site_header",
        "site_footer",
    }


@pytest.mark.parametrize("name", BY_NAME)
def test_a_component_makes_of_its_example_what_patients_need(name):
    html = html_of(name)

    assert PIECES[name] in html


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_component_refuses_an_argument_that_it_does_not_have(example):
    wrong = re.sub(r"^{% (\w+)", r"{% \1 colour='red'", example.markup)

    with pytest.raises(TemplateSyntaxError, match="received unexpected keyword argument 'colour'"):
        render(wrong)


@pytest.mark.parametrize("tag", ["urgent_bar", "call_card", "breadcrumb", "questions", "comparison", "icon"])
def test_a_component_refuses_to_be_without_what_it_shows(tag):
    with pytest.raises(TemplateSyntaxError, match=f"'{tag}' did not receive value"):
        render(f"{{% {tag} %}}")


def test_a_component_takes_no_argument_by_its_place():
    with pytest.raises(TemplateSyntaxError, match="'icon' received too many positional arguments"):
        render("{% icon 'phone' %}")


def test_a_callout_refuses_a_kind_without_a_word_of_its_own():
    with pytest.raises(KeyError, match="alarm"):
        render("{% callout kind='alarm' title='Read this' %}{% endcallout %}")


def test_an_icon_refuses_a_name_without_a_drawing():
    with pytest.raises(KeyError, match="skull"):
        render("{% icon name='skull' %}")


# --- What a clinic has not set ------------------------------------------------------------------


def facts_with(**values):
    return replace(FACTS, values={**FACTS.values, **values})


def test_no_number_is_offered_that_the_clinic_has_not_set():
    facts = facts_with(clinic_phone="", after_hours_phone="")

    assert re.findall(r'href="(tel:[^"]*)"', html_of("urgent_bar", facts=facts)) == ["tel:911", "tel:988"]
    assert re.findall(r'href="(tel:[^"]*)"', html_of("call_card", facts=facts)) == ["tel:911", "tel:988"]
    assert "<a " not in html_of("call_to_action", facts=facts)


def test_all_ways_to_the_clinic_are_offered_that_it_has():
    facts = facts_with(text_line="(555) 555-0102", booking_link="https://book.example.org/")

    html = html_of("call_to_action", facts=facts)

    assert re.findall(r'href="([^"]*)"', html) == [
        "tel:+15555550100",
        "sms:+15555550102",
        "https://book.example.org/",
    ]


@pytest.mark.parametrize("name", ["", "taken-away.svg"])
def test_a_clinic_without_a_logo_on_the_site_shows_the_mark(name):
    html = render("{% site_header facts=facts %}", facts=facts_with(clinic_logo=name))

    assert '<svg class="mark"' in html
    assert "<img" not in html


def test_a_logo_takes_the_place_of_the_mark():
    html = render("{% site_header facts=facts %}", facts=facts_with(clinic_logo="clinic-mark.svg"))

    assert '<img class="header__logo" src="/static/img/clinic-mark' in html
    assert '<svg class="mark"' not in html


def test_there_is_no_band_without_an_announcement():
    assert html_of("announcement", facts=FACTS).strip() == ""


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("breadcrumb", {"crumbs": ()}),
        ("contents", {"entries": (("only", "Only one part"),)}),
        ("related", {"teasers": ()}),
        ("structured_data", {"data": None}),
    ],
)
def test_a_component_with_nothing_to_show_leaves_no_empty_frame(name, values):
    assert html_of(name, **values).strip() == ""


# --- Words of people are never HTML -------------------------------------------------------------


def test_what_staff_typed_is_shown_as_typed():
    html = html_of("announcement", facts=facts_with(announcement="5 < 6 <script>alert(1)</script>"))

    assert "<span>5 &lt; 6 &lt;script&gt;alert(1)&lt;/script&gt;</span>" in html


def test_structured_data_says_what_it_was_given():
    html = html_of("structured_data")

    block = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', html)[1]
    assert json.loads(block) == BY_NAME["structured_data"].values["data"]


# --- Comparison ---------------------------------------------------------------------------------


def hidden_options(html):
    return re.findall(r'data-option="([^"]*)" hidden', html)


def ticked_options(html):
    return re.findall(r'value="([^"]*)" checked', html)


def test_a_comparison_hides_the_options_that_were_not_chosen_in_every_row():
    shown = {"lidocaine"}

    assert ticked_options(html_of("choices", shown=shown)) == ["lidocaine"]
    assert hidden_options(html_of("comparison", shown=shown)) == ["no-infusion"] * (1 + len(TABLE.rows))


@pytest.mark.parametrize("shown", [frozenset(), {"lidocaine", "no-infusion"}, {"an-option-of-long-ago"}])
def test_a_comparison_shows_everything_when_nothing_that_it_has_was_chosen(shown):
    assert ticked_options(html_of("choices", shown=shown)) == ["lidocaine", "no-infusion"]
    assert hidden_options(html_of("comparison", shown=shown)) == []


def test_a_comparison_refuses_a_row_without_a_cell_for_each_option():
    row = replace(TABLE.rows[0], cells=TABLE.rows[0].cells[:1])

    with pytest.raises(ValueError, match="shorter"):
        comparison_rows(replace(TABLE, rows=(row,)), columns=columns_of(TABLE.options))


def test_a_comparison_says_its_headers_and_its_caption():
    html = html_of("comparison")

    assert html.count("<caption") == 1
    assert re.findall(r'scope="(\w+)"', html) == ["col", "col", "col", "row", "row"]


@pytest.mark.parametrize(("is_group", "name"), [(False, "comparison__caption"), (True, "visually-hidden")])
def test_the_caption_of_a_group_is_heard_for_its_heading_is_seen(is_group, name):
    html = html_of("comparison", table=replace(TABLE, is_group=is_group))

    assert f'<caption class="{name}">{TABLE.caption}</caption>' in html


def test_each_row_of_a_comparison_has_an_id_to_link_to():
    assert re.findall(r'id="([^"]+)"', html_of("comparison")) == ["row_drip-time", "row_driving"]


# --- Questions, words, sources, icons -----------------------------------------------------------


def test_one_question_alone_has_no_room_for_open_all():
    questions = BY_NAME["questions"].values["questions"]

    assert "questions__tools" in html_of("questions")
    assert "questions__tools" not in html_of("questions", questions=questions[:1])


def test_words_stand_under_their_letter_in_alphabetical_order():
    html = html_of("words")

    assert re.findall(r'id="([^"]+)"', html) == ["letter-d", "drip", "letter-i", "iv"]


def test_words_inside_an_article_have_no_letters():
    html = render("{% words words=words %}", words=BY_NAME["words"].values["words"])

    assert re.findall(r'id="([^"]+)"', html) == ["iv", "drip"]


def test_sources_are_unfolded_on_their_own_page():
    html = render("{% sources_list sources=sources %}", sources=BY_NAME["sources_list"].values["sources"])

    assert "<details" not in html
    assert re.findall(r'id="([^"]+)"', html) == ["source-1", "source-2"]


def test_a_long_list_leads_both_ways_and_keeps_the_choice_in_the_address():
    html = html_of("sheets")

    assert re.findall(r'href="([^"]*)"', html) == ["?about=ketamine&amp;page=1", "?about=ketamine&amp;page=3"]


def test_a_short_list_has_no_way_on():
    assert render("{% sheets sheet=sheet %}", sheet=Paginator(range(2), 3).page(1)).strip() == ""


@pytest.mark.parametrize(
    ("url", "kind", "icon"),
    [
        ("/guide/when-to-call/", "guide", "phone"),
        ("/es/guide/when-to-call/", "guide", "phone"),
        ("/guide/another/", "guide", "page"),
        ("/therapy/another/", "therapy", "drop"),
    ],
)
def test_a_link_to_a_page_has_the_drawing_of_its_page_or_its_kind(url, kind, icon):
    assert icon_of_page(replace(LIDOCAINE, url=url, kind=kind)) == icon
    assert icon in ICONS
