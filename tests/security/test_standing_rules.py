"""Rules of the security standard that hold for the whole program, read from it or asked of a site without rows."""

import ast
import runpy
from functools import cache

import pytest
from django.conf import global_settings, settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.test import Client

PROGRAM = [path for room in ("therapies", "clinic_site") for path in sorted((settings.BASE_DIR / room).rglob("*.py"))]
SETTINGS = settings.BASE_DIR / "clinic_site" / "settings.py"
# A number that the database itself gave a line before; SQLite takes no parameter in a PRAGMA.
NUMBERS_OF_THE_DATABASE = {"therapies/publishing/missed_words.py"}


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    """Each node of the program, with the file it stands in."""
    return [
        (str(path.relative_to(settings.BASE_DIR)), node)
        for path in PROGRAM
        for node in ast.walk(ast.parse(path.read_text()))
    ]


def called(node) -> str:
    func = getattr(node, "func", None)
    return getattr(func, "attr", getattr(func, "id", "")) if isinstance(node, ast.Call) else ""


def test_no_query_is_put_together_from_strings():
    """Where requests come in. Backups and the databases' own modules name tables and files that no request knows."""
    wrong = {
        name
        for name, node in nodes()
        if name.startswith("therapies/") and "/migrations/" not in name
        if called(node) in ("execute", "executemany", "raw", "extra", "RawSQL")
        and node.args
        and is_made_up(node.args[0])
    }

    assert wrong - NUMBERS_OF_THE_DATABASE == set()


def is_made_up(words) -> bool:
    return isinstance(words, ast.JoinedStr | ast.BinOp) or called(words) == "format"


def test_no_text_becomes_a_program():
    names = {"eval", "exec", "__import__", "loads_pickle", "unsafe_load"}
    modules = {"pickle", "marshal", "shelve", "dill"}

    assert [(name, called(node)) for name, node in nodes() if called(node) in names] == []
    assert [
        name for name, node in nodes() if isinstance(node, ast.Import) and modules & {a.name for a in node.names}
    ] == []


def test_nothing_reads_xml():
    modules = ("xml", "lxml", "defusedxml")
    imported = {
        (name, module)
        for name, node in nodes()
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
        if module.split(".")[0] in modules
    }

    # Writing it is no danger: escaping of text, and the parts that Django's feeds are made of.
    assert {module for _, module in imported} <= {"xml.sax.saxutils"}


def test_every_form_names_its_fields():
    """`__all__` or `exclude` would let a new column of the database into the form."""
    wrong = [
        name
        for name, node in nodes()
        if isinstance(node, ast.ClassDef) and node.name == "Meta"
        for one in node.body
        if isinstance(one, ast.Assign)
        and (one.targets[0].id == "exclude" or getattr(one.value, "value", "") == "__all__")
    ]

    assert wrong == []


def test_a_password_is_long_and_otherwise_as_one_likes():
    validators = get_password_validators(runpy.run_path(str(SETTINGS))["AUTH_PASSWORD_VALIDATORS"])

    for free in ("correct horse battery", "ümlaute und Zeichen ☂", "x7" * 32, "only small letters here"):
        assert validate_password(free, password_validators=validators) is None
    with pytest.raises(Exception, match="at least 15 characters"):
        validate_password("14 characters!", password_validators=validators)


@pytest.mark.django_db
def test_the_fields_for_passwords_take_what_managers_fill_in():
    page = Client().get("/admin/login/").text

    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page
    assert 'autocomplete="off"' not in page


def test_passwords_are_kept_by_a_slow_digest():
    ours = runpy.run_path(str(SETTINGS)).get("PASSWORD_HASHERS", global_settings.PASSWORD_HASHERS)

    assert ours[0] == "django.contrib.auth.hashers.PBKDF2PasswordHasher"
    assert PBKDF2PasswordHasher.iterations >= 600_000  # OWASP, 2023


@pytest.mark.django_db
def test_a_new_database_has_no_account():
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/admin/login/", "/robots.txt", "/feed.atom", "/brand.css", "/sitemap.xml", "/nowhere/"]
)
def test_every_text_names_its_charset(path):
    kind = Client().get(path).headers["Content-Type"]

    assert "charset=utf-8" in kind or kind == "application/xml"
