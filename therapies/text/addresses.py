"""Where an article stands: language, kind and slug come from its path and from nowhere else."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .problems import ArticleFileError, Problem

KINDS: dict[str, str] = {
    "therapy": "Therapy",
    "guide": "Guide",
    "comparison": "Comparison",
    "visit": "Visit plan",
    "page": "Page",
}
LANGUAGES: dict[str, str] = {"en": "English", "es": "Español", "pt-br": "Português (Brasil)"}
DEFAULT_LANGUAGE = "en"

MAX_SLUG = 60
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_RULE = f"small letters a-z, numerals and single hyphens, at most {MAX_SLUG} characters"


def is_slug(text: str) -> bool:
    """Whether `text` can stand in an address: `how-to-prepare`, at most 60 characters."""
    return len(text) <= MAX_SLUG and SLUG.fullmatch(text) is not None


def slug_of(label: str) -> str:
    """`Can I drive home?` → `can-i-drive-home`. Accents are dropped; "" when nothing is left; cut at 60 characters."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:MAX_SLUG].strip("-")


@dataclass(frozen=True, order=True)
class Address:
    """The identity of an article. Build it with `address_of`, which refuses what is not an address."""

    language: str
    kind: str
    slug: str

    @property
    def path(self) -> str:
        """The file below `content/`: `en/therapy/lidocaine.md`."""
        return f"{self.language}/{self.kind}/{self.slug}.md"

    @property
    def page(self) -> str:
        """How texts of the same language link to it: `therapy/lidocaine`."""
        return f"{self.kind}/{self.slug}"

    @property
    def url(self) -> str:
        """The path on the site: `/therapy/lidocaine/`, other languages with their prefix."""
        prefix = "" if self.language == DEFAULT_LANGUAGE else f"/{self.language}"
        return f"{prefix}/{self.page}/"

    def __str__(self) -> str:
        return self.path


# Every page leads here in one tap, so a site without it must not come into being unnoticed.
WHEN_TO_CALL = Address(DEFAULT_LANGUAGE, "guide", "when-to-call")


def address_of(relative_path: str) -> Address:
    """Read `en/therapy/lidocaine.md`. Anything else raises ArticleFileError with what to rename and how."""
    parts = str(relative_path).replace("\\", "/").split("/")
    if len(parts) != 3:
        raise ArticleFileError.at(
            str(relative_path),
            0,
            "An article stands in a folder for its language and one for its kind: en/therapy/lidocaine.md.",
        )
    language, kind, name = parts
    slug = name.removesuffix(".md")
    messages = []
    if language not in LANGUAGES:
        messages.append(
            f'"{language}" is not a language of this site. Use one of these folders: {", ".join(LANGUAGES)}.'
        )
    if kind not in KINDS:
        messages.append(f'"{kind}" is not a kind of article. Use one of these folders: {", ".join(KINDS)}.')
    if not name.endswith(".md"):
        messages.append(
            f'The name of an article file ends in ".md"; "{name}" does not. Rename the file or move it away.'
        )
    elif not is_slug(slug):
        suggestion = slug_of(slug) or "how-to-prepare"
        messages.append(f'"{slug}" cannot be part of an address. Use {SLUG_RULE}, for example {suggestion}.md.')
    if messages:
        raise ArticleFileError(Problem(str(relative_path), 0, message) for message in messages)
    return Address(language, kind, slug)
