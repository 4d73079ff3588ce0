"""Texts to safe HTML: whole results, and nothing that a text should not be able to do."""

import pytest
from django.utils.safestring import SafeString
from PIL import Image

from therapies.text import pictures
from therapies.text.articles import Source
from therapies.text.problems import ArticleFileError
from therapies.text.rendering import (
    ComparisonTable,
    Option,
    Part,
    RenderedQuestion,
    RenderedWord,
    Row,
    Section,
    render_inline,
    render_sections,
    render_snippet,
)

from .texts import FACTS_OF_CLINIC, article_with

PHONE = '<a href="tel:+15555550100">(555) 555-0100</a>'
ZHU = Source("zhu-2019", "A study", "A journal", 2019)
LEAFLET = Source("leaflet", "A leaflet", "A hospital", 2024)


def sections(body: str, **fields) -> tuple[Section, ...]:
    return render_sections(article_with(body, **fields), facts=FACTS_OF_CLINIC)


def html(body: str, **choices) -> str:
    return render_snippet(body, facts=FACTS_OF_CLINIC, **choices)


def test_sections_begin_at_headings_of_level_2():
    assert sections("Before\n\n## Food & drink {#food}\n\n### Solids\n\nNone.\n\n## Next\n\nx\n") == (
        Section("", "", (Part("text", "<p>Before</p>\n"),)),
        Section("food", "Food & drink", (Part("text", '<h3 id="solids">Solids</h3>\n<p>None.</p>\n'),)),
        Section("next", "Next", (Part("text", "<p>x</p>\n"),)),
    )


def test_the_section_of_questions_becomes_questions():
    body = "## Questions\n\nAsked most.\n\n### Can I drive *home*? {#can-i-drive}\n\nNo.\n\n### Why? {#why}\n\n- a\n"

    assert sections(body) == (
        Section(
            "questions",
            "Questions",
            (
                Part("text", "<p>Asked most.</p>\n"),
                Part(
                    "questions",
                    questions=(
                        RenderedQuestion("can-i-drive", "Can I drive home?", "<p>No.</p>\n"),
                        RenderedQuestion("why", "Why?", "<ul>\n<li>a</li>\n</ul>\n"),
                    ),
                ),
            ),
        ),
    )


def test_the_section_of_words_becomes_words():
    assert sections("## Words\n\n### drip {#drip}\n\nA slow flow.\n") == (
        Section("words", "Words", (Part("words", words=(RenderedWord("drip", "drip", "<p>A slow flow.</p>\n"),)),)),
    )


def test_an_empty_section_of_questions_has_no_parts():
    assert sections("## Questions\n") == (Section("questions", "Questions", ()),)


def test_the_table_of_a_comparison_stands_between_its_texts():
    body = """\
## Side by side

Above

| Question | [Lidocaine](therapy/lidocaine) | None |
|---|:-:|---|
| Food | {{ fast_solids_h }}[^zhu-2019] | - **any** |

Below
"""

    assert sections(body, caption="The options", sources=(ZHU,)) == (
        Section(
            "side-by-side",
            "Side by side",
            (
                Part("text", "<p>Above</p>\n"),
                Part(
                    "choices",
                    choices=(Option("lidocaine", "Lidocaine", "/therapy/lidocaine/"), Option("none", "None", "")),
                ),
                Part(
                    "comparison",
                    table=ComparisonTable(
                        "The options",
                        "Question",
                        (Option("lidocaine", "Lidocaine", "/therapy/lidocaine/"), Option("none", "None", "")),
                        (
                            Row(
                                "food",
                                "Food",
                                (
                                    '6 hours<sup><a class="reference" href="#source-1">'
                                    '<span class="visually-hidden">Source </span>1</a></sup>',
                                    "- <strong>any</strong>",
                                ),
                            ),
                        ),
                    ),
                ),
                Part("text", "<p>Below</p>\n"),
            ),
        ),
    )


def group(heading: str, row: str, option: str = "A") -> str:
    return f"{heading}\n\n| Q | {option} | B |\n|---|---|---|\n| {row} | y | z |\n\n"


def shape(section: Section) -> list[tuple]:
    """What stands in a section, in order: the words, the options to choose from, the caption and rows of each table."""
    return [
        (part.html.replace("\n", ""),)
        if part.kind == "text"
        else ("choices", *(option.key for option in part.choices))
        if part.kind == "choices"
        else (part.table.caption, part.table.is_group, *(row.key for row in part.table.rows))
        for part in section.parts
    ]


