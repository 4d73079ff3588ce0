"""The image installs what requirements.txt says, and only files whose digest is known."""

import re
from importlib.metadata import requires

from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HASHED = settings.BASE_DIR / ".requirements-hashed.txt"


def packages_in(text: str) -> dict[str, str]:
    """Name → exact version."""
    lines = re.findall(r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in lines}


def test_the_list_with_digests_agrees_with_the_requirements():
    wanted = packages_in((settings.BASE_DIR / "requirements.txt").read_text())

    listed = packages_in(HASHED.read_text())

    assert {name: listed.get(name) for name in wanted} == wanted


def test_every_package_in_the_list_has_its_digests():
    parts = re.split(r"\n(?=[\w.-]+==)", HASHED.read_text())[1:]

    assert len(parts) >= 25
    assert [part for part in parts if "--hash=sha256:" not in part] == []


def test_the_list_holds_all_that_the_packages_need():
    listed = packages_in(HASHED.read_text())
    lines = (settings.BASE_DIR / "requirements.txt").read_text().splitlines()
    todo = [Requirement(line.partition("#")[0].strip()) for line in lines if line and line[0] != "#"]
    seen, missing = set(), set()

    while todo:
        one = todo.pop()
        if (one.name, *sorted(one.extras)) in seen:
            continue
        seen.add((one.name, *sorted(one.extras)))
        if canonicalize_name(one.name) not in listed:
            missing.add(one.name)
            continue
        for line in requires(one.name) or ():
            needed = Requirement(line)
            extras = one.extras or {""}
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                todo.append(needed)

    assert missing == set()


def test_the_image_takes_no_other_file():
    lines = (settings.BASE_DIR / "Dockerfile").read_text()

    assert re.findall(r"^RUN pip install .*$", lines, re.MULTILINE) == [
        "RUN pip install --require-hashes --no-deps --requirement .requirements-hashed.txt"
    ]
