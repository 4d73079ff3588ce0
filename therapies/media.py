"""Serve the pictures that staff uploaded: files of ours under names of ours, and nothing else from that folder."""

from __future__ import annotations

from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response

from therapies.models import Picture
from therapies.reading.keeping import keep_for_ever, kept_for_readers
from therapies.text.pictures import present_folder_of

ADDRESS = r"^media/(?P<key>[0-9a-f]{32})-(?P<width>[1-9][0-9]{0,3})\.(?P<ending>webp|jpg|png)$"
# By our own ending: nobody who uploads has a word in it.
TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
# Opened by itself a picture is a document. It may do nothing, whatever a browser should take it for.
POLICY = "default-src 'none'; sandbox"


@kept_for_readers
def picture(request, key, width, ending):
    """One file of an uploaded picture. The name changes with the content, so it may be kept for a year."""
    if not Picture.objects.filter(key=key).exists():
        raise Http404("No uploaded picture has this key.")
    etag = f'"{key}-{width}-{ending}"'
    # Before the file is opened: the middleware that would answer the same leaves it open.
    if response := get_conditional_response(request, etag=etag):
        return keep_for_ever(response)
    try:
        file = (present_folder_of(key) / f"{key}-{width}.{ending}").open("rb")
    except OSError:
        raise Http404("The picture has no file of this width and kind.") from None
    response = FileResponse(file, content_type=TYPES[ending])
    response["Content-Security-Policy"] = POLICY
    response["Content-Disposition"] = "inline"
    response["ETag"] = etag
    return keep_for_ever(response)
