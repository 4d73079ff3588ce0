"""Pages behind private addresses: a clinician's sign-off, and drafts to read. The address itself is the authority.

Opening one changes nothing: programs that look through e-mails open every address in them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import wraps
from urllib.parse import urlsplit

from django.core.cache import caches
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from therapies import publishing
from therapies.limits import PRIVATE_PAGES, limited
from therapies.models import Review, SignOffRequest
from therapies.publishing.preview_links import is_open, preview_link_at
from therapies.publishing.sign_off import is_changed, last_approved, refuse_closed, request_at
from therapies.reading.choosing import shown_options
from therapies.reading.clinic import absolute, facts_for, site_of
from therapies.reading.pages import page_of
from therapies.text.problems import ArticleFileError

from .sign_off_form import SignOffForm
from .sign_off_words import words_to_read

MOST_WRONG_NAMES = 5
PAUSE = 15 * 60  # seconds
GONE = "Nobody was given this address, or a part of it is missing. Open it from the e-mail once more."
FROM_ELSEWHERE = "This answer did not come from our page. Open the address from the e-mail, and answer there."
TOO_OFTEN = "Too many wrong names. Nothing was recorded. Wait 15 minutes, then try again, or call the clinic."


def private(*methods):
    """A page at a private address: kept by nobody, listed nowhere, and no other site learns where its reader came from.

    Readers send no cookies here, so no form can carry a token of its own; who knows the address may answer.
    """

    def guard(view):
        answer = limited(PRIVATE_PAGES)(view)

        @csrf_exempt
        @require_http_methods(["GET", "HEAD", *methods])
        @wraps(view)
        def show(request, token):
            response = answer(request, token)
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            response.headers["Referrer-Policy"] = "no-referrer"
            return response

        return show

    return guard


# --- Sign-off ---------------------------------------------------------------------------------


@private("POST")
def sign_off(request, token):
    asked = request_at(token)
    if asked is None:
        return closed(request, "This address leads nowhere", GONE, status=404)
    try:
        refuse_closed(asked)
    except publishing.Closed as reason:
        return closed(request, "This address is closed", str(reason), status=410, asked=asked)
    if asked.version and is_changed(asked):
        return text_changed(request, asked)
    if request.method == "POST":
        return taken(request, asked)
    return sign_off_page(request, asked, SignOffForm(asked=asked))


def taken(request, asked: SignOffRequest):
    """Record an answer, or show the page again with what is wrong and everything that was typed."""
    form = SignOffForm(request.POST, asked=asked)
    if not is_from_here(request):
        return closed(request, "Not recorded", FROM_ELSEWHERE, status=403, asked=asked)
    if wrong_names(asked) >= MOST_WRONG_NAMES:
        return closed(request, "Please wait", TOO_OFTEN, status=429, asked=asked)
    if not form.is_valid():
        return sign_off_page(request, asked, form, status=400)
    try:
        review = publishing.answer(asked, **form.cleaned_data)
    except publishing.WrongName as refusal:
        count_wrong_name(asked)
        form.add_error("name", str(refusal))
        return sign_off_page(request, asked, form, status=400)
    except publishing.TextChanged:
        return text_changed(request, asked)
    except (publishing.Closed, publishing.NotAllowed) as refusal:
        return closed(request, "Not recorded", str(refusal), status=410, asked=asked)
    is_change = form.cleaned_data["decision"] == Review.CHANGE
    return render(request, "sign_off/thanks.html", {"asked": asked, "review": review, "is_change": is_change})


def sign_off_page(request, asked: SignOffRequest, form: SignOffForm, *, status=200):
    shown = {"asked": asked, "form": form}
    if asked.version:
        last = last_approved(asked.clinician, asked.version)
        try:
            shown["words"] = words_to_read(asked.version, last=last, facts=facts_for(request))
        except ArticleFileError:
            sentence = f"The text cannot be shown. Tell {name_of(asked.asked_by)}, who asked you."
            return closed(request, "This page cannot be shown", sentence, status=503, asked=asked)
    return render(request, "sign_off/page.html", shown, status=status)


def text_changed(request, asked: SignOffRequest):
    sentence = (
        "The text has changed, or does not wait for an answer any more, since this address was sent to you. "
        f"Ask {name_of(asked.asked_by)} for the newest text: you get a new address then. Nothing was recorded."
    )
    return closed(request, "The text has changed", sentence, status=409, asked=asked)


def closed(request, title: str, sentence: str, *, status: int, asked: SignOffRequest | None = None):
    """A page in words, with the clinic's phone, for an address that shows nothing more."""
    return render(
        request, "sign_off/closed.html", {"title": title, "sentence": sentence, "asked": asked}, status=status
    )


def is_from_here(request) -> bool:
    """Whether a form was sent from a page of this site, as far as the browser says.

    A browser that is told to name no referrer writes "null" for the origin of its own forms too, so the header that
    browsers set since 2023 is asked first. Without either, knowing the address is all that can be asked for.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site:
        return fetch_site in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    return origin == "null" or urlsplit(origin)[:2] == urlsplit(absolute(request, ""))[:2]


def wrong_names(asked: SignOffRequest) -> int:
    return caches["limits"].get(f"sign-off-{asked.pk}", 0)


def count_wrong_name(asked: SignOffRequest) -> None:
    caches["limits"].set(f"sign-off-{asked.pk}", wrong_names(asked) + 1, PAUSE)


def name_of(person) -> str:
    return person.get_full_name() or person.get_username()


# --- Drafts to read ---------------------------------------------------------------------------


@private()
def preview(request, token):
    """A draft as a page, for anybody who has the address."""
    link = preview_link_at(token)
    if link is None:
        return closed(request, "This address leads nowhere", GONE, status=404)
    if not is_open(link):
        return closed(request, "This address is closed", "It ended, or was taken back. Ask for a new one.", status=410)
    version, facts = link.version, facts_for(request)
    if version.live_from and version.live_from <= timezone.now():
        words = f"This draft is finished. Read the page at {absolute(request, version.article.get_absolute_url())}"
        return closed(request, "No draft any more", words, status=410)
    try:
        page = page_of(version, facts=facts)
    except ArticleFileError:
        return closed(request, "This draft cannot be shown", "Tell whoever gave you the address.", status=503)
    banner = f"Draft, not for patients, until {timezone.localtime(link.ends_at):%B %-d, %Y}."
    shown = {
        "page": page,
        "shown_options": shown_options(page, wanted=request.GET.getlist("show")),
        # The band at the top of every page, on paper too.
        "facts": replace(facts, values={**facts.values, "announcement": banner}),
        # Without the address of the site, no link to this page is written into it.
        "site": replace(site_of(request), url=""),
    }
    return render(request, "private_preview.html", shown)
