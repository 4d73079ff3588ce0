"""Read a folder of article files and say everything that is wrong with it, without a database."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from .addresses import DEFAULT_LANGUAGE, WHEN_TO_CALL, Address, address_of
from .articles import ArticleText, format_article, parse_article, read_article
from .checking import problems_in
from .facts import FACTS, FactSheet
from .files import digest_of, read_article_file
from .findings import ERROR, Finding, findings_in
from .links import TextTargets, dead_links
from .problems import ArticleFileError, Problem
from .questions import id_in_use, questions_in, words_in
from .references import InternalLink, references_in
from .targets import QUESTION, WORD, target_of


@dataclass(frozen=True)
class FoundFile:
    """An article file by its address. `place` is where it lies on the disk, `shown_as` what it is called in messages."""

    address: Address
    # No Path: making ten thousand of them takes longer than reading the files.
    place: str
    shown_as: str

    @property
    def path(self) -> Path:
        return Path(self.place)


@dataclass(frozen=True)
class CheckedFile:
    """What the rest of the site needs to know of one file; its text is left on the disk.

    `warnings` are findings on its words that do not keep it from being taken in.
    """

    found: FoundFile
    digest: str
    links: tuple[InternalLink, ...]
    anchors: frozenset[str]
    questions: tuple[tuple[str, int], ...]
    words: tuple[tuple[str, int], ...]
    warnings: tuple[Finding, ...] = ()

    @property
    def permanent_ids(self) -> Iterator[tuple[str, str, int]]:
        """Each id of a question or a word: which of the two it is, the id, its line."""
        for what, entries in ((QUESTION, self.questions), (WORD, self.words)):
            yield from ((what, key, line) for key, line in entries)

    @property
    def page(self) -> str:
        return self.found.address.page


def files_in(folder: Path) -> tuple[list[FoundFile], list[Problem]]:
    """All article files below a folder, in order of address, and what is wrong with their names.

    README.md files and hidden files are left out. Two files that would get the same address are both refused.
    """
    found: dict[Address, list[FoundFile]] = defaultdict(list)
    problems = []
    top, name = os.fspath(folder), folder.name
    for relative in walk(top):
        shown_as = f"{name}/{relative}"
        try:
            address = address_of(relative)
        except ArticleFileError as error:
            problems += [Problem(shown_as, 0, problem.message) for problem in error.problems]
        else:
            found[address].append(FoundFile(address, f"{top}/{relative}", shown_as))
    single = [files[0] for _, files in sorted(found.items()) if len(files) == 1]
    repeated = {address: files for address, files in found.items() if len(files) > 1}
    for address, files in repeated.items():
        for file in files:
            others = " and ".join(other.shown_as for other in files if other is not file)
            problems.append(
                Problem(file.shown_as, 0, f"Has the same address {address.url} as {others}. Rename one of them.")
            )
    return single, problems


def walk(folder: str) -> Iterator[str]:
    """Paths of files below a folder, relative to it and written with `/`."""
    # os.walk and strings: at 10,000 files Path takes longer than all the rest, and a load of unchanged files is little else.
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        above = "" if place == folder else f"{os.path.relpath(place, folder)}/".replace(os.sep, "/")
        for name in sorted(names):
            if name != "README.md" and not name.startswith("."):
                yield above + name


def check_file(
    file: FoundFile, *, pictures: Container[str] | None = None, fact_values: Mapping[str, str], today: date
) -> CheckedFile:
    """Check one file by itself, its words against these values of the clinic.

    Raises ArticleFileError with all problems of it and all errors in its words.
    """
    text = read_article_file(file.path, shown_as=file.shown_as)
    problems = problems_in_file(file, text, pictures=pictures)
    findings = findings_in_file(file, text, fact_values=fact_values, today=today)
    problems += [finding.as_problem() for finding in findings if finding.severity == ERROR]
    if problems:
        raise ArticleFileError(problems)
    return replace(offered_in(file, text), warnings=tuple(findings))


def problems_in_file(file: FoundFile, text: str, *, pictures: Container[str] | None) -> list[Problem]:
    kind = file.address.kind
    return problems_in(text, kind=kind, path=file.shown_as, known_facts=FACTS, known_pictures=pictures)


def findings_in_file(file: FoundFile, text: str, *, fact_values: Mapping[str, str], today: date) -> list[Finding]:
    kind, language = file.address.kind, file.address.language
    return findings_in(text, kind=kind, path=file.shown_as, fact_values=fact_values, today=today, language=language)


def offered_in(file: FoundFile, text: str) -> CheckedFile:
    """What a text offers and where it links to. Raises ArticleFileError when it is too large to read."""
    read = read_article(text, kind=file.address.kind, path=file.shown_as)
    references = references_in(read.body)
    # Lines of the body; readers of problems count in the file.
    above = read.body_line - 1
    return CheckedFile(
        found=file,
        digest=digest_of(text),
        # What is no address at all is a problem of the text by itself.
        links=(
            *(InternalLink(link.target, link.line + above) for link in references.links if target_of(link.target)),
            *(topic_links(text, read.article) if read.article else ()),
        ),
        anchors=references.anchors,
        questions=tuple((question.key, question.line + above) for question in questions_in(read.body)),
        words=tuple((word.key, word.line + above) for word in words_in(read.body)),
    )


def topic_links(text: str, article: ArticleText) -> Iterator[InternalLink]:
    """`about` names therapies by their address, so one that is not there is a dead link."""
    lines = text.split("\n")
    for slug in article.about:
        line = f"- {slug}"
        yield InternalLink(f"therapy/{slug}", lines.index(line) + 1 if line in lines else 1)


class _AnyId(frozenset):
    """The ids of a page that nobody can read: whatever links to one of them is not called dead."""

    def __contains__(self, _id: object) -> bool:
        return True


def offered_despite_problems(file: FoundFile) -> CheckedFile:
    """The same for a file with problems, so that those of its links are told in the same run."""
    try:
        return offered_in(file, read_article_file(file.path, shown_as=file.shown_as))
    except ArticleFileError:
        return CheckedFile(file, digest="", links=(), anchors=_AnyId(), questions=(), words=())


def problems_between(files: Iterable[CheckedFile]) -> list[Problem]:
    """What is wrong between files: dead links, ids used twice."""
    files = list(files)
    problems = repeated_ids(files)
    targets = offered_by(files)
    for file in files:
        language = file.found.address.language
        problems += dead_links(file.links, targets=targets[language], path=file.found.shown_as)
    return problems


def offered_by(files: Iterable[CheckedFile]) -> dict[str, TextTargets]:
    """What the files of each language offer to link to."""
    targets: dict[str, TextTargets] = defaultdict(TextTargets)
    for file in files:
        offered = targets[file.found.address.language]
        offered.anchors[file.page] = file.anchors
        offered.questions.update(key for key, _line in file.questions)
        offered.words.update(key for key, _line in file.words)
    return targets


def repeated_ids(files: Iterable[CheckedFile]) -> list[Problem]:
    """Questions and words whose permanent id stands in two files of a language."""
    problems = []
    first: dict[tuple[str, str, str], str] = {}
    for file in files:
        for what, key, line in file.permanent_ids:
            place = first.setdefault((file.found.address.language, what, key), file.found.shown_as)
            if place != file.found.shown_as:
                problems.append(Problem(file.found.shown_as, line, id_in_use(what, key, f"in {place}")))
    return problems


class FolderReport(NamedTuple):
    """What a check of a folder says: the number of files, their problems, and the findings on their words."""

    count: int
    problems: list[Problem]
    findings: list[Finding]


def check_folder(folder: Path, *, pictures: Container[str] | None = None, today: date) -> FolderReport:
    """Everything that is wrong with a content folder, in order of file and line; its words against the start values."""
    found, problems = files_in(folder)
    start_values = FactSheet.of_start_values().values
    files, findings = [], []
    for file in found:
        try:
            text = read_article_file(file.path, shown_as=file.shown_as)
            in_file = problems_in_file(file, text, pictures=pictures)
            problems += in_file or not_as_exported(file, text)
            findings += findings_in_file(file, text, fact_values=start_values, today=today)
            files.append(offered_despite_problems(file) if in_file else offered_in(file, text))
        except ArticleFileError as error:
            problems += error.problems
            files.append(offered_despite_problems(file))
    problems += problems_between(files)
    there = {file.address for file in found}
    for language in {address.language for address in there} or {DEFAULT_LANGUAGE}:
        needed = replace(WHEN_TO_CALL, language=language)
        if needed not in there:
            problems.append(Problem(f"{folder.name}/{needed.path}", 0, "This page is missing; every page links to it."))
    return FolderReport(len(found), sorted(problems), sorted(findings))


def not_as_exported(file: FoundFile, text: str) -> list[Problem]:
    """A file in another layout than ours would change as a whole when staff save it; a change nobody can review."""
    written = format_article(parse_article(text, kind=file.address.kind, path=file.shown_as))
    if written == text:
        return []
    lines = zip(text.splitlines(), written.splitlines(), strict=False)
    line = next((n for n, (ours, theirs) in enumerate(lines, start=1) if ours != theirs), len(written.splitlines()))
    return [
        Problem(file.shown_as, line, f"Write this line as staff's editor would: {written.splitlines()[line - 1]!r}")
    ]
