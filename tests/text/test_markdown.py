import pytest

from therapies.text.markdown import inline_tokens_of, inlines_in, plain_text, tokens_of, too_large
from therapies.text.problems import ArticleFileError


def types(body: str) -> list[str]:
    return [child.type for token in tokens_of(body) for child in token.children or []]


def test_a_fact_is_read_with_or_without_spaces():
    inlines = inlines_in(tokens_of("{{ a_1 }} {{b}} {{  c  }}\n"))

    facts = [inline.token.meta["key"] for inline in inlines if inline.token.type == "fact"]

    assert facts == ["a_1", "b", "c"]


@pytest.mark.parametrize("words", ["{{ }}", "{{ A }}", "{{ a b }}", "{{ 1a }}", "{ { a } }", "{{\na }}", "\\{{ a }}"])
def test_what_is_no_fact_stays_words(words):
    assert "fact" not in types(words)


def test_a_source_stands_wherever_words_do():
    assert types("a[^b-1]\n") == ["text", "source"]
    assert types("[^a][^b]\n") == ["source", "source"]
    assert types("[a[^b]](guide/x)\n") == ["link_open", "text", "source", "link_close"]
    assert types("\\[^a]\n") == ["text_special", "text"]


def test_the_id_is_taken_off_a_heading():
    opening, inline, _ = tokens_of("## Before you come {#before}\n")

    assert opening.meta == {"id": "before"}
    assert inline.content == "Before you come"


def test_addresses_stay_as_they_are_written():
    (link, *_) = tokens_of("[a](javascript:ä&amp;b)\n")[1].children

    assert link.attrs["href"] == "javascript:ä&b"


def test_every_token_has_its_line_and_what_it_stands_in():
    body = "One *two\nthree* {{ four }}\n\n- [five {{ six }}](guide/x)  \n  {{ seven }}\n"

    found = [(i.line, i.within) for i in inlines_in(tokens_of(body)) if i.token.type == "fact"]

    assert found == [
        (2, ("paragraph",)),
        (4, ("bullet_list", "list_item", "paragraph", "link")),
        (5, ("bullet_list", "list_item", "paragraph")),
    ]


def test_plain_text_leaves_the_marks_out():
    inline = tokens_of("A **b** [c](guide/x)\n![d *e*](f.svg) {{ g }}[^h] \\* &amp;\n")[1]

    assert plain_text(inline.children) == "A b c d e {{ g }}[^h] * &"


def test_words_in_a_cell_begin_no_list():
    assert [token.type for token in inline_tokens_of("- {{ a }}")] == ["text", "fact"]
    assert inline_tokens_of("") == []


def test_what_would_take_too_long_is_not_read():
    with pytest.raises(ArticleFileError) as caught:
        tokens_of("[" * 1_001 + "\n")
    assert str(caught.value) == (
        "this text:1: Too many brackets and other signs in one paragraph. Break it up with empty lines."
    )
    with pytest.raises(ArticleFileError):
        inline_tokens_of("x" * 5_001)


def test_signs_are_counted_from_one_empty_line_to_the_next():
    assert too_large(("[" * 300 + "\n\n") * 10) == []
    assert [problem.line for problem in too_large("*" * 600 + "\n" + "*" * 600 + "\n" + "*" * 600)] == [2]
