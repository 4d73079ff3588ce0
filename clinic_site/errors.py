"""Error pages for a frightened person: what happened, the phone of the clinic, the way back.

They are plain functions. Django's own handlers for 400 and 500 look for a CSRF token in the form
that was sent; a form in another character set makes them raise the same error again.
"""

import errno
import logging
import sys

from django.conf import settings
from django.db import DatabaseError, Error
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.html import format_html

from therapies.context import clinic
from therapies.reading.clinic import Site, language_of, last_known_facts
from therapies.reading.page_cache.cache import FREE
from therapies.staff.keeping import OLD_FORM, SIGNED_OUT, is_article_form, unsent
from therapies.text.facts import Shown

from .headers import STAFF_PREFIX
from .request_ids import request_id

logger = logging.getLogger(__name__)

# For a process whose templates are broken too. No style sheet, so that nothing else can fail.
LAST_RESORT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>This page is not working</title>
<h1>This page is not working</h1>
<p>We are sorry. The fault is ours. Please call us: {phone}</p>
<p>In an emergency, call 911.</p>
<p><a href="/">Go to the first page</a></p>
</html>
"""


# What a full disk and one that takes no writing say.
CANNOT_WRITE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
# Of the number of a request: enough to find its line in the log, and to be read out on the phone.
SPOKEN = 8
RETRY_AFTER_SECONDS = 10  # it comes back by itself, as soon as the database does


def bad_request(request, exception=None):
    return page_without_database("400.html", status=400)


def forbidden(request, exception=None):
    return page(request, "403.html", status=403)


def not_found(request, exception=None):
    if request.path_info.startswith(FREE):
        # The page cache lets these in without end, so that none may wait for a database that hangs.
        return HttpResponse(loader.get_template("404.html").render(last_known(request)), status=404)
    return page(request, "404.html", status=404)


def server_error(request):
    """The 500 page, or 503 where the database or the disk is at fault. Neither asks anything of the database.

    It answers even if its own template is broken.
    """
    try:
        if is_passing(sys.exception()):
            return unavailable(request)
        return page_without_database("500.html", status=500, number=request_id()[:SPOKEN])
    except Exception:  # whatever broke, the reader gets the phone number
        logger.exception("The 500 page itself is broken.")
    return HttpResponse(format_html(LAST_RESORT, phone=clinic_phone().text), status=500)


def is_passing(problem: BaseException | None) -> bool:
    """Whether a problem is of the database or the disk: it passes, and the same request may succeed then."""
    return isinstance(problem, Error) or (isinstance(problem, OSError) and problem.errno in CANNOT_WRITE)


def unavailable(request) -> HttpResponse:
    """503, with what to do meanwhile. The form of an article comes back, to be sent once more as it was."""
    if request.path_info.startswith(STAFF_PREFIX):
        fields = request.POST.lists() if is_article_form(request) else ()
        again = [(name, value) for name, values in fields for value in values]
        response = page_without_database("503_staff.html", status=503, again=again, was_sent=request.method == "POST")
    else:
        response = page_without_database("503.html", status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def csrf_failure(request, reason=""):
    """A form without its proof of origin: opened long ago, or before signing in again."""
    if is_article_form(request):
        return unsent(request, status=403, reason=OLD_FORM if request.user.is_authenticated else SIGNED_OUT)
    return page(request, "403_form_expired.html", status=403)


def page(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """An error page that looks like any other page; with what this process last knew when the database is down."""
    template = loader.get_template(template)
    # Without the request: the other context processors look at cookies, and no address that a stranger made up
    # may stand on a page of the clinic.
    try:
        content = template.render(clinic(request))
    except DatabaseError:
        content = template.render(last_known(request))
    return HttpResponse(content, status=status)


def page_without_database(template: str, *, status: int, **words) -> HttpResponse:
    """A page that stands alone, for a request that cannot be trusted or a site that is broken."""
    phone = clinic_phone()
    content = loader.get_template(template).render(words | {"phone_text": phone.text, "phone_href": phone.href})
    return HttpResponse(content, status=status)


def clinic_phone() -> Shown:
    return last_known_facts().shown("clinic_phone")


def last_known(request: HttpRequest) -> dict:
    """What base.html needs, without a query."""
    facts = last_known_facts()
    site = Site(facts.value("clinic_name"), settings.SITE_URL, language_of(request))
    return {"facts": facts, "site": site, "brand_css_url": ""}
