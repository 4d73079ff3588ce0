"""What the site reads of a request: forms as browsers send them, in UTF-8, without files; cookies only of staff."""

import re

from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from gunicorn.http.errors import ParseException

from .headers import STAFF_PREFIX

# Django believes any other. Measured with 5.2.19, each by one request of a stranger: charset=hex in the header
# broke the reading of a query, and a parameter written as x*=nope'' broke the request itself, a bare 500.
FORM = re.compile(
    r"""(?: application/x-www-form-urlencoded | multipart/form-data; [ ]? boundary=[\w'()+,./:=?-]{1,70} )
        (?: ; [ ]? charset=utf-8 )?""",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)


# Where the WSGI environment says that a request came with a content type that this site does not read.
STRANGE = "clinic_site.strange_content_type"


class OnlyForms:
    """WSGI middleware that takes a content type it does not know off a request; `RefuseStrangeForms` answers it."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        forget_strange_content_type(environ)
        if "HTTP_TRANSFER_ENCODING" in environ:
            environ["wsgi.input"] = ChunkedBody(environ["wsgi.input"])
        return self.application(environ, start_response)


def forget_strange_content_type(environ: dict) -> None:
    content_type = environ.get("CONTENT_TYPE", "")
    if content_type and not FORM.fullmatch(content_type):
        environ["CONTENT_TYPE"], environ[STRANGE] = "", content_type


class ChunkedBody:
    """A body that comes in chunks. Where they cannot be read it is a connection that broke, as Django knows them.

    gunicorn's own errors are of a kind that Django takes for a fault of the site: a bare 500 for a stranger's mistake.
    """

    def __init__(self, body):
        self.body = body

    def __iter__(self):
        return iter(self.readline, b"")

    def read(self, *size):
        return unbroken(self.body.read, *size)

    def readline(self, *size):
        return unbroken(self.body.readline, *size)


def unbroken(read, *size) -> bytes:
    try:
        return read(*size)
    except ParseException as fault:
        raise OSError("The chunks of a request cannot be read.") from fault


class RefuseStrangeForms:
    """Middleware that answers 400 to what was sent in a form that this site does not read.

    It is one of Django's, not of WSGI, so that the answer is the site's own page with all its headers.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if STRANGE in request.META and request.method not in ("GET", "HEAD"):
            raise BadRequest("This site reads forms in UTF-8 only.")
        return self.get_response(request)


class NoCookiesOfReaders:
    """Middleware that reads no cookie outside staff's side.

    To a cookie that it cannot read Django answers with a new one. On a page that anybody may keep, the CSRF secret
    of a stranger would then reach the next readers, and staff among them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(STAFF_PREFIX):
            request.COOKIES = {}
        return self.get_response(request)


class NoFiles(FileUploadHandler):
    """Stop reading at the first file. Looking for the CSRF token, Django would write a stranger's files to the disk."""

    def new_file(self, *args, **kwargs):
        raise StopUpload(connection_reset=True)
