"""Rooms import only from rooms above them, and each door is one door."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

APP = settings.BASE_DIR / "therapies"
MODULES = sorted(path for path in APP.rglob("*.py") if "migrations" not in path.parts)

# What each room may import. A module outside these rooms (staff, views, commands …) may use them all.
MAY_USE = {
    "text": set(),
    "models": {"text"},
    "reading": {"text", "models"},
    "publishing": {"text", "models"},
    "linking": {"text", "models", "reading", "publishing"},
}


def module_name(path: Path) -> str:
    parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> set[str]:
    """Full names of all that a module imports, also inside functions: therapies.text.facts.FACTS."""
    package = module_name(path) if path.name == "__init__.py" else module_name(path).rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def room_of(name: str) -> str:
    """`text` for therapies.text.facts; "" for what is not ours."""
    parts = name.split(".")
    return parts[1] if parts[0] == "therapies" and len(parts) > 1 else ""


@pytest.mark.parametrize("room", MAY_USE)
def test_a_room_imports_only_from_rooms_above_it(room):
    allowed = MAY_USE[room] | {room}

    wrong = [
        f"{module_name(path)} imports {name}"
        for path in MODULES
        if room_of(module_name(path)) == room
        for name in sorted(imports_of(path))
        if room_of(name) and room_of(name) not in allowed
    ]

    assert wrong == []


def test_the_text_room_knows_no_database():
    wrong = [
        f"{module_name(path)} imports {name}"
        for path in MODULES
        if room_of(module_name(path)) == "text"
        for name in sorted(imports_of(path))
        if name.startswith(("django.db", "django.contrib", "therapies.models"))
    ]

    assert wrong == []


def calls_in(path: Path) -> set[str]:
    """The last names of all that a module calls: `save` for article.save()."""
    called = (node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return {func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in called}


def test_only_rendering_calls_text_safe():
    doors = {
        module_name(path)
        for path in MODULES
        if calls_in(path) & {"mark_safe", "SafeString", "format_html", "format_html_join"} or "nh3" in imports_of(path)
    }

    assert doors == {"therapies.text.rendering"}


# It saves and deletes files of a bucket, and knows no row.
FILES_ONLY = "therapies.text.shared_pictures"


def test_only_publishing_writes_rows_and_linking_those_of_its_links():
    writing = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
    wrong = {
        f"{module_name(path)} calls {name}"
        for path in MODULES
        if room_of(module_name(path)) not in ("publishing", "linking") and module_name(path) != FILES_ONLY
        for name in calls_in(path) & writing
    }

    assert wrong == set()


def test_models_keep_and_nothing_happens_behind_a_save():
    defined = {
        f"{module_name(path)}.{node.name}"
        for path in MODULES
        if room_of(module_name(path)) == "models"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete", "clean", "full_clean")
    }
    listening = {
        module_name(path)
        for path in MODULES
        for name in imports_of(path)
        if name.startswith(("django.dispatch", "django.db.models.signals"))
    }

    assert (defined, listening) == (set(), set())


def test_no_template_switches_escaping_off():
    wrong = [
        str(path.relative_to(settings.BASE_DIR))
        for path in sorted((settings.BASE_DIR / "templates").rglob("*.html"))
        if any(word in path.read_text() for word in ("|safe", "| safe", "autoescape off", "safeseq"))
    ]

    assert wrong == []


def test_no_module_is_longer_than_400_lines():
    sizes = {module_name(path): len(path.read_text().splitlines()) for path in MODULES}

    assert {name: lines for name, lines in sizes.items() if lines > 400} == {}


def test_no_function_is_longer_than_40_lines():
    long = [
        f"{module_name(path)}.{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 40
    ]

    assert long == []
