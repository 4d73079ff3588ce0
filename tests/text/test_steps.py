"""The plan of a visit: from text to steps and back."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from therapies.text.references import references_in
from therapies.text.steps import (
    END,
    GROUPS,
    Group,
    Plan,
    Step,
    StepTimeError,
    format_plan,
    format_time,
    plan_in,
    time_in,
)

READ = [
    ("-6 hours", "-6 hours", {"sign": "-", "minutes": -360}),
    ("+ 24 h", "+24 hours", {"sign": "+", "minutes": 1440}),
    ("-90 min", "-90 minutes", {"sign": "-", "minutes": -90}),
    ("-2.5 hours", "-2 hours 30 minutes", {"sign": "-", "minutes": -150}),
    ("−30 minutes", "-30 minutes", {"sign": "-", "minutes": -30}),
    ("0", "0", {"minutes": 0}),
    ("0 7 am", "0 7:00 am", {"days": 0, "clock": time(7)}),
    ("0 noon", "0 12:00 pm", {"days": 0, "clock": time(12)}),
    ("-7 days", "-7 days", {"sign": "-", "days": -7}),
    ("-1 week", "-7 days", {"sign": "-", "days": -7}),
    ("-1 day 6 pm", "-1 day 6:00 pm", {"sign": "-", "days": -1, "clock": time(18)}),
    ("-1 day, at 18:00", "-1 day 6:00 pm", {"sign": "-", "days": -1, "clock": time(18)}),
    ("+1 day 12:30 am", "+1 day 12:30 am", {"sign": "+", "days": 1, "clock": time(0, 30)}),
    ("-{{ fast_solids_h }}", "-{{ fast_solids_h }}", {"sign": "-", "fact": "fast_solids_h"}),
    ("end +{{drive_ketamine_h}}", "end +{{ drive_ketamine_h }}", {"sign": "+", "anchor": END, "fact": "drive_ketamine_h"}),
    ("END +2 days", "end +2 days", {"sign": "+", "anchor": END, "days": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("written", "kept", "meant"), READ)
def test_times_are_read_and_kept_in_one_form(written, kept, meant):
    when = time_in(written)

    empty = {"sign": "", "anchor": "start", "minutes": None, "fact": "", "days": None, "clock": None}
    assert vars(when) == empty | meant
    assert format_time(when) == kept
    assert time_in(kept) == when


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("6 hours", "It does not say before (-) or after (+). Write it like this: [-6 hours], [-1 day 6:00 pm], [0], "
         "[+24 hours] or [-{{ fast_solids_h }}]."),
        ("-2 to 6 hours", "A step has one time, not a range. For what comes before, write the longer one."),
        ("-1 day 6 hours", '"6 hours" is no time of day. Write days with a time of day, or hours alone: '
         "[-1 day 6:00 pm], [-30 hours]."),
        ("-1 day 6", '"6" is no time of day. Write days with a time of day, or hours alone: [-1 day 6:00 pm], '
         "[-30 hours]."),
        ("-90 days", "Write 1 to 60 days. For the day of the visit, write [0 7:00 am]."),
        ("-0 days", "Write 1 to 60 days. For the day of the visit, write [0 7:00 am]."),
        ("-{{ a }} and more", "A clinic fact stands in [ ] alone, with its sign: [-{{ fast_solids_h }}]."),
        ("end -2 hours", "The end of a visit is only counted from forward: [end +24 hours]."),
        ("-soon", "Write it like this: [-6 hours], [-1 day 6:00 pm], [0], [+24 hours] or [-{{ fast_solids_h }}]."),
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_read_says_what_to_write(written, said):
    with pytest.raises(StepTimeError) as refusal:
        time_in(written)

    assert str(refusal.value) == said


def test_a_plan_is_read_with_its_groups_steps_and_what_to_do_when_one_was_missed():
    plan = plan_in(factories.PLAN)

    assert [(group.id, group.heading_id, len(group.steps)) for group in plan.groups] == [
        ("week-before", "a-week-before", 1),
        ("day-before", "the-day-before", 1),
        ("that-day", "before-you-leave-home", 3),
        ("at-clinic", "at-the-clinic", 1),
        ("first-night", "the-first-night", 1),
        ("first-week", "the-first-week", 2),
    ]
    assert plan.groups[2].steps[0] == Step(
        "-", fact="fast_solids_h", words="**Stop eating.**", missed="Call us before you leave home."
    )
    assert [step.line for step in plan.steps] == [5, 10, 14, 16, 18, 22, 26, 30, 31]
    assert plan.needs_length


def test_a_plan_written_back_is_the_same_text():
    assert format_plan(plan_in(factories.PLAN)) == factories.PLAN


def test_a_group_is_known_by_its_id_in_another_language():
    body = "## Su plan {#your-plan}\n\nHaga esto:\n\n### El día antes {#day-before}\n\n- [-1 day] Prepare su bolso.\n"

    plan = plan_in(body)

    assert plan == Plan((Group("day-before", "El día antes", (Step("-", days=-1, words="Prepare su bolso."),)),))
    assert plan.intro == "Haga esto:"


@pytest.mark.parametrize(
    "body", ["No plan here.\n", "## Your plan\n\nSoon.\n", "## Your plan\n\n### Elsewhere\n\n- [-6 hours] Stop.\n"]
)
def test_a_text_without_a_step_has_no_plan(body):
    assert plan_in(body) is None


def test_a_link_or_a_box_to_tick_at_the_start_of_an_entry_is_no_time():
    body = "## Your plan\n\n### The day before\n\n- [-6 hours](guide/how-to-prepare)\n- [ ] Pack.\n- [^asa-2023] x\n"

    assert plan_in(body) is None


def test_facts_in_times_count_as_used():
    facts = {key for key, _line in references_in(factories.PLAN).facts}

    assert facts == {"fast_solids_h", "fast_clear_h", "drive_ketamine_h"}


WORDS = st.from_regex(r"[A-Z][a-z]{1,8}( [a-z]{1,8}){0,4}\.", fullmatch=True)
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@st.composite
def steps(draw, sign):
    when = draw(
        st.one_of(
            st.integers(1, 43_200).map(lambda n: {"minutes": n}),
            st.tuples(st.integers(1, 60), st.none() | CLOCKS).map(lambda t: {"days": t[0], "clock": t[1]}),
            st.sampled_from(["fast_solids_h", "stay_with_h"]).map(lambda key: {"fact": key}),
        )
    )
    for name in ("minutes", "days"):
        if sign == "-" and when.get(name):
            when[name] = -when[name]
    anchor = draw(st.sampled_from(["start", END])) if sign == "+" else "start"
    return Step(sign, anchor, words=draw(WORDS), missed=draw(st.just("") | WORDS), **when)


@st.composite
def plans(draw):
    keys = draw(st.sets(st.sampled_from(list(GROUPS)), min_size=1))
    return Plan(
        tuple(
            Group(key, title, tuple(draw(st.lists(steps("-" if "before" in key else "+"), min_size=1, max_size=7))))
            for key, title in GROUPS.items()
            if key in keys
        )
    )


@given(plans())
def test_any_plan_goes_to_text_and_comes_back_the_same(plan):
    written = format_plan(plan)

    assert plan_in(written) == plan
    assert format_plan(plan_in(written)) == written


@given(st.text(max_size=60))
def test_any_words_in_brackets_are_read_or_refused(written):
    try:
        when = time_in(written)
    except StepTimeError:
        return
    assert time_in(format_time(when)) == when
