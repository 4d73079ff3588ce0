from datetime import date

import pytest
from django.utils.safestring import SafeString

from therapies.reading.comparing import rendered_changes
from therapies.reading.text_changes import Line, field_changes, line_changes
from therapies.text.articles import ArticleText, Source


def added(words):
    return f'<ins><span class="visually-hidden">added: </span>{words}</ins>'


def removed(words):
    return f'<del><span class="visually-hidden">removed: </span>{words}</del>'


def table(*rows):
    head, *body = [[f"<td>{cell}</td>" for cell in row] for row in rows]
    below = "".join(f"<tr>{''.join(row)}</tr>" for row in body)
    return f"<table><thead><tr>{''.join(head)}</tr></thead><tbody>{below}</tbody></table>"


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        pytest.param("<p>Rest.</p>", "<p>Rest.</p>", "<p>Rest.</p>", id="nothing"),
        pytest.param(
            "<p>Wait 3 hours at home.</p>",
            "<p>Wait 4 hours at home.</p>",
            f"<p>Wait {removed('3')}{added('4')} hours at home.</p>",
            id="a word",
        ),
        pytest.param(
            "<p>Call <strong>us</strong> today please.</p>",
            "<p>Call us today please.</p>",
            f"<p>Call {removed('<strong>us</strong>')}{added('us')} today please.</p>",
            id="bold",
        ),
        pytest.param(
            '<p>Read <a href="/a/">the page</a> first.</p>',
            '<p>Read <a href="/b/">the page</a> first.</p>',
            "<p>Read " + removed('<a href="/a/">the page</a>') + added('<a href="/b/">the page</a>') + " first.</p>",
            id="where a link leads",
        ),
        pytest.param(
            "<ul><li>One</li><li>Two</li></ul>",
            "<ul><li>One</li><li>Three</li><li>Two</li></ul>",
            f"<ul><li>One</li><li>{added('Three')}</li><li>Two</li></ul>",
            id="an entry of a list",
        ),
        pytest.param(
            "<ul><li>One</li><li>Two</li></ul>",
            "<ul><li><p>One</p></li><li><p>Two</p><ul><li>Inside</li></ul></li></ul>",
            f"<ul><li><p>One</p></li><li><p>Two</p><ul><li>{added('Inside')}</li></ul></li></ul>",
            id="a list that became loose",
        ),
        pytest.param(
            "<p>Bring your list of medicines.</p>",
            "<p>Somebody has to drive home.</p>",
            f"<p>{removed('Bring your list of medicines.')}</p><p>{added('Somebody has to drive home.')}</p>",
            id="another paragraph",
        ),
        pytest.param(
            '<p>Look:</p><p><img src="/a.png" alt="A drip"></p>',
            "<p>Look:</p>",
            "<p>Look:</p><p>" + removed('<img src="/a.png" alt="A drip">') + "</p>",
            id="a picture",
        ),
    ],
)
def test_changes_are_marked_word_by_word_inside_their_blocks(old, new, shown):
    marked = rendered_changes(old, new)

    assert marked == shown
    assert isinstance(marked, SafeString)


def test_a_table_is_compared_cell_by_cell():
    old = table(["", "Lidocaine"], ["Use", "nerve pain"], ["Time", "1 hour"])
    new = table(["", "Lidocaine"], ["Use", "nerve pain"], ["Time", "2 hours"])

    assert rendered_changes(old, new) == table(
        ["", "Lidocaine"], ["Use", "nerve pain"], ["Time", removed("1 hour") + added("2 hours")]
    )


def test_a_column_that_was_added_is_one_column():
    old = table(["", "Lidocaine", "None"], ["Use", "nerve pain", "–"], ["Time", "1 hour", "–"])
    new = table(["", "Lidocaine", "Ketamine", "None"], ["Use", "nerve pain", "mood", "–"], ["Cost", "low", "–", "none"])

    marked = rendered_changes(old, new)

    rows = [row.count("<td>") for row in marked.split("<tr>")[1:]]
    assert rows == [4, 4, 4, 4]
    assert f"<td>nerve pain</td><td>{added('mood')}</td><td>–</td>" in marked
    # A row that went away has no cell in the column that came.
    assert f"<td>{removed('1 hour')}</td><td></td><td>{removed('–')}</td>" in marked


