"""What is refused in the plan of a visit, each with its line and what to do."""

import pytest

from tests import factories
from therapies.text.checking import problems_in, problems_in_body
from therapies.text.facts import FACTS

PARTS = "A week before, The day before, Before you leave home, At the clinic, The first night, The first week"
FORM = "Write it like this: [-6 hours], [-1 day 6:00 pm], [0], [+24 hours] or [-{{ fast_solids_h }}]."


def said(body, *, kind="visit", visit_length=""):
    problems = problems_in_body(
        body, kind=kind, path="x.md", source_keys=frozenset(), known_facts=FACTS, visit_length=visit_length
    )
    return [f"{problem.line}: {problem.message}" for problem in problems]


def in_plan(*steps, part="Before you leave home"):
    return f"## Your plan\n\n### {part}\n\n" + "\n".join(steps) + "\n"


def test_a_whole_plan_has_no_problem():
    text = factories.text(kind="visit", body=factories.PLAN, visit_length="visit_ketamine")

    assert problems_in(text, kind="visit", path="x.md", known_facts=FACTS) == []


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ("- Stop eating.", f"5: The step does not begin with its time. {FORM}"),
        ("- [ ] Stop eating.", f"5: The step does not begin with its time. {FORM}"),
        ("- [six hours before] Stop eating.", f"5: The step does not begin with its time. {FORM}"),
        ("- [-6] Stop eating.", f"5: [-6] cannot be read. {FORM}"),
        ("- [-6 hours]", "5: The step has no words. Write behind its time what to do."),
        (
            "- [-{{ fast_solid_h }}] Stop.",
            '5: There is no clinic fact "fast_solid_h". Did you mean "fast_solids_h"?',
        ),
        (
            "- [-{{ clinic_phone }}] Stop.",
            '5: The clinic fact "clinic_phone" is no length of time, so no step can count with it.',
        ),
        (
            "- [+6 hours] Sleep.",
            "5: “Before you leave home” is before the visit: write - before the time, or move the step down.",
        ),
        ("- [0] Come in.", "5: The visit itself begins in “At the clinic”. Move the step there."),
        (
            "- [-6 hours] Stop.\n  - Missed it? Call us.\n  - Missed it? Come.",
            '7: The step has two lines "Missed it?". Keep one.',
        ),
        (
            "- [-6 hours] Stop.\n  - Missed it?",
            "6: Write behind “Missed it?” what to do then, such as: Call us before you leave home.",
        ),
        (
            "- [-6 hours] Stop.\n  - And rest.",
            '5: A step is one paragraph, and below it at most one line "- Missed it? …". Make a step of its own of the rest.',
        ),
        (
            "- [-6 hours] Stop.\n\n  And rest.",
            '5: A step is one paragraph, and below it at most one line "- Missed it? …". Make a step of its own of the rest.',
        ),
        (
            "- [-2 hours] Stop drinking.\n- [-6 hours] Stop eating.",
            "6: [-6 hours] is earlier than the step on line 5. Put the steps in the order of their times.",
        ),
        (
            "1. [-6 hours] Stop.",
            "5: Steps have a time and need no number. Begin each with a hyphen: - [-6 hours]",
        ),
        (
            "Be well.\n\n- [-6 hours] Stop.",
            "5: A part of a plan is one list of steps and nothing else. Put the words into a step, or above the first part.",
        ),
    ],
)
def test_a_step_is_refused_with_what_to_do(step, problem):
    assert said(in_plan(step)) == [problem]


def test_a_part_has_at_most_seven_steps():
    assert said(in_plan(*[f"- [-{8 - n} hours] Step." for n in range(8)])) == [
        "12: “Before you leave home” has 8 steps. Nobody keeps more than 7 in mind: make fewer."
    ]


def test_steps_before_the_visit_do_not_stand_after_it():
    assert said(in_plan("- [-1 hour] Stop.", part="The first night")) == [
        "5: “The first night” is after the visit: write + before the time, or move the step up."
    ]


def test_parts_stand_once_in_their_order_and_have_known_names():
    body = in_plan("- [+1 day] Rest.", part="The first week") + "\n### The first nite\n\n- [+1 hour] Rest.\n"
    body += "\n### The day before\n\n- [-1 day] Pack.\n\n### The day before {#again}\n\n- [-1 day] Pack.\n"

    assert said(body) == [
        f'7: “The first nite” is no part of a plan. The parts are: {PARTS}. Did you mean "The first night"?',
        f"11: “The day before” comes before “The first week”. Each part stands once, in this order: {PARTS}.",
        f"15: “The day before” stands here twice. Each part stands once, in this order: {PARTS}.",
    ]


def test_a_plan_needs_a_part():
    assert said("## Your plan\n\nSoon.\n") == [
        f"1: The plan has no parts. Write one below it: ### Before you leave home. The parts are: {PARTS}."
    ]


@pytest.mark.parametrize(
    ("length", "problems"),
    [
        ("", ["5: A step after the end of the visit needs its length. Add to the fields above: visit_length: visit_ketamine"]),
        ("visit_ketamine", []),
        (None, []),
    ],
)  # fmt: skip
def test_a_step_after_the_end_needs_the_length_of_the_visit(length, problems):
    assert said(in_plan("- [end +24 hours] Drive.", part="The first week"), visit_length=length) == problems


@pytest.mark.parametrize(("kind", "above"), [("guide", "## Your plan\n\n### The day before"), ("visit", "## Food")])
def test_a_time_outside_of_a_plan_is_refused(kind, above):
    line = above.count("\n") + 3
    assert said(f"{above}\n\n- [-6 hours] Stop eating.\n", kind=kind) == [
        f"{line}: A time in [ ] begins a step below ## Your plan of a visit, and nothing else. Write it as words here."
    ]


@pytest.mark.parametrize(
    ("kind", "field", "problem"),
    [
        ("visit", "visit_long", "4: visit_length names a clinic fact that is a length of time: visit_lidocaine, visit_ketamine, "
         "visit_ketamine_mood."),
        ("guide", "visit_ketamine", "4: visit_length belongs to articles of the kind visit, and this is a guide. Delete the line."),
    ],
)  # fmt: skip
def test_the_length_of_a_visit_is_a_clinic_fact(kind, field, problem):
    appointment = "appointment: First\n" if kind == "visit" else ""
    text = f"---\ntitle: T\nsummary: S\nvisit_length: {field}\n{appointment}---\n\nWords.\n"

    problems = problems_in(text, kind=kind, path="x.md", known_facts=FACTS)

    assert [f"{each.line}: {each.message}" for each in problems] == [problem]
