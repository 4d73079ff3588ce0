"""The list that a backup begins with: what it is of, and the size and SHA-256 of each part."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime

from .problems import BackupError

FORMAT = "clinic-site backup"
FORMAT_VERSION = 1
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
# The only names that a part may have. None of them can lead out of the folder that it is unpacked into.
PART_NAME = re.compile(
    r"database\.(?:sqlite3|dump)"
    r"|media/(?P<key>[0-9a-f]{32})/(?P=key)-[0-9]{1,4}\.(?:webp|jpg|png)"
    r"|content/[a-z-]{2,5}/[a-z]{1,12}/[a-z0-9-]{1,60}\.md"
)
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Part:
    size: int  # bytes
    sha256: str


@dataclass(frozen=True)
class Manifest:
    made_at: str
    engine: str
    schema: str
    versions: dict[str, str]
    migrations: list[str]
    rows: dict[str, int]
    parts: dict[str, Part]

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts.values())

    @property
    def day(self) -> str:
        return f"{datetime.fromisoformat(self.made_at):%Y-%m-%d %H:%M} UTC"

    def as_json(self) -> bytes:
        return json.dumps({"format": FORMAT, "format_version": FORMAT_VERSION} | asdict(self), indent=1).encode()


def manifest_of(content: bytes) -> Manifest:
    """Read it, believing nothing. Raises BackupError for one that this site did not write."""
    try:
        written = json.loads(content)
        known = written.pop("format") == FORMAT
        version = written.pop("format_version")
        parts = {str(name): Part(**part) for name, part in written.pop("parts").items()}
        manifest = Manifest(**written, parts=parts)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise not_ours() from None
    if known and version != FORMAT_VERSION:
        raise BackupError(f"The backup has format {version}, and this site reads {FORMAT_VERSION}. Use the newer site.")
    if not known or not is_sound(manifest):
        raise not_ours()
    for name in manifest.parts:
        if not PART_NAME.fullmatch(name):
            raise BackupError(f"The backup holds {name!a:.80}, which no backup of this site does. It is left alone.")
    return manifest


def not_ours() -> BackupError:
    return BackupError("This is not a backup of this site, or a damaged one: its list cannot be read.")


def is_sound(manifest: Manifest) -> bool:
    """Whether each value is of its type, so that whoever uses it later need not ask."""
    try:
        datetime.fromisoformat(manifest.made_at)
    except (TypeError, ValueError):
        return False
    return (
        isinstance(manifest.engine, str)
        and manifest.engine in ENGINES
        and isinstance(manifest.schema, str)
        and is_dict_of(manifest.versions, str)
        and is_dict_of(manifest.rows, int)
        and isinstance(manifest.migrations, list)
        and all(isinstance(name, str) for name in manifest.migrations)
        and all(is_sound_part(part) for part in manifest.parts.values())
        and [name for name in manifest.parts if name.startswith("database.")] == [DATABASES[manifest.engine]]
    )


def is_dict_of(values: object, kind: type) -> bool:
    return isinstance(values, dict) and all(type(value) is kind for value in values.values())


def is_sound_part(part: Part) -> bool:
    return (
        type(part.size) is int
        and part.size >= 0
        and isinstance(part.sha256, str)
        and DIGEST.fullmatch(part.sha256) is not None
    )