def test_each_group_of_a_comparison_stands_below_its_heading_and_the_choices_above_all():
    body = "## Compare\n\nAbove\n\n" + group("### Now\n\nRead.", "x") + group("### Then", "w") + "Below\n"

    (section,) = sections(body, caption="The options")

    assert shape(section) == [
        ("<p>Above</p>",),
        ("choices", "a", "b"),
        ('<h3 id="now">Now</h3><p>Read.</p>',),
        ("Now: The options", True, "x"),
        ('<h3 id="then">Then</h3>',),
        ("Then: The options", True, "w"),
        ("<p>Below</p>",),
    ]


def test_groups_below_headings_of_the_second_level_have_the_choices_above_the_first_table():
    found = sections(group("Intro", "v") + group("## Now", "x") + group("## Then", "w"), caption="The options")

    assert [shape(section) for section in found] == [
        [("<p>Intro</p>",), ("choices", "a", "b"), ("The options", True, "v")],
        [("Now: The options", True, "x")],
        [("Then: The options", True, "w")],
    ]


def test_groups_of_the_same_name_are_told_apart():
    body = group("## Now {#now-1}", "x") + group("## Now {#now-2}", "w")

    captions = [part.table.caption for section in sections(body, caption="All") for part in section.parts if part.table]

    assert captions == ["Now: All", "Now: All (2)"]


def test_a_table_with_other_options_is_a_plain_one():
    found = sections(group("Words", "x") + group("## Then", "w", option="C"), caption="The options")

    assert [[part.kind for part in section.parts] for section in found] == [["text", "choices", "comparison"], ["text"]]
    assert found[0].parts[2].table.caption == "The options"
    assert '<th scope="row">w</th><td>y</td>' in found[1].parts[0].html


def test_everything_that_leaves_is_marked_safe():
    (section,) = sections("## Questions\n\nWords\n\n### Why? {#why}\n\nx\n")

    assert isinstance(section.parts[0].html, SafeString)
    assert isinstance(section.parts[1].questions[0].answer, SafeString)
    assert isinstance(html("x\n"), SafeString)
    assert isinstance(render_inline("x", facts=FACTS_OF_CLINIC), SafeString)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a *b* **c** ***d***\n", "<p>a <em>b</em> <strong>c</strong> <em><strong>d</strong></em></p>\n"),
        ("a\nb\\\nc  \nd\n", "<p>a\nb<br>\nc<br>\nd</p>\n"),
        ("> a\n>\n> b\n", "<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>\n"),
        ("- a\n\n- b\n", "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n"),
        ("1. a\n2. b\n   - c\n", "<ol>\n<li>a</li>\n<li>b<ul>\n<li>c</li>\n</ul>\n</li>\n</ol>\n"),
        ("3. a\n", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("#### A {#b}\n", '<h4 id="b">A</h4>\n'),
        ("Call {{ clinic_phone }}.\n", f"<p>Call {PHONE}.</p>\n"),
        ("[Call {{ clinic_phone }}](guide/x)\n", '<p><a href="/guide/x/">Call (555) 555-0100</a></p>\n'),
        ("Eat {{ fast_solids_h }} before.\n", "<p>Eat 6 hours before.</p>\n"),
        ("\\*a\\* &amp; &lt;b&gt; \\{{ c }}\n", "<p>*a* &amp; &lt;b&gt; {{ c }}</p>\n"),
        ("[a](guide/x#y)\n", '<p><a href="/guide/x/#y">a</a></p>\n'),
        ("[a](#y)\n", '<p><a href="#y">a</a></p>\n'),
        ("[a](question/y)\n", '<p><a href="/questions/y/">a</a></p>\n'),
        ("[a](word/y)\n", '<p><a href="/words/#y">a</a></p>\n'),
        (
            "[a](https://exämple.org/ä?b=c&d=e)\n",
            '<p><a href="https://xn--exmple-cua.org/%C3%A4?b=c&amp;d=e" rel="noopener">a</a></p>\n',
        ),
    ],
)
def test_markdown_becomes_html(markdown, expected):
    assert html(markdown) == expected


def test_an_entry_to_tick_has_a_box_that_is_never_sent():
    markdown = "- [ ] Bring your [list](guide/x).\n- Rest.\n\n1. [ ] Eat [^zhu-2019]\n"

    assert html(markdown, sources=(ZHU,)) == (
        '<ul>\n<li class="tick"><label><input type="checkbox"><span>Bring your <a href="/guide/x/">list</a>.</span>'
        "</label></li>\n<li>Rest.</li>\n</ul>\n"
        '<ol>\n<li class="tick"><label><input type="checkbox"><span>Eat <sup><a class="reference" href="#source-1">'
        '<span class="visually-hidden">Source </span>1</a></sup></span></label></li>\n</ol>\n'
    )


