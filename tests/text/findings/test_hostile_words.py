"""Words made to stop a worker: the rules are through with each within a second and a half of computing time."""

import pytest

from therapies.text.findings import findings_in

from ..test_hostile_texts import BODIES, seconds_of
from ..texts import whole_text
from .texts import START_VALUES, TODAY

# As much of each as a text may hold, in lines without a full stop between them, so that it is one sentence.
WORDS = (
    "6 minutes ",
    "eat 6 hours ",
    "drip is for ",
    "how cure ",
    "cure no ",
    "if it helps ",
    "it may ease pain, if ",
    "1-",
)
LINES = {words: "\n".join([words * (4_900 // len(words))] * 11) for words in WORDS}


@pytest.mark.parametrize("body", [*LINES.values(), *BODIES.values()], ids=[*LINES, *BODIES])
def test_hostile_words_are_read_in_a_short_time(body):
    text = whole_text(f"{body}\n")

    def look():
        findings_in(text, kind="guide", path="x.md", fact_values=START_VALUES, today=TODAY)

    assert seconds_of(look) < 1.5
