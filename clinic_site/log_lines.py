"""How a line of the log looks: for people, or with LOG_FORMAT=json one JSON object a line.

Nothing that was sent here can make a line of its own, and what an error says of words that somebody typed is left out.
Written by hand, because the packages for JSON write down all that hangs on a record, and Django hangs the request on it.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime

from .logs import without_secrets
from .request_ids import brought_words, request_id

# Control characters move the cursor of a terminal or begin a line; so do two separators of Unicode.
BREAKING = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029]
ESCAPED = str.maketrans({code: ascii(chr(code))[1:-1] for code in BREAKING})
BELOW = "    "


def on_one_line(words: str) -> str:
    return words.translate(ESCAPED)


class TextLines(logging.Formatter):
    """A line for people. Below it, and never at the beginning of a line, where in the program something went wrong."""

    def format(self, record: logging.LogRecord) -> str:
        number = f" [{request_id()}]" if request_id() else ""
        said = f"{self.formatTime(record)} {record.levelname} {record.name}: {record.getMessage()}{number}"
        trouble = (BELOW + on_one_line(line) for line in trouble_of(record).splitlines())
        return "\n".join([on_one_line(said), *trouble])


class JsonLines(logging.Formatter):
    """One object: time, level, logger, message, and where there is one request_id and error."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id(),
            "error": trouble_of(record),
        }
        return json.dumps({key: value for key, value in line.items() if value})


FORMATS = {"text": TextLines, "json": JsonLines}


def trouble_of(record: logging.LogRecord) -> str:
    """The error of a record with its place in the program; "" when there is none."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return ""
    if brought_words():
        return "\n".join(without_messages(error)).rstrip()
    return without_secrets("".join(traceback.format_exception(error))).rstrip()


def without_messages(error: BaseException) -> list[str]:
    """Where an error and those before it were raised, without what they say: it may repeat what somebody typed."""
    blocks, seen = [], set()
    while error and id(error) not in seen:
        seen.add(id(error))
        where = "".join(traceback.format_tb(error.__traceback__)).rstrip()
        blocks.append(f"{type(error).__module__}.{type(error).__qualname__} (what it says is left out)\n{where}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return list(reversed(blocks))
