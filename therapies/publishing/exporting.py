"""Write the pages back into article files: `export_content`. What was loaded comes out byte for byte."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from therapies.models import Version
from therapies.text.counting import counted

from .journal import record


def export_content(folder: Path, *, only: Collection[str] = (), drafts: bool = False) -> list[str]:
    """Write one file for each article that is neither withdrawn nor merged; give the paths that changed.

    A file gets the live text, or the newest one when nothing is live yet; with `drafts` always the newest.
    `only` limits the export to some addresses (`en/guide/x.md`). Other files of the folder are left alone.
    Each file is replaced in one step, so a reader of the folder never sees half a text.
    """
    written = []
    for version in exported_versions(drafts=drafts):
        path = version.article.address.path
        if only and path not in only:
            continue
        if replace_file(folder / path, version.text):
            written.append(path)
    if written:
        record("exported into files", about=counted(len(written), "page"), detail=", ".join(written))
    return written


def exported_versions(*, drafts: bool) -> Iterator[Version]:
    live = {} if drafts else dict(Version.objects.live().values_list("article", "pk"))
    is_open = Q(article__withdrawn_at=None) | Q(article__withdrawn_at__gt=timezone.now())
    newest = Version.objects.newest().filter(is_open, article__merged_at=None, article__is_practice=False)
    chosen = [live.get(article, pk) for article, pk in newest.values_list("article", "pk")]
    # In slices: SQLite takes a limited number of values in one query, and memory stays flat.
    for start in range(0, len(chosen), 500):
        yield from Version.objects.filter(pk__in=chosen[start : start + 500]).select_related("article")


def replace_file(path: Path, text: str) -> bool:
    """Put the text in place of the file in one step. False when the file says so already."""
    content = text.encode()
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as draft:
        draft.write(content)
    # A temporary file is for its owner only; an article file is for everybody who works on the folder.
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(path)
    return True
