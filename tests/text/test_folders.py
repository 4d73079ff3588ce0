"""A folder of files: what is wrong in each, between them, and with their names."""

from datetime import date

import pytest

from therapies.text.addresses import Address
from therapies.text.folders import check_file, check_folder, files_in
from therapies.text.references import InternalLink

from .texts import whole_text

TODAY = date(2026, 6, 1)


@pytest.fixture
def content(tmp_path):
    folder = tmp_path / "content"

    def write(path: str, body: str = "Words\n", **choices):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(whole_text(body, kind=file.parent.name, **choices))
        return folder

    write("en/guide/when-to-call.md")
    return write


def said(folder) -> list[str]:
    return [str(problem) for problem in check_folder(folder, today=TODAY)[1]]


def test_files_are_found_in_order_of_address_without_readmes_and_hidden_ones(content):
    content("en/therapy/lidocaine.md")
    folder = content("en/guide/how-to-prepare.md")
    (folder / "README.md").write_text("How to write")
    (folder / ".git").mkdir()
    (folder / ".git" / "notes.md").write_text("x")
    (folder / "en" / ".hidden.md").write_text("x")

    found, problems = files_in(folder)

    assert [file.address for file in found] == [
        Address("en", "guide", "how-to-prepare"),
        Address("en", "guide", "when-to-call"),
        Address("en", "therapy", "lidocaine"),
    ]
    assert found[0].shown_as == "content/en/guide/how-to-prepare.md"
    assert problems == []


def test_a_sound_file_says_what_it_offers_and_where_it_links(content):
    folder = content(
        "en/guide/a.md",
        "[One](guide/when-to-call)\n\n## Two\n\nx\n\n## Questions\n\n### Why? {#why}\n\nx\n",
    )
    (file, _), _ = files_in(folder)

    checked = check_file(file, fact_values={}, today=TODAY)

    assert checked.page == "guide/a"
    assert checked.links == (InternalLink("guide/when-to-call", 6),)
    assert checked.anchors == {"two", "questions", "why"}
    assert checked.questions == (("why", 14),)
    assert checked.words == ()
    assert len(checked.digest) == 64


def test_a_sound_folder_has_no_problems(content):
    folder = content("en/guide/a.md", "[One](guide/when-to-call)\n")

    assert check_folder(folder, today=TODAY) == (2, [], [])


def test_two_files_with_the_same_address_are_both_refused(content):
    folder = content("en/guide/a.md")
    # A backslash in a name is a folder on Windows.
    (folder / "en" / "guide\\a.md").write_text(whole_text("Words\n"))

    assert said(folder) == [
        "content/en/guide/a.md: Has the same address /guide/a/ as content/en/guide\\a.md. Rename one of them.",
        "content/en/guide\\a.md: Has the same address /guide/a/ as content/en/guide/a.md. Rename one of them.",
    ]


def test_problems_of_all_files_come_together(content):
    content("en/guide/a.md", "# A\n\nx\n")
    folder = content("en/guide/B.md")
    (folder / "en" / "guide" / "c.md").write_bytes(b"\xff\xff")

    assert said(folder) == [
        'content/en/guide/B.md: "B" cannot be part of an address. Use small letters a-z, numerals and single hyphens,'
        " at most 60 characters, for example b.md.",
        "content/en/guide/a.md:6: The title of the article is its level-1 heading. Write ## in the text.",
        'content/en/guide/c.md:1: Byte 1 of the file is not UTF-8. Save the file again as "UTF-8".',
    ]


def test_a_dead_link_is_named_with_its_line_in_the_file(content):
    folder = content("en/guide/a.md", "x\n\n[One](guide/when-to-cal)\n")

    assert said(folder) == [
        "content/en/guide/a.md:8: There is no page guide/when-to-cal. Did you mean guide/when-to-call?"
    ]


