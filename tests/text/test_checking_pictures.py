"""Pictures that are refused. Each line is what an author reads, with its line in the body."""

import pytest

from .texts import refusals

REFUSED = [
    pytest.param(
        "Words ![A drip](drip.svg)\n",
        {},
        ["1: A picture stands in a paragraph of its own, with an empty line above and below."],
        id="among words",
    ),
    pytest.param(
        "| a | b |\n|---|---|\n| x | ![A drip](drip.svg) |\n",
        {},
        ["3: A picture stands in a paragraph of its own, with an empty line above and below."],
        id="in a table",
    ),
    pytest.param(
        "[![A drip](drip.svg)](guide/x)\n",
        {},
        ["1: A picture stands in a paragraph of its own, with an empty line above and below."],
        id="in a link",
    ),
    pytest.param(
        "![A drip](Drip.GIF)\n",
        {},
        ['1: "Drip.GIF" is not the name of a picture. Use a file of this site, like drip-stand.svg'],
        id="an unfit name",
    ),
    pytest.param(
        "![A drip](../drip.svg)\n",
        {},
        ['1: "../drip.svg" is not the name of a picture. Use a file of this site, like drip-stand.svg'],
        id="a path",
    ),
    pytest.param(
        "![A drip](https://example.org/drip.svg)\n",
        {},
        [
            '1: "https://example.org/drip.svg" is not the name of a picture. Use a file of this site, like drip-stand.svg'
        ],
        id="another site",
    ),
    pytest.param(
        "![A drip](drip.svg)\n",
        {"known_pictures": {"drips.svg"}},
        ['1: There is no picture "drip.svg" in static/img/articles. Did you mean "drips.svg"?'],
        id="an unknown picture",
    ),
    pytest.param(
        "![](drip.svg)\n",
        {},
        [
            '1: Describe the picture for people who do not see it: ![A nurse checks a drip](drip.svg). If it only decorates: ![](drip.svg "decorative")'
        ],
        id="no description",
    ),
    pytest.param(
        '![A drip](drip.svg "decorative")\n',
        {},
        ['1: A picture that only decorates has no description. Delete it, or the title "decorative".'],
        id="a description of decoration",
    ),
    pytest.param(
        "![Call {{ clinic_phone }}](drip.svg)\n",
        {},
        ["1: The description of a picture is plain words: no bold, links, clinic facts or sources."],
        id="a fact in the description",
    ),
    pytest.param(
        '![A drip](drip.svg "Call {{ clinic_phone }}")\n',
        {},
        ["1: A clinic fact cannot stand in the caption of a picture. Write it in the text."],
        id="a fact in the caption",
    ),
]


@pytest.mark.parametrize(("body", "choices", "said"), REFUSED)
def test_a_picture_is_refused_with_its_line(body, choices, said):
    assert refusals(body, **choices) == said


@pytest.mark.parametrize(
    "body",
    [
        "Words ![Level 3: few or small studies](level-3.svg)\n",
        '| a | b |\n|---|---|\n| x | ![](level-3.svg "decorative") 3: few or small studies |\n',
        "| a | b |\n|---|---|\n| x | ![Level 3: few or small studies](level-3.svg) |\n",
    ],
    ids=["among words", "before the words of a cell", "alone in a cell"],
)
def test_a_sign_may_stand_in_a_line(body):
    assert refusals(body) == []