def test_a_box_elsewhere_is_only_signs():
    assert html("[ ] Eat\n\n- Eat [ ] less\n- [x] Done\n") == (
        "<p>[ ] Eat</p>\n<ul>\n<li>Eat [ ] less</li>\n<li>[x] Done</li>\n</ul>\n"
    )


def test_sources_are_numbered_as_in_the_fields():
    assert html("a[^leaflet][^zhu-2019][^leaflet]\n", sources=(ZHU, LEAFLET)) == (
        '<p>a<sup><a class="reference" href="#source-2"><span class="visually-hidden">Source </span>2</a></sup>'
        '<sup><a class="reference" href="#source-1"><span class="visually-hidden">Source </span>1</a></sup>'
        '<sup><a class="reference" href="#source-2"><span class="visually-hidden">Source </span>2</a></sup></p>\n'
    )


def test_an_answer_away_from_its_page_links_back_to_it():
    assert html("[a](#b)[^zhu-2019]\n", sources=(ZHU,), page_url="/guide/x/") == (
        '<p><a href="/guide/x/#b">a</a><sup><a class="reference" href="/guide/x/#source-1">'
        '<span class="visually-hidden">Source </span>1</a></sup></p>\n'
    )


def test_an_answer_without_a_list_of_sources_has_no_numbers():
    assert html("a[^zhu-2019]\n") == "<p>a</p>\n"


def test_links_stay_in_the_language_of_the_text():
    assert html("[a](guide/x)\n", language="es") == '<p><a href="/es/guide/x/">a</a></p>\n'


def test_a_table_has_a_name_scopes_and_no_style():
    (section,) = sections("## Food\n\n| A | B |\n|:--|--:|\n| *x* | y |\n\n| C | D |\n|---|---|\n| z | w |\n")

    assert section.parts[0].html == (
        '<div class="table-wrap" role="region" tabindex="0" aria-label="Food">'
        '<table><caption class="visually-hidden">Food</caption>\n'
        '<thead>\n<tr><th scope="col">A</th><th scope="col">B</th></tr>\n</thead>\n'
        '<tbody>\n<tr><th scope="row"><em>x</em></th><td>y</td></tr>\n</tbody>\n</table></div>\n'
        '<div class="table-wrap" role="region" tabindex="0" aria-label="Food (2)">'
        '<table><caption class="visually-hidden">Food (2)</caption>\n'
        '<thead>\n<tr><th scope="col">C</th><th scope="col">D</th></tr>\n</thead>\n'
        '<tbody>\n<tr><th scope="row">z</th><td>w</td></tr>\n</tbody>\n</table></div>\n'
    )


def test_a_table_without_a_heading_above_is_named_table():
    assert 'aria-label="Table"' in html("| A | B |\n|---|---|\n| x | y |\n")


@pytest.fixture
def picture(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "PICTURES", tmp_path)
    Image.new("RGB", (300, 200)).save(tmp_path / "drip.png")


@pytest.mark.usefixtures("picture")
def test_a_picture_is_a_figure_with_its_size_and_caption():
    image = '<img src="/static/img/articles/drip.png" alt="A &lt;drip&gt;" loading="lazy" width="300" height="200">'

    assert html('![A \\<drip>](drip.png "At the clinic")\n') == (
        f'<figure class="figure">{image}<figcaption>At the clinic</figcaption></figure>\n'
    )
    assert html("- ![A \\<drip>](drip.png)\n") == (f'<ul>\n<li><figure class="figure">{image}</figure>\n</li>\n</ul>\n')


@pytest.mark.usefixtures("picture")
def test_a_decorative_picture_has_no_words():
    assert html('![](drip.png "decorative")\n') == (
        '<figure class="figure"><img src="/static/img/articles/drip.png" alt="" loading="lazy" width="300" height="200">'
        "</figure>\n"
    )


@pytest.mark.usefixtures("picture")
def test_a_picture_among_words_stays_among_them():
    assert html("See ![a drip](drip.png) here\n") == (
        '<p>See <img src="/static/img/articles/drip.png" alt="a drip" loading="lazy" width="300" height="200"> here</p>\n'
    )


@pytest.fixture
def sign(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "PICTURES", tmp_path)
    Image.new("RGB", (96, 48)).save(tmp_path / "few.png")