def test_only_changes_shows_their_headings_and_one_block_on_each_side():
    blocks = [
        "<h2>Before</h2>",
        "<p>One.</p>",
        "<p>Two.</p>",
        "<h3>Food</h3>",
        *(f"<p>Step {n}.</p>" for n in range(9)),
    ]
    old = f'<div class="section">{"".join(blocks)}</div><div class="section"><h2>After</h2><p>Rest.</p></div>'
    new = old.replace("Step 5.", "Step 5 at home.")
    gap = '<p class="changes__gap">[…]</p>'

    assert rendered_changes(old, new, only_changes=True) == (
        '<div class="section"><h2>Before</h2>'
        f"{gap}<h3>Food</h3>{gap}<p>Step 4.</p><p>Step 5{added(' at home')}.</p><p>Step 6.</p></div>"
    )
    assert rendered_changes(old, old, only_changes=True) == ""


def test_only_changes_keeps_the_head_of_a_table_and_the_number_of_an_entry():
    rows = [[str(n), f"value {n}"] for n in range(9)]
    entries = "".join(f"<li>Step {n}</li>" for n in range(1, 9))
    old = table(["", "Head"], *rows) + f"<ol>{entries}</ol>"
    new = old.replace("value 5", "value five").replace("Step 7", "Step seven")

    marked = rendered_changes(old, new, only_changes=True)

    assert marked.startswith("<table><thead><tr><td></td><td>Head</td></tr></thead><tbody><tr><td>5</td>")
    assert marked.endswith(
        f'<ol><li value="6">Step 6</li><li value="7">Step {removed("7")}{added("seven")}</li><li value="8">Step 8</li></ol>'
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<p onclick="alert(1)" style="color:red" id="x">x</p>',
        "<iframe src=//evil></iframe>",
        "<svg><script>alert(1)</script></svg>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<p>unclosed <strong><div>",
        "</div></p></table>",
        "<div>" * 3_000,
        "\x00<p>\x02</p>",
    ],
)
def test_what_is_not_of_our_renderer_comes_out_harmless(hostile):
    for marked in (rendered_changes(hostile, "<p>x</p>"), rendered_changes("<p>x</p>", hostile)):
        small = marked.lower()
        assert [
            bad for bad in ("<script", "onerror", "javascript:", "onclick", "style=", "<iframe", "id=") if bad in small
        ] == []


def test_forms_signs_and_links_to_an_answer_are_no_words_of_it():
    old = (
        '<form class="choices"><p>Choose</p></form><details class="question"><summary><h3><svg><use href="#a"></use>'
        '</svg>Why?</h3></summary><div class="question__answer"><p>So.</p><p class="question__link">Link</p></div></details>'
    )

    assert rendered_changes(old, old) == (
        '<div class="question"><div><h3>Why?</h3></div><div class="question__answer"><p>So.</p></div></div>'
    )


# --- as text ---


def test_lines_that_changed_are_shown_with_two_around_them():
    old = "".join(f"Line {n} of the text.\n" for n in range(1, 10))
    new = old.replace("Line 5 of the text.", "Line 5 of a text.")

    lines = line_changes(old, new)

    same = [line.number for line in lines if line.mark == "same"]
    assert [line.mark for line in lines] == ["gap", "same", "same", "removed", "added", "same", "same", "gap"]
    assert same == [3, 4, 6, 7]
    assert lines[3] == Line("removed", 5, (("same", "Line 5 of "), ("removed", "the"), ("same", " text.")))
    assert lines[4] == Line("added", 5, (("same", "Line 5 of "), ("added", "a"), ("same", " text.")))
    assert line_changes(old, old) == []


def test_words_are_not_marked_in_a_line_as_long_as_a_whole_page():
    old, new = "word " * 10_000 + "old", "word " * 10_000 + "new"

    assert line_changes(old, new) == [Line("removed", 1, (("removed", old),)), Line("added", 1, (("added", new),))]


def test_fields_that_changed_are_named():
    old = ArticleText(title="Rides", summary="Who drives.", body="x\n", sources=(Source("a", "A", "B", 2020),))
    new = ArticleText(title="Rides home", summary="Who drives.", body="y\n", reviewed_on=date(2026, 3, 1), safety=True)

    changes = {change.label: change.html for change in field_changes(old, new)}

    assert changes == {
        "Title": f"<p>Rides{added(' home')}</p>",
        "Safety page": f"<p>{removed('no')}</p><p>{added('yes')}</p>",
        "Reviewed on": f"<p>{added('March 1, 2026')}</p>",
        "Sources": f"<ul><li>{removed('a | A | B | 2020')}</li></ul>",
    }
