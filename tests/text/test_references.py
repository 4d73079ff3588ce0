from therapies.text.references import InternalLink, References, references_in


def test_everything_a_text_points_to_is_found_with_its_line():
    body = """\
[One](guide/one#a) and
{{ clinic_phone }}.[^zhu-2019]

## Two {#two}

| Q | [A](therapy/a) |
|---|---|
| [x](#two) | {{ clinic_phone }} |

## Questions

### Why? {#why}

[Ask](question/can-i-drive), [look up](word/infusion), [read](https://example.org/x).
"""

    assert references_in(body) == References(
        links=(
            InternalLink("guide/one#a", 1),
            InternalLink("therapy/a", 6),
            InternalLink("#two", 8),
            InternalLink("question/can-i-drive", 14),
            InternalLink("word/infusion", 14),
        ),
        facts=frozenset({("clinic_phone", 2), ("clinic_phone", 8)}),
        sources=frozenset({("zhu-2019", 2)}),
        anchors=frozenset({"two", "questions", "why"}),
    )