@pytest.mark.usefixtures("sign")
def test_a_sign_is_no_figure_wherever_it_stands():
    image = (
        '<img class="sign" src="/static/img/articles/few.png" alt="Few studies" loading="lazy" width="96" height="48">'
    )

    assert html("![Few studies](few.png)\n") == f"<p>{image}</p>\n"
    assert f"<td>{image}</td>" in html("| A | B |\n|---|---|\n| x | ![Few studies](few.png) |\n")
    assert f"<td>{image} few</td>" in html("| A | B |\n|---|---|\n| x | ![Few studies](few.png) few |\n")


@pytest.mark.usefixtures("picture")
def test_a_picture_that_is_not_there_leaves_its_description():
    assert html("![A drip](gone.png)\n") == "<p>A drip</p>\n"
    assert html("See ![a drip](https://example.org/x.png) here\n") == "<p>See a drip here</p>\n"


def levels(section: Section) -> list[str]:
    text = "".join(part.html + "".join(entry.answer for entry in part.questions) for part in section.parts)
    return [text[index + 1 : index + 3] for index in range(len(text)) if text.startswith("<h", index)]


def test_a_callout_has_the_level_below_the_heading_above_it():
    callout = "::: info A\nb\n:::\n\n"
    body = f"{callout}## B\n\n{callout}### C\n\n{callout}#### D\n\n{callout}## Questions\n\n### E? {{#e}}\n\n{callout}"

    assert [levels(section) for section in sections(body)] == [["h2"], ["h3", "h3", "h4", "h4", "h4"], ["h4"]]


def test_a_callout_is_drawn_by_its_component():
    found = html("::: warning Take <care> & rest\n- {{ clinic_phone }}\n:::\n", heading_level=3)

    assert '<div class="callout callout--warning">' in found
    assert "Take &lt;care&gt; &amp; rest</h4>" in found
    assert f"<ul>\n<li>{PHONE}</li>\n</ul>\n" in found
    assert "Take care" in found


def test_words_around_a_callout_keep_their_order():
    found = html("a\n\n::: info B\nc\n:::\n\nd\n")

    assert found.index("<p>a</p>") < found.index("B</h3>") < found.index("<p>c</p>") < found.index("<p>d</p>")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("<script>alert(1)</script>\n", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("a <b onclick=x>b</b>\n", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"),
        ("<!-- a -->\n", "<p>&lt;!-- a --&gt;</p>\n"),
        ("[a](javascript:alert(1))\n", "<p>a</p>\n"),
        ("[a](JAVASCRIPT&colon;alert(1))\n", "<p>a</p>\n"),
        ("[a](data:text/html,x)\n", "<p>a</p>\n"),
        ("[a](//example.org)\n", "<p>a</p>\n"),
        ("<javascript:alert(1)>\n", "<p>javascript:alert(1)</p>\n"),
        ("`a <b>`\n", "<p>a &lt;b&gt;</p>\n"),
        ("```js\na\n```\n", "<p>a</p>\n"),
        ("    a\n", "<p>a</p>\n"),
        ("a\n\n***\n", "<p>a</p>\n"),
        ("# A\n", '<h2 id="a">A</h2>\n'),
        ("###### A\n", '<h4 id="a">A</h4>\n'),
        ('## A {#"><script>}\n', '<h2 id="a">A</h2>\n'),
        ("## ？\n", "<h2>？</h2>\n"),
        ("{{ no_such_fact }}\n", "<p>{{ no_such_fact }}</p>\n"),
        ("- ::: info A\n  b\n  :::\n", "<ul>\n<li><p><strong>info A</strong></p>\n<p>b</p>\n</li>\n</ul>\n"),
        ("[a[^zhu-2019]](guide/x)\n", '<p><a href="/guide/x/">a</a></p>\n'),
    ],
)
def test_a_draft_with_problems_comes_out_harmless(markdown, expected):
    assert html(markdown, sources=(ZHU,)) == expected


def test_a_callout_of_an_unknown_kind_is_drawn_as_information():
    assert '<div class="callout callout--info">' in html("::: danger A\nb\n:::\n")
    assert "danger</h3>" in html("::: danger\nb\n:::\n")


def test_words_inside_a_line_begin_no_block():
    assert render_inline("# 1. {{ fast_solids_h }} *a*", facts=FACTS_OF_CLINIC) == "# 1. 6 hours <em>a</em>"


def test_what_is_too_large_is_refused():
    with pytest.raises(ArticleFileError):
        sections("x" * 5_001)
