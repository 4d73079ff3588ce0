"""Pictures for the editor's dialog, in JSON, and the page that takes one without JavaScript."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from therapies import publishing
from therapies.models import Picture
from therapies.text.files import visible
from therapies.text.pictures import markdown_of, uploaded_picture

from .guard import staff_only
from .picture_intake import takes_a_picture

MOST_LISTED = 200
LONGEST_SEARCH = 100
CHANGE = "admin:therapies_picture_change"


def refusal_in_json(request, sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=400)


@require_safe
@staff_only(permission="therapies.change_article")
def picture_list(request):
    """The newest pictures to choose from, 200 at most; with `?q=` those whose words or file name have it."""
    words = visible(request.GET.get("q", ""))[:LONGEST_SEARCH].strip()
    pictures = Picture.objects.filter(Q(alt__icontains=words) | Q(original_name__icontains=words))
    offered = (as_offered(picture, alt=picture.alt) for picture in pictures[:MOST_LISTED])
    return JsonResponse({"pictures": [each for each in offered if each["url"]]})


@takes_a_picture(answer_refusal=refusal_in_json)
@require_POST
def picture_upload(request):
    """Take one picture: `file`, and `alt` or `is_decorative`. 201 with what goes into the text; 400 with a sentence."""
    try:
        picture = picture_in(request)
    except publishing.PictureRefused as refusal:
        return refusal_in_json(request, str(refusal))
    # A picture that was there already keeps its words, but this text gets those that were written just now.
    alt = publishing.clean_picture_words(request.POST.get("alt", ""), is_decorative=is_decorative(request))
    return JsonResponse(as_offered(picture, alt=alt), status=201)


def picture_in(request) -> Picture:
    """Keep the picture of a form. Raises PictureRefused."""
    # The handler has the file once the form was read.
    alt = request.POST.get("alt", "")
    handler = request.upload_handlers[0]
    return publishing.keep_picture(
        handler.content(),
        name=handler.name,
        alt=alt,
        is_decorative=is_decorative(request),
        by=request.user,
    )


def is_decorative(request) -> bool:
    return request.POST.get("is_decorative", "").lower() in ("on", "true", "1", "yes")


def as_offered(picture: Picture, *, alt: str) -> dict:
    """What the dialog shows of a picture, and what it puts into the text. `url` is "" when its files are missing."""
    files = uploaded_picture(f"media/{picture.key}")
    return {
        "key": picture.key,
        "url": files.url if files else "",
        "alt": alt,
        "is_decorative": not alt,
        "width": picture.width,
        "height": picture.height,
        "markdown": markdown_of(picture.key, alt=alt),
    }


def refusal_on_page(request, sentence: str):
    return show_form(request, refusal=sentence)


@takes_a_picture(answer_refusal=refusal_on_page)
@require_http_methods(["GET", "HEAD", "POST"])
def picture_add(request):
    """The page to add a picture, for browsers without JavaScript and for those who begin at the list."""
    if request.method != "POST":
        return show_form(request)
    try:
        picture = picture_in(request)
    except publishing.PictureRefused as refusal:
        sent = {"alt": visible(request.POST.get("alt", "")), "is_decorative": is_decorative(request)}
        return show_form(request, refusal=str(refusal), sent=sent)
    messages.success(request, "The picture is here. Copy its line into the text of a page, or choose it there.")
    return HttpResponseRedirect(reverse(CHANGE, args=[picture.pk]))


def show_form(request, *, refusal: str = "", sent: dict | None = None):
    shown = admin.site.each_context(request) | {
        "title": "Add a picture",
        "opts": Picture._meta,
        "refusal": refusal,
        "sent": sent or {},
    }
    return render(request, "admin/picture_add.html", shown, status=400 if refusal else 200)
