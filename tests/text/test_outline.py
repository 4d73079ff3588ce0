from therapies.text.outline import Heading, headings_in


def test_headings_have_level_text_id_and_line():
    body = "Words\n\n## Before you come {#before}\n\nx\n\n### What to bring & wear\n\nx\n"

    assert headings_in(body) == [
        Heading(2, "Before you come", "before", 3, "before"),
        Heading(3, "What to bring & wear", "what-to-bring-wear", 7, None),
    ]


def test_an_unfit_id_is_kept_as_written_and_not_used():
    assert headings_in("## Food {#Food ok}\n") == [Heading(2, "Food", "food", 1, "Food ok")]


def test_headings_inside_lists_quotes_and_callouts_are_left_out():
    assert headings_in("- ## A\n\n> ## B\n\n::: info C\n## D\n:::\n") == []
