"""Static files under names that carry their hash, with each of the reader's style sheets joined into one file."""

import posixpath
import re
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# In development every component is a file of its own; a reader on a bad connection fetches one.
JOINED = ("css/site.css", "css/plan.css")

IMPORT = re.compile(
    r"""@import \s+ (?:url\()? \s* ["'](?P<file>[^"']+)["'] \s* \)?
        \s* (?:layer\( (?P<layer>[\w.-]+) \))? (?P<media>[^;]*) ;""",
    re.VERBOSE,
)
# Scripts of readers; those of staff are not worth it.
SCRIPT = re.compile(r"js/[\w./-]+\.js")
URL = re.compile(r"""url\( \s* (?P<quote>["']?) (?P<target>[^"')]+) (?P=quote) \s* \)""", re.VERBOSE)
# A string is matched too, so that what looks like a comment inside it stays.
STRING_OR_COMMENT = re.compile(
    r""" "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | (?P<comment>/\*.*?\*/) """, re.DOTALL | re.X
)
CHARSET = re.compile(r"""@charset\s+"[^"]*"\s*;""")


class StyleSheetError(ValueError):
    """A style sheet that cannot be joined. Names the file and says what to change."""


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Joins style sheets, lightens scripts and hashes names when `collectstatic` runs."""

    def __init__(self, location=None, *args, **kwargs):
        # Beside the folder that everybody is served from: the list names pictures of pages that are still to come.
        list_of_names = FileSystemStorage(Path(location or settings.STATIC_ROOT).parent)
        super().__init__(location, *args, manifest_storage=list_of_names, **kwargs)

    def stored_name(self, name):
        """The name with its hash; the plain one where `collectstatic` has not run.

        A forgotten file must cost a reader a picture, not the page. Tests look for forgotten ones.
        """
        try:
            return super().stored_name(name)
        except ValueError:
            return name

    def post_process(self, paths, dry_run=False, **options):
        paths = (
            paths
            | {name: (LightScript(name, paths), name) for name in paths if SCRIPT.fullmatch(name)}
            | {name: (JoinedStyleSheet(name, paths), name) for name in JOINED if name in paths}
        )
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def compress_files(self, paths):
        """Only files that pages name, and of those the new ones: a name with a hash never changes its content."""
        hashed = set(self.hashed_files.values())
        yield from super().compress_files(path for path in paths if path in hashed and not self.exists(f"{path}.gz"))


class JoinedStyleSheet:
    """Stands in for the storage that a style sheet came from; what it opens has its imports inside."""

    def __init__(self, sheet, paths):
        self.sheet, self.paths = sheet, paths

    def open(self, name, mode="rb"):
        return ContentFile(joined(name, self.read).encode(), name=name)

    def path(self, name):
        storage, path = self.paths[name]
        return storage.path(path)

    def read(self, name: str) -> str:
        if name not in self.paths:
            raise StyleSheetError(
                f"{self.sheet} imports {name}, which does not exist. Correct the name or add the file."
            )
        storage, path = self.paths[name]
        with storage.open(path) as file:
            return file.read().decode("utf-8")


class LightScript(JoinedStyleSheet):
    """Stands in for the storage that a reader's script came from; what it opens has neither remarks nor indents."""

    def open(self, name, mode="rb"):
        return ContentFile(light(self.read(name)).encode(), name=name)


def light(script: str) -> str:
    """The script without lines that hold only a remark, without empty lines and without indents.

    What stands beside code stays, so that nothing has to be parsed. A script with a text of several lines stays as it
    is: there, such lines and indents may belong to the text.
    """
    if any(line.count("`") % 2 for line in script.splitlines()) or "/*" in script:
        return script
    lines = (line.strip() for line in script.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def joined(name: str, read) -> str:
    """The style sheet with every `@import "file" layer(name) media;` replaced by what the file says.

    Refuses a file that imports others itself, and `supports(…)`: one flat list is easy to keep in order.
    """
    return IMPORT.sub(lambda found: imported(found, name, read), without_comments(read(name)))


def imported(found: re.Match, importer: str, read) -> str:
    name = posixpath.normpath(posixpath.join(posixpath.dirname(importer), found["file"]))
    css = CHARSET.sub("", without_comments(read(name))).strip()
    if "@import" in css:
        raise StyleSheetError(f"{name} has an @import. Only {importer} may import; write it there.")
    if "supports(" in found["media"]:
        raise StyleSheetError(f"{importer} imports {name} with supports(…). Write @supports inside {name}.")
    css = moved(css, origin=name, to=importer)
    if found["layer"]:
        css = f"@layer {found['layer']} {{\n{css}\n}}"
    if media := found["media"].strip():
        css = f"@media {media} {{\n{css}\n}}"
    return css


def without_comments(css: str) -> str:
    return STRING_OR_COMMENT.sub(lambda found: "" if found["comment"] else found[0], css)


def moved(css: str, *, origin: str, to: str) -> str:
    """Style rules of one file as they must stand in another: relative addresses in url(…) changed."""

    def readdressed(found: re.Match) -> str:
        target = found["target"].strip()
        if re.match(r"[a-z][a-z0-9+.-]*:|/|#", target, re.IGNORECASE):
            return found[0]
        from_root = posixpath.normpath(posixpath.join(posixpath.dirname(origin), target))
        return f'url("{posixpath.relpath(from_root, posixpath.dirname(to) or ".")}")'

    return URL.sub(readdressed, css)
