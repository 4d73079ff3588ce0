"""Our own form of fields is the YAML library's: the two agree on every text that ours reads or writes."""

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode

from therapies.text.field_lines import read_lines, write_lines
from therapies.text.files import has_unseen

OURS = "title: Ketamine - what to know\nabout:\n- ketamine\n- 'it''s: x'\nsources:\n- key: a\n  title: B, c\n- key: d\n"


def library() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 10**9
    yaml.sort_base_mapping_type_on_output = False
    return yaml


def shape(node):
    """Values and lines of a node; the lines of lists are not asked for."""
    if isinstance(node, ScalarNode):
        return node.value, node.start_mark.line
    if isinstance(node, MappingNode):
        return [(shape(name), shape(value)) for name, value in node.value], node.start_mark.line
    return [shape(entry) for entry in node.value]


def written_by_library(fields) -> str:
    out = io.StringIO()
    library().dump(fields, out)
    return out.getvalue()


def test_our_own_form_is_read():
    assert shape(read_lines(OURS)) == shape(library().compose(OURS))


@pytest.mark.parametrize(
    "front",
    [
        *(
            "",
            "title",
            "title:\n",
            "title: - x\n",
            "title: a: b\n",
            "title: a #b\n",
            "title: x \n",
            "title: 'a\n",
            "title: {a}\n",
        ),
        *("title: T\n  more\n", "title: T\n\n", "# a\n", " title: T\n", "about:\n  - a\n", "about:\n- a\n  b\n"),
        *(
            "about: a\n- b\n",
            "sources:\n- key:\n",
            "sources:\n- key: a\n   title: b\n",
            'title: "T"\n',
            "a b: c\n",
            "-\n",
        ),
    ],
)
def test_any_other_form_is_left_to_the_library(front):
    assert read_lines(front) is None


VALUES = st.text("ab:- '\"\\#&!|>{},.~019eNnoyé\u00a0\u3000😀", max_size=12) | st.text(max_size=12)
LINES = st.lists(
    st.builds(
        "{}{}{}".format, st.sampled_from(["", "- ", "  ", "a: ", "- a: ", "  b: ", "a:", "a"]), VALUES, st.just("\n")
    ),
    max_size=5,
).map("".join)


@settings(deadline=None, max_examples=500)
@given(LINES.filter(lambda front: not has_unseen(front.replace("\n", ""))))
def test_what_we_read_the_library_reads_alike(front):
    ours = read_lines(front)

    assert ours is None or shape(ours) == shape(library().compose(front))


TEXTS = VALUES.filter(lambda text: not has_unseen(text)) | st.sampled_from(
    [
        "null",
        "No",
        "yes",
        "true",
        "12:30",
        "2026",
        "2026-03-01",
        "a: b",
        "a #b",
        "# a",
        "- a",
        "",
        " a",
        "a ",
        "a:",
        "x'y",
    ]
)
FIELDS = st.dictionaries(
    st.from_regex(r"[a-z_]{2,8}", fullmatch=True).filter(
        lambda name: name not in ("no", "on", "yes", "off", "true", "null")
    ),
    TEXTS
    | st.integers(0, 9999)
    | st.dates(date(1000, 1, 1))
    | st.lists(TEXTS, min_size=1, max_size=2)
    | st.lists(st.fixed_dictionaries({"key": TEXTS, "year": st.integers(0, 9999)}), min_size=1, max_size=2),
    min_size=1,
    max_size=4,
)


@settings(deadline=None, max_examples=300)
@given(FIELDS)
def test_what_we_write_the_library_writes_alike(fields):
    assert write_lines(fields) == written_by_library(fields)
