"""Readers fetch one style sheet, under a name that carries its hash."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from django.core.management import call_command
from django.template.loader import get_template

from clinic_site.static_storage import StaticStorage, StyleSheetError, joined, light


@pytest.fixture
def collect(tmp_path):
    """Run what collectstatic runs on these files; gives the names and the folder they went to."""

    def run(files: dict[str, str]):
        folder = tmp_path / "static"
        source, target = InMemoryStorage(), StaticStorage(location=folder, base_url="/static/")
        for name, text in files.items():
            source.save(name, ContentFile(text.encode()))
            FileSystemStorage(folder).save(name, ContentFile(text.encode()))
        for _name, _hashed, processed in target.post_process({name: (source, name) for name in files}):
            if isinstance(processed, Exception):
                raise processed
        names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
        return names, folder

    return run


def test_imports_are_joined_in_their_layers():
    files = {
        "css/site.css": '/* order */\n@layer base, print;\n@import "base.css" layer(base);\n'
        '@import url("components/print.css") layer(print) print;\n@import "last.css";\n',
        "css/base.css": '@charset "utf-8";\nbody { color: black; } /* "words" */\n',
        "css/components/print.css": "nav { display: none; }\n",
        "css/last.css": '.a::before { content: "/* kept */"; }\n',
    }

    css = joined("css/site.css", files.__getitem__)

    assert css == (
        "\n@layer base, print;\n"
        "@layer base {\nbody { color: black; }\n}\n"
        "@media print {\n@layer print {\nnav { display: none; }\n}\n}\n"
        '.a::before { content: "/* kept */"; }\n'
    )


def test_pictures_of_a_joined_file_are_still_found():
    files = {
        "css/site.css": '@import "components/mark.css";',
        "css/components/mark.css": "a { b: url('../../img/x.svg#y'); c: url(/static/z.svg); "
        'd: url("data:image/png,0"); e: url(#f); }',
    }

    css = joined("css/site.css", files.__getitem__)

    assert css == ('a { b: url("../img/x.svg#y"); c: url(/static/z.svg); d: url("data:image/png,0"); e: url(#f); }')


def test_a_joined_file_may_not_import_others():
    files = {"css/site.css": '@import "a.css";', "css/a.css": '@import "b.css";'}

    with pytest.raises(StyleSheetError) as refusal:
        joined("css/site.css", files.__getitem__)

    assert str(refusal.value) == "css/a.css has an @import. Only css/site.css may import; write it there."


def test_an_import_with_supports_is_refused():
    files = {"css/site.css": '@import "a.css" supports(display: grid);', "css/a.css": ""}

    with pytest.raises(StyleSheetError) as refusal:
        joined("css/site.css", files.__getitem__)

    assert str(refusal.value) == "css/site.css imports css/a.css with supports(…). Write @supports inside css/a.css."


def test_an_import_of_nothing_is_named(collect):
    with pytest.raises(StyleSheetError) as refusal:
        collect({"css/site.css": '@import "a.css";'})

    assert (
        str(refusal.value) == "css/site.css imports css/a.css, which does not exist. Correct the name or add the file."
    )


def test_collecting_gives_one_hashed_and_compressed_style_sheet(collect):
    rules = "".join(f".a{number} {{ color: black; background: url(../img/x.svg); }}\n" for number in range(50))

    names, folder = collect(
        {"css/site.css": '@import "a.css" layer(a);', "css/a.css": rules, "img/x.svg": "<svg xmlns='…'/>"}
    )
    css = (folder / names["css/site.css"]).read_text()

    assert re.fullmatch(r"css/site\.[0-9a-f]{12}\.css", names["css/site.css"])
    assert css.startswith('@layer a {\n.a0 { color: black; background: url("../img/x.')
    assert "@import" not in css
    assert (folder / (names["css/site.css"] + ".br")).is_file()
    assert (folder / (names["css/site.css"] + ".gz")).is_file()
    assert not (folder / "css" / "site.css.gz").exists()


def test_a_change_in_a_joined_file_changes_the_name(collect):
    first, _ = collect({"css/site.css": '@import "a.css";', "css/a.css": "a { color: black; }"})
    second, _ = collect({"css/site.css": '@import "a.css";', "css/a.css": "a { color: white; }"})

    assert first["css/site.css"] != second["css/site.css"]


def test_a_collected_script_has_neither_remarks_nor_indents(collect):
    script = '// What it does.\n(() => {\n  // Why.\n  const address = "https://x.org//y"; // beside code\n\n  go(address);\n})();\n'

    names, folder = collect({"js/plan/a.js": script, "admin/b.js": script})

    light_one = '(() => {\nconst address = "https://x.org//y"; // beside code\ngo(address);\n})();\n'
    assert (folder / names["js/plan/a.js"]).read_text() == light_one
    assert (folder / names["admin/b.js"]).read_text() == script


@pytest.mark.parametrize("script", ["say(`a\n  // no remark\n  b`);\n", "/* a\n   // b */\n  go();\n"])
def test_a_script_whose_lines_may_be_text_stays_as_it_is(script):
    assert light(script) == script


def test_all_scripts_that_the_page_of_a_plan_loads_weigh_less_than_12_kilobytes():
    """Without Brotli, too. What is fetched after a press is not counted: a reader who does not press does not pay."""
    pages = [(settings.BASE_DIR / "templates" / name).read_text() for name in ("base.html", "article.html")]
    names = {name for page in pages for name in re.findall(r"<script src=\"{% static '([^']+)' %}\"", page)}
    scripts = {name: light(Path(finders.find(name)).read_text()).encode() for name in names - {"js/comparison.js"}}

    weights = {name: len(gzip.compress(script)) for name, script in scripts.items()}

    assert {"js/plan/times.js", "js/plan/plan.js", "js/search.js"} <= set(weights)
    assert sum(weights.values()) <= 12_000, weights


def test_a_file_that_was_not_collected_keeps_its_plain_name(tmp_path):
    storage = StaticStorage(location=tmp_path / "static", base_url="/static/")

    assert storage.url("css/site.css") == "/static/css/site.css"


def test_all_static_files_of_the_site_can_be_collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"

    call_command("collectstatic", interactive=False, verbosity=0)

    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    for sheet in ("css/site.css", "css/plan.css"):
        assert "@import" not in (tmp_path / "static" / names[sheet]).read_text()


def test_the_list_of_all_files_is_not_served(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"

    call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").is_file()
    assert not list((tmp_path / "static").rglob("staticfiles.json*"))


def test_every_static_file_that_a_template_names_exists():
    named = {
        (str(path.relative_to(settings.BASE_DIR)), name)
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        for name in re.findall(r"""{%\s*static\s+["']([^"']+)["']""", path.read_text())
    }

    assert named
    assert {(template, name) for template, name in named if not finders.find(name)} == set()


def test_every_template_can_be_compiled():
    folder = settings.BASE_DIR / "templates"

    for path in sorted(folder.rglob("*.html")):
        get_template(str(path.relative_to(folder)))
