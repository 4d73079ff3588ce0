from therapies.text.comparisons import ComparisonText, OptionText, RowText, comparison_in, group_spans
from therapies.text.markdown import tokens_of

TABLES = """\
## Side by side

| Question | Lidocaine | None |
|---|---|---|
| Food | a | b |

### Your visit

| Before | Lidocaine | None |
|---|---|---|
| Driver | c | d |
| Food? | e | f |

## Others

| Question | Lidocaine | Nothing |
|---|---|---|
| Cost | g | h |
"""


def test_a_table_becomes_options_rows_and_cells():
    body = """\
Words

| Question | [Lidocaine](therapy/lidocaine) | No infusion |
|:---------|:------------------------------:|------------:|
| How long? | {{ session_lidocaine_min }}[^a] | None |
| Pain \\| mood | - **some** | 1. few |

More words
"""

    assert comparison_in(body) == ComparisonText(
        row_heading="Question",
        options=(OptionText("lidocaine", "Lidocaine", "therapy/lidocaine"), OptionText("no-infusion", "No infusion")),
        rows=(
            RowText("how-long", "How long?", ("{{ session_lidocaine_min }}[^a]", "None"), 5),
            RowText("pain-mood", "Pain | mood", ("- **some**", "1. few"), 6),
        ),
    )


def test_a_table_without_outer_pipes_is_the_same():
    with_pipes = comparison_in("| Q | A |\n|---|---|\n| x | y |\n")

    assert comparison_in("Q|A\n-|-\nx|y\n") == with_pipes


def test_a_text_without_a_table_of_its_own_has_no_comparison():
    assert comparison_in("Words\n") is None
    assert comparison_in("> | Q | A |\n> |---|---|\n> | x | y |\n") is None


def test_tables_with_the_same_options_are_one_comparison():
    assert comparison_in(TABLES) == ComparisonText(
        row_heading="Question",
        options=(OptionText("lidocaine", "Lidocaine"), OptionText("none", "None")),
        rows=(
            RowText("food", "Food", ("a", "b"), 5),
            RowText("driver", "Driver", ("c", "d"), 11),
            RowText("food", "Food?", ("e", "f"), 12),
        ),
    )


def test_the_groups_of_a_comparison_are_its_tables_without_those_of_other_options():
    tokens = tokens_of(TABLES)

    spans = group_spans(tokens, comparison_in(TABLES))

    assert [(tokens[begin].map[0] + 1, tokens[end - 1].type) for begin, end in spans] == [
        (3, "table_close"),
        (9, "table_close"),
    ]