def test_a_dead_link_is_named_with_its_line_in_a_file_that_ends_with_empty_lines(content):
    folder = content("en/guide/a.md", "x\n\n[One](guide/when-to-cal)\n\n\n")

    assert said(folder)[0] == (
        "content/en/guide/a.md:8: There is no page guide/when-to-cal. Did you mean guide/when-to-call?"
    )


def test_a_file_with_problems_has_its_dead_links_told_in_the_same_run(content):
    folder = content("en/guide/a.md", "<b>x</b> [One](guide/nowhere) [Two](/guide/a/)\n")

    assert [line.split(": ", 1)[1].split(".")[0] for line in said(folder)] == [
        '"/guide/a/" is not an address of this site',
        "HTML is not used here",
        "There is no page guide/nowhere",
    ]


def test_a_link_to_a_file_with_problems_is_not_called_dead(content):
    content("en/guide/a.md", "## Part {#part}\n\n{{ nonsense }}\n")
    folder = content("en/guide/b.md", "[One](guide/a#part) [Two](guide/c#part) [Three](guide/a#parts)\n")
    (folder / "en" / "guide" / "c.md").write_bytes(b"\xff")

    assert said(folder) == [
        'content/en/guide/a.md:8: There is no clinic fact "nonsense". Choose one from the list of clinic facts.',
        'content/en/guide/b.md:6: The page guide/a has no part with the id "parts". Did you mean part?',
        'content/en/guide/c.md:1: Byte 1 of the file is not UTF-8. Save the file again as "UTF-8".',
    ]


def test_links_stay_within_a_language(content):
    content("es/guide/when-to-call.md")
    content("es/guide/a.md")
    folder = content("en/guide/b.md", "[One](guide/a)\n")

    assert said(folder) == ["content/en/guide/b.md:6: There is no page guide/a. Did you mean guide/b?"]


def test_a_question_has_its_id_alone_in_a_language(content):
    question = "## Questions\n\n### Why? {#why}\n\nx\n"
    content("en/guide/a.md", question)
    folder = content("en/guide/b.md", question)

    assert said(folder) == [
        'content/en/guide/b.md:8: The question id "why" is in use in content/en/guide/a.md. Choose another one.'
    ]


def test_a_word_has_its_id_alone_in_a_language(content):
    words = "## Words\n\n### drip {#drip}\n\nx\n"
    content("en/page/words.md", words)
    folder = content("en/page/more-words.md", words)

    assert said(folder) == [
        'content/en/page/words.md:8: The word id "drip" is in use in content/en/page/more-words.md. Choose another one.'
    ]


def test_links_to_questions_and_words_are_looked_up(content):
    content("en/page/words.md", "## Words\n\n### drip {#drip}\n\nx\n")
    content("en/guide/a.md", "## Questions\n\n### Why? {#why}\n\nx\n")
    folder = content("en/guide/b.md", "[a](word/drip) [b](question/why) [c](word/vein)\n")

    assert said(folder) == ['content/en/guide/b.md:6: There is no word with the id "vein" in page/words.']


def test_every_language_needs_the_page_when_to_call(content):
    folder = content("es/guide/a.md")

    assert said(folder) == ["content/es/guide/when-to-call.md: This page is missing; every page links to it."]


def test_a_file_in_another_layout_than_ours_is_named_with_its_line(content):
    folder = content("en/guide/a.md")
    file = folder / "en" / "guide" / "a.md"
    file.write_text(file.read_text().replace("title: How to prepare", 'title: "How to prepare"'))

    assert said(folder) == ["content/en/guide/a.md:2: Write this line as staff's editor would: 'title: How to prepare'"]


def test_unknown_pictures_are_named_when_the_pictures_are_given(content):
    folder = content("en/guide/a.md", "![A nurse checks a drip](drip.svg)\n")

    assert [str(problem) for problem in check_folder(folder, pictures={"room.png"}, today=TODAY)[1]] == [
        'content/en/guide/a.md:6: There is no picture "drip.svg" in static/img/articles.'
    ]
    assert check_folder(folder, today=TODAY) == (2, [], [])
