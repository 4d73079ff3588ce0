"""What the log says about requests: what went wrong here, and nothing that tells what somebody read or typed."""

import logging
import re

from .headers import STAFF_PREFIX

LONGEST_REFUSAL = 300  # characters; a stranger chooses what stands in it
# Who reads such an address in a log could sign off words for patients.
PRIVATE_ADDRESS = re.compile(r"/(sign-off|preview)/[^/?\s\"']+")
# The time of a visit is meant to stay in the browser, behind a #. A mail program that writes %23 for it, or %2523,
# sends it here. A time has spaces in it, so all that follows is taken out.
MOMENT = re.compile(r"(?:#|%(?:25)*23)t(?:=|%(?:25)*3d).*", re.IGNORECASE | re.DOTALL)


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
        if status >= 500:
            return True
        # Where in our code a request was refused says nothing, and 30 lines for each let a stranger fill the disk.
        record.exc_info = record.exc_text = None
        record.msg, record.args = record.getMessage()[:LONGEST_REFUSAL], ()
        if record.name == "django.security.DisallowedHost":
            return True
        return request is None or request.path.startswith(STAFF_PREFIX)
