"""The table of the security standard names tests that there are."""

import ast
import re

import pytest
from django.conf import settings

TABLE = settings.BASE_DIR / ".github" / "security" / "asvs.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
APPLY = 82


def names_of_tests(path: str) -> set[str]:
    tree = ast.parse((settings.BASE_DIR / "tests" / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_the_table_has_a_row_for_each_item_that_applies():
    items = [item for item, *_ in ROW.findall(TABLE.read_text())]

    assert len(items) == len(set(items)) == APPLY


@pytest.mark.parametrize("row", ROW.findall(TABLE.read_text()), ids=lambda row: row[0])
def test_each_item_has_a_test_or_a_reason(row):
    named = re.findall(r"`([\w/]+\.py)(?:::(\w+))?`", row[3])

    for path, name in named:
        known = names_of_tests(path) if (settings.BASE_DIR / "tests" / path).is_file() else None
        assert known is None or not name or name in known, name
        assert (
            known is not None or (settings.BASE_DIR / "therapies" / path).is_file() or path.startswith("clinic_site/")
        )
    assert named or len(row[3]) >= 40
