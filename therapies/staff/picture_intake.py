"""Read a picture out of a request: one file, in memory, only up to the size that is taken, and only for who may send one.

Everywhere else a file ends the reading of a request (`clinic_site.intake.NoFiles`).
"""

from __future__ import annotations

from functools import wraps

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from therapies.publishing.picture_heads import MOST_BYTES, PictureRefused, too_heavy

from .guard import staff_only

FIELD = "file"
# What is larger is not even read to its end. Up to there it is, and dropped: a browser that is cut off while it sends
# shows its own page of trouble, and never the sentence.
MOST_SENT = 64 * 1024 * 1024


class OnePicture(FileUploadHandler):
    """Keeps the first file of a form; of any other, and of one that is too large, only the reason why not."""

    def __init__(self, request=None):
        super().__init__(request)
        self.name = ""
        self.parts: list[bytes] = []
        self.refusal = ""
        self.is_complete = False

    def new_file(self, field_name, file_name, *args, **kwargs):
        super().new_file(field_name, file_name, *args, **kwargs)
        if field_name != FIELD or self.name:
            self.refusal = "Send one picture at a time."
            raise SkipFile
        self.name = file_name

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > MOST_BYTES:
            self.refusal, self.parts = too_heavy(), []
            raise SkipFile
        self.parts.append(raw_data)

    def file_complete(self, file_size):
        # The view asks this handler; a file of Django's would be one more copy.
        self.is_complete = True

    def content(self) -> bytes:
        """The file. Raises PictureRefused when there is none, or more than one, or it was too large."""
        if self.refusal:
            raise PictureRefused(self.refusal)
        if not self.is_complete:
            raise PictureRefused("Choose a picture first.")
        return b"".join(self.parts)


def takes_a_picture(*, answer_refusal):
    """For a view of staff who may add pictures; it finds the file in `request.upload_handlers[0]`.

    The guard stands before everything that reads the request, so that nobody else's file is read. A request that
    cannot be read is answered by `answer_refusal(request, sentence)`.
    """

    def decorate(view):
        @wraps(view)
        def read(request, *args, **kwargs):
            if request.method != "POST":
                return view(request, *args, **kwargs)
            if content_length(request) > MOST_SENT:
                return answer_refusal(request, too_heavy())
            request.upload_handlers = [OnePicture(request)]
            try:
                response = csrf_protect(view)(request, *args, **kwargs)
            except (BadRequest, MultiPartParserError, SuspiciousOperation):
                return answer_refusal(request, "The picture did not arrive as a whole. Send it again.")
            if response.status_code == 403:
                return answer_refusal(request, "This page was open for too long. Load it again, then send the picture.")
            return response

        return csrf_exempt(staff_only(read, permission="therapies.add_picture"))

    return decorate


def content_length(request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
