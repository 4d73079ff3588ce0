from therapies.text.findings.plain_words import GOALS, SAFETY_GOALS
from therapies.text.grades import PageGrades, grade_table, grades_in
from therapies.text.readability import Measures

from .texts import whole_text

EASY = "You can eat a bit of soup.\n"


def write(folder, path, text):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_every_english_page_that_can_be_read_has_its_grades_and_goals(tmp_path):
    write(tmp_path, "en/guide/b.md", whole_text(EASY))
    write(tmp_path, "en/guide/a.md", whole_text(EASY, fields="safety: true\n"))
    write(tmp_path, "es/guide/a.md", whole_text(EASY))
    write(tmp_path, "en/guide/broken.md", "---\n")
    write(tmp_path, "en/guide/latin.md", "---\ntitle: é\n---\n")
    (tmp_path / "en/guide/latin.md").write_bytes(b"\xe9")
    write(tmp_path, "en/README.md", "How to write.\n")

    found = list(grades_in(tmp_path))

    assert [(each.page, each.measures.words, each.goals) for each in found] == [
        ("en/guide/a.md", 7, SAFETY_GOALS),
        ("en/guide/b.md", 7, GOALS),
    ]


def test_the_table_shows_each_page_and_marks_what_misses_its_goal():
    sound = Measures(6.04, 9.0, 1200, 100, 0, 50.0, 7)
    poor = Measures(6.06, 9.06, 90, 9, 12, 49.9, 1)

    lines = grade_table([PageGrades("en/a.md", sound, GOALS), PageGrades("en/long.md", poor, GOALS)])

    assert lines == [
        "page        grade  SMOG   words  over 20  you/1,000  minutes",
        "en/a.md      6.0   9.0   1,200        0         50         7",
        "en/long.md   6.1*  9.1*     90       12*        50*        1",
        "* misses its goal: grade 6.0 and SMOG 9.0 at most (5.0 and 8.0 for a safety page), no sentence over 20 words, "
        "you 50 times in 1,000 words.",
    ]


def test_a_safety_page_has_lower_goals():
    measures = Measures(5.5, 8.5, 1200, 100, 0, 60.0, 7)

    [_head, line, _note] = grade_table([PageGrades("en/a.md", measures, SAFETY_GOALS)])

    assert line == "en/a.md   5.5*  8.5*  1,200        0         60         7"


def test_a_folder_without_pages_gives_an_empty_table(tmp_path):
    assert grade_table(grades_in(tmp_path))[:-1] == ["page  grade  SMOG  words  over 20  you/1,000  minutes"]
