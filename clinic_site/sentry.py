"""Tell a Sentry server of faults, when SENTRY_DSN names one: where in the program, and nothing about who asked what.

The event is put together here out of a few things that are allowed. What the library would collect by itself (the
request, cookies, the visitor, values of variables, the words of errors) is never asked for.
"""

from __future__ import annotations

import logging
import threading
import traceback
from time import monotonic

from django.core.exceptions import ImproperlyConfigured

from .request_ids import asked

ALLOWED = {"event_id", "timestamp", "platform", "level", "logger", "logentry", "exception", "release", "tags", "sdk"}
MOST_FRAMES = 60
MOST_PLACES = 200
AGAIN_AFTER_SECONDS = 10
OURS = ("clinic_site", "therapies")


def begin(dsn: str, *, release: str = "") -> None:
    """Send faults of this process from now on. Raises ImproperlyConfigured without the package, or for a wrong DSN."""
    if not dsn:
        return
    try:
        import sentry_sdk
    except ImportError:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, but the package sentry-sdk is not installed. "
            "Install it (pip install sentry-sdk==2.75.0), or leave SENTRY_DSN unset."
        ) from None
    try:
        sentry_sdk.init(
            dsn=dsn,
            release=release or None,
            default_integrations=False,
            auto_enabling_integrations=False,
            auto_session_tracking=False,
            send_client_reports=False,
            include_local_variables=False,
            max_breadcrumbs=0,
            max_request_body_size="never",
            server_name="",
            before_send=only_what_is_allowed,
        )
    except sentry_sdk.utils.BadDsn:
        raise ImproperlyConfigured("SENTRY_DSN is not an address of Sentry. Copy it from there once more.") from None


def only_what_is_allowed(event: dict, hint: dict) -> dict:
    """The last look before an event leaves, should a newer library add something by itself."""
    return {key: value for key, value in event.items() if key in ALLOWED}


class Faults(logging.Handler):
    """Sends errors of the log; one that comes again and again is sent once in 10 seconds."""

    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.guard = threading.Lock()
        self.told: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        import sentry_sdk

        # What was refused is no fault, and its message is what a stranger sent.
        if getattr(record, "status_code", 500) >= 500 and self.is_new(record):
            sentry_sdk.capture_event(event_of(record))

    def is_new(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        place = traceback.extract_tb(error.__traceback__)[-1:] if error else (record.name, record.lineno)
        with self.guard:
            now, before = monotonic(), self.told.get(str(place), -AGAIN_AFTER_SECONDS)
            if now - before < AGAIN_AFTER_SECONDS:
                return False
            if len(self.told) >= MOST_PLACES:
                self.told.clear()
            self.told[str(place)] = now
        return True


def event_of(record: logging.LogRecord) -> dict:
    """What may be known elsewhere. No message has its values, and only those of our own modules have their words."""
    error = record.exc_info[1] if record.exc_info else None
    is_ours = record.name.partition(".")[0] in OURS and error is None
    said = str(record.msg) if is_ours else f"{type(error).__qualname__ if error else 'An error'} in {record.name}"
    event = {"level": record.levelname.lower(), "logger": record.name, "logentry": {"message": said}}
    now = asked()
    if now:
        event["tags"] = {"request_id": now.id}
    if error is not None:
        event["exception"] = {"values": [described(one) for one in reversed(chain_of(error))]}
    return event


def chain_of(error: BaseException | None) -> list[BaseException]:
    chain = []
    while error and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain


def described(error: BaseException) -> dict:
    frames = [
        {"filename": frame.filename, "function": frame.name, "lineno": frame.lineno, "context_line": frame.line}
        for frame in traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    ]
    return {"type": type(error).__qualname__, "module": type(error).__module__, "stacktrace": {"frames": frames}}
