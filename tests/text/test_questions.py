from therapies.text.questions import QuestionText, WordText, questions_in, words_in

BODY = """\
## Before

### Not a question? {#not}

x

## Questions

Asked most.

### Can I drive home? {#can-i-drive}

No.

- Ask a friend.

### May I eat? {#may-i-eat}
A little.[^a]

### Without an id?

x

## After

### Not one either? {#neither}

x
"""


def test_questions_stand_below_their_section_only():
    assert questions_in(BODY) == [
        QuestionText("can-i-drive", "Can I drive home?", "No.\n\n- Ask a friend.", 11),
        QuestionText("may-i-eat", "May I eat?", "A little.[^a]", 17),
    ]


def test_the_section_is_known_by_its_id():
    body = "## Preguntas {#questions}\n\n### ¿Puedo conducir? {#puedo-conducir}\n\nNo.\n"

    assert questions_in(body) == [QuestionText("puedo-conducir", "¿Puedo conducir?", "No.", 3)]


def test_a_text_without_the_section_has_no_questions():
    assert questions_in("### Can I drive? {#can-i-drive}\n\nNo.\n") == []


def test_words_stand_below_their_section():
    body = "Words\n\n## Words\n\n### drip {#a-drip}\n\nA slow flow.\n\n### vein\n\nA tube.\n"

    assert words_in(body) == [
        WordText("a-drip", "drip", "A slow flow.", 5),
        WordText("vein", "vein", "A tube.", 9),
    ]
