"""What gunicorn answers to a request that it cannot read: the site's own page, and no word of what was sent.

gunicorn's own page repeats what it could not read and carries none of the headers that every answer of this site has.
"""

from __future__ import annotations

import socket

from gunicorn.http import errors
from gunicorn.util import write_nonblock

from .errors import bad_request
from .headers import headers_without_middleware

# By RFC 9110 and 9112. Anything else that cannot be read is a bad request.
STATUSES = {
    errors.LimitRequestLine: "414 URI Too Long",
    errors.LimitRequestHeaders: "431 Request Header Fields Too Large",
    errors.ExpectationFailed: "417 Expectation Failed",
    errors.UnsupportedTransferCoding: "501 Not Implemented",
}
OURS = (errors.ConfigurationProblem, errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)


def is_unreadable(fault: Exception) -> bool:
    """Whether whoever sent the request made the fault, and not this site."""
    return isinstance(fault, errors.ParseException) and not isinstance(fault, OURS)


def refuse(connection: socket.socket, fault: Exception) -> None:
    status = next((words for kind, words in STATUSES.items() if isinstance(fault, kind)), "400 Bad Request")
    page = bad_request(None).content
    headers = headers_without_middleware(page) | {"Connection": "close"}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    try:
        write_nonblock(connection, "\r\n".join(lines).encode("ascii") + page)
    except OSError:
        return  # whoever sent it is gone
