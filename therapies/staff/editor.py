"""The Markdown editor: the guarded views behind markdownx's URL names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from therapies.models import Article, fact_sheet
from therapies.reading.clinic import facts_for, site_of
from therapies.reading.pages import page_of
from therapies.text.problems import ArticleFileError
from therapies.text.rendering import render_snippet

from .article_form import ArticleForm
from .fact_places import MarkedFacts, facts_on, unmarked
from .guard import staff_only

# What a database can count to. Python refuses to read a number of 5,000 digits.
NUMBER = re.compile("[0-9]{1,18}")


def editor_only(view):
    """Let staff in who may change articles, with a form of this site.

    The guard stands before the check of the form, and says no in JSON; the check would say it with a page.
    """
    return csrf_exempt(staff_only(require_POST(csrf_protect(view)), permission="therapies.change_article"))


def markdownify(content: str) -> SafeString:
    """What `MARKDOWNX_MARKDOWNIFY_FUNCTION` names: the public renderer, with the clinic's facts."""
    return render_snippet(content, facts=fact_sheet())


@editor_only
def preview(request):
    """The page as patients would see it, made from the fields of the form.

    Answers JSON: `html` (a whole document; "" while a field has an error, or the text is too large to read) and `facts`
    (see `facts_on`). What is wrong with the text is the other question of the editor: see `check`.
    """
    form = form_of(request)
    if not form.is_valid():
        return JsonResponse({"html": "", "facts": []})
    try:
        page = page_of(form.unsaved_version(), facts=MarkedFacts.of(facts_for(request)))
    except ArticleFileError:
        return JsonResponse({"html": "", "facts": []})
    shown = {
        "page": page,
        "shown_options": frozenset(),
        # The address of the request names no language; that of the page does.
        "site": replace(site_of(request), language=page.article.language),
    }
    html = render_to_string("admin/preview.html", shown, request=request)
    return JsonResponse({"html": unmarked(html), "facts": facts_on(html)})


def form_of(request) -> ArticleForm:
    """The form that was sent, unsaved: of the article it names, or of a new one."""
    pk = request.POST.get("article", "")
    article = Article.objects.filter(pk=pk).first() if NUMBER.fullmatch(pk) else None
    form = ArticleForm(data=request.POST, instance=article, check_stale=False)
    if article:
        for name in ("language", "kind", "slug"):
            del form.fields[name]
    return form


def unfinished(form: ArticleForm) -> Iterator[tuple[str, str]]:
    """What the fields of a form lack: the name of the field ("" for all of them) and a sentence."""
    for name, errors in form.errors.as_data().items():
        field = name if name in form.fields else ""
        if any(error.code == "required" for error in errors):
            yield field, "Fill this in."
        else:
            yield from ((field, message) for error in errors for message in error.messages)
