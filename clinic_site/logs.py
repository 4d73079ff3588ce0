"""What the log says about requests: what went wrong here, and nothing that tells what somebody read or typed."""

import logging
import re
import threading
from time import monotonic

from django.db import DatabaseError, Error, InterfaceError, OperationalError

from .headers import STAFF_PREFIX
from .request_ids import brought_words

LONGEST_REFUSAL = 300  # characters; a stranger chooses what stands in it
# Who reads such an address in a log could sign off words for patients.
PRIVATE_ADDRESS = re.compile(r"/(sign-off|preview)/[^/?\s\"']+")
# The time of a visit is meant to stay in the browser, behind a #. A mail program that writes %23 for it, or %2523,
# sends it here. A time has spaces in it, so all that follows is taken out.
MOMENT = re.compile(r"(?:#|%(?:25)*23)t(?:=|%(?:25)*3d).*", re.IGNORECASE | re.DOTALL)

# While the database is away each request would be a line, with 60 lines of program below it.
OUTAGE_EVERY_SECONDS = 10
OUTAGES = (OperationalError, InterfaceError)  # and a bare DatabaseError, which is a damaged file
LONGEST_REASON = 200  # characters; below its first line PostgreSQL repeats what was asked, and so what somebody typed


def without_secrets(words: str) -> str:
    """Words for the log, without the secret parts of private addresses and without the time of anybody's visit."""
    return MOMENT.sub("…", PRIVATE_ADDRESS.sub(r"/\1/…", words))


class NothingAboutReaders(logging.Filter):
    """Leave out refused requests of readers: a 404 or 410 names the page that somebody wanted to read.

    Faults of ours stay, and refusals on staff's side. A host name that is refused stays too: when ALLOWED_HOSTS is
    wrong, this line is how one finds out.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.server":
            # `runserver` writes a line for each request, with its query, and gives a socket for the request.
            return False
        said = record.getMessage()
        if without_secrets(said) != said:
            record.msg, record.args = without_secrets(said), ()
        request, status = getattr(record, "request", None), getattr(record, "status_code", 500)
        problem = record.exc_info[1] if record.exc_info else None
        if request is not None and isinstance(problem, Error) and not hasattr(record, "is_told"):
            record.is_told = outage.is_to_be_told(record, problem)
        if hasattr(record, "is_told"):  # each handler that has this filter does as the first
            return record.is_told
        if status >= 500:
            return True
        # Where in our code a request was refused says nothing, and 30 lines for each let a stranger fill the disk.
        record.exc_info = record.exc_text = None
        record.msg, record.args = record.getMessage()[:LONGEST_REFUSAL], ()
        if record.name == "django.security.DisallowedHost":
            return True
        return request is None or request.path.startswith(STAFF_PREFIX)


class Outage:
    """One line every 10 seconds for all requests of this process that the database fails; no line says what they were."""

    def __init__(self):
        self.lock = threading.Lock()
        self.next_line, self.untold = 0.0, 0

    def is_to_be_told(self, record: logging.LogRecord, problem: Error) -> bool:
        """Whether the record is written down; it is made a line about the database."""
        with self.lock:
            if monotonic() < self.next_line:
                self.untold += 1
                return False
            self.next_line, untold, self.untold = monotonic() + OUTAGE_EVERY_SECONDS, self.untold, 0
        # An outage is told in the words of the server; other errors may repeat a value that somebody typed.
        says_nothing = not isinstance(problem, OUTAGES) and brought_words()
        reason = "(what it says is left out)" if says_nothing else str(problem).partition("\n")[0][:LONGEST_REASON]
        more = f" ({untold} requests more since the last such line)" if untold else ""
        record.msg = f"The database fails a request: {type(problem).__name__}: {reason}{more}"
        record.args = ()
        if isinstance(problem, OUTAGES) or type(problem) is DatabaseError:
            # It is nobody's fault here. Other errors of the database are ours, and are found by where they were raised.
            record.exc_info = record.exc_text = None
        return True


outage = Outage()
