"""The file of a backup: a tar in gzip that begins with its manifest. Only such a file is read, and nothing else of tar.

Python's own reader of tar files follows links, device names and headers of any length. This one knows plain files, in
the order and of the sizes that the manifest names, so that neither a forged nor a broken file can do any harm.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from .manifest import Manifest, Part, manifest_of
from .problems import BackupError, ChangedMeanwhile

MANIFEST = "manifest.json"
LONGEST_MANIFEST = 64 * 2**20  # bytes; 200,000 pictures need 50 MB of it
BLOCK = 512
CHUNK = 2**20
# Zeros that a tar ends with.
LONGEST_END = 64 * BLOCK


def part_of(file: Path) -> Part:
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        return Part(content.tell(), digest)


# --- Writing ----------------------------------------------------------------------------------


class Watched(io.RawIOBase):
    """A file that is hashed while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        content = self.file.read(size)
        self.digest.update(content)
        return content


def write_archive(file: Path, manifest: Manifest, sources: Mapping[str, Path]) -> None:
    """Write a new file that only its owner can read, and have it on the disk.

    Raises ChangedMeanwhile when a source is no longer what the manifest says of it.
    """
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as raw:
        with (
            gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar,
        ):
            listed = manifest.as_json()
            tar.addfile(header_of(MANIFEST, len(listed)), io.BytesIO(listed))
            for name, part in manifest.parts.items():
                add(tar, name, part, sources[name])
        raw.flush()
        os.fsync(raw.fileno())


def header_of(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def add(tar: tarfile.TarFile, name: str, part: Part, source: Path) -> None:
    try:
        content = source.open("rb")
    except FileNotFoundError:
        raise ChangedMeanwhile(name) from None
    with content:
        watched = Watched(content)
        if os.fstat(content.fileno()).st_size != part.size:
            raise ChangedMeanwhile(name)
        tar.addfile(header_of(name, part.size), watched)
        if watched.digest.hexdigest() != part.sha256:
            raise ChangedMeanwhile(name)


# --- Reading ----------------------------------------------------------------------------------


class Unpacked:
    """What is inside the gzip, from its beginning to its end, in pieces of a bounded size."""

    def __init__(self, packed: gzip.GzipFile) -> None:
        self._packed = packed

    def exactly(self, size: int) -> bytes:
        return b"".join(self.pieces(size))

    def pieces(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self.some(min(size, CHUNK))
            if not piece:
                raise BackupError("The backup is cut off: its end is missing. Take another one.")
            size -= len(piece)
            yield piece

    def some(self, size: int) -> bytes:
        try:
            return self._packed.read(size)
        except EOFError:
            raise BackupError("The backup is cut off: its end is missing. Take another one.") from None
        except (gzip.BadGzipFile, zlib.error):
            raise BackupError("This is not a backup of this site, or a damaged one: it cannot be unpacked.") from None


def read_manifest(file: Path) -> Manifest:
    """What a backup says of itself. Its parts are not looked at."""
    with file.open("rb") as raw, gzip.GzipFile(fileobj=raw) as packed:
        return begin(Unpacked(packed))


def verify(file: Path) -> Manifest:
    """Read all of it. Raises BackupError unless each part is as the manifest says."""
    return read(file, into=None)


def unpack(file: Path, folder: Path) -> Manifest:
    """Write all parts below a folder. What was written before a part turned out wrong is the caller's to remove."""
    return read(file, into=folder)


def read(file: Path, *, into: Path | None) -> Manifest:
    with file.open("rb") as raw, gzip.GzipFile(fileobj=raw) as packed:
        unpacked = Unpacked(packed)
        manifest = begin(unpacked)
        if into and manifest.size > shutil.disk_usage(into).free:
            raise BackupError(f"The backup needs {manifest.size:,} bytes below {into}, and there is not as much room.")
        for name, part in manifest.parts.items():
            if next_header(unpacked) != (name, part.size):
                raise BackupError(f"The backup is damaged: {name} is not where its list says. Take another one.")
            take(unpacked, name, part, into)
        expect_end(unpacked)
    return manifest


def begin(unpacked: Unpacked) -> Manifest:
    name, size = next_header(unpacked)
    if name != MANIFEST or not 0 <= size <= LONGEST_MANIFEST:
        raise BackupError("This is not a backup of this site: it does not begin with its list.")
    listed = unpacked.exactly(size)
    unpacked.exactly(-size % BLOCK)
    return manifest_of(listed)


def next_header(unpacked: Unpacked) -> tuple[str, int]:
    """Name and size of the next plain file; ("", 0) at the end. Raises BackupError for anything else."""
    block = unpacked.exactly(BLOCK)
    if not block.strip(b"\0"):
        return "", 0
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    except (tarfile.HeaderError, ValueError):
        raise BackupError("This is not a backup of this site, or a damaged one: it is no tar file.") from None
    if not info.isreg():
        raise BackupError(f"The backup holds {info.name!a:.80}, which is no plain file. It is left alone.")
    return info.name, info.size


def take(unpacked: Unpacked, name: str, part: Part, into: Path | None) -> None:
    digest, file = hashlib.sha256(), into / name if into else Path(os.devnull)
    if into:
        file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as out:
        for piece in unpacked.pieces(part.size):
            digest.update(piece)
            out.write(piece)
    unpacked.exactly(-part.size % BLOCK)
    if digest.hexdigest() != part.sha256:
        raise BackupError(f"The backup is damaged: {name} is not what was put into it. Take another one.")


def expect_end(unpacked: Unpacked) -> None:
    """Only zeros may follow. To read on is also what makes gzip compare its checksum."""
    rest = b""
    while piece := unpacked.some(CHUNK):
        rest += piece
        if len(rest) > LONGEST_END or piece.strip(b"\0"):
            raise BackupError("The backup holds more than its list says. It is left alone.")
