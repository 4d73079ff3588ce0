import pytest

from therapies.text.links import BothTargets, TextTargets, dead_links
from therapies.text.problems import Problem
from therapies.text.references import InternalLink

SITE = TextTargets(
    anchors={"guide/how-to-prepare": {"fasting", "papers"}, "therapy/lidocaine": set()},
    questions={"can-i-drive"},
    words={"infusion"},
)


@pytest.mark.parametrize(
    "target",
    ["guide/how-to-prepare", "guide/how-to-prepare#fasting", "question/can-i-drive", "word/infusion", "#below"],
)
def test_a_link_to_what_is_there_is_alive(target):
    assert dead_links([InternalLink(target, 3)], targets=SITE, path="x.md") == []


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("guide/how-to-prepar", "There is no page guide/how-to-prepar. Did you mean guide/how-to-prepare?"),
        ("visit/zzz", "There is no page visit/zzz. Correct or remove the link."),
        (
            "guide/how-to-prepare#fastin",
            'The page guide/how-to-prepare has no part with the id "fastin". Did you mean fasting?',
        ),
        ("therapy/lidocaine#dose", 'The page therapy/lidocaine has no part with the id "dose".'),
        ("question/can-i-fly", 'There is no question with the id "can-i-fly".'),
        ("word/drip", 'There is no word with the id "drip" in page/words.'),
    ],
)
def test_a_link_that_leads_nowhere_is_named_with_its_line(target, said):
    assert dead_links([InternalLink(target, 3)], targets=SITE, path="x.md") == [Problem("x.md", 3, said)]


def test_a_page_that_two_offer_has_the_ids_of_the_first():
    both = BothTargets(TextTargets(anchors={"therapy/lidocaine": {"risks"}}), SITE)

    assert dead_links([InternalLink("therapy/lidocaine#risks", 3)], targets=both, path="x.md") == []
    assert dead_links([InternalLink("guide/how-to-prepare#fasting", 3)], targets=both, path="x.md") == []
    assert dead_links([InternalLink("question/can-i-drive", 3)], targets=both, path="x.md") == []
    assert dead_links([InternalLink("word/infusion", 3)], targets=both, path="x.md") == []
