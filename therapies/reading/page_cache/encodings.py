"""Which encoding of a page a browser takes, and making pages smaller."""

from __future__ import annotations

import gzip

# whitenoise brings it too; a page without it would weigh a tenth more.
import brotli

IDENTITY, GZIP, BROTLI = "", "gzip", "br"
# What stands behind the digest in the tag of a representation (RFC 9110, 8.8.3.3: one for each encoding).
TAG_ENDING = {IDENTITY: "", GZIP: "-gz", BROTLI: "-br"}
SMALLEST = 200  # bytes; below, the head of the encoding weighs more than it saves
GZIP_LEVEL = 6
BROTLI_LEVEL = 5  # 0.4 ms for a page; 11 would take 18 ms to save another 13 %
WORDS = (
    "text/",
    "application/json",
    "application/manifest+json",
    "application/atom+xml",
    "application/xml",
    "image/svg",
)
MOST_REMEMBERED = 500

# How browsers write what they take; there are a few dozen ways. A stranger can invent more, so it is emptied when full.
_chosen: dict[str, str] = {"": IDENTITY}


def encoding_for(accepted: str) -> str:
    """The best encoding for a header Accept-Encoding."""
    chosen = _chosen.get(accepted)
    if chosen is None:
        if len(_chosen) >= MOST_REMEMBERED:
            _chosen.clear()
        chosen = _chosen[accepted] = choose(accepted)
    return chosen


def choose(accepted: str) -> str:
    """Brotli before gzip, whatever the weights say but for 0, which refuses. The words as they are when in doubt.

    Also for who refuses those: a page that can be read by nobody helps nobody (RFC 9110, 12.5.3, allows it).
    """
    weights = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        weights[name.strip()] = weight_in(parameters)
    others = weights.get("*", 0.0)
    for encoding, names in ((BROTLI, ("br",)), (GZIP, ("gzip", "x-gzip"))):
        if max((weights[name] for name in names if name in weights), default=others) > 0:
            return encoding
    return IDENTITY


def weight_in(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def is_worth_it(content_type: str, body: bytes) -> bool:
    return len(body) >= SMALLEST and content_type.startswith(WORDS)


def encoded(body: bytes, encoding: str) -> bytes:
    if encoding == BROTLI:
        return brotli.compress(body, quality=BROTLI_LEVEL)
    # Without a time in its head the same words are the same bytes.
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


def decoded(gzipped: bytes) -> bytes:
    return gzip.decompress(gzipped)
